"""Everything the bot has posted on the fake Slack, with the face of the direct driver's chat."""

from dataclasses import dataclass, field
from datetime import datetime

from ritualbot.chat.cards import Card
from ritualbot.platforms.slack.typed import as_seen
from tests.clouds.slack.client import FakeWorkspace
from tests.conversations.slack_names import Json, Names
from tests.conversations.slack_seen import card_of, mentions, moment_of, said_by, shows_literally


@dataclass(eq=False)
class SlackPosted:
    """A message of the bot's, as it stands now."""

    workspace: FakeWorkspace
    channel: str
    conversation: str
    ts: str
    thread: str = ""

    @property
    def ref(self) -> str:
        return f"{self.channel}:{self.ts}"

    @property
    def json(self) -> Json:
        [found] = [each for each in self.workspace.messages(self.channel) if each["ts"] == self.ts]
        return found

    @property
    def card(self) -> Card:
        return card_of(self.json["text"], self.json.get("blocks", []))

    @property
    def text(self) -> str:
        return as_seen(self.json["text"], {})

    @property
    def title(self) -> str:
        return self.text.partition("\n")[0]

    def shows(self, typed: str) -> bool:
        """Whether the text stands there literally, with nothing of it active."""
        return shows_literally(self.json, typed, self.workspace.users.values())

    @property
    def mentions(self) -> set[str]:
        return mentions(self.json)

    def said_by(self, name: str) -> str:
        return said_by(self.json, name, {each: named.capitalize() for named, each in self.workspace.users.items()})

    @property
    def at(self) -> datetime:
        return moment_of(self.ts)

    @property
    def edits(self) -> int:
        return len(self._changes())

    @property
    def edited_at(self) -> datetime | None:
        changes = self._changes()
        return moment_of(str(changes[-1]["at"] // 1_000_000)) if changes else None

    def _changes(self) -> list[Json]:
        lines = [line for line in self.workspace.log("chat.update") if not line["error"]]
        return [
            line for line in lines if (line["arguments"]["channel"], line["arguments"]["ts"]) == (self.channel, self.ts)
        ]


@dataclass
class Closed:
    """Conversations that take nothing any more."""

    names: Names

    def add(self, name: str) -> None:
        self._say(name, closed=True)

    def remove(self, name: str) -> None:
        self._say(name, closed=False)

    def _say(self, name: str, *, closed: bool) -> None:
        workspace = next(iter(self.names.workspaces.values()))
        if name.startswith("@"):
            workspace.do("user", user=self.names.id_of(workspace, name[1:]), deleted=closed)
        else:
            workspace.do("channel", channel=workspace.channels[name], archived=closed)


@dataclass
class Gone:
    """Workspaces that the app is out of, which Slack says to whoever calls."""

    names: Names

    def add(self, name: str) -> None:
        self.names.workspaces[name].do("workspace", dead="token_revoked")

    def clear(self) -> None:
        for workspace in self.names.workspaces.values():
            workspace.do("workspace", dead="")


@dataclass
class SlackChat:
    """`pressed` holds the keys of the clicks so far."""

    names: Names
    pressed: set[str] = field(default_factory=set)
    _seen: dict[tuple[str, str], SlackPosted] = field(default_factory=dict)

    @property
    def closed(self) -> Closed:
        return Closed(self.names)

    @property
    def gone(self) -> Gone:
        return Gone(self.names)

    @property
    def asked(self) -> int:
        """How often it was called."""
        return sum(len(workspace.log()) for workspace in self.names.workspaces.values())

    @property
    def messages(self) -> list[SlackPosted]:
        """Everything the bot has posted, in the order it came, but the private answers to clicks."""
        return [each for each, message in self.everything() if not self.is_answer(message)]

    def everything(self) -> list[tuple[SlackPosted, Json]]:
        found = [
            (self._posted(workspace, channel, message), message)
            for workspace in self.names.workspaces.values()
            for channel, messages in workspace.do("messages").items()
            for message in messages
            if message.get("bot_id") == workspace.bot_id
        ]
        return sorted(found, key=lambda each: each[0].ts)

    def is_answer(self, message: Json) -> bool:
        key = message.get("metadata", {}).get("event_payload", {}).get("key", "")
        return key.startswith("ritual:answer:") and any(each in key for each in self.pressed)

    def _posted(self, workspace: FakeWorkspace, channel: str, message: Json) -> SlackPosted:
        key = (channel, message["ts"])
        if key not in self._seen:
            thread = f"{channel}:{message['thread_ts']}" if message.get("parent_user_id") else ""
            name = self.names.name_of(workspace, channel)
            self._seen[key] = SlackPosted(workspace, channel, name, message["ts"], thread)
        return self._seen[key]
