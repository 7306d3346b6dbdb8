"""Choosing leaders to ask: the page keeps what was chosen and typed."""

from bothways.people.models import Person
from tests.conftest import SignIn
from tests.support import cast, writing
from tests.support.html import parse


def test_a_search_for_a_leader_loses_nothing_that_was_chosen_or_typed(editor: Person, signed_in: SignIn) -> None:
    first, second = cast.amina(), cast.ingrid()
    question = writing.question()
    page = signed_in(editor).post(
        f"/desk/questions/{question.pk}/invite/",
        {"search": "1", "q": "Ingrid", "leaders": first.pk, "words": "Two hundred words.", "due_on": "2030-01-02"},
    )
    shown = parse(page.content)
    boxes = {box["value"]: box.has_attr("checked") for box in shown.select("[name=leaders]")}
    assert boxes == {str(first.pk): True, str(second.pk): False}
    assert shown.select_one("[name=words]").get_text(strip=True) == "Two hundred words."  # type: ignore[union-attr]
    assert shown.select_one("[name=due_on]")["value"] == "2030-01-02"  # type: ignore[index]
    assert not question.invitations.exists()
