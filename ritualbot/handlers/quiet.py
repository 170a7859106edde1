"""Quiet for everyone: when a message may land, how many a day, and where the rest goes.

All of it is decided in the transaction that begins a sending: a conversation's messages go out one at a time, over any
number of processes, so that what was said before is known.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ritualbot.chat.cards import Button, Card
from ritualbot.chat.events import ButtonPressed
from ritualbot.chat.replies import Reply, Say
from ritualbot.chat.wire import load_card
from ritualbot.handlers.context import Budget, Context, Saying, Tick
from ritualbot.i18n import Words
from ritualbot.reports import quiet as report
from ritualbot.reports.quiet import Line
from ritualbot.rituals import quiet as rules
from ritualbot.rituals.calendar import MIDDAY, local_day, local_moment
from ritualbot.rituals.hours import next_open_minute
from ritualbot.rituals.standup import Attendee
from ritualbot.store import alarms, also, digest_plan, outbox, standup_run, team as teams, team_roster as roster
from ritualbot.store.also import Also
from ritualbot.store.outbox import Outbox, Outgoing, State
from ritualbot.store.team import Person

Sayings = Mapping[str, Saying]


@dataclass(frozen=True)
class Landing:
    """What becomes of a message about to be sent: SENDING, PENDING (until `at`), DROPPED or EXPIRED."""

    state: State
    at: datetime | None = None


def landing(tick: Tick, row: Outbox, sayings: Sayings) -> Landing:
    """Whether the message is still wanted, lands inside the person's hours, and finds room in their day."""
    saying = sayings[row.kind]
    if not saying.still_wanted(tick, row):
        return Landing(State.DROPPED)
    if saying.budget is Budget.REPLY or row.edits or row.page > 1:
        return Landing(State.SENDING)
    person = also.lock_person(tick.session, row)
    if person is None:
        return Landing(State.DROPPED)  # they left
    works = standup_run.attendee(tick.session, person, tick.now)
    if saying.budget is Budget.MORNING:
        _keep(tick, row, person, sayings, _this_morning(tick, person, works))
        return Landing(State.DROPPED)
    held = _held(tick, saying, works)
    if held is not None:
        return held
    if saying.budget is Budget.EXEMPT or _has_room(tick, row, person, works, sayings):
        return Landing(State.SENDING)
    if saying.budget in (Budget.ASKS, Budget.DIGEST, Budget.FIRST):
        at = _next_stretch(tick, person, works)
        return Landing(State.PENDING if at else State.DROPPED, at)
    _keep(tick, row, person, sayings, _next_stretch(tick, person, works))
    return Landing(State.DROPPED)


def _held(tick: Tick, saying: Saying, works: Attendee) -> Landing | None:
    """What becomes of a message outside the hours in which it may land; None inside them."""
    if saying.budget in (Budget.PROMPT, Budget.REMINDER):
        return None if works.may_be_asked(tick.now) else Landing(State.EXPIRED)
    if saying.budget is Budget.FIRST and works.may_be_asked(tick.now):
        return None
    at = next_open_minute(works.pattern, works.opens, works.closes, tick.now)
    if at == tick.now:
        return None
    return Landing(State.PENDING if at else State.DROPPED, at)


def _has_room(tick: Tick, row: Outbox, person: Person, works: Attendee, sayings: Sayings) -> bool:
    """Room is kept for every prompt of the day, and for the digest and the packs of a sponsor's week; these themselves
    take what room there is."""
    allowed = rules.allowance(roster.roles_anywhere(tick.session, person))
    counted = [kind for kind, each in sayings.items() if each.budget.counts]
    stretch = rules.stretch(allowed, works.pattern.zone, tick.now)
    said = also.said(tick.session, row.lane, counted, *stretch)
    kept = (
        0 if sayings[row.kind].budget is Budget.PROMPT else _to_come(tick, person, works, {each.ref for each in said})
    )
    if sayings[row.kind].budget is not Budget.DIGEST and allowed is rules.SPONSOR:
        kept += digest_plan.sends_between(tick.session, person, *stretch)
        kept += also.waiting(
            tick.session, row.lane, [kind for kind, each in sayings.items() if each.budget is Budget.DIGEST]
        )
    return len(said) + kept < allowed.messages


