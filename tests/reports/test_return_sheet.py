"""S7: the sheet of what decided tests and pilots cost and bring, each figure checked by hand; and in a period."""

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, select

from ritualbot.reports.sprint_xlsx import sprint_workbook
from ritualbot.rituals.hypothesis_history import Happened
from ritualbot.rituals.pilot import Happened as OfPilot, PilotState
from ritualbot.store import hypothesis as hypotheses, pilot as pilots
from ritualbot.store.engine import begin, reading
from ritualbot.store.pilot import Pilot
from ritualbot.store.return_totals import totals
from ritualbot.store.sprint import Sprint
from ritualbot.store.team import Person, Team
from tests.conversations.bot import moment
from tests.reports.hostile import opened
from tests.reports.sprint_story import END, build_sprint

PLAN = {"moment": "Panier", "audience": "Tous", "share": "20", "metric": "Achats"}
LEARNT = {"learning": "Relancer paie", "tag": "relance"}
RUN = {"on": "2027-01-04", "weeks": "2,4", "stop_rule": "r", "budget": "5000", "at_risk": "1000"}


def decided(session: Session, team: Team, text: str, when: str, pilot: Pilot | None = None, **money: str) -> None:
    """A test of the team, decided at a moment of its zone, and what was said of its money."""
    chloe = session.exec(select(Person).where(Person.name == "Chloe")).one()
    row = hypotheses.open(session, team.id or 0, text, chloe.id or 0, moment("2026-11-02 09:00"))
    if pilot is not None:
        hypotheses.record(session, row, Happened.JOINED, chloe.id, moment("2026-11-02 09:00"), {"pilot": pilot.ref})
    hypotheses.record(session, row, Happened.CONFIRMED, chloe.id, moment(when), {"verdict": "won", **LEARNT})
    if money:
        hypotheses.record(session, row, Happened.PRICED, chloe.id, moment(when), {"currency": "EUR", **money})


def run(session: Session, team: Team, name: str, spent: str = "") -> Pilot:
    """A pilot of the team that runs; what it spent, where somebody said so."""
    chloe = session.exec(select(Person).where(Person.name == "Chloe")).one()
    said = PLAN | {"name": name, "owner": str(chloe.id)}
    row = pilots.plan(session, team, said, chloe.id or 0, moment("2026-12-01 09:00"))
    pilots.record(session, row, OfPilot.STARTED, chloe.id, moment("2027-01-04 09:00"), RUN)
    if spent:
        pilots.record(session, row, OfPilot.SPENT, chloe.id, moment("2027-02-01 09:00"), {"total": spent})
    return row


def end(session: Session, row: Pilot, kind: OfPilot, when: str) -> None:
    pilots.record(session, row, OfPilot.ENDED, None, moment(when), {})
    pilots.record(session, row, kind, row.owner_id, moment(when), {"reason": "r", "weeks": "4", "on": when[:10]})


def built(session: Session) -> Sprint:
    """The sprint begins on 1 March. Two pilots are decided in it, one is extended; a test before, one alone in it, two
    within a pilot."""
    sprint = build_sprint(session)
    team = session.get_one(Team, sprint.team_id)
    decided(session, team, "Avant", "2027-01-15 10:00", cost="300", gain="100", period="week")
    decided(session, team, "Seul", "2027-03-03 10:00", cost="600", gain="5200", period="year")
    basket = run(session, team, "Panier", spent="4000")
    decided(session, team, "Dedans", "2027-02-15 10:00", basket, cost="1000", gain="100", period="week")
    decided(session, team, "Dedans aussi", "2027-03-04 10:00", basket)
    end(session, basket, OfPilot.SCALED, "2027-03-05 10:00")
    end(session, run(session, team, "Muet"), OfPilot.STOPPED, "2027-03-08 10:00")
    end(session, run(session, team, "Prolongé", spent="777"), OfPilot.EXTENDED, "2027-03-08 11:00")
    return sprint


