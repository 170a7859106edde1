"""What the Connector tells: read, completed, handed to the dispatcher, answered.

An invoke is given up by the client after a few seconds and then pressed again. The dispatcher has what is left of
ours; who is slower is not stopped, but no longer waited for, and the person is told to look again. The inbox sees to
it that nothing is done twice. Nothing is ever sent from here: what is said in a message is an outbox row.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from ritualbot.chat.events import ButtonPressed, Event, FormClosed, FormSubmitted, Installed, Place
from ritualbot.chat.replies import Reply, Say
from ritualbot.platforms.behind import Behind
from ritualbot.platforms.shape import Json, Malformed, part, word
from ritualbot.platforms.teams import activities, files
from ritualbot.platforms.teams.activities import key
from ritualbot.platforms.teams.answer import Answers, Asked, apology, refusal
from ritualbot.platforms.teams.envelope import Seen, about
from ritualbot.platforms.teams.house import House
from ritualbot.platforms.teams.port import Answer
from ritualbot.platforms.teams.registration import Registration
from ritualbot.platforms.teams.roster import Roster, accounts_of
from ritualbot.platforms.teams.values import Doing, Malformed as NotOurs, told

ANSWER_SECONDS = 2.6  # clients wait five at least (TEAMS.md 7); the way there and back is not ours
CARD, FETCH, SUBMIT = "adaptiveCard/action", "task/fetch", "task/submit"
NAME = "Microsoft Teams"  # of a tenant: nothing that is sent to a bot says what it is called
GET = "https://teams.microsoft.com/l/app/"  # and the id of the app: its page in the store of whoever follows it
_LOG = logging.getLogger(__name__)

Handle: TypeAlias = Callable[[Event], Reply]


@dataclass
class Listener:
    """`handle` is synchronous and never raises; it is called in a thread."""

    house: House
    handle: Handle
    answers: Answers
    roster: Roster
    registration: Registration
    seconds: float = ANSWER_SECONDS
    _behind: Behind = field(default_factory=Behind)

    async def settled(self) -> None:
        """Until what goes on behind the answers is done."""
        await self._behind.settled()

    async def run(self, activity: Json, found: Seen) -> Answer | None:
        """The turn of a verified activity. Nothing of it is logged, and no failure of ours is a 500, after some of
        which Teams would send nothing for half a day."""
        until = asyncio.get_running_loop().time() + self.seconds
        try:
            await self._arrived(activity, found)
            if activity.get("type") == "invoke":
                return await self._invoke(activity, found, until)
            await self._plain(activity, found, until)
        except Malformed:
            return Answer(400)
        except Exception as fault:  # noqa: BLE001 - the edge: nothing personal is in a type's name
            _LOG.error("an activity failed: %s", type(fault).__name__)
            return Answer(200, apology(_name(activity)))
        return None

    # -- where it comes from ---

    async def _arrived(self, activity: Json, found: Seen) -> None:
        """The first activity of a tenant says that the bot is there, whatever else it says: Teams does not tell
        installations reliably. What says that it is gone does not."""
        admitted = await asyncio.to_thread(self.house.admits, found.reference.tenant)
        if not admitted and not activities.goes(activity, found):
            link = f"{GET}{found.reference.bot.removeprefix('28:')}"
            once = f"{key(activity, found)}:installed"
            event = Installed(once, found.who, Place(""), NAME, found.profile.language, link)
            await asyncio.to_thread(self.handle, event)
        if activities.is_in(activity, found):
            await asyncio.to_thread(self.house.keep, found)

    # -- what wants no answer ---

    async def _plain(self, activity: Json, found: Seen, until: float) -> None:
        if activity.get("type") == "message" and part(activity, "value"):
            await self._submitted(activity, found, until)
            return
        tenant = found.reference.tenant
        if accounts := accounts_of(activity):
            await asyncio.to_thread(self.house.keep_accounts, tenant, accounts)
        event = activities.read(activity, found)
        if event is not None:
            await self._handled(event, found, until)
        state = activities.of_team(activity, found)
        if state is None:
            return
        places = await asyncio.to_thread(self.house.team, tenant, found.reference.conversation, found.team)
        if activities.goes(activity, found):
            await asyncio.to_thread(self.house.leave, tenant, places)
        for each in () if found.direct else activities.each_place(activity, found, state, places):
            await self._handled(each, found, until)

    async def _submitted(self, activity: Json, found: Seen, until: float) -> None:
        """A button whose press is a message: nothing can be shown in its place, so all is said in a message."""
        try:
            asked = _asked(activity, found, part(activity, "value"))
        except NotOurs:
            return
        if found.user:
            event = _event(activity, asked, in_place=False)
            await self._handled(replace(event, form_in_message=True), found, until)

    # -- what is to be answered ---

    async def _invoke(self, activity: Json, found: Seen, until: float) -> Answer:
        """Always 200: how it went stands inside."""
        name, value = _name(activity), part(activity, "value")
        if name == files.INVOKE:
            return await self._answered_offer(activity, found, until)
        if name not in (CARD, FETCH, SUBMIT):
            return Answer(200)
        if not found.user:
            return Answer(200, refusal(name, await self.answers.said(found, "teams.stranger")))
        data = part(value, "action", "data") if name == CARD else part(value, "data")
        try:
            asked = _asked(activity, found, data)
        except NotOurs:
            return Answer(200, refusal(name, await self.answers.said(found, "permission.absent")))
        if name == CARD and value.get("trigger") == "automatic":
            return Answer(200, await self.answers.standing(asked))
        if asked.told.doing is Doing.OPEN:
            return Answer(200, await self.answers.opening(asked))
        reply = await self._handled(_event(activity, asked, in_place=name != CARD), found, until)
        if name == CARD:
            return Answer(200, await self.answers.to_card(asked, reply))
        body = await self.answers.to_dialog(asked, reply)
        if body is None and (name == FETCH or asked.told.doing is Doing.PRESS):
            body = await self.answers.done(asked)
        return Answer(200, body)

    async def _answered_offer(self, activity: Json, found: Seen, until: float) -> Answer:
        """Whether somebody wants a file, and where. Nothing can be shown in its place: all is said in messages."""
        value = part(activity, "value")
        try:
            asked = _asked(activity, found, part(value, "context"))
        except NotOurs:
            return Answer(200)
        if found.user and found.direct:
            event = _event(activity, asked, in_place=False)
            if isinstance(event, ButtonPressed) and event.action == files.ACCEPT:
                event = replace(event, given=files.given(value, self.registration))
            await self._handled(event, found, until)
        return Answer(200)

    async def _handled(self, event: Event, found: Seen, until: float) -> Reply | None:
        """The reply, or None when it does not come in time; the work goes on all the same."""
        complete = await self.roster.completed(event, found)
        task = self._behind.later(asyncio.to_thread(self.handle, complete))
        left = until - asyncio.get_running_loop().time()
        done, _ = await asyncio.wait({task}, timeout=max(left, 0.0))
        reply = task.result() if done else None
        if isinstance(reply, Say) and not reply.kept:
            _LOG.error("an event was not kept")
        return reply


def _name(activity: Json) -> str:
    return word(activity, "name") if activity.get("type") == "invoke" else ""


def _asked(activity: Json, found: Seen, data: Json) -> Asked:
    """Raises values.Malformed for what no card of ours sends."""
    replied = word(activity, "replyToId")
    return Asked(found, told(data), f"{found.reference.conversation}|{replied}" if replied else "")


def _event(activity: Json, asked: Asked, *, in_place: bool) -> ButtonPressed | FormSubmitted | FormClosed:
    did, who = asked.told, asked.seen.who
    place = about(did.ref) or asked.seen.place
    base = key(activity, asked.seen)
    match did.doing:
        case Doing.SEND:
            own = about(did.ref) or Place("", direct=True)
            return FormSubmitted(base, who, own, did.action, did.ref, did.values)
        case Doing.CLOSE:
            return FormClosed(base, who, place, did.action, did.ref)
        case _:
            return ButtonPressed(base, who, place, did.action, did.ref, in_place=in_place)
