"""An attacker who wants to know who wrote the notes of an anonymous retro, and the retros they are shown.

They have: every table after every single event (more than a dump or a log written ahead gives), with the order rows
lie in, and on PostgreSQL the transaction of each row; on SQLite the bytes of the database and of its log; what was
logged; the audit; what was posted. They do not have the key of the settings.

Every person writes as many notes as any other, and most often does something under their own name in the same minute:
whoever learns when a note was written knows its author nearly always.
"""

import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from math import comb
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from ritualbot.app.parts import App, build
from ritualbot.chat.events import ButtonPressed, CommandTyped, Event, FormSubmitted, Place, Who
from ritualbot.chat.replies import OpenForm, Reply
from ritualbot.clock import MovableClock
from ritualbot.store import schema
from ritualbot.store.engine import begin
from tests.builders import ALICE, BRUNO, CHLOE, DAVID, Someone, SomeTeam, build_team
from tests.conversations.bot import moment

PEOPLE = (ALICE, BRUNO, CHLOE, DAVID, Someone("emma"))
EACH = 3  # notes of each person
ONCE_IN = 10**6  # as rarely does a search that found nothing pass for one that did
_TABLES = [table.name for table in schema.METADATA.sorted_tables]
_FILLED = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in _TABLES)  # noqa: S608
_FROM = {name: f'* FROM "{name}"' for name in _TABLES}
_ORDER = {"sqlite": "rowid AS hidden_order", "postgresql": "xmin::text AS hidden_tx, ctid::text AS hidden_order"}
_PERSON = re.compile(r"(?:^|_)(?:person_id|owner_id|by)$")

Row = dict[str, Any]
Dump = dict[str, list[Row]]
Guesses = dict[str, str]  # the author, by the text of the note


@dataclass
class Loot:
    """What the attacker has of one retro."""

    now: list[datetime] = field(default_factory=list)
    dumps: list[Dump] = field(default_factory=list)  # after each event, the last one after the close
    files: list[bytes] = field(default_factory=list)  # SQLite: the database and its log, while it was written and after
    logged: str = ""
    people: dict[int, str] = field(default_factory=dict)

    @cached_property
    def seen(self) -> list[tuple[datetime, str, Row]]:
        """Every row there ever was, as it was first seen, and when."""
        found, known = [], set[tuple[Any, ...]]()
        for now, tables in zip(self.now, self.dumps, strict=True):
            for name, rows in tables.items():
                for row in rows:
                    key = (name, *(value for column, value in row.items() if not column.startswith("hidden")))
                    if key not in known:
                        known.add(key)
                        found.append((now, name, row))
        return found

    @cached_property
    def named(self) -> list[tuple[datetime, str]]:
        """When somebody did something that is kept with their name: every row that names one person alone."""
        past = ("membership", "address", "person", "retro")
        found = ((now, people_in(self, row)) for now, name, row in self.seen if name not in past)
        return [(now, who.pop()) for now, who in found if len(who) == 1]

    @cached_property
    def notes(self) -> list[Row]:
        """As they were revealed."""
        return next((each["retro_note"] for each in self.dumps if each["retro_note"]), [])


def dump(engine: sa.Engine) -> Dump:
    """Every table that holds anything."""
    order = _ORDER[engine.dialect.name]
    with engine.connect() as connection:
        filled = connection.exec_driver_sql(_FILLED).scalars().all()
        found = {name: connection.exec_driver_sql(f"SELECT {order}, {_FROM[name]}").mappings().all() for name in filled}
    return {name: [dict(row) for row in found.get(name, ())] for name in _TABLES}


# -- the retros ----------------------------------------------------------------------------------------------------


