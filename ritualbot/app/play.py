"""The playground's people, clock and memory, over the same database and the same loops as everything else."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import count
from pathlib import Path

from sqlmodel import Session

from ritualbot import handlers
from ritualbot.app.parts import App, build
from ritualbot.app.seed import CHANNELS, Seed, seed
from ritualbot.chat.cards import Card, Chart
from ritualbot.chat.text import Channel
from ritualbot.chat.wire import dump_card, load_card
from ritualbot.clock import MovableClock
from ritualbot.errors import MessageGone
from ritualbot.i18n import Words
from ritualbot.logs import new_event_id
from ritualbot.platforms.playground.gateway import PlaygroundGateway
from ritualbot.platforms.playground.play import Actor, CommandHelp, Day, Message, Moment
from ritualbot.reports import ritual as report
from ritualbot.reports.charts import svg
from ritualbot.reports.home import home_card
from ritualbot.reports.home_due import Mine
from ritualbot.rituals.calendar import Off, local_day, local_moment
from ritualbot.rituals.command import COMMANDS
from ritualbot.rituals.permissions import Role
from ritualbot.rituals.quiet import allowance
from ritualbot.store import outbox, play as memory, schema, team as teams
from ritualbot.store.engine import connect, reading
from ritualbot.store.play import PlayMessage
from ritualbot.store.secrets import Vault, lend, new_key
from ritualbot.store.team import Person, Team, Workspace
from ritualbot.store.team_roster import roles_anywhere

START = datetime(2027, 3, 2, 8, 20, tzinfo=UTC)  # Tuesday 2 March 2027, 09:20 in Paris
MORNING = time(9, 20)


@dataclass
class Playground:
    """Implements `platforms.playground.play.Play`."""

    app: App = field(init=False)
    _run: str = field(default_factory=new_event_id, init=False)  # another process is another version
    _versions: "count[int]" = field(default_factory=count, init=False)
    _version: str = field(default="", init=False)

    def _changed(self) -> None:
        self._version = f"{self._run}-{next(self._versions)}"

    # -- reading ---------------------------------------------------------------------------------------------------

    def first(self) -> str:
        with reading(self.app.engine) as session:
            return teams.addressed(session, _workspace(session).id or 0)[0][0]

    def day(self, user: str) -> Day:
        with reading(self.app.engine) as session:
            return self._day(session, user, self.app.clock.now())

    def _day(self, session: Session, user: str, now: datetime) -> Day:
        workspace = _workspace(session)
        known = dict(teams.addressed(session, workspace.id or 0))
        person = known[user]
        team = next(iter(teams.teams(session)), None)
        unread = {each: memory.unread(session, each, _conversations(session, each)) for each in known}
        actors = {
            each: _actor(session, workspace, team, each, who, now, sum(unread[each].values()))
            for each, who in known.items()
        }
        mine = _messages(session, user)
        words = Words(person.language or workspace.language)
        coming = report.moments(session, words, team, now) if team else []
        return Day(
            team=team.name if team else "",
            now=now,
            actor=actors[user],
            actors=tuple(actors.values()),
            channels=_channels(session, workspace),
            messages=tuple(mine),
            moments=tuple(Moment(each.at, each.title, each.detail) for each in coming),
            past=_rung(mine, person, now),
            unread=unread[user],
        )

    def conversation(self, user: str) -> str:
        with reading(self.app.engine) as session:
            if user not in dict(teams.addressed(session, _workspace(session).id or 0)):
                raise KeyError(user)
        return _direct(user)

    def home(self, user: str) -> Card:
        with reading(self.app.engine) as session:
            workspace = _workspace(session)
            person = dict(teams.addressed(session, workspace.id or 0))[user]
            words = Words(person.language or workspace.language)
            return home_card(Mine(session, words, person, self.app.clock.now()))

    def commands(self, language: str) -> tuple[CommandHelp, ...]:
        words = Words(language)
        return tuple(
            CommandHelp(command.shown(language), words.say(f"ritual.about.{command.action}")) for command in COMMANDS
        )

    def find(self, key: str) -> str | None:
        with reading(self.app.engine) as session:
            found = memory.posted(session, key)
            return found.ref if found else None

    def content(self, user: str, report: str, ref: str, key: str) -> tuple[str, bytes]:
        with reading(self.app.engine) as session:
            seen = memory.visible(session, _conversations(session, user))
            files = (load_card(each.card).file for each in seen if each.card)
            file = next(
                (file for file in files if file and (file.report, file.ref, file.key) == (report, ref, key)), None
            )
            if file is None:
                raise KeyError(ref)
            tenant_id = _workspace(session).tenant_id
            return file.name, handlers.content(session, tenant_id, file, self.app.clock.now())

    def drawn(self, chart: Chart) -> str:
        return svg(chart.spec)

    def version(self) -> str:
        return self._version

    # -- writing ---------------------------------------------------------------------------------------------------

    def typed(self, user: str, conversation: str, text: str, message: str) -> None:
        def keep(session: Session, now: datetime) -> None:
            found = memory.posted(session, message)
            if found is None:
                session.add(
                    PlayMessage(
                        key=message, ref=message, conversation=conversation, author=user, text=text, posted_at=now
                    )
                )
            elif found.author == user and found.text != text:
                found.text, found.edited_at = text, now
            session.flush()
            _see(session, user, conversation)

        self._write(keep)

    def seen(self, user: str, conversation: str) -> None:
        def see(session: Session, _now: datetime) -> None:
            for place in [conversation] if conversation else _conversations(session, user):
                _see(session, user, place)

        self._write(see)

    def speak(self, language: str) -> None:
        self._write(lambda session, _now: teams.set_language(session, _workspace(session).tenant_id, language))

    def post(self, workspace: str, conversation: str, user: str, card: Card, key: str, thread: str) -> str:
        def keep(session: Session, now: datetime) -> str:
            found = memory.posted(session, key)
            if found is None:
                place = conversation or _direct(user)
                found = PlayMessage(key=key, conversation=place, thread=thread, card=dump_card(card), posted_at=now)
                session.add(found)
                session.flush()
            return found.ref

        ref = self.app.dispatcher.chore(keep)
        self._changed()
        return ref

    def edit(self, message: str, card: Card) -> None:
        def change(session: Session, now: datetime) -> None:
            found = memory.by_ref(session, message)
            if found is None:
                raise MessageGone
            found.card, found.edited_at, found.version = dump_card(card), now, found.version + 1
            session.add(found)

        self._write(change)

    def _write(self, work: Callable[[Session, datetime], None]) -> None:
        self.app.dispatcher.chore(work)
        self._changed()

    # -- the clock -------------------------------------------------------------------------------------------------

    async def push(self, minutes: int | None, until: str) -> None:
        target = await asyncio.to_thread(self._target, minutes, until)
        await self.app.worker.run_until(target)
        await asyncio.to_thread(self.app.dispatcher.chore, memory.stand)
        self._changed()

    def _target(self, minutes: int | None, until: str) -> datetime:
        now = self.app.clock.now()
        if minutes is not None:
            return now + timedelta(minutes=minutes)
        with reading(self.app.engine) as session:
            workspace = _workspace(session)
            team = next(iter(teams.teams(session)), None)
            if until == "next":
                coming = report.moments(session, Words(workspace.language), team, now) if team else []
                return coming[0].at if coming else now
            zone = team.zone() if team else teams.addressed(session, workspace.id or 0)[0][1].zone()
            return local_moment(local_day(now, zone) + timedelta(days=1), MORNING, zone)


def open_playground(database_url: str, language: str, fill: Seed = seed) -> Playground:
    """Builds the playground on a database it brings up to date; `fill` writes its beginning when it is empty."""
    engine = connect(database_url)
    schema.upgrade(engine)
    lend(engine, Vault(_key_beside(Path(engine.url.database or ""))))
    with reading(engine) as session:
        start = memory.stood_at(session) or START
    playground = Playground()
    clock = MovableClock(start)
    gateways = {"playground": PlaygroundGateway(playground)}
    playground.app = build(engine, gateways, clock=clock, lock=asyncio.Lock())

    def begin(session: Session, now: datetime) -> None:
        if not teams.workspaces(session):
            fill(session, now, language)
            memory.stand(session, now)

    playground.app.dispatcher.chore(begin)
    return playground


def _key_beside(database: Path) -> str:
    """The playground's key: a file next to its database, for it has no settings to keep one in."""
    file = database.with_name(f"{database.name}.key")
    if not file.is_file():
        file.touch(mode=0o600)
        file.write_text(new_key(), encoding="ascii")
    return file.read_text(encoding="ascii")


