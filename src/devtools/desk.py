"""Loads what lies on the desk of the demo community, through the actions of the product."""

from datetime import date, datetime, timedelta

from bothways.desk.actions import claiming, inviting, reviewing, signing, triaging, writing
from bothways.desk.models import Invitation
from bothways.desk.rules import Writer
from bothways.insider.actions import editing, following
from bothways.insider.actions.asking import Wording, ask_question
from bothways.insider.actions.publishing import text_hash
from bothways.insider.models import Edition, Question, Topic
from bothways.people.models import Person
from devtools import community
from devtools.community import Table

HOUR = timedelta(hours=1)


def load(cast: dict[str, Person], now: datetime) -> None:
    """Questions that wait, one that was declined, and two for which leaders write, each of them at another step."""
    editor = cast["elena"]
    desk = community.desk()
    for row in desk["asked"]:
        question = _asked(row, cast, now)
    claiming.claim(thing=question, by=editor, at=now - HOUR / 4)
    for row in desk["declined"]:
        question = _asked(row, cast, now)
        triaging.decline_question(question=question, reason=row["reason"], by=editor, at=_ago(now, row, 1))
    for row in desk["questions"]:
        question = _asked(row, cast, now)
        triaging.accept_question(question=question, by=editor, at=_ago(now, row, 1))
        if row["opened"]:
            triaging.open_question(question=question, by=editor, at=_ago(now, row, 2))
        for invitation in row["invitations"]:
            _invited(question, invitation, cast, now)


def _ago(now: datetime, row: Table, hours: float = 0) -> datetime:
    return now - timedelta(days=row["days"], hours=-hours)


def _asked(row: Table, cast: dict[str, Person], now: datetime) -> Question:
    timely = row.get("timely_for")
    wording = Wording(
        row["title"], row.get("detail", "").strip(), row.get("why_now", ""),
        now.date() + timedelta(days=timely) if timely else None, list(Topic.objects.filter(slug__in=row["topics"])),
    )  # fmt: skip
    question = ask_question(wording=wording, by=cast[row["by"]], at=_ago(now, row))
    for number, key in enumerate(row.get("followers", []), start=1):
        following.follow(thing=question, by=cast[key], at=_ago(now, row, number))
    return question


def _invited(question: Question, row: Table, cast: dict[str, Person], now: datetime) -> None:
    """One leader, as far as the row says that it went."""
    editor, at = cast["elena"], _ago(now, row, 3)
    due = now.date() + timedelta(days=row["due"])
    invitation = inviting.invite(
        question=question, leader=cast[row["leader"]], words=row["words"], due_on=due, by=editor, at=at
    )
    by = Writer.of_leader(invitation)
    if "suggests" in row:
        inviting.suggest(invitation=invitation, **row["suggests"], by=by, at=at + HOUR)
    if "declined" in row:
        reason = Invitation.Reason(row["declined"])
        inviting.decline(invitation=invitation, reason=reason, words=row["declined_words"], by=by, at=at + 2 * HOUR)
    if "draft" in row:
        _written(invitation, row, editor, at + timedelta(days=1))


def _written(invitation: Invitation, row: Table, editor: Person, at: datetime) -> None:
    by, answer = Writer.of_leader(invitation), invitation.answer
    text = writing.Text(row["draft"]["headline"], body=row["draft"]["body"].strip())
    writing.save_draft(answer=answer, text=text, based_on="", by=by, at=at)
    if row.get("handed_in"):
        writing.hand_in(answer=answer, by=by, at=at + HOUR)
    if "changes" in row:
        reviewing.ask_changes(answer=answer, words=row["changes"], by=editor, at=at + 3 * HOUR)
    if "approved" in row:
        reviewing.approve(answer=answer, words=row["approved"], by=editor, at=at + 3 * HOUR)
    if row.get("signed"):
        code = signing.ask_code(invitation=invitation, by=by, at=at + 5 * HOUR)
        signing.sign_by_code(
            invitation=invitation, shown=text_hash(answer), typed=signing.code_for(code), by=by, at=at + 5 * HOUR
        )
        editing.plan_edition(day=_free_day(), answer=answer, by=editor, at=at + 6 * HOUR)


def _free_day() -> date:
    """The first day after all that are planned."""
    last = Edition.objects.order_by("day").last()
    assert last is not None  # noqa: S101  the community has editions by then
    return last.day + timedelta(days=1)
