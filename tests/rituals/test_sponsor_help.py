"""F6: the four lines of what a sponsor is asked, and the day of the digest a second question waits for."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.rituals.calendar import WORKWEEK, WorkPattern
from ritualbot.rituals.digest_day import USUAL, coming
from ritualbot.rituals.sponsor_help import Asked, parse, parse_line

TODAY = date(2027, 3, 10)
SAID = {"question": " Oui ?", "recommendation": "Oui", "needed_on": "vendredi", "otherwise": "Rien"}


def test_the_four_lines_are_read() -> None:
    """Wednesday 10 March: Friday is the 12th."""
    assert parse(SAID, "fr", TODAY) == Asked(" Oui ?", "Oui", date(2027, 3, 12), "Rien")
    assert parse({**SAID, "needed_on": "2027-03-10"}, "fr", TODAY).needed_on == TODAY


def test_what_is_wrong_is_said_at_every_field() -> None:
    typed = {"question": "\u200b", "recommendation": "x" * 501, "needed_on": "2027-03-09"}
    with pytest.raises(FieldsRefused) as refused:
        parse(typed, "fr", TODAY)
    assert [(each.field, each.key) for each in refused.value.broken] == [
        ("question", "input.empty"),
        ("recommendation", "input.too_long"),
        ("otherwise", "input.empty"),
        ("needed_on", "input.date_past"),
    ]


def test_a_word_more_is_one_short_line_or_none() -> None:
    assert parse_line({}) == ""
    assert parse_line({"line": "J’appelle\n  jeudi"}) == "J’appelle jeudi"
    with pytest.raises(RuleBroken):
        parse_line({"line": "x" * 201})


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2027-03-10 10:00", date(2027, 3, 12)),
        ("2027-03-12 15:59", date(2027, 3, 12)),
        ("2027-03-12 16:00", date(2027, 3, 19)),  # it has gone out
        # Friday 26 March to Monday 5 April is all away: the digest of the 26th comes on Tuesday 6 April at 9:00
        ("2027-03-24 10:00", date(2027, 4, 6)),
        ("2027-04-06 08:59", date(2027, 4, 6)),
        ("2027-04-06 09:00", date(2027, 4, 9)),
    ],
)
def test_the_next_digest_is_on_friday_or_the_next_day_worked(now: str, day: date) -> None:
    """VOICE 2: Friday 16:00 in the sponsor's zone; absence or holiday: the next working day at 09:00."""
    zone = ZoneInfo("Europe/Paris")
    away = ((date(2027, 3, 26), date(2027, 4, 5)),)
    pattern = WorkPattern(zone, "FR", WORKWEEK, away)
    moment = datetime.fromisoformat(now).replace(tzinfo=zone).astimezone(UTC)
    assert coming(USUAL, pattern, moment).day == day
