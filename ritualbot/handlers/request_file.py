"""A request's versions and answers as evidence, in a file: of one request, of all of a team's or a desk's."""

from datetime import datetime

from sqlmodel import Session

from ritualbot.chat.cards import File
from ritualbot.errors import Absent
from ritualbot.handlers.context import Context
from ritualbot.reports import request_csv as report
from ritualbot.rituals import permissions
from ritualbot.rituals.permissions import Right
from ritualbot.store import desk_people, request as requests, team as teams
from ritualbot.store.request import Request
from ritualbot.store.team import Team


def offered(context: Context, ref: str) -> File:
    """For whoever asked, who leads the team, and the desk; what is confidential answers as absent to others."""
    row, team = _known(context.session, context.person.tenant_id, ref)
    here = context.within(team).concerning(requests.concerned(context.session, ref))
    if row.confidential and not permissions.holds(here.roles, Right.REQUEST_NEGOTIATE, own=here.own):
        raise Absent("permission.absent")
    permissions.allow(here.roles, Right.REQUEST_NEGOTIATE, own=here.own)
    return report.request_file(context.words, row)


def made(session: Session, tenant_id: int, file: File, now: datetime) -> bytes:
    row, team = _known(session, tenant_id, file.ref)
    return report.request_csv(session, team, [row], file.language, now)


def _known(session: Session, tenant_id: int, ref: str) -> tuple[Request, Team]:
    row = requests.by_ref(session, ref)
    team = session.get(Team, row.team_id) if row else None
    if row is None or team is None or team.tenant_id != tenant_id:
        raise Absent("permission.absent")
    return row, team


# -- all of a team's, and of a desk's ------------------------------------------------------------------------------


def offered_all(context: Context, ref: str) -> File:
    """For whoever leads the team: what is confidential is in it."""
    team = _team(context.session, context.person.tenant_id, ref)
    permissions.allow(context.within(team).roles, Right.REQUEST_EDIT, own=False)
    return report.requests_file(context.words, team)


def made_all(session: Session, tenant_id: int, file: File, now: datetime) -> bytes:
    return report.team_csv(session, _team(session, tenant_id, file.ref), file.language, now)


def offered_desk(context: Context, ref: str) -> File:
    """For the desk's own people: they see what is confidential there."""
    desk = desk_people.by_ref(context.session, ref, context.person.tenant_id)
    if desk is None:
        raise Absent("permission.absent")
    seat = desk_people.roles_on(context.session, desk.id or 0, context.person.id or 0)
    permissions.allow(seat, Right.REQUEST_DECIDE, own=False)
    return report.desk_file(context.words, desk)


def made_desk(session: Session, tenant_id: int, file: File, now: datetime) -> bytes:
    desk = desk_people.by_ref(session, file.ref, tenant_id)
    if desk is None:
        raise Absent("permission.absent")
    return report.desk_csv(session, desk, file.language, now)


def _team(session: Session, tenant_id: int, ref: str) -> Team:
    team = teams.team_by_ref(session, ref)
    if team is None or team.tenant_id != tenant_id:
        raise Absent("permission.absent")
    return team
