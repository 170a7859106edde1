"""Replies as what Slack is answered: an acknowledgement, a view, or a private message at the payload's own address.

Every form is opened after the commit, with the trigger of what was done, which lives three seconds; where that fails
the person is told to press again. Nothing said here may be lost with harm: that is the outbox's.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import aiohttp

from ritualbot.chat.cards import Actions, Card, Link
from ritualbot.chat.forms import Form
from ritualbot.chat.replies import FieldErrors, GoTo, OpenForm, Reply, Say
from ritualbot.chat.text import Text
from ritualbot.errors import SendFailed
from ritualbot.i18n import Words
from ritualbot.platforms.shape import Json, part, word, written
from ritualbot.platforms.slack.calls import Calls
from ritualbot.platforms.slack.form import modal
from ritualbot.platforms.slack.port import House
from ritualbot.platforms.slack.render import home, message, pages, said_view
from ritualbot.platforms.slack.values import errors_for

VIEW_SECONDS = 2.0
HOOKS = "https://hooks.slack.com/"  # where Slack's own response addresses are
_HOOK = aiohttp.ClientTimeout(total=5.0)
_LOG = logging.getLogger(__name__)

Body: TypeAlias = dict[str, Any] | str
NOTHING: Body = ""


@dataclass(frozen=True)
class Asked:
    """Whom an answer is for: their workspace, their id, and what they sent. `until`: when Slack stops waiting, on the
    loop's clock."""

    workspace: str
    user: str
    body: Json
    until: float


@dataclass(frozen=True)
class Answers:
    """`hooks`: what every response address begins with; nothing is sent to any other."""

    house: House
    calls: Calls
    session: aiohttp.ClientSession
    hooks: str = HOOKS

    async def to_command(self, asked: Asked, reply: Reply | None) -> Body:
        """None: nobody knows yet what became of it."""
        match reply:
            case None:
                return _private(await self.told(asked, "slack.slow"))
            case OpenForm(form=form):
                return NOTHING if await self._open(asked, form) else _private(await self.told(asked, "slack.again"))
            case Say() | GoTo():
                return _private(pages(await self._card(asked, reply))[0])
            case _:
                return NOTHING

    async def rest_to_command(self, asked: Asked, reply: Reply | None) -> None:
        """What does not fit the answer, page by page at the payload's address: after it, and not in its time."""
        if isinstance(reply, Say | GoTo):
            for page in pages(await self._card(asked, reply))[1:]:
                await self._respond(asked, page)

    async def to_button(self, asked: Asked, reply: Reply | None) -> None:
        """In a message: where the click has no answer of its own, a private message only the person sees."""
        match reply:
            case None:
                await self._respond(asked, await self.told(asked, "slack.slow"))
            case OpenForm(form=form):
                if not await self._open(asked, form):
                    await self._respond(asked, await self.told(asked, "slack.again"))
            case Say() | GoTo():
                await self._respond(asked, await self._card(asked, reply))
            case _:
                return

    async def to_button_in_view(self, asked: Asked, reply: Reply | None) -> None:
        """In a modal: what is said stands in it."""
        view = await self._view(asked, reply)
        if view is not None:
            await self._show(asked, "views.update", view_id=word(part(asked.body, "view"), "id"), view=view)

    async def to_submission(self, asked: Asked, reply: Reply | None) -> Body:
        """The modal closes, shows what is said, or stays with what was typed and what is wrong with it."""
        match reply:
            case None:
                return await self._refused(asked, await self.told(asked, "slack.slow"))
            case Say(card=card, kept=False):
                again = await self.told(asked, "slack.again")
                return await self._refused(asked, again, instead=card)
            case FieldErrors(errors=errors):
                told = errors_for(part(asked.body, "view"), {name: error.plain() for name, error in errors.items()})
                whole = Card(Text("\n".join(f"{{e{at}}}" for at in range(len(errors))), _numbered(errors)))
                return _errors(told) if told else await self._updated(asked, whole)
            case _:
                view = await self._view(asked, reply)
                return NOTHING if view is None else {"response_action": "update", "view": view}

    async def to_home(self, asked: Asked, reply: Reply | None) -> None:
        if isinstance(reply, Say):
            view = home(reply.card, await self._words(asked))
            await self._show(asked, "views.publish", user_id=asked.user, view=view)

    async def told(self, asked: Asked, key: str) -> Card:
        """One sentence of our own."""
        return Card(Text((await self._words(asked)).markup(key)))

    async def _words(self, asked: Asked) -> Words:
        return Words(await asyncio.to_thread(self.house.language, asked.workspace, asked.user))

    async def _card(self, asked: Asked, reply: Say | GoTo) -> Card:
        if isinstance(reply, Say):
            return reply.card
        words = await self._words(asked)
        return Card(Text(words.markup("slack.page")), (Actions((Link(reply.url, words.say("slack.open")),)),))

    async def _view(self, asked: Asked, reply: Reply | None) -> dict[str, Any] | None:
        """What a modal shows next, or None where there is nothing to show."""
        match reply:
            case None:
                return said_view(await self.told(asked, "slack.slow"), await self._words(asked))
            case OpenForm(form=form):
                return modal(form, await self._words(asked))
            case Say() | GoTo():
                return said_view(await self._card(asked, reply), await self._words(asked))
            case _:
                return None

    async def _refused(self, asked: Asked, sentence: Card, instead: Card | None = None) -> Body:
        """The form stays as it is, with a sentence at its first field; a view without one is replaced."""
        told = errors_for(part(asked.body, "view"), {"": sentence.title.plain()})
        return _errors(told) if told else await self._updated(asked, instead or sentence)

    async def _updated(self, asked: Asked, card: Card) -> Body:
        return {"response_action": "update", "view": said_view(card, await self._words(asked))}

    async def _open(self, asked: Asked, form: Form) -> bool:
        view = modal(form, await self._words(asked))
        return await self._show(asked, "views.open", trigger_id=word(asked.body, "trigger_id"), view=view)

    async def _show(self, asked: Asked, method: str, **arguments: object) -> bool:
        """Whether it is seen now; never longer than Slack waits."""
        seconds = min(VIEW_SECONDS, asked.until - asyncio.get_running_loop().time())
        try:
            async with asyncio.timeout(max(seconds, 0.0)):
                await self.calls.call(asked.workspace, method, **arguments)
        except (SendFailed, TimeoutError) as error:
            _LOG.warning("%s failed: %s", method, type(error).__name__)
            return False
        return True

    async def _respond(self, asked: Asked, card: Card) -> None:
        """A Home tab gives no address; then there is nowhere to say it."""
        address = written(asked.body, "response_url")
        if not address.startswith(self.hooks):
            _LOG.warning("nowhere to answer: %s", word(asked.body, "type") or "command")
            return
        said = {**_private(card), "replace_original": False}
        try:
            async with self.session.post(address, json=said, timeout=_HOOK, allow_redirects=False) as answer:
                failed = "" if answer.status == 200 else f"http_{answer.status}"
        except (aiohttp.ClientError, TimeoutError) as error:
            failed = type(error).__name__
        if failed:
            _LOG.warning("an answer failed: %s", failed)


def _private(card: Card) -> dict[str, Any]:
    shown = message(card)
    return {"response_type": "ephemeral", "text": shown["text"], "blocks": shown["blocks"]}


def _errors(told: Mapping[str, str]) -> Body:
    return {"response_action": "errors", "errors": dict(told)}


def _numbered(errors: Mapping[str, Text]) -> dict[str, str]:
    return {f"e{at}": error.plain() for at, error in enumerate(errors.values())}
