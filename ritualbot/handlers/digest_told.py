"""A sponsor's digest as it goes out, and kept true afterwards; its preview, to whoever leads the team."""

from collections.abc import Sequence
from datetime import datetime

from ritualbot.chat.cards import Card
from ritualbot.handlers.context import Tick
from ritualbot.handlers.standup_day import words_for
from ritualbot.i18n import Words
from ritualbot.reports import digest_preview as report, digest_whole as wholes
from ritualbot.reports.digest_preview import Coming
from ritualbot.reports.digest_whole import Whole
from ritualbot.reports.quiet import Line
from ritualbot.rituals.decision import Decision, Wanted
from ritualbot.rituals.digest import Week
from ritualbot.rituals.permissions import Role
from ritualbot.store import (
    alarms,
    decision as decisions,
    digest as digests,
    digest_plan,
    person as people,
    sponsor_help as helps,
    team as teams,
)
from ritualbot.store.digest import PREVIEW, SEND, Digest, DigestPart
from ritualbot.store.outbox import Outbox
from ritualbot.store.team import Person, Team
from ritualbot.store.team_roster import id_of

SENT, SHOWN = "digest.sent", "digest.preview"
SETTLED, UNREACHED = "digest.settled", "digest.unreached"
_LEADS = (Role.SCRUM_MASTER, Role.ASSISTANT)


def words_of(tick: Tick, sponsor: Person) -> Words:
    """A sponsor's own language, else that of the first team."""
    among = digests.sponsored(tick.session, id_of(sponsor))
    return Words(sponsor.language or next((team.language for team in among), "fr"))


def subject_of(sponsor: Person, digest: Digest) -> str:
    """One a sponsor and week, whoever sends it."""
    return f"digest:{sponsor.ref}:{digest.week_on.isoformat()}"


# -- going out -----------------------------------------------------------------------------------------------------


def send(tick: Tick, digest: Digest) -> None:
    """As things are now, without the teams whose review's pack stands in its place. The next one is expected. The
    digest is locked."""
    sponsor, all_rows = tick.session.get_one(Person, digest.sponsor_id), digests.parts(tick.session, digest)
    rows = [row for row in all_rows if not digest_plan.replaced(tick.session, digest, row.team_id)]
    words, week = words_of(tick, sponsor), Week(digest.since_at, tick.now, tick.now)
    whole = wholes.compose(tick.session, words, sponsor, rows, week)
    if rows:
        _tell(tick, digest, sponsor, rows, whole.card(words))
    digest.sent_at, digest.content = tick.now, wholes.dump(whole)
    tick.session.add(digest)
    tick.session.flush()
    alarms.clear(tick.session, SEND, digest.ref)
    for row in all_rows:
        alarms.clear(tick.session, PREVIEW, row.ref)
    for row in rows:
        _settle(tick, Coming(digest, row, sponsor), whole)
    digest_plan.expect(tick.session, sponsor, tick.now)


def _tell(tick: Tick, digest: Digest, sponsor: Person, rows: Sequence[DigestPart], card: Card) -> None:
    """What it shows of help asked was shown."""
    subject = subject_of(sponsor, digest)
    if tick.tell(sponsor, SENT, subject, subject, card, ref=digest.ref):
        _shown(tick, sponsor, [row.team_id for row in rows])
    else:
        _unreached(tick, digest)


def _shown(tick: Tick, sponsor: Person, team_ids: list[int]) -> None:
    wanted = decisions.for_digest(tick.session, sponsor, team_ids)
    refs = {each.ref for each in wanted if each.about is Wanted.HELP}
    waiting = helps.waiting_for_digest(tick.session, id_of(sponsor))
    helps.shown_in_digest(tick.session, [row for row in waiting if row.ref in refs], tick.now)


def follow(tick: Tick, decision: Decision, key: str) -> None:
    """A decision was taken, or is wanted again: the digests that asked for it say so. `key` names the step."""
    line = wholes.key_of(decision)
    for digest in digests.showing(tick.session, line, decision.team_id, tick.now):
        sponsor = tick.session.get_one(Person, digest.sponsor_id)
        words = words_of(tick, sponsor)
        whole = wholes.told_anew(tick.session, words, digest, decision, tick.now)
        digest.content = wholes.dump(whole)
        tick.session.add(digest)
        subject = subject_of(sponsor, digest)
        tick.tell(sponsor, SENT, subject, f"{subject}:{key}", whole.card(words), ref=digest.ref)


