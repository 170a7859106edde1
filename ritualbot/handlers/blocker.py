"""What people do with blockers, and the one alert when a blocker lasts."""

from ritualbot.chat.events import ButtonPressed, CommandTyped, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.errors import Absent, NotAllowed, RuleBroken
from ritualbot.handlers import blocker_told, standup_day as day
from ritualbot.handlers.context import Context, Tick
from ritualbot.reports import blocker as report
from ritualbot.rituals import permissions
from ritualbot.rituals.blocker import UNDO_WITHIN, BlockerState, Happened, parse
from ritualbot.rituals.permissions import Right
from ritualbot.store import alarms, blocker as blockers, person as people
from ritualbot.store.blocker import Blocker, BlockerEvent
from ritualbot.store.outbox import Outbox
from ritualbot.store.team import Team


def list(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    """The team's open blockers, by age."""
    team = context.this_team()
    return Say(report.list_card(context.session, context.words, team, context.person, context.roles, context.now))


def _open(context: Context, ref: str) -> Blocker:
    """The blocker, locked. Raises RuleBroken `blocker.closed` once it is."""
    row = blockers.by_ref(context.session, ref)
    if row is None:
        raise Absent("permission.absent")
    if row.state != BlockerState.OPEN:
        raise RuleBroken("blocker.closed", number=str(row.number))
    return row


def _editable(context: Context, ref: str) -> Blocker:
    """As `_open`. Raises NotAllowed for who is neither its owner nor a scrum master or assistant."""
    row = _open(context, ref)
    permissions.allow(context.roles, Right.BLOCKER_EDIT, own=row.person_id == context.person.id)
    return row


def acknowledge(context: Context, event: ButtonPressed) -> Reply:
    """[I am on it]: anyone of the team, one at a time."""
    row = _open(context, event.ref)
    assert context.person.id is not None
    if row.acknowledged_by == context.person.id:
        return _done(context, row, None)
    if row.acknowledged_by is not None:
        taken_by = report.seen(context.session, row, context.now).taken_by
        raise RuleBroken("blocker.taken", name=taken_by, number=str(row.number))
    return _done(context, row, blockers.acknowledge(context.session, row, context.person.id, context.now))


def edit(context: Context, event: ButtonPressed) -> Reply:
    return OpenForm(report.edit_form(context.words, _editable(context, event.ref)))


def save(context: Context, event: FormSubmitted) -> Reply:
    row = _editable(context, event.ref)
    text, tag = parse(event.values)
    return _update(context, row, text, tag)


def tag(context: Context, event: ButtonPressed) -> Reply:
    """Where it waits. The button's ref is the blocker's and the tag, `<ref>:legal`."""
    ref, _, chosen = event.ref.partition(":")
    row = _editable(context, ref)
    return _update(context, row, row.text, chosen)


def _update(context: Context, row: Blocker, text: str, tag: str | None) -> Reply:
    if (row.text, row.tag) == (text, tag):
        return _done(context, row, None)
    return _done(context, row, blockers.update(context.session, row, context.person.id, text, tag, context.now))


def resolve(context: Context, event: ButtonPressed) -> Reply:
    row = _editable(context, event.ref)
    assert context.person.id is not None
    return _done(context, row, blockers.resolve(context.session, row, context.person.id, context.now))


def undo(context: Context, event: ButtonPressed) -> Reply:
    """Takes back one's own last step, for ten minutes and while nothing followed it."""
    done = blockers.event_by_ref(context.session, event.ref)
    if done is None:
        raise Absent("permission.absent")
    if done.person_id != context.person.id:
        raise NotAllowed("permission.own_only")
    row = blockers.of_event(context.session, done)
    last = blockers.last_event(context.session, row)
    if last is not None and last.kind == Happened.UNDONE and last.person_id == context.person.id:
        return _done(context, row, None)
    if last is None or last.id != done.id:
        raise RuleBroken("blocker.undo_passed", number=str(row.number))
    if context.now - done.at > UNDO_WITHIN:
        raise RuleBroken("blocker.undo_late", number=str(row.number))
    return _done(context, row, blockers.undo(context.session, row, done, context.now), done)


def _done(context: Context, row: Blocker, event: BlockerEvent | None, undone: BlockerEvent | None = None) -> Reply:
    """Lets everyone see what was done: the owner, the scrum master once alerted, the posted summary."""
    each = report.seen(context.session, row, context.now)
    if event is not None:
        context.session.flush()
        _tell_owner(context, each, event, undone)
        blocker_told.settle(context, context.this_team(), row, event.ref)
    return Say(report.done_card(context.words, each, event, context.person.zone()))


NEWS = (Happened.ACKNOWLEDGED, Happened.RESOLVED)  # what an owner is told when somebody else does it


def _tell_owner(context: Context, each: report.Seen, event: BlockerEvent, undone: BlockerEvent | None) -> None:
    told = undone or event
    if each.owner.id == context.person.id or told.kind not in NEWS:
        return
    words = day.words_for(each.owner, context.this_team())
    card = report.news_card(words, each, event.kind, context.person.name)
    subject = f"blocker:{each.row.ref}:news:{told.ref}"  # undone, the message it was told in says so
    context.tell(each.owner, "blocker.news", subject, f"{subject}:{event.ref}", card, ref=each.row.ref)


# -- what lasts ----------------------------------------------------------------------------------------------------


def stale(tick: Tick, ref: str) -> None:
    """A blocker is two business days old: whoever leads is told, once, within their hours."""
    row = blockers.by_ref(tick.session, ref)
    team = tick.session.get(Team, row.team_id) if row else None
    if row is None or team is None or row.state != BlockerState.OPEN or row.escalated_at is not None:
        return
    recipients = {person.ref: person for person in day.leads(tick, team) if person.id != row.acknowledged_by}
    opens = {ref: people.next_open(tick.session, person, tick.now) or tick.now for ref, person in recipients.items()}
    if opens and min(opens.values()) > tick.now:
        alarms.set(tick.session, blockers.STALE, row.ref, min(opens.values()))
        return
    blockers.escalate(tick.session, row, tick.now)
    for reached in (ref for ref, at in opens.items() if at == tick.now):
        blocker_told.alert(tick, row, team, recipients[reached], "blocker.stale", "first")


def stale_wanted(tick: Tick, row: Outbox) -> bool:
    """Asked as the sending begins: nobody is alerted about what was resolved meanwhile."""
    found = blockers.by_ref(tick.session, row.ref)
    return found is not None and found.state == BlockerState.OPEN


def settled_wanted(tick: Tick, row: Outbox) -> bool:
    """Only ever an edit of an alert."""
    return bool(row.edits)
