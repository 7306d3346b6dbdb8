import pytest

from bothways.pairing.cells import as_list, as_number, as_slots, as_spans, as_zone, looks_like_a_date, step_of


@pytest.mark.parametrize(
    ("cell", "entries"),
    [
        ("Python; Writing;", ["Python", "Writing"]),
        ("Strategy, planning and policy;Finance;", ["Strategy, planning and policy", "Finance"]),
        ("fr, en|pl\nde", ["fr", "en", "pl", "de"]),
        ("Plans (budgets, roads), Words [long, short]", ["Plans (budgets, roads)", "Words [long, short]"]),
        ("  a  b ,, A  B,", ["a b", "A B"]),
        ("n/a", []),
        ("prefer not to say; Cooking", ["Cooking"]),
        ("", []),
    ],
)  # fmt: skip
def test_lists(cell: str, entries: list[str]) -> None:
    assert as_list(cell) == entries


def test_what_separates_can_be_said() -> None:
    assert as_list("a; b, c", ",") == ["a; b", "c"]
    assert as_list("Ministry of Roads, Rail and Rivers", "") == ["Ministry of Roads, Rail and Rivers"]


def test_answers_with_commas_are_found_whole() -> None:
    answers = ("Mental health, self care", "Self care")
    assert as_list("Python, mental health, self care, Writing", None, answers) == [
        "mental health, self care",
        "Python",
        "Writing",
    ]
    assert as_list("Self cares", None, answers) == ["Self cares"]


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("7", 7),
        ("7,5", 7.5),
        ("1,200", 1200),
        ("10+", 10),
        ("> 10 years", 10),
        ("5-10", 7.5),
        ("5 – 10 years", 7.5),
        ("between 2 and 4", 3),
        ("less than 1 year", 1),
        ("-3", -3),
        ("2-Jan", 1.5),
        ("Oct-15", 12.5),
        ("5. March", 4),
        ("", None),
        ("n/a", None),
    ],
)
def test_numbers(cell: str, number: float | None) -> None:
    assert as_number(cell) == number


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("2026-01-02", "looks like a date"),
        ("02/01/26", "looks like a date"),
        ("2 January 2026", "looks like a date"),
        ("many", "is not a number"),
        ("5 years 6 months", "is not a number"),
        ("10 decades or so 3", "is not a number"),
    ],
)
def test_what_is_no_number(cell: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        as_number(cell)


def test_dates_without_a_year_may_have_been_spans() -> None:
    assert looks_like_a_date("2-Jan")
    assert not looks_like_a_date("2 decades")
    assert not looks_like_a_date("1-2")


@pytest.mark.parametrize(
    ("cell", "hours"),
    [
        ("EST", -5),
        ("pst", -8),
        ("Pacific Time (US & Canada)", -8),
        ("(UTC-05:00) Eastern Time (US & Canada)", -5),
        ("Eastern Standard Time", -5),
        ("UTC+2", 2),
        ("GMT +05:30", 5.5),
        ("+5.75", 5.75),
        ("−3", -3),
        ("Europe/Paris", 1),
        ("america/new_york", -5),
        ("New York", -5),
        ("warsaw", 1),
        ("CET (Berlin)", 1),
        ("", None),
        ("-", None),
    ],
)
def test_zones(cell: str, hours: float | None) -> None:
    assert as_zone(cell) == hours


def test_what_is_no_zone() -> None:
    with pytest.raises(ValueError, match="no time zone that is known"):
        as_zone("Gondor")


@pytest.mark.parametrize(
    ("cell", "slots"),
    [
        ("Mon 18-20", ["mon 18:00", "mon 19:00"]),
        ("Tuesday 9am-11am, wed 23", ["tue 09:00", "tue 10:00", "wed 23:00"]),
        ("Fri. 11-1pm", ["fri 11:00", "fri 12:00"]),
        ("Sun 22:00–1:00", ["sun 22:00", "sun 23:00", "mon 00:00"]),
        ("evenings", ["evenings"]),
    ],
)
def test_hours_of_the_week(cell: str, slots: list[str]) -> None:
    assert as_slots(as_spans(cell), None, 60, 60) == slots


def test_half_hours_and_zones_meet() -> None:
    mine, theirs = as_spans("Mon 18-19"), as_spans("Mon 13:30-14:30")
    step = step_of([*mine, *theirs], [5.5, 1.0])
    assert step == 30
    assert as_slots(mine, 5.5, step, 60) == as_slots(theirs, 1, step, 60) == ["mon 12:30", "mon 13:00"]
    assert as_slots(as_spans("Mon 0-1"), 2, 60, 60) == ["sun 22:00"]
