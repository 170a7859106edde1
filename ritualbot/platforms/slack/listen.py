"""What reaches us through bolt, over HTTP or a socket: read, completed, handed to the dispatcher, answered.

Slack waits three seconds. The dispatcher has what the look-ups leave of them; who is slower is not stopped, but no
longer waited for: an event is then refused, so that Slack tells it again, and of everything else the person is told to
look or press again. The inbox sees to it that nothing is done twice.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from slack_bolt.response import BoltResponse

from ritualbot.chat.events import ButtonPressed, Event, FormSubmitted, FormTyped, HomeOpened, Who
from ritualbot.chat.replies import Reply, Say
from ritualbot.i18n import LANGUAGES, Words
from ritualbot.platforms.behind import Behind
from ritualbot.platforms.shape import Json, Malformed, written
from ritualbot.platforms.slack import envelope, events_api, interaction
from ritualbot.platforms.slack.answer import NOTHING, Answers, Asked, Body
from ritualbot.platforms.slack.drafts import Drafts
from ritualbot.platforms.slack.envelope import Sender
from ritualbot.platforms.slack.lookup import Lookup
from ritualbot.platforms.slack.port import House
from ritualbot.platforms.slack.typed import mentioned

PLATFORM = "slack"
ANSWER_SECONDS = 2.6  # of Slack's three: the way there and back is not ours
_LOG = logging.getLogger(__name__)

Handle: TypeAlias = Callable[[Event], Reply]


class _Late(Exception):
    """An event that is not handled in time, or was not kept: Slack is to tell it again."""


@dataclass
class Listener:
    """`handle` is synchronous and never raises; it is called in a thread."""

    house: House
    handle: Handle
    answers: Answers
    lookup: Lookup
    seconds: float = ANSWER_SECONDS
    drafts: Drafts = field(init=False)
    _behind: Behind = field(default_factory=Behind)

    def __post_init__(self) -> None:
        self.drafts = Drafts(self.handle)

    async def settled(self) -> None:
        """Until what goes on behind the answers is done."""
        await self.drafts.settled()
        await self._behind.settled()

    # -- what bolt calls ---

    async def command(self, body: dict[str, Any]) -> BoltResponse:
        return await self._answered(self._command, envelope.of_command, body)

    async def actions(self, body: dict[str, Any]) -> BoltResponse:
        return await self._answered(self._actions, envelope.of_interaction, body)

    async def submission(self, body: dict[str, Any]) -> BoltResponse:
        return await self._answered(self._submission, envelope.of_interaction, body)

    async def closed(self, body: dict[str, Any]) -> BoltResponse:
        return await self._answered(self._closed, envelope.of_interaction, body)

    async def event(self, body: dict[str, Any]) -> BoltResponse:
        return await self._answered(self._event, envelope.of_event, body)

    async def _answered(
        self,
        act: Callable[[Asked, Sender], Coroutine[Any, Any, Body]],
        sent_by: Callable[[Json], Sender],
        body: Json,
    ) -> BoltResponse:
        """Nothing of the payload is logged, and no failure of ours is a page of Slack's about us."""
        until = asyncio.get_running_loop().time() + self.seconds
        try:
            sender = sent_by(body)
            workspace = await asyncio.to_thread(self.house.workspace, sender.enterprise, sender.team)
            if not workspace:
                return BoltResponse(status=200, body=_neutral(body))
            answer = await act(Asked(workspace, sender.user, body, until), sender)
        except Malformed:
            return BoltResponse(status=400, body="")
        except _Late:
            return BoltResponse(status=503, body="")
        except Exception as fault:  # noqa: BLE001 - the edge: nothing personal is in a type's name
            _LOG.error("%s failed: %s", act.__name__.strip("_"), type(fault).__name__)
            return _apology(body)
        return BoltResponse(status=200, body=answer)

    # -- each kind ---

    async def _command(self, asked: Asked, _sender: Sender) -> Body:
        names = await self.lookup.names(asked.workspace, mentioned(written(asked.body, "text")))
        event = interaction.command(asked.body, _who(asked), names)
        reply = await self._handled(asked, event)
        answer = await self.answers.to_command(asked, reply)
        self._behind.later(self.answers.rest_to_command(asked, reply))
        return answer

    async def _actions(self, asked: Asked, _sender: Sender) -> Body:
        event = interaction.actions(asked.body, _who(asked))
        if isinstance(event, FormTyped):
            self.drafts.keep(event)
        elif isinstance(event, ButtonPressed):
            reply = await self._handled(asked, event)
            answer = self.answers.to_button_in_view if event.in_place else self.answers.to_button
            self._behind.later(answer(asked, reply))
        return NOTHING

    async def _submission(self, asked: Asked, _sender: Sender) -> Body:
        event = interaction.submitted(asked.body, _who(asked))
        await self.drafts.drop(event)
        return await self.answers.to_submission(asked, await self._handled(asked, event))

    async def _closed(self, asked: Asked, _sender: Sender) -> Body:
        await self._handled(asked, interaction.closed(asked.body, _who(asked)))
        return NOTHING

    async def _event(self, asked: Asked, sender: Sender) -> Body:
        names = await self.lookup.names(asked.workspace, events_api.named(asked.body))
        event = events_api.read(asked.body, _who(asked), sender, names)
        if event is None:
            return NOTHING
        reply = await self._handled(asked, event)
        if reply is None or (isinstance(reply, Say) and not reply.kept):
            raise _Late
        if isinstance(event, HomeOpened):
            self._behind.later(self.answers.to_home(asked, reply))
        return NOTHING

    async def _handled(self, asked: Asked, event: Event) -> Reply | None:
        """The reply, or None when it does not come in time; the work goes on all the same."""
        picked = interaction.picked(asked.body) if isinstance(event, FormSubmitted) else ()
        told = await self.lookup.completed(event, picked)
        task = self._behind.later(asyncio.to_thread(self.handle, told))
        left = asked.until - asyncio.get_running_loop().time()
        done, _ = await asyncio.wait({task}, timeout=max(left, 0.0))
        return task.result() if done else None


def _who(asked: Asked) -> Who:
    return Who(PLATFORM, asked.workspace, asked.user)


def _neutral(body: Json) -> Body:
    """To a workspace that is none of ours: only where somebody waits for words."""
    return _private(Words("en").say("ritual.unknown_workspace")) if "command" in body else NOTHING


def _apology(body: Json) -> BoltResponse:
    """Nobody's language is known when the database is what failed: all are spoken. A form keeps what was typed."""
    sentence = "\n".join(Words(language).say("slack.again") for language in LANGUAGES)
    if "command" in body:
        return BoltResponse(status=200, body=_private(sentence))
    if body.get("type") == "event_callback":
        return BoltResponse(status=503, body="")
    if body.get("type") == "view_submission":
        blocks = (body.get("view") or {}).get("blocks") or []
        first = [each.get("block_id") for each in blocks if each.get("type") == "input"][:1]
        return BoltResponse(
            status=200, body={"response_action": "errors", "errors": dict.fromkeys(first, sentence)} if first else ""
        )
    return BoltResponse(status=200, body="")


def _private(sentence: str) -> Body:
    return {"response_type": "ephemeral", "text": sentence}
