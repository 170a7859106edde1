"""What a test calls `W1`, `alice` and `printemps` are ids of Teams' here; nobody above notices."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ritualbot.chat.events import Place, Profile
from tests.builders import Someone
from tests.clouds.teams.client import FakeTenant

Json = dict[str, Any]


@dataclass(frozen=True)
class TeamsSomeone(Someone):
    """Someone whose id is Teams', and whose name is the test's."""

    called: str = ""

    @property
    def name(self) -> str:
        return self.called.capitalize()


@dataclass
class Names:
    """The tenants by the test's names; who is nobody's yet is made as soon as a test speaks of them."""

    tenants: dict[str, FakeTenant] = field(default_factory=dict)
    zones: dict[str, str] = field(default_factory=dict)  # by object id: what a client says of its own
    locales: dict[str, str] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)  # what people wrote, by the test's name for the message
    bots: set[str] = field(default_factory=set)  # rosters do not tell of them
    introduced: Callable[[FakeTenant, Place], None] = lambda _tenant, _place: None  # the bot came into a channel
    called: dict[str, str] = field(default_factory=dict)  # by object id: what the test says somebody is called now
    _places: dict[tuple[str, str], str] = field(default_factory=dict)

    def person(self, tenant: FakeTenant, user: str) -> dict[str, str]:
        """Their account and object id."""
        if user not in tenant.people:
            tenant.people[user] = tenant.do("people", name=user)
        return tenant.people[user]

    def id_of(self, tenant: FakeTenant, user: str) -> str:
        return self.person(tenant, user)["object_id"]

    def describe(self, tenant: FakeTenant, told: Profile) -> None:
        """What their client says from now on; what a profile leaves empty stays."""
        if told.bot:
            self.bots.add(told.user)
            return
        account, user = self.person(tenant, told.user)["account"], self.id_of(tenant, told.user)
        if told.guest or told.stranger:
            tenant.do("person", account=account, role="guest" if told.guest else "anonymous")
        if told.tz:
            self.zones[user] = told.tz
        if told.language:
            self.locales[user] = f"{told.language}-FR"
        if told.name:
            self.called[user] = told.name
            tenant.do("person", account=account, full_name=told.name)

    def place(self, tenant: FakeTenant, place: Place, user: str) -> str:
        """The id of a conversation; a channel that nobody made yet is one of a team of its own."""
        if place.direct:
            return tenant.personal(user)
        if place.conversation not in tenant.channels:
            name = place.conversation
            members = [each for each in dict.fromkeys((*place.members, user)) if each not in self.bots]
            for each in (*members, user):
                role = "user" if each == user else "anonymous"  # whom no test knows is told of without an id
                tenant.people.setdefault(each, tenant.people.get(each) or tenant.do("people", name=each, role=role))
            tenant.teams[name] = tenant.do("teams", name=name, members=members, channels=[name])
            self.introduced(tenant, place)
        return tenant.channels[place.conversation]

    def team_of(self, tenant: FakeTenant, channel: str) -> str:
        return next(str(team["id"]) for team in tenant.teams.values() if channel in team["channels"].values())

    def name_of(self, tenant: FakeTenant, conversation: str) -> str:
        for name, known in tenant.channels.items():
            if known == conversation:
                return name
        for name in [*tenant.people]:
            if self._personal(tenant, name) == conversation:
                return f"@{name}"
        return conversation

    def _personal(self, tenant: FakeTenant, user: str) -> str:
        key = (tenant.id, user)
        if key not in self._places:
            self._places[key] = tenant.personal(user)
        return self._places[key]

    def words_for(self, tenant: FakeTenant) -> dict[str, str]:
        """The test's word for an id."""
        people = {each["object_id"]: name for name, each in tenant.people.items()}
        return {**people, **{known: name for name, known in tenant.channels.items()}}

    def everyone(self, tenant: FakeTenant) -> "Everyone":
        return Everyone(self, tenant)


class Everyone(dict[str, str]):
    """The ids of whoever can be picked in a form; whoever is picked and nobody knows is made."""

    def __init__(self, names: Names, tenant: FakeTenant) -> None:
        known = {name: each["object_id"] for name, each in tenant.people.items()}
        super().__init__({**{user: user for user in known.values()}, **known})
        self._names, self._tenant = names, tenant

    def __missing__(self, user: str) -> str:
        return self._names.id_of(self._tenant, user)
