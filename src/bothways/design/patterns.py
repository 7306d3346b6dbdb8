"""The pattern page: every component as it looks, when to use it, and the markup that makes it."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Final

from django import forms
from django.template.loader import get_template
from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True)
class Pattern:
    """One component; its markup is the template `design/samples/<key>.html`."""

    key: str
    name: str
    when: str

    @property
    def _template(self) -> Any:
        return get_template(f"design/samples/{self.key}.html")

    @property
    def markup(self) -> str:
        """What is written."""
        return str(self._template.template.source).strip()

    @property
    def shown(self) -> SafeString:
        """What it becomes. Nothing in a sample takes the focus from the page."""
        return SafeString(self._template.render(_sample_context()).replace(" autofocus", ""))


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label="Your question", max_length=160, help_text="One sentence, with a question mark.")
    detail = forms.CharField(label="More about it", required=False, widget=forms.Textarea)
    topic = forms.ChoiceField(label="Topic", choices=[("failure", "Failure"), ("careers", "Careers")])
    code = forms.CharField(label="Code from the mail", widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}))
    hide = forms.BooleanField(label="Ask without my name", required=False, help_text="The desk still knows who asks.")


def _sample_context() -> dict[str, Any]:
    amina = SimpleNamespace(name="Amina Okafor", portrait=None, hue=14)
    form = SampleForm({"title": "", "topic": "failure", "code": "482 913"}, auto_id="sample_%s")
    return {"amina": amina, "form": form}


TOKENS: Final = (
    "canvas", "surface", "tint", "ink", "ink-soft", "rule", "edge", "link", "accent", "high", "high-ink", "high-tint",
    "low", "low-ink", "low-tint", "wrong", "wrong-tint", "deep",
)  # fmt: skip
PATTERNS: Final = (
    Pattern(
        "mark",
        "Mark and winding line",
        (
            "Two paths that meet halfway. The mark stands in the masthead and the colophon, the winding line "
            "below the masthead and on top of an empty list. Marigold is always the high and lake the low; "
            "nothing else is drawn in both."
        ),
    ),
    Pattern(
        "leaf",
        "Leaf",
        (
            "The frame of every page. The side says who, when or what; the text keeps to 60 to 70 characters; a "
            "margin is for what may be missed. Below 56rem they stand one below the other."
        ),
    ),
    Pattern(
        "byline",
        "By-line",
        (
            "With every answer: who wrote it, as of the day it was published. Large in the side of a leaf, small "
            "in lists. Without a portrait, initials on the person’s own hue."
        ),
    ),
    Pattern(
        "answer-card",
        "Answer in a list",
        ("Headline first: it is what people remember. The question above it only where the list mixes questions."),
    ),
    Pattern(
        "question-card",
        "Question in a list",
        "A question is set in italic everywhere, for it is somebody’s voice.",
    ),
    Pattern(
        "days",
        "Days",
        "A list along dates: editions, entries, sessions.",
    ),
    Pattern(
        "buttons",
        "Buttons",
        (
            "One plain button on a page at most: the next act. Quiet ones for all else, grave ones for what "
            "cannot be undone. The label is a verb."
        ),
    ),
    Pattern(
        "toggles",
        "Toggles",
        (
            "Follow, save, this helped me. Each is a form of its own that works without script; the state is in "
            "aria-pressed."
        ),
    ),
    Pattern(
        "chips",
        "Topics and tags",
        "Chips lead somewhere; tags only say something.",
    ),
    Pattern(
        "tabs",
        "Tabs",
        "Two to four views of the same list. Each is an address.",
    ),
    Pattern(
        "form",
        "Form, with its errors",
        (
            "Draw a form with {{ form }}: the summary of errors comes first, takes the focus and leads to each "
            "field. What may be left out says so; what must be filled in needs no star."
        ),
    ),
    Pattern(
        "search",
        "Search line",
        "Where searching is what the page is for. Found words are marked.",
    ),
    Pattern(
        "notices",
        "Notices",
        ("What just happened, or what to know before going on. High for good news, wrong for what failed."),
    ),
    Pattern(
        "empty",
        "Empty place",
        "Where a list has nothing in it: say so in one sentence, and offer the next act.",
    ),
    Pattern(
        "reader-line",
        "Reader line",
        "Beside every private box: who will read what is written in it. Never by colour alone.",
    ),
    Pattern(
        "correction",
        "Correction",
        ("Below an answer that was changed after it was published: the day, what was wrong, and both versions."),
    ),
    Pattern(
        "prose",
        "Prose",
        "What people have written, from Markdown. The first letter is large only in a lead article.",
    ),
    Pattern(
        "thread",
        "Replies",
        "One level of thread, oldest first, smaller than what they reply to.",
    ),
    Pattern(
        "table",
        "Table",
        "Numbers and lists with columns. Wide ones scroll inside their own box, never the page.",
    ),
    Pattern(
        "copy",
        "Copy",
        "A text that people take elsewhere. The button appears only where the browser can copy.",
    ),
)
