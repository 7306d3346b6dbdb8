"""Addresses for those who read us elsewhere: feeds, embeds, copies, search engines."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, path

from bothways.insider.views import cards, embed, feeds, oembed, republish, sitemap, wellknown

_FEEDS: dict[str, tuple[str, Callable[..., HttpResponse]]] = {
    "site": ("", feeds.site),
    "topic": ("topics/<slug:slug>/", feeds.topic),
    "insider": ("insiders/<slug:slug>/", feeds.insider),
    "question": ("questions/<slug:slug>/", feeds.question),
}


def _feed(of: str, syntax: str) -> URLPattern:
    place, view = _FEEDS[of]
    return path(f"{place}feed.{syntax}", view, {"syntax": syntax}, name=f"{of}_{syntax}")


urlpatterns = [
    *(_feed(of, syntax) for of in _FEEDS for syntax in feeds.FORMATS),
    path("oembed/", oembed.oembed, name="oembed"),
    path("answers/<slug:slug>/embed/", embed.answer, name="answer_embed"),
    path("questions/<slug:slug>/embed/", embed.question, name="question_embed"),
    path("answers/<slug:slug>/republish/", republish.republish, name="answer_republish"),
    path("card.png", cards.site, name="site_card"),
    path("answers/<slug:slug>/card.png", cards.answer, name="share_card"),
    path("questions/<slug:slug>/card.png", cards.question, name="question_card"),
    path("sitemap.xml", sitemap.index, name="sitemap"),
    path("sitemap-<slug:kind>-<int:number>.xml", sitemap.part, name="sitemap_part"),
    path("robots.txt", wellknown.robots, name="robots"),
    path(".well-known/security.txt", wellknown.security_txt, name="security_txt"),
    path("manifest.webmanifest", wellknown.manifest, name="manifest"),
    path("favicon.ico", wellknown.favicon, name="favicon"),
]