def _workspace(session: Session) -> Workspace:
    found = teams.workspace(session, "playground", "playground")
    assert found is not None
    return found


def _direct(user: str) -> str:
    return f"@{user}"


def _channels(session: Session, workspace: Workspace) -> tuple[Channel, ...]:
    named = {place: place for place in CHANNELS}
    for team in teams.teams(session):
        named.update({place.conversation: place.name for place in teams.destinations(session, team.id or 0)})
    return tuple(Channel(conversation, name) for conversation, name in named.items())


def _conversations(session: Session, user: str) -> list[str]:
    return [channel.conversation for channel in _channels(session, _workspace(session))] + [_direct(user)]


def _see(session: Session, user: str, conversation: str) -> None:
    last = memory.visible(session, [conversation])[-1:]
    for message in last:
        memory.see(session, user, conversation, message.id or 0)


def _messages(session: Session, user: str) -> list[Message]:
    """What one person can see, threads included."""
    rows = memory.visible(session, _conversations(session, user))
    read = memory.seen(session, user)
    kinds = outbox.kinds(session, [row.key for row in rows])
    return [
        Message(
            ref=row.ref,
            conversation=row.conversation,
            author=row.author,
            posted_at=row.posted_at,
            card=load_card(row.card) if row.card else None,
            text=row.text,
            edited_at=row.edited_at,
            thread=row.thread,
            unread=(row.id or 0) > read.get(row.conversation, 0) and row.author != user,
            unsolicited=row.key in kinds and handlers.OUTBOX[kinds[row.key]].budget.counts,
        )
        for row in rows
    ]


