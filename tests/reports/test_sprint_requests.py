"""F2, E11, E15, E24, F3: the sheets of a sprint's requests and of its desks' times; what may not stand in them."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from openpyxl.workbook import Workbook
from sqlmodel import Session, select

from ritualbot.reports.sprint_xlsx import sprint_workbook
from ritualbot.rituals.desk import DeskKind
from ritualbot.rituals.desk_calendar import DeskCalendar
from ritualbot.rituals.request_history import Happened
from ritualbot.store import desk_hours, request as requests
from ritualbot.store.desk import Desk
from ritualbot.store.engine import begin, reading
from ritualbot.store.request import Request
from ritualbot.store.sprint import Sprint
from ritualbot.store.team import Address, Person
from tests.conversations.bot import moment
from tests.desks import build_desk
from tests.reports.hostile import cells, opened
from tests.reports.sprint_story import END, START, build_sprint, close

BUDGETS = {"acknowledge": "27000", "decide": "27000", "firm": "1"}  # 7 h 30: a day of the desk
FILED = moment("2027-03-02 09:00")


def file(session: Session, desk: Desk, filed: datetime = FILED, type_: str = "contest", **more: object) -> Request:
    team_id = session.exec(select(Sprint.team_id)).one()
    chloe = session.exec(select(Person).where(Person.name == "Chloe")).one()
    row = Request(
        team_id=team_id,
        number=0,
        desk_id=desk.id or 0,
        type=type_,
        requester_id=chloe.id or 0,
        filed_at=filed,
        calendar_version=1,
        **{"title": "Jeu de printemps", **more},  # type: ignore[arg-type]
    )
    return requests.file(session, row, BUDGETS, "direct")


def happens(session: Session, row: Request, kind: Happened, when: str, **data: str) -> None:
    by = {"by": "desk", "owner": "1", "text": "x", **data}
    requests.record(session, row, kind, 1, moment(when), by)


def built(engine: sa.Engine, people: int = 3) -> int:
    """A desk of so many, and what the sprint asked of it."""
    with begin(engine) as session:
        sprint = build_sprint(session)
        users = [each.user for each in session.exec(select(Address))][:people]
        desk = build_desk(session, START, DeskKind.LEGAL, "Juridique", *users)
        for hours in range(1, 6):  # answered 1 to 5 hours later; the desk is closed from 12:30 to 13:30
            row = file(session, desk)
            happens(session, row, Happened.APPROVED, f"2027-03-02 {9 + hours}:00")
        row = file(session, desk, external_ref="JUR-77")  # 1 h 30 at the desk, 2 h at the agency, then the desk again
        happens(session, row, Happened.PAUSED, "2027-03-02 10:30", party="agency")
        happens(session, row, Happened.RESUMED, "2027-03-02 12:30")
        happens(session, row, Happened.VERSIONED, "2027-03-02 15:00")
        file(session, desk, type_="contract", title="Contrat Dupont", confidential=True, fields='{"amount": "98765"}')
        assert sprint.id is not None
        return sprint.id


def exported(engine: sa.Engine, sprint_id: int, now: datetime = END) -> Workbook:
    return opened(data_of(engine, sprint_id, now))


def data_of(engine: sa.Engine, sprint_id: int, now: datetime = END) -> bytes:
    with reading(engine) as session:
        return sprint_workbook(session, session.get_one(Sprint, sprint_id), "fr", now)


def rows(found: Workbook, sheet: str) -> list[dict[str, object]]:
    head, *lines = found[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, head), line, strict=True)) for line in lines]


def test_a_request_has_its_dates_its_ball_and_the_hours_of_each(engine: sa.Engine) -> None:
    """E11: from Tuesday 2nd 09:00 to Friday 12th 14:30 there are eight days of 7 h 30 and 4 h 30: 64 h 30, of which the
    agency had two."""
    found = rows(exported(engine, built(engine)), "Demandes")
    assert len(found) == 7
    each = found[5]
    assert (each["N°"], each["Demande"], each["Service"], each["Type"]) == (
        *(6, "Jeu de printemps", "Juridique"),
        "Jeu-concours",
    )
    assert (each["État"], each["Chez"], each["Version"]) == ("Prise en charge", "Juridique", 2)
    assert each["Réponse attendue"] == datetime(2027, 3, 3, 11)  # noqa: DTZ001 - 7 h 30 and the two hours
    assert each["Déposée le"] == datetime(2027, 3, 2)  # noqa: DTZ001
    held = [each[f"Heures {who}"] for who in ("service", "équipe", "agence", "tiers")]
    assert held == [timedelta(hours=62, minutes=30), None, timedelta(hours=2), None]
    assert each["Référence du service"] == "JUR-77"
    assert (found[0]["État"], found[0]["Chez"], found[0]["Heures service"]) == ("Validée", None, timedelta(hours=1))


def test_what_is_confidential_is_only_that(engine: sa.Engine) -> None:
    """E24: no word and no amount of it, whatever sheet one looks at."""
    found = exported(engine, built(engine))
    assert rows(found, "Demandes")[6]["Demande"] == "Demande confidentielle"
    said = {str(value) for *_, value, _ in cells(found)}
    assert not any(secret in each for each in said for secret in ("Dupont", "98765"))


def test_a_desks_times_stand_by_type_and_together(engine: sa.Engine) -> None:
    """1, 2, 3 h, then 13:00 is 3 h 30 (the break), 14:00 is 4 h: all five within 7 h 30."""
    contest, contract, together = rows(exported(engine, built(engine)), "Délais des services")
    assert [contest[name] for name in ("Demandes", "En cours", "Closes", "Retirées")] == [6, 1, 5, 0]
    assert (contest["Prises en charge à temps"], contest["Réponses à temps"]) == (1, 1)
    assert (contest["Réponse, médiane"], contest["Réponse, 9 sur 10"]) == (timedelta(hours=3), timedelta(hours=4))
    assert (contract["Demandes"], contract["Réponses à temps"]) == (1, None)
    assert contract["Remarque"] == "Ni taux ni durée sous 5 demandes closes"
    assert (together["Type"], together["Demandes"]) == ("Toutes", 7)


def test_of_a_desk_of_two_there_are_only_numbers(engine: sa.Engine) -> None:
    """The whole team and its sponsor read the file."""
    sprint = built(engine, people=2)
    hidden = ("Prises en charge à temps", "Réponses à temps", "Réponse, médiane", "Réponse, 9 sur 10")
    contest, *_ = rows(exported(engine, sprint), "Délais des services")
    assert [contest[name] for name in hidden] == [None] * 4 and contest["Closes"] == 5
    assert contest["Remarque"] == "Taux et durées réservés au service"
    with begin(engine) as session:
        session.exec(select(Desk)).one().stats_open = True
    contest, *_ = rows(exported(engine, sprint), "Délais des services")
    assert contest["Réponses à temps"] == 1


def test_the_summary_counts_them_and_nobody_is_named(engine: sa.Engine) -> None:
    found = exported(engine, built(engine))
    summary = {fact: (value, detail) for fact, value, detail in found["Résumé"].iter_rows(values_only=True)}
    assert summary["Demandes aux services"] == (7, "dont 2 en cours")
    for sheet in ("Demandes", "Délais des services"):
        said = " ".join(str(value) for row in found[sheet].iter_rows(values_only=True) for value in row)
        assert not any(name in said for name in ("Alice", "Bruno", "Chloe"))


def test_after_the_close_nothing_changes_it(engine: sa.Engine) -> None:
    """F1, F2: an answer and other hours that came later are the next sprint's."""
    sprint_id = built(engine)
    with begin(engine) as session:
        close(session.get_one(Sprint, sprint_id))
    before = data_of(engine, sprint_id)
    with begin(engine) as session:
        desk, alice = session.exec(select(Desk)).one(), session.exec(select(Person)).first()
        assert alice is not None
        hours = desk_hours.calendar(session, desk)
        after = DeskCalendar(hours.tz, (((540, 600),),) * 7, {})
        desk_hours.change(session, desk, after, alice, END + timedelta(days=3))
        row = session.exec(select(Request).where(Request.number == 6)).one()
        row.calendar_version = 2
        happens(session, row, Happened.REFUSED, "2027-03-17 10:00")
        file(session, desk, moment("2027-03-17 09:00"))
    assert data_of(engine, sprint_id, END + timedelta(days=30)) == before


@pytest.mark.parametrize("kind", [Happened.WITHDRAWN, Happened.APPROVED])
def test_what_was_over_before_the_sprint_is_not_of_it(engine: sa.Engine, kind: Happened) -> None:
    sprint_id = built(engine)
    with begin(engine) as session:
        row = file(session, session.exec(select(Desk)).one(), moment("2027-02-22 09:00"))
        happens(session, row, kind, "2027-02-25 09:00")
    assert len(rows(exported(engine, sprint_id), "Demandes")) == 7
