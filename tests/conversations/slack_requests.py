"""One signed request after another, and all that comes of each: for tests of thousands of them."""

import json
from uuid import uuid4

from sqlmodel import Session, col, select

from ritualbot.chat.cards import Card
from ritualbot.chat.events import ButtonPressed, CommandTyped, Event, FormSubmitted
from ritualbot.chat.replies import Reply, Say
from ritualbot.chat.wire import load_card
from ritualbot.store import schema
from ritualbot.store.engine import begin
from ritualbot.store.outbox import Outbox
from tests.conversations.slack_bot import SlackBot

KEY = "THEKEY"
# What is stored, but that an event was seen, and but the private answer to a click, which on Slack is a message.
APART = {"inbox": "1 = 0", "outbox": "kind != 'ritual.answer'"}
STORED = [
    f'SELECT * FROM "{table.name}" WHERE {APART.get(table.name, "1 = 1")} '  # noqa: S608 - our own table names
    f"ORDER BY {', '.join(column.name for column in table.primary_key.columns)}"
    for table in schema.METADATA.sorted_tables
]


class ListeningBot(SlackBot):
    """Remembers what the dispatcher answered."""

    answered: Reply | None = None
    apart: Card | None = None  # the private answer to a click, which on Slack is a message

    @property
    def told(self) -> Reply:
        """The answer, wherever it came."""
        assert self.answered is not None
        return Say(self.apart) if self.apart else self.answered

    def _dispatch(self, event: Event) -> Reply:
        self.answered = super()._dispatch(event)
        return self.answered


def stored(session: Session) -> str:
    return repr([session.connection().exec_driver_sql(rows).fetchall() for rows in STORED])


def sent(bot: ListeningBot, event: ButtonPressed | CommandTyped | FormSubmitted) -> str:
    """The request Slack makes of it. Its key is `KEY`, as often as it stands there."""
    workspace = bot.names.workspaces[event.who.workspace]
    body = bot.payloads.of(event, workspace, bot.id_of(event.who.user, event.who.workspace))
    if "command" in body:
        return json.dumps(body)
    key = body["view"]["id"] if "view" in body else body["actions"][0]["action_ts"]
    return json.dumps(body).replace(key, KEY)


def answer(bot: ListeningBot, request: str) -> str:
    """All that comes of it: the dispatcher's reply, what the request was answered with, a message that waits."""
    bot.answered = None
    bot.door_time()
    got = bot.door.send_now(json.loads(request.replace(KEY, f"V{uuid4().hex[:16].upper()}")))
    assert got.status == 200 and bot.answered is not None
    with begin(bot.app.engine) as session:
        rows = session.exec(select(Outbox).where(col(Outbox.kind) == "ritual.answer")).all()
        said = [row.card for row in rows]
        bot.apart = load_card(said[-1]) if said else None
        for row in rows:
            session.delete(row)  # a conversation holds so many only
    return json.dumps([str(bot.answered), got.body.decode(), said], ensure_ascii=False)
