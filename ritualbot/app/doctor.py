"""`ritualbot doctor`: what is well, what is not, and the next step."""

import asyncio
import json
from dataclasses import asdict

import sqlalchemy as sa

from ritualbot.app import slack_doctor, teams_doctor
from ritualbot.app.database import missing_file, vault_of
from ritualbot.app.finding import Finding
from ritualbot.app.secrets import NO_KEY, unreadable
from ritualbot.chat.events import PlaceState
from ritualbot.clock import wall_now
from ritualbot.errors import SchemaTooOld, SettingsRefused
from ritualbot.settings import Settings
from ritualbot.store import heartbeat, install as installs, schema, team as teams, workspace as workspaces
from ritualbot.store.engine import connect, reading

QUIET_AFTER = 120.0  # seconds without a worker's sign of life


def examine(settings: Settings) -> list[Finding]:
    """Settings were read already: what is wrong with them was said before this."""
    engine = connect(settings.database_url)
    told = [*slack_doctor.of_settings(settings), *teams_doctor.of_settings(settings)]
    findings = [Finding("settings", True, "read"), *told, _database(engine)]
    if not findings[-1].ok:
        return findings
    findings.append(_schema(engine))
    if findings[-1].ok:
        findings += [_tick(engine), _teams(engine), *_secrets(engine, settings)]
        findings += [*slack_doctor.of_installs(engine), *_suspended(engine)]
    return findings


def examine_online(settings: Settings) -> list[Finding]:
    """The same, and what only the platforms themselves can tell."""
    asked = (slack_doctor.online(settings), teams_doctor.online(settings))
    return [*examine(settings), *(finding for each in asked for finding in asyncio.run(each))]


def _database(engine: sa.Engine) -> Finding:
    kind = engine.dialect.name
    if missing := missing_file(engine):
        return Finding("database", False, f"there is none at {missing}", "ritualbot db upgrade")
    try:
        with engine.connect() as connection:
            connection.execute(sa.text("SELECT 1"))
    except sa.exc.SQLAlchemyError as error:
        return Finding("database", False, f"{kind}, {type(error).__name__}", "check DATABASE_URL and that it is up")
    return Finding("database", True, f"{kind} answers")


def _schema(engine: sa.Engine) -> Finding:
    try:
        schema.require(engine)
    except SchemaTooOld:
        found = schema.current(engine) or "empty"
        return Finding("schema", False, f"{found}, the code needs {schema.head()}", "ritualbot db upgrade")
    return Finding("schema", True, str(schema.current(engine)))


def _tick(engine: sa.Engine) -> Finding:
    with reading(engine) as session:
        beat = heartbeat.latest(session)
    if beat is None:
        return Finding("worker", False, "never seen", "start `ritualbot serve`, or `ritualbot worker`")
    age = (wall_now() - beat).total_seconds()
    if age > QUIET_AFTER:
        return Finding("worker", False, f"last seen {age:.0f} s ago", "start `ritualbot worker` again")
    return Finding("worker", True, f"last seen {age:.0f} s ago")


def _teams(engine: sa.Engine) -> Finding:
    with reading(engine) as session:
        number = len(teams.teams(session))
    if not number:
        return Finding("teams", False, "none", "ritualbot team apply FILE.toml")
    return Finding("teams", True, str(number))


def _secrets(engine: sa.Engine, settings: Settings) -> list[Finding]:
    """A word only where tokens are stored, or there is no key that works."""
    try:
        vault = vault_of(settings)
    except SettingsRefused as refused:
        return [Finding("secret key", False, str(refused), "ritualbot secrets new-key")]
    with reading(engine) as session:
        number, lost = len(installs.with_token(session)), unreadable(session, vault)
    if number and vault is None:
        return [Finding("secret key", False, f"none, {number} tokens are stored", NO_KEY)]
    if vault is None:
        step = "set RITUALBOT_SECRET_KEY to what `ritualbot secrets new-key` prints"
        return [Finding("secret key", False, "none: no retro can be held without one", step)]
    if lost:
        places = ", ".join(f"{each.platform}:{each.external_id}" for each in lost)
        step = "add the key they were encrypted with to RITUALBOT_SECRET_KEY, or install the app there again"
        return [Finding("secret key", False, f"does not open the token of {places}", step)]
    return [Finding("secret key", True, f"opens {number} tokens")] if number else []


def _suspended(engine: sa.Engine) -> list[Finding]:
    """Where nothing is sent for now."""
    with reading(engine) as session:
        paused, places = workspaces.paused(session), workspaces.suspended(session)
    found = []
    for each in paused:
        said = f"paused since {each.paused_at:%Y-%m-%d %H:%M} UTC ({each.reason})"
        step = "install the app there again, or start ritualbot again with a token that works"
        found.append(Finding(f"workspace {each.platform}:{each.external_id}", False, said, step))
    for place in places:
        step = "stop sharing it" if place.state == PlaceState.SHARED else "unarchive it, or invite ritualbot there"
        found.append(Finding(f"channel {place.conversation}", False, f"{place.state}: nothing is posted there", step))
    return found


def as_json(findings: list[Finding]) -> str:
    return json.dumps([asdict(finding) for finding in findings], indent=2)


def as_text(findings: list[Finding]) -> str:
    lines = [f"{'ok ' if each.ok else 'no '} {each.what}: {each.found}" for each in findings]
    steps = [f"next: {each.next}" for each in findings if each.next]
    return "\n".join(lines + steps[:1])
