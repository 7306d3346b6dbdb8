"""Sitemaps for search engines: an index, and parts that stay small."""

from datetime import datetime
from xml.etree import ElementTree as ET

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from bothways.foundation.links import absolute
from bothways.insider.queries import sitemap as queries

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
MAX_AGE = 3600  # seconds
PAGES = ("today", "question_list", "insider_list", "topic_list", "archive", "about")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The parts that there are."""
    root = ET.Element("sitemapindex", xmlns=NAMESPACE)
    _add(root, "sitemap", absolute("sitemap_part", "page", 1), None)
    for kind, (rows, changed_at) in queries.totals().items():
        for number in range(1, -(-rows // queries.PER_PART) + 1):
            _add(root, "sitemap", absolute("sitemap_part", kind, number), changed_at)
    return _respond(root)


@require_safe
def part(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """The pages of one part."""
    root = ET.Element("urlset", xmlns=NAMESPACE)
    if kind == "page" and number == 1:
        for name in PAGES:
            _add(root, "url", absolute(name), None)
        return _respond(root)
    rows = queries.part(kind, number)
    if not rows:
        raise Http404
    for slug, changed_at in rows:
        _add(root, "url", absolute(kind, slug), changed_at)
    return _respond(root)


def _add(root: ET.Element, name: str, address: str, changed_at: datetime | None) -> None:
    place = ET.SubElement(root, name)
    ET.SubElement(place, "loc").text = address
    if changed_at:
        ET.SubElement(place, "lastmod").text = changed_at.isoformat(timespec="seconds")


def _respond(root: ET.Element) -> HttpResponse:
    written = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    response = HttpResponse(written, content_type="application/xml; charset=utf-8")
    # Any cache elsewhere may hold it; it does not say "public", so our own page cache keeps its room for pages.
    patch_cache_control(response, max_age=MAX_AGE)
    return response
