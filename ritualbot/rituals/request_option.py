"""The options a desk answers with, pure: up to three ways to do it, of which the requester picks one."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.rituals import inputs
from ritualbot.rituals.dates import coming_day
from ritualbot.rituals.desk_calendar import DeskCalendar

MOST_OPTIONS = 3
OPTION_LIMIT = 500
PARTS = ("on", "cost", "limits")


@dataclass(frozen=True)
class Offered:
    """One option: when, at what cost, within which limits. What was not said is empty; `due_at` is the end of the
    desk's hours on that day."""

    on: date | None
    due_at: datetime | None
    cost: str
    limits: str


def written_offered(options: Sequence[Offered]) -> str:
    """As `read_offered` reads it."""
    found = [
        {
            "on": each.on.isoformat() if each.on else "",
            "due": each.due_at.isoformat() if each.due_at else "",
            "cost": each.cost,
            "limits": each.limits,
        }
        for each in options
    ]
    return json.dumps(found)


def read_offered(written: str) -> tuple[Offered, ...]:
    return tuple(
        Offered(
            date.fromisoformat(each["on"]) if each["on"] else None,
            datetime.fromisoformat(each["due"]) if each["due"] else None,
            each["cost"],
            each["limits"],
        )
        for each in json.loads(written)
    )


def parse_options(values: Mapping[str, str], language: str, today: date, calendar: DeskCalendar) -> tuple[Offered, ...]:
    """The options typed, in order, those left empty apart. Raises FieldsRefused with one RuleBroken a field: as `dates`
    does, `request.day_closed`, `request.option_empty` where there is none."""
    found: list[Offered] = []
    broken: list[RuleBroken] = []
    for number in range(1, MOST_OPTIONS + 1):
        typed = {part: values.get(f"{part}{number}", "") for part in PARTS}
        if all(inputs.is_blank(each) for each in typed.values()):
            continue
        try:
            found.append(_option(typed, number, language, today, calendar))
        except RuleBroken as refused:
            broken.append(refused)
    if not found and not broken:
        broken.append(RuleBroken("request.option_empty", field="limits1", typed=""))
    if broken:
        raise FieldsRefused(broken)
    return tuple(found)


def _option(typed: Mapping[str, str], number: int, language: str, today: date, calendar: DeskCalendar) -> Offered:
    texts = [
        inputs.require_text(typed[part], field=f"{part}{number}", limit=OPTION_LIMIT, required=False)
        for part in ("cost", "limits")
    ]
    if inputs.is_blank(typed["on"]):
        return Offered(None, None, *texts)
    day = coming_day(typed["on"], language, today, field=f"on{number}")
    if not calendar.windows_on(day):
        raise RuleBroken("request.day_closed", field=f"on{number}", typed=inputs.echo(typed["on"]))
    return Offered(day, calendar.open_time.closing_on(day), *texts)
