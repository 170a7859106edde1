"""The Teams driver: the same face as the direct one, but every step a person takes is one activity with a true token,
sent to our real route, and everything seen is what a fake Teams, a process of its own, was told.

Two things are elsewhere on Teams. There are no slash commands: a command is a message, and what it is answered comes
as one. The private answer to a click in 1:1 is a message too. Both are `told`, as in every driver, and not among the
`messages`. A long form opens by one more press, as a dialog.
"""

import asyncio
from collections.abc import Coroutine
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from ritualbot.app.parts import build
from ritualbot.app.teams_chat import TeamsHouse
from ritualbot.chat.events import ButtonPressed, CommandTyped, Event, FormSubmitted, FormTyped, Place
from ritualbot.chat.replies import FieldErrors, Nothing, OpenForm, Reply, Say
from ritualbot.chat.text import literal
from ritualbot.i18n import LANGUAGES, Words
from ritualbot.store import conversation as conversations, team as teams
from ritualbot.store.conversation import Conversation
from ritualbot.store.engine import begin
from ritualbot.store.team import Destination, Workspace
from tests.builders import Someone, SomeTeam, build_further_team, build_team
from tests.clouds.teams.client import FakeTeams, FakeTenant
from tests.conversations.bot import TUESDAY, Bot, moment
from tests.conversations.teams_chat import TeamsChat
from tests.conversations.teams_names import Json, Names, TeamsSomeone
from tests.conversations.teams_payloads import Open, Payloads
from tests.conversations.teams_seen import action_of, errors_of, form_of, has_form, plain, said_card
from tests.conversations.told_clock import ToldClock
from tests.databases import engine_of
from tests.platforms.teams.accepted import faults_of_answer
from tests.platforms.teams.door import Answer, Door, door, registration

LONGEST = 300.0  # seconds that months of ritual time may take on a slow machine
DONE = frozenset(Words(language).say("teams.done") for language in LANGUAGES)


