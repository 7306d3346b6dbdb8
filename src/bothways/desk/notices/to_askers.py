"""Letters to whoever asked a question: what the desk made of it."""

from django.utils.translation import gettext as _

from bothways.desk.notices import parts
from bothways.desk.notices.parts import Part, made_of
from bothways.foundation.links import absolute
from bothways.insider.models import Question
from bothways.notifications.letters import Words, letter
from bothways.notifications.models import Letter

State = Question.State


@letter("question.accepted")
def accepted(letter: Letter) -> Words | None:
    """The desk has taken the question up."""
    asked = _in(letter, State.ACCEPTED)
    if asked is None:
        return None
    return _to_asker(
        asked, _("Taken up"), _("The desk has taken your question up"),
        parts.paragraph(_("It looks for leaders who have lived it. You hear when it is opened to everybody.")),
    )  # fmt: skip


@letter("question.opened")
def opened(letter: Letter) -> Words | None:
    """The question can be read by everybody."""
    asked = _in(letter, *Question.READABLE)
    if asked is None:
        return None
    return _to_asker(
        asked, _("Open"), _("Your question is open"),
        parts.paragraph(_("Everybody can read it now, and follow it to hear of its answers.")),
        parts.button(_("See the question"), absolute(asked)),
    )  # fmt: skip


@letter("question.declined")
def declined(letter: Letter) -> Words | None:
    """The desk does not take the question up, and says why."""
    asked = _in(letter, State.DECLINED)
    if asked is None:
        return None
    return _to_asker(
        asked, _("Not taken up"), _("The desk has not taken your question up"),
        parts.paragraph(_("This is what the desk says to it:")), parts.quote(asked.declined_reason),
    )  # fmt: skip


@letter("question.merged")
def merged(letter: Letter) -> Words | None:
    """The question goes on in another one."""
    asked = _in(letter, State.MERGED)
    if asked is None or asked.merged_into is None:
        return None
    into = asked.merged_into
    readable = into.state in Question.READABLE
    return _to_asker(
        asked, _("Goes on"), _("Your question goes on in another one"),
        parts.paragraph(_("Somebody has asked nearly the same, so the desk has put the two together:")),
        parts.quote(into.title) if readable else None,
        parts.button(_("See the question"), absolute(into)) if readable else None,
    )  # fmt: skip


def _in(letter: Letter, *states: Question.State) -> Question | None:
    asked = letter.about
    return asked if isinstance(asked, Question) and asked.state in states else None


def _to_asker(asked: Question, subject: str, head: str, *some: Part | None) -> Words:
    return made_of(
        f"{subject}: {asked.title}", parts.heading(head), parts.paragraph(asked.title), *some,
        why=_("You get this because you asked the question."),
    )  # fmt: skip
