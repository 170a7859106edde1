"""Someone's own page of the app: where they stand, what comes next, and every command."""

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

from sqlmodel import Session, select

from ritualbot.chat.events import HomeOpened, Place, Who
from ritualbot.chat.replies import Say
from ritualbot.rituals.permissions import Role
from ritualbot.store.inbox import Inbox
from ritualbot.store.outbox import Outbox
from tests.builders import ALICE, BRUNO, CHLOE, DAVID, SomeTeam
from tests.conversations.bot import Bot, buttons

MakeBot = Callable[..., Bot]


def opens(bot: Bot, user: str, workspace: str = "W1") -> Say:
    event = HomeOpened(uuid4().hex, Who("direct", workspace, user), Place(f"@{user}", direct=True))
    reply = bot.handle(event)
    assert isinstance(reply, Say)
    return reply


def test_it_says_where_one_stands_and_what_comes_next(bot: Bot) -> None:
    page = opens(bot, "chloe").card.plain_text()
    assert page.startswith("Vos rituels")
    assert "Printemps : prochain point du jour mardi 2 mars à 09:30." in page
    assert "mardi 2 mars, 11:30" in page and "#printemps" in page
    assert "/rituel absent" in page


def test_it_follows_the_day(bot: Bot) -> None:
    bot.until("2027-03-02 09:31")
    assert "réponse attendue mardi 2 mars avant 11:30" in opens(bot, "chloe").card.plain_text()
    bot.person("chloe").answers("Article")
    assert "réponse enregistrée pour mardi 2 mars" in opens(bot, "chloe").card.plain_text()


def test_every_team_of_the_person_is_there_and_no_other(make_bot: MakeBot) -> None:
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE, DAVID)))
    bot.further_team(SomeTeam(people=(ALICE, BRUNO), name="Été", channel="ete"))
    alice, david = (opens(bot, user).card.plain_text() for user in ("alice", "david"))
    assert "Printemps : prochain" in alice and "Été : prochain" in alice
    assert "Printemps : prochain" in david and "Été" not in david


def test_without_a_team_it_says_how_to_get_one(make_bot: MakeBot) -> None:
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, replace(DAVID, roles=(Role.ADMIN,)))))
    page = opens(bot, "david").card.plain_text()
    assert "Vous n’êtes dans aucune équipe" in page
    assert "Printemps" not in page and "/rituel absent" in page


def test_its_buttons_are_those_of_the_help(bot: Bot) -> None:
    assert [button.action for button in buttons(opens(bot, "alice").card)] == ["standup.command", "ritual.next"]


def test_ones_own_actions_are_there_by_due_date(bot: Bot) -> None:
    """F7: nobody else's, and none that is done."""
    chloe = bot.person("chloe")
    for typed in ("Relire la page 12 mars", "Choisir une photo 5 mars", "Plan 4 mars @Bruno"):
        chloe.says(f"/rituel action {typed}")
    page = opens(bot, "chloe").card.plain_text()
    own = page[page.index("Vos actions") : page.index("#1 Relire la page")]
    assert "vendredi 5 mars" in own and "#2 Choisir une photo" in own
    assert "Plan" not in own
    assert "action.command" in [button.action for button in buttons(opens(bot, "chloe").card)]


def test_looking_says_nothing_to_anybody(bot: Bot) -> None:
    opens(bot, "chloe")
    with Session(bot.app.engine) as session:
        assert session.exec(select(Outbox)).all() == []
        assert len(session.exec(select(Inbox)).all()) == 1


def test_a_stranger_is_told_neutrally(bot: Bot) -> None:
    page = opens(bot, "mallory").card.plain_text()
    assert "prochain" not in page and "mardi" not in page
