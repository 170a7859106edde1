"""SPEC Q4: with nothing there, every command says so and what to do, for every role."""

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel, delete

from ritualbot.chat.cards import Actions, Card, plain_block
from ritualbot.chat.events import Place
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.i18n import LANGUAGES
from ritualbot.rituals.command import COMMANDS
from ritualbot.rituals.permissions import Role
from ritualbot.store import (
    schema,
)
from ritualbot.store.absence import Absence, Closure
from ritualbot.store.action import Action, ActionEvent
from ritualbot.store.alarms import Alarm
from ritualbot.store.bridge import Bridge
from ritualbot.store.standup import Standup, StandupQuestion
from ritualbot.store.team import Destination, Membership, Person, Team
from tests.conversations.rights import (
    DONE,
    named,
)
from tests.conversations.rights_acting import event, told
from tests.conversations.rights_stage import FREE, Room, room, stages

__all__ = ["room", "stages"]


def next_step(reply: Reply) -> bool:
    """A form, a button, a command to type, or someone to turn to."""
    if isinstance(reply, OpenForm):
        return True
    assert isinstance(reply, Say), reply
    pressed = [item for block in reply.card.blocks if isinstance(block, Actions) for item in block.items]
    said = reply.card.plain_text()
    return bool(pressed) or bool(
        re.search(r"/(rituel|ritual|point|standup|sprint|retro|hypo|hypothesis)\b|peut s’en charger|can do it", said)
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("lacking", ["a stand-up", "people at work", "a team"])
@pytest.mark.parametrize("role", Role)
def test_with_nothing_there_every_command_says_so_and_what_to_do(
    room: Callable[[str], Room], language: str, lacking: str, role: Role
) -> None:
    """Q4: a sentence and a next step, for every command and every role."""
    here = room("no run yet")
    with Session(here.app.engine) as session, session.begin():
        empty(session, lacking, language)
    typed_so = [command.shown(language) for command in COMMANDS]
    for typed in (*typed_so, "/nonsense"):
        for place in (None, Place(FREE) if lacking == "a team" else Place("lavande")):
            reply = here.does(event(typed, named(role), place=place))
            assert told(reply) not in ("INCIDENT", DONE), (typed, place)
            assert next_step(reply), (typed, place, reply)
            if isinstance(reply, Say):
                assert any(line.strip() for line in said_in(reply.card)), (typed, place)


def said_in(card: Card) -> list[str]:
    return [card.title.plain(), *(line for block in card.blocks for line in plain_block(block))]


OF_A_TEAM = (
    *("retro", "sprint", "request", "desk", "sponsor", "hypothesis", "pilot", "decision", "digest"),
    *("review", "kpi", "dashboard"),
)


def empty(session: Session, lacking: str, language: str) -> None:
    connection = session.connection()
    connection.execute(sa.update(Person).values(language=language))
    if lacking == "people at work":
        connection.execute(sa.update(Person).values(days=""))
        connection.execute(sa.update(Standup).values(next_on=None))
        connection.execute(delete(Alarm))
        return
    connection.execute(delete(StandupQuestion))
    connection.execute(delete(Standup))
    connection.execute(delete(Alarm))
    connection.execute(delete(Absence))
    if lacking == "a team":
        for table_of_rows in reversed(schema.METADATA.sorted_tables):
            if table_of_rows.name.startswith(OF_A_TEAM):
                connection.execute(table_of_rows.delete())
        tables: tuple[type[SQLModel], ...] = (Closure, Bridge, ActionEvent, Action)
        for table in tables:
            connection.execute(delete(table))
        connection.execute(delete(Membership))
        connection.execute(delete(Destination))
        connection.execute(delete(Team))
