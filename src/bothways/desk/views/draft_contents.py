"""What the page of a draft is made of: by which door, in which phase, with which texts."""

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bothways.desk.actions.signing import TRIES, open_proposal, to_sign
from bothways.desk.actions.writing import Text, latest
from bothways.desk.models import Invitation, Link, SigningCode
from bothways.desk.queries.drafts import known_to_author
from bothways.desk.rules import AUTHOR_WRITES, Writer
from bothways.foundation import time
from bothways.foundation.difference import Passage, difference
from bothways.insider.actions.publishing import prepare, set_byline, text_hash
from bothways.insider.models import Answer, Question

State = Answer.State


@dataclass(frozen=True)
class Door:
    """By which somebody came to one draft: as whom they write, and the address below which everything about it lies."""

    invitation: Invitation
    writer: Writer
    address: str

    @property
    def answer(self) -> Answer:
        return self.invitation.answer

    @property
    def question(self) -> Question:
        return self.invitation.question

    @property
    def link(self) -> Link | None:
        return self.writer.link

    @property
    def of_leader(self) -> bool:
        """Whether the leader came, who may do more than a delegate."""
        return self.writer.person is not None


class Phase(StrEnum):
    """What the page of a draft is for just now."""

    WRITE = "write"
    HANDED_IN = "handed_in"
    SIGN = "sign"
    SIGNED = "signed"
    PUBLISHED = "published"
    DECLINED = "declined"
    ENDED = "ended"


_PHASES = {
    **dict.fromkeys(AUTHOR_WRITES, Phase.WRITE),
    State.SUBMITTED: Phase.HANDED_IN,
    State.APPROVED: Phase.SIGN,
    State.SIGNED: Phase.SIGNED,
    State.SCHEDULED: Phase.SIGNED,
    State.PUBLISHED: Phase.PUBLISHED,
}


def phase_of(door: Door) -> Phase:
    """What the page is for, by the state of the answer and by who came."""
    if door.invitation.declined_at:
        return Phase.DECLINED
    phase = Phase.ENDED if door.invitation.withdrawn_at else _PHASES.get(State(door.answer.state), Phase.ENDED)
    if phase == Phase.PUBLISHED and door.of_leader and open_proposal(door.answer):
        return Phase.SIGN
    return Phase.HANDED_IN if phase == Phase.SIGN and not door.of_leader else phase


def as_read(answer: Answer, text: Text) -> Answer:
    """The answer as readers would meet it if it said `text`. It is a copy that nobody saves."""
    shown = copy.copy(answer)
    if answer.author and answer.state != State.PUBLISHED:
        set_byline(shown, answer.author)
    shown.headline, shown.body = text.headline, text.body
    return prepare(shown)


@dataclass(frozen=True)
class Compared:
    """Two texts of one answer, and what changed between them."""

    headline: Sequence[Passage]
    body: Sequence[Passage]

    @classmethod
    def of(cls, before: Text, after: Text) -> "Compared | None":
        """None where they say the same."""
        if (before.headline, before.body) == (after.headline, after.body):
            return None
        same_headline = before.headline == after.headline
        headline = [] if same_headline else difference(before.headline, after.headline)
        return cls(headline, difference(before.body, after.body))


def text_now(answer: Answer) -> tuple[Text, str]:
    """The text as it now stands, and its mark; both empty where nothing was written."""
    revision = latest(answer)
    return (Text.of(revision), revision.mark) if revision else (Text(), "")


def changes_since_known(answer: Answer, text: Text) -> Compared | None:
    """What the desk changed in `text` since its author knew it; a published answer is what is known of it."""
    known = answer if answer.state == State.PUBLISHED else known_to_author(answer)
    return Compared.of(Text.of(known) if known else Text(), text)


@dataclass(frozen=True)
class ToSign:
    """The exact text that waits for its author, and what they need to see of it."""

    text: Text
    hash: str
    changes: Compared | None
    note: str  # what a correction says of itself
    code: SigningCode | None  # the newest that was sent for this text, while it is good

    @property
    def short_hash(self) -> str:
        """The first twelve signs of the hash, in fours."""
        return " ".join(self.hash[start : start + 4] for start in (0, 4, 8))


def waiting_to_be_signed(invitation: Invitation) -> ToSign | None:
    """The text that waits for a signature; None where none does."""
    answer = invitation.answer
    revision = to_sign(answer)
    if revision is None:
        return None
    proposal = open_proposal(answer)
    text, made = Text.of(revision), text_hash(revision)
    code = invitation.codes.first()
    good = code and code.text_hash == made and not code.used_at and code.expires_at > time.now() and code.tries < TRIES
    return ToSign(
        text, made, changes_since_known(answer, text), proposal.note if proposal else "", code if good else None
    )
