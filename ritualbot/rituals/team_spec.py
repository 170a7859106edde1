"""What a team is, written down: people, their days, the stand-up. And what is wrong with one as a whole.

What a person's entry leaves out (empty) is not said: someone new takes the team's, someone known
keeps theirs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.rituals import calendar, inputs
from ritualbot.rituals.calendar import Weekdays
from ritualbot.rituals.permissions import Role
from ritualbot.rituals.questions import Kind
from ritualbot.rituals.schedule import MOST_BEFORE, MOST_WEEKS, Schedule, SprintDay
from ritualbot.rituals.standup import Grouping

MOST_MEMBERS = 50
USUAL_MEMBERS = range(8, 13)
LONGEST_CLOSURE = timedelta(days=365)

ASKED = frozenset({Role.MEMBER, Role.SCRUM_MASTER, Role.ASSISTANT})
TEAM_ROLES = (Role.MEMBER, Role.SCRUM_MASTER, Role.ASSISTANT, Role.SPONSOR, Role.OBSERVER, Role.AGENCY_GUEST)


@dataclass(frozen=True)
class PersonSpec:
    """`user` is the platform's id. `days` as `date.weekday()` counts them."""

    name: str
    user: str
    roles: frozenset[Role] = frozenset({Role.MEMBER})
    tz: str = ""
    language: str = ""
    region: str = ""
    days: Weekdays = frozenset()
    function: str = ""


@dataclass(frozen=True)
class QuestionSpec:
    """Empty `text`: the catalogue's words for `key`. The rest as in `rituals.questions.Question`."""

    kind: Kind
    text: str
    key: str
    required: bool = False
    low: int = 1
    high: int = 5
    options: tuple[str, ...] = ()


QUESTIONS = (
    QuestionSpec(Kind.TEXT, "", "moved"),
    QuestionSpec(Kind.TEXT, "", "today", required=True),
    QuestionSpec(Kind.BLOCKER, "", "blocker"),
)


@dataclass(frozen=True)
class StandupSpec:
    """`at` in each person's own zone, `summary` in the team's; `reminder` counts from the own prompt. Which days:
    as `rituals.schedule.Schedule` has them. The main one needs no `name`."""

    name: str = ""
    at: time = time(9, 30)
    window: timedelta = timedelta(hours=2)
    summary: time = time(11, 30)
    reminder: timedelta = timedelta(minutes=75)
    days: Weekdays = calendar.WORKWEEK
    every_weeks: int = 1
    starts_on: date | None = None
    once_on: date | None = None
    sprint_day: SprintDay | None = None
    sprint_before: int = 0
    grouping: Grouping = Grouping.PERSON
    questions: tuple[QuestionSpec, ...] = QUESTIONS

    def schedule(self) -> Schedule:
        return Schedule(self.days, self.every_weeks, self.starts_on, self.once_on, self.sprint_day is not None)


@dataclass(frozen=True)
class ClosureSpec:
    """Days on which the whole team is off, both included. `name` may be empty."""

    first: date
    last: date
    name: str = ""


@dataclass(frozen=True)
class TeamSpec:
    """`channel` is a conversation's id, or its name where that is the same, without the leading `#`. `standup` is the
    main one, `more` are the others. No `closures`: those there are stay, since people add them with a button too."""

    name: str
    tz: str
    language: str
    channel: str
    region: str
    people: tuple[PersonSpec, ...]
    standup: StandupSpec = StandupSpec()
    more: tuple[StandupSpec, ...] = ()
    closures: tuple[ClosureSpec, ...] = ()


def member_count(spec: TeamSpec) -> int:
    """Those the rituals ask: sponsors, observers and guests are around the team, not in it."""
    return sum(bool(person.roles & ASKED) for person in spec.people)


def scrum_masters(spec: TeamSpec) -> frozenset[str]:
    """Their user ids."""
    return frozenset(person.user for person in spec.people if Role.SCRUM_MASTER in person.roles)


def warnings(spec: TeamSpec) -> list[RuleBroken]:
    """What is said about a team though it is accepted: never raised."""
    members = member_count(spec)
    if members in USUAL_MEMBERS:
        return []
    key = "team.small" if members < USUAL_MEMBERS.start else "team.large"
    return [RuleBroken(key, field="people", count=str(members))]


