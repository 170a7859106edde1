"""The Slack driver: the same face as the direct one, but every step a person takes is one signed HTTP request to our
real route, and everything seen is what a fake Slack, a process of its own, was told.

One thing is elsewhere on Slack: the private answer to a click comes as a message. It is `told`, as in every driver, and
not among the `messages`.
"""

import json
from collections import Counter
from collections.abc import Callable, Collection
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from ritualbot.app.parts import build
from ritualbot.chat.cards import Card, literal
from ritualbot.chat.events import (
    ButtonPressed,
    CommandTyped,
    Event,
    FormSubmitted,
    FormTyped,
    HomeOpened,
    MessageEdited,
    MessageTyped,
    Place,
)
from ritualbot.chat.replies import FieldErrors, Nothing, OpenForm, Reply, Say
from ritualbot.clock import MovableClock
from ritualbot.platforms.slack.gateway import SlackGateway
from ritualbot.platforms.slack.typed import as_seen
from ritualbot.store import team as teams
from ritualbot.store.engine import begin, reading
from ritualbot.store.team import Destination
from tests.builders import Someone, SomeTeam, build_team
from tests.clouds.slack.client import FakeSlack, FakeWorkspace
from tests.conversations.bot import PARIS, TUESDAY, Bot, moment
from tests.conversations.slack_seen import (
    Json,
    card_of,
    form_of,
    moment_of,
    pressables,
    said_by,
    said_in,
    shows_literally,
    state_of,
    with_buttons,
    words_of,
)
from tests.databases import engine_of
from tests.platforms.slack.door import Answer, Door, door
from tests.platforms.slack.house import SmallHouse

_TOLD = ("user", "type", "ts", "bot_id", "app_id", "text", "team", "blocks")  # of a message, in a click on it
LONGEST = 300.0  # seconds that months of ritual time may take on a slow machine


@dataclass(frozen=True)
class SlackSomeone(Someone):
    """Someone whose id is Slack's, and whose name is the test's."""

    called: str = ""

    @property
    def name(self) -> str:
        return self.called.capitalize()


class SlackClock(MovableClock):
    """Ritual time, which the fake Slack lives in as well."""

    def __init__(self, start: datetime, tell: Callable[[datetime], None]) -> None:
        super().__init__(start, rate=0.0)
        self._tell = tell

    def move(self, moment: datetime) -> None:
        super().move(moment)
        self._tell(self.now())


@dataclass
class SlackHouse(SmallHouse):
    """Who is known and what they speak, from the database."""

    engine: Any = None

    def known(self, workspace: str, users: Collection[str]) -> frozenset[str]:
        with reading(self.engine) as session:
            found = teams.workspace(session, "slack", workspace)
            assert found is not None and found.id is not None
            return frozenset(user for user in users if teams.person_at(session, found.id, user) is not None)

    def language(self, workspace: str, user: str) -> str:
        with reading(self.engine) as session:
            found = teams.workspace(session, "slack", workspace)
            assert found is not None and found.id is not None
            person = teams.person_at(session, found.id, user)
            return (person.language if person else "") or found.language


@dataclass(eq=False)
class SlackPosted:
    """A message of the bot's, as it stands now."""

    bot: "SlackBot"
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

    def said_by(self, name: str) -> str:
        return said_by(self.json, name)

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

    bot: "SlackBot"

    def add(self, name: str) -> None:
        workspace = self.bot.first
        if name.startswith("@"):
            workspace.do("user", user=self.bot.id_of(workspace, name[1:]), deleted=True)
        else:
            workspace.do("channel", channel=workspace.channels[name], archived=True)


@dataclass
class SlackChat:
    bot: "SlackBot"
    _seen: dict[tuple[str, str], SlackPosted] = field(default_factory=dict)

    @property
    def closed(self) -> Closed:
        return Closed(self.bot)

    @property
    def messages(self) -> list[SlackPosted]:
        """Everything the bot has posted, in the order it came, but the private answers to clicks."""
        return [each for each, message in self.everything() if not self.bot.is_answer(message)]

    def everything(self) -> list[tuple[SlackPosted, Json]]:
        found = [
            (self._posted(workspace, channel, message), message)
            for workspace in self.bot.workspaces.values()
            for channel, messages in workspace.do("messages").items()
            for message in messages
            if message.get("bot_id") == workspace.bot_id
        ]
        return sorted(found, key=lambda each: each[0].ts)

    def _posted(self, workspace: FakeWorkspace, channel: str, message: Json) -> SlackPosted:
        key = (channel, message["ts"])
        if key not in self._seen:
            thread = f"{channel}:{message['thread_ts']}" if message.get("parent_user_id") else ""
            name = self.bot.name_of(workspace, channel)
            self._seen[key] = SlackPosted(self.bot, workspace, channel, name, message["ts"], thread)
        return self._seen[key]


