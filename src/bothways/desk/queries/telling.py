"""What happened to a thing, in words: its entries of the history, the newest first."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bothways.desk.models import Invitation
from bothways.history.models import Entry

MOST: Final = 100
WORDS: Final[Mapping[str, Promise]] = {
    "question.asked": _("asked the question"),
    "question.accepted": _("accepted the question"),
    "question.unaccepted": _("put the question back among the asked"),
    "question.opened": _("opened the question to everybody"),
    "question.closed": _("closed the question to readers"),
    "question.declined": _("declined the question"),
    "question.reconsidered": _("took the question up again"),
    "question.archived": _("archived the question"),
    "question.unarchived": _("opened the question again"),
    "question.reworded": _("put the question better"),
    "question.merged": _("merged the question into another"),
    "question.unmerged": _("took the merging back"),
    "claim.begun": _("took it in hand"),
    "claim.ended": _("laid it down"),
    "invitation.made": _("invited the leader"),
    "invitation.extended": _("gave the leader until another day"),
    "invitation.accepted": _("accepted the invitation"),
    "invitation.declined": _("declined the invitation"),
    "invitation.withdrawn": _("withdrew the invitation"),
    "invitation.reopened": _("opened the invitation again"),
    "leader.suggested": _("suggested somebody else"),
    "link.made": _("sent the link again"),
    "link.asked": _("asked for a new link"),
    "link.revoked": _("revoked a link"),
    "draft.saved": _("saved the text"),
    "draft.settled": _("kept both texts after a conflict"),
    "draft.mailed": _("wrote by mail"),
    "draft.unproved": _("wrote from an address that nobody vouched for"),
    "draft.mail_adopted": _("took a mail as the text"),
    "draft.delegated": _("let somebody else draft"),
    "draft.handed_in": _("handed the text in"),
    "draft.handed_to_leader": _("passed the text to the leader"),
    "draft.taken_up": _("took up the text that came by mail"),
    "draft.taken_back": _("took the text back"),
    "draft.approved": _("approved the text"),
    "draft.unapproved": _("took the approval back"),
    "draft.changes_asked": _("asked for changes"),
    "draft.taken_up_again": _("went on with the text as it was"),
    "signature.code_sent": _("asked for a code to sign with"),
    "answer.signed": _("signed the text"),
    "answer.unsigned": _("took the signature back"),
    "answer.published": _("published the answer"),
    "answer.withdrawn": _("withdrew the answer"),
    "answer.reinstated": _("showed the answer again"),
    "answer.corrected": _("corrected the answer"),
    "correction.proposed": _("proposed a correction"),
    "correction.dropped": _("dropped the proposed correction"),
    "edition.planned": _("planned it for a day"),
    "edition.unplanned": _("took it from its day"),
    "edition.moved": _("moved it to another day"),
    "edition.substituted": _("chose another answer for the day"),
    "edition.published": _("let the edition appear"),
    "bench.added": _("put it on the bench"),
    "bench.removed": _("took it from the bench"),
    "leader.introduced": _("introduced the leader"),
    "leader.verified": _("verified who they are"),
    "leader.unverified": _("took the verification back"),
    "leader.cap_set": _("set how often they may be asked"),
    "repost.registered": _("registered a republished copy"),
    "repost.removed": _("removed a republished copy"),
}
QUOTED: Final = ("reason", "note", "how")  # what of the details is somebody's words


@dataclass
class Line:
    """Something that happened, perhaps several times in a row."""

    verb: str
    at: datetime
    who: str  # empty where the site did it by itself, or a guest
    quote: str
    about: str = ""  # whose invitation or answer, where several are told of together
    times: int = 1

    @property
    def by_itself(self) -> bool:
        """Whether the site did it, and nobody with a link."""
        return self.verb.startswith("edition.")

    @property
    def words(self) -> Promise | str:
        """What was done."""
        return WORDS.get(self.verb, self.verb)


def told_of(**things: Collection[int] | Mapping[int, str]) -> list[Line]:
    """The last hundred entries about `things`, keys by kind: `insider_question=[3]`; one query.

    Where the keys have names, `desk_invitation={7: "Amina Okafor"}`, the lines say whose it was.
    """
    about = Q(pk__in=[])
    for kind, keys in things.items():
        about |= Q(about_kind=kind.replace("_", ".", 1), about_id__in=[str(key) for key in keys])
    entries = Entry.objects.filter(about, verb__in=WORDS).select_related("details__actor").order_by("-at", "-number")
    lines: list[Line] = []
    for entry in entries[:MOST]:
        names = things[entry.about_kind.replace(".", "_")]
        line = _line(entry, names.get(int(entry.about_id), "") if isinstance(names, Mapping) else "")
        if lines and replace(lines[-1], at=line.at, times=1) == line:
            lines[-1].times += 1
        else:
            lines.append(line)
    return lines


def _line(entry: Entry, about: str) -> Line:
    details: Any = getattr(entry, "details", None)  # its words may have been erased
    values = details.values if details else {}
    quote = next((str(values[name]) for name in QUOTED if values.get(name)), "")
    if entry.verb == "invitation.declined" and quote in Invitation.Reason:
        quote = str(Invitation.Reason(quote).label)
    return Line(entry.verb, entry.at, details.actor.name if details and details.actor else "", quote, about)
