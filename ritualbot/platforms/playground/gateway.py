"""Delivery's way into the playground: its messages are rows, so a post is a write and a look-up a read."""

import asyncio
from datetime import datetime

import regex

from ritualbot.chat.cards import Block, Card, plain_block
from ritualbot.chat.gateway import Pace, Target
from ritualbot.chat.paging import paginate
from ritualbot.platforms.playground.limits import MESSAGE_CHARACTERS
from ritualbot.platforms.playground.play import Play

_CLUSTER = regex.compile(r"\X")


class PlaygroundGateway:
    pace = Pace(lane_seconds=0.0, per_minute=6_000)
    finds = True

    def __init__(self, play: Play) -> None:
        self._play = play

    def pages(self, card: Card) -> tuple[Card, ...]:
        return paginate(card, MESSAGE_CHARACTERS, characters, cut)

    async def post(self, to: Target, card: Card, *, key: str, thread: str) -> str:
        return await asyncio.to_thread(self._play.post, to.workspace, to.conversation, to.user, card, key, thread)

    async def edit(self, to: Target, message: str, card: Card) -> None:
        await asyncio.to_thread(self._play.edit, message, card)

    async def find(self, to: Target, key: str, since: datetime, *, thread: str) -> str | None:
        """A key is posted once for ever, so `since` narrows nothing."""
        return await asyncio.to_thread(self._play.find, key)


def characters(block: Block) -> int:
    """The text of a block in characters; buttons are free."""
    return sum(len(line) for line in plain_block(block))


def cut(text: str, length: int) -> list[str]:
    """Pieces of at most `length` characters, after a space where one is near the end of a piece.

    A grapheme cluster stays whole; one that is longer than `length` by itself is cut between its characters.
    """
    pieces: list[str] = []
    held: list[str] = []
    used = 0
    for cluster in _clusters(text, length):
        if used + len(cluster) > length:
            at = _end_of_word(held)
            if sum(map(len, held[at:])) + len(cluster) > length:
                at = len(held)
            pieces.append("".join(held[:at]))
            held = held[at:]
            used = sum(map(len, held))
        held.append(cluster)
        used += len(cluster)
    return [*pieces, "".join(held)] if held else pieces


def _end_of_word(clusters: list[str]) -> int:
    """Where to end a piece: after its last space if that is in its last third, otherwise at its very end."""
    for place in range(len(clusters), len(clusters) * 2 // 3, -1):
        if clusters[place - 1].isspace():
            return place
    return len(clusters)


def _clusters(text: str, length: int) -> list[str]:
    found: list[str] = _CLUSTER.findall(text)
    return [cluster[start : start + length] for cluster in found for start in range(0, len(cluster), length)]
