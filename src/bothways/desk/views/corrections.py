"""The corrections log."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from bothways.desk.queries import corrections as queries
from bothways.desk.views import DeskRequest, desk_page
from bothways.foundation import time
from bothways.foundation.paging import page_of
from bothways.foundation.tables import csv_file


@require_safe
@desk_page
def corrections(request: DeskRequest) -> HttpResponse:
    """What was corrected, and what waits for a signature."""
    page = page_of(request, queries.corrections())
    context = {"page": page, "told": queries.told(page), "proposals": queries.proposals(), "now": time.now()}
    return render(request, "desk/corrections.html", context)


@require_safe
@desk_page
def corrections_file(request: DeskRequest) -> HttpResponse:
    """The whole log as CSV."""
    rows = list(queries.corrections())
    told = queries.told(rows)
    head = (_("corrected"), _("answer"), _("by-line"), _("what"), _("by"), _("signed"), _("told"))
    lines = (
        (one.at.isoformat(), one.answer.headline, one.answer.byline_name, one.note, one.by.name if one.by else None,
         one.signed_at.isoformat() if one.signed_at else None, told.get(one.pk, 0))
        for one in rows
    )  # fmt: skip
    return csv_file("corrections", head, lines)
