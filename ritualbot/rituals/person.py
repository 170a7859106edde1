"""What a person sets about themselves, read from their form. What was typed wins over the team and the platform."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.i18n import known
from ritualbot.rituals import calendar, inputs
from ritualbot.rituals.calendar import Weekdays
from ritualbot.rituals.team_typed import Typed, clock_time, language_tag, zone_name

FIELDS = ("tz", "language", "opens", "closes", "region", "days", "function")


@dataclass(frozen=True)
class Settings:
    """`days` as `date.weekday()` counts them. `closes` before `opens` is on the day after."""

    tz: str
    language: str
    opens: time
    closes: time
    region: str
    days: Weekdays
    function: str


def amended(before: Settings, values: Mapping[str, str]) -> Settings:
    """The settings with what the form says. Raises FieldsRefused, one RuleBroken per field."""
    form = Typed("", {field: values.get(field, "") for field in FIELDS}, [])
    language = form.text("language", language_tag, before.language)
    after = Settings(
        tz=form.text("tz", lambda typed: zone_name(typed.strip()), before.tz),
        language=before.language if known(before.language) == language else language,
        opens=form.text("opens", clock_time, before.opens),
        closes=form.text("closes", clock_time, before.closes),
        region=form.text("region", calendar.require_region, before.region),
        days=form.text("days", lambda typed: inputs.weekdays(typed.split(",")), before.days),
        function=form.text("function", _function, before.function),
    )
    if after.opens == after.closes and not {each.field for each in form.broken} & {"opens", "closes"}:
        form.refuse("closes", RuleBroken("person.same_hours", typed=f"{after.closes:%H:%M}"))
    if form.broken:
        raise FieldsRefused(form.broken)
    return after


def differing(before: Settings, after: Settings) -> frozenset[str]:
    """The names of the fields that were changed."""
    return frozenset(field for field in FIELDS if getattr(before, field) != getattr(after, field))


def _function(typed: str) -> str:
    """On one line; empty is an answer too."""
    return " ".join(inputs.require_text(typed, field=None, limit=inputs.NAME_LIMIT, required=False).split())