@dataclass
class Retro:
    """One anonymous retro in a database of its own, played by random people at random moments."""

    engine: sa.Engine
    dice: random.Random
    planted: bool = False
    loot: Loot = field(default_factory=Loot)
    truth: Guesses = field(default_factory=dict)
    written: dict[str, datetime] = field(default_factory=dict)

    def play(self) -> None:
        self.clock = MovableClock(moment("2027-03-02 09:00"), rate=0.0)
        self.app: App = build(self.engine, {}, clock=self.clock)
        with begin(self.engine) as session:
            build_team(session, self.clock.now(), SomeTeam(people=PEOPLE))
        if self.planted:
            self._sql("ALTER TABLE retro_note ADD COLUMN written_at TEXT")
        self._write()
        self._files()
        self._does("alice", CommandTyped, "retro", "next")
        for text, at in self.written.items() if self.planted else ():
            self._sql("UPDATE retro_note SET written_at = :at WHERE text = :text", at=at.isoformat(), text=text)
        self._go_on()
        self._files()
        if self.planted:
            self._sql("ALTER TABLE retro_note DROP COLUMN written_at")
        self.loot.people = {row["id"]: row["name"].casefold() for row in self.loot.dumps[-1]["person"]}

    def _write(self) -> None:
        """Each note in a moment of its own; whoever writes it mostly does something else just before or after."""
        turns = [each.user for each in PEOPLE for _ in range(EACH)]
        self.dice.shuffle(turns)
        for user in turns:
            self._pass(self.dice.uniform(4, 15))
            acts: list[Callable[[str], None]] = [self._note]
            if self.dice.random() < 0.9:
                acts.insert(self.dice.randrange(2), self._openly)
            for act in acts:
                self._pass(self.dice.uniform(0.1, 0.8))
                act(user)

    def _note(self, user: str) -> None:
        text = f"note-{uuid4().hex}"
        self.truth[text], self.written[text] = user, self.clock.now()
        if self.dice.random() < 0.5:
            self._does(user, CommandTyped, "retro", f"add {text}")
            return
        reply = self._does(user, CommandTyped, "retro", "add")
        assert isinstance(reply, OpenForm)
        values = {"column": str(self.dice.randrange(3)), "text": text}
        self._does(user, FormSubmitted, reply.form.action, reply.form.ref, values)

    def _openly(self, user: str) -> None:
        """Something that is kept with one's name: an answer to the stand-up, or an idea."""
        reply = self._does(user, CommandTyped, "standup", "") if self.dice.random() < 0.5 else None
        if isinstance(reply, OpenForm):
            self._does(user, FormSubmitted, reply.form.action, reply.form.ref, {"today": "Montage"})
        else:
            self._does(user, CommandTyped, "ritual", "idea Une idée")

    def _go_on(self) -> None:
        """Grouping passed over, a vote by everyone, the close, what it was worth."""
        self._does("alice", CommandTyped, "retro", "next")
        [row] = self.loot.dumps[-1]["retro"]
        voters = [each.user for each in PEOPLE]
        self.dice.shuffle(voters)
        for user in voters:
            self._pass(self.dice.uniform(1, 9))
            reply = self._does(user, ButtonPressed, "retro.vote", row["ref"])
            assert isinstance(reply, OpenForm)
            chosen = self.dice.sample([each.name for each in reply.form.fields], 2)
            self._does(user, FormSubmitted, reply.form.action, reply.form.ref, dict.fromkeys(chosen, "1"))
        self._does("alice", CommandTyped, "retro", "close")
        for user in voters:
            self._does(user, ButtonPressed, "retro.mark", f"{row['ref']}.{self.dice.randint(1, 5)}")

    def _does(self, user: str, kind: Callable[..., Event], *args: Any) -> Reply:
        """One event, and the dump after it."""
        key = f"{user}:{uuid4().hex}"  # as a platform's own key that names the person
        event = kind(key, Who("direct", "W1", user), Place(f"@{user}", direct=True), *args)
        reply = self.app.dispatcher.handle(event)
        self.loot.now.append(self.clock.now())
        self.loot.dumps.append(dump(self.engine))
        return reply

    def _pass(self, minutes: float) -> None:
        self.clock.move(self.clock.now() + timedelta(minutes=minutes))

    def _sql(self, statement: str, **values: str) -> None:
        with self.engine.execution_options(writes=True).begin() as connection:
            connection.execute(sa.text(statement), values)

    def _files(self) -> None:
        if self.engine.dialect.name == "sqlite":
            file = Path(self.engine.url.database or "")
            self.loot.files += [each.read_bytes() for each in (file, Path(f"{file}-wal")) if each.is_file()]


# -- the attacks ---------------------------------------------------------------------------------------------------


def people_in(loot: Loot, row: Row) -> set[str]:
    """Who is named in a row: by a reference to a person, by their id on the platform, by name."""
    ids = {loot.people[value] for column, value in row.items() if _PERSON.search(column) and value in loot.people}
    text = " ".join(value for column, value in row.items() if isinstance(value, str) and column != "sealed")
    return ids | set(re.findall(rf"(?<!\w)(?:{'|'.join(loot.people.values())})(?!\w)", text.casefold()))


def nearest(loot: Loot, at: datetime) -> str:
    """Who did something under their own name closest to a moment."""
    return min(loot.named, key=lambda each: abs(each[0] - at))[1]


def box_moments(loot: Loot) -> list[datetime]:
    """When the box of notes was written to: one moment a note."""
    found, last = [], ""
    for now, tables in zip(loot.now, loot.dumps, strict=True):
        sealed = next((row["sealed"] for row in tables["retro_box"] if row["kind"] == "notes"), last)
        if sealed != last and not tables["retro_note"]:
            found.append(now)
        last = sealed
    return found[-EACH * len(PEOPLE) :]


