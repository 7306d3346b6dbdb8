"""The addresses of a site that takes mail from a hosted provider."""

from django.urls import include, path

from bothways.config import urls

urlpatterns = [*urls.urlpatterns, path("anymail/", include("anymail.urls"))]
