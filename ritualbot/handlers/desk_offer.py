"""What one side proposes to the other: asked of whoever may agree, and settled for all of them at once."""

from ritualbot.handlers.context import Context, Tick
from ritualbot.handlers.desk_right import words_for
from ritualbot.reports import desk_target as report
from ritualbot.rituals.desk import Seat
from ritualbot.rituals.desk_target import stamp
from ritualbot.store import desk_people as desks, desk_target as targets, person as people
from ritualbot.store.desk import Desk
from ritualbot.store.outbox import Outbox
from ritualbot.store.team import Person


def stamped(tick: Tick, desk: Desk) -> str:
    """The desk and what is proposed to it now, or by it: whoever agrees agrees to what they saw."""
    rows = targets.waiting(tick.session, desk)
    at = max((at for at in (desk.proposed_express_at, *(row.proposed_at for row in rows)) if at), default=None)
    faster = targets.express_proposed(desk) if desk.proposed_express_at else None
    return f"{desk.ref}.{stamp([targets.proposed(row) for row in rows], faster, at)}" if at else ""


def proposer(tick: Tick, desk: Desk) -> Person | None:
    """Who proposed what waits; None where nothing does."""
    row = next(iter(targets.waiting(tick.session, desk)), None)
    by = row.proposed_by if row else desk.proposed_express_by if desk.proposed_express_at else None
    return tick.session.get(Person, by) if by else None


def by_the_desk(tick: Tick, desk: Desk, person: Person) -> bool:
    """Whether somebody speaks for the desk: as its lead. Anyone else who may speaks for marketing."""
    return person.id in {each.id for each in desks.people(tick.session, desk, Seat.LEAD)}


def askable(tick: Tick, desk: Desk, by: Person) -> list[Person]:
    """Who may agree to what somebody proposed, never they themselves: of the desk its leads, of marketing the scrum
    masters, or with none of them the admins."""
    if not by_the_desk(tick, desk, by):
        return [each for each in desks.people(tick.session, desk, Seat.LEAD) if each.id != by.id]
    ranks = (desks.scrum_masters(tick.session, desk.tenant_id), people.admins(tick.session, desk.tenant_id))
    others = ([each for each in rank if each.id != by.id] for rank in ranks)
    return next((rank for rank in others if rank), [])


def ask(context: Context, desk: Desk) -> list[Person]:
    """Sends what is proposed to the other side; who was asked."""
    by, ref = proposer(context, desk), stamped(context, desk)
    if by is None:
        return []
    asked = askable(context, desk, by)
    for each in asked:
        card = report.offer_card(context.session, words_for(each, desk), desk, by, each.zone(), context.now, ref)
        context.tell(each, "desk.offer", f"desk:{ref}:offer", f"desk:{ref}:offer:{each.ref}", card, ref=ref)
    return asked


def offer_wanted(tick: Tick, row: Outbox) -> bool:
    """Asked as the sending begins: it was neither agreed to nor changed meanwhile."""
    desk = desks.of_ref(tick.session, row.ref.partition(".")[0])
    return desk is not None and row.ref == stamped(tick, desk)


def settle(context: Context, desk: Desk, ref: str) -> None:
    """Where the question of `ref` stands it says from now on what became of it."""
    tenant_id = desk.tenant_id
    ranks = (desks.scrum_masters(context.session, tenant_id), people.admins(context.session, tenant_id))
    asked = {each.id: each for rank in (desks.people(context.session, desk), *ranks) for each in rank}
    for each in asked.values() if ref else ():
        card = report.settled_card(context.session, words_for(each, desk), desk, context.person, each.zone())
        context.tell(each, "desk.settled", f"desk:{ref}:offer", f"desk:{ref}:settled:{each.ref}", card, ref=desk.ref)


def settled_wanted(_tick: Tick, row: Outbox) -> bool:
    """Only ever an edit of the question."""
    return bool(row.edits)
