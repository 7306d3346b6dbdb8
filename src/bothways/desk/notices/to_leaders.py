"""Letters to leaders and to those who draft for them. Each holds a personal link, and can simply be answered."""

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bothways.desk.actions.inviting import reminder_key, reminder_times
from bothways.desk.actions.signing import code_for, open_proposal
from bothways.desk.actions.signing import to_sign as text_to_sign
from bothways.desk.models import Invitation, Link, Review, SigningCode
from bothways.desk.models.invitations import ANSWER
from bothways.desk.notices import parts
from bothways.desk.notices.parts import Part, made_of
from bothways.desk.queries.drafts import last_review
from bothways.desk.rules import AUTHOR_WRITES
from bothways.foundation import time
from bothways.foundation.ids import short
from bothways.foundation.links import absolute
from bothways.insider.actions.publishing import text_hash
from bothways.insider.models import Answer
from bothways.notifications.addresses import address_for
from bothways.notifications.letters import Words, letter
from bothways.notifications.models import Letter

State = Answer.State


@letter("desk.invitation")
def invitation(letter: Letter) -> Words | None:
    """A leader is asked: the question, why now, until when, and the two ways to answer."""
    asked = _open(letter)
    if asked is None:
        return None
    question = asked.question
    return _to_leader(
        asked,
        _("%(site)s asks you: %(question)s") % {"site": settings.SITE_NAME, "question": question.title},
        parts.heading(question.title),
        parts.paragraph(_asks(asked)),
        _why_now(asked),
        parts.quote(asked.words, _inviter(asked)),
        _how(asked),
        parts.button(_("Write the answer"), door(asked)),
        parts.link(_("I cannot, or I know somebody better"), f"{door(asked)}#decline"),
        parts.link(_("Somebody else drafts for me"), f"{door(asked)}#delegate"),
    )


@letter("desk.reminder")
def reminder(letter: Letter) -> Words | None:
    """At half time and on the day before; not to somebody who has handed in, nor for a day that was put off or is over.

    Known by its key: when it is due moves on each time that a mail server does not take it.
    """
    asked = _writing(letter)
    if asked is None or asked.handed_in_at or time.site_day(time.now()) > asked.due_on:
        return None
    if letter.key not in {reminder_key(asked, name) for name in reminder_times(asked)}:
        return None
    begun = asked.answer.body.strip()
    words = _("Your draft is there as you left it.") if begun else _("Four or five paragraphs are plenty.")
    return _to_leader(
        asked,
        _("Wanted by %(day)s: %(question)s") % {"day": _due(asked), "question": asked.question.title},
        parts.heading(asked.question.title),
        parts.paragraph(_("The desk would like your answer by %(day)s.") % {"day": _due(asked)} + f" {words}"),
        _how(asked),
        parts.button(_("Go on writing") if begun else _("Write the answer"), door(asked)),
        parts.link(_("I cannot after all"), f"{door(asked)}#decline"),
    )


@letter("desk.link")
def link(letter: Letter) -> Words | None:
    """A new link in the place of one that was too old, or went astray."""
    asked = _open(letter)
    if asked is None:
        return None
    return _to_leader(
        asked,
        _("Your new link: %(question)s") % {"question": asked.question.title},
        parts.heading(_("Your new link")),
        parts.paragraph(asked.question.title),
        parts.button(_("Open the draft"), door(asked)),
    )


@letter("desk.delegated")
def delegated(letter: Letter) -> Words | None:
    """Somebody may draft for a leader: what they can do, and what not."""
    made = letter.about
    if not isinstance(made, Link) or made.revoked_at or not made.invitation.is_open:
        return None
    asked, leader = made.invitation, made.invitation.leader.name
    told = _(
        "With this link you read and write one draft, and pass it to %(leader)s. Handing in, signing and saying no "
        "is for %(leader)s alone. Please do not pass the link on."
    )
    return made_of(
        _("A draft for %(leader)s: %(question)s") % {"leader": leader, "question": asked.question.title},
        parts.heading(_("A draft for %(leader)s") % {"leader": leader}),
        parts.paragraph(_("%(leader)s was asked by %(site)s, and would like you to draft the answer:")
                        % {"leader": leader, "site": settings.SITE_NAME}),
        parts.quote(asked.question.title),
        _why_now(asked),
        parts.paragraph(_("It is wanted by %(day)s.") % {"day": _due(asked)} + f" {told % {'leader': leader}}"),
        parts.button(_("Open the draft"), absolute(made)),
        why=_("You get this because %(leader)s named you as somebody who drafts for them.") % {"leader": leader},
    )  # fmt: skip


@letter("desk.ready_for_leader")
def ready_for_leader(letter: Letter) -> Words | None:
    """A delegate has passed the draft on: the leader hands it in with one tap."""
    asked = _writing(letter)
    if asked is None:
        return None
    return _to_leader(
        asked,
        _("A draft is ready for you: %(question)s") % {"question": asked.question.title},
        parts.heading(_("A draft is ready for you")),
        parts.paragraph(_("Read it, change what you like, and hand it in with one tap. The question was:")),
        parts.quote(asked.question.title),
        parts.button(_("Read the draft"), door(asked)),
    )


@letter("desk.changes_asked")
def changes_asked(letter: Letter) -> Words | None:
    """The desk gives the text back, and says what it asks for."""
    asked = _open(letter)
    if asked is None or asked.answer.state != State.CHANGES_ASKED:
        return None
    return _to_leader(
        asked,
        _("The desk asks for changes: %(question)s") % {"question": asked.question.title},
        parts.heading(_("The desk asks for changes")),
        parts.paragraph(asked.question.title),
        _said(last_review(asked.answer)),
        parts.button(_("Open your answer"), door(asked)),
    )


