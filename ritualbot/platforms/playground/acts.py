"""What a click or a typed line does, and what the page is told of it. Synchronous: called in a thread."""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias, assert_never

from ritualbot.chat.cards import Card
from ritualbot.chat.events import (
    ButtonPressed,
    CommandTyped,
    Event,
    FormClosed,
    FormSubmitted,
    FormTyped,
    MessageEdited,
    MessageTyped,
    Place,
    Who,
)
from ritualbot.chat.replies import FieldErrors, GoTo, Nothing, OpenForm, Reply, Say
from ritualbot.i18n import Words
from ritualbot.platforms.playground.body import Body, Refused
from ritualbot.platforms.playground.page import address
from ritualbot.platforms.playground.play import Day, Play
from ritualbot.platforms.playground.render import Reader, form_html, render, text_html, web_address

Handle: TypeAlias = Callable[[Event], Reply]
Answer: TypeAlias = dict[str, object]
NAME = "playground"  # of the platform and of its only workspace
_LOG = logging.getLogger(__name__)
_COMMAND = re.compile(r"\s*/(\S*)\s?(.*)", re.DOTALL)
_CALLED = re.compile(r"\s*@ritualbot\b[\s,:]*(.*)", re.DOTALL | re.IGNORECASE)
# What no store takes and no eye sees: controls but tab and line break, lone surrogates, non-characters.
_LOST = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class _Sender:
    """Who acts and where, looked up; `reader` writes the answer in the language of their page."""

    day: Day
    who: Who
    place: Place
    reader: Reader


class Acts:
    def __init__(self, play: Play, handle: Handle) -> None:
        self._play = play
        self._handle = handle

    def say(self, body: Body) -> Answer:
        """A line: a command when it begins with a slash; in a channel chatting, unless it calls the bot by name."""
        sender, event_id, text = self._sender(body), body.id(), body.text("text")
        if not text.strip():
            return {}
        if line := _COMMAND.fullmatch(text):
            return self._tell(sender, CommandTyped(event_id, sender.who, sender.place, line[1], line[2]))
        self._play.typed(sender.who.user, sender.place.conversation, kept(text), event_id)
        called = None if sender.place.direct else _CALLED.fullmatch(text)
        if not sender.place.direct and called is None:
            return {}
        words = called[1] if called else None
        return self._tell(sender, MessageTyped(event_id, sender.who, sender.place, text, event_id, words))

    def command(self, body: Body) -> Answer:
        """A command, with its slash or without."""
        sender, event_id = self._sender(body), body.id()
        line = _COMMAND.fullmatch("/" + body.text("text").lstrip().removeprefix("/"))
        if line is None:
            raise Refused("text must be a command")
        return self._tell(sender, CommandTyped(event_id, sender.who, sender.place, line[1], line[2]))

    def edit(self, body: Body) -> Answer:
        """Someone changes what they wrote; the bot hears of it where it heard the message."""
        sender, event_id, text = self._sender(body), body.id(), body.text("text")
        ref = body.word("message")
        own = (m for m in sender.day.messages if m.ref == ref and m.author == sender.who.user)
        message = next(own, None)
        if message is None or message.conversation != sender.place.conversation:
            raise Refused("no such message of this person")
        if not text.strip():
            return {}
        self._play.typed(sender.who.user, message.conversation, kept(text), ref)
        if not sender.place.direct:
            return {}
        return self._tell(sender, MessageEdited(event_id, sender.who, sender.place, text, ref))

    def press(self, body: Body) -> Answer:
        sender, event_id = self._sender(body), body.id()
        action, ref = body.word("action"), body.word("ref", empty=True)
        return self._tell(sender, ButtonPressed(event_id, sender.who, sender.place, action, ref))

    def submit(self, body: Body) -> Answer:
        sender, event_id, values = self._sender(body), body.id(), body.values()
        action, ref = body.word("action"), body.word("ref", empty=True)
        answer = self._tell(sender, FormSubmitted(event_id, sender.who, sender.place, action, ref, values))
        if "failed" in answer:
            return {"errors": {"": sender.reader.words.say("playground.failed")}}
        return answer

    def draft(self, body: Body) -> Answer:
        """What stands in a form that is still open."""
        sender, event_id, values = self._sender(body), body.id(), body.values()
        action, ref = body.word("action"), body.word("ref", empty=True)
        return self._tell(sender, FormTyped(event_id, sender.who, sender.place, action, ref, values))

    def close(self, body: Body) -> Answer:
        sender, event_id = self._sender(body), body.id()
        action, ref = body.word("action"), body.word("ref", empty=True)
        return self._tell(sender, FormClosed(event_id, sender.who, sender.place, action, ref))

    def seen(self, body: Body) -> Answer:
        sender = self._sender(body)
        self._play.seen(sender.who.user, body.word("conversation", empty=True))
        return {}

    def _sender(self, body: Body) -> _Sender:
        user, conversation = body.word("as"), body.word("conversation", empty=True)
        try:
            day, direct = self._play.day(user), self._play.conversation(user)
        except KeyError:
            raise Refused("unknown person") from None
        if conversation not in {"", direct} | {channel.conversation for channel in day.channels}:
            raise Refused("unknown conversation")
        name = next((channel.name for channel in day.channels if channel.conversation == conversation), "")
        members = tuple(actor.user for actor in day.actors) if name else ()
        place = Place(conversation or direct, conversation in {"", direct}, name, members)
        words = Words(body.word("lang", empty=True) or day.actor.language)
        reader = Reader(words, lambda there: address(user, there, words.language))
        return _Sender(day, Who(NAME, NAME, user), place, reader)

    def _tell(self, sender: _Sender, event: Event) -> Answer:
        try:
            return _answer(self._handle(event), sender)
        except Exception as fault:  # noqa: BLE001  the edge: whatever happened, the person keeps their text
            _LOG.error("event %s failed: %s", event.id, type(fault).__name__)
            return {"failed": _said(sender, None)}


def _answer(reply: Reply, sender: _Sender) -> Answer:
    match reply:
        case Nothing():
            return {}
        case Say(card=card):
            return {"say": _said(sender, card)}
        case OpenForm(form=form):
            return {"form": form_html(form, sender.reader, sender.day.actors)}
        case FieldErrors(errors=errors):
            return {"errors": {name: text_html(text, sender.reader) for name, text in errors.items()}}
        case GoTo(url=url):
            return {"goto": web_address(url)} if web_address(url) else {}
        case _:
            assert_never(reply)


def _said(sender: _Sender, card: Card | None) -> str:
    conversation, language = sender.place.conversation, sender.day.actor.language
    return render("said.html", sender.reader, card=card, conversation=conversation, language=language)


def kept(text: str) -> str:
    """What can be stored of a typed text: all that can be seen. The event carries it as it was typed."""
    return _LOST.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
