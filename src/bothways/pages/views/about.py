"""What this place is, and whether it is well."""

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bothways.foundation import time
from bothways.foundation.http import public_page
from bothways.foundation.text import render as markdown
from bothways.insider.actions.editing import overdue


@public_page
def about(request: HttpRequest) -> HttpResponse:
    """About the community and the software that it runs on."""
    return render(request, "pages/about.html", {"about_html": markdown(settings.SITE_ABOUT)})


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """For a monitor: 200 when the database answers and no edition is late, 503 otherwise."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    late = overdue(time.now())
    body = {"status": "late" if late else "ok", "late_edition": late and late.isoformat()}
    return JsonResponse(body, status=503 if late else 200)
