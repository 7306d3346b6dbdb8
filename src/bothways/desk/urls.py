"""The addresses of the desk, and of the drafts that leaders write."""

from django.urls import include, path

urlpatterns = [
    path("desk/", include("bothways.desk.desk_urls")),
    path("", include("bothways.desk.draft_urls")),
]
