"""To whom digests are to go and when: set anew whenever who sponsors, who leads or when they work has changed."""

from datetime import date, datetime, timedelta

from sqlmodel import Session

from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.digest_day import USUAL, Coming, coming, previewed_at
from ritualbot.rituals.permissions import Role
from ritualbot.store import alarms, digest as digests, person as people, review as reviews, team as teams
from ritualbot.store.digest import PREVIEW, SEND, Digest, DigestPart
from ritualbot.store.team import Person, Team
from ritualbot.store.team_roster import id_of

WEEK = timedelta(days=7)


def next_of(session: Session, sponsor: Person, now: datetime) -> Coming:
    """When a sponsor's next digest goes out: at the rhythm of their first team, the oldest they are sponsor of."""
    among = digests.sponsored(session, id_of(sponsor))
    rhythm = digests.rhythm_of(session, id_of(among[0])) if among else USUAL
    last = digests.last_sent(session, id_of(sponsor))
    pattern = teams.work_pattern(session, sponsor, now)
    return coming(rhythm, pattern, now, last.week_on if last is not None else None)


def next_day(session: Session, sponsor: Person, now: datetime) -> date:
    """The sponsor's day on which their next digest goes out."""
    row = digests.unsent(session, id_of(sponsor))
    return told_on(row, sponsor) if row is not None else next_of(session, sponsor, now).day


def expect(session: Session, sponsor: Person, now: datetime) -> None:
    """Sets a sponsor's next digest and its previews, or lets it be where they are sponsor of nothing any more. One that
    is due already stays so."""
    among = digests.sponsored(session, id_of(sponsor)) if sponsor.active else []
    row = digests.lock_unsent(session, id_of(sponsor))
    if not among:
        if row is not None:
            digests.drop(session, row)
        return
    if row is None or row.due_at > now:
        found, last = next_of(session, sponsor, now), digests.last_sent(session, id_of(sponsor))
        since_at = last.sent_at if last is not None and last.sent_at is not None else found.at - WEEK
        row = digests.write(session, id_of(sponsor), found.week_on, found.at, since_at)
        alarms.set(session, SEND, row.ref, row.due_at)
    for part in digests.write_parts(session, row, among):
        _expect_preview(session, row, part, now)


def _expect_preview(session: Session, digest: Digest, part: DigestPart, now: datetime) -> None:
    if part.previewed_for == digest.due_at:
        return
    at = preview_moment(session, digest, session.get_one(Team, part.team_id))
    if at is None or digest.due_at <= now:
        alarms.clear(session, PREVIEW, part.ref)
    else:
        alarms.set(session, PREVIEW, part.ref, max(at, now))


def replaced(session: Session, digest: Digest, team_id: int) -> bool:
    """Whether the pack of a review stands in the place of this team's part."""
    sponsor = session.get_one(Person, digest.sponsor_id)
    return reviews.replaces_digest(session, session.get_one(Team, team_id), told_on(digest, sponsor))


def sends_between(session: Session, sponsor: Person, since: datetime, until: datetime) -> int:
    """How many messages a stretch of a sponsor's time keeps room for: their digest, unless packs stand in its place,
    and the packs of reviews."""
    digest = digests.unsent(session, id_of(sponsor))
    packs = reviews.packs_between(session, id_of(sponsor), since, until)
    if digest is None or not since <= digest.due_at < until:
        return packs
    return packs + (not all(replaced(session, digest, part.team_id) for part in digests.parts(session, digest)))


def told_on(digest: Digest, sponsor: Person) -> date:
    """The sponsor's day on which it goes out."""
    return local_day(digest.due_at, sponsor.zone())


def preview_moment(session: Session, digest: Digest, team: Team) -> datetime | None:
    """Two working hours before the digest goes out, of whoever leads the team that day."""
    for lead in people.leads(session, team, digest.due_at)[:1]:
        pattern = teams.work_pattern(session, lead, digest.due_at)
        return previewed_at(pattern, lead.opens, lead.closes, digest.due_at)
    return None


def expect_team(session: Session, team: Team, now: datetime) -> None:
    """The same for all who sponsor a team, and who did until now."""
    found = (*teams.people_with(session, id_of(team), Role.SPONSOR), *digests.expecting(session, id_of(team)))
    for sponsor in {id_of(each): each for each in found}.values():
        expect(session, sponsor, now)


def expect_person(session: Session, person: Person, now: datetime) -> None:
    """When somebody works has changed, or that they are there: their own digest, and the previews of their teams."""
    expect(session, person, now)
    for team in teams.teams_of(session, id_of(person)):
        expect_team(session, team, now)


def schedule_missing(session: Session, now: datetime) -> None:
    """Every sponsor has one to come, also those from before there were any."""
    for sponsor in digests.sponsors(session):
        if digests.unsent(session, id_of(sponsor)) is None:
            expect(session, sponsor, now)
