"""Who people are and who is in a channel, as Slack says. Somebody is their id: never their e-mail, never their name."""

import asyncio
import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ritualbot.chat.events import Place, Profile
from ritualbot.errors import SendFailed
from ritualbot.platforms.slack.calls import Calls

BUDGET = 1.2  # seconds for all look-ups of one event, within the 1.5 that its answer spares for them
AT_ONCE = 8
PAGE = 200  # members a call; Slack recommends no more
SLACKBOT = "USLACKBOT"  # `is_bot` is false for it
_LOG = logging.getLogger(__name__)


class Profiles:
    """Asks Slack. `budget` is in seconds."""

    def __init__(self, calls: Calls, *, budget: float = BUDGET) -> None:
        self._calls = calls
        self._budget = budget

    async def of(self, workspace: str, users: Collection[str]) -> tuple[Profile, ...]:
        """The profiles of these users, in their order. Whoever could not be looked up in time is left out."""
        if not users:
            return ()
        gate = asyncio.Semaphore(AT_ONCE)
        tasks = [asyncio.create_task(self._one(gate, workspace, user)) for user in dict.fromkeys(users)]
        try:
            await asyncio.wait(tasks, timeout=self._budget)
            told = [task.result() for task in tasks if task.done()]
        finally:
            for task in tasks:
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return tuple(profile for profile in told if profile)

    async def _one(self, gate: asyncio.Semaphore, workspace: str, user: str) -> Profile | None:
        async with gate:
            try:
                answer = await self._calls.call(workspace, "users.info", user=user, include_locale=True)
            except SendFailed as error:
                _LOG.warning("slack.person_not_told: %s", type(error).__name__)
                return None
        return profile_of(answer["user"], workspace)

    async def name(self, workspace: str, channel: str) -> str:
        """What a channel is called. Raises the errors.SendFailed family."""
        answer = await self._calls.call(workspace, "conversations.info", channel=channel)
        return str(answer["channel"].get("name", ""))

    async def is_shared(self, workspace: str, channel: str) -> bool:
        """Whether people of other organisations read there. Raises the errors.SendFailed family."""
        answer = await self._calls.call(workspace, "conversations.info", channel=channel)
        return bool(answer["channel"].get("is_ext_shared"))

    async def members(self, workspace: str, channel: str) -> tuple[str, ...]:
        """Everyone in a conversation, this app, bots and guests among them: see `team_of`.

        Raises the errors.SendFailed family.
        """
        found: list[str] = []
        cursor = ""
        while True:
            more = {"cursor": cursor} if cursor else {}
            answer = await self._calls.call(workspace, "conversations.members", channel=channel, limit=PAGE, **more)
            found += answer["members"]
            cursor = (answer.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                return tuple(found)


def team_of(place: Place, profiles: Sequence[Profile]) -> Place:
    """The place with those of its members who could be of a team: whoever is told to be a bot, a guest, a stranger or
    deactivated is left out."""
    left_out = {each.user for each in profiles if each.bot or each.guest or each.stranger or not each.active}
    return replace(place, members=tuple(user for user in place.members if user not in left_out))


def profile_of(user: Mapping[str, Any], workspace: str = "") -> Profile:
    """A user object of Slack's. Of a deactivated person hardly a key is left: not even a zone, not even `is_admin`.

    `workspace` is the one that asks: who has another home is a stranger. Empty: only who is said to be one.

    `is_app_user` says that somebody has signed in to an app, not that they are one.
    """
    active = not user.get("deleted")
    told = user.get("profile") or {}
    names = (told.get("display_name"), user.get("real_name"), told.get("real_name"), user.get("name"))
    admin = any(user.get(flag) for flag in ("is_admin", "is_owner", "is_primary_owner"))
    return Profile(
        user=str(user["id"]),
        name=next((str(name) for name in names if name), ""),
        tz=str(user.get("tz") or ""),
        language=str(user.get("locale") or "").partition("-")[0],
        active=active,
        admin=admin if "is_admin" in user or not active else None,
        guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        stranger=bool(user.get("is_stranger")) or not _belongs(user, workspace),
        bot=bool(user.get("is_bot")) or user["id"] == SLACKBOT,
    )


def _belongs(user: Mapping[str, Any], workspace: str) -> bool:
    """Whether someone is of this workspace, or, in an organisation-wide install, of this organisation."""
    organisation = user.get("enterprise_user") or {}
    homes = {user.get("team_id"), organisation.get("enterprise_id"), *(organisation.get("teams") or ())}
    if not workspace:
        return True
    if workspace.startswith("E") and "enterprise_id" not in organisation:
        return True  # an organisation's install is not told which workspaces are its own
    return workspace in homes
