"""Delivery's way into the playground: its messages are rows, so a post is a write and a look-up a read."""

import asyncio
from datetime import datetime

from ritualbot.chat.cards import Block, Card, plain_block
from ritualbot.chat.gateway import Pace, Target
from ritualbot.chat.paging import paginate
from ritualbot.graphemes import cut
from ritualbot.platforms.playground.limits import MESSAGE_CHARACTERS
from ritualbot.platforms.playground.play import Play


class PlaygroundGateway:
    pace = Pace(lane_seconds=0.0, per_minute=6_000)
    carries = False  # its page gives them
    finds = True

    def __init__(self, play: Play) -> None:
        self._play = play

    def pages(self, card: Card) -> tuple[Card, ...]:
        return paginate(card, MESSAGE_CHARACTERS, characters, cut)

    async def post(self, to: Target, card: Card, *, key: str, thread: str, content: bytes = b"") -> str:
        return await asyncio.to_thread(self._play.post, to.workspace, to.conversation, to.user, card, key, thread)

    async def edit(self, to: Target, message: str, card: Card) -> None:
        await asyncio.to_thread(self._play.edit, message, card)

    async def find(self, to: Target, key: str, since: datetime, *, thread: str) -> str | None:
        """A key is posted once for ever, so `since` narrows nothing."""
        return await asyncio.to_thread(self._play.find, key)


def characters(block: Block) -> int:
    """The text of a block in characters; buttons are free."""
    return sum(len(line) for line in plain_block(block))
