"""The playground's driver: the same face as the direct one, but every step a person takes is a request of its page over
HTTP, and everything seen is read in the page it shows them."""

import asyncio
import http.client
import json
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NoReturn
from urllib.parse import unquote, urlencode
from uuid import UUID, uuid5

import pytest
from aiohttp import web
from sqlmodel import Session, col, select

from ritualbot.app.parts import App, build
from ritualbot.app.play import Playground
from ritualbot.app.seed import CHANNELS
from ritualbot.chat.cards import Card
from ritualbot.chat.events import (
    ButtonPressed,
    CommandTyped,
    Event,
    FormClosed,
    FormSubmitted,
    FormTyped,
    HomeOpened,
    MessageEdited,
    MessageTyped,
)
from ritualbot.chat.replies import FieldErrors, GoTo, Nothing, OpenForm, Reply, Say
from ritualbot.chat.text import literal
from ritualbot.clock import MovableClock
from ritualbot.platforms.playground.gateway import PlaygroundGateway
from ritualbot.platforms.playground.inbound import routes
from ritualbot.platforms.playground.limits import WORD_CHARACTERS
from ritualbot.platforms.playground.page import HOME
from ritualbot.store.engine import begin, connect
from ritualbot.store.play import PlayMessage
from tests.builders import SomeTeam, build_further_team, build_team
from tests.conversations.bot import TUESDAY, Bot, moment
from tests.conversations.playground_seen import Node, card_in, card_of, form_of, said_by, shows_literally, tree
from tests.databases import engine_of
from tests.platforms.loop import own_loop

WORKSPACE = "playground"  # the only one
LONGEST = 300.0  # seconds that months of ritual time may take on a slow machine
_KEYS = UUID("6f1c0a3e-5d0b-4c55-9d0e-2b5a4f6f7a10")  # the page's keys are UUIDs: a test's own word is made one
_ME = "@ritualbot"


def not_there(why: str) -> NoReturn:
    """What nobody can do there is no step of a test that is played there."""
    pytest.fail(f"{why}: the test says so with not_on_playground")


@dataclass
class Page:
    """The page in a browser's place: what it sends, and what it is sent."""

    port: int
    sent: list[tuple[str, dict[str, object]]] = field(default_factory=list)  # what people did

    def get(self, path: str, **query: str) -> tuple[bytes, Mapping[str, str]]:
        return self._ask("GET", f"{path}?{urlencode(query)}" if query else path, b"")

    def post(self, act: str, **body: object) -> dict[str, Any]:
        self.sent.append((act, body))
        answer, _ = self._ask("POST", f"/play/{act}", json.dumps(body).encode())
        found: dict[str, Any] = json.loads(answer)
        return found

    def _ask(self, method: str, path: str, body: bytes) -> tuple[bytes, Mapping[str, str]]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST)
        own = {"Origin": f"http://127.0.0.1:{self.port}", "Content-Type": "application/json"}
        try:
            line.request(method, path, body, own)
            answer = line.getresponse()
            content = answer.read()
            assert answer.status == 200, content
            return content, dict(answer.getheaders())
        finally:
            line.close()


@dataclass(eq=False)
class PlayPosted:
    """A message of the bot's, as it stands now on the page of somebody who sees it."""

    chat: "PlayChat"
    ref: str
    conversation: str
    thread: str
    at: datetime
    edits: int = 0
    edited_at: datetime | None = None

    @property
    def node(self) -> Node:
        return self.chat.shown(self.conversation)[self.ref]

    @property
    def card(self) -> Card:
        return card_of(self.node)

    @property
    def text(self) -> str:
        return self.card.plain_text()

    @property
    def title(self) -> str:
        return self.text.partition("\n")[0]

    def shows(self, typed: str) -> bool:
        return shows_literally(card_in(self.node), typed)

    @property
    def mentions(self) -> set[str]:
        """By their name, which in tests is their id with a capital."""
        return {each.text().lower() for each in card_in(self.node).all() if each.has("mention")}

    def said_by(self, name: str) -> str:
        return said_by(self.node, name)

    def files(self) -> Iterator[str]:
        """Where the page gives them."""
        return (each.attributes["href"] for each in card_in(self.node).all() if each.has("file"))


