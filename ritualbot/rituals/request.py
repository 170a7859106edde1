"""What becomes of a request, pure: everything about it is computed from what happened to it, in order.

Two clocks run in the desk's hours. The acknowledge clock runs from the filing to the first thing anybody of the desk
does. The decide clock runs from the filing too, or from the answer to a question asked before anything else; it stands
still while somebody outside the desk has the ball, and ends with the decision, or for a delivery with the day promised.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from ritualbot.rituals import sla
from ritualbot.rituals.desk_calendar import DeskCalendar
from ritualbot.rituals.request_history import OPEN, Happened, Party, RequestState, Step
from ritualbot.rituals.request_option import Offered, read_offered
from ritualbot.rituals.sla import Pause


@dataclass(frozen=True)
class Clock:
    """One clock. `due_at` is None while it stands still, or before it starts; `met_at` once it ended."""

    starts_at: datetime | None
    budget: timedelta
    due_at: datetime | None = None
    met_at: datetime | None = None


@dataclass(frozen=True)
class Proposal:
    """A day one side proposed, which the other has not answered. `due_at`: the end of the desk's hours that day."""

    on: date
    due_at: datetime
    by: Party


@dataclass(frozen=True)
class Standing:
    """How a request stands. `told` is the last thing that changed its state; `agreed_at` the due moment both sides
    agreed on in place of the target; `decided` the decision, while it stands."""

    state: RequestState
    ball: Party
    acknowledge: Clock
    decide: Clock
    firm: bool
    told: Step
    owner: int | None = None
    asked: str = ""
    pauses: tuple[Pause, ...] = ()
    proposal: Proposal | None = None
    agreed_at: datetime | None = None
    committed_on: date | None = None
    decided: Step | None = None
    version: int = 1
    express: bool = False
    closed_at: datetime | None = None
    held: tuple[tuple[datetime, Party | None], ...] = ()  # since when who has had the ball; None: it was closed
    closures: tuple[Pause, ...] = ()  # from an end to what re-opened it; the decide clock counts them as pauses
    snoozed_until: datetime | None = None  # the owner asked to be left alone until then
    options: tuple[Offered, ...] = ()  # while the requester has to pick one
    picked: Offered | None = None

    @property
    def open(self) -> bool:
        return self.state in OPEN


_BY_DESK = frozenset(
    {
        *(Happened.TAKEN, Happened.ASKED, Happened.PAUSED, Happened.COMMITTED, Happened.DELIVERED, Happened.APPROVED),
        *(Happened.RESERVED, Happened.REFUSED, Happened.DELEGATED),
    }
)
_DECIDED = {
    Happened.APPROVED: RequestState.APPROVED,
    Happened.RESERVED: RequestState.RESERVED,
    Happened.REFUSED: RequestState.REFUSED,
}
# What says nothing of the state: a stale button tells of what does.
_ASIDE = frozenset(
    {
        *(Happened.SAID, Happened.NUDGED, Happened.SNOOZED, Happened.RUNG, Happened.MOVED, Happened.DISCUSSED),
        *(Happened.HELP_ASKED, Happened.AUTONOMY, Happened.REFERENCED, Happened.DATE_PROPOSED, Happened.DATE_DECLINED),
    }
)


def standing(steps: Sequence[Step], calendar: DeskCalendar) -> Standing:
    """How a request with this history stands, under a desk's hours. The first step is the filing."""
    filed, *later = steps
    seconds = {name: timedelta(seconds=int(filed.data[name])) for name in ("acknowledge", "decide")}
    now = Standing(
        state=RequestState.NEW,
        ball=Party.DESK,
        acknowledge=Clock(filed.at, seconds["acknowledge"]),
        decide=Clock(filed.at, seconds["decide"]),
        firm=bool(filed.data.get("firm")),
        told=filed,
        held=((filed.at, Party.DESK),),
    )
    stood = [now]
    for step in later:
        now = _TAKEN_BACK[step.kind](stood, step) if step.kind in _TAKEN_BACK else _after(now, step, calendar)
        stood.append(now)
    return _timed(now, calendar)


