"""What somebody is asked and has not answered, over all their teams and desks: each a line with its button."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from sqlmodel import Session

from ritualbot.chat.cards import Button, Card
from ritualbot.chat.text import Text
from ritualbot.i18n import Words
from ritualbot.reports import (
    decision as decision_report,
    desk as desk_report,
    desk_meeting as meeting_report,
    hypothesis as hypothesis_report,
    hypothesis_result as result_report,
    kpi as kpi_report,
    pilot as pilot_report,
    pilot_told,
    sponsor_help as help_report,
)
from ritualbot.reports.quiet import buttons_of
from ritualbot.reports.standup import standup_name
from ritualbot.reports.wording import text
from ritualbot.rituals import inputs, kpi as kpi_rules, permissions
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.decision import Decision, Wanted
from ritualbot.rituals.hypothesis_act import Act as HypothesisAct
from ritualbot.rituals.hypothesis_history import Happened, HypothesisState
from ritualbot.rituals.permissions import Right, Role
from ritualbot.rituals.pilot import PilotState
from ritualbot.rituals.pilot_act import Act, may
from ritualbot.rituals.retro import RetroPhase
from ritualbot.rituals.standup import Presence
from ritualbot.store import (
    decision as decisions,
    desk_meeting as meetings,
    desk_offer as offers,
    desk_people,
    hypothesis as hypotheses,
    kpi as kpis,
    pilot as pilots,
    retro as retros,
    sponsor_help as helps,
    standup as standups,
    team as teams,
)
from ritualbot.store.desk import Desk
from ritualbot.store.hypothesis import Hypothesis
from ritualbot.store.sponsor_help import SponsorHelp
from ritualbot.store.standup import Standup, StandupRun
from ritualbot.store.team import Person, Team
from ritualbot.store.team_roster import id_of, roles_anywhere

MOST_BUTTONS = 4  # of a line: one more and a row wraps
_LEADS = frozenset({Role.SCRUM_MASTER, Role.ASSISTANT})


@dataclass(frozen=True)
class Line:
    """Something asked, and the buttons that answer it."""

    text: Text
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True)
class Mine:
    """Whose page it is, in which language, at which moment; what they are in each team is read once."""

    session: Session
    words: Words
    person: Person
    now: datetime

    @cached_property
    def teams(self) -> Sequence[Team]:
        return teams.teams_of(self.session, id_of(self.person))

    @cached_property
    def desks(self) -> Sequence[Desk]:
        return desk_people.of_person(self.session, self.person)

    @cached_property
    def roles(self) -> dict[int, frozenset[Role]]:
        """By team id."""
        return {id_of(team): teams.roles_in(self.session, id_of(self.person), team) for team in self.teams}

    @cached_property
    def anywhere(self) -> frozenset[Role]:
        return roles_anywhere(self.session, self.person)

    @property
    def today(self) -> date:
        return local_day(self.now, self.person.zone())

    @property
    def takes_part(self) -> bool:
        """Whether rituals ask them, in some team."""
        return bool(self.anywhere & set(teams.PARTICIPANTS))


def lines(mine: Mine) -> list[Line]:
    """What is open today first, then what waits longest."""
    found = [*_standups(mine), *_decisions(mine)]
    for team in mine.teams:
        found += [*_retro(mine, team), *_kpi(mine, team), *_pilots(mine, team), *_approvals(mine, team)]
    return [*found, *_tests(mine), *_minutes(mine), *_offers(mine)]


def _of_card(card: Card) -> Line:
    """What a message asked, cut down to its title and its first buttons."""
    return Line(card.title, tuple(buttons_of(card)[:MOST_BUTTONS]))


# -- stand-up, retro -----------------------------------------------------------------------------------------------


def _standups(mine: Mine) -> Iterator[Line]:
    """The prompts that still wait for an answer."""
    for part in standups.live_parts(mine.session, id_of(mine.person)):
        if part.presence != Presence.EXPECTED or not part.prompted or part.missed:
            continue
        run = mine.session.get_one(StandupRun, part.run_id)
        standup = mine.session.get_one(Standup, run.standup_id)
        team, until = mine.session.get_one(Team, standup.team_id), mine.words.at(part.ends_at, mine.person.zone())
        named = {"team": team.name, "standup": standup_name(mine.words, standup), "day": mine.words.day(run.held_on)}
        late = part.ends_at <= mine.now
        said = text(mine.words, "home.due.standup_late" if late else "home.due.standup", **named, time=until)
        yield Line(said, (Button("standup.open", part.ref, mine.words.say("standup.answer.label")),))


_ASKS = {RetroPhase.WRITE: "retro.write", RetroPhase.VOTE: "retro.vote"}


def _retro(mine: Mine, team: Team) -> Iterator[Line]:
    """Notes once they are called for, and votes."""
    if not mine.roles[id_of(team)] & set(teams.PARTICIPANTS):
        return
    retro = retros.under_way(mine.session, id_of(team))
    action = _ASKS.get(RetroPhase(retro.phase)) if retro is not None else None
    if retro is None or action is None or retro.called_at is None:
        return
    said = text(mine.words, f"home.due.retro_{retro.phase}", team=team.name, number=str(retro.number))
    yield Line(said, (Button(action, retro.ref, mine.words.say(f"{action}.label")),))


# -- figures -------------------------------------------------------------------------------------------------------


def _kpi(mine: Mine, team: Team) -> Iterator[Line]:
    """This week's value, until it is told; where its owner is asked later in the week, not before."""
    each = kpi_report.seen(mine.session, team, mine.now)
    if each is None or kpis.this_week(mine.session, each.charter, mine.now, mine.person.zone()) is not None:
        return
    owner, next_on = kpis.owner_of(mine.session, each.charter, team), kpis.next_on(mine.session, each.charter, team)
    asked = owner.id == mine.person.id if owner else bool(mine.roles[id_of(team)] & _LEADS)
    if asked and next_on is not None and next_on >= kpi_rules.next_asked_on(mine.today):
        yield _of_card(kpi_report.ask_card(mine.words, each))


