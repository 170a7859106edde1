"""What people do, as the payloads Slack sends of it. A step nobody can take is sent as a forger would."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from ritualbot.chat.events import (
    ButtonPressed,
    CommandTyped,
    Event,
    FormSubmitted,
    FormTyped,
    HomeOpened,
    MessageEdited,
    MessageTyped,
    PersonChanged,
    PlaceChanged,
    Removed,
)
from tests.clouds.slack.client import FakeWorkspace
from tests.conversations.slack_chat import SlackChat
from tests.conversations.slack_names import Json, Names
from tests.conversations.slack_seen import pressables, state_of
from tests.conversations.slack_told import Told, enveloped

_TOLD = ("user", "type", "ts", "bot_id", "app_id", "text", "team", "blocks")  # of a message, in a click on it


@dataclass
class Payloads:
    names: Names
    chat: SlackChat
    now: Callable[[], datetime]
    views: dict[tuple[str, str], Json] = field(default_factory=dict)  # the modal that stands open
    said: dict[str, Json] = field(default_factory=dict)  # what people wrote, by the test's name for the message
    count: int = 0
    told: Told = field(init=False)

    def __post_init__(self) -> None:
        self.told = Told(self.names, self.now)

    def of(self, event: Event, workspace: FakeWorkspace, user: str) -> Json:
        self.count += 1
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
                return self._home(event, workspace, user)
            case PersonChanged() | PlaceChanged() | Removed():
                inner = self.told.of(event, workspace, user)
                return enveloped(self._event(workspace, event.id, {}), inner, event)
            case _:
                raise AssertionError(f"nobody does {event} on Slack")

    def _command(self, event: CommandTyped, workspace: FakeWorkspace, user: str) -> Json:
        channel, name = self.names.channel(workspace, event.place, user)
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
        stamp = f"{int(self.now().timestamp())}.000000"
        return {
            "token": "verification",
            "team_id": workspace.id,
            "context_team_id": workspace.id,
            "context_enterprise_id": None,
            "api_app_id": "A0RITUALBOT",
            "event": {"event_ts": stamp, **inner},
            "type": "event_callback",
            "event_id": f"Ev{key[:30]}",
            "event_time": int(self.now().timestamp()),
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

    def _home(self, event: HomeOpened, workspace: FakeWorkspace, user: str) -> Json:
        direct = self.names.direct(workspace, user)
        inner = {"type": "app_home_opened", "user": user, "channel": direct, "tab": "home"}
        return self._event(workspace, event.id, inner)

    def _message(self, event: MessageTyped, workspace: FakeWorkspace, user: str) -> Json:
        channel, _ = self.names.channel(workspace, event.place, user)
        said = workspace.do("say", user=user, channel=channel, text=_escaped(event.text))
        kind = "im" if event.place.direct else "channel"
        self.said[event.message] = said
        return self._event(workspace, event.id, {**said, "event_ts": said["ts"], "channel_type": kind})

    def _edit(self, event: MessageEdited, workspace: FakeWorkspace, user: str) -> Json:
        before = dict(self.said.get(event.message) or {"ts": "1.000000", "text": "", "user": user})
        before["user"] = user  # Slack lets nobody else change it; whoever tries says so themselves
        channel = before.pop("channel", None) or self.names.direct(workspace, user)
        stamp = f"{int(self.now().timestamp())}.001300"
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
        place, _ = self.names.channel(workspace, event.place, user)
        ref = workspace.channels.get(event.ref, event.ref)
        seen = [(each, message) for each, message in self.chat.everything() if each.channel == place]
        found = [
            (each, message, one)
            for each, message in seen
            for one in pressables(message.get("blocks", []))
            if (one.button.action, one.button.ref) == (event.action, ref)
        ]
        moment = f"{int(self.now().timestamp())}.{self.count:06d}"
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
        self.chat.pressed.add(f"{user}:{ts}:{moment}")
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
        view = {**view, "state": {"values": state_of(view, event.values, self.names.everyone(workspace))}}
        body = {**self._interaction(workspace, user, kind), "trigger_id": workspace.trigger(user), "view": view}
        if kind == "view_submission":
            return {**body, "response_urls": []}
        block, states = next(iter(view["state"]["values"].items()))
        action, state = next(iter(states.items()))
        acted = {**state, "block_id": block, "action_id": action, "action_ts": f"1.{self.count:06d}"}
        return {**body, "container": {"type": "view", "view_id": view["id"]}, "actions": [acted]}

    def _view(self, event: FormSubmitted | FormTyped, workspace: FakeWorkspace, user: str) -> Json:
        """The modal that is open, or one that a forger makes up."""
        known, ref = self.views.get((workspace.id, user)), workspace.channels.get(event.ref, event.ref)
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


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
