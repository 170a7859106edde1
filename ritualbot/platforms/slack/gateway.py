"""Delivery's way to Slack. A message's reference is `channel:ts`; its metadata names the fact it states."""

import asyncio
import base64
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from ritualbot.chat.cards import Card
from ritualbot.chat.gateway import Pace, Target
from ritualbot.errors import CannotTell, MessageGone, NotSent, Undeliverable, Unsure, WorkspaceGone
from ritualbot.platforms.slack import render
from ritualbot.platforms.slack.calls import Calls
from ritualbot.platforms.slack.port import House

METADATA = "ritualbot_message"
# Slack stamps messages by its own clock. A clock of ours that is further away than this has its requests refused.
SKEW = timedelta(minutes=5)
PAGE = 100  # messages of history a call
GONE_DIRECT = "channel_not_found"
NOT_YET = "invalid_blocks"  # the answer to a message with a file that is still being looked at (python-slack-sdk #1521)
WAITS = (1.0, 2.0)  # seconds, before a message with a new file is tried again
PICTURE = "ritualbot.png"


class SlackGateway:
    """Posts, edits and finds messages; also files and people's own pages."""

    pace = Pace(lane_seconds=1.0, per_minute=300)  # SLACK.md 4.1: about one a second a channel, an unsaid cap above
    carries = True
    finds = True  # where this workspace's scopes say otherwise, `find` does

    def __init__(self, calls: Calls, house: House, waits: Sequence[float] = WAITS) -> None:
        self._calls = calls
        self._house = house
        self._waits = waits

    def pages(self, card: Card) -> tuple[Card, ...]:
        return render.pages(card)

    async def post(self, to: Target, card: Card, *, key: str, thread: str, content: bytes = b"") -> str:
        """A file is a message of its own, which the words of its card stand above."""
        if card.file is not None:
            said = render.message(card.without_file())["text"]
            return await self.upload(to, card.file.name, content, comment=said, thread=thread)
        card = await self._with_files(to.workspace, card)
        message: dict[str, object] = {
            "metadata": {"event_type": METADATA, "event_payload": {"key": key}},
            "link_names": False,
            "unfurl_links": False,
            "unfurl_media": False,
        }
        if thread:
            message["thread_ts"] = _place(thread)[1]
        channel = await self._channel(to)
        try:
            answer = await self._write(to.workspace, "chat.postMessage", card, channel=channel, **message)
        except Undeliverable as refused:
            if to.conversation or refused.reason != GONE_DIRECT:
                raise
            channel = await self._open(to)
            answer = await self._write(to.workspace, "chat.postMessage", card, channel=channel, **message)
        return f"{answer['channel']}:{answer['ts']}"

    async def edit(self, to: Target, message: str, card: Card) -> None:
        """What the metadata says stays: chat.update keeps what it is not given."""
        channel, ts = _place(message)
        card = await self._with_files(to.workspace, card)
        await self._write(to.workspace, "chat.update", card, channel=channel, ts=ts)

    async def find(self, to: Target, key: str, since: datetime, *, thread: str) -> str | None:
        """Only an app's messages are looked at: a person's cannot carry metadata.

        Whatever refusal stands in the way of looking will do so the next time, so that nobody can tell.
        """
        try:
            channel = await self._channel(to)
            async for message in self._history(to.workspace, channel, thread, since - SKEW):
                if message.get("bot_id") and _key(message) == key:
                    return f"{channel}:{message['ts']}"
        except WorkspaceGone:
            raise  # that it is gone is known by another way, and may be undone
        except (MessageGone, Undeliverable) as refused:
            raise CannotTell from refused
        return None

    async def upload(self, to: Target, name: str, content: bytes, *, comment: str = "", thread: str = "") -> str:
        """A file into a conversation; returns `channel:file`. Slack shows it a little after it has said yes."""
        file = await self._hand_over(to.workspace, name, content)
        more = {"initial_comment": comment} if comment else {}
        if thread:
            more["thread_ts"] = _place(thread)[1]
        files = [{"id": file, "title": name}]
        channel = await self._channel(to)
        await self._calls.call(to.workspace, "files.completeUploadExternal", files=files, channel_id=channel, **more)
        return f"{channel}:{file}"

    async def _hand_over(self, workspace: str, name: str, content: bytes) -> str:
        """The id of a file that Slack has, and that stands nowhere yet."""
        size = {"filename": name, "length": len(content)}
        try:
            ticket = await self._calls.call(workspace, "files.getUploadURLExternal", **size)
        except Unsure as error:
            raise NotSent from error
        await self._calls.hand_over(ticket["upload_url"], content)
        return str(ticket["file_id"])

    # -- pictures ---

    async def _with_files(self, workspace: str, card: Card) -> Card:
        """Its pictures as files of Slack's, which stand in no conversation but in this message. Where a workspace takes
        none, the words stand in their place."""
        taken = {}
        for chart in card.charts:
            if chart.picture:
                with suppress(Undeliverable):
                    taken[chart] = await self._picture(workspace, chart.picture)
        return card.pictured(taken)

    async def _picture(self, workspace: str, picture: str) -> str:
        file = await self._hand_over(workspace, PICTURE, base64.b64decode(picture.partition(",")[2]))
        try:
            await self._calls.call(workspace, "files.completeUploadExternal", files=[{"id": file, "title": PICTURE}])
        except Unsure as error:
            raise NotSent from error  # nobody sees it
        return file

    async def _write(self, workspace: str, method: str, card: Card, **more: object) -> dict[str, Any]:
        """A file that was just taken is refused in a message for a moment; where that lasts, the words go out."""
        for wait in (0.0, *self._waits) if any(chart.picture for chart in card.charts) else ():
            await asyncio.sleep(wait)
            try:
                return await self._calls.call(workspace, method, **{**render.message(card), **more})
            except Undeliverable as refused:
                if refused.reason != NOT_YET:
                    raise
        return await self._calls.call(workspace, method, **{**render.message(card.pictured({})), **more})

    async def home(self, workspace: str, user: str, view: Mapping[str, object], *, seen: str = "") -> str:
        """Someone's own page; returns its hash. `seen` is the hash of the page this one was made to replace.

        Empty when somebody else has replaced that page meanwhile: what they showed is newer, and stays.
        """
        more = {"hash": seen} if seen else {}
        try:
            answer = await self._calls.call(workspace, "views.publish", user_id=user, view=view, **more)
        except Undeliverable as refused:
            if refused.reason == "hash_conflict":
                return ""
            raise
        return str(answer["view"]["hash"])

    async def _channel(self, to: Target) -> str:
        if to.conversation:
            return to.conversation
        known = await asyncio.to_thread(self._house.direct, to.workspace, to.user)
        return known or await self._open(to)

    async def _open(self, to: Target) -> str:
        """Opening a conversation again changes nothing, and nothing is said by it: whatever fails was not sent."""
        try:
            answer = await self._calls.call(to.workspace, "conversations.open", users=to.user)
        except Unsure as error:
            raise NotSent from error
        channel = str(answer["channel"]["id"])
        await asyncio.to_thread(self._house.keep_direct, to.workspace, to.user, channel)
        return channel

    async def _history(
        self, workspace: str, channel: str, thread: str, oldest: datetime
    ) -> AsyncIterator[Mapping[str, Any]]:
        """The messages of a conversation, or of a thread in it, since a moment."""
        asked = {"channel": channel, "oldest": f"{oldest.timestamp():.6f}", "include_all_metadata": True, "limit": PAGE}
        method = "conversations.history"
        if thread:
            method, asked["ts"] = "conversations.replies", _place(thread)[1]
        cursor = ""
        while True:
            answer = await self._calls.call(workspace, method, **asked, **({"cursor": cursor} if cursor else {}))
            for message in answer["messages"]:
                yield message
            cursor = (answer.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                return


def _place(message: str) -> tuple[str, str]:
    channel, _, ts = message.partition(":")
    return channel, ts


def _key(message: Mapping[str, Any]) -> str:
    """The fact a message of ours states; empty for everything else."""
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != METADATA:
        return ""
    return str((metadata.get("event_payload") or {}).get("key", ""))
