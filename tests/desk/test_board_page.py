"""The board, as an editor meets it: what is on it, in which order, and who has it in hand."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup, Tag
from django.test import Client

from bothways.desk.actions.claiming import LEASE, claim
from bothways.desk.actions.writing import Text
from bothways.desk.models import Claim, Invitation
from bothways.insider.models import Question, Topic
from bothways.people.models import Person
from tests.conftest import SignIn
from tests.support import cast, desk, writing
from tests.support.desk import AT, MINUTE
from tests.support.html import parse

State = Question.State
NOW = AT + timedelta(days=1)


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk_client(editor: Person, signed_in: SignIn) -> Client:
    return signed_in(editor)


def board(client: Client, query: str = "") -> BeautifulSoup:
    answer = client.get(f"/desk/{query}")
    assert answer.status_code == 200
    return parse(answer.content)


def titles(page: Tag) -> list[str]:
    return [link.get_text() for link in page.select(".board-title")]


def test_each_thing_stands_in_the_column_of_its_state(asked: Invitation, editor: Person, desk_client: Client) -> None:
    desk.handed_in(asked)
    writing.question("Asked?", state=State.ASKED)
    page = board(desk_client)
    columns = {head.get_text(): column for column in page.select(".column") for head in column.select("h2")}
    found = {name: titles(column) for name, column in columns.items()}
    assert {name: some for name, some in found.items() if some} == {
        "Asked": ["Asked?"], "Handed in": ["Somebody who sees you"],
    }  # fmt: skip
    glance = page.select_one(".states a")
    assert glance is not None
    assert glance.get_text(" ", strip=True).split()[:2] == ["Asked", "1"]


def test_the_longest_waiting_comes_first_and_the_rest_has_pages(desk_client: Client) -> None:
    for number in range(35):
        one = writing.question(f"Number {number}?", state=State.ASKED)
        Question.objects.filter(pk=one.pk).update(state_at=AT - timedelta(hours=number))
    assert titles(board(desk_client))[:2] == ["Number 34?", "Number 33?"]
    assert len(titles(board(desk_client))) == 20
    assert "All 35" in board(desk_client).get_text()
    assert titles(board(desk_client, "?state=asked&page=2")) == [f"Number {n}?" for n in (4, 3, 2, 1, 0)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?words=WINTER", {"Winter?"}),
        ("?topic=failure", {"Summer?"}),
        ("?leader=amina", {"Somebody who sees you"}),
        ("?days=3", {"Summer?"}),
        ("?mine=on", {"Winter?"}),
        ("?mine=on&days=3", set()),
        ("?topic=nothing&days=many&state=none&page=-1", {"Winter?", "Summer?", "Somebody who sees you"}),
    ],
)
def test_it_can_be_narrowed_and_nonsense_is_left_out(
    query: str, expected: set[str], asked: Invitation, editor: Person, desk_client: Client
) -> None:
    desk.handed_in(asked)
    winter = writing.question("Winter?", state=State.ASKED, at=AT)
    topic = Topic.objects.create(name="Failure", slug="failure")
    summer = writing.question("Summer?", state=State.ASKED, topics=[topic])
    Question.objects.filter(pk=summer.pk).update(state_at=AT - timedelta(days=9))
    claim(thing=winter, by=editor, at=NOW)
    assert set(titles(board(desk_client, query))) == expected


class TestTakingInHand:
    def test_an_editor_takes_a_card_and_lays_it_down(self, editor: Person, desk_client: Client) -> None:
        one = writing.question("Mine?", state=State.ASKED)
        moved = desk_client.post("/desk/", {"claim": f"question-{one.pk}", "back": "/desk/?words=mine"})
        assert moved["Location"] == "/desk/?words=mine"
        assert Claim.objects.get().by == editor
        assert "Lay down" in board(desk_client).get_text()
        desk_client.post("/desk/", {"release": f"question-{one.pk}"})
        assert not Claim.objects.exists()

    def test_what_another_has_says_whose_it_is_until_it_lapses(self, owner: Person, desk_client: Client) -> None:
        one = writing.question("Theirs?", state=State.ASKED)
        claim(thing=one, by=owner, at=NOW)
        page = board(desk_client)
        assert "Grace Whitfield" in page.select_one(".board-hand").get_text()  # type: ignore[union-attr]
        refused = desk_client.post("/desk/", {"claim": f"question-{one.pk}"}, follow=True)
        assert "Grace Whitfield has it in hand." in refused.content.decode()
        with time_machine.travel(NOW + LEASE + MINUTE, tick=False):
            desk_client.post("/desk/", {"claim": f"question-{one.pk}"})
            assert Claim.objects.get().by.name == "Elena Marsh"

    @pytest.mark.parametrize("named", ["", "question-", "question-x", "person-1", "answer-99999999999999999999"])
    def test_nonsense_is_not_there(self, named: str, desk_client: Client) -> None:
        assert desk_client.post("/desk/", {"claim": named}).status_code == 404

    def test_it_leads_to_no_other_place(self, desk_client: Client) -> None:
        one = writing.question("Mine?", state=State.ASKED)
        for back in ("https://evil.example/desk/", "//evil.example/desk/", "/accounts/logout/"):
            moved = desk_client.post("/desk/", {"claim": f"question-{one.pk}", "back": back})
            assert moved["Location"] == "/desk/"


def test_what_needs_a_person_stands_on_top(asked: Invitation, desk_client: Client) -> None:
    asked.due_on = (AT - timedelta(days=1)).date()
    asked.save()
    soon = writing.question("Soon?", state=State.ASKED)
    soon.timely_until = (NOW + timedelta(days=2)).date()
    soon.save()
    needs = board(desk_client).select_one(".needs")
    assert needs is not None
    assert [item.get_text(strip=True) for item in needs.select("li")] == [
        "1 asked question is timely for a week at most", "1 invitation is past its day",
    ]  # fmt: skip


def test_an_empty_board_invites_the_next_act(desk_client: Client) -> None:
    page = board(desk_client)
    assert page.select_one(".needs") is None
    assert page.select_one(".empty a.button")["href"] == "/desk/questions/new/"  # type: ignore[index]


def test_words_of_others_are_only_words(desk_client: Client, editor: Person) -> None:
    hostile = cast.leader("<img src=x onerror=alert(1)>", "<b>", "<script>")
    accepted = writing.question("<script>alert(1)</script>?", state=State.ACCEPTED, at=AT)
    desk.handed_in(desk.invitation(accepted, hostile, editor), Text("<script>alert(2)</script>", "", "<b>"))
    page = desk_client.get("/desk/").content.decode()
    assert "&lt;script&gt;alert(2)" in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page
