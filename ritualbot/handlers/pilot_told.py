"""What people are told of pilots by themselves: that they are asked something, and what became of it."""

from collections.abc import Iterable

from ritualbot.chat.cards import Card
from ritualbot.errors import RuleBroken
from ritualbot.handlers import standup_day as day
from ritualbot.handlers.context import Context, Tick
from ritualbot.i18n import Words
from ritualbot.reports import pilot_told as cards
from ritualbot.reports.decision import line_key
from ritualbot.reports.pilot import Reader, Seen, state_text
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.decision import Wanted
from ritualbot.rituals.permissions import Role
from ritualbot.rituals.pilot import PilotState, Standing, Step
from ritualbot.rituals.pilot_act import Act, may
from ritualbot.store import digest as digests, pilot as pilots, team as teams
from ritualbot.store.outbox import Outbox
from ritualbot.store.pilot import Pilot
from ritualbot.store.team import Person
from ritualbot.store.team_roster import id_of

ASKED, MISSED, DECISION, YIELD = "pilot.asked", "pilot.missed", "pilot.decision", "pilot.yield"
SETTLED, NEWS, BUDGET, GIVEN = "pilot.settled", "pilot.news", "pilot.budget", "pilot.given"
POSTED = "pilot.posted"
_LEADS = (Role.SCRUM_MASTER, Role.ASSISTANT)


# -- whom ----------------------------------------------------------------------------------------------------------


def asked(tick: Tick, each: Seen) -> list[Person]:
    """Its owner; who is gone from the team is asked nothing, whoever leads it is."""
    owner = each.owner
    if owner is not None and owner.active and _takes_part(tick, each, owner):
        return [owner]
    return day.leads(tick, each.team)


def _takes_part(tick: Tick, each: Seen, person: Person) -> bool:
    return bool(teams.roles_in(tick.session, id_of(person), each.team) & set(teams.PARTICIPANTS))


def deciders(tick: Tick, each: Seen) -> list[Person]:
    if each.sponsored:
        return teams.people_with(tick.session, each.row.team_id, Role.SPONSOR)
    return day.leads(tick, each.team)


def _reader(tick: Tick, each: Seen, person: Person) -> Reader:
    """Who is told; what they may do is looked up when they do it."""
    return Reader(day.words_for(person, each.team), frozenset(), local_day(tick.now, person.zone()))


def _distinct(people: Iterable[Person]) -> list[Person]:
    return list({id_of(person): person for person in people}.values())


def _all_leads(tick: Tick, each: Seen) -> list[Person]:
    return _distinct([*day.leads(tick, each.team), *teams.people_with(tick.session, each.row.team_id, *_LEADS)])


def _tell(tick: Tick, each: Seen, person: Person, kind: str, about: str, card: Card, key: str = "") -> None:
    """With another key, what stands already says so."""
    subject = f"pilot:{each.row.ref}:{about}:{person.ref}"
    tick.tell(person, kind, subject, f"{subject}:{key}" if key else subject, card, ref=each.row.ref)


# -- checkpoints ---------------------------------------------------------------------------------------------------


def ask_check(tick: Tick, each: Seen, week: int) -> None:
    for person in asked(tick, each):
        card = cards.check_card(day.words_for(person, each.team), each, week)
        _tell(tick, each, person, ASKED, f"check:{week}", card)


def tell_missed(tick: Tick, each: Seen, week: int) -> None:
    for lead in day.leads(tick, each.team):
        card = cards.missed_card(day.words_for(lead, each.team), each, week)
        _tell(tick, each, lead, MISSED, f"missed:{week}", card)


def settle_check(tick: Tick, each: Seen, week: int, key: str) -> None:
    """Where it was asked, or told to be missing, stands the answer."""
    for person in _distinct([*asked(tick, each), *_all_leads(tick, each)]):
        card = cards.answered_card(tick.session, each, week, _reader(tick, each, person))
        for about in (f"check:{week}", f"missed:{week}"):
            _tell(tick, each, person, SETTLED, about, card, key)


def warn(tick: Tick, each: Seen, level: int) -> None:
    """Owner and scrum master, each once."""
    for person in _distinct([*asked(tick, each), *day.leads(tick, each.team)]):
        _tell(
            tick,
            each,
            person,
            BUDGET,
            f"budget:{level}",
            cards.budget_card(day.words_for(person, each.team), each, level),
        )


# -- its end -------------------------------------------------------------------------------------------------------


def ask_decision(tick: Tick, each: Seen, key: str = "") -> None:
    """Once for each end; with another key, as it is now."""
    for person in deciders(tick, each):
        card = cards.decision_card(day.words_for(person, each.team), each)
        _tell(tick, each, person, DECISION, f"decide:{each.now.ends}", card, key)


