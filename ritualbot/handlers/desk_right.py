"""Who may do what with a desk: a right held on that desk, in a team that may turn to it, or over the customer."""

from collections.abc import Mapping

from sqlmodel import Session

from ritualbot.errors import Absent, RuleBroken
from ritualbot.handlers.context import Context
from ritualbot.i18n import Words
from ritualbot.rituals import inputs, permissions
from ritualbot.rituals.desk import Seat
from ritualbot.rituals.permissions import Right, Role
from ritualbot.store import audit, desk_people as desks, team as teams, team_roster as roster
from ritualbot.store.audit import Action
from ritualbot.store.desk import Desk
from ritualbot.store.team import Person

ON_A_DESK = frozenset({Role.DESK_CONTACT, Role.DESK_LEAD})


def the_desk(context: Context, ref: str, right: Right) -> Desk:
    """A desk of one's own customer. Raises NotAllowed; Absent also for who is in no team and not on that desk."""
    desk = desks.by_ref(context.session, ref, context.person.tenant_id)
    if desk is None:
        raise Absent("permission.absent")
    permissions.allow(roles_at(context, desk), right)
    return desk


def roles_at(context: Context, desk: Desk) -> frozenset[Role]:
    """What the actor is on the desk, and in the teams that may turn to it; on another desk is nothing here. A desk that
    nobody leads is led by whoever may begin one."""
    elsewhere = _elsewhere(context)
    roles = elsewhere | desks.roles_on(context.session, roster.id_of(desk), roster.id_of(context.person))
    if permissions.holds(elsewhere, Right.DESK_OPEN) and not desks.people(context.session, desk, Seat.LEAD):
        return roles | {Role.DESK_LEAD}
    return roles


def roles_at_any(context: Context) -> frozenset[Role]:
    """What the actor is on any desk, and in the teams that may turn to them."""
    held = [desks.roles_on(context.session, roster.id_of(each), roster.id_of(context.person)) for each in mine(context)]
    return _elsewhere(context).union(*held)


def mine(context: Context) -> list[Desk]:
    return desks.of_person(context.session, context.person)


def seen(context: Context) -> list[Desk]:
    """The desks the actor may look at. Raises NotAllowed for who may look at none, Absent for who is nobody here."""
    permissions.allow(roles_at_any(context), Right.DESK_READ)
    if permissions.holds(_elsewhere(context), Right.DESK_READ):
        return desks.of_tenant(context.session, context.person.tenant_id)
    return mine(context)


def _elsewhere(context: Context) -> frozenset[Role]:
    return roles_elsewhere(context.session, context.person)


def roles_elsewhere(session: Session, person: Person) -> frozenset[Role]:
    """What somebody is in the teams that may turn to a desk, and over the customer."""
    return roster.roles_anywhere(session, person) - ON_A_DESK


def picked(context: Context, values: Mapping[str, str], field: str) -> list[Person]:
    """The people picked there, each once. Raises RuleBroken `team.person_unknown` for one nobody knows."""
    workspace_id = roster.id_of(context.workspace)
    found = []
    for user in dict.fromkeys(user for user in values.get(field, "").split(",") if user):
        person = teams.person_at(context.session, workspace_id, user)
        if person is None:
            raise RuleBroken("team.person_unknown", field=field, typed=inputs.echo(user))
        found.append(person)
    return found


def words_for(person: Person, desk: Desk) -> Words:
    return Words(person.language or desk.language)


def record(context: Context, action: Action, object: str) -> None:
    audit.record(
        context.session,
        context.person.tenant_id,
        context.now,
        actor=context.person.ref,
        action=action,
        object=object,
    )
