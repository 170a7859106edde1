"""The Slack driver: the same face as the direct one, but every step a person takes is one signed HTTP request to our
real route, and everything seen is what a fake Slack, a process of its own, was told.

One thing is elsewhere on Slack: the private answer to a click comes as a message. It is `told`, as in every driver, and
not among the `messages`.
"""

import asyncio
from base64 import b64decode
from collections import Counter
from collections.abc import Coroutine
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from typing import Any

import aiohttp
from sqlmodel import Session, col, select

from ritualbot.app.parts import App, build
from ritualbot.app.slack import SlackDesk, SlackHouse
from ritualbot.chat.events import (
    Event,
    FormSubmitted,
    FormTyped,
    HomeOpened,
    Installed,
    PersonChanged,
    Profile,
    Removed,
)
from ritualbot.chat.replies import FieldErrors, Nothing, OpenForm, Reply, Say
from ritualbot.chat.text import literal
from ritualbot.platforms.slack.gateway import SlackGateway
from ritualbot.platforms.slack.install import Granted, Registry
from ritualbot.rituals.permissions import Role
from ritualbot.store import install as installs
from ritualbot.store.engine import begin, connect
from ritualbot.store.install import Install
from ritualbot.store.secrets import Vault, new_key
from ritualbot.store.team import Destination, Workspace
from tests.builders import Someone, SomeTeam, build_further_team, build_team
from tests.clouds.slack.client import FakeSlack, FakeWorkspace
from tests.conversations.bot import TUESDAY, Bot, moment
from tests.conversations.slack_chat import SlackChat
from tests.conversations.slack_names import Json, Names, SlackSomeone
from tests.conversations.slack_payloads import Payloads
from tests.conversations.slack_seen import card_of, form_of, said_in, with_buttons, words_of
from tests.conversations.told_clock import ToldClock
from tests.databases import engine_of
from tests.platforms.slack.door import Answer, Door, door

LONGEST = 300.0  # seconds that months of ritual time may take on a slow machine


