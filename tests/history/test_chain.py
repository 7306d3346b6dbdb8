"""The chain: what it shows when somebody tampers with the past, and what it needs a kept head for."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from bothways.history import chain
from bothways.history.actions.recording import record
from bothways.history.models import Details, Entry
from bothways.history.queries import after, head, verify
from bothways.people.models import Person

AT = datetime(2026, 11, 20, 7, 30, tzinfo=UTC)
FIRST = {"headline": "Somebody who sees you", "word_count": 212, "topics": ["höre", "être"]}


def entry(**changes: object) -> Entry:
    """An entry that never changes: the frozen vector's."""
    values: dict[str, object] = {
        "number": 1,
        "at": AT,
        "verb": "answer.published",
        "actor_id": 7,
        "about_kind": "insider.answer",
        "about_id": "42",
        "commitment": chain.commit("00112233445566778899aabbccddeeff", FIRST),
    }
    return Entry(**{**values, **changes})


def test_the_canonical_form_is_frozen() -> None:
    assert (
        chain.canonical(FIRST)
        == '{"headline":"Somebody who sees you","topics":["höre","être"],"word_count":212}'.encode()
    )
    assert chain.canonical({"b": 1, "a": None}) == chain.canonical({"a": None, "b": 1}) == b'{"a":null,"b":1}'


def test_commitment_and_link_are_frozen() -> None:
    one = entry()
    assert one.commitment == "107438a61910b82cbc0d2cf35eeaa4bc71c52d9320fc898784efd74ddb3fb0b1"
    assert chain.link(chain.GENESIS, one) == "9e6da2a0c96292eac51689e8bb0e8ac956a159e79355fddf624eb3f752995cd9"


def test_a_moment_has_one_spelling_in_every_time_zone() -> None:
    elsewhere = entry(at=AT.astimezone(timezone(timedelta(hours=-3))))
    assert chain.link(chain.GENESIS, elsewhere) == chain.link(chain.GENESIS, entry())


@pytest.mark.parametrize(
    "change",
    [
        {"number": 2},
        {"at": AT + timedelta(microseconds=1)},
        {"verb": "answer.withdrawn"},
        {"actor_id": 8},
        {"actor_id": None},
        {"about_kind": "insider.question"},
        {"about_id": "43"},
        {"commitment": "0" * 64},
    ],
    ids=str,
)
def test_every_part_of_an_entry_is_tied(change: dict[str, object]) -> None:
    assert chain.link(chain.GENESIS, entry(**change)) != chain.link(chain.GENESIS, entry())
    assert chain.link("1" * 64, entry()) != chain.link(chain.GENESIS, entry())


def test_parts_cannot_flow_into_each_other() -> None:
    assert chain.link(chain.GENESIS, entry(about_kind="insider.answer4", about_id="2")) != chain.link(
        chain.GENESIS, entry()
    )


@pytest.fixture
def five(member: Person) -> list[Entry]:
    """Entries 2 to 6; the first is the member's joining."""
    return [record("answer.saved", about=member, by=member, at=AT + timedelta(minutes=n), count=n) for n in range(5)]


def rewrite_from(number: int) -> None:
    """What somebody with the database and this code could do."""
    before = chain.GENESIS
    for one in Entry.objects.order_by("number"):
        if one.number >= number:
            one.link = chain.link(before, one)
            one.save()
        before = one.link


@pytest.mark.django_db
class TestTampering:
    def test_an_honest_chain_holds(self, five: list[Entry]) -> None:
        assert verify() is None
        assert verify(kept_head=head()) is None
        assert head() == (6, five[-1].link)

    def test_an_empty_one_holds(self) -> None:
        assert verify() is None
        assert head() is None

    @pytest.mark.parametrize("field", ["verb", "about_id", "about_kind"])
    def test_an_entry_that_was_changed(self, five: list[Entry], field: str) -> None:
        Entry.objects.filter(number=3).update(**{field: "another"})
        assert verify() == chain.Fault(3, "changed")

    def test_an_entry_that_was_given_to_another(self, five: list[Entry]) -> None:
        Entry.objects.filter(number=3).update(actor_id=None)
        assert verify() == chain.Fault(3, "changed")

    def test_an_entry_that_was_removed(self, five: list[Entry]) -> None:
        Details.objects.filter(entry=3).delete()
        Entry.objects.filter(number=3).delete()
        assert verify() == chain.Fault(3, "missing")

    def test_the_first_that_was_removed(self, five: list[Entry]) -> None:
        Details.objects.filter(entry=1).delete()
        Entry.objects.filter(number=1).delete()
        assert verify() == chain.Fault(1, "missing")

    def test_one_that_was_removed_and_its_number_closed_up(self, five: list[Entry]) -> None:
        Details.objects.all().delete()
        Entry.objects.filter(number=3).delete()
        for number in (4, 5, 6):
            Entry.objects.filter(number=number).update(number=number - 1)
        assert verify() == chain.Fault(3, "changed")

    def test_one_that_was_put_in_between(self, five: list[Entry]) -> None:
        Details.objects.all().delete()
        for number in (6, 5, 4):
            Entry.objects.filter(number=number).update(number=number + 1)
        forged = entry(number=4)
        forged.link = chain.link(Entry.objects.get(number=3).link, forged)
        forged.save(force_insert=True)
        assert verify() == chain.Fault(5, "changed")

    def test_two_that_changed_places(self, five: list[Entry]) -> None:
        Details.objects.all().delete()
        Entry.objects.filter(number=3).update(number=99)
        Entry.objects.filter(number=4).update(number=3)
        Entry.objects.filter(number=99).update(number=4)
        assert verify() == chain.Fault(3, "changed")

    def test_details_that_were_changed(self, five: list[Entry]) -> None:
        Details.objects.filter(entry=3).update(values={"count": 100})
        assert verify() == chain.Fault(3, "details changed")

    def test_details_that_were_added_to_an_erased_entry(self, five: list[Entry]) -> None:
        Details.objects.filter(entry=3).update(salt="ff" * 16)
        assert verify() == chain.Fault(3, "details changed")

    def test_erased_details_leave_the_chain_whole(self, five: list[Entry]) -> None:
        Details.objects.filter(entry__in=(2, 4)).delete()
        assert verify() is None
        assert verify(kept_head=head()) is None

    def test_a_cut_tail_shows_only_against_a_kept_head(self, five: list[Entry]) -> None:
        kept = head()
        Details.objects.filter(entry__gt=4).delete()
        Entry.objects.filter(number__gt=4).delete()
        assert verify() is None
        assert verify(kept_head=kept) == chain.Fault(5, "missing against the kept head")

    def test_a_rewrite_shows_only_against_a_kept_head(self, five: list[Entry]) -> None:
        kept = head()
        Entry.objects.filter(number=3).update(verb="answer.unsaved")
        rewrite_from(3)
        assert verify() is None
        assert verify(kept_head=kept) == chain.Fault(6, "not what the kept head says")

    def test_a_head_that_was_kept_earlier_still_serves(self, five: list[Entry]) -> None:
        kept = (3, Entry.objects.get(number=3).link)
        Entry.objects.filter(number=2).update(verb="answer.unsaved")
        rewrite_from(2)
        assert verify(kept_head=kept) == chain.Fault(3, "not what the kept head says")

    def test_a_follower_reads_on_from_where_it_was(self, five: list[Entry]) -> None:
        assert [one.number for one in after(4)] == [5, 6]
        assert [one.details.values for one in after(5)] == [{"count": 4}]
