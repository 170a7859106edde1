"""What a test calls `W1`, `alice` and `printemps` are ids of Slack's here; nobody above notices."""

from dataclasses import dataclass, field
from typing import Any

from ritualbot.chat.events import Place, Profile
from tests.builders import Someone
from tests.clouds.slack.client import FakeWorkspace

Json = dict[str, Any]


@dataclass
class Names:
    """The workspaces by the test's names; who is nobody's yet is made as soon as a test speaks of them."""

    workspaces: dict[str, FakeWorkspace] = field(default_factory=dict)
    _directs: dict[tuple[str, str], str] = field(default_factory=dict)
    _private: set[str] = field(default_factory=set)

    def id_of(self, workspace: FakeWorkspace, user: str) -> str:
        """A stranger where the test's teams have nobody of that name."""
        if user not in workspace.users:
            workspace.users[user] = workspace.do("users", name=user, kind="stranger")["user"]
        return workspace.users[user]

    def everyone(self, workspace: FakeWorkspace) -> "Everyone":
        return Everyone(self, workspace)

    def describe(self, workspace: FakeWorkspace, told: Profile) -> None:
        """Slack knows someone from now on as this profile says; what it leaves empty stays."""
        if told.user not in workspace.users:
            workspace.users[told.user] = workspace.do("users", name=told.user)["user"]
        named = {"display_name": told.name, "real_name": told.name} if told.name else {}
        asked = {"tz": told.tz, "locale": f"{told.language}-FR" if told.language else "", "is_admin": told.admin}
        kept = {name: value for name, value in asked.items() if value not in ("", None)}
        flags = {"is_restricted": told.guest, "is_stranger": told.stranger, "is_bot": told.bot}
        kept |= {name: True for name, value in flags.items() if value}
        workspace.do("user", user=self.id_of(workspace, told.user), deleted=not told.active, **kept, **named)

    def channel(self, workspace: FakeWorkspace, place: Place, user: str) -> tuple[str, str]:
        """The id of a place, and the name Slack gives it in payloads: of what is private, none.

        A place that the test tells nothing of is a private channel without the bot.
        """
        if place.direct:
            return self.direct(workspace, user), "directmessage"
        if place.conversation not in workspace.channels:
            told = bool(place.name or place.members)
            members = [self.id_of(workspace, each) for each in place.members] or [user]
            kind, named = "public" if told else "private", place.name or place.conversation
            made = workspace.do("channels", name=named, members=members, kind=kind, bot=told)["channel"]
            workspace.channels[place.conversation] = made
            self._private |= set() if told else {made}
        found = workspace.channels[place.conversation]
        return found, "privategroup" if found in self._private else place.name or place.conversation

    def new_channel(self, workspace: FakeWorkspace, name: str, *users: str) -> None:
        """A public one, with the bot and these people in it."""
        members = [self.id_of(workspace, each) for each in users]
        workspace.channels[name] = workspace.do("channels", name=name, members=members)["channel"]

    def direct(self, workspace: FakeWorkspace, user: str) -> str:
        key = (workspace.id, user)
        if key not in self._directs:
            self._directs[key] = workspace.direct(user)
        return self._directs[key]

    def name_of(self, workspace: FakeWorkspace, channel: str) -> str:
        for name, known in workspace.channels.items():
            if known == channel:
                return name
        for name, user in list(workspace.users.items()):
            if self.direct(workspace, user) == channel:
                return f"@{name}"
        return channel

    def shown(self, workspace: FakeWorkspace, said: str) -> str:
        """With names where Slack shows names: blocks hold ids."""
        for name, channel in workspace.channels.items():
            said = said.replace(channel, name)
        for name, user in workspace.users.items():
            said = said.replace(user, name.capitalize())
        return said

    def words_for(self, workspace: FakeWorkspace) -> dict[str, str]:
        """The test's word for an id."""
        return {each: name for name, each in (*workspace.users.items(), *workspace.channels.items())}


class Everyone(dict[str, str]):
    """The ids of whoever can be picked in a form; whoever is picked and nobody knows is a stranger."""

    def __init__(self, names: Names, workspace: FakeWorkspace) -> None:
        super().__init__({**{user: user for user in workspace.users.values()}, **workspace.users})
        self._names, self._workspace = names, workspace

    def __missing__(self, user: str) -> str:
        return self._names.id_of(self._workspace, user)


@dataclass(frozen=True)
class SlackSomeone(Someone):
    """Someone whose id is Slack's, and whose name is the test's."""

    called: str = ""

    @property
    def name(self) -> str:
        return self.called.capitalize()
