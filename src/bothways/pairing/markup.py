"""HTML that cannot forget to escape: everything that is not `Html` already is a text."""

from html import escape
from typing import TypeAlias


class Html(str):
    """Markup that is ready."""

    __slots__ = ()


Child: TypeAlias = object


def tag(name: str, /, *children: Child, **attributes: object) -> Html:
    """An element; texts and values are escaped. `class_` stands for class, `data_label` for data-label."""
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Html(f"<{name}{told}>{joined(*children)}</{name}>")


def joined(*children: Child) -> Html:
    """Several one after the other."""
    return Html("".join(child if isinstance(child, Html) else escape(str(child)) for child in children))
