"""The house as Teams needs it, in memory: tenants, people, conversations, what stands in messages."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ritualbot.chat.cards import Card, File
from ritualbot.chat.forms import Form
from ritualbot.platforms.teams.envelope import Seen
from ritualbot.platforms.teams.house import House
from ritualbot.platforms.teams.port import Reference


@dataclass
class SmallHouse:
    tenants: set[str] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)  # of people, by object id
    kept: dict[str, Seen] = field(default_factory=dict)  # by conversation
    left: set[str] = field(default_factory=set)
    accounts: dict[str, str] = field(default_factory=dict)
    cards: dict[str, Card] = field(default_factory=dict)  # by message
    reached_at: str = ""  # from outside
    forms: dict[tuple[str, str, str], Form] = field(default_factory=dict)

    def admits(self, tenant: str) -> bool:
        return tenant in self.tenants

    def language(self, tenant: str, user: str) -> str:
        return "en"

    def people(self, tenant: str) -> Mapping[str, str]:
        return self.names

    def keep(self, told: Seen) -> None:
        before = self.kept.get(told.reference.conversation, told)
        told = replace(told, name=told.name or before.name, team=told.team or before.team)
        self.kept[told.reference.conversation] = told
        self.left.discard(told.reference.conversation)

    def keep_accounts(self, tenant: str, accounts: Mapping[str, str]) -> None:
        self.accounts |= accounts

    def team(self, tenant: str, conversation: str, team: str) -> tuple[str, ...]:
        return tuple(each for each, told in self.kept.items() if told.team == team) if team else (conversation,)

    def leave(self, tenant: str, conversations: tuple[str, ...]) -> None:
        self.left |= {*conversations}

    def reference(self, tenant: str, conversation: str) -> Reference | None:
        return self.kept[conversation].reference if conversation in self.kept else None

    def name(self, tenant: str, conversation: str) -> str:
        return self.kept[conversation].name if conversation in self.kept else ""

    def personal(self, tenant: str, user: str) -> Reference | None:
        found = (told.reference for told in self.kept.values() if told.direct and told.user == user)
        return next((each for each in found if each.conversation not in self.left), None)

    def anywhere(self, tenant: str) -> Reference | None:
        return next((told.reference for told in self.kept.values()), None)

    def shared(self, tenant: str) -> tuple[Reference, ...]:
        return tuple(told.reference for told in self.kept.values() if not told.direct)

    def account(self, tenant: str, user: str) -> str:
        return self.accounts.get(user, "")

    def link(self, tenant: str, file: File) -> str:
        return f"{self.reached_at}/{file.name}" if self.reached_at else ""

    def shown(self, tenant: str, message: str) -> Card | None:
        return self.cards.get(message)

    def keep_form(self, tenant: str, user: str, form: Form) -> None:
        self.forms[user, form.action, form.ref] = form

    def form(self, tenant: str, user: str, action: str, ref: str) -> Form | None:
        return self.forms.get((user, action, ref))


_: type[House] = SmallHouse
