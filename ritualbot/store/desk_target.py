"""What a desk agreed to, what is only indicative, and what waits for the other side."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from ritualbot.rituals.desk import USUAL_EXPRESS, Express
from ritualbot.rituals.desk_target import ExpressTerms, Terms
from ritualbot.store.desk import Desk, DeskTarget
from ritualbot.store.team import Person
from ritualbot.store.team_roster import id_of


def of_desk(session: Session, desk: Desk) -> list[DeskTarget]:
    """In the order of the catalogue, which is that in which they were made."""
    query = select(DeskTarget).where(col(DeskTarget.desk_id) == id_of(desk)).order_by(col(DeskTarget.id))
    return list(session.exec(query))


def agreed(session: Session, desk: Desk, type: str) -> bool:
    """Whether the desk agreed to its targets for this type: until then its clocks are only indicative, and no breach is
    counted or told."""
    query = select(DeskTarget.agreed_at).where(
        col(DeskTarget.desk_id) == id_of(desk), col(DeskTarget.type) == type, col(DeskTarget.agreed_at).is_not(None)
    )
    return session.exec(query).first() is not None


def in_force(row: DeskTarget) -> Terms:
    return Terms(row.type, row.acknowledge, row.decide, row.pieces)


def proposed(row: DeskTarget) -> Terms:
    """What waits for the other side, or is in force where nothing does."""
    if row.proposed_at is None:
        return in_force(row)
    return Terms(row.type, row.proposed_acknowledge, row.proposed_decide, row.proposed_pieces)


def waiting(session: Session, desk: Desk) -> list[DeskTarget]:
    """Those on which the other side is asked."""
    return [row for row in of_desk(session, desk) if row.proposed_at is not None]


def express(desk: Desk) -> ExpressTerms:
    """What both sides agreed on."""
    agreed = desk.express == Express.AGREED
    return ExpressTerms(desk.express_per_sprint if agreed else 0, desk.express_target or USUAL_EXPRESS)


def express_proposed(desk: Desk) -> ExpressTerms:
    """What waits for the other side, or is in force where nothing does."""
    if desk.proposed_express_per_sprint is None:
        return express(desk)
    return ExpressTerms(desk.proposed_express_per_sprint, desk.proposed_express_target)


def begin(session: Session, desk: Desk, usual: Sequence[Terms], by: Person, now: datetime) -> None:
    """The usual targets: indicative from now on, and proposed to the desk."""
    for terms in usual:
        row = DeskTarget(desk_id=id_of(desk), type=terms.type, acknowledge=terms.acknowledge, decide=terms.decide)
        row.pieces = terms.pieces
        session.add(row)
        session.flush()
        _propose(row, terms, by, now)
    session.flush()


def propose(
    session: Session, desk: Desk, offer: Sequence[Terms], faster: ExpressTerms, by: Person, now: datetime
) -> bool:
    """What one side would have instead, as one offer: what still waited becomes part of it. Whether anything differs
    from what was proposed or agreed before."""
    rows = {row.type: row for row in of_desk(session, desk)}
    changed = [each for each in offer if each != proposed(rows[each.type])]
    if not changed and faster == express_proposed(desk):
        return False
    if faster != express_proposed(desk) or desk.proposed_express_per_sprint is not None:
        _propose_express(desk, faster, by, now)
        session.add(desk)
    for each in offer:
        row = rows[each.type]
        if each in changed or row.proposed_at is not None:
            _propose(row, each, by, now)
            session.add(row)
    session.flush()
    return True


def _propose_express(desk: Desk, faster: ExpressTerms, by: Person, now: datetime) -> None:
    desk.proposed_express_per_sprint, desk.proposed_express_target = faster.per_sprint, faster.target
    desk.proposed_express_at, desk.proposed_express_by = now, by.id
    if desk.express == Express.OFF:
        desk.express = Express.PROPOSED


def _propose(row: DeskTarget, terms: Terms, by: Person, now: datetime) -> None:
    row.proposed_acknowledge, row.proposed_decide = terms.acknowledge, terms.decide
    row.proposed_pieces, row.proposed_at, row.proposed_by = terms.pieces, now, by.id


def agree(session: Session, desk: Desk, by: Person, now: datetime) -> None:
    """What was proposed holds from now on."""
    for row in waiting(session, desk):
        row.acknowledge, row.decide, row.pieces = row.proposed_acknowledge, row.proposed_decide, row.proposed_pieces
        row.proposed_acknowledge = row.proposed_decide = row.proposed_pieces = ""
        row.proposed_at = None  # who proposed it stays: it takes two to agree
        row.agreed_at, row.agreed_by = now, by.id
        session.add(row)
    if desk.proposed_express_per_sprint is not None:
        _agree_express(desk, by, now)
        session.add(desk)
    session.flush()


def _agree_express(desk: Desk, by: Person, now: datetime) -> None:
    faster = express_proposed(desk)
    desk.express = Express.AGREED if faster.per_sprint else Express.OFF
    desk.express_per_sprint, desk.express_target = faster.per_sprint, faster.target
    desk.proposed_express_per_sprint, desk.proposed_express_target, desk.proposed_express_at = None, "", None
    desk.express_agreed_at, desk.express_agreed_by = now, by.id  # who proposed it stays: it takes two to agree
