"""The review with the sponsor, pure: its days, when its pack goes out, which digest announces it, which one it
replaces."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.rituals import inputs
from ritualbot.rituals.calendar import WorkPattern, local_day, local_moment
from ritualbot.rituals.dates import coming_day
from ritualbot.rituals.team_typed import Typed

USUAL_WEEKS = 4
WEEKS = (3, 4)
USUAL_AT = time(15)  # after the retro of a sprint that ends that day, and its close at 14:00
PACK_AT = time(16)
MORNING = time(9)
REMINDED_BEFORE = 2  # business days
PLACE_LIMIT = 120
_ONE_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_TO_FRIDAY = timedelta(days=4)
_FAR = 366 * 2  # days looked ahead


class Often(StrEnum):
    """What the form offers; the value is a number of weeks."""

    THREE = "3"
    FOUR = "4"
    NEVER = "0"


class Outcome(StrEnum):
    """What became of a review whose pack was sent."""

    HELD = "held"
    MOVED = "moved"


@dataclass(frozen=True)
class Rhythm:
    """Every so many weeks from a first day on, at a time of the team's zone."""

    first_on: date
    every_weeks: int = USUAL_WEEKS
    at: time = USUAL_AT


@dataclass(frozen=True)
class Diaries:
    """Whose days count: the team's, and those of its sponsors, the first of whom says when it is 16:00."""

    team: WorkPattern
    sponsors: Sequence[WorkPattern] = ()

    def all_there(self, day: date) -> bool:
        return self.team.works_on(day) and all(each.works_on(day) for each in self.sponsors)


@dataclass(frozen=True)
class Coming:
    """A review. `planned_on`: the day of its rhythm, which a holiday or an absence may have moved."""

    on: date
    planned_on: date
    starts_at: datetime
    pack_at: datetime
    pack_on: date  # in the sponsor's zone
    remind_at: datetime


# -- when ----------------------------------------------------------------------------------------------------------


def usual(begun_on: date, sprint_weeks: int) -> Rhythm:
    """Every four weeks, on the Friday that ends the fourth: of sprints of one, two or four weeks the last day of one.
    With sprints of three weeks, every three."""
    weeks = 3 if sprint_weeks == 3 else USUAL_WEEKS
    monday = begun_on - timedelta(days=begun_on.weekday())
    return Rhythm(monday + (weeks - 1) * _WEEK + _TO_FRIDAY, weeks)


def next_after(rhythm: Rhythm, diaries: Diaries, moment: datetime) -> Coming | None:
    """The first that begins after a moment: on its day, or the next one on which team and sponsors work, but never as
    late as the one after it. Where no day suits all of them the team's counts."""
    step = rhythm.every_weeks * _WEEK
    begun = max(0, (local_day(moment, diaries.team.zone) - rhythm.first_on) // step)
    planned = rhythm.first_on + begun * step
    for number in range(_FAR // step.days + 1):
        found = _on(rhythm, diaries, planned + number * step)
        if found.starts_at > moment:
            return found
    return None


def _on(rhythm: Rhythm, diaries: Diaries, planned: date) -> Coming:
    days = [planned + n * _ONE_DAY for n in range(rhythm.every_weeks * 7)]
    suits = (each for each in days if diaries.all_there(each))
    day = next(suits, None) or next((each for each in days if diaries.team.works_on(each)), planned)
    reader = diaries.sponsors[0] if diaries.sponsors else diaries.team
    pack_on = next((each for each in _back(day) if reader.works_on(each)), day - _ONE_DAY)
    return Coming(
        day,
        planned,
        local_moment(day, rhythm.at, diaries.team.zone),
        local_moment(pack_on, PACK_AT, reader.zone),
        pack_on,
        local_moment(_business_days_before(day, REMINDED_BEFORE, diaries.team), MORNING, diaries.team.zone),
    )


def _back(day: date) -> Iterator[date]:
    """The days of the week before it, the nearest first."""
    return (day - n * _ONE_DAY for n in range(1, 8))


def _business_days_before(day: date, number: int, pattern: WorkPattern) -> date:
    worked = [each for each in (day - n * _ONE_DAY for n in range(1, 31)) if pattern.works_on(each)]
    return worked[number - 1] if len(worked) >= number else day - number * _ONE_DAY


def looked_back(on: date, pattern: WorkPattern) -> datetime:
    """The morning after: the next day the team works."""
    days = (on + n * _ONE_DAY for n in range(1, 31))
    return local_moment(next((each for each in days if pattern.works_on(each)), on + _ONE_DAY), MORNING, pattern.zone)


# -- the digests around it -----------------------------------------------------------------------------------------


def replaces(pack_on: date, digest_on: date) -> bool:
    """Whether a pack stands in the place of that day's digest: sent that day, or since the digest before."""
    return digest_on - _WEEK < pack_on <= digest_on


def announces(pack_on: date, digest_on: date) -> bool:
    """Whether that day's digest is the last before the pack."""
    return digest_on < pack_on <= digest_on + _WEEK


# -- its pack ------------------------------------------------------------------------------------------------------

MOST_LINES = 15  # of its card


def room(wanted: Sequence[int], most: int) -> list[int]:
    """How many of each part's lines find room: the first line of every part, then the second ones, and so on."""
    shown = [0] * len(wanted)
    for number in range(max(wanted, default=0)):
        for part, lines in enumerate(wanted):
            if lines > number and sum(shown) < most:
                shown[part] = number + 1
    return shown


# -- the forms -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wanted:
    """What the form says. `rhythm`: None for no reviews."""

    rhythm: Rhythm | None
    place: str = ""


def read(values: Mapping[str, str], language: str, today: date, team: WorkPattern) -> Wanted:
    """Raises FieldsRefused; `review.day_off` for a day on which the team does not work."""
    form = Typed("", values, [])
    often = form.text("often", _often, Often.FOUR, required=True)
    place = form.text("place", _place, "")
    if often is Often.NEVER:
        return _checked(form, Wanted(None, place))
    day = form.text("on", lambda typed: worked(typed, language, today, team), today, required=True)
    at = form.text("at", lambda typed: inputs.time_of_day(typed, field=None), USUAL_AT)
    return _checked(form, Wanted(Rhythm(day, int(often), at), place))


def read_move(values: Mapping[str, str], language: str, today: date, team: WorkPattern) -> date:
    """The day it is held instead. Raises as `read` does."""
    form = Typed("", values, [])
    day = form.text("on", lambda typed: worked(typed, language, today, team), today, required=True)
    if form.broken:
        raise FieldsRefused(form.broken)
    return day


def worked(typed: str, language: str, today: date, team: WorkPattern) -> date:
    day = coming_day(typed, language, today)
    if not team.works_on(day):
        raise RuleBroken("review.day_off", typed=inputs.echo(typed))
    return day


def _often(typed: str) -> Often:
    if typed not in set(Often):
        raise RuleBroken("input.form_changed")
    return Often(typed)


def _place(typed: str) -> str:
    return inputs.require_text(typed, field=None, limit=PLACE_LIMIT, required=False).strip()


def _checked(form: Typed, found: Wanted) -> Wanted:
    if form.broken:
        raise FieldsRefused(form.broken)
    return found