def _pilots(mine: Mine, team: Team) -> Iterator[Line]:
    """Checkpoints nobody answered, and what bricks yield: of those one owns, or leads where their owner is gone."""
    leads = bool(mine.roles[id_of(team)] & _LEADS)
    for row in pilots.in_team(mine.session, id_of(team), (PilotState.RUNNING, PilotState.AUTOMATED)):
        each = pilot_report.seen(mine.session, row)
        theirs = each.owner.id == mine.person.id if each.owner and each.owner.active else leads
        if theirs and may(Act.CHECK, each.now):
            for week in each.now.open_weeks:
                yield _of_card(pilot_told.check_card(mine.words, each, week))
        if theirs and each.now.yield_asked:
            yield _of_card(pilot_told.yield_card(mine.words, each))


def _tests(mine: Mine) -> Iterator[Line]:
    """Results of one's own tests that are past their last day."""
    for row in hypotheses.open_of(mine.session, id_of(mine.person)):
        if row.state == HypothesisState.RUNNING and row.ends_on is not None and row.ends_on < mine.today:
            each = hypothesis_report.scene(mine.session, row)
            yield _of_card(hypothesis_report.ended_card(each, _reader(mine, row.team_id)))


def _reader(mine: Mine, team_id: int) -> hypothesis_report.Reader:
    return hypothesis_report.Reader(mine.words, mine.person, mine.roles.get(team_id, frozenset()))


