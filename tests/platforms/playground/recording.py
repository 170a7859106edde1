"""A playground that remembers what it was asked, and a page's way to it over real HTTP."""

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from ritualbot.chat.cards import Actions, Button, Card, Chart
from ritualbot.chat.events import Event
from ritualbot.chat.replies import Nothing, Reply
from ritualbot.chat.text import Channel, literal
from ritualbot.errors import MessageGone
from ritualbot.platforms.playground.play import Actor, CommandHelp, Day, Message, Moment

NOW = datetime(2027, 3, 2, 10, 54, tzinfo=UTC)  # 11:54 in Paris, a Tuesday


def at(hour: int, minute: int = 0, day: int = 2) -> datetime:
    """A moment of March 2027, by the clock of Paris."""
    return datetime(2027, 3, day, hour - 1, minute, tzinfo=UTC)


def actor(user: str, name: str, zone: str = "Europe/Paris", **more: Any) -> Actor:
    return Actor(user, name, more.pop("about", "Campagnes"), zone, more.pop("language", "fr"), **more)


@dataclass
class RecordingPlay:
    """Answers with what a test put in, writes down what it was told, and refuses whom it does not know."""

    people: list[Actor] = field(default_factory=lambda: [actor("lea", "Léa"), actor("bruno", "Bruno")])
    messages: list[Message] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)
    past: list[datetime] = field(default_factory=list)
    told: list[tuple[object, ...]] = field(default_factory=list)
    posted: dict[str, str] = field(default_factory=dict)
    team: str = "Printemps"
    now: datetime = NOW
    changes: int = 0

    def first(self) -> str:
        return self.people[0].user

    def day(self, user: str) -> Day:
        played = {each.user: each for each in self.people}[user]
        channels = (Channel("c1", "printemps"), Channel("c2", "ce-qu’on-a-appris"))
        places = {"c1", "c2", self.conversation(user)}
        shown = tuple(each for each in self.messages if each.conversation in places)
        unread: dict[str, int] = {}
        for each in shown:
            unread[each.conversation] = unread.get(each.conversation, 0) + each.unread
        people, moments, past = tuple(self.people), tuple(self.moments), tuple(self.past)
        return Day(self.team, self.now, played, people, channels, shown, moments, past, unread)

    def content(self, user: str, report: str, ref: str, key: str) -> tuple[str, bytes]:
        files = (each.card.file for each in self.day(user).messages if each.card)
        if not any(file and (file.report, file.ref, file.key) == (report, ref, key) for file in files):
            raise KeyError(ref)
        return "été.txt", b"content"

    def drawn(self, chart: Chart) -> str:
        return f"<svg>{chart.spec.title}</svg>"

    def conversation(self, user: str) -> str:
        if user not in {each.user for each in self.people}:
            raise KeyError(user)
        return f"@{user}"

    def home(self, user: str) -> Card:
        return Card(literal(f"Page of {user}"), (Actions((Button("home.show", "", "Again"),)),))

    def commands(self, language: str) -> tuple[CommandHelp, ...]:
        typed = {"fr": "/point", "en": "/standup"}[language]
        return (CommandHelp(typed, "aide"),)

    def typed(self, user: str, conversation: str, text: str, message: str) -> None:
        self.told.append(("typed", user, conversation, text, message))

    def seen(self, user: str, conversation: str) -> None:
        self.told.append(("seen", user, conversation))

    def speak(self, language: str) -> None:
        self.told.append(("speak", language))

    def post(self, workspace: str, conversation: str, user: str, card: Card, key: str, thread: str) -> str:
        self.told.append(("post", workspace, conversation, user, card, key, thread))
        return self.posted.setdefault(key, f"m{len(self.posted)}")

    def edit(self, message: str, card: Card) -> None:
        if message not in self.posted.values():
            raise MessageGone
        self.told.append(("edit", message, card))

    def find(self, key: str) -> str | None:
        return self.posted.get(key)

    def version(self) -> str:
        return str(self.changes)

    async def push(self, minutes: int | None, until: str) -> None:
        self.told.append(("push", minutes, until))


@dataclass
class Rules:
    """What stands behind the page: gives the reply a test chose, or fails as it chose."""

    reply: Reply = field(default_factory=Nothing)
    fault: Exception | None = None
    events: list[Event] = field(default_factory=list)

    def handle(self, event: Event) -> Reply:
        self.events.append(event)
        if self.fault:
            raise self.fault
        return self.reply


@dataclass
class Answered:
    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def json(self) -> dict[str, Any]:
        found = json.loads(self.text)
        assert isinstance(found, dict)
        return found


@dataclass
class Site:
    port: int
    play: RecordingPlay
    rules: Rules

    def get(self, path: str, **headers: str) -> Answered:
        return self._ask("GET", path, None, headers)

    def act(self, name: str, **body: Any) -> Answered:
        """What the page sends: Léa, in her conversation with the bot, with a fresh id."""
        sent = {"as": "lea", "conversation": "@lea", "lang": "fr", "id": str(uuid4()), **body}
        return self.post(f"/play/{name}", json.dumps(sent).encode())

    def post(self, path: str, body: bytes, **headers: str) -> Answered:
        given = {"Origin": f"http://127.0.0.1:{self.port}", "Content-Type": "application/json"} | headers
        return self._ask("POST", path, body, {name: value for name, value in given.items() if value})

    def _ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answered:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            line.request(method, path, body, dict(headers))
            answer = line.getresponse()
            return Answered(answer.status, dict(answer.headers), answer.read().decode())
        finally:
            line.close()
