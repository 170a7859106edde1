"""E3: a desk's hours as people type or paste them."""

from datetime import date

import pytest

from ritualbot.errors import RuleBroken
from ritualbot.rituals.desk_typed import require_room, special, special_text, week, windows_text
from ritualbot.rituals.inputs import DAY_CODES

TODAY = date(2027, 3, 2)
OFFICE = ((540, 750), (810, 1050))  # 09:00-12:30, 13:30-17:30


@pytest.mark.parametrize(
    ("typed", "windows"),
    [
        ("09:00-12:30, 13:30-17:30", OFFICE),
        ("9h-12h30 et 13h30 à 17h30", OFFICE),
        ("de 9h à 12h30, puis 13h30–17h30.", OFFICE),
        ("9 am - 12:30 pm; 1:30 pm to 5:30 pm", OFFICE),
        ("13:30-17:30 09:00-12:30", OFFICE),  # in whatever order
        ("9h-12h, 12h-17h", ((540, 1020),)),  # windows that touch are one
        ("", ()),
        ("fermé", ()),
        ("Closed", ()),
        ("-", ()),
        ("24h/24", ((0, 1440),)),
        ("0:00-24:00", ((0, 1440),)),
        ("20h-minuit", ((1200, 1440),)),
        ("minuit-6h", ((0, 360),)),
        ("22:00-06:00", ((1320, 1800),)),  # six in the morning is 30 hours after the day began
    ],
)
def test_a_days_windows_are_read(typed: str, windows: tuple[tuple[int, int], ...]) -> None:
    read = week({"mon": typed, "tue": "9h-17h"})
    assert read == (windows, ((540, 1020),), (), (), (), (), ())
    assert week({"mon": windows_text(windows), "tue": "9h-17h"}) == read


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("9-12", "desk.window_unknown"),
        ("9h", "desk.window_unknown"),
        ("9h-12h bureau", "desk.window_unknown"),
        ("9h-9h", "desk.window_unknown"),
        ("25:00-26:00", "input.time_unknown"),
        ("9h75-12h", "input.time_unknown"),
        ("٩h-١٢h", "desk.window_unknown"),
        ("9h-12h, 11h-14h", "desk.windows_overlap"),
        (", ".join(f"{hour}h-{hour}h30" for hour in range(7)), "desk.window_unknown"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_day(typed: str, key: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        week({"mon": "9h-17h", "thu": typed})
    assert (refused.value.key, refused.value.field) == (key, "thu")


def test_a_week_that_never_opens_is_refused() -> None:
    with pytest.raises(RuleBroken, match=r"desk\.never_open"):
        week(dict.fromkeys(DAY_CODES, "fermé"))


CLOSED_ON_CHRISTMAS_EVE = {date(2027, 12, 24): ()}


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("24/12", CLOSED_ON_CHRISTMAS_EVE),
        ("24/12/2027 fermé", CLOSED_ON_CHRISTMAS_EVE),
        ("2027-12-24;Réveillon", CLOSED_ON_CHRISTMAS_EVE),
        ("vendredi 24 décembre 2027", CLOSED_ON_CHRISTMAS_EVE),
        ("Date;Nom\n24/12/2027;Réveillon", CLOSED_ON_CHRISTMAS_EVE),  # a table with its head
        ("24/12 09:00-12:30", {date(2027, 12, 24): ((540, 750),)}),
        ("24/12/2027\t9h-12h30\tRéveillon", {date(2027, 12, 24): ((540, 750),)}),  # cells of a spreadsheet
        ("1er mai Fête du Travail", {date(2027, 5, 1): ()}),
        ("30/12 - 1/1", {date(2027, 12, 30): (), date(2027, 12, 31): (), date(2028, 1, 1): ()}),
        ("du 30/12/2027 au 31/12/2027 : inventaire", {date(2027, 12, 30): (), date(2027, 12, 31): ()}),
        ("30/12/2027;31/12/2027;Inventaire", {date(2027, 12, 30): (), date(2027, 12, 31): ()}),
        ("24/12\n\n24/12 9h-12h", {date(2027, 12, 24): ((540, 720),)}),  # the last line counts
        ("", {}),
    ],
)
def test_special_days_are_read_line_by_line(typed: str, days: dict[date, tuple[tuple[int, int], ...]]) -> None:
    read = special(typed, "fr", TODAY, field="days")
    assert (read.days, read.past) == (days, 0)
    for language in ("fr", "en"):
        assert special(special_text(days, language), language, TODAY, field="days").days == days


def test_days_gone_by_are_left_out_and_counted() -> None:
    read = special("2027-01-01\n2027-02-25 - 2027-03-03\n01/02/2027", "fr", TODAY, field="days")
    assert read.days == {date(2027, 3, 2): (), date(2027, 3, 3): ()}
    assert read.past == 2


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("fermeture 2 fois", "desk.line_unknown"),
        ("jamais", "desk.line_unknown"),
        ("31/02/2028", "input.date_unknown"),
        ("31/12/2027 - 30/12/2027", "desk.line_unknown"),
        ("01/06/2027 - 01/06/2028 et plus\n01/06/2027 - 15/08/2028", "desk.line_unknown"),  # more than a year
        ("24/12 après-midi", "desk.line_unknown"),  # closed or open then? the hours say it
        ("24/12 9h-12h, 11h-13h", "desk.windows_overlap"),
        ("01/01/2031", "input.date_far"),
        ("٢٤/12", "desk.line_unknown"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(typed: str, key: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        special(f"25/12/2027\n{typed}", "fr", TODAY, field="days")
    assert (refused.value.key, refused.value.field) == (key, "days")


def test_a_single_line_of_words_is_no_head_of_a_table() -> None:
    with pytest.raises(RuleBroken, match=r"desk\.line_unknown"):
        special("jamais", "fr", TODAY, field="days")


def test_lines_for_more_days_than_a_field_shows_are_refused() -> None:
    days = {date.fromordinal(TODAY.toordinal() + 2 * number): () for number in range(280)}
    with pytest.raises(RuleBroken, match=r"desk\.too_many_days"):
        require_room(days, "fr", field="days")
    run = {date.fromordinal(TODAY.toordinal() + number): () for number in range(300)}
    require_room(run, "fr", field="days")  # one line
