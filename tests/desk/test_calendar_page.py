"""The calendar: planning with links and buttons alone, and what alarms the desk."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import Settings

from bothways.desk.queries.calendar import slots_of
from bothways.insider.actions.editing import bench_answer, plan_edition, publish_edition, slot_time
from bothways.insider.models import Answer, Edition, Question
from bothways.people.actions.granting import end_role
from bothways.people.models import Person, Role
from tests.conftest import SignIn
from tests.support import writing

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk_client(editor: Person, signed_in: SignIn) -> Client:
    return signed_in(editor)


@pytest.fixture
def answers(question: Question, insider: Person) -> list[Answer]:
    return [writing.signed(question, insider, f"Number {number}") for number in range(3)]


def act(client: Client, verb: str, **typed: object) -> str:
    """What the page says when a button was pressed."""
    return client.post("/desk/calendar/", {"verb": verb, **typed}, follow=True).content.decode()


def planned() -> dict[int, str]:
    return {edition.day.day: edition.answer.headline for edition in Edition.objects.select_related("answer")}


def test_what_is_picked_up_is_put_down_moved_changes_places_and_is_taken_away(
    answers: list[Answer], desk_client: Client
) -> None:
    picking = desk_client.get(f"/desk/calendar/?month=2026-11&pick={answers[0].pk}").content.decode()
    assert "Picked up:" in picking
    assert "Put it here" in picking
    act(desk_client, "put", answer=answers[0].pk, day="2026-11-25")
    act(desk_client, "put", answer=answers[1].pk, day="2026-11-26")
    assert planned() == {25: "Number 0", 26: "Number 1"}
    assert "Change places" in desk_client.get("/desk/calendar/?month=2026-11&move=2026-11-25").content.decode()
    act(desk_client, "move", day="2026-11-25", to="2026-11-26")
    assert planned() == {25: "Number 1", 26: "Number 0"}
    act(desk_client, "move", day="2026-11-26", to="2026-11-28")
    act(desk_client, "unplan", day="2026-11-25")
    assert planned() == {28: "Number 0"}


def test_what_has_a_day_and_is_put_elsewhere_moves(answers: list[Answer], desk_client: Client) -> None:
    act(desk_client, "put", answer=answers[0].pk, day="2026-11-25")
    act(desk_client, "put", answer=answers[0].pk, day="2026-11-27")
    assert planned() == {27: "Number 0"}


def test_a_day_that_is_taken_is_not_taken_from_it(answers: list[Answer], desk_client: Client) -> None:
    act(desk_client, "put", answer=answers[0].pk, day="2026-11-25")
    assert "25 November is taken." in act(desk_client, "put", answer=answers[1].pk, day="2026-11-25")
    assert planned() == {25: "Number 0"}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"day": "2026-11-19"}, "That day has passed."),
        ({"day": "soon"}, "Enter a valid date."),
        ({"answer": "999999", "day": "2026-11-25"}, "Select a valid choice."),
    ],
)
def test_what_is_wrong_is_said(typed: dict[str, str], said: str, answers: list[Answer], desk_client: Client) -> None:
    assert said in act(desk_client, "put", **{"answer": answers[0].pk, **typed})
    assert planned() == {}


def test_nobody_plans_what_is_still_being_written(question: Question, insider: Person, desk_client: Client) -> None:
    draft = writing.draft(question, insider)
    assert "from the day on which it was handed in" in act(desk_client, "put", answer=draft.pk, day="2026-11-25")
    assert planned() == {}


def test_the_bench_and_what_waits(answers: list[Answer], desk_client: Client) -> None:
    act(desk_client, "bench", answer=answers[0].pk)
    assert [place.answer.headline for place in answers[0].bench.__class__.objects.all()] == ["Number 0"]
    act(desk_client, "unbench", answer=answers[0].pk)
    assert "The bench is empty" in desk_client.get("/desk/calendar/").content.decode()


class TestAlarms:
    def said(self, client: Client) -> str:
        return client.get("/desk/calendar/").content.decode().partition("Look at this")[2].partition("</section>")[0]

    def test_an_answer_that_is_not_signed_two_days_before(
        self, question: Question, insider: Person, editor: Person, desk_client: Client
    ) -> None:
        draft = writing.draft(question, insider)
        plan_edition(day=TODAY + timedelta(days=2), answer=draft, by=editor, at=NOW)
        assert "“Not yet” is not signed." in self.said(desk_client)

    def test_a_planner_who_is_not_of_the_desk_any_more(
        self, answers: list[Answer], owner: Person, editor: Person, signed_in: SignIn
    ) -> None:
        plan_edition(day=TODAY + timedelta(days=5), answer=answers[0], by=editor, at=NOW)
        assert "not of the desk any more" not in self.said(signed_in(owner))
        end_role(role=Role.objects.get(person=editor), by=owner, at=NOW)
        assert "planned by Elena Marsh, who is not of the desk any more" in self.said(signed_in(owner))

    def test_the_first_empty_day(self, answers: list[Answer], editor: Person, desk_client: Client) -> None:
        plan_edition(day=TODAY + timedelta(days=1), answer=answers[0], by=editor, at=NOW)
        said = self.said(desk_client)
        assert "Nothing is planned for Sunday 22 November." in said
        assert 'href="/desk/calendar/?month=2026-11#day-2026-11-22"' in said

    def test_a_late_slot_and_one_that_the_bench_filled(
        self, answers: list[Answer], editor: Person, desk_client: Client
    ) -> None:
        bench_answer(answer=answers[1], by=editor, at=NOW)
        publish_edition(day=TODAY - timedelta(days=1), at=slot_time(TODAY - timedelta(days=1)))
        said = self.said(desk_client)
        assert "The edition of Friday 20 November is late." in said
        assert "Thursday 19 November: “Number 1” came from the bench." in said


def test_a_week_has_one_slot(settings: Settings, answers: list[Answer], desk_client: Client) -> None:
    settings.EDITION_RHYTHM = "week"
    assert slots_of(date(2026, 11, 1)) == [date(2026, 11, day) for day in (2, 9, 16, 23, 30)]
    act(desk_client, "put", answer=answers[0].pk, day="2026-11-25")
    assert planned() == {23: "Number 0"}
    assert "Number 0" in desk_client.get("/desk/calendar/").content.decode()