def _approvals(mine: Mine, team: Team) -> Iterator[Line]:
    """Starts and verdicts of others that wait for one's yes."""
    reader = _reader(mine, id_of(team))
    for row in hypotheses.listed(mine.session, id_of(team), (HypothesisState.WAITING, HypothesisState.ANALYSIS)):
        each = hypothesis_report.scene(mine.session, row)
        by = mine.session.get(Person, _asked_by(mine, row) or 0)
        if by is None or by.id == mine.person.id:
            continue
        if hypothesis_report.may(HypothesisAct.APPROVE, each, reader):
            yield _approval(mine, row, hypothesis_report.asked_card(each, reader, by.name))
        elif each.now.proposal is not None and hypothesis_report.may(HypothesisAct.CONFIRM, each, reader):
            yield _approval(mine, row, result_report.proposed_card(each, reader, None, by.name))


def _approval(mine: Mine, row: Hypothesis, card: Card) -> Line:
    """Yes, or not yet; what else may be done with it is on its own card."""
    said = text(mine.words, "home.due.approval", said=card.title.plain(), text=inputs.echo(row.text))
    look = Button("hypothesis.look", row.ref, mine.words.say("hypothesis.look.label"))
    return Line(said, (*buttons_of(card)[:2], look))


def _asked_by(mine: Mine, row: Hypothesis) -> int | None:
    """Who last asked for a yes."""
    asks = (Happened.SUBMITTED, Happened.PROPOSED)
    return next((step.person for step in reversed(hypotheses.steps(mine.session, row)) if step.kind in asks), None)


# -- decisions -----------------------------------------------------------------------------------------------------


def _decisions(mine: Mine) -> Iterator[Line]:
    """What teams wait for from their sponsor."""
    ids = [id_of(team) for team in mine.teams if Role.SPONSOR in mine.roles[id_of(team)]]
    asked = {row.ref: row for row in helps.unanswered(mine.session, id_of(mine.person), ids)}
    for each in decisions.wanted(mine.session, mine.person, ids):
        if each.about is Wanted.PILOT:
            yield from _pilot_end(mine, each.ref)
        elif each.about is Wanted.GOAL:
            yield _goal(mine, each)
        elif each.ref in asked:
            yield _help(mine, asked[each.ref])


def _pilot_end(mine: Mine, ref: str) -> Iterator[Line]:
    row = pilots.named(mine.session, ref)
    if row is not None:
        yield _of_card(pilot_told.decision_card(mine.words, pilot_report.seen(mine.session, row)))


def _goal(mine: Mine, changed: Decision) -> Line:
    title, _, _ = decision_report.spoken(mine.session, mine.words, changed, mine.now)
    return Line(title, decision_report.buttons(mine.session, mine.words, changed)[:MOST_BUTTONS])


def _help(mine: Mine, row: SponsorHelp) -> Line:
    each = help_report.looking(mine.session, row, mine.now)
    return _of_card(help_report.sponsor_card(mine.words, each, mine.person.zone(), mine.now))


def _minutes(mine: Mine) -> Iterator[Line]:
    """Meetings of one's desks that are over, with nothing written down."""
    if not permissions.holds(mine.anywhere | {Role.DESK_CONTACT}, Right.DESK_RECORD):
        return
    for desk in mine.desks:
        held = meetings.to_record(mine.session, desk, mine.now)
        if held is not None and held.ends_at <= mine.now:
            yield _of_card(meeting_report.nudge_card(mine.words, desk, held))


def _offers(mine: Mine) -> Iterator[Line]:
    """What the other side of a desk proposes, to be agreed to where it can be read. For marketing every desk counts."""
    tenant_wide = mine.anywhere & {Role.SCRUM_MASTER, Role.ADMIN}
    for desk in desk_people.of_tenant(mine.session, mine.person.tenant_id) if tenant_wide else mine.desks:
        by = offers.proposer(mine.session, desk)
        if by is not None and offers.asks(mine.session, desk, mine.person):
            said = text(mine.words, "desk.offer.title", name=by.name, desk=desk.name)
            yield Line(said, (desk_report.show_button(mine.words, desk),))
