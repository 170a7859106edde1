"""F1, F2, F3: the file that comes with a sprint's report, and on request."""

from collections.abc import Callable
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from ritualbot.store.sprint import Sprint
from tests.builders import ALICE, BRUNO, CHLOE, CLAIRE, Someone, SomeTeam
from tests.conversations.bot import Bot
from tests.conversations.test_sprint import close, plain, start

MakeBot = Callable[..., Bot]
TEAM = SomeTeam(people=(ALICE, BRUNO, CHLOE, CLAIRE))
FOREIGN = SomeTeam((Someone("yann", ALICE.roles),), "Lavande", "lavande", workspace="W2")
NAME = "printemps-sprint-12.xlsx"


@pytest.fixture
def closed(make_bot: MakeBot) -> Bot:
    bot = make_bot(TEAM, FOREIGN)
    alice = bot.person("alice")
    alice.says("/sprint backlog - Landing rentrée @Bruno")
    start(bot)
    close(alice)
    bot.wait(seconds=10)
    return bot


def ref_of(bot: Bot) -> str:
    with bot.session() as session:
        return session.exec(select(Sprint.ref)).one()


@pytest.mark.not_on_playground("it is one workspace")
def test_it_comes_under_the_report_which_says_so(closed: Bot) -> None:
    report = next(each for each in closed.channel().messages if "est clos" in each.title)
    assert "Le détail est en fichier Excel sous ce message." in plain(report.text)
    [attached] = closed.channel().thread(report)
    assert NAME in attached.text


@pytest.mark.not_on_playground("it is one workspace")
@pytest.mark.parametrize("user", ["alice", "bruno", "claire"])
def test_who_leads_and_the_sponsor_get_it_as_a_message_too(closed: Bot, user: str) -> None:
    closed.person(user).presses_ref("file.send", f"sprint:{ref_of(closed)}")
    closed.settle()
    closed.accepts(user)
    [(name, content)] = closed.received(user)
    assert name == NAME
    book = load_workbook(BytesIO(content))
    assert "Landing rentrée" in {cell.value for sheet in book for row in sheet for cell in row}


@pytest.mark.not_on_playground("it is one workspace")
@pytest.mark.parametrize(("user", "workspace"), [("chloe", "W1"), ("yann", "W2")])
def test_nobody_else_does(closed: Bot, user: str, workspace: str) -> None:
    """A member reads the channel's; another customer's scrum master is told that there is none."""
    actor = closed.person(user, workspace)
    actor.presses_ref("file.send", f"sprint:{ref_of(closed)}")
    assert closed.received(user, workspace) == []
    assert ("scrum master" in actor.told) is (user == "chloe")
