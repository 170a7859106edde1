"""F5: a sponsor's digest goes out on the day and time of its rhythm, a holiday or an absence moves it to the next
working day at 09:00, and whoever leads sees it two of their working hours before. Paris is at UTC+1 in winter, UTC+2
from Sunday 28 March 2027 on; Toronto at UTC-5, and UTC-4 from Sunday 14 March on."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from ritualbot.rituals.calendar import WORKWEEK, WorkPattern
from ritualbot.rituals.digest_day import USUAL, Rhythm, coming, previewed_at

PARIS, TORONTO = ZoneInfo("Europe/Paris"), ZoneInfo("America/Toronto")
IN_PARIS = WorkPattern(PARIS, "FR", WORKWEEK)
NINE, SIX = time(9), time(18)


def utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def away(first: str, last: str, **more: frozenset[date]) -> WorkPattern:
    absence = (date.fromisoformat(first), date.fromisoformat(last))
    return WorkPattern(PARIS, "FR", WORKWEEK, absences=(absence,), **more)


@pytest.mark.parametrize(
    ("pattern", "now", "told", "week_on", "at"),
    [
        (IN_PARIS, "2027-03-02T08:20", None, "2027-03-01", "2027-03-05T15:00"),
        (IN_PARIS, "2027-03-05T14:59", None, "2027-03-01", "2027-03-05T15:00"),
        (IN_PARIS, "2027-03-05T15:00", None, "2027-03-08", "2027-03-12T15:00"),  # at the moment itself it is past
        (IN_PARIS, "2027-03-05T13:00", "2027-03-01", "2027-03-08", "2027-03-12T15:00"),  # it went out early
        (IN_PARIS, "2027-03-29T08:00", None, "2027-03-29", "2027-04-02T14:00"),  # summer time
        # Friday 1 January is a holiday: Monday 4 January, 09:00, of the week of 28 December.
        (IN_PARIS, "2026-12-30T08:00", None, "2026-12-28", "2027-01-04T08:00"),
        (IN_PARIS, "2027-01-02T08:00", "2026-12-21", "2026-12-28", "2027-01-04T08:00"),
        (WorkPattern(TORONTO, "CA-ON", WORKWEEK), "2027-03-02T08:20", None, "2027-03-01", "2027-03-05T21:00"),
        (WorkPattern(TORONTO, "CA-ON", WORKWEEK), "2027-03-15T08:20", None, "2027-03-15", "2027-03-19T20:00"),
        (away("2027-03-05", "2027-03-08"), "2027-03-02T08:20", None, "2027-03-01", "2027-03-09T08:00"),
        # Three weeks away: one digest on the way back, of the last of the weeks, and none for the others.
        (away("2027-03-05", "2027-03-21"), "2027-03-02T08:20", "2027-02-22", "2027-03-15", "2027-03-22T08:00"),
        # The afternoon off: Monday morning. That morning off as well: Tuesday.
        (
            WorkPattern(PARIS, "FR", WORKWEEK, afternoons=frozenset({date(2027, 3, 5)})),
            *("2027-03-02T08:20", None, "2027-03-01", "2027-03-08T08:00"),
        ),
        (
            away("2027-03-05", "2027-03-05", mornings=frozenset({date(2027, 3, 8)})),
            *("2027-03-02T08:20", None, "2027-03-01", "2027-03-09T08:00"),
        ),
        # Four days a week, no Friday.
        (WorkPattern(PARIS, "FR", frozenset(range(4))), "2027-03-02T08:20", None, "2027-03-01", "2027-03-08T08:00"),
    ],
)
def test_the_next_digest(pattern: WorkPattern, now: str, told: str | None, week_on: str, at: str) -> None:
    found = coming(USUAL, pattern, utc(now), date.fromisoformat(told) if told else None)
    assert (found.week_on.isoformat(), found.at) == (week_on, utc(at))


def test_a_rhythm_of_its_own() -> None:
    """Wednesdays at 08:45; on Wednesday 3 March it is 08:45 in Paris at 07:45 UTC."""
    rhythm = Rhythm(2, time(8, 45))
    assert coming(rhythm, IN_PARIS, utc("2027-03-02T08:20")).at == utc("2027-03-03T07:45")
    assert coming(rhythm, IN_PARIS, utc("2027-03-03T07:45")).at == utc("2027-03-10T07:45")


@pytest.mark.parametrize(
    ("pattern", "opens", "closes", "at", "expected"),
    [
        (IN_PARIS, NINE, SIX, "2027-03-05T15:00", "2027-03-05T13:00"),  # 16:00: 14:00
        (IN_PARIS, NINE, SIX, "2027-03-08T08:00", "2027-03-05T15:00"),  # Monday 09:00: Friday 16:00
        (IN_PARIS, NINE, SIX, "2027-03-08T09:30", "2027-03-05T16:30"),  # Monday 10:30: 1 h 30, and Friday's last half
        (IN_PARIS, NINE, SIX, "2027-01-04T08:00", "2026-12-31T15:00"),  # over the holiday
        (IN_PARIS, NINE, SIX, "2027-03-05T21:00", "2027-03-05T15:00"),  # 22:00 in Paris: the two hours before 18:00
        (IN_PARIS, time(11), time(12), "2027-03-05T15:00", "2027-03-04T10:00"),  # an hour a day: Thursday from 11:00 on
        (away("2027-03-03", "2027-03-05"), NINE, SIX, "2027-03-05T15:00", "2027-03-02T15:00"),
        (
            WorkPattern(PARIS, "FR", WORKWEEK, afternoons=frozenset({date(2027, 3, 5)})),
            *(NINE, SIX, "2027-03-05T15:00", "2027-03-05T10:00"),  # the morning ends at 13:00: 11:00
        ),
        (IN_PARIS, time(22), time(6), "2027-03-05T15:00", "2027-03-05T03:00"),  # a night that began on Thursday
    ],
)
def test_two_working_hours_before(pattern: WorkPattern, opens: time, closes: time, at: str, expected: str) -> None:
    assert previewed_at(pattern, opens, closes, utc(at)) == utc(expected)


def test_who_never_works_sees_nothing_before() -> None:
    assert previewed_at(WorkPattern(PARIS, "FR", frozenset()), NINE, SIX, utc("2027-03-05T15:00")) is None
