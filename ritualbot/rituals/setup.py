"""A team after five answers: what the form may say, and the team it makes. All else takes the defaults."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.i18n import known as language_of
from ritualbot.rituals import inputs
from ritualbot.rituals.calendar import WORKWEEK
from ritualbot.rituals.permissions import Role
from ritualbot.rituals.team import amended
from ritualbot.rituals.team_spec import PersonSpec, StandupSpec, TeamSpec
from ritualbot.rituals.team_typed import Typed, clock_time

SPRINT_WEEKS = (1, 2, 3, 4)
USUAL_WEEKS = 2
FIRST_DAYS = 15  # working days one may choose the first sprint's start from
FIELDS = ("name", "people", "days", "at", "sprint_weeks", "sprint_on", "sponsor", "scrum_master")


@dataclass(frozen=True)
class Answers:
    """The team as it starts, with the setter in charge. `scrum_master`: the user id of whoever is to be."""

    spec: TeamSpec
    scrum_master: str
    sprint_weeks: int
    sprint_on: date


def first_days(today: date) -> list[date]:
    """The days a first sprint may start on: working days from today."""
    days = (today + timedelta(days=number) for number in range(FIRST_DAYS * 2))
    return [day for day in days if day.weekday() in WORKWEEK][:FIRST_DAYS]


def next_monday(today: date) -> date:
    return today + timedelta(days=7 - today.weekday())


def read(
    start: TeamSpec, setter: str, values: Mapping[str, str], known: Mapping[str, PersonSpec], today: date
) -> Answers:
    """The answers of a form. `start`: the team with nobody in it; `known`: the people of the workspace who are
    named anywhere in the form, and the setter, by user id.

    Raises FieldsRefused, one RuleBroken per field.
    """
    form = Typed("", {field: values.get(field, "") for field in FIELDS}, [])
    weeks = form.text("sprint_weeks", _weeks, USUAL_WEEKS)
    sprint_on = form.text("sprint_on", lambda typed: _first_day(typed, today), today)
    sponsor = form.text("sponsor", lambda typed: one_person(typed, known), "")
    named = form.text("scrum_master", lambda typed: one_person(typed, known), "") or setter
    picked = frozenset(user for user in values.get("people", "").split(",") if user)
    if not picked:
        form.refuse("people", RuleBroken("team.nobody"))
    roles = {user: _roles(user, setter, named, sponsor, picked) for user in (setter, *picked, named, sponsor) if user}
    people = [replace(each, roles=roles[user]) for user, each in known.items() if user in roles]
    spec = _spec(replace(start, people=tuple(people)), [*roles], values, form.broken)
    return Answers(spec, named, weeks, sprint_on)


def _spec(start: TeamSpec, users: list[str], values: Mapping[str, str], broken: list[RuleBroken]) -> TeamSpec:
    """By the rules of every team, with whoever is named in another field among its people."""
    typed = {
        **values,
        "people": ",".join(users),
        "summary": _summary(values.get("at", "")),
        "language": language_of(start.language),
    }
    try:
        spec = amended(start, typed, {})
    except FieldsRefused as refused:
        fields = {each.field for each in broken}
        raise FieldsRefused([*broken, *(each for each in refused.broken if each.field not in fields)]) from refused
    if broken:
        raise FieldsRefused(broken)
    return spec


def _roles(user: str, setter: str, named: str, sponsor: str, picked: frozenset[str]) -> frozenset[Role]:
    """A sponsor is around the team, not in it, even where the channel's people were picked as a whole."""
    roles: set[Role] = set()
    if user == setter:
        roles.add(Role.SCRUM_MASTER)
    if user == sponsor:
        roles.add(Role.SPONSOR)
    if user == named or (user in picked and user != sponsor):
        roles.add(Role.MEMBER)
    return frozenset(roles)


def _summary(at: str) -> str:
    """As long after the stand-up as it is by default."""
    usual = StandupSpec()
    try:
        typed = clock_time(at)
    except RuleBroken:
        return f"{usual.summary:%H:%M}"
    day = date(2024, 1, 1)
    length = datetime.combine(day, usual.summary) - datetime.combine(day, usual.at)
    posted = datetime.combine(day, typed) + length
    return f"{posted:%H:%M}" if posted.date() == day else "23:59"


def _weeks(typed: str) -> int:
    if typed not in {str(weeks) for weeks in SPRINT_WEEKS}:
        raise RuleBroken("setup.weeks_unknown", typed=inputs.echo(typed))
    return int(typed)


def _first_day(typed: str, today: date) -> date:
    found = next((day for day in first_days(today) if day.isoformat() == typed), None)
    if found is None:
        raise RuleBroken("setup.day_unknown", typed=inputs.echo(typed))
    return found


def one_person(typed: str, known: Mapping[str, PersonSpec]) -> str:
    """The user id of the one person picked, empty for none."""
    users = [user for user in typed.split(",") if user]
    if len(users) > 1:
        raise RuleBroken("setup.one_person")
    for user in users:
        if user not in known:
            raise RuleBroken("team.person_unknown", typed=inputs.echo(user))
    return users[0] if users else ""
