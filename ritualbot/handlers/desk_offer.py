"""What one side proposes to the other: asked of whoever may agree, and settled for all of them at once."""

from ritualbot.handlers.context import Context, Tick
from ritualbot.handlers.desk_right import words_for
from ritualbot.reports import desk_target as report
from ritualbot.store import desk_offer as offers, desk_people as desks, person as people
from ritualbot.store.desk import Desk
from ritualbot.store.outbox import Outbox
from ritualbot.store.team import Person


def ask(context: Context, desk: Desk) -> list[Person]:
    """Sends what is proposed to the other side; who was asked."""
    by, ref = offers.proposer(context.session, desk), offers.stamped(context.session, desk)
    if by is None:
        return []
    asked = offers.askable(context.session, desk, by)
    for each in asked:
        card = report.offer_card(context.session, words_for(each, desk), desk, by, each.zone(), context.now, ref)
        context.tell(each, "desk.offer", f"desk:{ref}:offer", f"desk:{ref}:offer:{each.ref}", card, ref=ref)
    return asked


def offer_wanted(tick: Tick, row: Outbox) -> bool:
    """Asked as the sending begins: it was neither agreed to nor changed meanwhile."""
    desk = desks.of_ref(tick.session, row.ref.partition(".")[0])
    return desk is not None and row.ref == offers.stamped(tick.session, desk)


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
