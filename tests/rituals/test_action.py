"""C8, C9: when an action is due and its owner reminded, and what a typed line says of it; pure."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.rituals import action as rules
from ritualbot.rituals.action import Typed, flagged, next_reminder, read, usual_due
from ritualbot.rituals.calendar import WORKWEEK, WorkPattern

TUESDAY = date(2027, 3, 2)
PARIS = ZoneInfo("Europe/Paris")
NAMES = ("Alice Martin", "Léa Roy", "Lea Petit", "Jean-Paul", "Alice Martin Dupont", "Inès")


def pattern(
    days: frozenset[int] = WORKWEEK, absences: tuple[tuple[date, date], ...] = (), region: str = "FR"
) -> WorkPattern:
    return WorkPattern(zone=PARIS, region=region, days=days, absences=absences)


def reminders(due_on: date, made_on: date, works: WorkPattern, until: date) -> list[date]:
    """Every morning its owner is reminded, each found from the one before."""
    found: list[date] = []
    day = next_reminder(due_on, made_on, works)
    while day is not None and day <= until:
        found.append(day)
        day = next_reminder(due_on, day, works)
    return found


# -- when it is due ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("next_ends_on", "due_on"),
    [
        (date(2027, 3, 26), date(2027, 3, 26)),
        (TUESDAY, date(2027, 3, 16)),  # as good as over: two weeks from today
        (None, date(2027, 3, 16)),
    ],
)
def test_it_is_due_at_the_end_of_the_next_sprint(next_ends_on: date | None, due_on: date) -> None:
    assert usual_due(TUESDAY, next_ends_on) == due_on


# -- when its owner is reminded ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due_on", "works", "expected"),
    [
        # Friday 12: Wednesday 10, the day, then every Friday.
        (date(2027, 3, 12), pattern(), [(3, 10), (3, 12), (3, 19), (3, 26)]),
        # Monday 8: over the weekend to Thursday 4. Monday 29 is Easter Monday in France.
        (date(2027, 3, 8), pattern(), [(3, 4), (3, 8), (3, 15), (3, 22), (3, 30)]),
        # No Wednesday: Tuesday and Thursday are the two before Friday.
        (date(2027, 3, 12), pattern(days=frozenset({0, 1, 3, 4})), [(3, 9), (3, 12), (3, 19), (3, 26)]),
        # A Saturday: the day passes to Monday, the weeks too.
        (date(2027, 3, 6), pattern(), [(3, 4), (3, 8), (3, 15), (3, 22), (3, 30)]),
        # Away from Monday 8 to Tuesday 16: told before leaving, then on return, once for both that were missed.
        (
            date(2027, 3, 10),
            pattern(absences=((date(2027, 3, 8), date(2027, 3, 16)),)),
            [(3, 4), (3, 17), (3, 24), (3, 31)],
        ),
        # Tomorrow: the two days before are past, or today.
        (date(2027, 3, 3), pattern(), [(3, 3), (3, 10), (3, 17), (3, 24), (3, 31)]),
        (date(2027, 2, 25), pattern(), [(3, 4), (3, 11), (3, 18), (3, 25)]),  # due already: the weeks go on
    ],
)
def test_two_business_days_before_on_the_day_then_weekly(
    due_on: date, works: WorkPattern, expected: list[tuple[int, int]]
) -> None:
    found = reminders(due_on, TUESDAY, works, date(2027, 3, 31))
    assert found == [date(2027, month, day) for month, day in expected]


def test_who_works_on_no_day_is_not_reminded() -> None:
    assert next_reminder(date(2027, 3, 12), TUESDAY, pattern(days=frozenset())) is None


def test_a_reminder_is_always_to_come_and_on_a_day_worked() -> None:
    works = pattern(days=frozenset({1, 3}), absences=((date(2027, 3, 9), date(2027, 3, 25)),))
    for due in range(-40, 40):
        for after in range(0, 60, 7):
            day = next_reminder(TUESDAY + timedelta(days=due), TUESDAY + timedelta(days=after), works)
            assert day is not None and day > TUESDAY + timedelta(days=after) and works.works_on(day)


def test_carried_three_times_is_flagged() -> None:
    assert [flagged(carries) for carries in range(5)] == [False, False, False, True, True]


# -- what is typed -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Relire la page", Typed("Relire la page")),
        ("Relire la page @Inès vendredi", Typed("Relire la page", 5, date(2027, 3, 5))),
        ("Relire la page vendredi @ines", Typed("Relire la page", 5, date(2027, 3, 5))),
        ("@Inès relire la page", Typed("relire la page", 5)),
        ("Relire avec @Jean-Paul, demain", Typed("Relire avec", 3, date(2027, 3, 3))),
        ("Relire la page @Alice Martin Dupont pour le 12 mars", Typed("Relire la page", 4, date(2027, 3, 12))),
        ("Relire @Léa Roy", Typed("Relire", 1)),
        ("Relire la page d'ici le 12/03", Typed("Relire la page", None, date(2027, 3, 12))),
        ("Relire la page avant mardi 9 mars 2027", Typed("Relire la page", None, date(2027, 3, 9))),
        ("Relire  la\npage   demain", Typed("Relire la page", None, date(2027, 3, 3))),
        # Nobody, or more than one: the text stays whole, the form asks.
        ("Relire @Léa", Typed("Relire @Léa")),
        ("Relire @Alice", Typed("Relire @Alice")),
        ("Relire @Zoé", Typed("Relire @Zoé")),
        ("Écrire à ines@exemple.fr", Typed("Écrire à ines@exemple.fr")),
        ("@Inès et @Jean-Paul relisent", Typed("@Inès et @Jean-Paul relisent")),
        # A day that belongs to the words.
        ("Préparer le bilan de vendredi", Typed("Préparer le bilan de vendredi")),
        ("Relire la page 31/02", Typed("Relire la page 31/02")),
        ("Relire la page hier", Typed("Relire la page hier")),
        ("vendredi", Typed("vendredi")),
        ("", Typed("")),
    ],
)
def test_a_line_is_read_as_people_write_it(typed: str, expected: Typed) -> None:
    assert read(typed, NAMES, "fr", TUESDAY) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Call the printer by Friday", Typed("Call the printer", None, date(2027, 3, 5))),
        ("Call the printer before March 12 @Inès", Typed("Call the printer", 5, date(2027, 3, 12))),
        ("Write up the results of Friday", Typed("Write up the results of Friday")),
        ("Call the printer 4/3", Typed("Call the printer 4/3")),  # either month: nothing is guessed
    ],
)
def test_a_line_in_english(typed: str, expected: Typed) -> None:
    assert read(typed, NAMES, "en", TUESDAY) == expected


def test_the_form_says_everything_that_is_wrong_at_once() -> None:
    with pytest.raises(FieldsRefused) as refused:
        rules.parse({"text": "\u200b", "due": "31/02"}, "fr", TUESDAY)
    assert [(each.field, each.key) for each in refused.value.broken] == [
        ("text", "input.empty"),
        ("due", "input.date_unknown"),
    ]
    assert rules.parse({"text": " a\nb ", "due": "2027-03-04"}, "fr", TUESDAY) == ("a b", date(2027, 3, 4))


@pytest.mark.parametrize(("typed", "key"), [("", "input.empty"), ("é" * 301, "input.too_long")])
def test_a_reason_is_a_line(typed: str, key: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        rules.parse_reason({"reason": typed})
    assert (refused.value.key, refused.value.field) == (key, "reason")
