from django.urls import path

from bothways.pages.views import today

urlpatterns = [
    path("", today.today, name="today"),
]
