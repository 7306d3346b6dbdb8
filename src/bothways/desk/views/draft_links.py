"""A link that has grown too old: its holder asks for another."""

from http import HTTPStatus

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from bothways.desk.actions.linking import ask_for_new_link
from bothways.desk.queries.drafts import link_of
from bothways.desk.views.draft_doors import no_link, private
from bothways.foundation import time


@csrf_exempt  # whoever has the old link may ask; the new one goes to the address of the old, so nobody gains by it
@require_POST
def new_link(request: HttpRequest, token: str) -> HttpResponse:
    """Send the holder of an old link another, to the address that the old one went to. Says the same either way."""
    link = link_of(token)
    if link is None:
        return private(no_link(request))
    if ratelimit.consume(request, action="draft_link", key=f"draft link {link.pk}"):
        ask_for_new_link(link=link, at=time.now())
    return private(render(request, "desk/draft_link_sent.html", {"link": link}, status=HTTPStatus.ACCEPTED))