@dataclass
class PlayChat:
    """Which messages there are is known; what each says is read on the page."""

    bot: "PlayBot"
    _seen: dict[str, PlayPosted] = field(default_factory=dict)
    _shown: dict[str, tuple[str, dict[str, Node]]] = field(default_factory=dict)

    @property
    def messages(self) -> list[PlayPosted]:
        with self.bot.session() as session:
            rows = session.exec(select(PlayMessage).where(col(PlayMessage.author) == "").order_by(col(PlayMessage.id)))
            return [self._posted(row) for row in rows]

    def _posted(self, row: PlayMessage) -> PlayPosted:
        if row.ref not in self._seen:
            called = self.bot.called(row.conversation)
            self._seen[row.ref] = PlayPosted(self, row.ref, called, row.thread, row.posted_at)
        self._seen[row.ref].edits, self._seen[row.ref].edited_at = row.version, row.edited_at
        return self._seen[row.ref]

    @property
    def closed(self) -> NoReturn:
        not_there("on the playground every conversation takes what the bot says")

    @property
    def gone(self) -> NoReturn:
        not_there("nobody takes the bot out of the playground")

    def shown(self, conversation: str) -> dict[str, Node]:
        """The messages of a conversation by their ref, on the page of the one it is with, or of anyone."""
        version = self.bot.play.version()
        if self._shown.get(conversation, ("", {}))[0] != version:
            reader = conversation.removeprefix("@") if conversation.startswith("@") else self.bot.anyone
            answer, _ = self.bot.page.get(
                "/play/page", **{"as": reader, "in": self.bot.place_id(conversation), "since": ""}
            )
            found = [each for each in tree(json.loads(answer)["feed"]).all() if each.has("msg") or each.has("reply")]
            self._shown[conversation] = (version, {each.attributes["data-ref"]: each for each in found})
        return self._shown[conversation][1]


