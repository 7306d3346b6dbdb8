from django.urls import path

from bothways.pages.views import about, today

urlpatterns = [
    path("", today.today, name="today"),
    path("today/", today.today, name="today_page"),
    path("about/", about.about, name="about"),
    path("health/", about.health, name="health"),
]
