from django.urls import path

from bothways.design import views

urlpatterns = [path("patterns/", views.patterns, name="patterns")]
