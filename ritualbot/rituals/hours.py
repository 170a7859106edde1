"""When a person may be written to unasked: inside their working hours, on a day they work."""

from datetime import datetime, time, timedelta

from ritualbot.rituals.calendar import WorkPattern, local_day, local_moment

_FAR = 366  # days looked ahead


def next_open_minute(pattern: WorkPattern, opens: time, closes: time, moment: datetime) -> datetime | None:
    """`moment` itself inside working hours, else the next opening on a day worked; None: none within a year.

    Hours are `[opens, closes)` on the person's own clock. `closes` at or before `opens` is on the day after, and the
    night belongs to the day it began on: a holiday or an absence of that day closes all of it.
    """
    today = local_day(moment, pattern.zone)
    for ahead in range(-1, _FAR):
        day = today + timedelta(days=ahead)
        ends_on = day if opens < closes else day + timedelta(days=1)
        start = local_moment(day, opens, pattern.zone)
        end = local_moment(ends_on, closes, pattern.zone)
        if start < end and moment < end and pattern.works_on(day):
            return max(start, moment)
    return None
