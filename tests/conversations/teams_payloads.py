"""What people do, as the activities Teams sends of it. A step nobody can take is sent as a forger would."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from ritualbot.chat.events import ButtonPressed, CommandTyped, Event, FormSubmitted, MessageEdited, MessageTyped, Place
from tests.clouds.teams.client import FakeTenant
from tests.conversations.teams_chat import TeamsChat
from tests.conversations.teams_names import Json, Names
from tests.conversations.teams_seen import OURS, action_of, typed_in

CARD, FETCH, SUBMIT = "adaptiveCard/action", "task/fetch", "task/submit"


@dataclass(frozen=True)
class Open:
    """The form that stands before somebody: in a dialog, or in the message it took the place of."""

    content: Json
    message: str
    dialog: bool


@dataclass
class Payloads:
    names: Names
    chat: TeamsChat
    now: Callable[[], datetime]
    name_of: Callable[[FakeTenant, str], str]  # what somebody is called here, by object id; empty for strangers
    forms: dict[tuple[str, str], Open] = field(default_factory=dict)
    count: int = 0

    def of(self, event: Event, tenant: FakeTenant, user: str) -> Json:
        match event:
            case CommandTyped(command=command, text=text):
                return self._message(event, tenant, user, f"/{command} {text}".strip(), called=True)
            case MessageTyped(text=text, called=called):
                return self._message(event, tenant, user, text if called is None else called, called=called is not None)
            case MessageEdited():
                return self._edit(event, tenant, user)
            case ButtonPressed():
                return self._press(event, tenant, user)
            case FormSubmitted():
                return self._form(event, tenant, user)
            case _:
                raise AssertionError(f"nobody does {event} on Teams")

    def activity(self, tenant: FakeTenant, user: str, place: Place, kind: str, **more: object) -> Json:
        """What every activity holds, besides its own matter."""
        self.count += 1
        made = self.names.person(tenant, user)
        zone = self.names.zones.get(made["object_id"], "Europe/Paris")
        locale = self.names.locales.get(made["object_id"], "fr-FR")
        client = {"locale": locale, "country": "FR", "platform": "Web", "timezone": zone, "type": "clientInfo"}
        return {
            "type": kind,
            "timestamp": f"{self.now():%Y-%m-%dT%H:%M:%S}.{self.count:07d}Z",
            "localTimestamp": f"{self.now():%Y-%m-%dT%H:%M:%S}.{self.count:07d}+00:00",
            "id": f"f:{uuid.UUID(int=self.count, version=4)}",
            "channelId": "msteams",
            "serviceUrl": tenant.service_url,
            "from": {
                "id": made["account"],
                "name": self._called(tenant, user),
                "aadObjectId": made["object_id"],
            },
            "conversation": self._conversation(tenant, user, place),
            "recipient": {"id": tenant.bot, "name": "Ritualbot"},
            "entities": [client],
            "channelData": self._data(tenant, user, place),
            "locale": locale,
            "localTimezone": zone,
            **more,
        }

    def _called(self, tenant: FakeTenant, user: str) -> str:
        known = self.names.id_of(tenant, user)
        return self.names.called.get(known) or self.name_of(tenant, known) or user.capitalize()

    def _conversation(self, tenant: FakeTenant, user: str, place: Place) -> Json:
        found = self.names.place(tenant, place, user)
        if place.direct:
            return {"conversationType": "personal", "tenantId": tenant.id, "id": found}
        told = {"isGroup": True, "conversationType": "channel", "tenantId": tenant.id}
        return {**told, "id": f"{found};messageid={self.count}"}

    def _data(self, tenant: FakeTenant, user: str, place: Place) -> Json:
        told: Json = {"tenant": {"id": tenant.id}}
        if place.direct:
            return told
        found = self.names.place(tenant, place, user)
        return {**told, "channel": {"id": found}, "team": {"id": self.names.team_of(tenant, found)}}

    # -- messages ---

    def _message(
        self, event: CommandTyped | MessageTyped, tenant: FakeTenant, user: str, text: str, *, called: bool
    ) -> Json:
        """In a channel the bot hears only what calls it."""
        place = event.place
        made = self.activity(tenant, user, place, "message", text=text, textFormat="plain")
        html = [{"contentType": "text/html", "content": "<p>…</p>"}]
        said = {"conversation": made["conversation"]["id"].partition(";")[0], "account": made["from"]["id"]}
        made["id"] = tenant.do("say", **said, text=text)["id"]
        if isinstance(event, MessageTyped) and event.message:
            self.names.written[event.message] = made["id"]
        if not place.direct:
            made["conversation"]["id"] = f"{said['conversation']};messageid={made['id']}"
            made["channelData"] |= {
                "teamsChannelId": said["conversation"],
                "teamsTeamId": made["channelData"]["team"]["id"],
            }
        if called and not place.direct:
            mark = "<at>Ritualbot</at>"
            mention = {"mentioned": made["recipient"], "text": mark, "type": "mention"}
            made |= {"text": f"{mark} {text}", "entities": [mention, *made["entities"]]}
        return {**made, "attachments": html}

    def _edit(self, event: MessageEdited, tenant: FakeTenant, user: str) -> Json:
        known = self.names.written.get(event.message, "1")
        kind = "messageUpdate" if event.text else "messageDelete"
        made = self.activity(tenant, user, event.place, kind, id=known)
        made["channelData"]["eventType"] = "editMessage" if event.text else "softDeleteMessage"
        if not event.text:
            return made
        html = [{"contentType": "text/html", "content": "<p>…</p>"}]
        return {**made, "text": event.text, "textFormat": "plain", "attachments": html}

    # -- cards ---

    def _press(self, event: ButtonPressed, tenant: FakeTenant, user: str) -> Json:
        """The newest message with this button; one that nobody sees is pressed as a forger would."""
        place, ref = self.names.place(tenant, event.place, user), tenant.channels.get(event.ref, event.ref)
        for message in reversed(self.chat.everything()):
            if message.tenant is tenant and message.place == place:
                found = action_of(message.content, "press", event.action, ref)
                if found is not None:
                    return self.pressed(tenant, user, event.place, found, message.id)
        made = {"type": "Action.Execute", "title": "?", "data": {OURS: {"press": event.action, "ref": ref}}}
        return self.pressed(tenant, user, event.place, made, "")

    def pressed(
        self, tenant: FakeTenant, user: str, place: Place, action: Json, message: str, /, **inputs: str
    ) -> Json:
        """A button of a message, with what stands in its inputs."""
        source = {"source": {"name": "message"}, "legacy": {"replyToId": f"1:1Fictive{self.count}"}}
        replied = {"replyToId": message} if message else {}
        data = {**action["data"], **inputs}
        if action["type"] == "Action.Execute":
            sent = {"type": "Action.Execute", "title": action["title"], "data": data, "verb": action.get("verb", "")}
            value: Json = {"action": sent, "trigger": "manual"}
            made = self.activity(tenant, user, place, "invoke", name=CARD, value=value, **replied)
        else:
            value = {"data": data, "context": {"theme": "default"}}
            made = self.activity(tenant, user, place, "invoke", name=FETCH, value=value)
            source.pop("legacy")
        made["channelData"] |= source
        if not place.direct:
            made["conversation"]["name"] = place.conversation
        return made

    def _form(self, event: FormSubmitted, tenant: FakeTenant, user: str) -> Json:
        """The form that is open, or one that a forger makes up."""
        known, ref = self.forms.get((tenant.id, user)), tenant.channels.get(event.ref, event.ref)
        send = action_of(known.content, "send", event.action, ref) if known else None
        if known is None or send is None:
            ours = {"send": event.action, "ref": ref, "fields": [*event.values]}
            known, send = Open({}, "", dialog=False), {"type": "Action.Execute", "title": "?", "data": {OURS: ours}}
        typed = typed_in(known.content, event.values, self.names.everyone(tenant))
        ours = send["data"][OURS]
        forged = [name for name in event.values if name not in ours["fields"]]
        data = {OURS: {**ours, "fields": [*ours["fields"], *forged]}}
        place = Place("", direct=True)
        if known.dialog:
            return self.in_dialog(tenant, user, {**data, **typed})
        return self.pressed(tenant, user, place, {**send, "data": data}, known.message, **typed)

    def in_dialog(self, tenant: FakeTenant, user: str, data: Json) -> Json:
        value = {"data": data, "context": {"theme": "default"}}
        made = self.activity(tenant, user, Place("", direct=True), "invoke", name=SUBMIT, value=value)
        made["channelData"] |= {"source": {"name": "message"}}
        return made
