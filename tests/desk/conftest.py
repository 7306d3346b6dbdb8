"""What the tests of the desk begin from."""

import pytest

from bothways.desk.models import Invitation
from bothways.insider.models import Question
from bothways.people.models import Person
from tests.support import desk, writing


@pytest.fixture
def question(db: None) -> Question:
    return writing.question(at=desk.AT)


@pytest.fixture
def asked(question: Question, insider: Person, editor: Person) -> Invitation:
    """Amina was invited and has not said anything."""
    return desk.invitation(question, insider, editor)