def _untaken(stood: Sequence[Standing], step: Step) -> Standing:
    """As it stood before it was taken."""
    before = next(each for each in reversed(stood) if each.state is RequestState.NEW)
    return replace(before, told=step)


def _corrected(stood: Sequence[Standing], step: Step) -> Standing:
    """As it stood before the decision, with the desk: the clock runs on as if there had been none."""
    before = next(each for each in reversed(stood) if each.open)
    decided = stood[-1].told
    owner = decided.person if before.owner is None else before.owner
    before = _acknowledged(_resumed(before, decided.at), decided)
    return replace(_ball(before, decided.at, Party.DESK), told=step, owner=owner)


_TAKEN_BACK = {Happened.UNTAKEN: _untaken, Happened.CORRECTED: _corrected}


def _ball(now: Standing, at: datetime, party: Party) -> Standing:
    return now if now.ball is party else replace(now, ball=party, held=(*now.held, (at, party)))


def _after(now: Standing, step: Step, calendar: DeskCalendar) -> Standing:  # noqa: PLR0911, PLR0912 - one a kind
    first = now.acknowledge.met_at is None
    if _acknowledges(step):
        now = _acknowledged(now, step)
    if step.kind not in _ASIDE or (step.kind is Happened.REFERENCED and now.acknowledge.met_at == step.at):
        now = replace(now, told=step)
    match step.kind:
        case Happened.TAKEN | Happened.DELEGATED if "owner" in step.data:
            return replace(now, owner=int(step.data["owner"]), snoozed_until=None)
        case Happened.SNOOZED:
            return replace(now, snoozed_until=datetime.fromisoformat(step.data["until"]))
        case Happened.REOPENED:
            return _reopened(now, step)
        case Happened.ASKED if first and not _is_late(now, step.at, calendar):
            return _asked_first(now, step)
        case Happened.ASKED | Happened.PAUSED:
            return _paused(now, step)
        case Happened.ANSWERED | Happened.RESUMED:
            return _ball(_resumed(now, step.at), step.at, Party.DESK)
        case Happened.DATE_PROPOSED | Happened.DATE_AGREED | Happened.DATE_DECLINED:
            return _dated(now, step)
        case Happened.OPTIONS_OFFERED:
            return replace(_paused(now, step), options=read_offered(step.data["options"]))
        case Happened.COMMITTED | Happened.DELIVERED | Happened.ACCEPTED | Happened.REWORKED:
            return _delivering(now, step)
        case Happened.APPROVED | Happened.RESERVED | Happened.REFUSED | Happened.WITHDRAWN:
            return _closed(now, step)
        case _:
            asked_otherwise = _OTHERWISE.get(step.kind)
            return asked_otherwise(now, step) if asked_otherwise else now


def _acknowledges(step: Step) -> bool:
    if step.kind is Happened.REFERENCED:
        return bool(step.data.get("acknowledges"))
    return step.kind in _BY_DESK or step.data.get("by") == Party.DESK


def _acknowledged(now: Standing, step: Step) -> Standing:
    if now.acknowledge.met_at is not None:
        return now
    owner = now.owner if now.owner is not None else step.person
    state = RequestState.TAKEN if now.state is RequestState.NEW else now.state
    return replace(now, acknowledge=replace(now.acknowledge, met_at=step.at), owner=owner, state=state)


def _asked_first(now: Standing, step: Step) -> Standing:
    """Asked before anything else, the decide clock has not begun: it does with the answer, from its beginning."""
    asked = replace(now, state=RequestState.WAITING, asked=step.data.get("text", ""))
    return _ball(replace(asked, decide=replace(now.decide, starts_at=None)), step.at, Party.TEAM)