def _rung(messages: list[Message], person: Person, now: datetime) -> tuple[datetime, ...]:
    """When the bot has written to someone on their own day so far, for the ruler."""
    today = local_day(now, person.zone())
    said = {each.posted_at for each in messages if not each.author}
    return tuple(sorted(moment for moment in said if local_day(moment, person.zone()) == today))


def _actor(
    session: Session, workspace: Workspace, team: Team | None, user: str, person: Person, now: datetime, unread: int
) -> Actor:
    """Without a team everyone is simply there."""
    words = Words(person.language or workspace.language)
    roles = teams.roles_in(session, person.id or 0, team) if team else roles_anywhere(session, person)
    why_off = teams.work_pattern(session, person, now).why_off(local_day(now, person.zone()))
    allowed = allowance(roles)
    return Actor(
        user=user,
        name=person.name,
        about=_about(words, person, roles),
        zone=person.tz,
        language=words.language,
        away=_away(words, team, person, now, why_off),
        greyed=why_off is not None,
        unread=unread,
        outside=team is not None and not roles.intersection(teams.PARTICIPANTS),
        most=allowed.messages,
        each_days=allowed.days,
    )


def _about(words: Words, person: Person, roles: frozenset[Role]) -> str:
    """The function and the role that says most."""
    order = (Role.SCRUM_MASTER, Role.ASSISTANT, Role.SPONSOR, Role.ADMIN, Role.MEMBER)
    role = next((words.say(f"role.{role}") for role in order if role in roles), "")
    said = ", ".join(part for part in (person.function, role) if part)
    return said[:1].upper() + said[1:]


def _away(words: Words, team: Team | None, person: Person, now: datetime, why_off: Off | None) -> str:
    """One short word under a face: absent, off, a local hour, a part-time share."""
    if why_off is not None:
        return words.say(f"play.{why_off}")
    if team is not None and person.tz != team.tz:
        return words.at(now, person.zone())
    worked = len(person.days.split(","))
    return words.say("play.share", percent=words.number(worked * 20)) if worked < 5 else ""
