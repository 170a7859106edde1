"""F2, D3, D8, D10, S7, S9: the sheet of a sprint's hypotheses."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, select

from ritualbot.reports.sprint_xlsx import sprint_workbook
from ritualbot.rituals.hypothesis_history import Happened
from ritualbot.store import hypothesis as hypotheses
from ritualbot.store.engine import begin, reading
from ritualbot.store.hypothesis import Hypothesis
from ritualbot.store.sprint import Sprint
from ritualbot.store.team import Person
from tests.conversations.bot import moment
from tests.reports.hostile import opened
from tests.reports.sprint_story import END, build_sprint, close

PLAN = {"audience": "a", "moment": "m", "metric": "inscription", "base": "5", "measure": "rate", "effect": "10"}
LAUNCHED = {"kind": "ab", "arms": "1", "share": "20", "per_arm": "10000", "rule": "r"}
DAYS = {"starts_on": "2027-02-15", "ends_on": "2027-03-14"}
LEARNT = {"learning": "=Relancer paie", "tag": "relance"}


def happens(session: Session, row: Hypothesis, what: Happened, when: str, **data: str) -> None:
    hypotheses.record(session, row, what, row.author_id, moment(when), data)


def built(engine: sa.Engine) -> int:
    with begin(engine) as session:
        sprint = build_sprint(session)
        chloe = session.exec(select(Person).where(Person.name == "Chloe")).one()
        team_id = sprint.team_id
        won = hypotheses.open(session, team_id, "Relance", chloe.id or 0, moment("2027-02-10 09:00"))
        happens(session, won, Happened.PLANNED, "2027-02-10 09:00", evidence="e", **PLAN)
        happens(session, won, Happened.NOT_LISTENED, "2027-02-10 09:00", text="rien", whom="both")
        happens(session, won, Happened.READIED, "2027-02-10 09:00")
        happens(session, won, Happened.STARTED, "2027-02-15 09:00", **LAUNCHED, **DAYS)
        happens(session, won, Happened.AMENDED, "2027-02-20 09:00", rule="s", was_rule="r", reason="plus clair")
        counts = {"counts": "[[500, 10000], [580, 10000]]", "on": "2027-03-04"}
        happens(session, won, Happened.MEASURED, "2027-03-04 09:00", **counts)
        happens(session, won, Happened.ENDED, "2027-03-04 10:00")
        happens(session, won, Happened.PROPOSED, "2027-03-04 10:00", verdict="won", **LEARNT)
        happens(session, won, Happened.CONFIRMED, "2027-03-04 11:00", verdict="won", **LEARNT)
        money = {"cost": "1000", "gain": "1500", "period": "month", "currency": "EUR"}
        happens(session, won, Happened.PRICED, "2027-03-04 12:00", **money)
        hypotheses.open(session, team_id, "Une idée", chloe.id or 0, moment("2027-03-02 09:00"))
        old = hypotheses.open(session, team_id, "D'avant", chloe.id or 0, moment("2027-01-02 09:00"))
        happens(session, old, Happened.DROPPED, "2027-01-05 09:00", **LEARNT)
        assert sprint.id is not None
        return sprint.id


def rows(engine: sa.Engine, sprint_id: int, now: datetime = END) -> list[dict[str, object]]:
    with reading(engine) as session:
        found = opened(sprint_workbook(session, session.get_one(Sprint, sprint_id), "fr", now))["Hypothèses"]
    head, *lines = found.iter_rows(values_only=True)
    return [dict(zip(map(str, head), line, strict=True)) for line in lines]


def plain(value: object) -> str:
    return str(value).replace("\u00a0", " ").replace("\u202f", " ")


def test_a_test_has_its_plan_its_result_and_what_was_learnt(engine: sa.Engine) -> None:
    """Ideas wait for another sprint, and what was closed before it is not of it."""
    [each] = rows(engine, built(engine))
    assert (each["N°"], each["Hypothèse"], each["Responsable"], each["Où elle en est"]) == (
        *(1, "Relance", "Chloe"),
        "Confirmée",
    )
    assert plain(each["Niveau de départ"]) == "5 %" and plain(each["Effet attendu"]) == "10 % de plus"
    assert each["Début"] == datetime(2027, 2, 15) and each["Prévus par version"] == 10000  # noqa: DTZ001
    assert "entre +0,2 et +1,4 point" in plain(each["Ce que dit le test"])
    assert (each["Ce qu’on a appris"], each["Mot-clé"]) == ("=Relancer paie", "relance")
    assert "avant écoute" in plain(each["Écoute"]).lower()
    assert plain(each["Modifications"]) == "samedi 20 février, Règle de décision (plus clair)"


def test_what_it_brought_stands_beside_what_it_cost(engine: sa.Engine) -> None:
    """S7: (1,500 - 1,000) / 1,000 is 50 %."""
    [each] = rows(engine, built(engine))
    assert (each["Coût"], each["Gain"], each["Retour (%)"]) == (1000, 1500, 50)
    assert plain(each["Monnaie, période"]).startswith("EUR, ")


def test_after_the_close_nothing_changes_it(engine: sa.Engine) -> None:
    """F1: it stands as it stood."""
    sprint_id = built(engine)
    with begin(engine) as session:
        close(session.get_one(Sprint, sprint_id))
    before = rows(engine, sprint_id)
    with begin(engine) as session:
        row = session.exec(select(Hypothesis).where(Hypothesis.number == 1)).one()
        happens(session, row, Happened.ROLLED_OUT, "2027-03-20 09:00")
    assert rows(engine, sprint_id) == before
