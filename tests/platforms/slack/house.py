"""The house as Slack needs it, in memory: workspaces with their tokens, people, direct conversations."""

from collections.abc import Collection
from dataclasses import dataclass, field

from ritualbot.errors import WorkspaceGone
from ritualbot.platforms.slack.port import House
from tests.clouds.slack.client import FakeWorkspace


@dataclass
class SmallHouse:
    tokens: dict[str, str] = field(default_factory=dict)
    people: dict[tuple[str, str], str] = field(default_factory=dict)
    directs: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, *workspaces: FakeWorkspace) -> "SmallHouse":
        return cls({each.id: each.token for each in workspaces})

    def workspace(self, enterprise: str, team: str) -> str:
        return next((each for each in (team, enterprise) if each in self.tokens), "")

    def token(self, workspace: str) -> str:
        if workspace not in self.tokens:
            raise WorkspaceGone("not_installed")
        return self.tokens[workspace]

    def known(self, workspace: str, users: Collection[str]) -> frozenset[str]:
        return frozenset(user for user in users if (workspace, user) in self.people)

    def language(self, workspace: str, user: str) -> str:
        return self.people.get((workspace, user), "en")

    def direct(self, workspace: str, user: str) -> str:
        return self.directs.get((workspace, user), "")

    def keep_direct(self, workspace: str, user: str, conversation: str) -> None:
        self.directs[workspace, user] = conversation


_: type[House] = SmallHouse
