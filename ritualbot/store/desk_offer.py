"""What one side of a desk proposes and waits for the other side's yes: who proposed it, who may agree."""

from sqlmodel import Session

from ritualbot.rituals.desk import Seat
from ritualbot.rituals.desk_target import stamp
from ritualbot.store import desk_people as desks, desk_target as targets, person as people
from ritualbot.store.desk import Desk
from ritualbot.store.team import Person


def stamped(session: Session, desk: Desk) -> str:
    """The desk and what is proposed to it now, or by it: whoever agrees agrees to what they saw."""
    rows = targets.waiting(session, desk)
    at = max((at for at in (desk.proposed_express_at, *(row.proposed_at for row in rows)) if at), default=None)
    faster = targets.express_proposed(desk) if desk.proposed_express_at else None
    return f"{desk.ref}.{stamp([targets.proposed(row) for row in rows], faster, at)}" if at else ""


def proposer(session: Session, desk: Desk) -> Person | None:
    """Who proposed what waits; None where nothing does."""
    row = next(iter(targets.waiting(session, desk)), None)
    by = row.proposed_by if row else desk.proposed_express_by if desk.proposed_express_at else None
    return session.get(Person, by) if by else None


def by_the_desk(session: Session, desk: Desk, person: Person) -> bool:
    """Whether somebody speaks for the desk: as its lead. Anyone else who may speaks for marketing."""
    return person.id in {each.id for each in desks.people(session, desk, Seat.LEAD)}


def askable(session: Session, desk: Desk, by: Person) -> list[Person]:
    """Who may agree to what somebody proposed, never they themselves: of the desk its leads, of marketing the scrum
    masters, or with none of them the admins."""
    if not by_the_desk(session, desk, by):
        return [each for each in desks.people(session, desk, Seat.LEAD) if each.id != by.id]
    ranks = (desks.scrum_masters(session, desk.tenant_id), people.admins(session, desk.tenant_id))
    others = ([each for each in rank if each.id != by.id] for rank in ranks)
    return next((rank for rank in others if rank), [])


def asks(session: Session, desk: Desk, person: Person) -> bool:
    """Whether what waits there waits for somebody's yes."""
    by = proposer(session, desk)
    return by is not None and person.id in {each.id for each in askable(session, desk, by)}
