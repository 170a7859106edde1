"""The direct driver: a test speaks as people do, and sees what they see. One event in, one reply out, no platform."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlmodel import Session

from ritualbot.app.parts import App, build
from ritualbot.chat.cards import Actions, Block, Button, Card, Menu
from ritualbot.chat.events import (
    ButtonPressed,
    CommandTyped,
    Event,
    FormSubmitted,
    FormTyped,
    MessageEdited,
    MessageTyped,
    Place,
    Who,
)
from ritualbot.chat.forms import Form
from ritualbot.chat.replies import FieldErrors, OpenForm, Reply, Say
from ritualbot.clock import MovableClock
from ritualbot.store.engine import begin, connect
from tests.builders import SomeTeam, build_further_team, build_team
from tests.conversations.fake_chat import FakeChat, Posted
from tests.databases import engine_of

PARIS = ZoneInfo("Europe/Paris")
TUESDAY = "2027-03-02 09:20"  # an ordinary day in Paris


def moment(local: str, zone: ZoneInfo = PARIS) -> datetime:
    """`2027-03-02 09:30` in Paris, or elsewhere."""
    return datetime.fromisoformat(local).replace(tzinfo=zone)


class Bot:
    """One ritualbot with its database, its clock standing still, and a chat that only this test sees."""

    platform = "direct"
    longest_ref = 10_000  # a longer one is refused at the platform's door, and no handler hears of it
    refusal = "is_archived"  # what the platform calls a channel that takes nothing

    def __init__(self, database_url: str, *teams: SomeTeam, start: str = TUESDAY) -> None:
        self.clock = MovableClock(moment(start), rate=0.0)
        self.chat = FakeChat(self.clock.now)
        self.app = build(engine_of(database_url), {"direct": self.chat}, clock=self.clock)
        self.places: dict[str, Place] = {}  # what the platform tells of a channel, where it does
        for team in teams or (SomeTeam(),):
            with begin(self.app.engine) as session:
                build_team(session, self.clock.now(), team)

    def close(self) -> None:
        """A file is about to be another one; a PostgreSQL is emptied over the same connections."""
        if self.app.engine.dialect.name == "sqlite":
            self.app.engine.dispose()

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run(work)

    def another_worker(self) -> App:
        """One that sends what the first does, over the same database; whoever asks for it closes its engine."""
        return build(connect(self._url()), {"direct": self.chat}, clock=self.clock)

    def _url(self) -> str:
        return self.app.engine.url.render_as_string(hide_password=False)

    def until(self, local: str, zone: ZoneInfo = PARIS) -> None:
        self.run(self.app.worker.run_until(moment(local, zone)))

    def wait(self, **by: float) -> None:
        self.run(self.app.worker.run_until(self.clock.now() + timedelta(**by)))

    def settle(self) -> None:
        """A breath: a conversation takes one message a second."""
        self.wait(seconds=3)

    def jump(self, local: str) -> None:
        """The service was away: time passed without it."""
        self.clock.hold()
        self.clock.move(moment(local))

    def person(self, user: str, workspace: str = "W1") -> "Actor":
        return Actor(self, user, workspace)

    def id_of(self, user: str, workspace: str = "W1") -> str:
        """The platform's own id of someone, for a look into the database."""
        return user

    def place_id(self, channel: str, workspace: str = "W1") -> str:
        return channel

    def workspace_id(self, workspace: str = "W1") -> str:
        return workspace

    def further_team(self, team: SomeTeam) -> None:
        """Another team in a workspace that stands, of people who are there already, with a channel of its own."""
        with begin(self.app.engine) as session:
            build_further_team(session, self.clock.now(), team)

    def channel(self, name: str = "printemps") -> "Conversation":
        return Conversation(self, name)

    def handle(self, event: Event) -> Reply:
        reply = self._dispatch(event)
        self.settle()
        return reply

    def _dispatch(self, event: Event) -> Reply:
        """What a platform's door hands everything to: it is there before the dispatcher, which is made with the way
        out."""
        return self.app.dispatcher.handle(event)

    def door_time(self) -> None:
        """Nobody guards against a flood here."""

    def accepts(self, user: str) -> None:
        """Somebody says where they want the file they are offered, on platforms that ask."""

    def received(self, user: str, workspace: str = "W1") -> list[tuple[str, bytes]]:
        """The files somebody got, by name."""
        mine = (each for each in self.chat.messages if each.conversation == f"@{user}")
        return [(each.card.file.name, each.content) for each in mine if each.card.file]

    def session(self) -> Session:
        """A look into the database for what no message shows."""
        return Session(self.app.engine)


@dataclass
class Conversation:
    bot: Bot
    name: str

    @property
    def messages(self) -> list[Posted]:
        """What stands in it, threads apart."""
        return [each for each in self.bot.chat.messages if each.conversation == self.name and not each.thread]

    @property
    def last(self) -> Posted:
        assert self.messages, f"nothing in {self.name}"
        return self.messages[-1]

    def thread(self, of: Posted | None = None) -> list[Posted]:
        under = (of or self.last).ref
        return [each for each in self.bot.chat.messages if each.thread == under]