def _unreached(tick: Tick, digest: Digest) -> None:
    """Whoever leads hears of it at once."""
    sponsor = tick.session.get_one(Person, digest.sponsor_id)
    for row in digests.parts(tick.session, digest):
        team = tick.session.get_one(Team, row.team_id)
        for lead in people.leads(tick.session, team, tick.now):
            subject = f"digest:{row.ref}:unreached:{lead.ref}"
            card = report.unreached_card(words_for(lead, team), sponsor, team)
            tick.tell(lead, UNREACHED, subject, subject, card, ref=digest.ref)


# -- its preview ---------------------------------------------------------------------------------------------------


def preview(tick: Tick, each: Coming, key: str) -> None:
    """To whoever leads the team: the digest of their team as it would go out now. `key`: another one is an edit."""
    team = tick.session.get_one(Team, each.part.team_id)
    card = part_of(tick, each).without_buttons().card(words_of(tick, each.sponsor))
    approver = tick.session.get(Person, each.part.approved_by) if each.part.approved_by else None
    rows = digests.parts(tick.session, each.digest)
    others = sum(row.approved_at is None for row in rows if row.id != each.part.id)
    for lead in _leads(tick, team):
        name = approver.name if approver is not None else ""
        shown = report.preview_card(words_for(lead, team), each, card, lead.zone(), name, others)
        subject = _subject(each, lead)
        tick.tell(lead, SHOWN, subject, f"{subject}:{key}", shown, ref=each.part.ref)


def part_of(tick: Tick, each: Coming) -> Whole:
    """One team's part of a digest, as it would go out now."""
    words, week = words_of(tick, each.sponsor), wholes.week_of(each.digest, tick.now)
    return wholes.compose(tick.session, words, each.sponsor, [each.part], week)


def _settle(tick: Tick, each: Coming, whole: Whole) -> None:
    """Where the preview stood: that it went out, and what it said."""
    team = tick.session.get_one(Team, each.part.team_id)
    mine = whole.only(team).without_buttons().card(words_of(tick, each.sponsor))
    for lead in _leads(tick, team) if each.part.previewed_for is not None else ():
        subject, card = _subject(each, lead), report.sent_card(words_for(lead, team), each, mine, lead.zone())
        tick.tell(lead, SETTLED, subject, f"{subject}:sent", card, ref=each.part.ref)


def _subject(each: Coming, lead: Person) -> str:
    moment: datetime = each.part.previewed_for or each.digest.due_at
    return f"digest:{each.part.ref}:{moment.isoformat()}:{lead.ref}"


def _leads(tick: Tick, team: Team) -> list[Person]:
    """Scrum master and assistant where they work today, else whoever stands in for them."""
    both = teams.people_with(tick.session, id_of(team), *_LEADS)
    found = (*people.leads(tick.session, team, tick.now), *people.at_work_today(tick.session, both, tick.now))
    return list({id_of(person): person for person in found}.values())


# -- as a sending begins and ends ----------------------------------------------------------------------------------


def wanted(tick: Tick, row: Outbox) -> bool:
    """Nobody gets the digest of teams they are sponsor of no more; what stands is kept true."""
    found = digests.by_ref(tick.session, row.ref)
    return bool(row.edits) or (found is not None and bool(digests.sponsored(tick.session, found.sponsor_id)))


def failed(tick: Tick, row: Outbox, _why: str) -> None:
    found = digests.by_ref(tick.session, row.ref)
    if found is not None and not row.edits:
        _unreached(tick, found)


def preview_wanted(tick: Tick, row: Outbox) -> bool:
    """Not once it went out, or is to go out no more."""
    found = digests.part_by_ref(tick.session, row.ref)
    return found is not None and found[0].sent_at is None


def preview_line(tick: Tick, row: Outbox) -> Line | None:
    """Where there is no room for it: when it goes out, and the button that shows it."""
    found = digests.part_by_ref(tick.session, row.ref)
    if found is None:
        return None
    digest, part = found
    team = tick.session.get_one(Team, part.team_id)
    person = teams.person_at(tick.session, row.workspace_id, row.user)
    if person is None:
        return None
    sponsor = tick.session.get_one(Person, digest.sponsor_id)
    return report.preview_line(words_for(person, team), Coming(digest, part, sponsor), team, person.zone())


def settled_wanted(_tick: Tick, row: Outbox) -> bool:
    """Only ever an edit."""
    return bool(row.edits)
