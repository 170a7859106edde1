"""`ritualbot team`: a team as code, by the same rules as the form."""

from pathlib import Path

from sqlmodel import Session

from ritualbot.app.database import Say, open_database
from ritualbot.app.seed import new_playground
from ritualbot.clock import WallClock
from ritualbot.errors import CommandRefused, FieldsRefused, RuleBroken
from ritualbot.i18n import Words
from ritualbot.rituals.inputs import name_key
from ritualbot.rituals.team import read_team_file, write_team_file
from ritualbot.settings import Settings
from ritualbot.store import audit, play as play_store, setup_code, team as teams, team_setup
from ritualbot.store.audit import Action
from ritualbot.store.engine import begin, reading
from ritualbot.store.team import Workspace


def apply(settings: Settings, file: Path, workspace: str, say: Say) -> None:
    engine = open_database(settings)
    try:
        spec, warnings = read_team_file(_text(file))
        with begin(engine) as session:
            now = WallClock().now()
            if workspace == "playground" and teams.workspace(session, "playground", "playground") is None:
                new_playground(session, now, spec.language)
            place = workspace_named(session, workspace)
            applied = team_setup.apply(session, place, spec, now, actor="command line")
    except (RuleBroken, FieldsRefused) as broken:
        raise CommandRefused(_problems(broken)) from broken
    for warning in warnings:
        say(f"warning: {_worded(warning)}")
    say(
        f"{applied.team.name}: {applied.changes} changes"
        if applied.changes
        else f"{applied.team.name}: nothing to change"
    )


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise CommandRefused(f"{file.name} is not UTF-8 text: save it as UTF-8 and try again") from error


def show(settings: Settings, name: str, workspace: str, say: Say) -> None:
    engine = open_database(settings)
    with reading(engine) as session:
        place = workspace_named(session, workspace)
        found = teams.team_by_name_key(session, place.tenant_id, name_key(name))
        if found is None:
            raise CommandRefused(f"no team {name!r} in {workspace}")
        say(write_team_file(team_setup.spec_of(session, found)))


def invite(settings: Settings, workspace: str, say: Say) -> None:
    """Prints a code that lets one person set up one team: only its hash is kept."""
    engine = open_database(settings)
    with begin(engine) as session:
        place = workspace_named(session, workspace)
        now = (play_store.stood_at(session) if place.platform == "playground" else None) or WallClock().now()
        code = setup_code.issue(session, place.id or 0, now)
        audit.record(
            session, place.tenant_id, now, actor="command line", action=Action.SETUP_CODE_ISSUED, object=workspace
        )
    say(f"/ritual setup {code}")
    say(f"typed in a channel of {workspace} by whoever is to be scrum master: once, within 72 hours")


def workspace_named(session: Session, named: str) -> Workspace:
    """`platform`, when it has one workspace, or `platform:id`. Raises CommandRefused."""
    platform, _, external = named.partition(":")
    found = [
        each for each in teams.workspaces(session) if each.platform == platform and external in ("", each.external_id)
    ]
    if len(found) != 1:
        known = ", ".join(f"{each.platform}:{each.external_id}" for each in teams.workspaces(session)) or "none yet"
        raise CommandRefused(f"--workspace {named}: {len(found)} found; known: {known}")
    return found[0]


def _worded(broken: RuleBroken) -> str:
    return Words("en").say(broken.key, **broken.params)


def _problems(broken: RuleBroken | FieldsRefused) -> str:
    each = broken.broken if isinstance(broken, FieldsRefused) else [broken]
    return "; ".join(f"{one.field}: {_worded(one)}" if one.field else _worded(one) for one in each)
