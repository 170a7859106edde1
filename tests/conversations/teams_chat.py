"""Everything the bot has posted on the fake Teams, with the face of the direct driver's chat."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ritualbot.chat.cards import Card
from ritualbot.store.outbox import Outbox
from tests.clouds.teams.client import FakeTenant
from tests.conversations.teams_names import Json, Names
from tests.conversations.teams_seen import card_of, content_of, moment_of, parts, said_by, shows_literally

ANSWER = "ritual.answer"


@dataclass(eq=False)
class TeamsPosted:
    """A message of the bot's, as it stands now."""

    tenant: FakeTenant
    place: str
    conversation: str
    id: str
    root: str = ""

    @property
    def ref(self) -> str:
        return f"{self.place}|{self.id}"

    @property
    def thread(self) -> str:
        """Only a channel has threads; elsewhere a further page is a message like any other."""
        return f"{self.place}|{self.root}" if self.root else ""

    @property
    def json(self) -> Json:
        [found] = [each for each in self.tenant.messages(self.place) if each["id"] == self.id]
        return found

    @property
    def content(self) -> Json:
        return content_of(self.json["activity"])

    @property
    def card(self) -> Card:
        return card_of(self.content)

    @property
    def text(self) -> str:
        return self.card.title.plain()

    @property
    def title(self) -> str:
        return self.text.partition("\n")[0]

    def shows(self, typed: str) -> bool:
        """Whether the text stands there literally, with nothing of it active."""
        known = frozenset(each["object_id"] for each in self.tenant.people.values())
        return shows_literally(self.content, typed, known)

    @property
    def mentions(self) -> set[str]:
        """Whom Teams notifies: the people of the card's entities, each of whom stands in its text."""
        told = self.content["msteams"].get("entities", [])
        texts = " ".join(each["text"] for each in parts(self.content) if each["type"] == "TextBlock")
        return {each["mentioned"]["id"] for each in told if each["type"] == "mention" and each["text"] in texts}

    def said_by(self, name: str) -> str:
        return said_by(self.content, name)

    @property
    def at(self) -> datetime:
        return moment_of(self.id)

    @property
    def edits(self) -> int:
        return int(self.json.get("edited", 0))

    @property
    def edited_at(self) -> datetime | None:
        changes = [line for line in self.tenant.log("update") if line["activity"] == self.id and not line["error"]]
        return moment_of(str(changes[-1]["at"] // 1000)) if changes else None


@dataclass
class Closed:
    """Conversations that take nothing any more."""

    names: Names

    def add(self, name: str) -> None:
        self._say(name, closed=True)

    def remove(self, name: str) -> None:
        self._say(name, closed=False)

    def _say(self, name: str, *, closed: bool) -> None:
        tenant = next(iter(self.names.tenants.values()))
        if name.startswith("@"):
            account = self.names.person(tenant, name[1:])["account"]
            tenant.do("person", account=account, blocked=closed)
        else:
            tenant.do("conversation", conversation=tenant.channels[name], bot=not closed)


@dataclass
class TeamsChat:
    """`steps` holds the keys of the events so far that are answered in place elsewhere: the answer to one is a message
    here, and no message of the test's."""

    names: Names
    engine: Callable[[], sa.Engine]
    steps: set[str] = field(default_factory=set)
    _seen: dict[tuple[str, str], TeamsPosted] = field(default_factory=dict)

    @property
    def closed(self) -> Closed:
        return Closed(self.names)

    @property
    def messages(self) -> list[TeamsPosted]:
        """Everything the bot has posted, in the order it came, but the answers to steps."""
        answers = self.answers()
        return [each for each in self.everything() if each.ref not in answers]

    def answers(self) -> dict[str, str]:
        """The messages that answer a step, and the key of each."""
        query = select(Outbox.message, Outbox.dedupe_key).where(col(Outbox.kind) == ANSWER, col(Outbox.message) != "")
        with Session(self.engine()) as session:
            found = [(message, key) for message, key in session.exec(query)]
        return {message: key for message, key in found if any(step in key for step in self.steps)}

    def everything(self) -> list[TeamsPosted]:
        found = [
            self._posted(tenant, place, message)
            for tenant in self.names.tenants.values()
            for place, messages in tenant.do("messages").items()
            for message in messages
            if message["from"] == tenant.bot
        ]
        return sorted(found, key=lambda each: int(each.id))

    def _posted(self, tenant: FakeTenant, place: str, message: Json) -> TeamsPosted:
        key = (place, message["id"])
        if key not in self._seen:
            name = self.names.name_of(tenant, place)
            self._seen[key] = TeamsPosted(tenant, place, name, message["id"], message["root"])
        return self._seen[key]
