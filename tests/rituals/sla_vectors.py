"""Due times worked out by hand: above each the sum, interval by interval. Times without an offset are the desk's."""

from collections.abc import Mapping
from typing import Any, NamedTuple

Calendar = Mapping[str, Any]
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FRANCE = [
    *("2026-01-01", "2026-04-06", "2026-05-01", "2026-05-08", "2026-05-14", "2026-05-25", "2026-07-14", "2026-08-15"),
    *("2026-11-01", "2026-11-11", "2026-12-25", "2027-01-01"),
]
PARIS, NEW_YORK = "Europe/Paris", "America/New_York"


def desk(tz: str, windows: list[list[str]], days: tuple[str, ...], **overrides: list[list[str]]) -> Calendar:
    """Overrides are named `d2026_12_24`."""
    named = {key[1:].replace("_", "-"): value for key, value in overrides.items()}
    closed: dict[str, list[list[str]]] = {day: [] for day in FRANCE} if tz == PARIS else {"2026-11-26": []}
    return {"tz": tz, "week": dict.fromkeys(days, windows), "overrides": {**closed, **named}}


WEEKDAYS, EVERY_DAY, SUNDAY = DAYS[:5], DAYS, DAYS[6:]
TWO = [["09:00", "12:30"], ["13:30", "17:30"]]  # 7 h 30 a day

OFFICE = desk(PARIS, [["09:00", "17:00"]], WEEKDAYS)
LUNCH = desk(PARIS, TWO, WEEKDAYS)
HALF = desk(PARIS, TWO, WEEKDAYS, d2026_12_24=[["09:00", "12:00"]], d2026_12_31=[["09:00", "12:00"]])
FRIDAY_NOON = {**LUNCH, "week": {**dict.fromkeys(DAYS[:4], TWO), "fri": [["09:00", "12:00"]]}}
TOUCHING = desk(PARIS, [["09:00", "12:00"], ["12:00", "17:00"]], WEEKDAYS)
ALWAYS = {"tz": PARIS, "week": {day: [["00:00", "24:00"]] for day in DAYS}}
ALWAYS_BUT = {**ALWAYS, "overrides": {"2026-11-20": []}}
ACROSS = desk(PARIS, [["22:00", "06:00"]], WEEKDAYS, d2026_11_18=[], d2027_01_01=[])
SPLIT: Calendar = {
    "tz": PARIS,
    "week": {
        "mon": [["22:00", "24:00"]],
        **{day: [["00:00", "06:00"], ["22:00", "24:00"]] for day in DAYS[1:5]},
        "sat": [["00:00", "06:00"]],
    },
    "overrides": {"2026-11-18": []},
}
NIGHTS = desk(PARIS, [["22:00", "06:00"]], EVERY_DAY)
SMALL_HOURS = {"tz": PARIS, "week": {"sun": [["01:00", "04:00"]]}}
HALF_PAST_TWO = {"tz": PARIS, "week": {"sun": [["02:30", "05:00"]]}}
UNTIL_HALF_PAST = {"tz": PARIS, "week": {"sun": [["01:00", "02:30"]]}}
IN_THE_GAP = {"tz": PARIS, "week": {"sun": [["02:15", "02:45"]]}}
NY_OFFICE = desk(NEW_YORK, [["09:00", "17:00"]], WEEKDAYS)
NY_ALWAYS = {**ALWAYS, "tz": NEW_YORK}
NY_SMALL_HOURS = {**SMALL_HOURS, "tz": NEW_YORK}
NY_NIGHTS = {**NIGHTS, "tz": NEW_YORK}


class Vector(NamedTuple):
    calendar: Calendar
    start: str
    budget: str
    """`h:mm`."""
    due: str | None
    pauses: tuple[str, ...] = ()
    """`FROM/TO`, or `FROM/`."""