class SlackBot(Bot):
    platform = "slack"

    def __init__(
        self,
        database_url: str,
        *wanted: SomeTeam,
        slack: FakeSlack,
        start: str = TUESDAY,
        loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        self.names = Names()
        self._sent: dict[str, tuple[Event, Json]] = {}  # what was done under a key of the test's, and how it was sent
        self._further_seen: Counter[str] = Counter()
        self._slack, self._ends = slack, ExitStack()
        self.clock = ToldClock(moment(start), self._tell_time)
        self.places = {}
        engine = engine_of(database_url)
        self.vault = Vault(new_key())
        house = SlackHouse(engine, self.vault)
        self.door: Door = self._ends.enter_context(door(self._dispatch, house, slack, loop=loop))
        self.app = build(engine, {"slack": SlackGateway(self.door.calls, house)}, clock=self.clock)
        self._posted = SlackChat(self.names)
        self.chat = self._posted  # type: ignore[assignment]
        self.payloads = Payloads(self.names, self._posted, self.clock.now)
        for team in wanted or (SomeTeam(),):
            with begin(engine) as session:
                self._build(session, team)
        self._tell_time(self.clock.now())

    def _build(self, session: Session, team: SomeTeam) -> None:
        workspace = self._slack.workspace(
            name=team.workspace,
            users=[_described(each, team.language) for each in team.people],
            channels=[{"name": team.channel, "members": [each.user for each in team.people]}],
        )
        self.names.workspaces[team.workspace] = workspace
        build_team(session, self.clock.now(), _on_slack(team, workspace), platform="slack")
        place = _named(session, team, workspace)
        here = session.get_one(Workspace, place.workspace_id)
        here.name = team.workspace
        token = self.vault.encrypt(workspace.token)
        installs.keep(session, Install(workspace_id=place.workspace_id, token=token, installed_at=self.clock.now()))

    def further_team(self, team: SomeTeam) -> None:
        workspace = self.names.workspaces[team.workspace]
        self.names.new_channel(workspace, team.channel, *(each.user for each in team.people))
        with begin(self.app.engine) as session:
            build_further_team(session, self.clock.now(), _on_slack(team, workspace))
            _named(session, team, workspace)

    @property
    def first(self) -> FakeWorkspace:
        return next(iter(self.names.workspaces.values()))

    def id_of(self, user: str, workspace: str = "W1") -> str:
        return self.names.id_of(self.names.workspaces[workspace], user)

    def place_id(self, channel: str, workspace: str = "W1") -> str:
        return self.names.workspaces[workspace].channels[channel]

    def workspace_id(self, workspace: str = "W1") -> str:
        return self._workspace(workspace).id

    def _workspace(self, name: str) -> FakeWorkspace:
        """One that no team of the test is in is there on Slack all the same, without the app."""
        if name not in self.names.workspaces:
            self.names.workspaces[name] = self._slack.workspace(name=name)
            self.names.workspaces[name].at(self.clock.now())
        return self.names.workspaces[name]

    def received(self, user: str, workspace: str = "W1") -> list[tuple[str, bytes]]:
        found = self.names.workspaces[workspace]
        direct = found.direct(user)
        files = found.do("files")
        return [(each["name"], b64decode(each["content"])) for each in files if each["channel"] == direct]

    def close(self) -> None:
        self._ends.close()
        super().close()

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        self.door.run(work, LONGEST)

    def another_worker(self) -> App:
        engine = connect(self._url())
        gateway = SlackGateway(self.door.calls, SlackHouse(engine, self.vault))
        return build(engine, {"slack": gateway}, clock=self.clock)

    def _tell_time(self, now: datetime) -> None:
        for workspace in self.names.workspaces.values():
            workspace.at(now)
        self.door_time()

    def door_time(self) -> None:
        """What guards against a flood is wall time: a test's clicks are not a flood."""
        if hasattr(self, "door"):
            self.door.moments[1] += 60.0

    # -- what people do ------------------------------------------------------------------------------------------------

    def handle(self, event: Event) -> Reply:
        workspace = self._workspace(event.who.workspace)
        if isinstance(event, Installed):
            return self._install(event, workspace)
        for told in (*event.profiles, *([event.profile] if isinstance(event, PersonChanged) else [])):
            self.names.describe(workspace, told)
        user = "" if isinstance(event, Removed) else self.names.id_of(workspace, event.who.user)
        before = {each.ref for each, _ in self._posted.everything()}
        shown = set(workspace.do("views"))
        answer = self._send(event, workspace, user)
        if isinstance(event, FormTyped):
            return Nothing()
        self.settle()
        return self._reply(event, workspace, user, answer, before, shown)

    def _install(self, event: Installed, workspace: FakeWorkspace) -> Reply:
        """What the install page does once Slack has given the token; the page itself: tests/app/test_slack_install.py.

        Slack tells of the installer, whose language is the one the workspace starts with.
        """
        for told in event.profiles or (Profile(event.who.user, language=event.language[:2]),):
            self.names.describe(workspace, told)
        workspace.token, installer = f"xoxb-{event.id}", self.names.id_of(workspace, event.who.user)
        workspace.do("workspace", token=workspace.token, dead="")
        granted = Granted(
            workspace.id, event.name, workspace.token, workspace.bot, team=workspace.id, installer=installer
        )
        desk = SlackDesk(self.app.dispatcher, self.vault, frozenset())
        desk.install(granted, self.door.run(_installer(granted, self._slack.api)))
        self.settle()
        return Nothing()

    def _send(self, event: Event, workspace: FakeWorkspace, user: str) -> Answer:
        """What has a key that was there before is the same request, sent again."""
        done, sent = self._sent.get(event.id, (None, {}))
        body = sent if done == event else self.payloads.of(event, workspace, user)
        again = {"X-Slack-Retry-Num": "1"} if done == event else {}
        self._sent[event.id] = (event, body)
        answer = self.door.send(body, **again)
        assert answer.status == 200, answer
        return answer

    def sent(self) -> list[tuple[Event, Json]]:
        """What people did, and the payload it was."""
        return list(self._sent.values())

    # -- what people see -----------------------------------------------------------------------------------------------

    def _reply(
        self, event: Event, workspace: FakeWorkspace, user: str, answer: Answer, before: set[str], shown: set[str]
    ) -> Reply:
        """The answer of a step, wherever Slack shows it."""
        if isinstance(event, HomeOpened):
            return self._home(workspace, user)
        opened = [view for key, view in workspace.do("views").items() if key not in shown and view["type"] == "modal"]
        if opened:
            return self._opened(workspace, user, opened[-1])
        told = answer.json if answer.body else {}
        if told.get("response_action") == "errors":
            return FieldErrors({name: literal(text) for name, text in told["errors"].items()})
        if told.get("response_action") == "update":
            return self._updated(workspace, user, told["view"])
        if "text" in told:
            pages = [told, *self._further(workspace, user)]
            said = "\n".join(page["text"] for page in pages)
            return Say(card_of(said, [block for page in pages for block in page.get("blocks", [])]))
        if isinstance(event, FormSubmitted):
            self.payloads.views.pop((workspace.id, user), None)
        new = [message for each, message in self._posted.everything() if each.ref not in before]
        private = [message for message in new if self._posted.is_answer(message)]
        return Say(card_of(private[-1]["text"], private[-1].get("blocks", []))) if private else Nothing()

    def _further(self, workspace: FakeWorkspace, user: str) -> list[Json]:
        """The pages of a private answer that came after the first, at the payload's address."""
        told: list[Json] = workspace.do("private")
        found = told[self._further_seen[workspace.id] :]
        self._further_seen[workspace.id] = len(told)
        return [each for each in found if each["user"] == user]

    def _home(self, workspace: FakeWorkspace, user: str) -> Reply:
        known = workspace.do("homes").get(user)
        if known is None:
            return Nothing()
        blocks = workspace.do("views")[known]["blocks"]
        return Say(with_buttons(self.names.shown(workspace, said_in(blocks)), blocks))

    def _opened(self, workspace: FakeWorkspace, user: str, view: Json) -> Reply:
        self.payloads.views[workspace.id, user] = view
        return OpenForm(form_of(view, self.names.words_for(workspace)))

    def _updated(self, workspace: FakeWorkspace, user: str, view: Json) -> Reply:
        """A modal that took the place of another: Slack gives it an id and a new hash."""
        known = self.payloads.views.get((workspace.id, user), {})
        number = self.payloads.count
        made = {**known, **view, "id": known.get("id", f"V{number:08d}"), "hash": f"1795000050.{number:08d}"}
        if view.get("callback_id"):
            return self._opened(workspace, user, made)
        self.payloads.views.pop((workspace.id, user), None)
        return Say(with_buttons(self.names.shown(workspace, words_of(view)), view["blocks"]))


async def _installer(granted: Granted, api: str) -> Profile | None:
    async with aiohttp.ClientSession() as session:
        return await Registry(session, api).profile(granted, granted.installer)


def _on_slack(team: SomeTeam, workspace: FakeWorkspace) -> SomeTeam:
    """The same team by the ids that Slack has given its people and its channel."""
    people = tuple(
        SlackSomeone(**{**vars(each), "user": workspace.users[each.user]}, called=each.user) for each in team.people
    )
    return replace(team, people=people, workspace=workspace.id, channel=workspace.channels[team.channel])


def _named(session: Session, team: SomeTeam, workspace: FakeWorkspace) -> Destination:
    """What is called after its id is called by the test's name, as Slack would have told it."""
    here = col(Destination.conversation) == workspace.channels[team.channel]
    place = session.exec(select(Destination).where(here)).one()
    place.name = team.channel
    return place


def _described(someone: Someone, language: str) -> Json:
    """A person as their own settings on Slack would have them."""
    locale = "fr-FR" if (someone.language or language) == "fr" else "en-GB"
    kind = "admin" if Role.ADMIN in someone.roles else "member"
    return {"name": someone.user, "display_name": someone.name, "tz": someone.tz, "locale": locale, "kind": kind}