class TeamsBot(Bot):
    platform = "teams"
    longest_ref = 200
    refusal = "BotNotInConversationRoster"

    def __init__(
        self,
        database_url: str,
        *wanted: SomeTeam,
        cloud: FakeTeams,
        start: str = TUESDAY,
        loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        self.names = Names()
        self._sent: dict[str, tuple[Event, Json]] = {}  # what was done under a key of the test's, and how it was sent
        self.answered: list[Answer] = []
        self._cloud, self._ends = cloud, ExitStack()
        self.clock = ToldClock(moment(start), self._tell_time)
        self.places = {}
        engine = engine_of(database_url)
        house = TeamsHouse(engine)
        for team in wanted or (SomeTeam(),):
            self._make(team)
        told = registration(*self.names.tenants.values())
        self.door: Door = self._ends.enter_context(door(self._dispatch, house, told, loop=loop))
        self.app = build(engine, {"teams": self.door.gateway}, clock=self.clock)
        self.posted = TeamsChat(self.names, lambda: engine)
        self.chat = self.posted  # type: ignore[assignment]
        self.payloads = Payloads(self.names, self.posted, self.clock.now, self._name_of)
        for team in wanted or (SomeTeam(),):
            with begin(engine) as session:
                self._build(session, team)
        self.names.introduced = self._introduce
        self._tell_time(self.clock.now())

    def _make(self, team: SomeTeam) -> None:
        """All tenants have the app of the first."""
        first = next(iter(self.names.tenants.values()), None)
        app = {"app": first.app, "secret": first.secret} if first else {}
        tenant = self._cloud.tenant(
            users=[{"name": each.user, "full_name": each.name} for each in team.people],
            teams=[{"name": team.channel, "members": [each.user for each in team.people], "channels": [team.channel]}],
            **app,
        )
        self.names.tenants[team.workspace] = tenant
        for each in team.people:
            user = tenant.people[each.user]["object_id"]
            self.names.zones[user] = each.tz
            self.names.locales[user] = "fr-FR" if (each.language or team.language) == "fr" else "en-GB"

    def _build(self, session: Session, team: SomeTeam) -> None:
        tenant = self.names.tenants[team.workspace]
        build_team(session, self.clock.now(), self._on_teams(team, tenant), platform="teams")
        place = self._named(session, team, tenant)
        session.get_one(Workspace, place.workspace_id).link = f"https://teams.microsoft.com/l/app/{tenant.app}"
        accounts = {each["object_id"]: each["account"] for each in tenant.people.values()}
        conversations.keep_accounts(session, place.workspace_id, accounts)

    def further_team(self, team: SomeTeam) -> None:
        tenant, members = self.names.tenants[team.workspace], [each.user for each in team.people]
        tenant.teams[team.channel] = tenant.do("teams", name=team.channel, members=members, channels=[team.channel])
        with begin(self.app.engine) as session:
            build_further_team(session, self.clock.now(), self._on_teams(team, tenant))
            self._named(session, team, tenant)

    def _on_teams(self, team: SomeTeam, tenant: FakeTenant) -> SomeTeam:
        """The same team by the ids that Teams has given its people and its channel."""
        people = tuple(self._someone(tenant, each) for each in team.people)
        return replace(team, people=people, workspace=tenant.id, channel=tenant.channels[team.channel])

    def _named(self, session: Session, team: SomeTeam, tenant: FakeTenant) -> Destination:
        """What is called after its id is called by the test's name, and the bot was put into it."""
        here = col(Destination.conversation) == tenant.channels[team.channel]
        place = session.exec(select(Destination).where(here)).one()
        place.name = team.channel
        conversations.keep(session, self._channel(tenant, place.workspace_id, team.channel, team.channel))
        return place

    def _channel(self, tenant: FakeTenant, workspace_id: int, channel: str, name: str) -> Conversation:
        """What is known of a channel that the bot was put into before the test begins."""
        return Conversation(
            workspace_id=workspace_id,
            conversation=tenant.channels[channel],
            scope="channel",
            service_url=tenant.service_url,
            bot=tenant.bot,
            team=tenant.teams[channel]["id"],
            name=name,
        )

    def _name_of(self, tenant: FakeTenant, user: str) -> str:
        """Their directory and we agree on what people are called, unless a test says otherwise."""
        with self.session() as session:
            here = teams.workspace(session, "teams", tenant.id)
            person = teams.person_at(session, here.id or 0, user) if here else None
            return person.name if person else ""

    def _introduce(self, tenant: FakeTenant, place: Place) -> None:
        with begin(self.app.engine) as session:
            here = teams.workspace(session, "teams", tenant.id)
            assert here is not None and here.id is not None
            conversations.keep(session, self._channel(tenant, here.id, place.conversation, place.name))

    def _someone(self, tenant: FakeTenant, each: Someone) -> TeamsSomeone:
        told = {**vars(each), "user": tenant.people[each.user]["object_id"]}
        return TeamsSomeone(**told, called=each.user)

    @property
    def first(self) -> FakeTenant:
        return next(iter(self.names.tenants.values()))

    def id_of(self, user: str, workspace: str = "W1") -> str:
        return self.names.id_of(self.names.tenants[workspace], user)

    def place_id(self, channel: str, workspace: str = "W1") -> str:
        return self.names.tenants[workspace].channels[channel]

    def workspace_id(self, workspace: str = "W1") -> str:
        return self.names.tenants[workspace].id

    def close(self) -> None:
        self._ends.close()
        super().close()

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        self.door.run(work, LONGEST)

    def _tell_time(self, now: datetime) -> None:
        for tenant in self.names.tenants.values():
            tenant.at(now)
        self.door_time()

    def door_time(self) -> None:
        """What guards against a flood is wall time: a test's clicks are not a flood."""
        if hasattr(self, "door"):
            self.door.moments[0] += 60.0

    # -- what people do ------------------------------------------------------------------------------------------------

    def handle(self, event: Event) -> Reply:
        tenant = self.names.tenants[event.who.workspace]
        for told in event.profiles:
            self.names.describe(tenant, told)
        if isinstance(event, FormTyped):
            return Nothing()  # no client of Teams tells what is in a form before it is sent
        before = {each.ref for each in self.posted.everything()}
        body = self._activity(event, tenant)
        answer = self.send(tenant, body)
        self.settle()
        return self._reply(event, tenant, body, answer, before)

    def _activity(self, event: Event, tenant: FakeTenant) -> Json:
        """What has a key that was there before is the same activity, sent again."""
        done, sent = self._sent.get(event.id, (None, {}))
        body = sent if done == event else self.payloads.of(event, tenant, event.who.user)
        self._sent[event.id] = (event, body)
        if isinstance(event, CommandTyped | ButtonPressed):
            self.posted.steps.add(f":{body['id']}:{body['type']}:")
        return body

    def send(self, tenant: FakeTenant, body: Json) -> Answer:
        answer = self.door.send(body, tenant.mint())
        assert answer.status == 200, answer
        if body["type"] == "invoke":
            assert faults_of_answer(body, answer.status, answer.json) == []
        self.answered.append(answer)
        return answer

    def accepts(self, user: str) -> None:
        tenant = self.first
        told = tenant.accepts(user)
        value = {"type": "fileUpload", "action": "accept", "context": told["acceptContext"]}
        self._answers_offer(tenant, user, told["activity"], {**value, "uploadInfo": told["uploadInfo"]})

    def declines(self, user: str) -> None:
        tenant = self.first
        told = tenant.accepts(user)
        value = {"type": "fileUpload", "action": "decline", "context": told["declineContext"]}
        self._answers_offer(tenant, user, told["activity"], value)

    def _answers_offer(self, tenant: FakeTenant, user: str, activity: str, value: Json) -> None:
        place = Place("", direct=True)
        told = {"name": "fileConsent/invoke", "replyToId": activity, "value": value}
        self.send(tenant, self.payloads.activity(tenant, user, place, "invoke", **told))
        Bot.settle(self)

    def received(self, user: str, workspace: str = "W1") -> list[tuple[str, bytes]]:
        """What lies where a message says it does."""
        tenant = self.names.tenants[workspace]
        put = dict(tenant.uploads())
        messages = tenant.messages(tenant.personal(user))
        named = [each["name"] for message in messages for each in message["activity"].get("attachments", [])
                 if each["contentType"].endswith("file.info")]  # fmt: skip
        return [(name, put[name] or b"") for name in named]

    def sent(self) -> list[tuple[Event, Json]]:
        """What people did, and the activity it was."""
        return list(self._sent.values())

    # -- what people see -----------------------------------------------------------------------------------------------

    def _reply(self, event: Event, tenant: FakeTenant, body: Json, answer: Answer, before: set[str]) -> Reply:
        """The answer of a step, wherever Teams shows it."""
        answers = self.posted.answers()
        new = [each for each in self.posted.everything() if each.ref not in before and each.ref in answers]
        mine = [each for each in new if f":{body['id']}:" in answers[each.ref]]
        if body["type"] != "invoke":
            return self._in_messages(event, tenant, mine) if mine else Nothing()
        told = answer.json
        assert told is not None or body["name"] == "task/submit", "an empty answer counts as a failure"
        if told is None:
            return self._closed(event, tenant)
        if "task" in told:
            return self._in_dialog(event, tenant, told["task"])
        if mine:
            return self._in_messages(event, tenant, mine)
        return self._in_card(event, tenant, body, told)

    def _closed(self, event: Event, tenant: FakeTenant) -> Reply:
        self.payloads.forms.pop((tenant.id, event.who.user), None)
        return Nothing()

    def _in_messages(self, event: Event, tenant: FakeTenant, mine: list[Any]) -> Reply:
        for message in mine:
            if has_form(message.content):
                return self._opened(event, tenant, Open(message.content, message.id, dialog=False))
            if opener := action_of(message.content, "open"):
                return self._by_dialog(event, tenant, opener)
        cards = [said_card(each.content) for each in mine]
        said = "\n".join(each.title.plain() for each in cards)
        return Say(replace(cards[0], title=literal(said), blocks=tuple(row for each in cards for row in each.blocks)))

    def _by_dialog(self, event: Event, tenant: FakeTenant, opener: Json) -> Reply:
        """One more press opens what is too long for a message."""
        body = self.payloads.pressed(tenant, event.who.user, Place("", direct=True), opener, "")
        return self._in_dialog(event, tenant, self.send(tenant, body).json["task"])

    def _in_dialog(self, event: Event, tenant: FakeTenant, task: Json) -> Reply:
        if task["type"] == "message":
            self._closed(event, tenant)
            return Nothing() if task["value"] in DONE else self._line(event, task["value"])
        title, content = task["value"]["title"], task["value"]["card"]["content"]
        if not has_form(content):
            self._closed(event, tenant)
            return Say(said_card(content, plain(title)))
        return self._opened(event, tenant, Open(content, "", dialog=True), title)

    def _line(self, event: Event, said: str) -> Reply:
        return Say(replace(said_card({"fallbackText": said, "type": "AdaptiveCard"})))

    def _in_card(self, event: Event, tenant: FakeTenant, body: Json, told: Json) -> Reply:
        assert told["value"], "an empty answer counts as a failure"
        if told["type"] == "application/vnd.microsoft.error":
            return self._line(event, told["value"]["message"])
        if told["type"] == "application/vnd.microsoft.activity.message":
            return Nothing() if told["value"] in DONE else self._line(event, told["value"])
        content = told["value"]
        if has_form(content):
            return self._opened(event, tenant, Open(content, body.get("replyToId", ""), dialog=False))
        if opener := action_of(content, "open"):
            return self._by_dialog(event, tenant, opener)
        self._closed(event, tenant)
        pressed = [each for each in self.posted.everything() if each.id == body.get("replyToId")]
        if isinstance(event, ButtonPressed) and any(each.content == content for each in pressed):
            return Nothing()
        return Say(said_card(content))

    def _opened(self, event: Event, tenant: FakeTenant, form: Open, title: str = "") -> Reply:
        self.payloads.forms[tenant.id, event.who.user] = form
        errors = errors_of(form.content)
        if errors and isinstance(event, FormSubmitted):
            return FieldErrors({name: literal(text) for name, text in errors.items()})
        return OpenForm(form_of(form.content, self.names.words_for(tenant), title))
