"""What Slack needs of the house beyond events and gateways. Implemented in `app`; every method is synchronous and
short, and called in a thread."""

from collections.abc import Collection
from typing import Protocol


class Tokens(Protocol):
    """What calls need."""

    def token(self, workspace: str) -> str:
        """The bot's token. Raises errors.WorkspaceGone("not_installed") where there is none (any more), NotSent where
        it cannot be told now."""
        ...


class House(Tokens, Protocol):
    """A workspace is named as in `Who` and `Target`: its `T…` id, or the `E…` id of an organisation-wide install."""

    def workspace(self, enterprise: str, team: str) -> str:
        """The workspace that an envelope with these ids (either may be empty) belongs to; empty: none of ours."""
        ...

    def known(self, workspace: str, users: Collection[str]) -> frozenset[str]:
        """Those of these users who are known here: nobody asks Slack about them again."""
        ...

    def language(self, workspace: str, user: str) -> str:
        """The language someone is answered in where no card of ours says it; of the workspace for strangers."""
        ...

    def direct(self, workspace: str, user: str) -> str:
        """The direct conversation with this person, or empty while it is not known."""
        ...

    def keep_direct(self, workspace: str, user: str, conversation: str) -> None: ...
