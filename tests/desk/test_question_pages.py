"""One question at the desk: every verb through its page, with its inverse; and what was refused is not lost."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from bothways.desk.models import Invitation
from bothways.insider.actions.following import follow
from bothways.insider.models import Answer, Insider, Question
from bothways.notifications.models import Letter
from bothways.people.models import Person
from tests.conftest import SignIn
from tests.support import cast, desk, writing
from tests.support.desk import AT

State = Question.State
NOW = AT + timedelta(days=1)


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk_client(editor: Person, signed_in: SignIn) -> Client:
    return signed_in(editor)


@pytest.fixture
def waiting(member: Person) -> Question:
    return writing.question("What is a limit?", state=State.ASKED, asked_by=member, at=AT)


def act(client: Client, question: Question, verb: str, **typed: str) -> str:
    """Press a button of the page of `question`; the state that it is in then."""
    answer = client.post(f"/desk/questions/{question.pk}/", {"verb": verb, **typed}, follow=True)
    assert answer.status_code == 200
    question.refresh_from_db()
    return question.state


def test_every_verb_and_its_inverse(waiting: Question, desk_client: Client) -> None:
    reason = "It was answered in May."
    states = [
        act(desk_client, waiting, verb, reason=reason)
        for verb in ("accept", "unaccept", "decline", "reconsider", "open", "close", "open", "archive", "unarchive")
    ]
    assert states == [
        State.ACCEPTED, State.ASKED, State.DECLINED, State.ASKED, State.OPEN, State.ACCEPTED, State.OPEN,
        State.ARCHIVED, State.OPEN,
    ]  # fmt: skip


def test_the_page_offers_what_fits_and_tells_what_happened(waiting: Question, desk_client: Client) -> None:
    act(desk_client, waiting, "decline", reason="It was answered in May.")
    page = desk_client.get(f"/desk/questions/{waiting.pk}/").content.decode()
    assert 'value="reconsider"' in page
    assert 'value="accept"' not in page
    assert "declined the question: “It was answered in May.”" in page


def test_declining_wants_a_reason_which_reaches_the_asker(waiting: Question, desk_client: Client) -> None:
    assert act(desk_client, waiting, "decline", reason="") == State.ASKED
    page = desk_client.post(f"/desk/questions/{waiting.pk}/", {"verb": "decline", "reason": "y" * 301}).content.decode()
    assert 'class="error-summary"' in page
    assert "y" * 301 in page
    assert act(desk_client, waiting, "decline", reason="It was answered in May.") == State.DECLINED
    assert Letter.objects.get(kind="question.declined").person == waiting.asked_by


def test_who_comes_second_reads_what_is_now_and_keeps_the_words(
    waiting: Question, desk_client: Client, owner: Person, signed_in: SignIn
) -> None:
    assert act(signed_in(owner), waiting, "open") == State.OPEN
    page = desk_client.post(f"/desk/questions/{waiting.pk}/", {"verb": "decline", "reason": "Too late."})
    assert "it is “open”." in page.content.decode()
    assert "Too late." in page.content.decode()
    assert act(desk_client, waiting, "accept") == State.OPEN


def test_a_button_that_is_none_does_nothing(waiting: Question, desk_client: Client) -> None:
    assert act(desk_client, waiting, "delete") == State.ASKED
    assert act(desk_client, waiting, "") == State.ASKED


def test_the_queue_puts_the_timely_first_then_the_wanted(desk_client: Client, member: Person) -> None:
    rows = (("Old", 0, None), ("Wanted", 3, None), ("Past", 0, -1), ("Soon", 0, 9), ("Sooner", 0, 2), ("Far", 1, 90))
    for title, followers, days in rows:
        one = writing.question(f"{title}?", state=State.ASKED, at=AT)
        one.follower_count = followers
        one.timely_until = date(2026, 11, 17) + timedelta(days=days) if days else None
        one.save()
    page = desk_client.get("/desk/queue/").content.decode()
    order = sorted(("Old?", "Wanted?", "Past?", "Soon?", "Sooner?", "Far?"), key=lambda title: page.index(f">{title}<"))
    assert order == ["Sooner?", "Soon?", "Wanted?", "Far?", "Old?", "Past?"]


def test_from_the_queue_one_comes_back_to_the_queue(waiting: Question, desk_client: Client) -> None:
    moved = desk_client.post(f"/desk/questions/{waiting.pk}/", {"verb": "accept", "back": "/desk/queue/?page=2"})
    assert moved["Location"] == "/desk/queue/?page=2"


def test_an_editor_asks(desk_client: Client, editor: Person) -> None:
    typed = {"title": "Who taught you?", "detail": "*Tell*", "why_now": "It is autumn.", "timely_until": "2026-12-01"}
    moved = desk_client.post("/desk/questions/new/", typed)
    made = Question.objects.get(title="Who taught you?")
    assert moved["Location"] == f"/desk/questions/{made.pk}/"
    assert (made.state, made.asked_by, made.timely_until) == (State.ASKED, editor, date(2026, 12, 1))


@pytest.mark.parametrize("title", ["\u202e\u200b", "?!", " \r\n "])
def test_a_question_without_words_is_not_asked(title: str, desk_client: Client) -> None:
    answer = desk_client.post("/desk/questions/new/", {"title": title, "based_on": ""})
    assert answer.status_code == 200
    assert 'class="error-summary"' in answer.content.decode()
    assert not Question.objects.exists()


def test_of_two_who_put_it_better_the_second_sees_both(waiting: Question, desk_client: Client) -> None:
    address, seen = f"/desk/questions/{waiting.pk}/reword/", waiting.changed_at.isoformat()
    assert desk_client.post(address, {"title": "First?", "based_on": seen}).status_code == 302
    page = desk_client.post(address, {"title": "Second?", "based_on": seen}).content.decode()
    assert "Somebody has changed it since you began." in page
    assert "First?" in page
    assert 'value="Second?"' in page
    waiting.refresh_from_db()
    again = desk_client.post(address, {"title": "Second?", "based_on": waiting.changed_at.isoformat()})
    assert again.status_code == 302
    waiting.refresh_from_db()
    assert waiting.title == "Second?"


class TestMerging:
    def test_it_is_found_shown_merged_and_taken_back(
        self, waiting: Question, desk_client: Client, member: Person, insider: Person
    ) -> None:
        into = writing.question("What is a limit to you?", state=State.ACCEPTED)
        follow(thing=waiting, by=member, at=AT)
        writing.draft(waiting, insider)
        address = f"/desk/questions/{waiting.pk}/merge/"
        assert f"?into={into.pk}" in desk_client.get(address).content.decode()
        page = desk_client.get(f"{address}?into={into.pk}").content.decode()
        assert "1 answer moves there" in page
        assert "1 follower moves there" in page
        desk_client.post(address, {"verb": "merge", "into": into.pk})
        waiting.refresh_from_db()
        assert (waiting.state, waiting.merged_into, into.answers.count()) == (State.MERGED, into, 1)
        assert act(desk_client, waiting, "unmerge") == State.ASKED
        assert into.answers.count() == 0

    def test_not_into_itself_nor_into_nothing(self, waiting: Question, desk_client: Client) -> None:
        address = f"/desk/questions/{waiting.pk}/merge/"
        page = desk_client.post(address, {"verb": "merge", "into": waiting.pk})
        assert "only be merged into another one" in page.content.decode()
        for into in ("0", "x", "99999999999999999999"):
            assert desk_client.get(f"{address}?into={into}").status_code == 404


class TestInviting:
    @pytest.fixture
    def accepted(self, db: None) -> Question:
        return writing.question("What is a vision?", state=State.ACCEPTED, at=AT)

    def test_several_at_once(self, accepted: Question, insider: Person, desk_client: Client) -> None:
        ingrid = cast.ingrid()
        typed = {"leaders": [insider.pk, ingrid.pk], "due_on": "2026-12-01", "words": "You have lived it."}
        moved = desk_client.post(f"/desk/questions/{accepted.pk}/invite/", typed)
        assert moved.status_code == 302
        assert set(Invitation.objects.values_list("leader__name", "words")) == {
            ("Amina Okafor", "You have lived it."), ("Ingrid Solheim", "You have lived it."),
        }  # fmt: skip

    def test_who_was_asked_often_enough_is_not_and_the_words_stay(
        self, accepted: Question, insider: Person, editor: Person, desk_client: Client
    ) -> None:
        for number in range(4):
            desk.invitation(writing.question(f"Number {number}?", at=AT), insider, editor)
        ingrid = cast.ingrid()
        typed = {"leaders": [insider.pk, ingrid.pk], "due_on": "2026-12-01", "words": "You have lived it."}
        page = desk_client.post(f"/desk/questions/{accepted.pk}/invite/", typed).content.decode()
        assert "Amina Okafor: Amina Okafor was asked 4 times in the last ninety days." in page
        assert "You have lived it." in page
        assert accepted.invitations.get().leader == ingrid

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"due_on": "2026-12-01"}, "Choose somebody to ask."),
            ({"due_on": "2026-11-01"}, "That day has passed."),
            ({"due_on": "soon"}, "Enter a valid date."),
            ({"due_on": "2026-12-01", "leaders": "999999"}, "Select a valid choice."),
        ],
    )
    def test_what_is_wrong_is_said(
        self, typed: dict[str, str], said: str, accepted: Question, insider: Person, desk_client: Client
    ) -> None:
        page = desk_client.post(f"/desk/questions/{accepted.pk}/invite/", typed).content.decode()
        assert said in page
        assert not Invitation.objects.exists()

    def test_somebody_who_is_not_known_is_introduced_and_invited(self, accepted: Question, desk_client: Client) -> None:
        typed = {"name": "Kofi Mensah", "address": "Kofi@Elsewhere.example", "role_title": "Teacher"}
        moved = desk_client.post("/desk/leaders/new/", typed)
        kofi = Insider.objects.get(person__name="Kofi Mensah").person
        assert moved["Location"] == f"/desk/leaders/{kofi.pk}/"
        desk_client.post(f"/desk/questions/{accepted.pk}/invite/", {"leaders": kofi.pk, "due_on": "2026-12-01"})
        assert accepted.invitations.get().address == "kofi@elsewhere.example"
        assert Answer.objects.get().state == Answer.State.INVITED
