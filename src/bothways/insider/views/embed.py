"""The small pages that frames on other sites hold."""

from typing import cast

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.clickjacking import xframe_options_exempt

from bothways.foundation.http import P, View, same_for_all
from bothways.insider.models import Answer
from bothways.insider.queries.embedding import Embed, embed_of_answer, embed_of_question


def for_frames(view: View[P]) -> View[P]:
    """Let any site hold the page in a frame: nothing on it can be pressed on a reader's behalf."""
    framed = csp_replace({"frame-ancestors": ["*"]})(view)
    return cast(View[P], xframe_options_exempt(framed))


@same_for_all
@for_frames
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """An answer, for a frame; a withdrawn one says so in the frames that hold it."""
    embed = embed_of_answer(slug)
    if embed is None:
        withdrawn = get_object_or_404(Answer.objects.addressed_to(None).select_related("question"), slug=slug)
        return render(request, "insider/embed_withdrawn.html", {"answer": withdrawn}, status=410)
    return _page(request, embed)


@same_for_all
@for_frames
def question(request: HttpRequest, slug: str) -> HttpResponse:
    """A question with its newest answer, for a frame."""
    return _page(request, embed_of_question(slug))


def _page(request: HttpRequest, embed: Embed | None) -> HttpResponse:
    if embed is None:
        raise Http404
    return render(request, "insider/embed.html", {"embed": embed})
