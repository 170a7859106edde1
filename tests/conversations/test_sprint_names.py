"""F3, G11, B21: a sprint's participation by person is off by default, for admins alone, logged, and nobody stands in it
without being told."""

from collections.abc import Callable, Iterator
from io import BytesIO
from uuid import uuid4

import pytest
from openpyxl import load_workbook
from sqlmodel import col, select

from ritualbot.chat.cards import File
from ritualbot.chat.events import ButtonPressed, Place, Who
from ritualbot.errors import Absent
from ritualbot.handlers import content
from ritualbot.rituals.permissions import Role
from ritualbot.store.audit import Action, Audit
from ritualbot.store.engine import begin
from ritualbot.store.outbox import Outbox
from ritualbot.store.sprint import Sprint
from ritualbot.store.sprint_names import permit
from ritualbot.store.team import Person
from tests.builders import ALICE, BRUNO, CHLOE, CLAIRE, Someone, SomeTeam
from tests.conversations.bot import Actor, Bot
from tests.conversations.test_sprint import close, offered, plain, press, start

MakeBot = Callable[..., Bot]
ADA = Someone("ada", (Role.ADMIN,))
EMMA = Someone("emma", language="en")
TEAM = SomeTeam(people=(ALICE, BRUNO, CHLOE, EMMA, CLAIRE, ADA))
FOREIGN = SomeTeam((Someone("yann", (Role.MEMBER, Role.ADMIN)),), "Lavande", "lavande", workspace="W2")
NAME = "printemps-sprint-12-nominatif.xlsx"
SHEET = "Participation par personne"
TITLE = "a demandé un fichier avec votre participation à Sprint 12 (Printemps)"


@pytest.fixture
def closed(make_bot: MakeBot) -> Iterator[Bot]:
    """Sprint 12 is closed after one stand-up: Alice and Emma answered, Bruno skipped it, Chloe was silent."""
    bot = make_bot(TEAM, FOREIGN)
    start(bot)
    bot.until("2027-03-02 09:31")
    for user in ("alice", "emma"):
        bot.person(user).answers("Landing")
    bot.person("bruno").presses("standup.skip")
    bot.until("2027-03-02 11:45")
    close(bot.person("alice"))
    bot.settle()
    yield bot
    permit(bot.app.engine, nominative=False)


@pytest.fixture
def opened(closed: Bot) -> Bot:
    """And the settings allow it."""
    permit(closed.app.engine, nominative=True)
    return closed


def ref_of(bot: Bot) -> str:
    with bot.session() as session:
        return session.exec(select(Sprint.ref)).one()


def asks(bot: Bot, user: str = "ada", workspace: str = "W1") -> Actor:
    actor = bot.person(user, workspace)
    actor.presses_ref("file.send", f"sprint_names:{ref_of(bot)}")
    bot.settle()
    return actor


def told(bot: Bot) -> list[str]:
    """Whom it was said to, by the platform's ids."""
    with bot.session() as session:
        return sorted(session.exec(select(Outbox.user).where(col(Outbox.kind) == "sprint.names_told")))


def logged(bot: Bot) -> int:
    with bot.session() as session:
        return len(session.exec(select(Audit).where(col(Audit.action) == Action.SPRINT_EXPORTED_NAMES)).all())


def ids(bot: Bot, *users: str) -> list[str]:
    return sorted(bot.id_of(user) for user in users)


@pytest.mark.not_on_playground("it is one workspace")
def test_it_is_off_by_default_and_says_who_can_open_it(closed: Bot) -> None:
    ada = closed.person("ada")
    ada.says("/sprint", where="printemps")
    assert "file.send" not in offered(ada)
    assert "RITUALBOT_NOMINATIVE_EXPORT=1" in asks(closed).told
    assert (closed.received("ada"), told(closed), logged(closed)) == ([], [], 0)
    chloe = closed.person("chloe")
    chloe.says("/rituel confidentialité")
    assert "Aucun fichier ne compte la participation par personne" in chloe.told


@pytest.mark.not_on_playground("it is one workspace")
def test_an_admin_gets_it_everyone_in_it_is_told_once_and_it_is_logged(opened: Bot) -> None:
    ada = opened.person("ada")
    ada.says("/sprint", where="printemps")
    press(ada, "file.send")
    opened.settle()
    opened.accepts("ada")
    [(name, file)] = opened.received("ada")
    book = load_workbook(BytesIO(file))
    assert name == NAME
    assert list(book[SHEET].iter_rows(values_only=True)) == [
        ("Personne", "Points attendus", "Réponses", "Passés", "En absence"),
        ("Alice", 1, 1, 0, 0),
        ("Bruno", 1, 0, 1, 0),
        ("Chloe", 1, 0, 0, 0),
        ("Emma", 1, 1, 0, 0),
    ]
    everyone = ids(opened, "alice", "bruno", "chloe", "emma")
    assert (told(opened), logged(opened)) == (everyone, 1)
    opened.wait(minutes=2)
    asks(opened)
    assert (told(opened), logged(opened)) == (everyone, 2)
    assert plain(opened.person("chloe").last.title) == f"Ada {TITLE}"
    emma = opened.person("emma").last
    assert emma.title == "Ada asked for a file with your participation in Sprint 12 (Printemps)"
    emma_read = opened.person("emma")
    emma_read.says("/ritual privacy")
    assert "a message tells you when they do" in emma_read.told and len(emma_read.told.splitlines()) <= 10


