"""Replies as what Teams is answered: a card in the pressed one's place, a dialog, a line.

Teams keeps no form: what is wrong with one that was sent is shown in the form as it was asked, asked again. An answer
to a press is never empty, or the client would take it as failed and press again.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from ritualbot.chat.cards import Actions, Card, Link
from ritualbot.chat.forms import Form
from ritualbot.chat.replies import FieldErrors, GoTo, Nothing, OpenForm, Reply, Say
from ritualbot.chat.text import Text
from ritualbot.i18n import LANGUAGES, Words
from ritualbot.platforms.teams.actions import Scope
from ritualbot.platforms.teams.bodies import card_answer, dialog_message, error_answer, message_answer
from ritualbot.platforms.teams.envelope import Seen
from ritualbot.platforms.teams.form import dialog, fits_message, form_card, opening_card
from ritualbot.platforms.teams.house import House
from ritualbot.platforms.teams.literal import Json
from ritualbot.platforms.teams.render import pages, said_dialog, shown_card
from ritualbot.platforms.teams.values import Doing, Told


@dataclass(frozen=True)
class Asked:
    """Who did what, and on which message of ours; empty where that is not told."""

    seen: Seen
    told: Told
    message: str

    @property
    def tenant(self) -> str:
        return self.seen.reference.tenant


@dataclass(frozen=True)
class _Reader:
    """Whom an answer is for."""

    words: Words
    people: Mapping[str, str]


@dataclass(frozen=True)
class Answers:
    house: House

    # -- to a press on a card ---

    async def to_card(self, asked: Asked, reply: Reply | None) -> Json:
        """None: nobody knows yet what became of it."""
        reader = await self._reader(asked)
        match reply:
            case OpenForm(form=form):
                return card_answer(await self._opened(asked, reader, form))
            case Say(kept=False) | FieldErrors():
                return await self._refused(asked, reader, reply)
            case Say(card=card):
                return card_answer(shown_card(card, _scope(asked), reader.words, reader.people))
            case GoTo(url=url):
                return card_answer(shown_card(_page(reader.words, url), _scope(asked), reader.words))
            case Nothing():
                return await self._standing(asked, reader)
            case None:
                return message_answer(reader.words.say("teams.slow"))

    async def standing(self, asked: Asked) -> Json:
        """The pressed message as it is."""
        return await self._standing(asked, await self._reader(asked))

    async def _standing(self, asked: Asked, reader: _Reader) -> Json:
        card = await asyncio.to_thread(self.house.shown, asked.tenant, asked.message) if asked.message else None
        if card is None:
            return message_answer(reader.words.say("teams.done"))
        return card_answer(shown_card(pages(card)[0], _scope(asked), reader.words, reader.people))

    async def _opened(self, asked: Asked, reader: _Reader, form: Form) -> Json:
        """A long form opens as a dialog, by a button; one that is not kept is asked for once more by then."""
        await self._keep(asked, form)
        if fits_message(form, reader.words, reader.people):
            return form_card(form, reader.words, reader.people)
        if form.veiled:
            return opening_card(form, reader.words, {"press": asked.told.action, "ref": asked.told.ref})
        return opening_card(form, reader.words, {"open": form.action, "ref": form.ref})

    async def _refused(self, asked: Asked, reader: _Reader, reply: Say | FieldErrors) -> Json:
        form = await self._form(asked)
        if form is not None:
            return card_answer(form_card(form, reader.words, reader.people, asked.told.values, _errors(reader, reply)))
        if isinstance(reply, Say):
            return card_answer(shown_card(reply.card, _scope(asked), reader.words, reader.people))
        return message_answer("\n".join(error.plain() for error in reply.errors.values()))

    # -- in a dialog ---

    async def to_dialog(self, asked: Asked, reply: Reply | None) -> Json | None:
        """None closes the dialog, which is for one that has been sent alone."""
        reader = await self._reader(asked)
        match reply:
            case OpenForm(form=form):
                await self._keep(asked, form)
                return dialog(form, reader.words, reader.people)
            case Say(kept=False) | FieldErrors():
                return await self._refused_in_dialog(asked, reader, reply)
            case Say(card=card):
                return said_dialog(card, reader.words, reader.people)
            case GoTo(url=url):
                return said_dialog(_page(reader.words, url), reader.words)
            case Nothing():
                return None
            case None:
                return dialog_message(reader.words.say("teams.slow"))

    async def _refused_in_dialog(self, asked: Asked, reader: _Reader, reply: Say | FieldErrors) -> Json:
        form = await self._form(asked)
        if form is not None:
            return dialog(form, reader.words, reader.people, asked.told.values, _errors(reader, reply))
        if isinstance(reply, Say):
            return said_dialog(reply.card, reader.words, reader.people)
        return dialog_message("\n".join(error.plain() for error in reply.errors.values()))

    async def opening(self, asked: Asked) -> Json:
        """The form a message asks for, as a dialog: a long one, or one that others would see."""
        reader = await self._reader(asked)
        form = await asyncio.to_thread(
            self.house.form, asked.tenant, asked.seen.user, asked.told.action, asked.told.ref
        )
        if form is None:
            return dialog_message(reader.words.say("ritual.expired"))
        return dialog(form, reader.words, reader.people)

    async def done(self, asked: Asked) -> Json:
        """A dialog that was opened for something that needs none."""
        return dialog_message((await self._reader(asked)).words.say("teams.done"))

    async def said(self, seen: Seen, key: str) -> str:
        """One sentence of our own, for somebody of whom nothing more is known."""
        return Words(await asyncio.to_thread(self.house.language, seen.reference.tenant, seen.user)).say(key)

    # -- what it takes ---

    async def _reader(self, asked: Asked) -> _Reader:
        return await asyncio.to_thread(self._read, asked)

    def _read(self, asked: Asked) -> _Reader:
        return _Reader(Words(self.house.language(asked.tenant, asked.seen.user)), self.house.people(asked.tenant))

    async def _keep(self, asked: Asked, form: Form) -> None:
        if form.veiled:
            return
        await asyncio.to_thread(self.house.keep_form, asked.tenant, asked.seen.user, form)

    async def _form(self, asked: Asked) -> Form | None:
        """The form that was sent, as it was asked."""
        if asked.told.doing is not Doing.SEND:
            return None
        return await asyncio.to_thread(
            self.house.form, asked.tenant, asked.seen.user, asked.told.action, asked.told.ref
        )


def apology(name: str) -> Json | None:
    """When nobody's language is known, for the database is what failed: all are spoken."""
    return refusal(name, "\n".join(Words(language).say("teams.again") for language in LANGUAGES))


def refusal(name: str, sentence: str) -> Json | None:
    """To an invoke of this name, that nothing was done; None to one that shows nothing."""
    match name:
        case "adaptiveCard/action":
            return error_answer(400, "BadRequest", sentence)
        case "task/fetch" | "task/submit":
            return dialog_message(sentence)
        case _:
            return None


def _errors(reader: _Reader, reply: Say | FieldErrors) -> Mapping[str, Text]:
    return reply.errors if isinstance(reply, FieldErrors) else {"": Text(reader.words.markup("teams.again"))}


def _page(words: Words, url: str) -> Card:
    return Card(Text(words.markup("teams.page")), (Actions((Link(url, words.say("teams.open")),)),))


def _scope(asked: Asked) -> Scope:
    return Scope.PERSONAL if asked.seen.direct else Scope.SHARED
