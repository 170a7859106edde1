"""A stand-up's schedule as it was typed in the form."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.rituals import inputs
from ritualbot.rituals.dates import coming_day
from ritualbot.rituals.schedule import SprintDay
from ritualbot.rituals.team_spec import StandupSpec, wrong_times
from ritualbot.rituals.team_typed import Typed, clock_time, length

NO_SPRINT_DAY = "none"
SCHEDULE_FIELDS = ("name", "days", "at", "every_weeks", "once_on", "summary", "window", "sprint_day", "sprint_before")


def rescheduled(
    spec: StandupSpec, values: Mapping[str, str], *, taken: frozenset[str], today: date, language: str
) -> StandupSpec:
    """The stand-up with what the form says. `taken` are the folded names of the team's other stand-ups; the one
    without a name is there as an empty one.

    Raises FieldsRefused, one RuleBroken per field.
    """
    form = Typed("", {field: values.get(field, "") for field in SCHEDULE_FIELDS}, [])
    once_on = form.text("once_on", lambda typed: _once(typed, language, today), spec.once_on)
    sprint_day = form.text("sprint_day", _sprint_day, spec.sprint_day)
    alone = spec.days if once_on is not None or sprint_day is not None else None
    after = replace(
        spec,
        name=form.text("name", lambda typed: _name(typed, taken), spec.name),
        days=form.text("days", lambda typed: _days(typed, alone), spec.days),
        at=form.text("at", clock_time, spec.at),
        every_weeks=form.text(
            "every_weeks", lambda typed: inputs.integer(typed, language, field=None), spec.every_weeks
        ),
        once_on=once_on,
        sprint_day=sprint_day,
        sprint_before=form.text("sprint_before", lambda typed: _before(typed, language), spec.sprint_before),
        summary=form.text("summary", clock_time, spec.summary),
        window=form.text("window", length, spec.window),
    )
    if after.every_weeks != spec.every_weeks:
        after = replace(after, starts_on=today)
    if broken := [*form.broken, *_wrong_whole(after, form)]:
        raise FieldsRefused(broken)
    return after


def _wrong_whole(spec: StandupSpec, form: Typed) -> list[RuleBroken]:
    """What is wrong with the times together, at fields that are not refused already."""
    refused = {each.field for each in form.broken}
    found = wrong_times(spec)
    for each in found:
        each.field = "window" if each.field == "reminder" else each.field  # the form does not ask for the reminder
    return [each for each in found if each.field not in refused]


def _name(typed: str, taken: frozenset[str]) -> str:
    name = "" if inputs.is_blank(typed) and "" not in taken else inputs.team_name(typed)
    if inputs.name_key(name) in taken:
        raise RuleBroken("team.standup_twice", typed=inputs.echo(name))
    return name


def _days(typed: str, usual: frozenset[int] | None) -> frozenset[int]:
    """For a day alone the days of the week say nothing, and stay as they were, `usual`."""
    return usual if usual is not None and not typed else inputs.weekdays(typed.split(","))


def _sprint_day(typed: str) -> SprintDay | None:
    if typed in ("", NO_SPRINT_DAY):
        return None
    if typed not in {*SprintDay}:
        raise RuleBroken("input.form_changed")
    return SprintDay(typed)


def _before(typed: str, language: str) -> int:
    return 0 if inputs.is_blank(typed) else inputs.integer(typed, language, field=None)


def _once(typed: str, language: str, today: date) -> date | None:
    return None if inputs.is_blank(typed) else coming_day(typed, language, today)