VECTORS: dict[str, Vector] = {
    # -- lunch breaks and windows' ends: 2026-11-16 is a Monday --------------------------------------------------
    # 12:00-12:30 0:30 + 13:30-14:00 0:30
    "over lunch": Vector(LUNCH, "2026-11-16 12:00", "1:00", "2026-11-16 14:00"),
    # 13:30-14:30 1:00
    "from the very end of the morning": Vector(LUNCH, "2026-11-16 12:30", "1:00", "2026-11-16 14:30"),
    # 13:30-14:00 0:30
    "from within lunch": Vector(LUNCH, "2026-11-16 12:45", "0:30", "2026-11-16 14:00"),
    # 09:00-12:30 3:30
    "ends with the morning": Vector(LUNCH, "2026-11-16 09:00", "3:30", "2026-11-16 12:30"),
    # 09:00-12:30 3:30 + 13:30-13:31 0:01
    "a minute more than the morning": Vector(LUNCH, "2026-11-16 09:00", "3:31", "2026-11-16 13:31"),
    # Mon 3:30 + 4:00
    "ends with the day": Vector(LUNCH, "2026-11-16 09:00", "7:30", "2026-11-16 17:30"),
    # Mon 3:30 + 4:00, Tue 09:00-09:30 0:30
    "eight hours take more than a day of lunch": Vector(LUNCH, "2026-11-16 09:00", "8:00", "2026-11-17 09:30"),
    # Mon 17:29-17:30 0:01, Tue 09:00-09:01 0:01
    "the last minute and the first": Vector(LUNCH, "2026-11-16 17:29", "0:02", "2026-11-17 09:01"),
    # Tue 3:30 + 4:00
    "from the very end of the day": Vector(LUNCH, "2026-11-16 17:30", "7:30", "2026-11-17 17:30"),
    # Tue 09:00-09:15 0:15
    "before the opening": Vector(LUNCH, "2026-11-17 08:00", "0:15", "2026-11-17 09:15"),
    # 09:00-12:00 3:00: the windows touch, and the end of one is still a moment at work
    "ends where two windows touch": Vector(TOUCHING, "2026-11-16 09:00", "3:00", "2026-11-16 12:00"),
    # 09:00-12:00 3:00 + 12:00-12:01 0:01
    "over two windows that touch": Vector(TOUCHING, "2026-11-16 09:00", "3:01", "2026-11-16 12:01"),
    # Mon to Fri 5 x 8:00
    "a whole week": Vector(OFFICE, "2026-11-16 09:00", "40:00", "2026-11-20 17:00"),
    # Mon to Fri 5 x 8:00, Mon 09:00-09:01 0:01
    "a minute more than a whole week": Vector(OFFICE, "2026-11-16 09:00", "40:01", "2026-11-23 09:01"),
    # -- Friday 18:05, the weekend ------------------------------------------------------------------------------
    # Mon 09:00-10:00 1:00
    "Friday 18:05, an hour": Vector(LUNCH, "2026-11-20 18:05", "1:00", "2026-11-23 10:00"),
    # Mon 3:30 + 4:00
    "Friday 18:05, a day": Vector(LUNCH, "2026-11-20 18:05", "7:30", "2026-11-23 17:30"),
    # Mon 7:30, Tue 09:00-09:30 0:30
    "Friday 18:05, eight hours": Vector(LUNCH, "2026-11-20 18:05", "8:00", "2026-11-24 09:30"),
    # Mon 09:00-17:00 8:00
    "from Saturday": Vector(OFFICE, "2026-11-21 11:00", "8:00", "2026-11-23 17:00"),
    # Mon 09:00-09:01 0:01
    "from the last minute of Sunday": Vector(OFFICE, "2026-11-22 23:59", "0:01", "2026-11-23 09:01"),
    # Fri 17:25-17:30 0:05, Mon 09:00-09:55 0:55
    "over the weekend": Vector(LUNCH, "2026-11-20 17:25", "1:00", "2026-11-23 09:55"),
    # -- half days ----------------------------------------------------------------------------------------------
    # Thu 24 09:00-12:00 3:00, Fri 25 closed, Mon 28 09:00-10:00 1:00
    "Christmas Eve is half a day": Vector(HALF, "2026-12-24 09:00", "4:00", "2026-12-28 10:00"),
    # Wed 15:00-17:30 2:30, Thu 24 09:00-12:00 3:00
    "ends with the half day": Vector(HALF, "2026-12-23 15:00", "5:30", "2026-12-24 12:00"),
    # Mon 28 09:00-10:00 1:00
    "from the end of the half day": Vector(HALF, "2026-12-24 12:00", "1:00", "2026-12-28 10:00"),
    # Thu 16:00-17:30 1:30, Fri 09:00-12:00 3:00, Mon 09:00-09:30 0:30
    "Fridays that end at noon": Vector(FRIDAY_NOON, "2026-11-26 16:00", "5:00", "2026-11-30 09:30"),
    # Fri 11:00-12:00 1:00
    "ends on Friday noon": Vector(FRIDAY_NOON, "2026-11-27 11:00", "1:00", "2026-11-27 12:00"),
    # Fri 11:00-12:00 1:00, Mon 09:00-09:01 0:01
    "a minute after Friday noon": Vector(FRIDAY_NOON, "2026-11-27 11:00", "1:01", "2026-11-30 09:01"),
    # -- bank holidays ------------------------------------------------------------------------------------------
    # Thu 16:00-17:00 1:00, Fri 1 May closed, Mon 09:00-10:00 1:00
    "Labour Day": Vector(OFFICE, "2026-04-30 16:00", "2:00", "2026-05-04 10:00"),
    # Wed 15:00-17:00 2:00, Thu 14 May closed, Fri 09:00-15:00 6:00
    "Ascension Day": Vector(OFFICE, "2026-05-13 15:00", "8:00", "2026-05-15 15:00"),
    # Fri 16:00-17:00 1:00, Mon 6 April closed, Tue 09:00-11:00 2:00
    "Easter Monday": Vector(OFFICE, "2026-04-03 16:00", "3:00", "2026-04-07 11:00"),
    # Wed 11 November closed, Thu 09:00-13:00 4:00
    "from a holiday itself": Vector(OFFICE, "2026-11-11 10:00", "4:00", "2026-11-12 13:00"),
    # Mon 25 May closed, Tue 09:00-17:00 8:00
    "Whit Monday": Vector(OFFICE, "2026-05-25 12:00", "8:00", "2026-05-26 17:00"),
    # Mon 16:30-17:00 0:30, Tue 14 July closed, Wed 09:00-09:30 0:30
    "the fourteenth of July": Vector(OFFICE, "2026-07-13 16:30", "1:00", "2026-07-15 09:30"),
    # Wed 16:00-17:00 1:00, Thu 26 November closed, Fri 09:00-10:00 1:00
    "Thanksgiving": Vector(NY_OFFICE, "2026-11-25 16:00", "2:00", "2026-11-27 10:00"),
    # -- across the year ----------------------------------------------------------------------------------------
    # Thu 16:00-17:00 1:00, Fri 1 January closed, Mon 4 09:00-10:00 1:00
    "into the new year": Vector(OFFICE, "2026-12-31 16:00", "2:00", "2027-01-04 10:00"),
    # Wed 8:00, Thu 8:00, Fri 25 closed, Mon 28 8:00, Tue 8:00, Wed 30 8:00
    "the week of Christmas": Vector(OFFICE, "2026-12-23 09:00", "40:00", "2026-12-30 17:00"),
    # 23:30-24:00 0:30 + 00:00-00:30 0:30
    "round the clock into the new year": Vector(ALWAYS, "2026-12-31 23:30", "1:00", "2027-01-01 00:30"),
    # Thu 23:00-24:00 1:00 + 00:00-03:00 3:00, of Thursday's night though Friday is closed
    "a night into the new year": Vector(ACROSS, "2026-12-31 23:00", "4:00", "2027-01-01 03:00"),
    # Mon 17:00-17:30 0:30, Tue 29 February 09:00-09:30 0:30
    "a leap day": Vector(LUNCH, "2028-02-28 17:00", "1:00", "2028-02-29 09:30"),
    # -- Paris, clocks forward on Sunday 29 March 2026: 02:00 is 03:00 --------------------------------------------
    # Sat 12:00-24:00 12:00, Sun 00:00-02:00 2:00 + 03:00-13:00 10:00
    "24 hours over the gap": Vector(ALWAYS, "2026-03-28 12:00", "24:00", "2026-03-29 13:00"),
    # Fri 16:00-17:00 1:00, Mon 09:00-10:00 1:00
    "office hours over the gap": Vector(OFFICE, "2026-03-27 16:00", "2:00", "2026-03-30 10:00"),
    # Sun 01:00-02:00 1:00 + 03:00-04:00 1:00
    "a window with the gap in it": Vector(SMALL_HOURS, "2026-03-29 00:00", "2:00", "2026-03-29 04:00"),
    # Sun 01:00-02:00 1:00 + 03:00-04:00 1:00, next Sun 01:00-01:01 0:01
    "a minute more than that window": Vector(SMALL_HOURS, "2026-03-29 01:00", "2:01", "2026-04-05 01:01"),
    # Sun 03:00-04:30 1:30: there is no 02:30
    "a window that opens in the gap": Vector(HALF_PAST_TWO, "2026-03-28 12:00", "1:30", "2026-03-29 04:30"),
    # Sun 29 03:00-05:00 2:00, Sun 5 April 02:30-02:31 0:01
    "what is left of that window": Vector(HALF_PAST_TWO, "2026-03-28 12:00", "2:01", "2026-04-05 02:31"),
    # Sun 29 01:00-02:00 1:00 (it closes in the gap), Sun 5 April 01:00-01:30 0:30
    "a window that closes in the gap": Vector(UNTIL_HALF_PAST, "2026-03-28 12:00", "1:30", "2026-04-05 01:30"),
    # Sun 29 nothing, Sun 5 April 02:15-02:45 0:30
    "a window within the gap": Vector(IN_THE_GAP, "2026-03-28 12:00", "0:30", "2026-04-05 02:45"),
    # Sat 22:00-24:00 2:00, Sun 00:00-02:00 2:00 + 03:00-06:00 3:00
    "the short night": Vector(NIGHTS, "2026-03-28 22:00", "7:00", "2026-03-29 06:00"),
    # the short night 7:00, Sun 22:00-23:00 1:00
    "an hour more than the short night": Vector(NIGHTS, "2026-03-28 22:00", "8:00", "2026-03-29 23:00"),
    # -- Paris, clocks back on Sunday 25 October 2026: 03:00 is 02:00 ---------------------------------------------
    # Sat 12:00-24:00 12:00, Sun 00:00-03:00 summer 3:00 + 02:00-11:00 winter 9:00
    "24 hours over the fold": Vector(ALWAYS, "2026-10-24 12:00", "24:00", "2026-10-25 11:00"),
    # Fri 16:00-17:00 1:00, Mon 09:00-10:00 1:00
    "office hours over the fold": Vector(OFFICE, "2026-10-23 16:00", "2:00", "2026-10-26 10:00"),
    # Sun 01:00-03:00 summer 2:00 + 02:00-04:00 winter 2:00
    "a window with the fold in it": Vector(SMALL_HOURS, "2026-10-25 00:00", "4:00", "2026-10-25 04:00"),
    # Sun 01:00-03:00 summer 2:00 + 02:00-02:30 winter 0:30
    "ends in the second pass": Vector(SMALL_HOURS, "2026-10-25 00:00", "2:30", "2026-10-25 02:30+01:00"),
    # Sun 01:00-02:30 summer 1:30
    "ends in the first pass": Vector(SMALL_HOURS, "2026-10-25 00:00", "1:30", "2026-10-25 02:30+02:00"),
    # 02:30-03:00 winter 0:30 + 03:00-03:30 0:30
    "from the second pass": Vector(ALWAYS, "2026-10-25 02:30+01:00", "1:00", "2026-10-25 03:30"),
    # 02:30-03:00 summer 0:30 + 02:00-02:30 winter 0:30
    "from the first pass": Vector(ALWAYS, "2026-10-25 02:30+02:00", "1:00", "2026-10-25 02:30+01:00"),
    # Sun 02:30-03:00 summer 0:30 + 02:00-05:00 winter 3:00: it opens at the first 02:30
    "a window that opens in the fold": Vector(HALF_PAST_TWO, "2026-10-24 12:00", "3:30", "2026-10-25 05:00"),
    # Sun 25 01:00-02:30 summer 1:30 (it closes at the first 02:30), Sun 1 November 01:00-01:01 0:01
    "a window that closes in the fold": Vector(UNTIL_HALF_PAST, "2026-10-24 12:00", "1:31", "2026-11-01 01:01"),
    # Sat 22:00-24:00 2:00, Sun 00:00-03:00 summer 3:00 + 02:00-06:00 winter 4:00
    "the long night": Vector(NIGHTS, "2026-10-24 22:00", "9:00", "2026-10-25 06:00"),
    # -- New York: forward on 8 March, back on 1 November 2026 at 02:00 -------------------------------------------
    # Sat 12:00-24:00 12:00, Sun 00:00-02:00 2:00 + 03:00-13:00 10:00
    "New York, 24 hours over the gap": Vector(NY_ALWAYS, "2026-03-07 12:00", "24:00", "2026-03-08 13:00"),
    # Fri 16:00-17:00 1:00, Mon 09:00-10:00 1:00
    "New York, office hours over the gap": Vector(NY_OFFICE, "2026-03-06 16:00", "2:00", "2026-03-09 10:00-04:00"),
    # Sun 01:00-02:00 1:00 + 03:00-04:00 1:00
    "New York, a window with the gap in it": Vector(NY_SMALL_HOURS, "2026-03-08 00:00", "2:00", "2026-03-08 04:00"),
    # 09:00-10:00 summer 1:00, while Paris is still in winter
    "New York, between the two changes": Vector(NY_OFFICE, "2026-03-10 13:00+00:00", "1:00", "2026-03-10 15:00+01:00"),
    # Sat 12:00-24:00 12:00, Sun 00:00-02:00 summer 2:00 + 01:00-11:00 winter 10:00
    "New York, 24 hours over the fold": Vector(NY_ALWAYS, "2026-10-31 12:00", "24:00", "2026-11-01 11:00"),
    # Sun 01:00-02:00 summer 1:00 + 01:00-04:00 winter 3:00
    "New York, a window with the fold in it": Vector(NY_SMALL_HOURS, "2026-11-01 00:00", "4:00", "2026-11-01 04:00"),
    # Sun 01:00-02:00 summer 1:00 + 01:00-01:30 winter 0:30
    "New York, the second pass": Vector(NY_SMALL_HOURS, "2026-11-01 00:00", "1:30", "2026-11-01 01:30-05:00"),
    # Fri 16:30-17:00 0:30, Mon 09:00-09:30 0:30
    "New York, office hours over the fold": Vector(NY_OFFICE, "2026-10-30 16:30", "1:00", "2026-11-02 09:30-05:00"),
    # Sat 22:00-24:00 2:00, Sun 00:00-02:00 summer 2:00 + 01:00-06:00 winter 5:00
    "New York, the long night": Vector(NY_NIGHTS, "2026-10-31 22:00", "9:00", "2026-11-01 06:00"),
    # -- nights -------------------------------------------------------------------------------------------------
    # Mon 23:00-24:00 1:00, Tue 00:00-03:00 3:00
    "a night in two windows": Vector(SPLIT, "2026-11-16 23:00", "4:00", "2026-11-17 03:00"),
    # Mon 23:00-24:00 1:00 + 00:00-03:00 3:00
    "a night in one window": Vector(ACROSS, "2026-11-16 23:00", "4:00", "2026-11-17 03:00"),
    # Mon 22:00-24:00 2:00, Tue 00:00-06:00 6:00
    "ends with the night": Vector(SPLIT, "2026-11-16 20:00", "8:00", "2026-11-17 06:00"),
    # Mon 20:00 closed, 22:00-24:00 2:00
    "ends at midnight": Vector(SPLIT, "2026-11-16 20:00", "2:00", "2026-11-17 00:00"),
    # Tue 22:00-23:00 1:00
    "from the end of the night": Vector(ACROSS, "2026-11-17 06:00", "1:00", "2026-11-17 23:00"),
    # Fri 22:00-06:00 8:00, Mon 22:00-23:00 1:00
    "from Friday's night to Monday's": Vector(ACROSS, "2026-11-20 22:00", "9:00", "2026-11-23 23:00"),
    # Tue 23:00-06:00 on Wed, 5:00 of its 7:00: Tuesday's night is Tuesday's
    "a night before a closed day, one window": Vector(ACROSS, "2026-11-17 23:00", "5:00", "2026-11-18 04:00"),
    # Tue 23:00-06:00 7:00, Wed 18 closed with its night, Thu 22:00-23:00 1:00
    "the night of a closed day": Vector(ACROSS, "2026-11-17 23:00", "8:00", "2026-11-19 23:00"),
    # Tue 23:00-24:00 1:00, Wed 18 closed, Thu 00:00-04:00 4:00
    "a night before a closed day, two windows": Vector(SPLIT, "2026-11-17 23:00", "5:00", "2026-11-19 04:00"),
    # -- round the clock ----------------------------------------------------------------------------------------
    # Wed 10:00 to Sat 10:00, 3 x 24:00
    "three days round the clock": Vector(ALWAYS, "2026-11-18 10:00", "72:00", "2026-11-21 10:00"),
    # Thu 22:00-24:00 2:00, Fri 20 closed, Sat 00:00-02:00 2:00
    "round the clock but for one day": Vector(ALWAYS_BUT, "2026-11-19 22:00", "4:00", "2026-11-21 02:00"),
    # Thu 22:00-24:00 2:00
    "ends with the day before a closed one": Vector(ALWAYS_BUT, "2026-11-19 22:00", "2:00", "2026-11-20 00:00"),
    # -- pauses -------------------------------------------------------------------------------------------------
    # 09:00-10:00 1:00, paused 10:00-13:00 by both, 13:00-16:00 3:00
    "pauses that overlap": Vector(
        OFFICE,
        "2026-11-16 09:00",
        "4:00",
        "2026-11-16 16:00",
        ("2026-11-16 10:00/2026-11-16 12:00", "2026-11-16 11:00/2026-11-16 13:00"),
    ),
    # 09:00-10:00 1:00, paused 10:00-15:00, 15:00-17:00 2:00, Tue 09:00-10:00 1:00
    "a pause within a pause": Vector(
        OFFICE,
        "2026-11-16 09:00",
        "4:00",
        "2026-11-17 10:00",
        ("2026-11-16 10:00/2026-11-16 15:00", "2026-11-16 11:00/2026-11-16 12:00"),
    ),
    # 09:00-10:00 1:00, paused 10:00-12:00, 12:00-15:00 3:00
    "pauses that touch": Vector(
        OFFICE,
        "2026-11-16 09:00",
        "4:00",
        "2026-11-16 15:00",
        ("2026-11-16 10:00/2026-11-16 11:00", "2026-11-16 11:00/2026-11-16 12:00"),
    ),
    # 09:00-10:00 1:00, 11:00-12:00 1:00, 14:00-15:00 1:00, 16:00-16:30 0:30
    "three pauses, told in no order": Vector(
        OFFICE,
        "2026-11-16 09:00",
        "3:30",
        "2026-11-16 16:30",
        ("2026-11-16 15:00/2026-11-16 16:00", "2026-11-16 10:00/2026-11-16 11:00", "2026-11-16 12:00/2026-11-16 14:00"),
    ),
    # Mon 16:00-17:00 1:00, Tue 09:00-10:00 1:00: the pause is outside hours
    "a pause of the evening": Vector(
        OFFICE, "2026-11-16 16:00", "2:00", "2026-11-17 10:00", ("2026-11-16 18:00/2026-11-17 08:00",)
    ),
    # paused to 10:00, 10:00-14:00 4:00
    "a pause from before the start": Vector(
        OFFICE, "2026-11-16 09:00", "4:00", "2026-11-16 14:00", ("2026-11-13 09:00/2026-11-16 10:00",)
    ),
    # 09:00-13:00 4:00
    "a pause that was over": Vector(
        OFFICE, "2026-11-16 09:00", "4:00", "2026-11-16 13:00", ("2026-11-13 09:00/2026-11-13 10:00",)
    ),
    # 09:00-13:00 4:00
    "a pause of no length": Vector(
        OFFICE, "2026-11-16 09:00", "4:00", "2026-11-16 13:00", ("2026-11-16 10:00/2026-11-16 10:00",)
    ),
    # 09:00-12:00 3:00, lunch and the pause to 14:00, 14:00-17:30 3:30, Tue 09:00-10:00 1:00
    "a pause over lunch": Vector(
        LUNCH, "2026-11-16 09:00", "7:30", "2026-11-17 10:00", ("2026-11-16 12:00/2026-11-16 14:00",)
    ),
    # Sat 12:00-20:00 8:00, Sun 10:00-12:00 2:00
    "a pause over the fold": Vector(
        ALWAYS, "2026-10-24 12:00", "10:00", "2026-10-25 12:00", ("2026-10-24 20:00/2026-10-25 10:00",)
    ),
    # 00:00-02:30 summer 2:30, 02:30-03:00 winter 0:30
    "a pause from one pass to the other": Vector(
        ALWAYS, "2026-10-25 00:00", "3:00", "2026-10-25 03:00", ("2026-10-25 02:30+02:00/2026-10-25 02:30+01:00",)
    ),
    # Thu 31 16:00-16:30 0:30, Mon 4 10:00-11:30 1:30
    "a pause across the year": Vector(
        OFFICE, "2026-12-31 16:00", "2:00", "2027-01-04 11:30", ("2026-12-31 16:30/2027-01-04 10:00",)
    ),
    # 09:00-12:00 3:00 of 4:00
    "an open pause": Vector(OFFICE, "2026-11-16 09:00", "4:00", None, ("2026-11-16 12:00/",)),
    # 09:00-10:00 1:00 of 4:00
    "an open pause over a closed one": Vector(
        OFFICE, "2026-11-16 09:00", "4:00", None, ("2026-11-16 10:00/2026-11-16 12:00", "2026-11-16 11:00/")
    ),
    # nothing of 4:00
    "an open pause from before the start": Vector(OFFICE, "2026-11-16 09:00", "4:00", None, ("2026-11-13 12:00/",)),
    # 09:00-13:00 4:00: time was up when the pause began
    "an open pause from the due moment": Vector(
        OFFICE, "2026-11-16 09:00", "4:00", "2026-11-16 13:00", ("2026-11-16 13:00/",)
    ),
    # 09:00-17:00 8:00: the pause of the night begins after the due moment, not at it
    "a pause after the due moment": Vector(
        OFFICE, "2026-11-16 09:00", "8:00", "2026-11-16 17:00", ("2026-11-16 19:00/2026-11-20 19:00",)
    ),
    # 09:00-13:00 4:00, paused from the minute before to Wed 09:00; Wed 09:00-09:01
    "a pause a minute before the due moment": Vector(
        OFFICE, "2026-11-16 09:00", "4:00", "2026-11-18 09:01", ("2026-11-16 12:59/2026-11-18 09:00",)
    ),
    # -- no budget ----------------------------------------------------------------------------------------------
    # 0:00
    "nothing, at work": Vector(OFFICE, "2026-11-16 10:00", "0:00", "2026-11-16 10:00"),
    # 0:00
    "nothing, on a Saturday": Vector(OFFICE, "2026-11-21 11:00", "0:00", "2026-11-21 11:00"),
    # 0:00: nothing was left when the pause began
    "nothing, while paused": Vector(OFFICE, "2026-11-16 10:00", "0:00", "2026-11-16 10:00", ("2026-11-16 09:00/",)),
}
