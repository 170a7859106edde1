"""One true request after another, and all that comes of each: for tests of thousands of them."""

import json
from abc import abstractmethod
from typing import Any, ClassVar
from uuid import uuid4

from sqlmodel import Session, col, select

from ritualbot.chat.cards import Card
from ritualbot.chat.events import ButtonPressed, CommandTyped, Event, FormSubmitted, MessageTyped, Place
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.chat.wire import load_card
from ritualbot.store import schema
from ritualbot.store.engine import begin
from ritualbot.store.outbox import Outbox
from tests.clouds.teams.client import FakeTenant
from tests.conversations.bot import Bot
from tests.conversations.slack_bot import SlackBot
from tests.conversations.teams_bot import TeamsBot

KEY = "THEKEY"
# What is stored, but that an event was seen, and but the private answer to a click, which is a message there, and the
# form that stands before somebody, which Slack keeps itself.
APART = {"inbox": "1 = 0", "outbox": "kind != 'ritual.answer'", "asked_form": "1 = 0"}
STORED = [
    f'SELECT * FROM "{table.name}" WHERE {APART.get(table.name, "1 = 1")} '  # noqa: S608 - our own table names
    f"ORDER BY {', '.join(column.name for column in table.primary_key.columns)}"
    for table in schema.METADATA.sorted_tables
]


def stored(session: Session) -> str:
    return repr([session.connection().exec_driver_sql(rows).fetchall() for rows in STORED])


class Listening(Bot):
    """Remembers what the dispatcher answered."""

    no_channel: ClassVar[str]  # the id of one that never was
    replied: Reply | None = None
    apart: Card | None = None  # the private answer, where it is a message

    @property
    def told(self) -> Reply:
        """The answer, wherever it came."""
        assert self.replied is not None
        if self.apart is None:
            return self.replied
        return OpenForm(self.apart.form) if self.apart.form else Say(self.apart)

    def _dispatch(self, event: Event) -> Reply:
        self.replied = super()._dispatch(event)
        return self.replied

    @abstractmethod
    def request(self, event: ButtonPressed | CommandTyped | FormSubmitted | MessageTyped) -> str:
        """The request the platform makes of it. Its key is `KEY`, as often as it stands there."""

    @abstractmethod
    def take(self, request: str) -> str:
        """The body it is answered with."""

    @abstractmethod
    def settle_door(self) -> None:
        """Until what goes on behind the answers is done."""

    @abstractmethod
    def add_channel(self, name: str, people: tuple[str, ...]) -> str:
        """The id of a new channel that these people and the bot are in."""

    @abstractmethod
    def ids(self, user: str, workspace: str) -> tuple[str, ...]:
        """Everything the platform knows somebody by."""

    @abstractmethod
    def log(self, workspace: str) -> list[Any]:
        """Every call of ours that the workspace's side has heard."""

    def answer(self, request: str) -> str:
        """All that comes of it: the dispatcher's reply, what the request was answered with, a message that waits."""
        self.replied = None
        self.door_time()
        body = self.take(request.replace(KEY, f"V{uuid4().hex[:16].upper()}"))
        assert self.replied is not None, request
        with begin(self.app.engine) as session:
            rows = session.exec(select(Outbox).where(col(Outbox.kind) == "ritual.answer")).all()
            said = [row.card for row in rows]
            self.apart = load_card(said[-1]) if said else None
            for row in rows:
                session.delete(row)  # a conversation holds so many only
        return json.dumps([str(self.replied), body, said], ensure_ascii=False)


class ListeningSlack(Listening, SlackBot):
    no_channel = "C0NEVERWAS1"

    def request(self, event: ButtonPressed | CommandTyped | FormSubmitted | MessageTyped) -> str:
        workspace = self.names.workspaces[event.who.workspace]
        body = self.payloads.of(event, workspace, self.id_of(event.who.user, event.who.workspace))
        if "command" in body:
            return json.dumps(body)
        key = body["view"]["id"] if "view" in body else body["actions"][0]["action_ts"]
        return json.dumps(body).replace(key, KEY)

    def take(self, request: str) -> str:
        got = self.door.send_now(json.loads(request))
        assert got.status == 200
        return got.body.decode()

    def settle_door(self) -> None:
        self.door.settle()

    def add_channel(self, name: str, people: tuple[str, ...]) -> str:
        made = self.first.do("channels", name=name, members=[self.id_of(each) for each in people])
        return str(made["channel"])

    def log(self, workspace: str) -> list[Any]:
        return self.names.workspaces[workspace].log()

    def ids(self, user: str, workspace: str) -> tuple[str, ...]:
        return (self.id_of(user, workspace),)


class ListeningTeams(Listening, TeamsBot):
    no_channel = "19:NeverWas@thread.tacv2"
    _tokens: ClassVar[dict[str, str]] = {}  # as the Connector's, they serve many requests

    def request(self, event: ButtonPressed | CommandTyped | FormSubmitted | MessageTyped) -> str:
        body = self.payloads.of(event, self.names.tenants[event.who.workspace], event.who.user)
        return json.dumps({**body, "id": KEY})

    def take(self, request: str) -> str:
        body = json.loads(request)
        tenant = self._tenant(body["conversation"]["tenantId"])
        if tenant.id not in self._tokens:
            self._tokens[tenant.id] = tenant.mint()
        got = self.door.send(body, self._tokens[tenant.id])
        assert got.status == 200
        return got.body.decode()

    def _tenant(self, known: str) -> FakeTenant:
        [found] = [each for each in self.names.tenants.values() if each.id == known]
        return found

    def settle_door(self) -> None:
        self.door.settle()

    def add_channel(self, name: str, people: tuple[str, ...]) -> str:
        return self.names.place(self.first, Place(name, members=people), people[0])

    def log(self, workspace: str) -> list[Any]:
        return self.names.tenants[workspace].log()

    def ids(self, user: str, workspace: str) -> tuple[str, ...]:
        return tuple(self.names.person(self.names.tenants[workspace], user).values())