def _to_come(tick: Tick, person: Person, works: Attendee, said: set[str]) -> int:
    """How many stand-ups will still ask this person today."""
    today = local_day(tick.now, works.pattern.zone)
    if person.id is None or not works.pattern.works_on(today):
        return 0
    awaited = [ref for ref in also.awaited_parts(tick.session, person.id, today) if ref not in said]
    return len(awaited) + also.unopened(tick.session, person.id, today)


# -- what found no room --------------------------------------------------------------------------------------------


def _keep(tick: Tick, row: Outbox, person: Person, sayings: Sayings, list_at: datetime | None) -> None:
    """The message becomes a line: of today's first prompt if that stands already, else of the next, or of the list."""
    line = sayings[row.kind].also(tick, row)
    assert person.id is not None
    if line is None:
        return
    kept = Also(person_id=person.id, lane=row.lane, key=row.dedupe_key, line=line.text, created_at=tick.now)
    if line.button:
        kept.action, kept.ref, kept.label = line.button.action, line.button.ref, line.button.label
    if not also.keep(tick.session, kept):
        return
    _set_list(tick, person, list_at)
    carrier = _carrier(tick, row.lane, person, sayings)
    if carrier:
        _say_again(tick, also.newest(tick.session, carrier), row.dedupe_key)


def _carrier(tick: Tick, lane: str, person: Person, sayings: Sayings) -> str:
    """The subject of the first prompt or list of the person's day, once it was sent; else empty."""
    carrying = [kind for kind, each in sayings.items() if each.carries]
    today = rules.stretch(rules.ORDINARY, person.zone(), tick.now)
    said = also.said(tick.session, lane, carrying, *today)
    return next((each.subject for each in said), "")


def _say_again(tick: Tick, row: Outbox, why: str) -> None:
    """The same message once more, as an edit of itself: it takes up what waits as it is sent."""
    if row.pages > 1:
        return
    again = Outgoing(
        workspace_id=row.workspace_id,
        kind=row.kind,
        subject=row.subject,
        key=f"{row.subject}:also:{why}",
        card=load_card(row.card),
        conversation=row.conversation,
        user=row.user,
        ref=row.ref,
    )
    outbox.put(tick.session, tick.now, again)


def with_also(tick: Tick, row: Outbox, sayings: Sayings, fits: Callable[[Card], bool]) -> Card:
    """The card as it is sent: with the lines that wait, where it is the day's first prompt or list, or an edit of it.

    A message in pages carries none, nor does one that the lines would cut into pages.
    """
    card = load_card(row.card)
    if not row.user or row.pages > 1 or not also.lines(tick.session, row.lane, row.subject):
        return card
    person = teams.person_at(tick.session, row.workspace_id, row.user)
    if person is None:
        return card
    first = _carrier(tick, row.lane, person, sayings) or (row.subject if sayings[row.kind].carries else "")
    waiting = _waiting(tick, row.lane, row.subject, sayings) if first == row.subject else []
    lines = [_line(*each, sayings) for each in waiting]
    words = Words(outbox.language_of(tick.session, row))
    dressed = report.with_lines(words, card, lines, _for_all(words, waiting, sayings))
    if not waiting or not fits(dressed):
        return card
    shown = [line for line, _ in waiting[: rules.MOST_LINES]]
    also.show(tick.session, shown, row.subject, tick.now)
    return dressed