class SlackBot(Bot):
    """A test's `W1`, `alice` and `printemps` are ids of Slack's here; nobody above notices."""

    def __init__(self, database_url: str, *wanted: SomeTeam, slack: FakeSlack, start: str = TUESDAY) -> None:
        self.workspaces: dict[str, FakeWorkspace] = {}
        self._directs: dict[tuple[str, str], str] = {}
        self._sent: dict[str, tuple[Event, Json]] = {}  # what was done under a key of the test's, and how it was sent
        self._said: dict[str, Json] = {}  # what people wrote, by the test's name for the message
        self._pressed: set[str] = set()
        self._further_seen: Counter[str] = Counter()
        self._views: dict[tuple[str, str], Json] = {}
        self._slack, self._ends = slack, ExitStack()
        self.clock = SlackClock(moment(start), self._tell_time)
        self.places = {}
        engine = engine_of(database_url)
        house = SlackHouse(engine=engine)
        self.door: Door = self._ends.enter_context(door(self._dispatch, house, slack))
        gateway = SlackGateway(self.door.calls, house)
        self.app = build(engine, {"slack": gateway}, clock=self.clock)
        self.chat = SlackChat(self)  # type: ignore[assignment]
        for team in wanted or (SomeTeam(),):
            with begin(engine) as session:
                self._build(session, team)
        house.tokens |= {each.id: each.token for each in self.workspaces.values()}
        self._tell_time(self.clock.now())

    def _dispatch(self, event: Event) -> Reply:
        """The dispatcher is made after the door, whose calls its delivery takes."""
        return self.app.dispatcher.handle(event)

    def _build(self, session: Session, team: SomeTeam) -> None:
        workspace = self._slack.workspace(
            name=team.workspace,
            users=[_described(each, team.language) for each in team.people],
            channels=[{"name": team.channel, "members": [each.user for each in team.people]}],
        )
        self.workspaces[team.workspace] = workspace
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

    @property
    def first(self) -> FakeWorkspace:
        return next(iter(self.workspaces.values()))

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
        for workspace in self.workspaces.values():
            workspace.at(now)
        self.door_time()

    def door_time(self) -> None:
        """What guards against a flood is wall time: a test's clicks are not a flood."""
        if hasattr(self, "door"):
            self.door.moments[1] += 60.0

    # -- names and ids -------------------------------------------------------------------------------------------------

    def id_of(self, workspace: FakeWorkspace, user: str) -> str:
        """A stranger where the test's teams have nobody of that name."""
        if user not in workspace.users:
            workspace.users[user] = workspace.do("users", name=user, kind="stranger")["user"]
        return workspace.users[user]

    def _channel(self, workspace: FakeWorkspace, place: Place, user: str) -> tuple[str, str]:
        """The id of a place, and the name Slack gives it in payloads."""
        if place.direct:
            return self._direct(workspace, user), "directmessage"
        members = [self.id_of(workspace, each) for each in place.members] or [user]
        if place.conversation not in workspace.channels:
            named = place.name or place.conversation
            workspace.channels[place.conversation] = workspace.do("channels", name=named, members=members)["channel"]
        return workspace.channels[place.conversation], place.conversation

    def _direct(self, workspace: FakeWorkspace, user: str) -> str:
        key = (workspace.id, user)
        if key not in self._directs:
            self._directs[key] = workspace.direct(user)
        return self._directs[key]

    def name_of(self, workspace: FakeWorkspace, channel: str) -> str:
        for name, known in workspace.channels.items():
            if known == channel:
                return name
        for name, user in list(workspace.users.items()):
            if self._direct(workspace, user) == channel:
                return f"@{name}"
        return channel

    def is_answer(self, message: Json) -> bool:
        key = message.get("metadata", {}).get("event_payload", {}).get("key", "")
        return key.startswith("ritual:answer:") and any(each in key for each in self._pressed)

    # -- what people do ------------------------------------------------------------------------------------------------

    def handle(self, event: Event) -> Reply:
        workspace = self.workspaces[event.who.workspace]
        user = self.id_of(workspace, event.who.user)
        before = {each.ref for each, _ in self.chat.everything()}  # type: ignore[attr-defined]
        shown = set(workspace.do("views"))
        done, sent = self._sent.get(event.id, (None, {}))
        body = sent if done == event else self._payload(event, workspace, user)
        again = {"X-Slack-Retry-Num": "1"} if done == event else {}
        self._sent[event.id] = (event, body)
        answer = self.door.send(body, **again)
        assert answer.status == 200, answer
        if isinstance(event, FormTyped):
            return Nothing()
        self.settle()
        return self._reply(event, workspace, user, answer, before, shown)

    def sent(self) -> list[tuple[Event, Json]]:
        """What people did, and the payload it was."""
        return list(self._sent.values())

    def _payload(self, event: Event, workspace: FakeWorkspace, user: str) -> Json:
        match event:
            case CommandTyped():
                return self._command(event, workspace, user)
            case MessageTyped():
                return self._message(event, workspace, user)
            case MessageEdited():
                return self._edit(event, workspace, user)
            case ButtonPressed():
                return self._press(event, workspace, user)
            case FormSubmitted():
                return self._form(event, workspace, user, "view_submission")
            case FormTyped():
                return self._form(event, workspace, user, "block_actions")
            case HomeOpened():
                inner = {
                    "type": "app_home_opened",
                    "user": user,
                    "channel": self._direct(workspace, user),
                    "tab": "home",
                }
                return self._event(workspace, event.id, inner)
            case _:
                raise AssertionError(f"nobody does {event} on Slack")

    def _command(self, event: CommandTyped, workspace: FakeWorkspace, user: str) -> Json:
        channel, name = self._channel(workspace, event.place, user)
        return {
            "token": "verification",
            "team_id": workspace.id,
            "team_domain": "printemps",
            "channel_id": channel,
            "channel_name": name,
            "user_id": user,
            "user_name": event.who.user,
            "command": f"/{event.command}",
            "text": _escaped(event.text),
            "api_app_id": "A0RITUALBOT",
            "is_enterprise_install": "false",
            **self._answerable(workspace, user, channel),
        }

    def _answerable(self, workspace: FakeWorkspace, user: str, channel: str) -> Json:
        response = workspace.do("response", user=user, channel=channel)
        return {"response_url": response["response_url"], "trigger_id": workspace.trigger(user)}

    def _event(self, workspace: FakeWorkspace, key: str, inner: Json) -> Json:
        stamp = f"{int(self.clock.now().timestamp())}.000000"
        return {
            "token": "verification",
            "team_id": workspace.id,
            "context_team_id": workspace.id,
            "context_enterprise_id": None,
            "api_app_id": "A0RITUALBOT",
            "event": {"event_ts": stamp, **inner},
            "type": "event_callback",
            "event_id": f"Ev{key[:30]}",
            "event_time": int(self.clock.now().timestamp()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": workspace.id,
                    "user_id": workspace.bot,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
        }

    def _message(self, event: MessageTyped, workspace: FakeWorkspace, user: str) -> Json:
        channel, _ = self._channel(workspace, event.place, user)
        said = workspace.do("say", user=user, channel=channel, text=_escaped(event.text))
        kind = "im" if event.place.direct else "channel"
        self._said[event.message] = said
        return self._event(workspace, event.id, {**said, "event_ts": said["ts"], "channel_type": kind})

    def _edit(self, event: MessageEdited, workspace: FakeWorkspace, user: str) -> Json:
        before = dict(self._said.get(event.message) or {"ts": "1.000000", "text": "", "user": user})
        before["user"] = user  # Slack lets nobody else change it; whoever tries says so themselves
        channel = before.pop("channel", None) or self._direct(workspace, user)
        stamp = f"{int(self.clock.now().timestamp())}.001300"
        edited = {"user": user, "ts": f"{stamp.partition('.')[0]}.000000"}
        after = {"source_team": workspace.id, "user_team": workspace.id, "text": _escaped(event.text), "edited": edited}
        if event.text:
            told: Json = {"subtype": "message_changed", "message": {**before, **after}}
        else:
            told = {"subtype": "message_deleted", "deleted_ts": before["ts"]}
        common = {"type": "message", "hidden": True, "ts": stamp, "event_ts": stamp, "channel_type": "im"}
        return self._event(workspace, event.id, {**common, **told, "previous_message": before, "channel": channel})

    def _press(self, event: ButtonPressed, workspace: FakeWorkspace, user: str) -> Json:
        """The newest message with this button; one that nobody sees is pressed as a forger would."""
        place, _ = self._channel(workspace, event.place, user)
        ref = workspace.channels.get(event.ref, event.ref)
        seen = [(each, message) for each, message in self.chat.everything() if each.channel == place]  # type: ignore[attr-defined]
        found = [
            (each, message, one)
            for each, message in seen
            for one in pressables(message.get("blocks", []))
            if (one.button.action, one.button.ref) == (event.action, ref)
        ]
        moment = f"{int(self.clock.now().timestamp())}.{len(self._sent):06d}"
        if found:
            posted, message, one = found[-1]
            ts, sent, more = (
                posted.ts,
                one.sent,
                {"message": {name: message[name] for name in _TOLD if name in message}},
            )
        else:
            ts, more = moment, {}
            value = {"value": ref} if ref else {}
            sent = {"action_id": event.action, "block_id": "b", "type": "button", **value}
        self._pressed.add(f"{user}:{ts}:{moment}")
        return {
            **self._interaction(workspace, user, "block_actions"),
            "container": {"type": "message", "message_ts": ts, "channel_id": place, "is_ephemeral": not found},
            "channel": {"id": place, "name": "directmessage" if event.place.direct else event.place.conversation},
            **more,
            "state": {"values": {}},
            **self._answerable(workspace, user, place),
            "actions": [{**sent, "action_ts": moment}],
        }

    def _interaction(self, workspace: FakeWorkspace, user: str, kind: str) -> Json:
        return {
            "type": kind,
            "user": {"id": user, "username": user, "name": user, "team_id": workspace.id},
            "api_app_id": "A0RITUALBOT",
            "token": "verification",
            "team": {"id": workspace.id, "domain": "printemps"},
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _form(self, event: FormSubmitted | FormTyped, workspace: FakeWorkspace, user: str, kind: str) -> Json:
        view = self._view(event, workspace, user)
        # Whose view it is, is the fake's own note; that it could be locked, only the answers of the API say.
        view = {name: each for name, each in view.items() if name not in ("user", "submit_disabled")}
        view = {**view, "state": {"values": state_of(view, event.values, self._users(workspace))}}
        body = {**self._interaction(workspace, user, kind), "trigger_id": workspace.trigger(user), "view": view}
        if kind == "view_submission":
            return {**body, "response_urls": []}
        block, states = next(iter(view["state"]["values"].items()))
        action, state = next(iter(states.items()))
        acted = {**state, "block_id": block, "action_id": action, "action_ts": f"1.{len(self._sent):06d}"}
        return {**body, "container": {"type": "view", "view_id": view["id"]}, "actions": [acted]}

    def _view(self, event: FormSubmitted | FormTyped, workspace: FakeWorkspace, user: str) -> Json:
        """The modal that is open, or one that a forger makes up."""
        known, ref = self._views.get((workspace.id, user)), workspace.channels.get(event.ref, event.ref)
        if known and known["callback_id"] == event.action and json.loads(known["private_metadata"])["ref"] == ref:
            return known
        text = {"type": "plain_text_input", "action_id": "value", "multiline": True, "max_length": 3000}
        label = {"type": "plain_text", "text": "?", "emoji": False}
        asked = [
            {"type": "input", "block_id": name, "label": label, "element": text} for name in event.values or ("x",)
        ]
        return {
            "id": f"V{event.id[:20].upper()}",
            "team_id": workspace.id,
            "type": "modal",
            "blocks": asked,
            "private_metadata": json.dumps({"ref": ref}),
            "callback_id": event.action,
            "hash": "1795000050.Fp7sQ2xL",
            "title": label,
            "app_installed_team_id": workspace.id,
            "bot_id": workspace.bot_id,
        }

    def _users(self, workspace: FakeWorkspace) -> dict[str, str]:
        return {**workspace.users, **{user: user for user in workspace.users.values()}}

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
            self._views.pop((workspace.id, user), None)
        new = [message for each, message in self.chat.everything() if each.ref not in before]  # type: ignore[attr-defined]
        private = [message for message in new if self.is_answer(message)]
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
        return Say(with_buttons(_named(workspace, said_in(blocks)), blocks))

    def _opened(self, workspace: FakeWorkspace, user: str, view: Json) -> Reply:
        self._views[workspace.id, user] = view
        names = {each: name for name, each in (*workspace.users.items(), *workspace.channels.items())}
        return OpenForm(form_of(view, names))

    def _updated(self, workspace: FakeWorkspace, user: str, view: Json) -> Reply:
        """A modal that took the place of another: Slack gives it an id and a new hash."""
        known = self._views.get((workspace.id, user), {})
        number = len(self._sent)
        made = {**known, **view, "id": known.get("id", f"V{number:08d}"), "hash": f"1795000050.{number:08d}"}
        if view.get("callback_id"):
            return self._opened(workspace, user, made)
        self._views.pop((workspace.id, user), None)
        return Say(with_buttons(_named(workspace, words_of(view)), view["blocks"]))


def _named(workspace: FakeWorkspace, said: str) -> str:
    """With names where Slack shows names: blocks hold ids."""
    for name, channel in workspace.channels.items():
        said = said.replace(channel, name)
    for name, user in workspace.users.items():
        said = said.replace(user, name.capitalize())
    return said


def _described(someone: Someone, language: str) -> Json:
    """A person as their own settings on Slack would have them."""
    locale = "fr-FR" if (someone.language or language) == "fr" else "en-GB"
    return {"name": someone.user, "display_name": someone.name, "tz": someone.tz, "locale": locale}


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
