"""A step of a hypothesis: whether it may be taken as things stand, its line in the history, who hears of it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, time, timedelta

from ritualbot.chat.cards import Card
from ritualbot.chat.events import FormSubmitted
from ritualbot.chat.replies import Reply, Say
from ritualbot.errors import Absent, NotAllowed, RuleBroken
from ritualbot.handlers import standup_day as day
from ritualbot.handlers.context import Context, Tick
from ritualbot.reports import hypothesis as report
from ritualbot.reports.hypothesis import Reader, Scene
from ritualbot.rituals import permissions
from ritualbot.rituals.calendar import local_moment
from ritualbot.rituals.hypothesis_act import MOVES, Act, possible
from ritualbot.rituals.hypothesis_history import Happened, HypothesisState, Piece
from ritualbot.rituals.permissions import Right, Role
from ritualbot.store import alarms, audit, hypothesis as hypotheses, team as teams
from ritualbot.store.audit import Action
from ritualbot.store.hypothesis import Hypothesis
from ritualbot.store.outbox import Outbox
from ritualbot.store.team import Person, Team
from ritualbot.store.team_roster import id_of

_MORNING = time(9)
_LEADS = (Role.SCRUM_MASTER, Role.ASSISTANT)


def ready(context: Context, act: Act, ref: str) -> Scene:
    """The hypothesis, locked. Raises RuleBroken `hypothesis.illegal…` where it has not come so far or is past it,
    NotAllowed where another role is needed."""
    row = hypotheses.by_ref(context.session, ref)
    if row is None:
        raise Absent("permission.absent")
    each = report.scene(context.session, row)
    _allowed(context, act, each)
    if not possible(act, each.now):
        raise _illegal(context, act, each)
    return each


def _allowed(context: Context, act: Act, each: Scene) -> None:
    who = MOVES[act].who
    permissions.allow(context.roles, report.RIGHTS[who])
    if not report.carries(who, context.roles, owns=each.now.owner == context.person.id):
        raise NotAllowed("hypothesis.owner_only")


def _illegal(context: Context, act: Act, each: Scene) -> RuleBroken:
    """Why not: it stands elsewhere, or lacks what the act needs."""
    words, said = context.words, {"name": each.name}
    if each.now.state in MOVES[act].states:
        return RuleBroken(f"hypothesis.lacks_{act}", **said)
    state = report.state_text(words, each)
    return RuleBroken("hypothesis.illegal", **said, state=state, act=words.say(f"hypothesis.{act}.label"))


def reader(context: Context) -> Reader:
    return Reader(context.words, context.person, context.roles)


def reader_of(tick: Tick, person: Person, team: Team) -> Reader:
    return Reader(day.words_for(person, team), person, teams.roles_in(tick.session, person.id or 0, team))


def take(
    context: Context, each: Scene, kind: Happened, data: Mapping[str, str] | Mapping[Piece, str], said: str = ""
) -> Scene:
    """Writes it down, and tells its author and its owner; the hypothesis as it stands after it. `said`: what whoever
    acts had to say, for them to read."""
    platform = context.workspace.platform
    event = hypotheses.record(context.session, each.row, kind, context.person.id, context.now, data, platform)
    after = report.scene(context.session, each.row)
    wind(context, after)
    _tell(context, after, kind, event.ref, said)
    return after


def advance(context: Context, each: Scene, is_ready: bool) -> Scene:
    """An idea that has all it needs is ready."""
    return take(context, each, Happened.READIED, {}) if is_ready else each


def done(context: Context, after: Scene, key: str) -> Reply:
    return Say(report.done_card(context.session, after, reader(context), key))


# Of the rest its author and its owner hear when they look.
_NEWS = frozenset(
    {
        *(Happened.READIED, Happened.STARTED, Happened.APPROVED, Happened.SENT_BACK, Happened.AMENDED),
        *(Happened.STOPPED, Happened.CONFIRMED, Happened.DOUBTED, Happened.CORRECTED, Happened.ROLLED_OUT),
        *(Happened.AUTOMATED, Happened.ITERATED, Happened.DROPPED, Happened.REVIVED, Happened.ASSIGNED),
        Happened.COMMENTED,
    }
)


def _tell(context: Context, after: Scene, kind: Happened, about: str, said: str) -> None:
    if kind not in _NEWS:
        return
    concerned = {after.row.author_id, after.now.owner} - {context.person.id, None}
    for person in _here(context, after.team, concerned):
        card = report.news_card(after, reader_of(context, person, after.team), kind, context.person.name, said)
        subject = f"hypothesis:{about}:news:{person.ref}"
        context.tell(person, "hypothesis.news", subject, subject, card, ref=after.row.ref)


def _here(tick: Tick, team: Team, ids: Iterable[int | None]) -> list[Person]:
    """Those of them who may still read it."""
    found = (tick.session.get(Person, each) for each in ids if each is not None)
    return [
        person
        for person in found
        if person is not None
        and person.active
        and permissions.holds(teams.roles_in(tick.session, person.id or 0, team), Right.HYPOTHESIS_READ)
    ]


# -- a start that waits for a yes ----------------------------------------------------------------------------------


def ask(context: Context, after: Scene) -> None:
    """Whoever leads the team, and its sponsor, are asked; nobody asks themselves."""
    people = teams.people_with(context.session, id_of(after.team), *_LEADS, Role.SPONSOR)
    key = str(len(hypotheses.steps(context.session, after.row)))
    for person in people:
        if person.id != context.person.id:
            card = report.asked_card(after, reader_of(context, person, after.team), context.person.name)
            subject = f"hypothesis:{after.row.ref}:asked:{key}:{person.ref}"
            context.tell(person, "hypothesis.asked", subject, subject, card, ref=after.row.ref)


def ask_verdict(context: Context, after: Scene, card: Callable[[Reader], Card]) -> None:
    """Whoever leads the team is asked to confirm a verdict, but for whoever proposed it: theirs is the answer."""
    key = str(len(hypotheses.steps(context.session, after.row)))
    for person in teams.people_with(context.session, id_of(after.team), *_LEADS):
        if person.id != context.person.id:
            subject = f"hypothesis:{after.row.ref}:proposed:{key}:{person.ref}"
            made = card(reader_of(context, person, after.team))
            context.tell(person, "hypothesis.proposed", subject, subject, made, ref=after.row.ref)


def proposed_wanted(tick: Tick, row: Outbox) -> bool:
    """While a verdict waits for an answer."""
    found = hypotheses.by_ref(tick.session, row.ref)
    if found is None or found.state != HypothesisState.ANALYSIS:
        return False
    return hypotheses.stand(tick.session, found).proposal is not None


def asked_wanted(tick: Tick, row: Outbox) -> bool:
    return _state(tick, row.ref) == HypothesisState.WAITING


def _state(tick: Tick, ref: str) -> str:
    found = hypotheses.by_ref(tick.session, ref)
    return found.state if found else ""


# -- the morning after its last day --------------------------------------------------------------------------------


def wind(tick: Tick, after: Scene) -> None:
    """Sets the alarm of the end of a test that runs; none for another."""
    ends_on = after.now.piece(Piece.ENDS_ON)
    if after.now.state is not HypothesisState.RUNNING or not ends_on:
        alarms.clear(tick.session, hypotheses.END, after.row.ref)
        return
    zone = after.owner.zone() if after.owner else after.team.zone()
    at = local_moment(date.fromisoformat(ends_on) + timedelta(days=1), _MORNING, zone)
    alarms.set(tick.session, hypotheses.END, after.row.ref, max(at, tick.now))


def end_due(tick: Tick, ref: str) -> None:
    row = hypotheses.by_ref(tick.session, ref)
    if row is None or row.state != HypothesisState.RUNNING:
        return
    after = report.scene(tick.session, row)
    people = [after.owner] if after.owner and after.owner.active else day.leads(tick, after.team)
    for person in people:
        card = report.ended_card(after, reader_of(tick, person, after.team))
        subject = f"hypothesis:{ref}:ended:{row.ends_on}:{person.ref}"
        tick.tell(person, "hypothesis.ended", subject, subject, card, ref=ref)


def ended_wanted(tick: Tick, row: Outbox) -> bool:
    return _state(tick, row.ref) == HypothesisState.RUNNING


def whole(event: FormSubmitted, field: str) -> None:
    """Raises RuleBroken `input.form_changed` for a form that lacks one of its fields: what it does not say is then not
    to be taken for nothing."""
    if field not in event.values:
        raise RuleBroken("input.form_changed", field=field)


def by_number(context: Context, typed: str) -> Hypothesis:
    """`H12` or `12`. Raises RuleBroken `hypothesis.unknown`."""
    bare = typed.strip().lstrip("#hH")
    number = int(bare) if bare.isascii() and bare.isdigit() and len(bare) < 10 else 0
    row = hypotheses.numbered(context.session, id_of(context.this_team()), number) if number else None
    if row is None:
        raise RuleBroken("hypothesis.unknown", typed=typed[:40])
    return row


def log(context: Context, action: Action, ref: str) -> None:
    """A line in the record of who did what."""
    tenant_id, actor = context.this_team().tenant_id, context.person.ref
    audit.record(context.session, tenant_id, context.now, actor=actor, action=action, object=ref)
