"""What a due time costs: 16 h from Friday 11:00, asked again and again, of our calendar and of businesstimedelta."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, time as wall, timedelta

import holidays
import pytz
from businesstimedelta import BusinessTimeDelta, HolidayRule, LunchTimeRule, Rules, WorkDayRule

from ritualbot.rituals.desk_calendar import usual
from ritualbot.rituals.sla import due_at

ROUNDS, OURS, THEIRS = 7, 20_000, 200
PARIS = pytz.timezone("Europe/Paris")  # it takes no other zones
START = datetime(2026, 11, 20, 10, tzinfo=UTC)
# Fri 1:30 + 4:00, Mon 7:30, Tue 09:00-12:00 3:00
EXPECTED = datetime(2026, 11, 24, 11, tzinfo=UTC)


def due_in_16_hours() -> tuple[float, float]:
    """Microseconds of the processor's time a call, ours and theirs, both warm; the best of some rounds of each."""
    calendar, budget = usual("FR", [2026, 2027]), timedelta(hours=16)

    def ours() -> datetime | None:
        return due_at(calendar, START, budget)

    rules = _their_rules()

    def theirs() -> datetime:
        found: datetime = START.astimezone(PARIS) + BusinessTimeDelta(rules, hours=16)
        return found

    assert ours() == theirs() == EXPECTED
    rounds = [(_each(OURS, ours), _each(THEIRS, theirs)) for _ in range(ROUNDS)]
    return min(one for one, _ in rounds), min(other for _, other in rounds)


def _their_rules() -> Rules:
    days = [0, 1, 2, 3, 4]
    at_work = WorkDayRule(start_time=wall(9), end_time=wall(17, 30), working_days=days, tz=PARIS)
    lunch = LunchTimeRule(start_time=wall(12, 30), end_time=wall(13, 30), working_days=days, tz=PARIS)
    return Rules([at_work, lunch, HolidayRule(holidays.country_holidays("FR", years=[2026, 2027]), tz=PARIS)])


def _each(times: int, work: Callable[[], object]) -> float:
    start = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - start) / times * 1_000_000
