"""The pictures beside links to us."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from bothways.insider.heads import answers_in_words
from bothways.insider.models import Question
from bothways.insider.queries.credit import credit_of
from bothways.insider.queries.outlets import outgoing
from bothways.insider.share_card import Card, picture

MAX_AGE = 24 * 3600  # seconds


def _png(card: Card) -> HttpResponse:
    response = HttpResponse(picture(card), content_type="image/png")
    # Any cache elsewhere may hold it; it does not say "public", so our own page cache keeps its room for pages.
    patch_cache_control(response, max_age=MAX_AGE)
    return response


@require_safe
def site(request: HttpRequest) -> HttpResponse:
    """The site's name and what it is about."""
    return _png(Card(site=settings.SITE_NAME, headline=settings.SITE_TAGLINE))


@require_safe
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """The headline of an answer, the question above it, the by-line below."""
    found = get_object_or_404(outgoing(), slug=slug)
    return _png(
        Card(
            site=settings.SITE_NAME,
            headline=found.headline,
            above=found.question.title,
            below=credit_of(found).byline,
        )
    )


@require_safe
def question(request: HttpRequest, slug: str) -> HttpResponse:
    """A question, and how many answers it has."""
    found = get_object_or_404(Question.objects.visible_to(None), slug=slug)
    return _png(Card(site=settings.SITE_NAME, headline=found.title, below=answers_in_words(found), asks=True))