@letter("desk.to_sign")
def to_sign(letter: Letter) -> Words | None:
    """The text stands, and waits for its author."""
    asked = _open(letter)
    if asked is None or asked.answer.state != State.APPROVED:
        return None
    return _to_leader(
        asked,
        _("To sign: %(headline)s") % {"headline": asked.answer.headline},
        parts.heading(_("Your answer stands")),
        parts.paragraph(_("Please read it once more and sign it. You see what the desk has changed, if anything.")),
        _said(last_review(asked.answer)),
        parts.button(_("Read and sign"), door(asked)),
    )


@letter("desk.correction_to_sign")
def correction_to_sign(letter: Letter) -> Words | None:
    """A published answer is to say something else; until its author signs it stays as it is."""
    asked = _open(letter)
    proposal = open_proposal(asked.answer) if asked else None
    if asked is None or proposal is None:
        return None
    return _to_leader(
        asked,
        _("A correction to sign: %(headline)s") % {"headline": asked.answer.headline},
        parts.heading(_("A correction to sign")),
        parts.paragraph(_("The desk would correct your published answer. Until you sign, it stays as it is.")),
        parts.quote(proposal.note),
        parts.button(_("Look at it"), door(asked)),
    )


@letter("desk.code")
def code(letter: Letter) -> Words | None:
    """The code that signs one exact text, while it is good and that text waits."""
    made = letter.about
    if not isinstance(made, SigningCode) or made.used_at or made.expires_at <= time.now():
        return None
    waits = text_to_sign(made.invitation.answer)
    if made.invitation.codes.first() != made or waits is None or text_hash(waits) != made.text_hash:
        return None
    return _to_leader(
        made.invitation,
        _("Your code to sign with"),
        parts.heading(_("Your code to sign with")),
        parts.paragraph(_("Type it on the page where you asked for it. It is good for ten minutes, once.")),
        parts.code(code_for(made)),
        parts.paragraph(_("If you did not ask for it, leave it alone: nothing is signed without it.")),
    )


@letter("desk.withdrawn")
def withdrawn(letter: Letter) -> Words | None:
    """The desk asks no longer."""
    asked = letter.about
    if not isinstance(asked, Invitation) or asked.withdrawn_at is None:
        return None
    return _to_leader(
        asked,
        _("No longer needed: %(question)s") % {"question": asked.question.title},
        parts.heading(_("The desk asks for this answer no longer")),
        parts.paragraph(asked.question.title),
        parts.paragraph(_("Thank you for your time. The link in the letters before this one opens nothing any more.")),
    )


@letter("desk.mail_received")
def mail_received(letter: Letter) -> Words | None:
    """A mail of theirs has become the draft."""
    asked = _writing(letter)
    if asked is None:
        return None
    return _to_leader(
        asked,
        _("Your answer has arrived: %(question)s") % {"question": asked.question.title},
        parts.heading(_("Your answer has arrived")),
        parts.paragraph(_("It is your draft now; an editor will read it. Look whether it came as you meant it:")),
        parts.button(_("Look at it"), door(asked)),
        parts.paragraph(_("Nothing is published before you sign it. Write again, and the newer mail is the draft.")),
    )


@letter("desk.mail_too_long")
def mail_too_long(letter: Letter) -> Words | None:
    """A mail of theirs was longer than an answer may be."""
    asked = _writing(letter)
    if asked is None:
        return None
    return _to_leader(
        asked,
        _("Too long for one answer: %(question)s") % {"question": asked.question.title},
        parts.heading(_("Your mail is too long for one answer")),
        parts.paragraph(_("An answer has at most 20,000 characters; 150 to 600 words are usual. Nothing was changed: "
                          "please shorten it and send it once more, or put it in here.")),
        parts.button(_("Open the draft"), door(asked)),
    )  # fmt: skip


def door(asked: Invitation) -> str:
    """The address of the leader's own draft."""
    mine = asked.links.filter(holder=Link.Holder.LEADER, revoked_at__isnull=True).order_by("-made_at").first()
    return absolute(mine) if mine else absolute("invitation", asked.pk)


def _open(letter: Letter) -> Invitation | None:
    asked = letter.about
    return asked if isinstance(asked, Invitation) and asked.is_open else None


def _writing(letter: Letter) -> Invitation | None:
    asked = _open(letter)
    return asked if asked and asked.answer.state in AUTHOR_WRITES else None


def _to_leader(asked: Invitation, subject: str, *some: Part | None) -> Words:
    why = _("You get this because the desk of %(site)s asked you for an answer to one question. "
            "It writes about nothing else.") % {"site": settings.SITE_NAME}  # fmt: skip
    return made_of(subject, *some, why=why, reply_to=address_for(ANSWER, short(asked.public_id)))


def _due(asked: Invitation) -> str:
    return date_format(asked.due_on, "j F")


def _inviter(asked: Invitation) -> str:
    return asked.invited_by.name if asked.invited_by else ""


def _asks(asked: Invitation) -> str:
    told = {"site": settings.SITE_NAME, "day": _due(asked), "editor": _inviter(asked) or _("the desk")}
    return _("%(editor)s of %(site)s asks you for an answer of a few paragraphs, by %(day)s.") % told


def _why_now(asked: Invitation) -> Part | None:
    why = asked.question.why_now
    return parts.paragraph(_("Why now: %(why)s") % {"why": why}) if why else None


def _how(asked: Invitation) -> Part:
    by_mail = _("Just reply to this mail with your answer, or write it here. You need no password.")
    here = _("Write it here. You need no password.")
    return parts.paragraph(by_mail if settings.MAIL_IN_DOMAIN else here)


def _said(review: Review | None) -> Part | None:
    return parts.quote(review.words, review.by.name if review.by else "") if review else None