class PlayBot(Bot):
    platform = "playground"
    longest_ref = WORD_CHARACTERS

    def __init__(self, database_url: str, *wanted: SomeTeam, start: str = TUESDAY) -> None:
        if len(wanted) > 1:
            not_there("the playground is one workspace")
        self._ends = ExitStack()
        self.clock = MovableClock(moment(start), rate=0.0)
        self.places = {}
        self._elsewhere = ""  # the test's word for the one channel without a team
        self.play = Playground()
        gateways = {WORKSPACE: PlaygroundGateway(self.play)}
        self.app = build(engine_of(database_url), gateways, clock=self.clock, lock=asyncio.Lock())
        self.play.app = self.app
        team = (wanted or (SomeTeam(),))[0]
        self.anyone = next(each.user for each in team.people if each.reachable)
        self._channels = {team.channel}
        with begin(self.app.engine) as session:
            build_team(session, self.clock.now(), replace(team, workspace=WORKSPACE), platform=WORKSPACE)
        self._loop = self._ends.enter_context(own_loop())
        self._runner = web.AppRunner(self._routes(), shutdown_timeout=0.1)
        self.page = Page(self._run(self._begin()))
        self.posted = PlayChat(self)
        self.chat = self.posted  # type: ignore[assignment]

    def _routes(self) -> web.Application:
        app = web.Application()
        app.add_routes(routes(self.play, self._dispatch))
        return app

    async def _begin(self) -> int:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        port: int = self._runner.addresses[0][1]
        return port

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(LONGEST)

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        self._run(work)

    def close(self) -> None:
        self._run(self._runner.cleanup())
        self._ends.close()
        super().close()

    def another_worker(self) -> App:
        other = Playground()
        other.app = build(connect(self._url()), {WORKSPACE: PlaygroundGateway(other)}, clock=self.clock)
        return other.app

    def further_team(self, team: SomeTeam) -> None:
        self._channels.add(team.channel)
        with begin(self.app.engine) as session:
            build_further_team(session, self.clock.now(), replace(team, workspace=WORKSPACE))

    def workspace_id(self, workspace: str = "W1") -> str:
        return WORKSPACE

    def place_id(self, channel: str, workspace: str = "W1") -> str:
        """Beside those of teams there is one, called whatever the test calls it."""
        if channel.startswith("@") or channel in self._channels:
            return channel
        if self._elsewhere not in ("", channel):
            not_there("the playground has one channel without a team")
        self._elsewhere = channel
        return CHANNELS[1]

    def called(self, conversation: str) -> str:
        return self._elsewhere or conversation if conversation == CHANNELS[1] else conversation

    def received(self, user: str, workspace: str = "W1") -> list[tuple[str, bytes]]:
        mine = [each for each in self.posted.messages if each.conversation == f"@{user}"]
        got = [self.page.get(address) for each in mine for address in each.files()]
        return [(unquote(told["Content-Disposition"].partition("''")[2]), content) for content, told in got]

    # -- what people do ------------------------------------------------------------------------------------------------

    def handle(self, event: Event) -> Reply:
        if event.profiles:
            not_there("the playground's page tells of nobody's profile")
        if isinstance(event, HomeOpened):
            return self._home(event.who.user)
        act, body = _sent(event)
        place = {"as": event.who.user, "conversation": self.place_id(event.place.conversation)}
        answer = self.page.post(act, id=_key(event), **place, **body)
        self.settle()
        return _reply(answer)

    def _home(self, user: str) -> Reply:
        answer, _ = self.page.get("/play/page", **{"as": user, "in": HOME})
        return Say(card_of(tree(json.loads(answer)["feed"])))

    def session(self) -> Session:
        return Session(self.app.engine)


def _key(event: Event) -> str:
    """What is typed is called by the key it came with."""
    return _uuid(event.message if isinstance(event, MessageTyped) and event.message else event.id)


def _uuid(key: str) -> str:
    try:
        return str(UUID(key))
    except ValueError:
        return str(uuid5(_KEYS, key))


def _sent(event: Event) -> tuple[str, dict[str, object]]:
    """What the page does, and what it tells."""
    match event:
        case CommandTyped(command=command, text=text):
            return "say", {"text": f"/{command} {text}"}
        case MessageTyped(text=text, called=called):
            return "say", {"text": text if called is None else f"{_ME} {called}"}
        case MessageEdited(text=""):
            not_there("nothing typed is deleted on the playground")
        case MessageEdited(text=text, message=message):
            return "edit", {"text": text, "message": _uuid(message)}
        case ButtonPressed(action=action, ref=ref):
            return "press", {"action": action, "ref": ref}
        case FormSubmitted(action=action, ref=ref, values=values):
            return "submit", {"action": action, "ref": ref, "values": dict(values)}
        case FormTyped(action=action, ref=ref, values=values):
            return "draft", {"action": action, "ref": ref, "values": dict(values)}
        case FormClosed(action=action, ref=ref):
            return "close", {"action": action, "ref": ref}
        case _:
            not_there(f"the playground's page tells of no {type(event).__name__}")


def _reply(answer: Mapping[str, Any]) -> Reply:
    assert "failed" not in answer, answer
    if "say" in answer:
        return Say(card_of(tree(answer["say"])))
    if "form" in answer:
        return OpenForm(form_of(answer["form"]))
    if "errors" in answer:
        return FieldErrors({name: literal(tree(text).text()) for name, text in answer["errors"].items()})
    return GoTo(answer["goto"]) if "goto" in answer else Nothing()
