"""The middle of the page: which messages stand there, in what order, and what is said about each."""

from dataclasses import dataclass
from datetime import date, datetime

from ritualbot.platforms.playground.page import Look
from ritualbot.platforms.playground.play import Message

SHOWN_REPLIES = 3  # the last of a thread; the ones before them are folded


@dataclass(frozen=True)
class Reply:
    message: Message
    author: str  # empty for the bot
    at: datetime
    time: str
    edited: str
    language: str = ""  # of whoever wrote it, or of whom the bot writes to


@dataclass(frozen=True)
class Item:
    """A message with its thread. `day` and `unread` are said above it, when there is something to say."""

    reply: Reply
    own: bool
    place: str  # the channel's name, or empty for a direct message
    older: tuple[Reply, ...]
    latest: tuple[Reply, ...]
    day: str = ""
    unread: int = 0

    @property
    def message(self) -> Message:
        return self.reply.message


def items(look: Look) -> tuple[Item, ...]:
    """The messages of a conversation, or of the reader's day; one answered today is of today."""
    threads: dict[str, list[Message]] = {}
    for message in look.day.messages:
        if message.thread:
            threads.setdefault(message.thread, []).append(message)
    roots = [
        message
        for message in look.day.messages
        if not message.thread and _shown(look, message, threads.get(message.ref, []))
    ]
    line = since(look, roots)
    made: list[Item] = []
    before: date | None = look.today
    for place, root in enumerate(roots):
        day = look.local(root.posted_at).date()
        label = "" if day == before else look.day_label(day)
        before = day
        unread = _from_others(look, roots[place:]) if root.ref == line else 0
        made.append(_item(look, root, threads.get(root.ref, []), label, unread))
    return tuple(made)


def since(look: Look, roots: list[Message]) -> str:
    """Above which message the unread line stands: where the page holds it, else at the first unread one."""
    if look.asked.since is not None:
        return look.asked.since
    return next((root.ref for root in roots if root.unread), "")


def _from_others(look: Look, roots: list[Message]) -> int:
    return sum(1 for root in roots if root.author != look.day.actor.user)


def _shown(look: Look, root: Message, replies: list[Message]) -> bool:
    if look.asked.place:
        return root.conversation == look.asked.place
    return (
        root.unread
        or root.ref == look.asked.since
        or any(reply.unread or _today(look, reply) for reply in replies)
        or _today(look, root)
    )


def _today(look: Look, message: Message) -> bool:
    return look.local(message.posted_at).date() == look.today


def _item(look: Look, root: Message, replies: list[Message], day: str, unread: int) -> Item:
    channels = {channel.conversation: channel.name for channel in look.day.channels}
    shown = tuple(_reply(look, message) for message in replies)
    return Item(
        reply=_reply(look, root),
        own=root.author == look.day.actor.user,
        place=channels.get(root.conversation, ""),
        older=shown[:-SHOWN_REPLIES],
        latest=shown[-SHOWN_REPLIES:],
        day=day,
        unread=unread,
    )


def _reply(look: Look, message: Message) -> Reply:
    someone = look.words.say("playground.someone")
    author = look.names.get(message.author, someone) if message.author else ""
    edited = look.words.say("playground.edited", time=look.time(message.edited_at)) if message.edited_at else ""
    language = look.languages.get(message.author or look.day.actor.user, "")
    return Reply(message, author, look.local(message.posted_at), look.time(message.posted_at), edited, language)
