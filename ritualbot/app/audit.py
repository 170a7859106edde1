"""`ritualbot audit`: who did what and when."""

from pathlib import Path

from ritualbot.app.database import Say, open_database, whole_chains
from ritualbot.errors import CommandRefused
from ritualbot.reports.audit import audit_lines
from ritualbot.settings import Settings
from ritualbot.store import audit
from ritualbot.store.engine import reading


def export(settings: Settings, out: Path | None, say: Say) -> None:
    """Every audit row as a line of JSON. Raises SchemaTooOld, or CommandRefused: nothing of a broken chain is given
    out as evidence, and a file that cannot be written is named."""
    engine = open_database(settings)
    with reading(engine) as session:
        rows = [row for tenant in whole_chains(session) for row in audit.chain(session, tenant)]
    lines = audit_lines(rows)
    if out is None:
        for line in lines:
            say(line)
        return
    try:
        out.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    except OSError as error:
        raise CommandRefused(f"{out} cannot be written: {error.strerror}") from error
    say(f"{len(lines)} rows written to {out}")
