"""The recurring meeting of a desk with marketing, pure: when it is, when its agenda goes out, what may be decided."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.rituals import inputs
from ritualbot.rituals.calendar import local_day, local_moment, zone
from ritualbot.rituals.dates import coming_day
from ritualbot.rituals.desk_calendar import DeskCalendar, is_open
from ritualbot.rituals.request import balls, standing
from ritualbot.rituals.request_autonomy import Autonomy, said_autonomy
from ritualbot.rituals.request_figures import History
from ritualbot.rituals.request_history import Party
from ritualbot.rituals.team_typed import Typed

USUAL_WEEKS = 2
USUAL_MINUTES = 30
USUAL_AT = time(10)
AGENDA_AT = time(14)
MOST_WEEKS = 12
LONGEST = timedelta(hours=4)
MOST_DECISIONS = 5
DECISION_LIMIT = 300
MOST_CANDIDATES = 5
AHEAD = timedelta(weeks=12)  # how far it looks at needs of data
DATA_TYPES = frozenset({"flow", "tag"})
_ONE_DAY = timedelta(days=1)


# -- when ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rhythm:
    """Every so many weeks from a first day on, in the desk's zone."""

    first_on: date
    every_weeks: int = USUAL_WEEKS
    at: time = USUAL_AT
    minutes: int = USUAL_MINUTES


@dataclass(frozen=True)
class Coming:
    """One meeting. `agenda_at` may be past already."""

    on: date
    starts_at: datetime
    ends_at: datetime
    agenda_at: datetime


def next_after(rhythm: Rhythm, calendar: DeskCalendar, moment: datetime) -> Coming | None:
    """The first that begins after a moment: on its day, or where the desk is closed then on the next day it is not;
    never as late as the one after it. None: the desk is closed for good."""
    step = timedelta(weeks=rhythm.every_weeks)
    begun = max(0, (local_day(moment, zone(calendar.tz)) - rhythm.first_on) // step)
    planned = rhythm.first_on + begun * step
    while planned.year <= calendar.open_time.last_year:
        days = (planned + n * _ONE_DAY for n in range(step.days))
        day = next((each for each in days if calendar.windows_on(each)), None)
        if day is not None and (found := _on(rhythm, calendar, day)).starts_at > moment:
            return found
        planned += step
    return None


def _on(rhythm: Rhythm, calendar: DeskCalendar, day: date) -> Coming:
    place = zone(calendar.tz)
    starts_at = local_moment(day, rhythm.at, place)
    ends_at = starts_at + timedelta(minutes=rhythm.minutes)
    return Coming(day, starts_at, ends_at, local_moment(_day_before(calendar, day), AGENDA_AT, place))


def _day_before(calendar: DeskCalendar, day: date) -> date:
    """The last day before it on which the desk opens: that of a Monday is a Friday. After a week or more without one
    it is the day before all the same."""
    days = (day - n * _ONE_DAY for n in range(1, 8))
    return next((each for each in days if calendar.windows_on(each)), day - _ONE_DAY)


def usual_first(calendar: DeskCalendar, today: date) -> date:
    """What the form proposes: a week from now, or the next day after that on which the desk opens."""
    days = (today + n * _ONE_DAY for n in range(7, 38))
    return next((each for each in days if calendar.windows_on(each)), today + timedelta(days=7))


def read(values: Mapping[str, str], calendar: DeskCalendar, language: str, today: date) -> Rhythm:
    """The form. Raises FieldsRefused; `meeting.closed_then` for a moment at which the desk is closed."""
    form = Typed("", values, [])
    rhythm = Rhythm(
        first_on=form.text("first_on", lambda typed: coming_day(typed, language, today), today, required=True),
        every_weeks=form.text("every_weeks", lambda typed: _weeks(typed, language), USUAL_WEEKS),
        at=form.text("at", lambda typed: inputs.time_of_day(typed, field=None), USUAL_AT),
        minutes=form.text("minutes", _minutes, USUAL_MINUTES),
    )
    if not form.broken and not is_open(calendar, local_moment(rhythm.first_on, rhythm.at, zone(calendar.tz))):
        field = "at" if calendar.windows_on(rhythm.first_on) else "first_on"
        form.broken.append(RuleBroken("meeting.closed_then", field=field))
    if form.broken:
        raise FieldsRefused(form.broken)
    return rhythm


def _weeks(typed: str, language: str) -> int:
    found = inputs.integer(typed, language, field=None)
    if not 1 <= found <= MOST_WEEKS:
        raise RuleBroken("meeting.weeks_range", limit=str(MOST_WEEKS))
    return found


def _minutes(typed: str) -> int:
    found = inputs.duration_minutes(typed, field=None)
    if found > LONGEST:
        raise RuleBroken("meeting.too_long", limit=str(LONGEST // timedelta(hours=1)))
    return found // timedelta(minutes=1)


# -- what was decided ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Decision:
    """`request_ref`: the request it is about, empty for none."""

    text: str
    request_ref: str = ""


def decisions(values: Mapping[str, str], known: Container[str]) -> list[Decision]:
    """What the form says, in order; a line left empty is none. `known`: the requests one may name. Raises
    FieldsRefused `meeting.request_alone` for a request nothing was decided about; RuleBroken `input.form_changed`."""
    found, broken = [], list[RuleBroken]()
    for number in range(1, MOST_DECISIONS + 1):
        field, ref = f"decision_{number}", values.get(f"request_{number}", "")
        if ref and ref not in known:
            raise RuleBroken("input.form_changed")
        try:
            text = inputs.require_text(values.get(field, ""), field=field, limit=DECISION_LIMIT, required=False).strip()
        except RuleBroken as error:
            broken.append(error)
            continue
        if not inputs.is_blank(text):
            found.append(Decision(text, ref))
        elif ref:
            broken.append(RuleBroken("meeting.request_alone", field=field))
    if broken:
        raise FieldsRefused(broken)
    return found


# -- what marketing could do alone ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Candidate:
    """A type of request that the desk said marketing could do alone next time: with an access, or with a training.
    `waited`: the desk's open hours it had those requests for."""

    type: str
    access: int
    training: int
    waited: timedelta


def candidates(histories: Iterable[History]) -> list[Candidate]:
    """SPEC E22: the five that were waited for longest. The last answer about a request counts."""
    found: dict[str, Candidate] = {}
    for each in histories:
        said = said_autonomy(each.steps)
        if said is None or said is Autonomy.NO:
            continue
        now = standing(each.steps, each.calendar)
        spent = balls(now, each.calendar, now.told.at).get(Party.DESK, timedelta())
        before = found.get(each.type, Candidate(each.type, 0, 0, timedelta()))
        access, training = int(said is Autonomy.ACCESS), int(said is Autonomy.TRAINING)
        found[each.type] = Candidate(
            each.type, before.access + access, before.training + training, before.waited + spent
        )
    return sorted(found.values(), key=lambda each: (-each.waited, each.type))[:MOST_CANDIDATES]