def tell_decided(tick: Tick, each: Seen, step: Step, by: Person, key: str) -> None:
    """Where it was asked, and to the owner and whoever leads."""
    sponsors = teams.people_with(tick.session, each.row.team_id, Role.SPONSOR)
    for person in _distinct([*sponsors, *_all_leads(tick, each)]):
        card = cards.decided_card(tick.session, each, step, by, _reader(tick, each, person))
        _tell(tick, each, person, SETTLED, f"decide:{each.now.ends}", card, key)
    told = _distinct([*asked(tick, each), *day.leads(tick, each.team)])
    for person in told:
        if person.id != by.id:
            card = cards.decided_card(tick.session, each, step, by, _reader(tick, each, person))
            _tell(tick, each, person, NEWS, f"decided:{each.now.ends}", card, key)


def post_decided(tick: Tick, each: Seen, step: Step, by: Person, key: str) -> None:
    """In the team's channels, with the reason."""
    subject = f"pilot:{each.row.ref}:posted:{key}"
    for place in teams.destinations(tick.session, each.row.team_id):
        reader = Reader(Words(place.language), frozenset(), local_day(tick.now, each.team.zone()))
        card = cards.decided_card(tick.session, each, step, by, reader)
        tick.post(place, POSTED, subject, subject, card, each.row.ref)


def require_at_end(context: Context, each: Seen) -> None:
    """Raises RuleBroken with who decided and when, or with how the pilot stands."""
    if each.now.state is PilotState.AT_END:
        return
    raise decided_already(context, each) or not_now(context, each)


def decided_already(context: Context, each: Seen) -> RuleBroken | None:
    """None where nobody ever decided."""
    step = each.now.decided
    if step is None or each.now.state is PilotState.PLANNED:
        return None
    by = context.session.get(Person, step.person) if step.person else None
    zone = context.person.zone()
    return RuleBroken(
        "pilot.decided_already",
        number=str(each.row.number),
        who=by.name if by is not None else "",
        what=context.words.say(f"decision.what.{step.kind}"),
        day=context.words.day(local_day(step.at, zone)),
        time=context.words.at(step.at, zone),
    )


def not_now(context: Context, each: Seen) -> RuleBroken:
    state = state_text(context.words, each, context.today())
    return RuleBroken("pilot.not_now", number=str(each.row.number), state=state)


# -- afterwards ----------------------------------------------------------------------------------------------------


def give(tick: Tick, each: Seen, by: Person, key: str) -> None:
    """Whoever owns it from now on is told, unless they said so themselves."""
    if each.owner is not None and each.owner.id != by.id:
        card = cards.given_card(each, by, _reader(tick, each, each.owner))
        _tell(tick, each, each.owner, GIVEN, f"given:{key}", card)


def ask_yield(tick: Tick, each: Seen) -> None:
    for person in asked(tick, each):
        card = cards.yield_card(day.words_for(person, each.team), each)
        _tell(tick, each, person, YIELD, f"yield:{_asked_on(tick, each)}", card)


def settle_yield(tick: Tick, each: Seen, key: str) -> None:
    for person in asked(tick, each):
        card = cards.yielded_card(day.words_for(person, each.team), each)
        _tell(tick, each, person, SETTLED, f"yield:{_asked_on(tick, each)}", card, key)


def _asked_on(tick: Tick, each: Seen) -> str:
    told_at = each.now.yield_told_at or tick.now
    return local_day(told_at, each.team.zone()).isoformat()


# -- as a sending begins -------------------------------------------------------------------------------------------


def _found(tick: Tick, row: Outbox) -> tuple[Pilot, Standing] | None:
    found = pilots.by_ref(tick.session, row.ref)
    return (found, pilots.stand(tick.session, found)) if found is not None else None


def check_wanted(tick: Tick, row: Outbox) -> bool:
    """Nobody is asked, or told, about a checkpoint that was answered meanwhile."""
    found = _found(tick, row)
    if found is None:
        return False
    return may(Act.CHECK, found[1]) and any(f":{week}:" in row.subject for week in found[1].open_weeks)


def decision_wanted(tick: Tick, row: Outbox) -> bool:
    found = _found(tick, row)
    if found is None:
        return False
    asked = found[1].state is PilotState.AT_END and f":decide:{found[1].ends}:" in row.subject
    return asked and (bool(row.edits) or not _in_digest(tick, *found))


def _in_digest(tick: Tick, row: Pilot, now: Standing) -> bool:
    """Whether a digest has asked it since, while this message waited for room."""
    key, ended_at = line_key(Wanted.PILOT, row.ref), now.ended.at if now.ended is not None else tick.now
    shown = digests.showing(tick.session, key, row.team_id, tick.now)
    return any(each.sent_at is not None and each.sent_at > ended_at for each in shown)


def yield_wanted(tick: Tick, row: Outbox) -> bool:
    found = _found(tick, row)
    return found is not None and found[1].yield_asked


def settled_wanted(_tick: Tick, row: Outbox) -> bool:
    """Only ever an edit."""
    return bool(row.edits)
