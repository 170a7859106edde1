"""What people do with an action, each step with its line of history."""

from datetime import date, datetime

from sqlmodel import Session

from ritualbot.rituals.action import ActionState, ActionStep
from ritualbot.store import action as actions, alarms
from ritualbot.store.action import Action, ActionEvent


def accept(session: Session, row: Action, person_id: int, due_on: date, now: datetime) -> ActionEvent:
    event = actions.record(session, row, ActionStep.ACCEPTED, person_id, now)
    row.state, row.accepted_at, row.due_on = ActionState.OPEN, now, due_on
    return _changed(session, row, event, now)


def decline(session: Session, row: Action, person_id: int, back_to: int, reason: str, now: datetime) -> ActionEvent:
    """It goes back to somebody, who has not taken it either."""
    event = actions.record(session, row, ActionStep.DECLINED, person_id, now, reason)
    row.state, row.accepted_at, row.owner_id, row.asked_in = ActionState.PROPOSED, None, back_to, event.ref
    return _changed(session, row, event, now)


def change(
    session: Session, row: Action, person_id: int, text: str, owner_id: int, due_on: date, now: datetime
) -> ActionEvent:
    """Somebody else's from now on, it is theirs to take; whoever gives it to themselves has taken it."""
    event = actions.record(session, row, ActionStep.CHANGED, person_id, now)
    if owner_id != row.owner_id or owner_id == person_id:
        mine = owner_id == person_id
        row.state = ActionState.OPEN if mine else ActionState.PROPOSED
        row.accepted_at = (row.accepted_at or now) if mine else None
        row.asked_in = "" if mine else event.ref
    row.text, row.owner_id, row.due_on = text, owner_id, due_on
    return _changed(session, row, event, now)


def postpone(session: Session, row: Action, person_id: int, due_on: date, now: datetime) -> ActionEvent:
    event = actions.record(session, row, ActionStep.POSTPONED, person_id, now)
    row.due_on = due_on
    return _changed(session, row, event, now)


def finish(session: Session, row: Action, person_id: int, now: datetime) -> ActionEvent:
    event = actions.record(session, row, ActionStep.DONE, person_id, now)
    return _close(session, row, event, ActionState.DONE)


def drop(session: Session, row: Action, person_id: int, reason: str, now: datetime) -> ActionEvent:
    event = actions.record(session, row, ActionStep.DROPPED, person_id, now, reason)
    row.drop_reason = reason
    return _close(session, row, event, ActionState.DROPPED)


def _close(session: Session, row: Action, event: ActionEvent, state: ActionState) -> ActionEvent:
    row.state, row.closed_at, row.closed_by = state, event.at, event.person_id
    session.add(row)
    alarms.clear(session, actions.REMIND, row.ref)
    return event


def undo(session: Session, row: Action, event: ActionEvent, now: datetime) -> ActionEvent:
    """Puts back what stood before it."""
    undone, was = actions.record(session, row, ActionStep.UNDONE, event.person_id, now), row.owner_id
    row.text, row.owner_id, row.due_on = event.text, event.owner_id, event.due_on
    row.state, row.accepted_at = event.state, event.accepted_at
    row.closed_at, row.closed_by, row.drop_reason = None, None, ""
    if row.owner_id != was:
        row.asked_in = ""
    return _changed(session, row, undone, now)


def _changed(session: Session, row: Action, event: ActionEvent, now: datetime) -> ActionEvent:
    row.reminded_on = None
    session.add(row)
    session.flush()
    actions.watch(session, row, now)
    return event