def by_order(loot: Loot, texts: list[str]) -> Guesses:
    """The notes in some order are those of the moments in theirs."""
    times = box_moments(loot)
    return {text: nearest(loot, at) for text, at in zip(texts, times, strict=False)}


def by_row_order(loot: Loot) -> Guesses:
    rows = sorted(loot.notes, key=lambda row: row["id"])
    return by_order(loot, [row["text"] for row in rows])


def by_hidden_order(loot: Loot) -> Guesses:
    """`rowid`, or `ctid` and `xmin`."""
    key = [(str(row.get("hidden_tx", "")), position(row["hidden_order"]), row["text"]) for row in loot.notes]
    return by_order(loot, [text for _, _, text in sorted(key)])


def position(order: Any) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", str(order)))


def by_place_in_the_files(loot: Loot) -> Guesses:
    """Where a text first stands in the database's file and in its log."""
    found: Guesses = {}
    for content in loot.files:
        at = {row["text"]: content.find(row["text"].encode()) for row in loot.notes}
        seen = sorted((place, text) for text, place in at.items() if place >= 0)
        found = found or (by_order(loot, [text for _, text in seen]) if len(seen) == len(at) else {})
    return found


def by_first_sight(loot: Loot) -> Guesses:
    """The first row anywhere that holds the text, before all were revealed."""
    found = Guesses()
    for now, name, row in loot.seen:
        if name == "retro_note":
            break
        whole = repr(row)
        for text in (each["text"] for each in loot.notes):
            if text not in found and text in whole:
                found[text] = nearest(loot, now)
    return found


def by_any_moment(loot: Loot) -> Guesses:
    """Whatever in a note's row reads as a moment."""
    found = Guesses()
    for row in loot.dumps[-1]["retro_note"]:
        for value in row.values():
            at = as_moment(value)
            if at is not None:
                found.setdefault(row["text"], nearest(loot, at))
    return found


def as_moment(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if found.tzinfo else None


def by_shared_row(loot: Loot) -> Guesses:
    """Any row at any time that holds a note, or refers to it, and names one person."""
    found = Guesses()
    for _, _, row in loot.seen:
        who = people_in(loot, row)
        if len(who) != 1:
            continue
        whole = repr(row)
        for note in loot.notes:
            if note["text"] in whole or note["ref"] in whole or row.get("note_id") == note["id"]:
                found.setdefault(note["text"], next(iter(who)))
    return found


def by_transaction(loot: Loot) -> Guesses:
    """PostgreSQL: the rows of one transaction."""
    found = Guesses()
    tables = next(each for each in loot.dumps if each["retro_note"])
    of: dict[str, set[str]] = {}
    for row in (each for rows in tables.values() for each in rows if "hidden_tx" in each):
        of.setdefault(row["hidden_tx"], set()).update(people_in(loot, row))
    for note in tables["retro_note"]:
        who = of.get(note.get("hidden_tx", ""), set())
        if len(who) == 1:
            found[note["text"]] = next(iter(who))
    return found


def by_log(loot: Loot) -> Guesses:
    found = Guesses()
    for line in loot.logged.splitlines():
        for row in loot.notes:
            who = {name for name in loot.people.values() if name in line}
            if row["text"] in line and len(who) == 1:
                found[row["text"]] = who.pop()
    return found


ATTACKS: tuple[Callable[[Loot], Guesses], ...] = (
    *(by_row_order, by_hidden_order, by_place_in_the_files, by_first_sight),
    *(by_any_moment, by_shared_row, by_transaction, by_log),
)


# -- how well they did ---------------------------------------------------------------------------------------------


@dataclass
class Score:
    guesses: int = 0
    hits: int = 0

    def beats_chance(self) -> bool:
        """Whether so many hits come by luck less than once in a million: the upper tail of the binomial law, each
        guess being right once in as many as there are people, who all wrote as many notes."""
        others = len(PEOPLE) - 1
        tail = sum(
            comb(self.guesses, hits) * others ** (self.guesses - hits) for hits in range(self.hits, self.guesses + 1)
        )
        return (
            self.guesses > 0 and tail * ONCE_IN < len(PEOPLE) ** self.guesses
        )  # whole numbers: a float would overflow


def attack(retros: Iterator[Retro]) -> Mapping[str, Score]:
    scores = {each.__name__: Score() for each in ATTACKS}
    for retro in retros:
        assert len(retro.loot.notes) == len(retro.truth) == EACH * len(PEOPLE)
        for each in ATTACKS:
            guesses = each(retro.loot)
            scores[each.__name__].guesses += len(guesses)
            scores[each.__name__].hits += sum(retro.truth[text] == who for text, who in guesses.items())
    return scores
