"""The head of public pages, and structured data in it."""

import json
from typing import Any, cast

from django import template
from django.utils.safestring import SafeString, mark_safe

from bothways.insider.heads import Head, head_for

register = template.Library()

# As the script of a page ends at the first "</script" whatever JSON says, no character that HTML knows is left.
_INERT = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


@register.simple_tag(takes_context=True)
def page_head(context: template.Context) -> Head:
    """What the present page says of itself, for its `<head>`."""
    match = getattr(context.get("request"), "resolver_match", None)
    return head_for(getattr(match, "url_name", None) or "", cast(dict[str, Any], context.flatten()))


@register.simple_tag
def json_ld(data: Any) -> SafeString:
    """Structured data as a script element that no word in it can end."""
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_INERT)
    return mark_safe(f'<script type="application/ld+json">{written}</script>')  # noqa: S308  made inert above
