"""`ritualbot calc`: a desk's clock from the command line, by the same rules as the requests."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from ritualbot.errors import CommandRefused, RuleBroken
from ritualbot.i18n import Words
from ritualbot.rituals import desk_calendar, durations, sla
from ritualbot.rituals.calendar import local_moment, zone
from ritualbot.rituals.desk_calendar import DeskCalendar
from ritualbot.rituals.inputs import echo
from ritualbot.rituals.open_time import EARLIEST_YEAR, LATEST_YEAR
from ritualbot.rituals.sla import Pause

Say: TypeAlias = Callable[[str], None]

MOST_BYTES = 1_000_000
_LANGUAGE = "en"
_EXAMPLE = "2026-11-24T15:00:00+01:00"


def due(file: Path, start: str, budget: str, pauses: Sequence[str], say: Say) -> None:
    """Prints when the budget is used up, in the desk's zone. Raises CommandRefused."""
    found = _due(file, start, budget, pauses)
    say(found.isoformat() if found else "not due: a pause is open")


def due_json(file: Path, start: str, budget: str, pauses: Sequence[str], say: Say) -> None:
    """`{"due": ISO}`, or null while a pause is open. Raises CommandRefused."""
    found = _due(file, start, budget, pauses)
    say(json.dumps({"due": found.isoformat() if found else None}))


def elapsed(file: Path, start: str, end: str, pauses: Sequence[str], say: Say) -> None:
    """Prints the business seconds, and as hours. Raises CommandRefused."""
    seconds = _elapsed(file, start, end, pauses)
    minutes, rest = divmod(seconds, 60)
    say(f"{seconds} s ({minutes // 60} h {minutes % 60:02} min {rest:02} s of business time)")


def elapsed_json(file: Path, start: str, end: str, pauses: Sequence[str], say: Say) -> None:
    """`{"seconds": N}`, whole business seconds. Raises CommandRefused."""
    say(json.dumps({"seconds": _elapsed(file, start, end, pauses)}))


def _due(file: Path, start: str, budget: str, pauses: Sequence[str]) -> datetime | None:
    calendar = _calendar(file)
    begins, stops = _moment(calendar, "--start", start), _pauses(calendar, pauses)
    try:
        worth = sla.budget_of(calendar, begins, durations.parse(budget, _LANGUAGE, field=None))
    except RuleBroken as broken:
        raise CommandRefused(f"--budget: {_worded(broken)}") from broken
    found = sla.due_at(calendar, begins, worth, stops)
    if found is None and all(pause.ends for pause in stops):
        raise CommandRefused(
            f"{file.name} does not open long enough for {echo(budget)}: look at its week and overrides"
        )
    return found and found.astimezone(zone(calendar.tz))


def _elapsed(file: Path, start: str, end: str, pauses: Sequence[str]) -> int:
    calendar = _calendar(file)
    begins, ends = _moment(calendar, "--start", start), _moment(calendar, "--end", end)
    if ends < begins:
        raise CommandRefused("--end is before --start: exchange the two")
    used = sla.elapsed(calendar, begins, ends, _pauses(calendar, pauses))
    return int(used.total_seconds())


def _calendar(file: Path) -> DeskCalendar:
    try:
        if file.stat().st_size > MOST_BYTES:
            raise CommandRefused(f"{file.name} is larger than {MOST_BYTES} bytes: a calendar is a few kilobytes")
        return desk_calendar.read(json.loads(file.read_text(encoding="utf-8-sig")))
    except UnicodeDecodeError as error:
        raise CommandRefused(f"{file.name} is not UTF-8 text: save it as UTF-8 and try again") from error
    except (ValueError, RecursionError) as error:
        raise CommandRefused(f"{file.name} is not JSON: {' '.join(str(error).split())}") from error
    except RuleBroken as broken:
        raise CommandRefused(f"{file.name}: {_worded(broken)}") from broken


def _pauses(calendar: DeskCalendar, typed: Sequence[str]) -> list[Pause]:
    found = []
    for each in typed:
        begins, slash, ends = each.partition("/")
        if not slash:
            raise CommandRefused(f"--pause {echo(each)}: FROM/TO, or FROM/ while it lasts, such as {_EXAMPLE}/")
        pause = Pause(_moment(calendar, "--pause", begins), _moment(calendar, "--pause", ends) if ends else None)
        if pause.ends and pause.ends < pause.begins:
            raise CommandRefused(f"--pause {echo(each)} ends before it begins: exchange the two")
        found.append(pause)
    return found


def _moment(calendar: DeskCalendar, option: str, typed: str) -> datetime:
    """A moment without its offset is the desk's own wall time."""
    try:
        moment = datetime.fromisoformat(typed.strip())
        if moment.tzinfo is None:
            moment = local_moment(moment.date(), moment.time(), zone(calendar.tz))
        year = moment.astimezone(zone(calendar.tz)).year
    except (ValueError, OverflowError) as error:
        raise CommandRefused(
            f"{option} {echo(typed) or 'is empty'}: not an ISO 8601 moment, such as {_EXAMPLE}"
        ) from error
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise CommandRefused(f"{option} {echo(typed)}: from {EARLIEST_YEAR} to {LATEST_YEAR}, such as {_EXAMPLE}")
    return moment


def _worded(broken: RuleBroken) -> str:
    return Words(_LANGUAGE).say(broken.key, **broken.params)