@pytest.mark.not_on_playground("it is one workspace")
@pytest.mark.parametrize(("user", "workspace"), [("alice", "W1"), ("chloe", "W1"), ("claire", "W1"), ("yann", "W2")])
def test_nobody_else_gets_it(opened: Bot, user: str, workspace: str) -> None:
    """Neither scrum master nor member nor sponsor; another customer's admin is told that there is none."""
    actor = asks(opened, user, workspace)
    assert ("administration" in actor.told) is (user != "yann")
    assert (opened.received(user, workspace), told(opened), logged(opened)) == ([], [], 0)
    if user != "yann":
        actor.says("/sprint", where="printemps")
        assert "file.send" not in offered(actor)


@pytest.mark.not_on_playground("it is one workspace")
def test_the_other_file_has_no_figure_beside_a_name(opened: Bot) -> None:
    """Whatever the settings allow."""
    alice = opened.person("alice")
    alice.presses_ref("file.send", f"sprint:{ref_of(opened)}")
    opened.settle()
    opened.accepts("alice")
    [(_, file)] = opened.received("alice")
    book = load_workbook(BytesIO(file))
    assert SHEET not in book.sheetnames
    rows = [{*row} for sheet in book for row in sheet.iter_rows(values_only=True)]
    assert [row for row in rows if row & {"Alice", "Bruno", "Chloe", "Emma"}] == []
    assert (told(opened), logged(opened)) == ([], 0)


@pytest.mark.not_on_playground("it is one workspace")
def test_a_sprint_that_runs_has_none_and_a_new_close_is_told_anew(opened: Bot) -> None:
    """Nobody is watched day by day."""
    asks(opened)
    assert len(told(opened)) == 4
    alice = opened.person("alice")
    alice.says("/sprint rouvrir")
    alice.fills(reason="Chiffre à corriger")
    assert "Sprint 12 est en cours." in plain(asks(opened).told)
    close(alice)
    opened.wait(minutes=2)
    asks(opened)
    assert len(told(opened)) == 8


@pytest.mark.not_on_playground("it is one workspace")
def test_who_cannot_be_told_is_not_in_it(opened: Bot) -> None:
    with begin(opened.app.engine) as session:
        chloe = session.exec(select(Person).where(col(Person.name) == "Chloe")).one()
        chloe.active = False
        session.add(chloe)
    asks(opened)
    opened.accepts("ada")
    [(_, file)] = opened.received("ada")
    names = [row[0] for row in load_workbook(BytesIO(file))[SHEET].iter_rows(min_row=2, values_only=True)]
    assert names == ["Alice", "Bruno", "Emma"]
    assert told(opened) == ids(opened, "alice", "bruno", "emma")


@pytest.mark.direct("a file that is made at another moment than it was asked for")
def test_once_the_settings_say_no_what_was_asked_for_is_not_made_any_more(opened: Bot) -> None:
    file = File("sprint_names", ref_of(opened), "fr", NAME, "")
    with opened.session() as session:
        assert content(session, 1, file, opened.clock.now())
    permit(opened.app.engine, nominative=False)
    with opened.session() as session, pytest.raises(Absent):
        content(session, 1, file, opened.clock.now())


@pytest.mark.direct("only Teams asks where a file may be put, and its client answers what it was asked alone")
def test_saying_yes_to_what_was_not_offered_brings_nothing(opened: Bot) -> None:
    """What goes with the offer cannot be got round."""
    ref, where = f"sprint_names:{ref_of(opened)}:fr:202703021145", "https://printemps.sharepoint.com/ici"
    who, place = Who("direct", "W1", "ada"), Place("@ada", direct=True)
    opened.handle(ButtonPressed(uuid4().hex, who, place, "file.accept", ref, given=where))
    assert (opened.received("ada"), told(opened), logged(opened)) == ([], [], 0)


@pytest.mark.not_on_playground("it is one workspace")
def test_it_waits_for_its_readers_hours(opened: Bot) -> None:
    """Counted as any message nobody asked for (Q6)."""
    opened.until("2027-03-02 21:00")
    asks(opened)
    assert TITLE not in plain(opened.person("chloe").last.title)
    opened.until("2027-03-03 09:45")
    assert any(TITLE in plain(each.text) for each in opened.person("chloe").messages)
