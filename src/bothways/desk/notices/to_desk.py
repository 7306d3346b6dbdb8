"""Letters to the editor who invited, or to all of the desk where they have left it: what became of an invitation."""

from django.utils.translation import gettext as _

from bothways.desk.models import Invitation, Signature, Suggestion
from bothways.desk.notices import parts
from bothways.desk.notices.parts import Part, made_of
from bothways.foundation.links import absolute
from bothways.insider.actions.publishing import text_hash
from bothways.insider.models import Answer
from bothways.notifications.letters import Words, letter
from bothways.notifications.models import Letter
from bothways.people.rules import can_edit


@letter("desk.handed_in")
def handed_in(letter: Letter) -> Words | None:
    """An answer can be read."""
    asked = _about(letter)
    if asked is None or asked.answer.state != Answer.State.SUBMITTED:
        return None
    return _to_desk(asked, _("%(leader)s has handed in an answer"), parts.paragraph(asked.answer.headline))


@letter("desk.declined")
def declined(letter: Letter) -> Words | None:
    """A leader has said no, and why."""
    asked = _about(letter)
    if asked is None or asked.declined_at is None:
        return None
    reason = f"{asked.get_declined_reason_display()}. {asked.declined_words}".strip()
    return _to_desk(asked, _("%(leader)s cannot answer"), parts.quote(reason, asked.leader.name))


@letter("desk.suggested")
def suggested(letter: Letter) -> Words | None:
    """A leader has named somebody else."""
    told = letter.about
    if not isinstance(told, Suggestion) or not can_edit(letter.person):
        return None
    who = f"{told.name}, {told.address}" if told.address else told.name
    return _to_desk(
        told.invitation, _("%(leader)s suggests somebody"), parts.paragraph(who), parts.quote(told.words),
        page="desk_invitation",
    )  # fmt: skip


@letter("desk.signed")
def signed(letter: Letter) -> Words | None:
    """A text is signed, still says what was signed, and the signature was not taken back."""
    made = letter.about
    if not isinstance(made, Signature) or not can_edit(letter.person):
        return None
    if {made.answer.signed_hash, text_hash(made.answer)} != {made.text_hash}:
        return None
    return _to_desk(
        made.answer.invitation, _("%(leader)s has signed"), parts.paragraph(made.answer.headline),
        parts.paragraph(_("Signed %(way)s.") % {"way": made.get_way_display()}),
    )  # fmt: skip


@letter("desk.late_mail")
def late_mail(letter: Letter) -> Words | None:
    """A leader has written when the text was no longer theirs: nothing of it was taken in."""
    asked = _about(letter)
    if asked is None:
        return None
    said = _("The answer is %(state)s, so the mail changed nothing. Please ask them what it is about.")
    return _to_desk(
        asked, _("%(leader)s has written once more"),
        parts.paragraph(said % {"state": asked.answer.get_state_display()}),
    )  # fmt: skip


@letter("desk.unproved_mail")
def unproved_mail(letter: Letter) -> Words | None:
    """A mail has come to a leader's address for answers, and it is not proved that they have sent it."""
    asked = _about(letter)
    if asked is None:
        return None
    said = _("It may be theirs, from another address or a mail server that proves nothing; or somebody else’s. It was "
             "not taken as a draft. Ask %(leader)s to use the link in your letter.")  # fmt: skip
    return _to_desk(
        asked, _("A mail to the answer of %(leader)s is not proved"),
        parts.paragraph(said % {"leader": asked.leader.name}), page="desk_invitation",
    )  # fmt: skip


def _about(letter: Letter) -> Invitation | None:
    asked = letter.about
    return asked if isinstance(asked, Invitation) and can_edit(letter.person) else None


def _to_desk(asked: Invitation, subject: str, *some: Part | None, page: str = "desk_answer") -> Words:
    said = subject % {"leader": asked.leader.name}
    number = asked.answer_id if page == "desk_answer" else asked.pk
    return made_of(
        f"{said}: {asked.question.title}",
        parts.heading(said),
        parts.paragraph(asked.question.title),
        *some,
        parts.button(_("Look at it"), absolute(page, number)),
        why=_("You get this because the desk has invited %(leader)s.") % {"leader": asked.leader.name},
    )
