"""B19: a blocker that waits for a desk becomes a request in two clicks, and ends with it."""

from collections.abc import Callable

import pytest
from sqlmodel import select

from ritualbot.chat.replies import Say
from ritualbot.rituals.blocker import BlockerState
from ritualbot.rituals.desk import DeskKind
from ritualbot.store.blocker import Blocker
from ritualbot.store.engine import begin
from ritualbot.store.request import Request
from tests.builders import ALICE, BRUNO, CHLOE, Someone, SomeTeam
from tests.conversations.bot import Actor, Bot, buttons
from tests.conversations.fake_chat import Posted
from tests.desks import build_desk

MakeBot = Callable[..., Bot]
NADIA = Someone("nadia", ())
TEAM = SomeTeam(people=(ALICE, BRUNO, CHLOE, NADIA))
WAITING = "En attente du juridique pour le règlement"
CONTEST = {"details": "Règlement à relire", "period": "du 22 mars au 5 avril"}
ASK = "request.from_blocker"


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def with_desk(bot: Bot, name: str = "Juridique") -> Bot:
    with begin(bot.app.engine) as session:
        nadia = bot.id_of("nadia")
        build_desk(session, bot.clock.now(), DeskKind.LEGAL, name, nadia, duty=nadia)
    bot.until("2027-03-02 09:40")
    return bot


def blocker(bot: Bot) -> tuple[str, str | None]:
    """How it stands, and where it waits."""
    with bot.session() as session:
        row = session.exec(select(Blocker)).one()
        return row.state, row.tag


def ref_of(bot: Bot) -> str:
    with bot.session() as session:
        return session.exec(select(Blocker.ref)).one()


def offered(actor: Actor) -> list[str]:
    assert isinstance(actor.reply, Say)
    return [each.action for each in buttons(actor.reply.card)]


def actions(posted: Posted) -> set[str]:
    return {each.action for each in buttons(posted.card)}


def asks(actor: Actor, **values: str) -> None:
    """[Contest rules], the form, sent."""
    assert isinstance(actor.reply, Say)
    [found] = [each for each in buttons(actor.reply.card) if ":contest" in each.ref]
    actor.presses_ref("request.open", found.ref)
    actor.fills(**CONTEST, **values)


@pytest.mark.parametrize(
    ("language", "said", "heard", "lifted", "back"),
    [
        (
            "fr",
            WAITING,
            "Blocage #1, chez : juridique ? Une demande, déjà remplie, fait courir un délai.",
            "Votre blocage #1 est levé. Demande #1 : validée par Nadia.",
            "Votre blocage #1 reste à lever. Demande #1 : réponse reprise par Nadia",
        ),
        (
            "en",
            "Waiting for legal about the rules",
            "Blocker #1, with legal? A request, filled in already, starts a clock.",
            "Your blocker #1 is lifted. Request #1: approved by Nadia.",
            "Your blocker #1 is open again. Request #1: ",
        ),
    ],
)
def test_the_request_of_a_blocker_is_filled_in_and_closes_it(
    make_bot: MakeBot, language: str, said: str, heard: str, lifted: str, back: str
) -> None:
    """Its owner is told; taken back within the day, the answer opens it again."""
    bot = with_desk(make_bot(SomeTeam(people=TEAM.people, language=language)))
    chloe, nadia = bot.person("chloe"), bot.person("nadia")
    chloe.answers("Landing", blocker=said)
    assert heard in plain(chloe.last.text)
    chloe.presses(ASK)
    asks(chloe)
    with bot.session() as session:
        row = session.exec(select(Request)).one()
        assert (row.title, row.source, row.source_ref) == (said, "blocker", ref_of(bot))
    assert blocker(bot) == (BlockerState.OPEN, "legal")
    chloe.says("/standup blockers")
    assert ASK not in offered(chloe)  # it was asked
    bot.until("2027-03-02 12:00")
    nadia.presses("request.approve")
    assert blocker(bot) == (BlockerState.RESOLVED, "legal")
    messages = [plain(each.text) for each in chloe.messages]
    assert any(lifted in each and said in each for each in messages)
    assert "Nadia" in plain(bot.channel().last.text)  # the posted summary says who resolved it
    nadia.presses("request.correct")
    assert blocker(bot) == (BlockerState.OPEN, "legal")
    now = [plain(each.text) for each in chloe.messages]
    assert any(back in each for each in now) and not any(lifted in each for each in now)  # in the same message


def test_a_member_asks_for_their_own_and_whoever_leads_for_anyones(make_bot: MakeBot) -> None:
    """The owner hears that it ended though somebody else asked; what somebody resolved before stays as it is."""
    bot = with_desk(make_bot(TEAM))
    alice, bruno, chloe = bot.person("alice"), bot.person("bruno"), bot.person("chloe")
    bruno.answers("Landing", blocker="J’attends Nadia pour le règlement")
    chloe.presses_ref(ASK, ref_of(bot))
    assert ASK not in chloe.told and "request.open" not in offered(chloe)
    alice.says("/point blocages")
    alice.clicks(ASK)
    asks(alice)
    assert blocker(bot) == (BlockerState.OPEN, "legal")
    alice.presses("request.withdraw")
    assert blocker(bot) == (BlockerState.RESOLVED, "legal")
    assert any("Votre blocage #1 est levé. Demande #1 :" in plain(each.text) for each in bruno.messages)


def test_the_alert_that_one_lasts_offers_the_request(make_bot: MakeBot) -> None:
    """Two business days on, the scrum master asks the desk from what tells of it; closed, it offers nothing more."""
    bot = with_desk(make_bot(TEAM))
    bot.person("chloe").answers("Landing", blocker=WAITING)
    bot.until("2027-03-04 18:00")
    alice = bot.person("alice")
    assert [WAITING in each.text for each in alice.messages if ASK in actions(each)] == [True]
    alice.presses(ASK)
    asks(alice)
    assert blocker(bot) == (BlockerState.OPEN, "legal")
    alice.presses("request.withdraw")
    assert blocker(bot) == (BlockerState.RESOLVED, "legal")
    assert not [each for each in alice.messages if ASK in actions(each)]


def test_resolved_by_hand_it_stays_so_whatever_becomes_of_the_request(make_bot: MakeBot) -> None:
    bot = with_desk(make_bot(TEAM))
    chloe, nadia = bot.person("chloe"), bot.person("nadia")
    chloe.answers("Landing", blocker=WAITING)
    chloe.presses(ASK)
    asks(chloe)
    chloe.presses_ref("blocker.resolve", ref_of(bot))
    nadia.presses("request.approve")
    nadia.presses("request.correct")
    assert blocker(bot) == (BlockerState.RESOLVED, "legal")
    assert not any("Votre blocage" in plain(each.text) for each in chloe.messages)


@pytest.mark.parametrize(
    "said", ["Validé par le juridique", "Plus rien en attente du juridique", "En attente de la DSI"]
)
def test_nothing_is_offered_without_a_desk_that_is_waited_for(make_bot: MakeBot, said: str) -> None:
    """The last one waits for a desk nobody has listed."""
    bot = with_desk(make_bot(TEAM))
    chloe = bot.person("chloe")
    chloe.answers("Landing", blocker=said)
    assert not chloe.sees(ASK)
    chloe.says("/standup blockers")
    assert ASK not in offered(chloe)