def _is_late(now: Standing, at: datetime, calendar: DeskCalendar) -> bool:
    """Whether the answer was due already: a question that late starts no clock anew, and undoes no breach."""
    due_at = _timed(now, calendar).decide.due_at
    return due_at is not None and due_at < at


def _paused(now: Standing, step: Step) -> Standing:
    """The clock stands still until it is resumed; a second pause only passes the ball on."""
    stopped = now.decide.starts_at is None or any(pause.ends is None for pause in now.pauses)
    pauses = now.pauses if stopped else (*now.pauses, Pause(step.at, None))
    party = Party.TEAM if step.kind is Happened.ASKED else Party(step.data["party"])
    asked = step.data.get("text", "")
    paused = replace(now, state=RequestState.WAITING, pauses=pauses, asked=asked, options=())
    return _ball(paused, step.at, party)


def _resumed(now: Standing, at: datetime) -> Standing:
    pauses = tuple(replace(pause, ends=at) if pause.ends is None else pause for pause in now.pauses)
    decide = now.decide if now.decide.starts_at is not None else replace(now.decide, starts_at=at)
    state = RequestState.TAKEN if now.state is RequestState.WAITING else now.state
    return replace(now, pauses=pauses, state=state, decide=decide, asked="", options=(), snoozed_until=None)


def _dated(now: Standing, step: Step) -> Standing:
    if step.kind is Happened.DATE_PROPOSED:
        due_at = datetime.fromisoformat(step.data["due"])
        return replace(now, proposal=Proposal(date.fromisoformat(step.data["on"]), due_at, Party(step.data["by"])))
    if step.kind is Happened.DATE_DECLINED or now.proposal is None:
        return replace(now, proposal=None)
    return replace(now, agreed_at=now.proposal.due_at, proposal=None)


def _picked(now: Standing, step: Step) -> Standing:
    """The option is what is asked from now on: its day is promised, or agreed on in place of the target."""
    picked = now.options[int(step.data["option"])]
    now = replace(_ball(_resumed(now, step.at), step.at, Party.DESK), picked=picked)
    if picked.on is None:
        return now
    if step.data.get("commits"):
        return replace(_met(now, step.at), state=RequestState.COMMITTED, committed_on=picked.on, proposal=None)
    return replace(now, agreed_at=picked.due_at, proposal=None)


def makes_version(step: Step) -> bool:
    """Whether what is asked is another version from then on: other pieces, or another need."""
    return step.kind is Happened.VERSIONED or (step.kind is Happened.CHANGED and bool(step.data.get("version")))


def _versioned(now: Standing, step: Step) -> Standing:
    """The clock runs on, or runs again where this was waited for; after an answer it starts over."""
    if not now.open:
        now = _given_back(now, step)
    elif step.data.get("answers"):
        now = _ball(_resumed(now, step.at), step.at, Party.DESK)
    return replace(now, version=now.version + makes_version(step))


def _given_back(now: Standing, step: Step) -> Standing:
    """Answered, and back in another version: the desk has all of its time again. What lay between was the team's."""
    held = _ball(_ball(now, now.closed_at or step.at, Party.TEAM), step.at, Party.DESK)
    again = replace(held, state=RequestState.TAKEN, decided=None, closed_at=None, committed_on=None, agreed_at=None)
    return replace(again, decide=Clock(step.at, now.decide.budget), picked=None)


def _retyped(now: Standing, step: Step) -> Standing:
    decide = replace(now.decide, budget=timedelta(seconds=int(step.data["decide"])))
    if step.data.get("restarts"):
        return replace(now, decide=replace(decide, starts_at=decide.starts_at and step.at), agreed_at=None)
    express, firm = bool(step.data.get("express")) or now.express, bool(step.data.get("firm", now.firm))
    return replace(now, decide=decide, express=express, firm=firm)


_OTHERWISE = {
    Happened.OPTION_PICKED: _picked,
    Happened.VERSIONED: _versioned,
    Happened.CHANGED: _versioned,
    Happened.RETYPED: _retyped,
}


