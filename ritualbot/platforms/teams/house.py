"""What Teams needs of the house beyond events and gateways. Implemented in `app`; every method is synchronous and
short, and called in a thread. A tenant is named as in `Who` and `Target`, a person by their object id."""

from collections.abc import Mapping
from typing import Protocol

from ritualbot.chat.cards import Card, File
from ritualbot.chat.forms import Form
from ritualbot.platforms.teams.envelope import Seen
from ritualbot.platforms.teams.port import Reference


class House(Protocol):
    # -- whom one speaks with ---

    def admits(self, tenant: str) -> bool:
        """Whether the tenant is known and takes messages; where not, what comes from it says that the bot is there."""
        ...

    def language(self, tenant: str, user: str) -> str:
        """The language someone is answered in where no card of ours says it; of the tenant for strangers."""
        ...

    def people(self, tenant: str) -> Mapping[str, str]:
        """The names of everyone known there, by id: who can be chosen in a form."""
        ...

    # -- how they are reached ---

    def keep(self, told: Seen) -> None:
        """The bot is in this conversation, and is reached there like this."""
        ...

    def keep_accounts(self, tenant: str, accounts: Mapping[str, str]) -> None: ...

    def team(self, tenant: str, conversation: str, team: str) -> tuple[str, ...]:
        """The conversations known of a team of Teams'; without one, the conversation itself."""
        ...

    def leave(self, tenant: str, conversations: tuple[str, ...]) -> None:
        """The bot is in these no more."""
        ...

    def reference(self, tenant: str, conversation: str) -> Reference | None: ...

    def name(self, tenant: str, conversation: str) -> str:
        """What a conversation is called, or empty while nobody has said so."""
        ...

    def personal(self, tenant: str, user: str) -> Reference | None:
        """The 1:1 conversation with this person, while the bot is in it."""
        ...

    def anywhere(self, tenant: str) -> Reference | None:
        """Any conversation there, be the bot in it no more: where a new one is asked for."""
        ...

    def shared(self, tenant: str) -> tuple[Reference, ...]:
        """The channels and groups the bot is in: whose rosters tell of people."""
        ...

    def account(self, tenant: str, user: str) -> str:
        """The `29:…` account of someone, or empty while it is not known."""
        ...

    # -- what they see ---

    def link(self, tenant: str, file: File) -> str:
        """Where whoever has the address gets the file for a while; empty where nobody reaches us from outside."""
        ...

    def shown(self, tenant: str, message: str) -> Card | None:
        """What stands in a message of ours, by its reference, or is about to."""
        ...

    def keep_form(self, tenant: str, user: str, form: Form) -> None:
        """The form as somebody is asked it: nothing but its answers comes back."""
        ...

    def form(self, tenant: str, user: str, action: str, ref: str) -> Form | None:
        """The form as they were last asked it."""
        ...
