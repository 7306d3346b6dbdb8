"""Drafts as their leaders meet them, now: the doors to them, and what the desk does in between."""

from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client

from bothways.desk.actions.linking import delegate
from bothways.desk.actions.reviewing import approve
from bothways.desk.actions.writing import Text, latest
from bothways.desk.models import Invitation, Link
from bothways.desk.rules import Writer
from bothways.foundation import time
from bothways.insider.models import Question
from bothways.people.models import Person
from tests.support import desk, writing
from tests.support.html import parse


def invited(leader: Person, editor: Person, question: Question | None = None) -> Invitation:
    """Somebody is asked now, for an answer in ten days."""
    due = (time.now() + timedelta(days=10)).date()
    return desk.invitation(question or writing.question(), leader, editor, at=time.now(), due=due)


def lay_out(leader: Person, editor: Person, at: datetime) -> None:
    """For the sample community: a draft that waits for its leader."""
    question = writing.question("What would you do again?", state=Question.State.ACCEPTED, at=at)
    desk.invitation(question, leader, editor, at=at, due=at.date() + timedelta(days=10))


def names(leader: Person) -> dict[str, str]:
    """What addresses of the drafts of the sample community name."""
    asked = leader.invitations.get(question__title="What would you do again?")
    return {"draft": link_of(asked).token, "invitation": str(asked.pk)}


def link_of(asked: Invitation) -> Link:
    """The leader's own link."""
    return asked.links.get(holder=Link.Holder.LEADER, revoked_at__isnull=True)


def door(asked: Invitation) -> str:
    """The address of the draft by the leader's link."""
    return link_of(asked).get_absolute_url()


def leader(asked: Invitation) -> Writer:
    """The leader, who came by their link."""
    return Writer.of_link(link_of(asked))


def delegated(asked: Invitation, name: str = "Pat Moss", address: str = "pat@longtable.example") -> Link:
    """The link of somebody who drafts for the leader."""
    return delegate(invitation=asked, name=name, address=address, by=leader(asked), at=time.now())


def edited(asked: Invitation, editor: Person, body: str) -> None:
    """The desk has put `body` in the place of what was handed in."""
    now = latest(asked.answer)
    assert now is not None
    desk.write(asked, Text(now.headline, now.summary, body), by=Writer.of_editor(editor), at=time.now())


def to_sign(asked: Invitation, editor: Person, *, body: str = "") -> Invitation:
    """Handed in, changed by the desk into `body` where there is one, and approved."""
    desk.handed_in(asked, at=time.now())
    if body:
        edited(asked, editor, body)
    approve(answer=asked.answer, by=editor, at=time.now())
    return asked


def next_week() -> date:
    return (time.now() + timedelta(days=7)).date()


class Sheet:
    """The page of a draft in a browser that sends forms as browsers do, without script."""

    def __init__(self, asked: Invitation, address: str) -> None:
        self.asked, self.address, self.client = asked, address, Client(enforce_csrf_checks=True)
        self.headers: dict[str, str] = {}

    def mark(self) -> str:
        return str(parse(self.client.get(self.address).content).select_one("[name=based_on]").get("value") or "")  # type: ignore[union-attr]

    def press(self, verb: str, *, again: bool = True, **typed: str) -> HttpResponse:
        """Press a button of the page; `again` is whether the page was loaded, and so gave its token."""
        if again and "csrftoken" not in self.client.cookies:
            self.client.get(self.address)
        token = self.client.cookies["csrftoken"].value if again else ""
        return self.client.post(  # type: ignore[return-value]
            f"{self.address}{verb}/", {**typed, "csrfmiddlewaretoken": token}, headers=self.headers
        )

    def write(
        self, body: str = "Some words.", headline: str = "", based_on: str = "", verb: str = "save"
    ) -> HttpResponse:
        return self.press(verb, body=body, headline=headline, based_on=based_on)


def text(answer: Any) -> str:
    """The words of a page on one line."""
    return " ".join(parse(answer.content).get_text(" ").split())
