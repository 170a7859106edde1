"""D2: what a hypothesis does not allow as it stands is refused, with the reason, and changes nothing."""

from collections.abc import Callable
from uuid import uuid4

from sqlmodel import Session, col, func, select

from ritualbot.chat.events import ButtonPressed, Place, Who
from ritualbot.chat.replies import Say
from ritualbot.rituals.hypothesis_history import Happened
from ritualbot.store import hypothesis as hypotheses
from ritualbot.store.engine import begin
from ritualbot.store.hypothesis import HypothesisEvent
from ritualbot.store.team import Person, Team
from tests.builders import ALICE, CHLOE, SomeTeam
from tests.conversations.bot import Bot
from tests.rituals.hypothesis_table import CELLS, SITUATIONS, Cell

MakeBot = Callable[..., Bot]
# Either where it stands, or what it lacks.
WHY = ("n’est pas possible", "il manque", "Aucun verdict", "n’est pas confirmée", "effet attendu", "déjà")


def test_what_is_not_possible_says_why(make_bot: MakeBot) -> None:
    bot = make_bot(SomeTeam(people=(ALICE, CHLOE), standup={"days": "4"}))
    with begin(bot.app.engine) as session:
        refs = {situation: made(session, bot, situation) for situation in SITUATIONS}
        before = counted(session)
    wrong = []
    for cell in (each for each in CELLS if not each.by):
        said = pressed(bot, cell, refs[cell.situation])
        if not any(why in said for why in WHY):
            wrong.append((cell.situation, cell.act.value, said))
    assert wrong == []
    with bot.session() as session:
        assert counted(session) == before


def made(session: Session, bot: Bot, situation: str) -> str:
    team_id = session.exec(select(Team.id)).first() or 0
    chloe = session.exec(select(Person).where(col(Person.name) == "Chloe")).one()
    row = hypotheses.open(session, team_id, "Relance", chloe.id or 0, bot.clock.now())
    for kind, data in SITUATIONS[situation][1:]:
        if kind is not Happened.OPENED:
            hypotheses.record(session, row, kind, chloe.id, bot.clock.now(), data)
    return row.ref


def counted(session: Session) -> int:
    return session.exec(select(func.count(col(HypothesisEvent.id)))).one()


def pressed(bot: Bot, cell: Cell, ref: str) -> str:
    """By the scrum master, whom no right keeps from it."""
    who, place = Who("direct", "W1", "alice"), Place("@alice", direct=True)
    reply = bot.app.dispatcher.handle(ButtonPressed(uuid4().hex, who, place, f"hypothesis.{cell.act}", ref))
    return reply.card.plain_text() if isinstance(reply, Say) else repr(reply)[:80]
