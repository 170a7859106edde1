"""Links to a team's dashboard: made for whoever asks, each for that person alone, and taken back."""

from ritualbot.chat.events import ButtonPressed, CommandTyped
from ritualbot.chat.replies import Reply, Say
from ritualbot.handlers.context import Context
from ritualbot.reports import dashboard_link as report
from ritualbot.rituals.permissions import Role
from ritualbot.store import audit, dashboard_link as links
from ritualbot.store.audit import Action

_LEADS = (Role.SCRUM_MASTER, Role.ASSISTANT)


def link(context: Context, _event: CommandTyped | ButtonPressed) -> Reply:
    """A new link; those made before go on until their end."""
    team = context.this_team()
    url = links.make(context.session, team, context.person, context.now)
    if url is None:
        return Say(report.not_offered_card(context.words))
    _log(context, Action.DASHBOARD_LINK_MADE)
    lasting = links.lasting(context.session, team, context.now)
    mine = sum(each.person_id == context.person.id for each in lasting)
    others = len(lasting) - mine if context.has(*_LEADS) else 0
    return Say(report.made_card(context.session, context.words, team, url, (mine, others), context.now))


def revoke(context: Context, _event: ButtonPressed) -> Reply:
    """All of one's own to this team lead nowhere from now on."""
    ended = links.revoke(context.session, context.this_team(), context.person, context.now)
    return _revoked(context, ended)


def revoke_all(context: Context, _event: ButtonPressed) -> Reply:
    """Everybody's, by whoever leads the team."""
    ended = links.revoke(context.session, context.this_team(), None, context.now)
    return _revoked(context, ended)


def _revoked(context: Context, ended: int) -> Reply:
    if ended:
        _log(context, Action.DASHBOARD_LINK_REVOKED)
    return Say(report.revoked_card(context.words, context.this_team(), ended))


def _log(context: Context, action: Action) -> None:
    team, who = context.this_team(), context.person
    audit.record(context.session, team.tenant_id, context.now, actor=who.ref, action=action, object=team.ref)
