"""What people are told of actions by themselves: that one waits for them, what became of it, that it is due."""

from ritualbot.handlers import standup_day as day
from ritualbot.handlers.context import Tick
from ritualbot.reports import action as report
from ritualbot.rituals.action import OPEN_STATES, ActionState
from ritualbot.rituals.calendar import local_day
from ritualbot.store import action as actions, team as teams
from ritualbot.store.action import Action, ActionEvent
from ritualbot.store.outbox import Outbox
from ritualbot.store.team import Person, Team


def _subject(row: Action, asked_in: str) -> str:
    return f"action:{row.ref}:asked:{asked_in}"


def ask(tick: Tick, team: Team, row: Action, by: Person, reason: str = "") -> None:
    """Tells whoever an action was made for, or given to; nothing to tell of one's own."""
    if row.state != ActionState.PROPOSED or not row.asked_in:
        return
    each = report.seen(tick.session, row, tick.now)
    today = local_day(tick.now, each.owner.zone())
    card = report.proposed_card(day.words_for(each.owner, team), each, by.name, reason, today)
    subject = _subject(row, row.asked_in)
    tick.tell(each.owner, "action.asked", subject, subject, card, ref=row.ref)


def settle(tick: Tick, team: Team, row: Action, asked_in: str, person: Person, event: ActionEvent) -> None:
    """Keeps the message in which somebody was asked true where it stands."""
    if not asked_in:
        return
    each = report.seen(tick.session, row, tick.now)
    today = local_day(tick.now, person.zone())
    card = report.settled_card(day.words_for(person, team), each, person, today)
    subject = _subject(row, asked_in)
    tick.tell(person, "action.settled", subject, f"{subject}:{event.ref}", card, ref=row.ref)


def news(tick: Tick, team: Team, row: Action, person: Person, by: Person, told: ActionEvent, key: str) -> None:
    """What `by` did with an action of somebody else's. Undone, the message it was told in says so."""
    each = report.seen(tick.session, row, tick.now)
    today = local_day(tick.now, person.zone())
    reason = told.reason if key == told.kind else ""
    card = report.news_card(day.words_for(person, team), each, key, by.name, reason, today)
    subject = f"action:{row.ref}:news:{told.ref}:{person.ref}"
    tick.tell(person, "action.news", subject, f"{subject}:{key}", card, ref=row.ref)


def remind(tick: Tick, ref: str) -> None:
    """The alarm of an action, on the mornings its owner is reminded; not once they are gone from the team."""
    row = actions.by_ref(tick.session, ref)
    owner = tick.session.get(Person, row.owner_id) if row else None
    team = tick.session.get(Team, row.team_id) if row else None
    if row is None or owner is None or team is None or row.state not in OPEN_STATES:
        return
    here = teams.roles_in(tick.session, row.owner_id, team) & set(teams.PARTICIPANTS)
    if not owner.active or not here or not actions.remind(tick.session, row, owner, tick.now):
        return
    each = report.seen(tick.session, row, tick.now)
    card = report.due_card(day.words_for(owner, team), each, local_day(tick.now, owner.zone()))
    subject = f"action:{row.ref}:due:{row.reminded_on}"
    tick.tell(owner, "action.due", subject, subject, card, ref=row.ref)


# -- as a sending begins -------------------------------------------------------------------------------------------


def asked_wanted(tick: Tick, row: Outbox) -> bool:
    """Nobody is asked about what was taken, given away or closed meanwhile."""
    found = actions.by_ref(tick.session, row.ref)
    return found is not None and found.state == ActionState.PROPOSED and f":asked:{found.asked_in}:" in row.subject


def settled_wanted(tick: Tick, row: Outbox) -> bool:
    """Only ever an edit."""
    return bool(row.edits)


def due_wanted(tick: Tick, row: Outbox) -> bool:
    """The last reminder of what is still open and as it was."""
    found = actions.by_ref(tick.session, row.ref)
    return found is not None and found.state in OPEN_STATES and f":due:{found.reminded_on}:" in row.subject
