"""What a review looks back at: what a team read, decided, asked and was hindered by since the last one. Read only, and
of no one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from ritualbot.rituals.calendar import WorkPattern, local_day
from ritualbot.rituals.decision import Decision, Wanted
from ritualbot.rituals.pilot import PilotState, Standing as PilotStanding, standing
from ritualbot.store import (
    charter as charters,
    decision as decisions,
    kpi as kpis,
    pilot as pilots,
    review as reviews,
    sponsor_help as helps,
    sprint as sprints,
    sprint_export as exports,
    sprint_hypotheses,
    sprint_requests,
)
from ritualbot.store.action import Action
from ritualbot.store.blocker import Blocker
from ritualbot.store.charter import Charter
from ritualbot.store.kpi import KpiReading
from ritualbot.store.pilot import Pilot
from ritualbot.store.request import Request
from ritualbot.store.review import ReviewHeld
from ritualbot.store.sponsor_help import SponsorHelp
from ritualbot.store.sprint import Sprint
from ritualbot.store.sprint_export import Stretch
from ritualbot.store.sprint_hypotheses import HypothesisLine
from ritualbot.store.sprint_requests import DeskLines, RequestLine
from ritualbot.store.team import Person, Team
from ritualbot.store.team_roster import id_of


@dataclass(frozen=True)
class PilotLine:
    """One that ran at some time of it, and how it stood at its end."""

    row: Pilot
    now: PilotStanding
    owner: str


@dataclass(frozen=True)
class Looked:
    """Everything a pack is made of. `before` and `value`: what the team is measured by, at both ends."""

    of: Stretch
    pattern: WorkPattern
    charter: Charter
    before: KpiReading | None
    value: KpiReading | None
    readings: Sequence[KpiReading]
    sprint: Sprint | None
    decided: Sequence[HypothesisLine]
    pilots: Sequence[PilotLine]
    requests: Sequence[RequestLine]
    desks: Sequence[DeskLines]
    blockers: Sequence[Blocker]
    actions: Sequence[Action]


def stretch(team: Team, held: ReviewHeld) -> Stretch:
    zone = team.zone()
    return Stretch(team, local_day(held.since, zone), local_day(held.until, zone), held.since, held.until)


def looked(session: Session, team: Team, held: ReviewHeld) -> Looked:
    of, charter = stretch(team, held), charters.read(session, id_of(team))
    requests = sprint_requests.requests(session, of)
    read = kpis.readings(session, charter, of.first) if charter.kpi else []
    return Looked(
        of=of,
        pattern=sprints.team_pattern(session, team, of.first),
        charter=charter,
        before=kpis.as_of(session, charter, of.first) if charter.kpi else None,
        value=kpis.as_of(session, charter, of.last) if charter.kpi else None,
        readings=[each for each in read if each.read_on <= of.last],
        sprint=sprints.current(session, id_of(team)),
        decided=_decided(session, of),
        pilots=_pilots(session, of),
        requests=requests,
        desks=sprint_requests.by_desk(session, requests),
        blockers=exports.blockers(session, of),
        actions=exports.actions(session, of, None),
    )


def _decided(session: Session, of: Stretch) -> list[HypothesisLine]:
    lines = sprint_hypotheses.lines(session, of)
    return [each for each in lines if each.now.verdict is not None and _within(each.now.closed_at, of)]


def _pilots(session: Session, of: Stretch) -> list[PilotLine]:
    """Those that began by its end; of those that were stopped, the ones that were not before it."""
    found = []
    for row in pilots.in_team(session, id_of(of.team), tuple(PilotState)):
        now = standing([step for step in pilots.steps(session, row) if step.at <= of.until])
        stopped = now.state is PilotState.STOPPED and not _within(now.decided.at if now.decided else None, of)
        if now.starts_on is not None and now.starts_on <= of.last and not stopped:
            owner = session.get(Person, now.owner)
            found.append(PilotLine(row, now, owner.name if owner else ""))
    return found


def _within(at: datetime | None, of: Stretch) -> bool:
    return at is not None and of.since < at <= of.until


# -- what is to be decided -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Agenda:
    """`unanswered`: help asked that was told of, shown again, and still has no answer. `others`: what else waits for
    the sponsor, without these. `asked`: all the help among both; `open`: the refs of what may be read of it: not what
    is about something confidential, or kept no more."""

    unanswered: Sequence[SponsorHelp]
    others: Sequence[Decision]
    asked: Sequence[SponsorHelp]
    open: frozenset[str]


def agenda(session: Session, team: Team) -> Agenda:
    """F6: what stands on the agenda of the team's next review."""
    unanswered = helps.waiting_for_review(session, id_of(team))
    shown = {row.ref for row in unanswered}
    wanted = [
        each
        for sponsor in reviews.sponsors_of(session, team)[:1]
        for each in decisions.wanted(session, sponsor, [id_of(team)])
    ]
    others = [each for each in wanted if not (each.about is Wanted.HELP and each.ref in shown)]
    found = [helps.seen(session, each.ref) for each in others if each.about is Wanted.HELP]
    asked = [*unanswered, *(row for row in found if row is not None)]
    return Agenda(unanswered, others, asked, _open(session, asked))


def _open(session: Session, rows: Sequence[SponsorHelp]) -> frozenset[str]:
    about = {row.about_ref for row in rows}
    plain = select(Request.ref).where(col(Request.ref).in_(about), col(Request.confidential).is_(False))
    hindered = select(Blocker.ref).where(col(Blocker.ref).in_(about))
    known = {*session.exec(plain), *session.exec(hindered)}
    return frozenset(row.ref for row in rows if row.about_ref in known)