def check(spec: TeamSpec) -> None:
    """Raises FieldsRefused, one RuleBroken per problem of the team as a whole; `field` as in FORM_FIELDS."""
    found = [*_wrong_people(spec), *wrong_times(spec.standup)]
    for number, standup in enumerate(spec.more, 2):
        found += [_at(number, each) for each in (*wrong_times(standup), *_wrong_name(spec, standup))]
    if found:
        raise FieldsRefused(found)


def _at(number: int, broken: RuleBroken) -> RuleBroken:
    """What is wrong with one of several stand-ups, by its place in the file."""
    broken.field = f"standup {number}: {broken.field}"
    return broken


def _wrong_name(spec: TeamSpec, standup: StandupSpec) -> list[RuleBroken]:
    if not standup.name:
        return [RuleBroken("team.standup_unnamed", field="name")]
    keys = [inputs.name_key(each.name) for each in (spec.standup, *spec.more)]
    if keys.count(inputs.name_key(standup.name)) > 1:
        return [RuleBroken("team.standup_twice", field="name", typed=standup.name)]
    return []


def _wrong_people(spec: TeamSpec) -> list[RuleBroken]:
    found: list[RuleBroken] = []
    users = [person.user for person in spec.people]
    for index, user in enumerate(users):
        if user and user in users[:index]:
            path = f"person {index + 1}: user"
            found.append(RuleBroken("team.person_twice", field=path, typed=inputs.echo(user)))
    members = member_count(spec)
    if members == 0:
        found.append(RuleBroken("team.nobody", field="people"))
    elif not scrum_masters(spec):
        found.append(RuleBroken("team.no_scrum_master", field="people"))
    if members > MOST_MEMBERS:
        size = {"count": str(members), "limit": str(MOST_MEMBERS)}
        found.append(RuleBroken("team.too_many", field="people", **size))
    return found


def wrong_times(standup: StandupSpec) -> list[RuleBroken]:
    """What is wrong with when a stand-up is held; `field` is the setting."""
    found: list[RuleBroken] = []
    if not 1 <= standup.every_weeks <= MOST_WEEKS:
        weeks = {"typed": str(standup.every_weeks), "limit": str(MOST_WEEKS)}
        found.append(RuleBroken("team.weeks", field="every_weeks", **weeks))
    if standup.sprint_day is not None and standup.once_on is not None:
        found.append(RuleBroken("team.sprint_or_once", field="once_on"))
    if standup.sprint_day is SprintDay.BEFORE_END and not 1 <= standup.sprint_before <= MOST_BEFORE:
        days = {"typed": str(standup.sprint_before), "limit": str(MOST_BEFORE)}
        found.append(RuleBroken("team.sprint_before", field="sprint_before", **days))
    opens, closes = calendar.PROMPTS_OPEN, calendar.PROMPTS_CLOSE
    if not opens <= standup.at < closes:
        hours = {"opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}"}
        found.append(RuleBroken("team.at_outside", field="at", typed=f"{standup.at:%H:%M}", **hours))
    if standup.summary <= standup.at:
        times = {"typed": f"{standup.summary:%H:%M}", "at": f"{standup.at:%H:%M}"}
        found.append(RuleBroken("team.summary_early", field="summary", **times))
    if standup.reminder >= standup.window:
        found.append(RuleBroken("team.reminder_late", field="reminder"))
    return found


@dataclass(frozen=True)
class Effect:
    """What a spec means on one day for people of other zones: when they are asked, and who the summary will list as
    still to come. Moments are aware UTC."""

    asked_at: datetime
    abroad: Mapping[datetime, tuple[str, ...]]
    summary_at: datetime
    to_come: tuple[str, ...]


def effect(spec: TeamSpec, day: date) -> Effect | None:
    """None when everyone is asked at the same moment: there is nothing to be surprised by."""
    home = calendar.zone(spec.tz)
    standup = spec.standup
    asked_at = calendar.local_moment(day, standup.at, home)
    summary_at = calendar.local_moment(day, standup.summary, home)
    abroad: dict[datetime, tuple[str, ...]] = {}
    for person in spec.people:
        at = calendar.local_moment(day, standup.at, calendar.zone(person.tz or spec.tz))
        if person.roles & ASKED and at != asked_at:
            abroad[at] = (*abroad.get(at, ()), person.name)
    to_come = tuple(name for at, names in sorted(abroad.items()) if at + standup.window > summary_at for name in names)
    return Effect(asked_at, dict(sorted(abroad.items())), summary_at, to_come) if abroad else None
