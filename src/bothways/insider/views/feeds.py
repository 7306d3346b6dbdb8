"""Feeds: the answers of the site, of a topic, of an insider or to a question, as Atom and as JSON Feed."""

from collections.abc import Callable

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from bothways.foundation.http import mark_public
from bothways.foundation.links import absolute
from bothways.insider.models import Answer, Insider, Question, Topic
from bothways.insider.queries.outlets import feed_slice, outgoing
from bothways.insider.queries.reading import on_topic
from bothways.insider.syndication import Feed, atom, json_feed

MAX_AGE = 300  # seconds
FORMATS: dict[str, tuple[Callable[[Feed], str], str]] = {
    "atom": (atom, "application/atom+xml; charset=utf-8"),
    "json": (json_feed, "application/feed+json; charset=utf-8"),
}


def _after(request: HttpRequest) -> int | None:
    given = request.GET.get("after")
    if given is None:
        return None
    if not given.isascii() or not given.isdecimal() or len(given) > len(str(2**63)) - 1:
        raise Http404
    return int(given)


def _respond(
    request: HttpRequest, syntax: str, answers: QuerySet[Answer], *, title: str, description: str, home: str
) -> HttpResponse:
    try:
        page = feed_slice(answers, _after(request))
    except Answer.DoesNotExist as error:
        raise Http404 from error
    first = absolute(request.path)
    after = request.GET.get("after")
    feed = Feed(
        title=title,
        description=description,
        home=home,
        first=first,
        address=f"{first}?after={after}" if after else first,
        following=f"{first}?after={page.after}" if page.after else None,
        answers=page.answers,
    )
    write, content_type = FORMATS[syntax]
    response = HttpResponse(write(feed), content_type=content_type)
    response["Access-Control-Allow-Origin"] = "*"  # the same for everybody: a reader in a browser may fetch it
    if page.answers:
        response["Last-Modified"] = http_date(feed.updated.timestamp())
    return mark_public(response, max_age=MAX_AGE)


@require_safe
def site(request: HttpRequest, syntax: str) -> HttpResponse:
    """Every answer, the newest first."""
    return _respond(
        request,
        syntax,
        outgoing(),
        title=settings.SITE_NAME,
        description=settings.SITE_TAGLINE,
        home=absolute("today"),
    )


@require_safe
def topic(request: HttpRequest, slug: str, syntax: str) -> HttpResponse:
    """The answers to questions on one topic."""
    found = get_object_or_404(Topic, slug=slug)
    answers = outgoing().filter(on_topic(found, "question"))
    return _respond(
        request, syntax, answers, title=_of_site(found.name), description=found.description, home=absolute(found)
    )


@require_safe
def insider(request: HttpRequest, slug: str, syntax: str) -> HttpResponse:
    """The answers by one leader."""
    found = get_object_or_404(Insider.objects.select_related("person"), person__slug=slug)
    answers = outgoing().filter(author=found.person)
    return _respond(
        request,
        syntax,
        answers,
        title=_of_site(found.person.name),
        description=found.person.headline or gettext("Answers by %(name)s") % {"name": found.person.name},
        home=absolute(reverse("insider", args=[slug])),
    )


@require_safe
def question(request: HttpRequest, slug: str, syntax: str) -> HttpResponse:
    """The answers to one question."""
    found = get_object_or_404(Question.objects.visible_to(None), slug=slug)
    answers = outgoing().filter(question=found)
    description = found.why_now or gettext("Every answer to “%(question)s”") % {"question": found.title}
    return _respond(
        request, syntax, answers, title=_of_site(found.title), description=description, home=absolute(found)
    )


def _of_site(name: str) -> str:
    return f"{name} · {settings.SITE_NAME}"
