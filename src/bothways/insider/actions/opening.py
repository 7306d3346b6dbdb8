"""Opening a question to readers: by the desk, or because an answer to it is published."""

from datetime import datetime

from bothways.history.actions.recording import record
from bothways.insider.actions.indexing import refresh
from bothways.insider.actions.moving import move
from bothways.insider.models import Question
from bothways.insider.notices import tell_asker
from bothways.people.models import Person

State = Question.State


def open_in_transaction(*, question: Question, by: Person | None, at: datetime) -> None:
    """Show a question to everybody; whoever asked is told. Call it inside a transaction. Raises NotNow."""
    opened = question.opened_at or at
    move(question, State.OPEN, out_of=(State.ASKED, State.ACCEPTED), at=at, opened_at=opened, changed_at=at)
    refresh(questions=[question.pk])
    tell_asker("question.opened", question, by=by, at=at)
    record("question.opened", about=question, by=by, at=at, public=True)