def at(found: tuple[object, ...]) -> tuple[object, ...]:
    """The day, the figures and the remark of a row."""
    day = found[3].date() if isinstance(found[3], datetime) else found[3]
    return (found[2], day, *found[5:11])


def test_each_figure_and_the_totals(engine: sa.Engine) -> None:
    """Over twelve weeks: 5 200 a year are 1 200, that is twice 600; 100 a week are 1 200. The pilot's 4 000 stand for
    what its tests cost, 1 200 that they bring stand for what it will yield, and one of them is not known."""
    with begin(engine) as session:
        sprint_id = built(session).id
    with reading(engine) as session:
        book = opened(sprint_workbook(session, session.get_one(Sprint, sprint_id), "en", END))
    _, *rows = book["Return"].iter_rows(values_only=True)
    gone, inside = "not given", "Counted with pilot no. 1, whose own figures come first."
    assert [at(row) for row in rows[:4]] == [
        ("Seul", date(2027, 3, 3), 600, 5200, "EUR, year", 1200, 100, None),
        ("Dedans aussi", date(2027, 3, 4), gone, gone, None, gone, gone, inside),
        ("Panier", date(2027, 3, 5), 4000, gone, "EUR, 12 weeks", gone, gone, None),
        ("Muet", date(2027, 3, 8), gone, gone, "EUR, 12 weeks", gone, gone, None),
    ]
    # Of the sprint: 600 + 4 000; 1 200 + 1 200; missing a test's gain, the silent pilot's cost and gain.
    assert (rows[4][2], *at(rows[4])[2:]) == (
        *("Total of the period", 4600, None, "EUR", 2400, 100),
        "At least: 3 figures are missing.",
    )
    # Ever: 300 and 1 200 more, of which 300 cost; both known of 900, which bring 2 400.
    assert (rows[5][2], *at(rows[5])[2:]) == (
        *("Total since the start", 4900, None, "EUR", 3600, 167),
        "At least: 3 figures are missing.",
    )
    summary = {row[0]: row[1] for row in book["Summary"].iter_rows(values_only=True)}
    assert str(summary["Return of tests and pilots"]).replace("\u00a0", " ") == (
        "Cost at least €4,600, gain at least €2,400 over 12 weeks, return +100% (of what has both figures). "
        "3 figures are missing."
    )


def test_what_was_known_then_is_what_counts(engine: sa.Engine) -> None:
    """A verdict taken back is none; a yield counts from the day it is said; another team's are not ours."""
    with begin(engine) as session:
        sprint = built(session)
        team_id = sprint.team_id
        [basket, *_] = pilots.in_team(session, team_id, [PilotState.SCALED])
        day = {"on": "2027-03-10", "process": "p", "owner": str(basket.owner_id)}
        pilots.record(session, basket, OfPilot.ROLLED_OUT, basket.owner_id, moment("2027-03-10 09:00"), day)
        pilots.record(session, basket, OfPilot.AUTOMATED, basket.owner_id, moment("2027-03-10 09:00"), day)
        for gain, when in (("9000", "2027-06-02 09:00"), ("", "2027-08-25 09:00")):
            pilots.record(session, basket, OfPilot.YIELDED, basket.owner_id, moment(when), {"gain": gain})
        [alone] = hypotheses.search(session, team_id, "Seul", 1)
        hypotheses.record(
            session, alone, Happened.CORRECTED, alone.author_id, moment("2027-03-20 09:00"), {"text": "t"}
        )
        march, since = moment("2027-03-15 09:00"), moment("2027-03-01 09:00")
        assert totals(session, team_id, None, march).gains == {"EUR": Decimal(3600)}
        later = totals(session, team_id, None, moment("2027-09-01 09:00"))
        assert (later.gains, later.costs) == ({"EUR": Decimal(10200)}, {"EUR": Decimal(4300)})  # 1 200 + 9 000
        assert (later.missing_costs, later.missing_gains) == (1, 1)  # the silent pilot's alone
        assert totals(session, team_id, since, march).counted == 5  # of the pilot's tests, one was decided before
        assert totals(session, team_id + 1, None, march).counted == 0
