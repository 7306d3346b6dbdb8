"""oEmbed 1.0: how other sites learn to show an answer when somebody pastes its address."""

from typing import Any
from xml.etree import ElementTree as ET

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from bothways.foundation.http import same_for_all
from bothways.insider.queries.embedding import HEIGHT, WIDTH, Embed, embed_at
from bothways.insider.share_card import CARD_HEIGHT, CARD_WIDTH
from bothways.insider.syndication import legal

NARROWEST = 200  # CSS pixels in which the embed can still be read
ROOMY, TALL = 440, 460  # below the first width, words need the second height
CACHE_AGE = 3600  # seconds
NOT_IMPLEMENTED = 501


@same_for_all
def oembed(request: HttpRequest) -> HttpResponse:
    """Describe the embed for one of our own addresses; 404 for any other, 501 for a format that is neither."""
    syntax = request.GET.get("format", "json")
    if syntax not in ("json", "xml"):
        return HttpResponse("This site answers in json and xml.", status=NOT_IMPLEMENTED, content_type="text/plain")
    embed = embed_at(request.GET.get("url", ""))
    if embed is None:
        raise Http404
    width = _size(request, "maxwidth", WIDTH)
    height = _size(request, "maxheight", HEIGHT if width >= ROOMY else TALL)
    body = describe(embed, width=width, height=height)
    response = JsonResponse(body) if syntax == "json" else HttpResponse(_xml(body), content_type="text/xml")
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _size(request: HttpRequest, name: str, own: int) -> int:
    """The smaller of what is asked for and what we would take."""
    try:
        return max(NARROWEST, min(own, int(request.GET.get(name, own))))
    except ValueError:
        return own


def describe(embed: Embed, *, width: int, height: int) -> dict[str, Any]:
    """The oEmbed answer of type "rich"."""
    body: dict[str, Any] = {
        "version": "1.0",
        "type": "rich",
        "title": embed.title,
        "provider_name": settings.SITE_NAME,
        "provider_url": settings.SITE_ORIGIN,
        "cache_age": CACHE_AGE,
        "width": width,
        "height": height,
        "html": frame(embed, width=width, height=height),
        "thumbnail_url": embed.card,
        "thumbnail_width": CARD_WIDTH,
        "thumbnail_height": CARD_HEIGHT,
    }
    if embed.credit:
        body["author_name"] = embed.credit.author
        body["author_url"] = embed.credit.author_url or embed.address
    return body


def frame(embed: Embed, *, width: int = WIDTH, height: int = HEIGHT) -> str:
    """The code that shows the embed on any page; it needs no script there."""
    values = {"embed": embed, "width": width, "height": height}
    return render_to_string("insider/_frame.html", values).strip()


def _xml(body: dict[str, Any]) -> bytes:
    root = ET.Element("oembed")
    for name, value in body.items():
        ET.SubElement(root, name).text = legal(str(value))
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written
