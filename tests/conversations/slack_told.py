"""What Slack itself tells, as its payloads: the app is out, a channel or someone changed. The fake is then as the
event says."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from ritualbot.chat.events import PersonChanged, PlaceChanged, PlaceState, Removed
from tests.clouds.slack.client import FakeWorkspace
from tests.conversations.slack_names import Json, Names

ELSEWHERE = "T0VERGER002"  # another organisation
_NOT_OF_A_REMOVAL = ("authorizations", "is_ext_shared_channel", "context_team_id", "context_enterprise_id")


@dataclass
class Told:
    """`removals`: how often a removal was told, which Slack does in two ways, in either order."""

    names: Names
    now: Callable[[], datetime]
    removals: int = 0
    _shared: set[str] = field(default_factory=set)

    def of(self, event: PersonChanged | PlaceChanged | Removed, workspace: FakeWorkspace, user: str) -> Json:
        match event:
            case PersonChanged():
                return self._person(event, workspace)
            case PlaceChanged():
                return self._place(event, workspace, user)
            case Removed():
                return self._removed(event, workspace)

    def _person(self, event: PersonChanged, workspace: FakeWorkspace) -> Json:
        """What someone is now, whatever it was that changed."""
        changed = self.names.id_of(workspace, event.profile.user)
        seconds = int(self.now().timestamp())
        told = {"type": "user_change", "user": workspace.do("people")[changed], "cache_ts": seconds}
        return {**told, "event_ts": f"{seconds}.021300"}

    def _removed(self, event: Removed, workspace: FakeWorkspace) -> Json:
        """One of another moment is told late: it is over."""
        if event.at in (None, self.now()):
            workspace.do("workspace", dead="account_inactive")
        self.removals += 1
        if self.removals % 2:
            return {"type": "app_uninstalled"}
        return {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [workspace.bot]}}

    def _place(self, event: PlaceChanged, workspace: FakeWorkspace, user: str) -> Json:
        """Slack tells a name and a state apart."""
        assert not (event.name and event.state), event
        named = event.place.conversation
        if named not in workspace.channels:
            self.names.new_channel(workspace, named, user)
        channel = workspace.channels[named]
        if event.name:
            return self._renamed(workspace, channel, event.name)
        match event.state:
            case PlaceState.CLOSED:
                workspace.do("channel", channel=channel, archived=True)
                return {"type": "channel_archive", "channel": channel, "user": user, "is_moved": 0}
            case PlaceState.SHARED:
                workspace.do("channel", channel=channel, archived=False, shared=[ELSEWHERE])
                self._shared.add(channel)
                return {"type": "channel_shared", "connected_team_id": ELSEWHERE, "channel": channel}
            case _:
                return self._open_again(workspace, channel, user)

    def _renamed(self, workspace: FakeWorkspace, channel: str, name: str) -> Json:
        workspace.do("channel", channel=channel, name=name)
        kinds = {"is_channel": True, "is_mpim": False}
        names = {"name": name, "name_normalized": name}
        return {"type": "channel_rename", "channel": {"id": channel, **kinds, **names, "created": 1_790_000_000}}

    def _open_again(self, workspace: FakeWorkspace, channel: str, user: str) -> Json:
        """By the opposite of what closed it."""
        workspace.do("channel", channel=channel, archived=False, shared=[])
        if channel in self._shared:
            self._shared.remove(channel)
            more = {"previously_connected_team_id": ELSEWHERE, "channel": channel, "is_ext_shared": False}
            return {"type": "channel_unshared", **more}
        return {"type": "channel_unarchive", "channel": channel, "user": user}


def enveloped(around: Json, inner: Json, event: PersonChanged | PlaceChanged | Removed) -> Json:
    """An event of nobody's, with the keys its kind has."""
    if isinstance(event, Removed):
        around = {name: each for name, each in around.items() if name not in _NOT_OF_A_REMOVAL}
        around |= {"event_time": int(event.at.timestamp())} if event.at else {}
    shared = {"is_ext_shared_channel": True} if inner["type"] == "channel_shared" else {}
    return {**around, **shared, "event": {**around["event"], **inner}}