@dataclass
class Actor:
    """Someone, in their direct conversation unless `where` says otherwise."""

    bot: Bot
    user: str
    workspace: str
    form: Form | None = None
    reply: Reply | None = None

    @property
    def messages(self) -> list[Posted]:
        return Conversation(self.bot, f"@{self.user}").messages

    @property
    def last(self) -> Posted:
        return Conversation(self.bot, f"@{self.user}").last

    @property
    def told(self) -> str:
        """The private answer to what was last done."""
        assert isinstance(self.reply, Say), self.reply
        return self.reply.card.plain_text()

    @property
    def errors(self) -> dict[str, str]:
        assert isinstance(self.reply, FieldErrors), self.reply
        return {name: text.plain() for name, text in self.reply.errors.items()}

    def says(self, text: str, where: str = "", key: str = "") -> Reply:
        if text.startswith("/"):
            command, _, rest = text[1:].partition(" ")
            return self._do(CommandTyped(key or uuid4().hex, self._who(), self._place(where), command, rest))
        return self._do(MessageTyped(key or uuid4().hex, self._who(), self._place(where), text))

    def writes(self, text: str, message: str = "", where: str = "") -> str:
        """A message, and its id on the platform; in a channel, `@bot` first calls the bot."""
        called = text.removeprefix("@bot ") if text.startswith("@bot ") else None
        ref = message or uuid4().hex
        self._do(MessageTyped(uuid4().hex, self._who(), self._place(where), text, ref, called))
        return ref

    def rewrites(self, message: str, text: str) -> Reply:
        return self._do(MessageEdited(uuid4().hex, self._who(), self._place(""), text, message))

    def takes_back(self, message: str) -> Reply:
        """Deletes it."""
        return self.rewrites(message, "")

    def types(self, **values: str) -> None:
        """What stands in the open form by now, not sent."""
        assert self.form is not None, "no form is open"
        typed = {field.name: initial(field) for field in self.form.fields} | values
        where = self._place("")
        self.bot.handle(FormTyped(uuid4().hex, self._who(), where, self.form.action, self.form.ref, typed))

    def presses(self, action: str, where: str = "", key: str = "") -> Reply:
        """The newest button with this action in sight, here or in a channel."""
        return self.presses_ref(action, self.button(action, where).ref, where, key)

    def presses_ref(self, action: str, ref: str, where: str = "", key: str = "") -> Reply:
        return self._do(ButtonPressed(key or uuid4().hex, self._who(), self._place(where), action, ref))

    def clicks(self, action: str, where: str = "") -> Reply:
        """The button with this action on the private answer."""
        assert isinstance(self.reply, Say), self.reply
        [found] = [button for button in buttons(self.reply.card) if button.action == action]
        return self.presses_ref(action, found.ref, where)

    def fills(self, key: str = "", **values: str) -> Reply:
        """Types over the open form and sends it."""
        assert self.form is not None, "no form is open"
        typed = {field.name: initial(field) for field in self.form.fields} | values
        return self.submits(self.form.action, self.form.ref, typed, key)

    def submits(self, action: str, ref: str, values: dict[str, str], key: str = "") -> Reply:
        event = FormSubmitted(key or uuid4().hex, self._who(), self._place(""), action, ref, values)
        return self._do(event)

    def answers(self, today: str, **values: str) -> Reply:
        """The whole way: [Answer] on the prompt, the form, sent."""
        self.presses("standup.open")
        return self.fills(today=today, **values)

    def button(self, action: str, where: str = "") -> Button:
        seen = Conversation(self.bot, where).messages if where else self.messages
        found = [button for message in seen for button in buttons(message.card) if button.action == action]
        assert found, f"{self.user} sees no {action}"
        return found[-1]

    def sees(self, action: str) -> bool:
        return any(button.action == action for button in buttons(self.last.card))

    def _who(self) -> Who:
        return Who("direct", self.workspace, self.user)

    def _place(self, where: str) -> Place:
        return self.bot.places.get(where, Place(where)) if where else Place(f"@{self.user}", direct=True)

    def _do(self, event: Event) -> Reply:
        self.reply = self.bot.handle(event)
        if isinstance(self.reply, OpenForm):
            self.form = self.reply.form
        return self.reply


def buttons(card: Card) -> list[Button]:
    """Every button of a card, those behind "More…" included."""
    return [button for block in card.blocks for button in _buttons(block)]


def _buttons(block: Block) -> list[Button]:
    if not isinstance(block, Actions):
        return []
    found: list[Button] = []
    for item in block.items:
        found += [item] if isinstance(item, Button) else list(item.buttons) if isinstance(item, Menu) else []
    return found


def initial(field: object) -> str:
    initial = getattr(field, "initial", "")
    return ",".join(initial) if isinstance(initial, tuple) else "1" if initial is True else initial or ""
