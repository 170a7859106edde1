"""What an admin reads of the audit log."""

from datetime import datetime

from sqlmodel import Session

from ritualbot.chat.cards import File
from ritualbot.chat.events import ButtonPressed, CommandTyped
from ritualbot.chat.replies import Reply, Say
from ritualbot.errors import RuleBroken
from ritualbot.handlers.context import Context
from ritualbot.reports import audit as report
from ritualbot.rituals import permissions
from ritualbot.rituals.permissions import Right
from ritualbot.store import audit, team_roster as roster


def show(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    """The last entries of one's own customer, in whatever conversation it is asked: an admin is often in no team."""
    _allow(context)
    tenant_id = context.person.tenant_id
    rows = audit.latest(context.session, tenant_id)
    names = audit.names(context.session, tenant_id, {ref for row in rows for ref in (row.actor, row.object)})
    file = report.audit_file(context.words, context.today())
    return Say(report.audit_card(context.words, rows, names, context.person.zone(), file))


def offered(context: Context, _ref: str) -> File:
    """The whole log as a file. Raises RuleBroken `audit.broken` for a chain that is not whole: it is no evidence."""
    _allow(context)
    broken = audit.broken_at(context.session, context.person.tenant_id)
    if broken is not None:
        raise RuleBroken("audit.broken", number=str(broken))
    return report.audit_file(context.words, context.today())


def made(session: Session, tenant_id: int, _file: File, _now: datetime) -> bytes:
    lines = report.audit_lines(audit.chain(session, tenant_id))
    return "".join(f"{line}\n" for line in lines).encode()


def _allow(context: Context) -> None:
    permissions.allow(roster.roles_anywhere(context.session, context.person), Right.AUDIT_READ)
