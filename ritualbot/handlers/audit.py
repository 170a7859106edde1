"""What an admin reads of the audit log."""

from ritualbot.chat.events import ButtonPressed, CommandTyped
from ritualbot.chat.replies import Reply, Say
from ritualbot.handlers.context import Context
from ritualbot.reports import audit as report
from ritualbot.rituals import permissions
from ritualbot.rituals.permissions import Right
from ritualbot.store import audit, team_roster as roster


def show(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    """The last entries of one's own customer, in whatever conversation it is asked: an admin is often in no team."""
    permissions.allow(roster.roles_anywhere(context.session, context.person), Right.AUDIT_READ)
    tenant_id = context.person.tenant_id
    rows = audit.latest(context.session, tenant_id)
    names = audit.names(context.session, tenant_id, {ref for row in rows for ref in (row.actor, row.object)})
    return Say(report.audit_card(context.words, rows, names, context.person.zone()))
