"""What the audit log keeps of requests: who took one, decided, signed off or took that back; never what it says."""

from collections.abc import Mapping

from ritualbot.handlers.context import Tick
from ritualbot.rituals.request_history import Happened
from ritualbot.rituals.request_link import Outside
from ritualbot.store import audit
from ritualbot.store.audit import Action
from ritualbot.store.request import Request
from ritualbot.store.request_link import RequestLink
from ritualbot.store.team import Person, Team

_ACTIONS: Mapping[Happened, Action] = {
    Happened.TAKEN: Action.REQUEST_TAKEN,
    Happened.UNTAKEN: Action.REQUEST_UNTAKEN,
    Happened.APPROVED: Action.REQUEST_APPROVED,
    Happened.RESERVED: Action.REQUEST_RESERVED,
    Happened.REFUSED: Action.REQUEST_REFUSED,
    Happened.CORRECTED: Action.REQUEST_CORRECTED,
    Happened.ACCEPTED: Action.REQUEST_ACCEPTED,
    Happened.SIGNED_OFF: Action.REQUEST_SIGNED_OFF,
    Happened.REOPENED: Action.REQUEST_REOPENED,
}
_BY_LINK: Mapping[Outside, Action] = {
    Outside.ACKNOWLEDGE: Action.REQUEST_TAKEN_BY_LINK,
    Outside.ASK: Action.REQUEST_ASKED_BY_LINK,
    Outside.ANSWER: Action.REQUEST_ANSWERED_BY_LINK,
}


def log(tick: Tick, row: Request, kind: Happened, by: Person) -> None:
    """Nothing for what approves nothing: it stands in the request's own history."""
    if kind in _ACTIONS:
        _record(tick, row, by.ref, _ACTIONS[kind])


def log_by_link(tick: Tick, row: Request, act: Outside, link: RequestLink) -> None:
    """Somebody outside is no person of ours: the link they used did it."""
    _record(tick, row, link.ref, _BY_LINK[act])


def _record(tick: Tick, row: Request, actor: str, action: Action) -> None:
    team = tick.session.get_one(Team, row.team_id)
    audit.record(tick.session, team.tenant_id, tick.now, actor=actor, action=action, object=row.ref)
