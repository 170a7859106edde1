"""Decided tests and pilots of a team with what they cost and bring, as of a moment: S7."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ritualbot.rituals import hypothesis as hypothesis_rules, pilot as pilot_rules
from ritualbot.rituals.hypothesis_history import Happened as HypothesisHappened
from ritualbot.rituals.hypothesis_return import read
from ritualbot.rituals.pilot import Happened as PilotHappened, PilotState
from ritualbot.rituals.return_totals import Entry, Figures, Totals, of_test, together
from ritualbot.store import hypothesis as hypotheses, pilot as pilots
from ritualbot.store.hypothesis import Hypothesis, HypothesisEvent
from ritualbot.store.pilot import Pilot, PilotEvent

_DECIDED = (PilotState.SCALED, PilotState.ROLLED_OUT, PilotState.AUTOMATED, PilotState.STOPPED)


@dataclass(frozen=True)
class DecidedTest:
    row: Hypothesis
    now: hypothesis_rules.Standing
    at: datetime

    @property
    def figures(self) -> Figures:
        return of_test(read(self.now.money))


@dataclass(frozen=True)
class DecidedPilot:
    row: Pilot
    now: pilot_rules.Standing
    at: datetime

    @property
    def figures(self) -> Figures:
        """It yields what was last said of it, whatever nobody knew since."""
        known = [each.gain for each in self.now.yields if each.gain is not None]
        return Figures(self.now.spent, known[-1] if known else None)


def totals(session: Session, team_id: int, since: datetime | None, until: datetime) -> Totals:
    """Of what was decided after `since` (None: ever) and until `until`, with the figures known then."""
    return together(entries(tests(session, team_id, until), decided_pilots(session, team_id, until), since))


def entries(found: list[DecidedTest], grouping: list[DecidedPilot], since: datetime | None) -> list[Entry]:
    """A test of a decided pilot is counted with it, unless that was decided before."""
    wanted = [each for each in grouping if since is None or each.at > since]
    within: Mapping[str, list[Figures]] = {each.row.ref: [] for each in wanted}
    alone = []
    for each in found:
        if each.now.pilot in within:
            within[each.now.pilot].append(each.figures)
        elif since is None or each.at > since:
            alone.append(Entry(each.figures))
    return [*alone, *(Entry(each.figures, tuple(within[each.row.ref])) for each in wanted)]


def tests(session: Session, team_id: int, until: datetime) -> list[DecidedTest]:
    """Every test a team decided by then, by number."""
    confirmed = col(HypothesisEvent.kind) == HypothesisHappened.CONFIRMED
    of_it = sa.exists().where(col(HypothesisEvent.hypothesis_id) == col(Hypothesis.id), confirmed)
    rows = select(Hypothesis).where(col(Hypothesis.team_id) == team_id, of_it)
    known = {row.id: row for row in session.exec(rows.order_by(col(Hypothesis.number)))}
    query = select(HypothesisEvent).where(
        col(HypothesisEvent.hypothesis_id).in_(known), col(HypothesisEvent.at) <= until
    )
    steps = defaultdict(list)
    for event in session.exec(query.order_by(col(HypothesisEvent.seq))):
        steps[event.hypothesis_id].append(hypotheses.step_of(event))
    found = []
    for id_, row in known.items():
        now = hypothesis_rules.standing(steps[id_ or 0])
        if now.verdict is not None and now.closed_at is not None and now.closed_at <= until:
            found.append(DecidedTest(row, now, now.closed_at))
    return found


def decided_pilots(session: Session, team_id: int, until: datetime) -> list[DecidedPilot]:
    """Every pilot that ran and was decided by then, by number. An extended one is not decided yet."""
    kinds = (PilotHappened.SCALED, PilotHappened.STOPPED)
    decided = (col(PilotEvent.kind).in_(kinds), col(PilotEvent.at) <= until)
    of_it = sa.exists().where(col(PilotEvent.pilot_id) == col(Pilot.id), *decided)
    rows = select(Pilot).where(col(Pilot.team_id) == team_id, of_it)
    found = []
    for row in session.exec(rows.order_by(col(Pilot.number))).all():
        now = pilot_rules.standing([step for step in pilots.steps(session, row) if step.at <= until])
        if now.state in _DECIDED and now.decided is not None and now.starts_on is not None:
            found.append(DecidedPilot(row, now, now.decided.at))
    return found