def _met(now: Standing, at: datetime) -> Standing:
    return replace(now, decide=replace(now.decide, met_at=now.decide.met_at or at))


def _delivering(now: Standing, step: Step) -> Standing:
    """A day promised ends the decide clock, as does what is delivered without one; then it goes back and forth."""
    now = _met(_resumed(now, step.at), step.at)
    match step.kind:
        case Happened.COMMITTED:
            on = date.fromisoformat(step.data["on"])
            now = replace(now, state=RequestState.COMMITTED, committed_on=on, proposal=None)
            return _ball(now, step.at, Party.DESK)
        case Happened.DELIVERED:
            return _ball(replace(now, state=RequestState.DELIVERED), step.at, Party.TEAM)
        case Happened.ACCEPTED:
            return replace(now, state=RequestState.ACCEPTED, closed_at=step.at)
        case _:
            state = RequestState.COMMITTED if now.committed_on else RequestState.TAKEN
            return _ball(replace(now, state=state), step.at, Party.DESK)


def _closed(now: Standing, step: Step) -> Standing:
    now = replace(_resumed(now, step.at), closed_at=step.at, proposal=None)
    if step.kind is Happened.WITHDRAWN:
        return replace(now, state=RequestState.WITHDRAWN)
    return replace(_met(now, step.at), state=_DECIDED[step.kind], decided=step)


def _reopened(now: Standing, step: Step) -> Standing:
    """The clock goes on where it stood, and what was promised is open again. While it was closed nobody had the ball;
    from the answer to the end of a delivery somebody had, and the clock stood still all the same."""
    assert now.closed_at is not None
    closed = Pause(now.decide.met_at or now.closed_at, step.at)
    return replace(
        now,
        state=RequestState.NEW if now.acknowledge.met_at is None else RequestState.TAKEN,
        ball=Party.DESK,
        decide=replace(now.decide, met_at=None),
        pauses=(*now.pauses, closed),
        closures=(*now.closures, closed),
        agreed_at=datetime.fromisoformat(step.data["due"]) if "due" in step.data else now.agreed_at,
        committed_on=None,
        decided=None,
        closed_at=None,
        held=(*now.held, (now.closed_at, None), (step.at, Party.DESK)),
    )


def _timed(now: Standing, calendar: DeskCalendar) -> Standing:
    """With the moments the clocks are due: a pause stops the second only, and an agreed day stands for its target."""
    acknowledge, decide = now.acknowledge, now.decide
    assert acknowledge.starts_at is not None
    due_at = sla.due_at(calendar, acknowledge.starts_at, acknowledge.budget, now.closures)
    acknowledge = replace(acknowledge, due_at=due_at)
    if decide.starts_at is not None and all(pause.ends is not None for pause in now.pauses):
        due_at = sla.due_at(calendar, decide.starts_at, decide.budget, now.pauses)
        decide = replace(decide, due_at=now.agreed_at or due_at)
    return replace(now, acknowledge=acknowledge, decide=decide)


def balls(now: Standing, calendar: DeskCalendar, until: datetime) -> dict[Party, timedelta]:
    """The desk's hours each has had the ball, from the filing to the end, or until a moment, less those it was closed
    in between. They add up, also as whole minutes: every hand-over counts at the minute it happened in."""
    found: dict[Party, timedelta] = {}
    for party, since, end in spells(now, until):
        found[party] = found.get(party, timedelta()) + sla.elapsed(calendar, since, end)
    return found


def spells(now: Standing, until: datetime) -> list[tuple[Party, datetime, datetime]]:
    """Who had the ball from when to when, to the minute; nobody while it was closed."""
    moments = [minute(since) for since, _ in now.held] + [minute(now.closed_at or until)]
    between = zip(now.held, moments, moments[1:], strict=False)
    return [(party, since, max(since, end)) for (_, party), since, end in between if party is not None]


def minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
