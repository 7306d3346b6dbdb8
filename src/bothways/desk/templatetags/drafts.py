"""Template tags of the pages of drafts."""

from django import template

register = template.Library()


@register.filter
def masked(address: str) -> str:
    """An e-mail address that its owner knows again and nobody else learns: “a…@longtable.example”."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"