def _waiting(tick: Tick, lane: str, subject: str, sayings: Sayings) -> list[tuple[Also, Outbox]]:
    """The lines that are still true, those the message of `subject` shows included, with what each stands for."""
    return [
        (line, row)
        for line, row in also.lines(tick.session, lane, subject)
        if row.kind in sayings and sayings[row.kind].still_wanted(tick, row)
    ]


def _line(kept: Also, row: Outbox, sayings: Sayings) -> Line:
    if not kept.action:
        return Line(kept.line)
    others = report.buttons_of(load_card(row.card))[1 : sayings[row.kind].line_buttons]
    return Line(kept.line, Button(kept.action, kept.ref, kept.label), tuple(others))


def _for_all(words: Words, waiting: Sequence[tuple[Also, Outbox]], sayings: Sayings) -> tuple[Button, ...]:
    """One button in the place of several that do the same."""
    actions = [sayings[row.kind].for_all.get(line.action, "") for line, row in waiting]
    shared = [action for action in dict.fromkeys(actions) if action and actions.count(action) > 1]
    return tuple(Button(action, "", words.say(f"{action}.label")) for action in shared)


def no_line(_tick: Tick, _row: Outbox) -> Line | None:
    """Nothing stands for it: what it speaks of can be seen already."""
    return None


# -- the morning without a prompt ----------------------------------------------------------------------------------


def _set_list(tick: Tick, person: Person, at: datetime | None) -> None:
    if at is not None:
        alarms.set(tick.session, "quiet.list", person.ref, at)


def _this_morning(tick: Tick, person: Person, works: Attendee) -> datetime | None:
    """When the list is to come today: at once where no prompt does, else at midday, should none have come by then."""
    midday = local_moment(local_day(tick.now, works.pattern.zone), MIDDAY, works.pattern.zone)
    if not _to_come(tick, person, works, set()):
        return next_open_minute(works.pattern, works.opens, works.closes, tick.now)
    return midday if tick.now < midday else _next_stretch(tick, person, works)


def _next_stretch(tick: Tick, person: Person, works: Attendee) -> datetime | None:
    """The first open minute of the next day (a sponsor's: week), when there is room again."""
    allowed = rules.allowance(roster.roles_anywhere(tick.session, person))
    _, end = rules.stretch(allowed, works.pattern.zone, tick.now)
    return next_open_minute(works.pattern, works.opens, works.closes, end)


def list_due(tick: Tick, ref: str, sayings: Sayings) -> None:
    """One message with what waits, on a day when no prompt carries it; looked at again until it was shown."""
    person = also.person_by_ref(tick.session, ref)
    if person is None or person.id is None or not person.active:
        return
    lanes = [outbox.lane_of(each.workspace_id, each.user) for each in teams.addresses(tick.session, person.id)]
    if not any(_waiting(tick, lane, "", sayings) for lane in lanes):
        return
    works = standup_run.attendee(tick.session, person, tick.now)
    _set_list(tick, person, _next_stretch(tick, person, works))
    if _to_come(tick, person, works, set()) or any(_carrier(tick, lane, person, sayings) for lane in lanes):
        return
    language = person.language or next((each.language for each in teams.teams_of(tick.session, person.id)), "")
    subject = f"quiet:{person.ref}:{local_day(tick.now, person.zone())}"
    tick.tell(person, "quiet.list", subject, subject, report.list_card(Words(language)), ref=person.ref)


def list_wanted(tick: Tick, row: Outbox, sayings: Sayings) -> bool:
    return bool(_waiting(tick, row.lane, row.subject, sayings))


def all(context: Context, event: ButtonPressed, sayings: Sayings) -> Reply:
    """[See all]: everything that waits, today's lines included."""
    lane = outbox.lane_of(context.workspace.id or 0, event.who.user)
    waiting = _waiting(context, lane, _carrier(context, lane, context.person, sayings), sayings)
    lines = [_line(*each, sayings) for each in waiting]
    return Say(report.all_card(context.words, lines, _for_all(context.words, waiting, sayings)))
