"""E24: what a confidential request says reaches who asked, who leads and the desk, and nobody else, to its end."""

from collections.abc import Callable

import pytest
from sqlmodel import select

from ritualbot.chat.events import Place
from ritualbot.chat.replies import Say
from ritualbot.rituals.desk import DeskKind
from ritualbot.store.engine import begin
from ritualbot.store.request import Request
from tests.builders import ALICE, CHLOE, CLAIRE, DAVID, Someone, SomeTeam
from tests.conversations.bot import Bot, buttons
from tests.desks import build_desk

MakeBot = Callable[..., Bot]
NADIA, OMAR = Someone("nadia", ()), Someone("omar", ())
TEAM = SomeTeam(people=(ALICE, CHLOE, DAVID, CLAIRE, NADIA, OMAR))
SECRETS = ("zéphyr", "lot-secret", "réserve-secrète", "question-secrète")
HERE = "juridique"
ASKS = (
    *(
        "/demande",
        "/demande liste",
        "/point blocages",
        "/sprint",
        "/sprint backlog",
        "/rituel prochain",
        "/rituel service",
    ),
    *("/rituel service DSI", "/rituel service Juridique", "/action", "/rituel aide", "/retro liste"),
)


@pytest.mark.long
def test_nobody_else_ever_reads_a_word_of_it(make_bot: MakeBot) -> None:
    """Filed, asked about, answered, late, decided and reopened, with a desk channel: a member, the sponsor and another
    desk's contact ask all they can, and read "demande confidentielle" at most."""
    bot = make_bot(TEAM)
    bot.places[HERE] = Place(HERE, name=HERE, members=("nadia", "alice", "david"))
    with begin(bot.app.engine) as session:
        for kind, name, user in ((DeskKind.LEGAL, "Juridique", "nadia"), (DeskKind.IT, "DSI", "omar")):
            desk_user = bot.id_of(user)
            build_desk(session, bot.clock.now(), kind, name, desk_user, lead=desk_user, duty=desk_user)
    bot.until("2027-03-02 10:40")
    chloe, nadia = bot.person("chloe"), bot.person("nadia")
    nadia.says("/rituel service canal", where=HERE)
    chloe.says("/demande juridique")
    assert isinstance(chloe.reply, Say)
    [found] = [each for each in buttons(chloe.reply.card) if each.ref.endswith(":contest")]
    chloe.presses_ref("request.open", found.ref)
    chloe.fills(title="zéphyr", details="lot-secret", period="mars", confidential="1")
    with bot.session() as session:
        ref = session.exec(select(Request.ref)).one()
    heard = _asked_around(bot)
    nadia.presses_ref("request.ask", ref)
    nadia.fills(text="question-secrète")
    heard += _asked_around(bot)
    chloe.presses_ref("request.say", ref)
    chloe.fills(text="lot-secret")
    chloe.clicks("request.expected")
    bot.until("2027-03-12 18:00")  # breached, and a day more
    heard += _asked_around(bot)
    nadia.presses_ref("request.reserve", ref)
    nadia.fills(text="réserve-secrète")
    heard += _asked_around(bot)
    assert any("demande confidentielle" in each for each in heard)
    everywhere = {"@david", "@claire", "@omar", HERE, "printemps"}
    posted = [each.text for each in bot.chat.messages if each.conversation in everywhere]
    assert not [each for each in (*heard, *posted) if any(secret in each for secret in SECRETS)]
    assert any("zéphyr" in each.text for each in chloe.messages) and any(
        "zéphyr" in each.text for each in nadia.messages
    )


def _asked_around(bot: Bot) -> list[str]:
    heard = []
    for user in ("david", "claire", "omar"):
        actor = bot.person(user)
        for said in ASKS:
            actor.says(said)
            if isinstance(actor.reply, Say):
                heard.append(actor.told)
    return heard
