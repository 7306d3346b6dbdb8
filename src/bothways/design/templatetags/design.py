"""Template tags that every page has without loading them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BaseForm
from django.utils import dateformat
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from bothways.design import calendars, icons
from bothways.foundation.paging import Page

register = template.Library()

WORDS_A_MINUTE = 230

register.simple_tag(icons.icon, name="icon")


@register.simple_tag
def portrait(person: Any, name: str = "") -> SafeString:
    """The portrait of `person`, else a disc with their initials; `name` where there is no account behind it."""
    if person is None:
        return icons.disc(icons.initials_of(name), 330)
    if person.portrait:
        return format_html(
            '<img class="disc" src="{}" alt="" width="88" height="88" loading="lazy" decoding="async">',
            person.portrait.url,
        )
    return icons.disc(icons.initials_of(name or person.name), person.hue)


@register.simple_tag
def role_line(role: str, organisation: str) -> str:
    """“Chief executive of Harbour Bridge Trust”, or whichever of the two is known."""
    if role and organisation:
        return gettext("%(role)s of %(organisation)s") % {"role": role, "organisation": organisation}
    return role or organisation


@register.simple_tag(takes_context=True)
def here(context: template.Context, page: str, *inside: str) -> SafeString:
    """Marks a link of the navigation: the page itself is open, or one of those `inside` its part of the site."""
    match = getattr(context.get("request"), "resolver_match", None)
    if match is None or match.url_name not in (page, *inside):
        return SafeString()
    return format_html(' aria-current="{}"', "page" if match.url_name == page else "true")


@register.filter
def minutes(word_count: int) -> int:
    """How many minutes a text of `word_count` words takes to read; at least one."""
    return max(1, round(word_count / WORDS_A_MINUTE))


HOUR, DAY = 3600, 86400  # seconds


@register.filter
def age(since: datetime | None, at: datetime) -> str:
    """How long ago `since` was, at `at`, in whole hours up to two days, then in days: “5 hours”, “12 days”."""
    if since is None:
        return ""
    seconds = max(0, int((at - since).total_seconds()))
    if seconds < HOUR:
        return gettext("less than an hour")
    if seconds < 2 * DAY:
        return ngettext("%(n)s hour", "%(n)s hours", seconds // HOUR) % {"n": seconds // HOUR}
    return ngettext("%(n)s day", "%(n)s days", seconds // DAY) % {"n": seconds // DAY}


@register.filter
def shortday(day: date) -> str:
    """“25 Nov”: a day near enough that nobody needs its year."""
    return dateformat.format(day, "j M")


@register.filter
def of(mapping: Mapping[Any, Any], key: Any) -> Any:
    """What `mapping` holds for `key`; None where it holds nothing."""
    return mapping.get(key)


@register.inclusion_tag("design/_pager.html", takes_context=True)
def pager(context: template.Context, page: Page[Any]) -> dict[str, Any]:
    """Earlier and later pages of a list; the other parts of the address stay as they are. Nothing for a single page."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    return {"page": page, "query": f"{query.urlencode()}&" if query else ""}


@register.inclusion_tag("design/_calendar.html")
def month_calendar(first: date, held: Mapping[date, Any]) -> dict[str, Any]:
    """A month as a grid; `held` gives each day's edition."""
    return {"weeks": calendars.weeks(first, held), "weekdays": calendars.weekdays(), "first": first}


@register.inclusion_tag("design/_error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """What must be put right in `form`, each point a link to its field; it takes the focus. Else nothing."""
    return {"form": form}
