"""The Slack driver: the same face as the direct one, but every step a person takes is one signed HTTP request to our
real route, and everything seen is what a fake Slack, a process of its own, was told.

One thing is elsewhere on Slack: the private answer to a click comes as a message. It is `told`, as in every driver, and
not among the `messages`.
"""

import asyncio
from collections import Counter
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from ritualbot.app.parts import build
from ritualbot.app.slack import SlackHouse
from ritualbot.chat.events import Event, FormSubmitted, FormTyped, HomeOpened, PersonChanged
from ritualbot.chat.replies import FieldErrors, Nothing, OpenForm, Reply, Say
from ritualbot.chat.text import literal
from ritualbot.platforms.slack.gateway import SlackGateway
from ritualbot.rituals.permissions import Role
from ritualbot.store import install as installs
from ritualbot.store.engine import begin
from ritualbot.store.install import Install
from ritualbot.store.secrets import Vault, new_key
from ritualbot.store.team import Destination
from tests.builders import Someone, SomeTeam, build_team
from tests.clouds.slack.client import FakeSlack, FakeWorkspace
from tests.conversations.bot import PARIS, TUESDAY, Bot, moment
from tests.conversations.slack_chat import SlackChat, SlackClock
from tests.conversations.slack_names import Json, Names, SlackSomeone
from tests.conversations.slack_payloads import Payloads
from tests.conversations.slack_seen import card_of, form_of, said_in, with_buttons, words_of
from tests.databases import engine_of
from tests.platforms.slack.door import Answer, Door, door

LONGEST = 300.0  # seconds that months of ritual time may take on a slow machine


class SlackBot(Bot):
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
        self.clock = SlackClock(moment(start), self._tell_time)
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
        people = tuple(
            SlackSomeone(**{**vars(each), "user": workspace.users[each.user]}, called=each.user) for each in team.people
        )
        channel = workspace.channels[team.channel]
        build_team(
            session,
            self.clock.now(),
            replace(team, people=people, workspace=workspace.id, channel=channel),
            platform="slack",
        )
        place = session.exec(select(Destination).where(col(Destination.conversation) == channel)).one()
        place.name = team.channel
        token = self.vault.encrypt(workspace.token)
        installs.keep(session, Install(workspace_id=place.workspace_id, token=token, installed_at=self.clock.now()))

    @property
    def first(self) -> FakeWorkspace:
        return next(iter(self.names.workspaces.values()))

    def id_of(self, user: str, workspace: str = "W1") -> str:
        return self.names.id_of(self.names.workspaces[workspace], user)

    def place_id(self, channel: str, workspace: str = "W1") -> str:
        return self.names.workspaces[workspace].channels[channel]

    def close(self) -> None:
        self._ends.close()
        super().close()

    def until(self, local: str, zone: ZoneInfo = PARIS) -> None:
        self._run_until(moment(local, zone))

    def wait(self, **by: float) -> None:
        self._run_until(self.clock.now() + timedelta(**by))

    def _run_until(self, target: datetime) -> None:
        self.door.run(self.app.worker.run_until(target), LONGEST)

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
        workspace = self.names.workspaces[event.who.workspace]
        for told in (*event.profiles, *([event.profile] if isinstance(event, PersonChanged) else [])):
            self.names.describe(workspace, told)
        user = self.names.id_of(workspace, event.who.user)
        before = {each.ref for each, _ in self._posted.everything()}
        shown = set(workspace.do("views"))
        answer = self._send(event, workspace, user)
        if isinstance(event, FormTyped):
            return Nothing()
        self.settle()
        return self._reply(event, workspace, user, answer, before, shown)

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


def _described(someone: Someone, language: str) -> Json:
    """A person as their own settings on Slack would have them."""
    locale = "fr-FR" if (someone.language or language) == "fr" else "en-GB"
    kind = "admin" if Role.ADMIN in someone.roles else "member"
    return {"name": someone.user, "display_name": someone.name, "tz": someone.tz, "locale": locale, "kind": kind}
