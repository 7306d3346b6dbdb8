"""The edition: a slot that is never empty, filled once, where the community's day begins."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django.fixtures import Settings

from bothways.config.schedule import JOBS, run_due
from bothways.history.models import Entry
from bothways.history.queries import verify
from bothways.insider import tasks
from bothways.insider.actions.editing import (
    LATE_AFTER,
    SlotTaken,
    bench_answer,
    fill_slot,
    move_edition,
    overdue,
    plan_edition,
    publish_edition,
    slot_time,
    unbench_answer,
    unplan_edition,
)
from bothways.insider.actions.publishing import NotReady, publish_answer, withdraw_answer
from bothways.insider.models import Answer, BenchAnswer, Edition, Question
from bothways.insider.queries.editions import current_edition
from bothways.notifications.courier import deliver
from bothways.notifications.models import Letter
from bothways.people.actions.granting import end_role
from bothways.people.models import Person
from tests.support import cast, writing
from tests.support.together import at_once, elsewhere, finish, process

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 20)
MONDAY = date(2026, 11, 16)
TIME = datetime(2026, 11, 20, 6, tzinfo=UTC)  # when the edition of DAY appears, by the settings as they come
EARLIER = TIME - timedelta(days=3)
LAST_CALL = TIME - timedelta(hours=2)
SECOND = timedelta(seconds=1)


@pytest.fixture
def question() -> Question:
    return writing.question(at=EARLIER)


@pytest.fixture
def answer(question: Question, insider: Person) -> Answer:
    return writing.signed(question, insider, at=EARLIER)


@pytest.fixture
def unsigned(question: Question, insider: Person) -> Answer:
    return writing.draft(question, insider)


class TestPlanning:
    def test_what_was_planned_appears_at_its_minute(self, answer: Answer, editor: Person) -> None:
        plan_edition(day=DAY, answer=answer, by=editor, at=EARLIER)
        assert publish_edition(day=DAY, at=TIME - SECOND) is None
        assert current_edition(None) is None
        edition = publish_edition(day=DAY, at=TIME)
        assert edition
        assert (edition.answer, edition.chosen, edition.published_at) == (answer, Edition.Chosen.PLANNED, TIME)
        answer.refresh_from_db()
        assert (answer.state, answer.published_at) == (Answer.State.PUBLISHED, TIME)
        assert current_edition(None) == edition

    def test_a_second_time_nothing_happens(self, answer: Answer, editor: Person) -> None:
        plan_edition(day=DAY, answer=answer, by=editor, at=EARLIER)
        publish_edition(day=DAY, at=TIME)
        before = Entry.objects.count()
        assert publish_edition(day=DAY, at=TIME + SECOND) is None
        assert Entry.objects.count() == before
        assert Edition.objects.get().published_at == TIME

    def test_the_desk_changes_its_mind(
        self, answer: Answer, question: Question, insider: Person, editor: Person
    ) -> None:
        other = writing.signed(question, insider, "Another way to see it", at=EARLIER)
        plan_edition(day=DAY, answer=answer, by=editor, at=EARLIER)
        plan_edition(day=DAY, answer=other, by=editor, at=EARLIER + SECOND)
        assert Edition.objects.get().answer == other
        assert unplan_edition(day=DAY, by=editor, at=EARLIER)
        assert not unplan_edition(day=DAY, by=editor, at=EARLIER)
        assert Edition.objects.count() == 0

    def test_what_has_appeared_stays(self, answer: Answer, question: Question, insider: Person, editor: Person) -> None:
        plan_edition(day=DAY, answer=answer, by=editor, at=EARLIER)
        publish_edition(day=DAY, at=TIME)
        other = writing.signed(question, insider, "Another way to see it", at=EARLIER)
        with pytest.raises(SlotTaken):
            plan_edition(day=DAY, answer=other, by=editor, at=TIME)
        assert not unplan_edition(day=DAY, by=editor, at=TIME)
        assert Edition.objects.get().answer == answer

    def test_every_step_stands_in_history(self, answer: Answer, editor: Person) -> None:
        before = Entry.objects.count()
        plan_edition(day=DAY, answer=answer, by=editor, at=EARLIER)
        publish_edition(day=DAY, at=TIME)
        verbs = Entry.objects.filter(number__gt=before).order_by("number").values_list("verb", flat=True)
        assert list(verbs) == ["edition.planned", "answer.published", "edition.published"]
        assert verify() is None


class TestTheRightsOfWhoeverPlanned:
    """What is planned appears for somebody of the desk, as it is when the time has come."""

    def test_only_the_desk_plans(self, answer: Answer, editor: Person, member: Person) -> None:
        plan_edition(day=DAY, answer=answer, by=editor, at=EARLIER)
        for refused in (
            lambda: plan_edition(day=DAY, answer=answer, by=member, at=EARLIER),
            lambda: unplan_edition(day=DAY, by=member, at=EARLIER),
            lambda: move_edition(day=DAY, to=DAY + timedelta(days=1), by=member, at=EARLIER),
        ):
            with pytest.raises(PermissionDenied):
                refused()

    def test_the_plan_of_one_who_has_left_the_desk_gives_way(
        self, answer: Answer, question: Question, insider: Person, editor: Person, owner: Person
    ) -> None:
        plan_edition(day=DAY, answer=answer, by=editor, at=EARLIER)
        spare = writing.signed(question, insider, "From the bench", at=EARLIER)
        bench_answer(answer=spare, by=owner, at=EARLIER)
        end_role(role=editor.roles.get(), by=owner, at=EARLIER + SECOND)
        edition = publish_edition(day=DAY, at=TIME)
        assert edition
        assert (edition.answer, edition.chosen) == (spare, Edition.Chosen.BENCH)
        answer.refresh_from_db()
        assert answer.state == Answer.State.SIGNED

    def test_it_stands_where_another_plans_it_again(self, answer: Answer, editor: Person, owner: Person) -> None:
        plan_edition(day=DAY, answer=answer, by=editor, at=EARLIER)
        end_role(role=editor.roles.get(), by=owner, at=EARLIER + SECOND)
        plan_edition(day=DAY, answer=answer, by=owner, at=EARLIER + SECOND)
        edition = publish_edition(day=DAY, at=TIME)
        assert edition
        assert edition.answer == answer


class TestTheQuestion:
    """Nobody could read an answer whose question they cannot see."""

    def test_it_opens_with_its_first_answer(self, insider: Person, editor: Person, member: Person) -> None:
        asked = writing.question("Whom do you ask?", state=Question.State.ACCEPTED, at=EARLIER, asked_by=member)
        answer = writing.signed(asked, insider, at=EARLIER)
        plan_edition(day=DAY, answer=answer, by=editor, at=EARLIER)
        publish_edition(day=DAY, at=TIME)
        asked.refresh_from_db()
        assert (asked.state, asked.opened_at, asked.answer_count) == (Question.State.OPEN, TIME, 1)
        assert Answer.objects.visible_to(None).get() == answer
        assert Letter.objects.filter(kind="question.opened", person=member).count() == 1
        shown = current_edition(None)
        assert shown
        assert shown.answer == answer

    @pytest.mark.parametrize("state", [Question.State.ASKED, Question.State.DECLINED])
    def test_an_answer_to_one_that_is_not_asked_any_more_gives_way(
        self, state: Question.State, answer: Answer, question: Question, insider: Person, editor: Person
    ) -> None:
        spare = writing.signed(writing.question("Another?"), insider, "From the bench", at=EARLIER)
        bench_answer(answer=spare, by=editor, at=EARLIER)
        plan_edition(day=DAY, answer=answer, by=editor, at=EARLIER)
        Question.objects.filter(pk=question.pk).update(state=state)
        edition = publish_edition(day=DAY, at=TIME)
        assert edition
        assert edition.answer == spare
        answer.refresh_from_db()
        assert answer.state == Answer.State.SIGNED
        with pytest.raises(NotReady, match=str(state.label)):
            publish_answer(answer=answer, by=editor, at=TIME)


class TestMoving:
    @pytest.mark.parametrize("rhythm", ["day", "week"])
    def test_to_where_it_is_already_changes_nothing(
        self, rhythm: str, answer: Answer, editor: Person, settings: Settings
    ) -> None:
        settings.EDITION_RHYTHM = rhythm
        plan_edition(day=DAY, answer=answer, by=editor, at=EARLIER)
        before = Edition.objects.values().get()
        move_edition(day=DAY, to=DAY, by=editor, at=EARLIER)
        assert Edition.objects.values().get() == before

    def test_to_a_free_day_and_back(self, answer: Answer, editor: Person) -> None:
        plan_edition(day=DAY, answer=answer, by=editor, at=EARLIER)
        answer.refresh_from_db()
        assert answer.state == Answer.State.SCHEDULED
        move_edition(day=DAY, to=DAY + timedelta(days=2), by=editor, at=EARLIER)
        assert list(Edition.objects.values_list("day", flat=True)) == [DAY + timedelta(days=2)]
        move_edition(day=DAY + timedelta(days=2), to=DAY, by=editor, at=EARLIER)
        assert Edition.objects.get().day == DAY
        answer.refresh_from_db()
        assert answer.state == Answer.State.SCHEDULED

    def test_two_change_places(self, answer: Answer, question: Question, insider: Person, editor: Person) -> None:
        other = writing.signed(question, insider, "Another", at=EARLIER)
        plan_edition(day=DAY, answer=answer, by=editor, at=EARLIER)
        plan_edition(day=DAY + timedelta(days=1), answer=other, by=editor, at=EARLIER)
        move_edition(day=DAY, to=DAY + timedelta(days=1), by=editor, at=EARLIER)
        assert list(Edition.objects.order_by("day").values_list("answer", flat=True)) == [other.pk, answer.pk]

    def test_what_has_appeared_stays_where_it_is(self, answer: Answer, editor: Person) -> None:
        plan_edition(day=DAY, answer=answer, by=editor, at=EARLIER)
        publish_edition(day=DAY, at=TIME)
        with pytest.raises(SlotTaken):
            move_edition(day=DAY, to=DAY + timedelta(days=1), by=editor, at=TIME)
        with pytest.raises(SlotTaken):
            move_edition(day=DAY + timedelta(days=3), to=DAY + timedelta(days=1), by=editor, at=TIME)


class TestTheBench:
    def test_on_and_off(self, answer: Answer, editor: Person) -> None:
        assert [bench_answer(answer=answer, by=editor, at=EARLIER) for _ in range(2)] == [True, False]
        assert [unbench_answer(answer=answer, by=editor, at=EARLIER) for _ in range(2)] == [True, False]
        assert BenchAnswer.objects.count() == 0

    def test_until_two_hours_before_nothing_is_changed(self, answer: Answer, unsigned: Answer, editor: Person) -> None:
        plan_edition(day=DAY, answer=unsigned, by=editor, at=EARLIER)
        bench_answer(answer=answer, by=editor, at=EARLIER)
        assert fill_slot(day=DAY, at=LAST_CALL - SECOND) is None
        assert Edition.objects.get().answer == unsigned

    def test_what_is_not_signed_then_gives_way(self, answer: Answer, unsigned: Answer, editor: Person) -> None:
        plan_edition(day=DAY, answer=unsigned, by=editor, at=EARLIER)
        bench_answer(answer=answer, by=editor, at=EARLIER)
        edition = fill_slot(day=DAY, at=LAST_CALL)
        assert edition
        assert (edition.answer, edition.chosen) == (answer, Edition.Chosen.BENCH)
        before = Entry.objects.count()
        assert fill_slot(day=DAY, at=LAST_CALL + SECOND) == edition
        assert Entry.objects.count() == before
        shown = publish_edition(day=DAY, at=TIME)
        assert shown
        assert shown.answer == answer
        assert BenchAnswer.objects.count() == 0

    def test_what_was_signed_in_time_keeps_its_place(
        self, answer: Answer, question: Question, insider: Person, editor: Person
    ) -> None:
        benched = writing.signed(question, insider, "From the bench", at=EARLIER)
        plan_edition(day=DAY, answer=answer, by=editor, at=EARLIER)
        bench_answer(answer=benched, by=editor, at=EARLIER)
        filled = fill_slot(day=DAY, at=LAST_CALL)
        assert filled
        assert filled.answer == answer

    def test_an_empty_slot_is_filled_from_the_bench(self, answer: Answer, editor: Person) -> None:
        bench_answer(answer=answer, by=editor, at=EARLIER)
        shown = publish_edition(day=DAY, at=TIME)
        assert shown
        assert (shown.answer, shown.chosen) == (answer, Edition.Chosen.BENCH)

    def test_the_bench_serves_in_the_order_in_which_it_was_filled(
        self, question: Question, insider: Person, editor: Person
    ) -> None:
        benched = [writing.signed(question, insider, f"Bench {n}", at=EARLIER) for n in range(3)]
        for n, answer in enumerate(reversed(benched)):
            bench_answer(answer=answer, by=editor, at=EARLIER + n * SECOND)
        shown = [publish_edition(day=DAY + timedelta(days=n), at=TIME + timedelta(days=n)) for n in range(3)]
        assert [edition and edition.answer for edition in shown] == benched[::-1]

    def test_on_the_bench_too_only_what_is_signed_serves(
        self, answer: Answer, unsigned: Answer, editor: Person
    ) -> None:
        bench_answer(answer=unsigned, by=editor, at=EARLIER)
        bench_answer(answer=answer, by=editor, at=EARLIER + SECOND)
        filled = fill_slot(day=DAY, at=LAST_CALL)
        assert filled
        assert filled.answer == answer


class TestAnEmptyBench:
    def test_an_answer_that_was_never_todays_is_taken_first(
        self, question: Question, insider: Person, editor: Person
    ) -> None:
        old = writing.published(question, insider, "Was today's once", at=EARLIER)
        writing.edition(DAY - timedelta(days=2), old, editor)
        never = writing.published(question, insider, "Was never today's", at=EARLIER - timedelta(days=30))
        shown = publish_edition(day=DAY, at=TIME)
        assert shown
        assert (shown.answer, shown.chosen) == (never, Edition.Chosen.AGAIN)

    def test_else_the_one_that_was_longest_ago(self, question: Question, insider: Person, editor: Person) -> None:
        answers = [writing.published(question, insider, f"Headline {n}", at=EARLIER) for n in range(3)]
        for days, answer in zip((2, 9, 5), answers, strict=True):
            writing.edition(DAY - timedelta(days=days), answer, editor)
        shown = publish_edition(day=DAY, at=TIME)
        assert shown
        assert shown.answer == answers[1]

    def test_what_was_withdrawn_is_not_shown_again(self, question: Question, insider: Person, editor: Person) -> None:
        gone = writing.published(question, insider, "Withdrawn", at=EARLIER)
        stays = writing.published(question, insider, "Stays", at=EARLIER)
        withdraw_answer(answer=gone, reason="", by=editor, at=EARLIER)
        shown = publish_edition(day=DAY, at=TIME)
        assert shown
        assert shown.answer == stays

    def test_in_a_community_without_answers_there_is_none(self, question: Question) -> None:
        assert fill_slot(day=DAY, at=LAST_CALL) is None
        assert publish_edition(day=DAY, at=TIME) is None
        assert overdue(TIME + timedelta(days=1)) is None

    def test_a_planned_answer_that_was_withdrawn_meanwhile_gives_way(
        self, question: Question, insider: Person, editor: Person
    ) -> None:
        planned = writing.published(question, insider, "Planned", at=EARLIER)
        other = writing.published(question, insider, "Other", at=EARLIER)
        plan_edition(day=DAY, answer=planned, by=editor, at=EARLIER)
        withdraw_answer(answer=planned, reason="", by=editor, at=EARLIER)
        shown = publish_edition(day=DAY, at=TIME)
        assert shown
        assert shown.answer == other

    def test_a_signed_answer_whose_text_was_changed_gives_way(
        self, answer: Answer, question: Question, insider: Person, editor: Person
    ) -> None:
        """The slot is never empty: what cannot be published is not what appears."""
        other = writing.published(question, insider, "Other", at=EARLIER)
        plan_edition(day=DAY, answer=answer, by=editor, at=EARLIER)
        Answer.objects.filter(pk=answer.pk).update(body="Another text than was signed.")
        shown = publish_edition(day=DAY, at=TIME)
        assert shown
        assert shown.answer == other


class TestTheDay:
    @pytest.fixture
    def place(self, settings: Settings) -> Callable[[str, time], None]:
        def place(zone: str, at: time) -> None:
            settings.TIME_ZONE, settings.EDITION_TIME = zone, at

        return place

    @pytest.mark.parametrize(
        ("zone", "at", "day", "expected"),
        [
            ("UTC", time(6), date(2026, 11, 20), datetime(2026, 11, 20, 6, tzinfo=UTC)),
            ("Europe/London", time(6), date(2026, 7, 1), datetime(2026, 7, 1, 5, tzinfo=UTC)),
            ("Europe/London", time(6), date(2026, 12, 1), datetime(2026, 12, 1, 6, tzinfo=UTC)),
            # the hour from 01:00 to 02:00 is left out on this day, and comes twice on the next
            ("Europe/London", time(1, 30), date(2026, 3, 29), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
            ("Europe/London", time(1, 30), date(2026, 10, 25), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
            # the day begins at 01:00: there is no midnight
            ("America/Santiago", time(0), date(2026, 9, 6), datetime(2026, 9, 6, 4, tzinfo=UTC)),
            ("America/Santiago", time(0), date(2026, 4, 5), datetime(2026, 4, 5, 4, tzinfo=UTC)),
        ],
        ids=str,
    )
    def test_it_begins_where_the_community_is(
        self, place: Callable[[str, time], None], zone: str, at: time, day: date, expected: datetime
    ) -> None:
        place(zone, at)
        assert slot_time(day).astimezone(UTC) == expected

    @pytest.mark.parametrize(
        ("zone", "day"),
        [
            ("America/Santiago", date(2026, 9, 6)),
            ("Europe/London", date(2026, 3, 29)),
            ("America/Santiago", date(2026, 4, 4)),
            ("Europe/London", date(2026, 10, 25)),
        ],
    )
    @pytest.mark.parametrize("at", [time(0), time(1, 30), time(6)], ids=str)
    def test_around_a_change_of_the_clock_each_day_has_its_edition_once(
        self, place: Callable[[str, time], None], zone: str, day: date, at: time, insider: Person, editor: Person
    ) -> None:
        place(zone, at)
        first = day - timedelta(days=1)
        question = writing.question(at=EARLIER)
        for n in range(4):
            answer = writing.signed(question, insider, f"Headline {n}", at=EARLIER)
            plan_edition(day=first + timedelta(days=n), answer=answer, by=editor, at=EARLIER)
        moment = datetime.combine(first, time(0), tzinfo=ZoneInfo(zone)).astimezone(UTC)
        for _ in range(4 * 24 * 3):  # a worker that looks each quarter of an hour
            tasks.keep_todays_answer(moment)
            moment += timedelta(minutes=15)
        shown = Edition.objects.filter(day__gte=first, day__lt=first + timedelta(days=3)).order_by("day")
        assert [(edition.chosen, edition.published_at is not None) for edition in shown] == [("planned", True)] * 3
        for edition in shown:
            assert edition.published_at
            late = edition.published_at - slot_time(edition.day)
            assert timedelta(0) <= late < timedelta(minutes=15)

    def test_the_last_call_is_two_hours_before_also_where_one_of_them_is_left_out(
        self, place: Callable[[str, time], None], question: Question, insider: Person, editor: Person
    ) -> None:
        place("Europe/London", time(2, 30))
        day, slot = date(2026, 3, 29), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
        spare = writing.signed(question, insider, "From the bench", at=EARLIER)
        bench_answer(answer=spare, by=editor, at=EARLIER)
        plan_edition(day=day, answer=writing.draft(question, insider), by=editor, at=EARLIER)
        assert fill_slot(day=day, at=slot - timedelta(hours=2) - SECOND) is None
        edition = fill_slot(day=day, at=slot - timedelta(hours=2))
        assert edition
        assert edition.answer == spare

    def test_it_is_late_also_in_the_hour_that_comes_twice(
        self, place: Callable[[str, time], None], question: Question, insider: Person
    ) -> None:
        place("Europe/London", time(1, 30))
        day, slot = date(2026, 10, 25), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
        writing.published(question, insider, at=EARLIER)
        for minutes in (5, 35, 40, 90):  # after forty minutes the clock shows ten past one once more
            assert overdue(slot + timedelta(minutes=minutes)) == day

    def test_weekly_the_slot_begins_on_monday(self, settings: Settings, answer: Answer, editor: Person) -> None:
        settings.EDITION_RHYTHM = "week"
        plan_edition(day=DAY, answer=answer, by=editor, at=EARLIER - timedelta(days=7))
        assert Edition.objects.get().day == MONDAY
        assert publish_edition(day=MONDAY + timedelta(days=6), at=slot_time(MONDAY) - SECOND) is None
        shown = publish_edition(day=MONDAY + timedelta(days=6), at=slot_time(MONDAY))
        assert shown
        assert shown.day == MONDAY
        assert overdue(slot_time(MONDAY) + timedelta(days=6)) is None
        assert overdue(slot_time(MONDAY) + timedelta(days=7) + LATE_AFTER) == MONDAY + timedelta(days=7)

    def test_weekly_any_day_of_the_archive_leads_to_its_monday(
        self, settings: Settings, answer: Answer, editor: Person, outsider: Client
    ) -> None:
        settings.EDITION_RHYTHM = "week"
        writing.edition(MONDAY, answer, editor)
        assert outsider.get("/archive/2026/11/20/")["Location"] == "/archive/2026/11/16/"
        assert answer.headline in outsider.get("/archive/2026/11/16/").content.decode()


class TestBeingLate:
    def test_it_is_late_five_minutes_after_its_time(self, question: Question, insider: Person) -> None:
        writing.published(question, insider, at=EARLIER)
        Edition.objects.create(
            day=DAY - timedelta(days=1), answer=Answer.objects.get(), planned_at=EARLIER, published_at=EARLIER
        )
        assert overdue(TIME + LATE_AFTER - SECOND) is None
        assert overdue(TIME + LATE_AFTER) == DAY
        publish_edition(day=DAY, at=TIME + LATE_AFTER)
        assert overdue(TIME + LATE_AFTER) is None

    def test_the_desk_is_told_once(
        self, question: Question, insider: Person, editor: Person, mailoutbox: list[EmailMessage]
    ) -> None:
        writing.published(question, insider, at=EARLIER)
        for minute in range(5, 9):
            tasks.raise_alarm_when_late(TIME + timedelta(minutes=minute))
            deliver(TIME + timedelta(minutes=minute))
        assert {message.subject for message in mailoutbox} == {"The edition of 20 November 2026 is late"}
        assert sorted(message.to for message in mailoutbox) == [[str(editor.email)], ["grace@longtable.example"]]

    def test_an_alarm_that_is_over_is_not_sent(
        self, question: Question, insider: Person, editor: Person, mailoutbox: list[EmailMessage]
    ) -> None:
        writing.published(question, insider, at=EARLIER)
        tasks.raise_alarm_when_late(TIME + LATE_AFTER)
        publish_edition(day=DAY, at=TIME + LATE_AFTER)
        deliver(TIME + LATE_AFTER)
        assert [message for message in mailoutbox if "late" in message.subject] == []
        assert Letter.objects.filter(kind="edition.late", dropped_at__isnull=False).count() == 2

    def test_the_desk_is_told_of_a_substitute(
        self, answer: Answer, unsigned: Answer, editor: Person, owner: Person, mailoutbox: list[EmailMessage]
    ) -> None:
        plan_edition(day=DAY, answer=unsigned, by=editor, at=EARLIER)
        bench_answer(answer=answer, by=editor, at=EARLIER)
        for minute in range(3):
            tasks.keep_todays_answer(LAST_CALL + timedelta(minutes=minute))
            deliver(LAST_CALL + timedelta(minutes=minute))
        told = [message for message in mailoutbox if "20 November" in message.subject]
        assert sorted(message.to for message in told) == [[str(editor.email)], [str(owner.email)]]
        assert answer.headline in str(told[0].body)

    def test_health_says_so(self, question: Question, insider: Person, outsider: Client) -> None:
        import time_machine

        writing.published(question, insider, at=EARLIER)
        with time_machine.travel(TIME + LATE_AFTER, tick=False):
            late = outsider.get("/health/")
            assert (late.status_code, late.json()) == (503, {"status": "late", "late_edition": "2026-11-20"})
            publish_edition(day=DAY, at=TIME + LATE_AFTER)
            assert outsider.get("/health/").json() == {"status": "ok", "late_edition": None}


class TestTheSchedule:
    def test_a_worker_that_slept_through_the_night_makes_up_for_it(self, answer: Answer, editor: Person) -> None:
        plan_edition(day=DAY, answer=answer, by=editor, at=EARLIER)
        late = TIME + timedelta(hours=5)
        due = dict.fromkeys(JOBS, late)
        run_due(due, late)
        edition = Edition.objects.get(day=DAY)
        assert edition.published_at == late

    def test_a_job_that_fails_is_tried_again_and_holds_up_no_other(self) -> None:
        from bothways.config.schedule import Job

        ran: list[str] = []

        def fail(at: datetime) -> None:
            ran.append("fail")
            raise ValueError

        jobs = [Job("fails", timedelta(minutes=1), fail), Job("works", timedelta(0), lambda at: ran.append("work"))]
        due = dict.fromkeys(jobs, TIME)
        run_due(due, TIME)
        run_due(due, TIME + SECOND)
        run_due(due, TIME + timedelta(minutes=1))
        assert ran == ["fail", "work", "work", "fail", "work"]

    def test_every_job_says_what_it_is_for(self) -> None:
        assert all(job.purpose.endswith(".") for job in JOBS)


@pytest.mark.django_db(transaction=True)
class TestTogether:
    def test_workers_in_two_processes_publish_one(self) -> None:
        editor, question, insider = cast.elena(), writing.question(at=EARLIER), cast.amina()
        for n in range(4):
            answer = writing.signed(question, insider, f"Headline {n}", at=EARLIER)
            bench_answer(answer=answer, by=editor, at=EARLIER + n * SECOND)
        code = (
            "from datetime import date, datetime, UTC\n"
            "from bothways.insider.actions.editing import publish_edition\n"
            "made = publish_edition(day=date(2026, 11, 20), at=datetime(2026, 11, 20, 6, tzinfo=UTC))\n"
            "print(made is not None)\n"
        )
        said = finish([process(code, wait_for_line=True) for _ in range(2)])
        assert sorted(said) == ["False", "True"]
        assert Edition.objects.count() == 1
        assert Question.objects.get().answer_count == 1
        assert Entry.objects.filter(verb="edition.published").count() == 1
        assert verify() is None

    def test_threads_that_fill_one_slot_at_once_agree(self) -> None:
        editor, answer = cast.elena(), writing.signed(writing.question(at=EARLIER), cast.amina(), at=EARLIER)
        bench_answer(answer=answer, by=editor, at=EARLIER)
        met = at_once(*[lambda: fill_slot(day=DAY, at=LAST_CALL)] * 6)
        assert [one for one in met if isinstance(one, Exception)] == []
        assert {one.pk for one in met if isinstance(one, Edition)} == {Edition.objects.get().pk}
        assert Entry.objects.filter(verb="edition.substituted").count() == 1

    def test_two_editors_who_plan_one_day_at_once_leave_one_plan(self) -> None:
        editor, question, insider = cast.elena(), writing.question(at=EARLIER), cast.amina()
        answers = [writing.signed(question, insider, f"Headline {n}", at=EARLIER) for n in range(4)]

        def plan(answer: Answer) -> Callable[[], Edition]:
            return lambda: plan_edition(day=DAY, answer=answer, by=editor, at=EARLIER)

        met = at_once(*map(plan, answers))
        assert [one for one in met if isinstance(one, Exception)] == []
        assert Edition.objects.count() == 1

    def test_a_process_that_is_killed_leaves_the_slot_to_the_next(self) -> None:
        editor, answer = cast.elena(), writing.signed(writing.question(at=EARLIER), cast.amina(), at=EARLIER)
        plan_edition(day=DAY, answer=answer, by=editor, at=EARLIER)
        said = elsewhere(
            "import os\n"
            "from datetime import date, datetime, UTC\n"
            "from django.db import transaction\n"
            "from bothways.insider.actions import editing\n"
            "from bothways.insider.models import Edition\n"
            "def killed(*args, **named):\n"
            "    print('reached', flush=True)\n"
            "    os._exit(0)\n"
            "editing.record = killed\n"
            "editing.publish_edition(day=date(2026, 11, 20), at=datetime(2026, 11, 20, 6, tzinfo=UTC))\n"
        )
        assert said == "reached"
        assert Edition.objects.get().published_at is None
        shown = publish_edition(day=DAY, at=TIME + SECOND)
        assert shown
        assert Edition.objects.get().published_at == TIME + SECOND
