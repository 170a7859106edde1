"""`ritualbot doctor`: what is well, what is not, and the next step."""

import json
from dataclasses import asdict, dataclass

import sqlalchemy as sa

from ritualbot.clock import wall_now
from ritualbot.errors import SchemaTooOld
from ritualbot.settings import Settings
from ritualbot.store import heartbeat, schema, team as teams
from ritualbot.store.engine import connect, reading

QUIET_AFTER = 120.0  # seconds without a worker's sign of life


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `next` is what to do when it is not well, else empty."""

    what: str
    ok: bool
    found: str
    next: str = ""


def examine(settings: Settings) -> list[Finding]:
    """Settings were read already: what is wrong with them was said before this."""
    engine = connect(settings.database_url)
    findings = [Finding("settings", True, "read"), _database(engine)]
    if not findings[-1].ok:
        return findings
    findings.append(_schema(engine))
    if findings[-1].ok:
        findings += [_tick(engine), _teams(engine)]
    return findings


def _database(engine: sa.Engine) -> Finding:
    kind = engine.dialect.name
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


def as_json(findings: list[Finding]) -> str:
    return json.dumps([asdict(finding) for finding in findings], indent=2)


def as_text(findings: list[Finding]) -> str:
    lines = [f"{'ok ' if each.ok else 'no '} {each.what}: {each.found}" for each in findings]
    steps = [f"next: {each.next}" for each in findings if each.next]
    return "\n".join(lines + steps[:1])
