"""E15: how desks answer, for those who may look; of a desk of few people only the desk sees rates and times."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from ritualbot.rituals.desk import DeskKind
from ritualbot.rituals.permissions import Role
from ritualbot.rituals.request_history import Happened
from ritualbot.store import request as requests
from ritualbot.store.desk import Desk, DeskPerson
from ritualbot.store.engine import begin
from ritualbot.store.request import Request
from ritualbot.store.team import Person, Team
from tests.builders import ALICE, BRUNO, CHLOE, Someone, SomeTeam
from tests.conversations.bot import Actor, Bot, moment
from tests.conversations.test_request import staffed, told

MakeBot = Callable[..., Bot]
NADIA, PAUL, SPONSOR = Someone("nadia", ()), Someone("paul", ()), Someone("simone", (Role.SPONSOR,))
BUDGETS = {"acknowledge": str(7 * 3600 + 1800), "decide": str(7 * 3600 + 1800), "firm": "1"}  # a day of 7 h 30
FILED = moment("2027-02-22 09:00")  # a Monday


@pytest.fixture
def legal(make_bot: MakeBot) -> Bot:
    """Nadia and Paul answered six contests and one claim; Chloé asked."""
    bot = staffed(make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE, NADIA, PAUL, SPONSOR))), "nadia", "paul")
    with begin(bot.app.engine) as session:
        for hours in (1, 2, 3, 4, 6, 30):  # 30 h later is Tuesday 15:00: after the 7 h 30 of one day
            answered(session, "contest", hours)
        answered(session, "claim", 1)
    return bot


def answered(session: Session, type_: str, hours: int) -> None:
    """Taken at once, approved that long after the filing."""
    chloe = session.exec(select(Person).where(Person.name == "Chloe")).one()
    nadia = session.exec(select(DeskPerson)).first()
    assert nadia is not None
    row = Request(
        team_id=session.exec(select(Team)).one().id or 0,
        number=0,
        desk_id=nadia.desk_id,
        type=type_,
        title="secret",
        requester_id=chloe.id or 0,
        filed_at=FILED,
        calendar_version=1,
    )
    requests.file(session, row, BUDGETS, "direct")
    by = {"by": "desk", "owner": str(nadia.person_id)}
    requests.record(session, row, Happened.TAKEN, nadia.person_id, FILED + timedelta(minutes=5), by)
    requests.record(session, row, Happened.APPROVED, nadia.person_id, FILED + timedelta(hours=hours), by)


def figures(actor: Actor) -> str:
    actor.says("/rituel service juridique")
    actor.clicks("desk.figures")
    return told(actor)


def test_the_desk_sees_its_rates_and_times_by_type(legal: Bot) -> None:
    """Of 6 contests 5 in time, 83.3 %. In open hours 1, 2, 3, then 13:00 is in the break that ends 3 h 30 of morning,
    15:00 is 5 h, and 30 h are 7 h 30 and 5 h: the middle is between 3 h and 3 h 30, nine of ten are all six."""
    said = figures(legal.person("nadia"))
    assert "Jeu-concours · 6 · 100 % (6 sur 6) · 83 % (5 sur 6) · 3 h 15 (médiane), 9 sur 10 en 12 h 30" in said
    assert "Promesse ou allégation · 1 · 1 sur 1 · 1 sur 1 · –" in said
    assert "Toutes · 7 · 100 % (7 sur 7) · 86 % (6 sur 7)" in said  # 6 of 7 are 85.7 %
    assert "secret" not in said and "Nadia" not in said and "Chloe" not in said


def test_others_see_how_many_only_until_the_lead_opens_them(legal: Bot) -> None:
    """Two people answer there: whoever is not of the desk would read figures of each of them."""
    for user in ("alice", "chloe", "simone"):
        said = figures(legal.person(user))
        assert "Jeu-concours · 6\n" in said and "%" not in said and "médiane" not in said
        assert "réservés au service" in said
    with begin(legal.app.engine) as session:
        desk = session.exec(select(Desk)).one()
        desk.stats_open = True
        session.add(desk)
    assert "83 % (5 sur 6)" in figures(legal.person("chloe"))


def test_with_three_people_on_it_everybody_sees_them(legal: Bot) -> None:
    with begin(legal.app.engine) as session:
        bruno = session.exec(select(Person).where(Person.name == "Bruno")).one()
        session.add(DeskPerson(desk_id=session.exec(select(Desk)).one().id or 0, person_id=bruno.id or 0))
    assert "83 % (5 sur 6)" in figures(legal.person("chloe"))


def test_from_the_requests_one_sees_every_desk_one_may_look_at(legal: Bot) -> None:
    """With one desk that is its page; with two a row each, and the way to each."""
    chloe = legal.person("chloe")
    chloe.says("/demande")
    chloe.clicks("request.figures")
    assert told(chloe).startswith("Juridique : demandes et délais\nDemandes déposées depuis le ")
    staffed(legal, "paul", kind=DeskKind.IT, name="DSI")
    for user, rates, hidden in (("chloe", False, "2 services gardent"), ("paul", True, "")):
        actor = legal.person(user)
        actor.says("/demande")
        actor.clicks("request.figures")
        assert told(actor).startswith("Services : demandes et délais")
        assert ("86 % (6 sur 7)" in told(actor)) is rates and hidden in told(actor)
        assert "DSI · 0" in told(actor)
    nadia = legal.person("nadia")
    nadia.says("/demande")
    nadia.clicks("request.figures")
    assert told(nadia).startswith("Juridique : ") and "DSI" not in told(nadia)  # another desk's people know nothing
