"""Digests: one for a person and a day, whatever the clock does; what is new, and nothing that may not be read."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from bothways.history.models import Entry
from bothways.insider.actions.following import follow
from bothways.insider.actions.publishing import withdraw_answer
from bothways.insider.models import Answer, Insider, Question, Topic
from bothways.notifications.actions.digesting import post_digests
from bothways.notifications.actions.pausing import pause_address, resume_address
from bothways.notifications.actions.subscribing import choose_letters, restart_digest, stop_digest, write_at_once
from bothways.notifications.courier import deliver
from bothways.notifications.models import Digest, Letter, Subscription
from bothways.notifications.periods import newest_day, next_day, time_on
from bothways.people.models import Person
from tests.support import cast, writing
from tests.support.mailbox import Sink, html_of, text_of
from tests.support.together import at_once

pytestmark = pytest.mark.django_db

Rhythm = Subscription.Rhythm
FRIDAY = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def subscribe(person: Person, rhythm: Rhythm = Rhythm.DAILY, *, at: datetime = AT, weekday: int = 0) -> Subscription:
    return choose_letters(person=person, rhythm=rhythm, weekday=weekday, at_once=False, by=person, at=at)


@pytest.fixture
def question() -> Question:
    return writing.question(at=AT - 5 * DAY)


@pytest.fixture
def answer(question: Question, insider: Person) -> Answer:
    """Published an hour after the member has subscribed."""
    return writing.published(question, insider, at=AT + HOUR)


class TestTheCalendar:
    @pytest.mark.parametrize(
        ("at", "zone", "weekday", "expected"),
        [
            (datetime(2026, 11, 20, 6, 59, tzinfo=UTC), "UTC", None, date(2026, 11, 19)),
            (datetime(2026, 11, 20, 7, tzinfo=UTC), "UTC", None, FRIDAY),
            (datetime(2026, 11, 20, 7, tzinfo=UTC), "America/New_York", None, date(2026, 11, 19)),
            (datetime(2026, 11, 19, 23, tzinfo=UTC), "Asia/Tokyo", None, FRIDAY),
            (datetime(2026, 11, 20, 7, tzinfo=UTC), "UTC", 4, FRIDAY),
            (datetime(2026, 11, 20, 6, tzinfo=UTC), "UTC", 4, date(2026, 11, 13)),
            (datetime(2026, 11, 20, 7, tzinfo=UTC), "UTC", 0, date(2026, 11, 16)),
        ],
    )
    def test_the_newest_day(self, at: datetime, zone: str, weekday: int | None, expected: date) -> None:
        assert newest_day(at, ZoneInfo(zone), weekday) == expected

    def test_the_next_day(self) -> None:
        assert next_day(FRIDAY) == date(2026, 11, 21)
        assert next_day(FRIDAY, 4) == date(2026, 11, 27)
        assert next_day(FRIDAY, 0) == date(2026, 11, 23)

    @pytest.mark.parametrize(
        ("zone", "around"),
        [
            ("Europe/London", date(2026, 3, 29)),
            ("Europe/London", date(2026, 10, 25)),
            ("America/Santiago", date(2026, 9, 6)),
            ("America/Santiago", date(2026, 4, 4)),
            ("Australia/Lord_Howe", date(2026, 10, 4)),
            ("UTC", FRIDAY),
        ],
    )
    @pytest.mark.parametrize("hour", [time(0), time(1, 30), time(2, 30), time(7)], ids=str)
    @pytest.mark.parametrize("rhythm", [Rhythm.DAILY, Rhythm.WEEKLY])
    def test_around_a_change_of_the_clock_each_day_has_its_digest_once(
        self, settings: Settings, member: Person, zone: str, around: date, hour: time, rhythm: Rhythm
    ) -> None:
        settings.DIGEST_TIME = hour
        Person.objects.filter(pk=member.pk).update(time_zone=zone)
        member.refresh_from_db()
        moment = datetime.combine(around - 2 * DAY, time(12), tzinfo=ZoneInfo(zone)).astimezone(UTC)
        subscribe(member, rhythm, at=moment, weekday=around.weekday())
        for _ in range(4 * 24 * 2):  # a worker that looks each half hour, for four days
            post_digests(at=moment)
            moment += timedelta(minutes=30)
        days = [around + n * DAY for n in range(-1, 3)] if rhythm == Rhythm.DAILY else [around]
        rows = list(Digest.objects.order_by("day"))
        assert [row.day for row in rows] == days
        for row in rows:
            assert timedelta(0) <= row.until - time_on(row.day, ZoneInfo(zone)) < timedelta(minutes=30)
        for before, after in pairwise(rows):
            assert after.since == before.until


class TestOnceAndOnlyOnce:
    def test_a_clock_that_is_set_back_repeats_nothing_and_one_set_forward_skips_nothing(self, member: Person) -> None:
        subscribe(member)
        for hours in (20, 21, 10, 2, 20, 44, 43, 30, 44, 45, 68):
            post_digests(at=AT + hours * HOUR)
        rows = list(Digest.objects.order_by("day"))
        assert [row.day for row in rows] == [FRIDAY + n * DAY for n in (1, 2, 3)]
        assert [row.since for row in rows] == [AT, *(row.until for row in rows[:-1])]
        assert Letter.objects.filter(kind="digest").count() == 3

    def test_a_worker_that_slept_for_days_sends_one_that_tells_everything(self, member: Person) -> None:
        subscribe(member)
        assert post_digests(at=AT + 5 * DAY) == 1
        assert post_digests(at=AT + 5 * DAY) == 0
        row = Digest.objects.get()
        assert (row.day, row.since, row.until) == (FRIDAY + 5 * DAY, AT, AT + 5 * DAY)

    def test_who_moves_west_gets_no_day_twice(self, member: Person) -> None:
        Person.objects.filter(pk=member.pk).update(time_zone="Asia/Tokyo")
        member.refresh_from_db()
        subscribe(member)
        post_digests(at=AT + 11 * HOUR)
        Person.objects.filter(pk=member.pk).update(time_zone="America/Los_Angeles")
        for hours in range(12, 80):
            post_digests(at=AT + hours * HOUR)
        days = [row.day for row in Digest.objects.order_by("day")]
        assert days == sorted(set(days))
        assert len(days) == 3

    def test_more_people_than_one_transaction_takes(self, db: None) -> None:
        people = Person.objects.bulk_create(
            Person(name=f"Reader {n}", slug=f"reader-{n}", email=f"reader{n}@longtable.example") for n in range(450)
        )
        Subscription.objects.bulk_create(
            Subscription(person=person, rhythm=Rhythm.DAILY, changed_at=AT, covered_until=AT, next_at=AT + DAY)
            for person in people
        )
        with CaptureQueriesContext(connection) as asked:
            assert post_digests(at=AT + DAY) == 450
        assert Letter.objects.count() == Digest.objects.count() == 450
        assert len(asked) < 60

    @pytest.mark.parametrize("gone", [{"left_at": AT}, {"email": None}], ids=["has left", "has no address"])
    def test_nobody_to_write_to(self, member: Person, gone: dict[str, object]) -> None:
        subscribe(member)
        Person.objects.filter(pk=member.pk).update(**gone)
        assert post_digests(at=AT + DAY) == 0

    def test_while_an_address_is_paused_none_is_posted_and_the_next_tells_all(self, member: Person) -> None:
        subscribe(member)
        pause_address(address=str(member.email), reason="full", at=AT)
        for days in range(1, 5):
            assert post_digests(at=AT + days * DAY) == 0
        resume_address(address=str(member.email), by=member, at=AT + 4 * DAY)
        assert post_digests(at=AT + 5 * DAY) == 1
        assert Digest.objects.get().since == AT


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_post_one_digest() -> None:
    member = cast.noor()
    subscribe(member)
    met = at_once(*[lambda: post_digests(at=AT + DAY)] * 4)
    assert [one for one in met if isinstance(one, Exception)] == []
    assert sum(one for one in met if isinstance(one, int)) == 1
    assert Digest.objects.count() == Letter.objects.count() == 1


class TestChoosing:
    def test_nobody_gets_what_they_did_not_ask_for(self, member: Person, answer: Answer) -> None:
        assert post_digests(at=AT + 10 * DAY) == 0
        assert not Letter.objects.exists()

    def test_only_oneself(self, member: Person, other_member: Person) -> None:
        with pytest.raises(PermissionDenied):
            choose_letters(person=member, rhythm=Rhythm.DAILY, weekday=0, at_once=False, by=other_member, at=AT)

    def test_stopped_and_begun_again_in_the_rhythm_of_before(self, member: Person) -> None:
        subscribe(member, Rhythm.WEEKLY, weekday=2)
        assert [stop_digest(person=member, at=AT) for _ in range(2)] == [True, False]
        assert post_digests(at=AT + 10 * DAY) == 0
        assert [restart_digest(person=member, at=AT + DAY) for _ in range(2)] == [True, False]
        chosen = Subscription.objects.get()
        assert (chosen.rhythm, chosen.weekday) == (Rhythm.WEEKLY, 2)
        assert chosen.next_at == datetime(2026, 11, 25, 7, tzinfo=UTC)
        verbs = list(Entry.objects.order_by("number").values_list("verb", flat=True))[-3:]
        assert verbs == ["letters.chosen", "digest.stopped", "digest.restarted"]

    def test_after_a_long_time_without_the_first_looks_back_a_week(self, member: Person) -> None:
        subscribe(member)
        stop_digest(person=member, at=AT)
        restart_digest(person=member, at=AT + 90 * DAY)
        assert Subscription.objects.get().covered_until == AT + 83 * DAY

    def test_at_once_and_no_longer(self, member: Person) -> None:
        assert [write_at_once(person=member, on=on, at=AT) for on in (True, True, False, False)] == [
            True, False, True, False,
        ]  # fmt: skip


def digest(member: Person, sink: Sink, at: datetime = AT + DAY) -> tuple[str, str, str]:
    """Subject, text and HTML of the one digest that `member` gets."""
    assert post_digests(at=at) == 1
    assert deliver(at) == 1
    message = sink.messages[-1]
    assert message["To"] == member.email
    return str(message["Subject"]), text_of(message), html_of(message)


class TestWhatItTells:
    def test_todays_answers_and_what_they_follow(
        self, member: Person, insider: Person, editor: Person, question: Question, answer: Answer, sink: Sink
    ) -> None:
        subscribe(member)
        follow(thing=question, by=member, at=AT)
        other = writing.question("How do you ask without awkwardness?", at=AT - 5 * DAY)
        shown = writing.signed(other, insider, "Ask one small thing", at=AT)
        writing.edition(FRIDAY + DAY, shown, editor)
        writing.published(other, insider, "Nobody follows this", at=AT + HOUR)
        subject, text, html = digest(member, sink)
        assert subject == "Ask one small thing, and 1 more answer"
        for words in (text, html):
            assert words.index("Ask one small thing") < words.index("Somebody who sees you")
            assert f"http://localhost:8000/answers/{answer.slug}/" in words
            assert "Amina Okafor, Chief executive of Harbour Bridge Trust" in words.replace("\n", " ")
            assert "Nobody follows this" not in words
        assert "TODAY’S ANSWER" in text
        assert "NEW WHERE YOU FOLLOW" in text

    @pytest.mark.parametrize("by", ["question", "topic", "insider"])
    def test_followed_by_question_topic_or_insider(
        self, member: Person, insider: Person, question: Question, answer: Answer, sink: Sink, by: str
    ) -> None:
        topic = writing.topic()
        question.topics.add(topic)
        things: dict[str, Question | Topic | Insider] = {
            "question": question, "topic": topic, "insider": Insider.objects.get(person=insider),
        }  # fmt: skip
        thing = things[by]
        follow(thing=thing, by=member, at=AT)
        subscribe(member)
        subject, _, _ = digest(member, sink)
        assert subject == answer.headline

    def test_nothing_new_no_mail(self, member: Person, answer: Answer, sink: Sink) -> None:
        subscribe(member)
        assert post_digests(at=AT + DAY) == 1
        assert deliver(AT + DAY) == 0
        assert sink.arrived == []
        assert Letter.objects.get().dropped_at is not None

    def test_nothing_is_told_twice(self, member: Person, question: Question, answer: Answer, sink: Sink) -> None:
        follow(thing=question, by=member, at=AT)
        subscribe(member)
        digest(member, sink)
        post_digests(at=AT + 2 * DAY)
        assert deliver(AT + 2 * DAY) == 0

    def test_ones_own_answer_is_no_news(self, insider: Person, question: Question, answer: Answer, sink: Sink) -> None:
        follow(thing=question, by=insider, at=AT)
        subscribe(insider)
        post_digests(at=AT + DAY)
        assert deliver(AT + DAY) == 0

    def test_what_is_withdrawn_before_it_goes_out_is_not_in_it(
        self, member: Person, editor: Person, insider: Person, question: Question, answer: Answer, sink: Sink
    ) -> None:
        follow(thing=question, by=member, at=AT)
        subscribe(member)
        stays = writing.published(question, insider, "This one stays", at=AT + HOUR)
        post_digests(at=AT + DAY)
        withdraw_answer(answer=answer, reason="", by=editor, at=AT + DAY)
        assert deliver(AT + DAY) == 1
        (message,) = sink.messages
        assert message["Subject"] == stays.headline
        assert answer.headline not in text_of(message) + html_of(message)

    def test_a_question_that_was_closed_meanwhile_takes_its_answers_along(
        self, member: Person, question: Question, answer: Answer, sink: Sink
    ) -> None:
        follow(thing=question, by=member, at=AT)
        subscribe(member)
        post_digests(at=AT + DAY)
        Question.objects.filter(pk=question.pk).update(state=Question.State.DECLINED)
        assert deliver(AT + DAY) == 0
        assert sink.arrived == []

    def test_many_are_a_number_and_a_link(
        self, member: Person, insider: Person, question: Question, sink: Sink
    ) -> None:
        follow(thing=question, by=member, at=AT)
        subscribe(member)
        for n in range(15):
            writing.published(question, insider, f"Headline {n}", at=AT + HOUR)
        subject, text, html = digest(member, sink)
        assert subject.endswith("and 14 more answers")
        assert "3 more are new where you follow." in text
        assert html.count("<h3") == 12

    def test_hostile_words_are_words(self, member: Person, question: Question, answer: Answer, sink: Sink) -> None:
        hostile = "</h3><script>alert(1)</script>\r\nBcc: x@y.example & {{ x }}"
        Answer.objects.update(headline=hostile, summary=hostile, byline_name=hostile)
        Question.objects.update(title=hostile)
        follow(thing=question, by=member, at=AT)
        subscribe(member)
        subject, text, html = digest(member, sink)
        assert "<script" not in html
        assert "<script>" in text
        assert "&lt;" not in text
        assert "\n" not in subject
        assert sink.arrived[0][0].rcpt_tos == [member.email]

    def test_a_batch_asks_the_same_for_two_and_for_forty(
        self, insider: Person, question: Question, answer: Answer, sink: Sink
    ) -> None:
        counts = []
        for size in (2, 40):
            people = Person.objects.bulk_create(
                Person(name=f"R {n}", slug=f"r-{size}-{n}", email=f"r{size}-{n}@longtable.example") for n in range(size)
            )
            for person in people:
                follow(thing=question, by=person, at=AT)
                subscribe(person)
            post_digests(at=AT + DAY)
            with CaptureQueriesContext(connection) as asked:
                assert deliver(AT + DAY) == size
            counts.append(len(asked) - size)  # one statement marks each letter
        assert counts[0] == counts[1]
        assert counts[0] < 20
