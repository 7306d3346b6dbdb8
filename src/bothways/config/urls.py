"""Every address of the site."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("bothways.pages.urls")),
    path("", include("bothways.desk.urls")),
    path("", include("bothways.insider.urls")),
    path("", include("bothways.notifications.urls")),
    path("", include("bothways.people.urls")),
    path("", include("bothways.design.urls")),
]
if "WEBHOOK_SECRET" in settings.ANYMAIL:  # what a hosted provider tells of letters that came back
    urlpatterns.append(path("anymail/", include("anymail.urls")))
handler400 = "bothways.pages.views.errors.bad_request"
handler403 = "bothways.pages.views.errors.forbidden"
handler404 = "bothways.pages.views.errors.not_found"
handler500 = "bothways.pages.views.errors.broken"
