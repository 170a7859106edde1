"""What is told of help asked of a sponsor: their message, kept true where it stands, and the answer."""

from datetime import datetime, timedelta

from ritualbot.errors import Absent, RuleBroken
from ritualbot.handlers import digest_told
from ritualbot.handlers.context import Context, Tick
from ritualbot.handlers.standup_day import words_for
from ritualbot.i18n import Words
from ritualbot.reports import sponsor_help as report
from ritualbot.reports.sponsor_help import Help
from ritualbot.rituals import permissions
from ritualbot.rituals.blocker import BlockerState
from ritualbot.rituals.decision import Decision, Wanted
from ritualbot.rituals.permissions import Right, Role
from ritualbot.rituals.sponsor_help import About
from ritualbot.store import (
    blocker as blockers,
    desk_people,
    digest_plan,
    person as people,
    sponsor_help as helps,
    team as teams,
)
from ritualbot.store.outbox import Outbox
from ritualbot.store.sponsor_help import SponsorHelp
from ritualbot.store.team import Person, Team

ASKED, SETTLED, ANSWERED = "sponsor.asked", "sponsor.settled", "sponsor.answered"
POSTED, HANDED, UNREACHED = "sponsor.posted", "sponsor.handed", "sponsor.unreached"
_LATELY = timedelta(days=1)


def show(tick: Tick, each: Help, key: str) -> bool:
    """The sponsor's own message as it stands; what only digests show has none. False: there is none, or no way to
    them."""
    row = each.row
    if not row.urgent:
        return False
    sponsor = tick.session.get_one(Person, row.sponsor_id)
    card = report.sponsor_card(words_for(sponsor, each.team), each, sponsor.zone(), tick.now)
    subject = f"sponsor:{row.ref}:asked"
    return tick.tell(sponsor, ASKED if row.open else SETTLED, subject, f"{subject}:{key}", card, ref=row.ref)


def answered(tick: Tick, each: Help, key: str) -> None:
    """To whoever asked, in the team's channel, and to whom it was handed."""
    row, subject = each.row, f"sponsor:{each.row.ref}:answered"
    show(tick, each, key)
    _tell_digests(tick, row, key)
    for person in _askers(tick, each):
        card = report.answered_card(words_for(person, each.team), each)
        tick.tell(person, ANSWERED, f"{subject}:{person.ref}", f"{subject}:{person.ref}", card, ref=row.ref)
    to = tick.session.get(Person, row.handed_to) if row.handed_to else None
    if to is not None:
        card = report.handed_card(words_for(to, each.team), each, to.zone(), tick.now)
        tick.tell(to, HANDED, f"{subject}:handed", f"{subject}:handed", card, ref=row.ref)
    called = _called(tick, to)
    for place in teams.destinations(tick.session, row.team_id):
        tick.post(place, POSTED, subject, subject, report.channel_card(Words(place.language), each, called), row.ref)


def _called(tick: Tick, to: Person | None) -> str:
    """A channel names a desk, not who is on it."""
    desks = desk_people.of_person(tick.session, to) if to is not None else []
    return desks[0].name if desks else to.name if to is not None else ""


def _askers(tick: Tick, each: Help) -> list[Person]:
    """Whoever asked, or whoever leads the team once they do not any more."""
    asker = tick.session.get_one(Person, each.row.asked_by)
    roles = teams.roles_in(tick.session, each.row.asked_by, each.team)
    if asker.active and permissions.holds(roles, Right.HELP_ASK):
        return [asker]
    return people.leads(tick.session, each.team, tick.now)


def follow(tick: Tick, about: About, ref: str, is_open: bool, key: str) -> None:
    """After a step of a request or a blocker, which is open or not by now: what was settled without the
    sponsor's answer needs none, and needs one again once it is open again. `key` names the step."""
    row = helps.newest(tick.session, about, ref)
    if row is None or row.answered_at is not None or (row.settled_at is None) == is_open:
        return
    helps.settle(tick.session, row, None if is_open else tick.now)
    show(tick, report.helping(tick.session, row, tick.now), key)
    _tell_digests(tick, row, key)


def _tell_digests(tick: Tick, row: SponsorHelp, key: str) -> None:
    digest_told.follow(tick, Decision(Wanted.HELP, row.ref, row.team_id, row.needed_on), f"{row.ref}:{key}")


def follow_blockers(tick: Tick, team: Team, key: str) -> None:
    """After an answer that may have closed some, or opened them again."""
    for row in helps.unanswered_of_blockers(tick.session, team.id or 0, tick.now - _LATELY):
        blocker = blockers.by_ref(tick.session, row.about_ref)
        if blocker is not None:
            follow(tick, About.BLOCKER, blocker.ref, blocker.state == BlockerState.OPEN, key)


def moment(context: Context, at: datetime) -> str:
    return report.moment(context.words, at, context.person.zone())


def awaited(context: Context, ref: str) -> Help:
    """What the sponsor may still answer. Raises RuleBroken that says who did, or that it was settled."""
    row = helps.by_ref(context.session, ref)
    if row is None:
        raise Absent("permission.absent")
    each = report.helping(context.session, row, context.now)
    about = report.about(context.words, each.topic)
    if row.answered_at is not None:
        what, when = report.what(context.words, each), moment(context, row.answered_at)
        raise RuleBroken("sponsor.answered_already", about=about, what=what, moment=when)
    if row.settled_at is not None:
        raise RuleBroken("sponsor.settled_already", about=about, moment=moment(context, row.settled_at))
    return each


# -- as a sending begins and ends ----------------------------------------------------------------------------------


def wanted(tick: Tick, row: Outbox) -> bool:
    """Nobody is asked what was settled meanwhile, or is sponsor no more; what stands is kept true."""
    found = helps.by_ref(tick.session, row.ref)
    if row.edits or found is None:
        return bool(row.edits)
    return found.open and is_sponsor(tick, found)


def is_sponsor(tick: Tick, row: SponsorHelp) -> bool:
    """Whether who was asked can still answer."""
    team, sponsor = tick.session.get_one(Team, row.team_id), tick.session.get_one(Person, row.sponsor_id)
    return sponsor.active and Role.SPONSOR in teams.roles_in(tick.session, row.sponsor_id, team)


def sent(tick: Tick, row: Outbox) -> None:
    found = helps.by_ref(tick.session, row.ref)
    if found is not None:
        helps.sent(tick.session, found, tick.now)


def failed(tick: Tick, row: Outbox, _why: str) -> None:
    """The next digest shows it first; whoever asked hears of it at once."""
    found = helps.by_ref(tick.session, row.ref)
    if found is None or found.sent_at is not None or not found.open or row.edits:
        return
    helps.not_sent(tick.session, found)
    each, sponsor = report.helping(tick.session, found, tick.now), tick.session.get_one(Person, found.sponsor_id)
    digest = digest_plan.next_day(tick.session, sponsor, tick.now)
    subject = f"sponsor:{found.ref}:unreached"
    for person in _askers(tick, each):
        card = report.unreached_card(words_for(person, each.team), each, sponsor, digest)
        tick.tell(person, UNREACHED, f"{subject}:{person.ref}", f"{subject}:{person.ref}", card, ref=found.ref)


def settled_wanted(_tick: Tick, row: Outbox) -> bool:
    """Only ever an edit."""
    return bool(row.edits)
