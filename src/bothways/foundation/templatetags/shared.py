"""Pages that are made once for everybody, with places left open for the one who reads.

    {% shared without user marks %} … {% personal answer %} … {% endpersonal %} … {% endshared %}

What stands between `shared` and `endshared` is made once for one public epoch, for a reader who is nobody: the names
after `without` are empty there, and so is what the request knows of its sender. The places between `personal` and
`endpersonal` are left open, and filled anew for each reader with all that the page knows. So a page that forgets to
mark a place shows everybody what a stranger sees; it never shows one person what is another's.

After `personal` stand the names from around it that it needs: the answer of a loop, say. They are kept with the page.
"""

import copy
import secrets
from dataclasses import dataclass
from functools import cache
from typing import Any

from django import template
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.base import Node, NodeList, Parser, Token
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

from bothways.foundation.http import public_since
from bothways.foundation.shelf import LONGEST_KEY, Shelf

register = template.Library()

_OPEN = f"\x00{secrets.token_hex(8)}\x00"  # stands for a place; nobody can have written it
_PLACES = "places left open"


@dataclass(frozen=True)
class Place:
    """A place left open, with what it needs of what was around it."""

    nodes: NodeList
    needs: dict[str, Any]


@dataclass(frozen=True)
class Page:
    """A page for everybody: text, place, text, place, … text."""

    texts: list[str]
    places: list[Place]

    @property
    def size(self) -> int:
        """About how many bytes of memory it takes."""
        return 4 * sum(map(len, self.texts))

    def filled(self, context: template.Context) -> SafeString:
        """The page for the reader of `context`."""
        made = [self.texts[0]]
        for place, text in zip(self.places, self.texts[1:], strict=True):
            with context.push(**place.needs):
                made += (place.nodes.render(context), text)
        return mark_safe("".join(made))  # noqa: S308  all of it was rendered by templates


class SharedNode(Node):
    """`{% shared without … %}`, with what stands in it."""

    def __init__(self, nodes: NodeList, without: list[str]) -> None:
        self.nodelist = nodes
        self.without = without

    def render(self, context: template.Context) -> SafeString:
        request = context.get("request")
        begun = public_since(request) if request else None
        if request is None or begun is None:
            return self.nodelist.render(context)
        name = context.template.name if context.template else None
        address = request.get_full_path()
        key = name, address, get_language(), get_current_timezone_name()
        page = _shelf().get(key)
        if page is None:
            page = self.made(context, request)
            if len(address) <= LONGEST_KEY:
                _shelf().put(key, page, size=page.size, begun=begun)
        return page.filled(context)

    def made(self, context: template.Context, request: HttpRequest) -> Page:
        """The page for everybody."""
        places: list[Place] = []
        nothing = dict.fromkeys(self.without)
        with context.push(**nothing, **{_PLACES: places}, request=_of_nobody(request)):
            texts = self.nodelist.render(context).split(_OPEN)
        return Page(texts, places)


class PersonalNode(Node):
    """`{% personal … %}`, with what stands in it."""

    def __init__(self, nodes: NodeList, needs: list[str]) -> None:
        self.nodelist = nodes
        self.needs = needs

    def render(self, context: template.Context) -> SafeString:
        places = context.get(_PLACES)
        if places is None:
            return self.nodelist.render(context)
        places.append(Place(self.nodelist, {name: context.get(name) for name in self.needs}))
        return mark_safe(_OPEN)  # noqa: S308  our own


@register.tag
def shared(parser: Parser, token: Token) -> SharedNode:
    """What everybody sees alike, made once; see this module."""
    _, *words = token.split_contents()
    nodes = parser.parse(("endshared",))
    parser.delete_first_token()
    return SharedNode(nodes, words[1:])


@register.tag
def personal(parser: Parser, token: Token) -> PersonalNode:
    """A place in `shared` that is filled for each reader; see this module."""
    _, *needs = token.split_contents()
    nodes = parser.parse(("endpersonal",))
    parser.delete_first_token()
    return PersonalNode(nodes, needs)


def _of_nobody(request: HttpRequest) -> HttpRequest:
    """The request as a stranger would have sent it."""
    strange = copy.copy(request)
    strange.user, strange.COOKIES, strange.session = AnonymousUser(), {}, None  # type: ignore[assignment]
    return strange


@cache
def _shelf() -> Shelf[Page]:
    return Shelf(settings.PAGE_CACHE_BYTES)
