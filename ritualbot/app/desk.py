"""`ritualbot desk`: a desk's calendar from a file, by the rules of the form."""

from pathlib import Path

from sqlmodel import Session

from ritualbot.app.database import Say, open_database
from ritualbot.app.teams import workspace_named
from ritualbot.clock import WallClock
from ritualbot.errors import CommandRefused, RuleBroken
from ritualbot.handlers import desk_hours
from ritualbot.handlers.context import Tick
from ritualbot.i18n import Words
from ritualbot.rituals import closure_file, closures, desk_typed
from ritualbot.rituals.calendar import local_day, zone
from ritualbot.rituals.desk_calendar import DeskCalendar
from ritualbot.settings import Settings
from ritualbot.store import audit, desk_hours as hours, desk_people as desks, play as play_store
from ritualbot.store.audit import COMMAND_LINE, Action
from ritualbot.store.desk import Desk
from ritualbot.store.engine import begin


def closed(settings: Settings, name: str, file: Path, workspace: str, say: Say) -> None:
    """Adds the days of a .csv or .xlsx to those on which a desk is not open as usual: another version of its calendar,
    which its open requests follow. What is past stays as it was. Raises CommandRefused."""
    engine = open_database(settings)
    with begin(engine) as session:
        place = workspace_named(session, workspace)
        now = (play_store.stood_at(session) if place.platform == "playground" else None) or WallClock().now()
        desk = _desk(session, place.tenant_id, name, workspace)
        before = hours.calendar(session, desk)
        today = local_day(now, zone(before.tz))
        try:
            found = closures.overrides(closure_file.lines(file.read_bytes()), before, desk.language, today)
            coming = {day: windows for day, windows in found.items() if day >= today}
            after = DeskCalendar(before.tz, before.week, {**before.overrides, **coming})
            shown = {day: windows for day, windows in after.overrides.items() if day >= today}
            desk_typed.require_room(shown, desk.language, field="days")
        except RuleBroken as broken:
            raise CommandRefused(f"{file.name}: {Words('en').say(broken.key, **broken.params)}") from broken
        except OSError as error:
            raise CommandRefused(f"{file} cannot be read: {error.strerror}") from error
        made = hours.change(session, desk, after, None, now)
        if made is not None:
            audit.record(session, place.tenant_id, now, actor=COMMAND_LINE, action=Action.DESK_HOURS, object=desk.ref)
            desk_hours.follow(Tick(session, now), desk, made, None)
    past = f", {len(found) - len(coming)} of them past and left out" if len(found) > len(coming) else ""
    days = "1 day" if len(found) == 1 else f"{len(found)} days"
    say(f"{desk.name}: {days} read{past}; " + (f"calendar version {made.version}" if made else "nothing to change"))


def _desk(session: Session, tenant_id: int, name: str, workspace: str) -> Desk:
    desk = desks.by_name(session, tenant_id, name)
    if desk is None:
        known = ", ".join(each.name for each in desks.of_tenant(session, tenant_id)) or "none yet"
        raise CommandRefused(f"no desk {name!r} in {workspace}; there are: {known}")
    return desk
