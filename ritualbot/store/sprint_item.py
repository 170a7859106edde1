"""What is planned in a sprint, and the backlog it comes from: carried-over items first, then in their order."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ritualbot.rituals.sprint import ItemState
from ritualbot.rituals.sprint_item import ItemSpec
from ritualbot.store.sprint import Sprint, SprintItem
from ritualbot.store.team import Person

_CARRIED_FIRST = (col(SprintItem.carried_from).is_(None), col(SprintItem.position), col(SprintItem.id))


def by_ref(session: Session, ref: str) -> SprintItem | None:
    """The item, locked until the transaction ends."""
    query = select(SprintItem).where(col(SprintItem.ref) == ref).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).first()


def team_of_item(session: Session, ref: str) -> int | None:
    return session.exec(select(SprintItem.team_id).where(col(SprintItem.ref) == ref)).first()


def of_sprint(session: Session, sprint_id: int) -> list[SprintItem]:
    """In their order, whatever became of them."""
    query = select(SprintItem).where(col(SprintItem.sprint_id) == sprint_id)
    return list(session.exec(query.order_by(col(SprintItem.position), col(SprintItem.id))))


def lock_of_sprint(session: Session, sprint_id: int) -> list[SprintItem]:
    """The same, locked until the transaction ends: a tick on its way is in before the sprint closes."""
    query = select(SprintItem).where(col(SprintItem.sprint_id) == sprint_id).with_for_update()
    ordered = query.order_by(col(SprintItem.position), col(SprintItem.id))
    return list(session.exec(ordered.execution_options(populate_existing=True)))


def backlog(session: Session, team_id: int) -> list[SprintItem]:
    """What waits: carried over first, then the rest from the top."""
    query = select(SprintItem).where(
        col(SprintItem.team_id) == team_id,
        col(SprintItem.sprint_id).is_(None),
        col(SprintItem.state) == ItemState.OPEN,
    )
    return list(session.exec(query.order_by(*_CARRIED_FIRST)))


def open_of(session: Session, team_id: int, person_id: int) -> list[SprintItem]:
    """A person's open items in a team, those of the sprint first."""
    query = select(SprintItem).where(
        col(SprintItem.team_id) == team_id,
        col(SprintItem.owner_id) == person_id,
        col(SprintItem.state) == ItemState.OPEN,
    )
    found = session.exec(query.order_by(col(SprintItem.sprint_id).is_(None), *_CARRIED_FIRST))
    return list(found)


def open_in_sprint(session: Session, sprint: Sprint, person_id: int) -> list[SprintItem]:
    """What a person has to do in a sprint."""
    mine = (each for each in of_sprint(session, sprint.id or 0) if each.owner_id == person_id)
    return [each for each in mine if each.state == ItemState.OPEN]


def done_by(session: Session, sprint: Sprint, person_id: int) -> list[SprintItem]:
    """What a person ticked in a sprint."""
    done = (each for each in of_sprint(session, sprint.id or 0) if each.state == ItemState.DONE)
    return [each for each in done if each.done_by == person_id]


def add(
    session: Session, team_id: int, sprint_id: int | None, specs: Sequence[ItemSpec], by: int | None, now: datetime
) -> list[SprintItem]:
    """At the end of the sprint, or (None) of the backlog."""
    last = session.exec(select(sa.func.max(col(SprintItem.position))).where(col(SprintItem.team_id) == team_id)).one()
    rows = [
        SprintItem(
            team_id=team_id,
            sprint_id=sprint_id,
            position=(last or 0) + place,
            title=spec.title,
            created_by=by,
            created_at=now,
        )
        for place, spec in enumerate(specs, 1)
    ]
    for row, spec in zip(rows, specs, strict=True):
        write(session, row, spec)
    return rows


def write(session: Session, row: SprintItem, spec: ItemSpec) -> None:
    row.title, row.priority, row.link = spec.title, spec.priority, spec.link
    row.need, row.need_text = spec.need or "", spec.need_text
    owner = session.exec(select(Person.id).where(col(Person.ref) == spec.owner)).first() if spec.owner else None
    row.owner_id = owner
    session.add(row)
    session.flush()


def place(session: Session, row: SprintItem, sprint_id: int | None) -> None:
    """In a sprint, or (None) back in the backlog, no longer as carried over."""
    if row.sprint_id != sprint_id:
        row.sprint_id, row.carried_from = sprint_id, None
        session.add(row)
        session.flush()


def plan(session: Session, sprint: Sprint, refs: Collection[str]) -> int:
    """Takes these items of the backlog into a sprint; how many."""
    rows = [row for row in backlog(session, sprint.team_id) if row.ref in refs]
    for row in rows:
        row.sprint_id = sprint.id
        session.add(row)
    session.flush()
    return len(rows)


def settle(session: Session, row: SprintItem, state: ItemState, by: int, now: datetime) -> None:
    row.state, row.done_at, row.done_by = state, now, by
    session.add(row)
    session.flush()


def reopen(session: Session, row: SprintItem) -> None:
    row.state, row.done_at, row.done_by = ItemState.OPEN, None, None
    session.add(row)
    session.flush()


def carry(session: Session, sprint: Sprint, rows: Sequence[SprintItem], back: Collection[str]) -> None:
    """Out of a sprint that closes: carried over, at the head of what the next one is proposed, or (`back`, by ref)
    into the backlog at its place."""
    for row in rows:
        row.sprint_id = None
        if row.ref in back:
            row.carried_from = None
        else:
            row.carries, row.carried_from = row.carries + 1, sprint.id
        session.add(row)
    session.flush()


def bring_back(session: Session, sprint: Sprint, carried: Collection[str], back: Collection[str]) -> int:
    """Into a reopened sprint: what left it as it closed and still waits, untouched since; how many."""
    query = select(SprintItem).where(
        col(SprintItem.team_id) == sprint.team_id,
        col(SprintItem.ref).in_({*carried, *back}),
        col(SprintItem.sprint_id).is_(None),
        col(SprintItem.state) == ItemState.OPEN,
    )
    rows = list(session.exec(query))
    for row in rows:
        if row.ref in carried and row.carried_from == sprint.id:
            row.carries -= 1
        row.sprint_id, row.carried_from = sprint.id, None
        session.add(row)
    session.flush()
    return len(rows)
