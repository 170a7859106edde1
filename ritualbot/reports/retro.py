"""What people see of a retro: the call, the notes once they may be read, the vote, what was voted, its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Block, Button, Card, Divider, File, Note, Row, Said, Style, Table
from ritualbot.chat.text import Text, literal
from ritualbot.i18n import Words
from ritualbot.reports import action as action_report
from ritualbot.reports.hypothesis_listen import fared_blocks
from ritualbot.reports.wording import counted, text
from ritualbot.rituals import retro as rules
from ritualbot.rituals.action import flagged
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.retro import COLUMNS, BoxKind, RetroPhase, Template
from ritualbot.store import action as actions, retro as retros, retro_box as boxes, retro_run as runs, team as teams
from ritualbot.store.retro import Retro, RetroNote
from ritualbot.store.retro_run import Topic
from ritualbot.store.team import Team

MOST_LISTED = 10


@dataclass(frozen=True)
class Scene:
    """A retro with what is read of it once for whatever shows it. `in_box`: notes nobody may read yet."""

    retro: Retro
    team: Team
    in_box: int
    topics: tuple[Topic, ...]
    names: dict[int, str]  # of who wrote it, by note; empty in an anonymous retro
    ends_at: datetime | None

    @property
    def number(self) -> str:
        return str(self.retro.number)

    @property
    def phase(self) -> RetroPhase:
        return RetroPhase(self.retro.phase)

    def notes(self) -> list[RetroNote]:
        return [note for topic in self.topics for note in topic.notes]

    def budget(self) -> int:
        return self.retro.budget or rules.suggested_points(len(self.topics))


def scene(session: Session, retro: Retro, now: datetime) -> Scene:
    box = boxes.look(session, retro, BoxKind.NOTES)
    written = retros.authors(session, retro)
    people = teams.people(session, set(written.values()))
    return Scene(
        retro,
        session.get_one(Team, retro.team_id),
        in_box=len(box.notes) if box else 0,
        topics=tuple(runs.topics(session, retro)),
        names={note: people[who].name for note, who in written.items() if who in people},
        ends_at=ends_at if (ends_at := runs.ends_at(retro)) and ends_at > now else None,
    )


def column_titles(words: Words, retro: Retro) -> list[str]:
    if retro.template == Template.CUSTOM:
        return retro.columns.splitlines()
    return [words.say(f"retro.column.{key}") for key in COLUMNS[Template(retro.template)]]


def moment(words: Words, at: datetime, zone: ZoneInfo) -> str:
    """`jeudi 4 mars, 12:00`."""
    return f"{words.day(local_day(at, zone))}, {words.at(at, zone)}"


def _show(words: Words, seen: Scene) -> Button:
    return Button("retro.look", seen.retro.ref, words.say("retro.show.label"))


# -- in the channel ------------------------------------------------------------------------------------------------


def phase_card(session: Session, words: Words, seen: Scene, now: datetime) -> Card:
    """What the team sees of the phase a retro is in."""
    match seen.phase:
        case RetroPhase.WRITE:
            return call_card(session, words, seen, now)
        case RetroPhase.GROUP:
            return notes_card(words, seen)
        case RetroPhase.VOTE:
            return vote_card(words, seen)
        case RetroPhase.DISCUSS:
            return discuss_card(session, words, seen)
        case RetroPhase.CLOSED:
            return closed_card(session, words, seen)


def call_card(session: Session, words: Words, seen: Scene, now: datetime) -> Card:
    """C9: what was promised before comes first."""
    retro, zone = seen.retro, seen.team.zone()
    buttons = (
        Button("retro.write", retro.ref, words.say("retro.write.label"), Style.MAIN),
        Button("retro.mine", retro.ref, words.say("retro.mine.label")),
        *done_buttons(words, seen),
        _show(words, seen),
    )
    until = (
        text(words, "retro.call.until", when=moment(words, seen.ends_at, zone))
        if seen.ends_at
        else text(words, "retro.call.no_end")
    )
    blocks: tuple[Block, ...] = (
        *open_actions(session, words, seen.team, now),
        *_fared(session, words, retro),
        text(words, "retro.call.columns", columns=words.listed(column_titles(words, retro))),
        until,
        text(words, f"retro.call.{retro.mode}"),
        Actions(buttons),
    )
    return Card(text(words, "retro.call.title", number=seen.number), blocks)


def _fared(session: Session, words: Words, retro: Retro) -> tuple[Block, ...]:
    """S9: how hypotheses ended nobody was listened to for, if one did since the retro before."""
    before = [row.closed_at for row in retros.closed_in(session, retro.team_id) if row.number < retro.number]
    return fared_blocks(session, words, retro.team_id, before[-1] if before else None)


def done_buttons(words: Words, seen: Scene) -> tuple[Button, ...]:
    if not seen.retro.tells_done:
        return ()
    return (Button("retro.done", seen.retro.ref, words.say("retro.done.label")),)


def open_actions(session: Session, words: Words, team: Team, now: datetime) -> tuple[Block, ...]:
    """A team's open actions, the oldest first, each with its age and how often it was carried. What was carried three
    times is asked about: keep it, change it or drop it?"""
    rows = sorted(actions.open_in(session, team.id or 0), key=lambda row: (row.created_at, row.number))
    if not rows:
        return ()
    lines = tuple(_action_row(words, action_report.seen(session, row, now)) for row in rows)
    asked: list[Block] = []
    for row in rows:
        if flagged(row.carries):
            asked += [counted(words, "retro.actions.flagged", row.carries, action=str(row.number))]
            asked += [Actions(tuple(_action_button(words, verb, row.ref) for verb in ("later", "edit", "drop")))]
    return (counted(words, "retro.actions.title", len(rows)), Table((), lines), *asked, Divider())


def _action_button(words: Words, verb: str, ref: str) -> Button:
    return Button(f"action.{verb}", ref, words.say(f"action.{verb}.label"))


def _action_row(words: Words, each: action_report.Seen) -> Row:
    facts = [each.owner.name]
    facts += [words.count("action.age", each.days)] if each.days else []
    facts += [words.count("action.carried", each.row.carries)] if each.row.carries else []
    return Row((literal(f"#{each.row.number} {each.row.text}"), literal(", ".join(facts))))


def notes_card(words: Words, seen: Scene) -> Card:
    """The notes, all at once: groups first, then what is on its own, by column."""
    zone = seen.team.zone()
    retro = seen.retro
    buttons = (Button("retro.group", retro.ref, words.say("retro.group.label"), Style.MAIN), _show(words, seen))
    then = (
        (text(words, "retro.group.until", when=moment(words, seen.ends_at, zone)),)
        if seen.ends_at
        else (text(words, "retro.group.no_end"),)
    )
    return Card(
        counted(words, "retro.notes.title", len(seen.notes()), retro=str(retro.number)),
        (*note_blocks(words, seen), *then, Actions(buttons)),
    )


def note_blocks(words: Words, seen: Scene) -> tuple[Block, ...]:
    titles = column_titles(words, seen.retro)
    blocks: list[Block] = []
    for topic in seen.topics:
        if len(topic.notes) > 1 or topic.row.name:
            rows = tuple(_note_row(seen, note) for note in topic.notes)
            blocks += [Text("*{name}*", {"name": topic_title(words, topic)}), Table((), rows)]
    single = [topic.notes[0] for topic in seen.topics if len(topic.notes) == 1 and not topic.row.name]
    for at, title in enumerate(titles):
        if rows := tuple(_note_row(seen, note) for note in single if min(note.column, len(titles) - 1) == at):
            blocks += [Text("*{name}*", {"name": title}), Table((), rows)]
    return tuple(blocks)


def topic_title(words: Words, topic: Topic) -> str:
    """Its name, or its first note; neither where the notes are no longer kept."""
    return topic.title() or words.say("retro.topic.unnamed")


def _note_row(seen: Scene, note: RetroNote) -> Row:
    return Row((Said(seen.names.get(note.id or 0, ""), note.text),))


def vote_card(words: Words, seen: Scene) -> Card:
    retro, zone = seen.retro, seen.team.zone()
    buttons = (
        Button("retro.vote", retro.ref, words.say("retro.vote.label"), Style.MAIN),
        Button("retro.group", retro.ref, words.say("retro.group.label")),
        *done_buttons(words, seen),
        _show(words, seen),
    )
    rule = counted(words, "retro.vote.rule", seen.budget(), most=words.number(retro.most_per_topic))
    until = (
        text(words, "retro.vote.until", when=moment(words, seen.ends_at, zone))
        if seen.ends_at
        else text(words, "retro.vote.no_end")
    )
    title = counted(words, "retro.vote.title", len(seen.topics), retro=str(retro.number))
    return Card(title, (*note_blocks(words, seen), Divider(), rule, until, Actions(buttons)))


def discuss_card(session: Session, words: Words, seen: Scene) -> Card:
    """What was voted, most points first, and what came of it."""
    retro, zone = seen.retro, seen.team.zone()
    blocks: list[Block] = []
    if retro.meets_at is not None:
        minutes = words.number(retro.minutes)
        blocks.append(text(words, "retro.discuss.meet", when=moment(words, retro.meets_at, zone), minutes=minutes))
    blocks += [topic_table(words, seen)] if seen.topics else [text(words, "retro.discuss.none")]
    blocks += _made(session, words, seen)
    buttons = (Button("retro.act", retro.ref, words.say("retro.act.label"), Style.MAIN), _show(words, seen))
    return Card(text(words, "retro.discuss.title", number=seen.number), (*blocks, Actions(buttons)))


def topic_table(words: Words, seen: Scene) -> Table:
    rows = []
    for topic in seen.topics:
        facts = [words.count("retro.topic.points", topic.row.points)]
        facts += [words.count("retro.topic.notes", len(topic.notes))] if len(topic.notes) > 1 else []
        rows.append(Row((Said("", topic_title(words, topic)), literal(", ".join(facts)))))
    return Table((), tuple(rows))


def _made(session: Session, words: Words, seen: Scene) -> list[Block]:
    """The actions made in this retro."""
    rows = actions.made_in(session, [seen.retro.ref, *(topic.row.ref for topic in seen.topics)])
    if not rows:
        return []
    owners = teams.people(session, {row.owner_id for row in rows})
    lines = tuple(
        Row(
            (
                literal(f"#{row.number} {row.text}"),
                literal(f"{owners[row.owner_id].name}, {words.day(row.due_on)}"),
            )
        )
        for row in rows
    )
    return [counted(words, "retro.made.title", len(rows)), Table((), lines)]


def closed_card(session: Session, words: Words, seen: Scene) -> Card:
    """What stays of it, and one question: was it worth the time?"""
    retro = seen.retro
    blocks: list[Block] = [topic_table(words, seen)] if seen.topics else []
    blocks += _made(session, words, seen) or [text(words, "retro.made.none")]
    if retro.worth_count is None:
        marks = tuple(Button("retro.mark", f"{retro.ref}.{mark}", str(mark)) for mark in rules.WORTH)
        blocks += [Divider(), text(words, "retro.worth.ask"), Actions(marks), Note(text(words, "retro.worth.how"))]
    else:
        blocks += [Divider(), *worth_blocks(session, words, seen)]
    return Card(text(words, "retro.closed.title", number=seen.number), tuple(blocks))


def addendum_card(session: Session, words: Words, seen: Scene, sprint: str, file: File) -> Card:
    """Under the report of a sprint that was closed before its retro was."""
    made = actions.made_in(session, [seen.retro.ref, *(topic.row.ref for topic in seen.topics)])
    topics = words.count("retro.addendum.topics", len(seen.topics))
    said = words.listed([topics, words.count("retro.addendum.actions", len(made))])
    title = text(words, "retro.addendum.title", number=seen.number, sprint=sprint, what=said)
    return Card(title, (Actions((file.button, _show(words, seen))),))


def worth_blocks(session: Session, words: Words, seen: Scene) -> list[Block]:
    """The average, where enough people marked; its trend from the third retro on."""
    retro = seen.retro
    count = retro.worth_count or 0
    if retro.worth_sum is None:
        return [counted(words, "retro.worth.few", count, least=words.number(rules.LEAST_AVERAGED))]
    blocks: list[Block] = [counted(words, "retro.worth.average", count, average=_average(words, retro))]
    before = [row for row in retros.closed_in(session, retro.team_id) if row.number <= retro.number]
    known = [row for row in before if row.worth_sum is not None]
    if shown := rules.trend(known):
        blocks.append(text(words, "retro.worth.trend", averages=" → ".join(_average(words, row) for row in shown)))
    return blocks


def _average(words: Words, retro: Retro) -> str:
    return words.number(round((retro.worth_sum or 0) / (retro.worth_count or 1), 1))


def past_card(words: Words, seen: Scene, phase: RetroPhase) -> Card:
    """A message of a phase that is over: nothing can be done in it. Where what follows shows topics alone, the notes
    can still be read here."""
    alone = seen.phase in (RetroPhase.DISCUSS, RetroPhase.CLOSED)
    blocks = note_blocks(words, seen) if alone and phase in (RetroPhase.GROUP, RetroPhase.VOTE) else ()
    return Card(text(words, "retro.past.title", number=seen.number), (*blocks, Actions((_show(words, seen),))))


def count_card(words: Words, seen: Scene) -> Card:
    """The one reminder of a phase where nobody knows who wrote: to all, with a number and no name."""
    assert seen.ends_at is not None
    when = moment(words, seen.ends_at, seen.team.zone())
    if seen.phase is RetroPhase.VOTE:
        button = Button("retro.vote", seen.retro.ref, words.say("retro.vote.label"), Style.MAIN)
        return Card(text(words, "retro.remind.vote", number=seen.number, when=when), (Actions((button,)),))
    button = Button("retro.write", seen.retro.ref, words.say("retro.write.label"), Style.MAIN)
    title = counted(words, "retro.remind.count", seen.in_box, retro=str(seen.retro.number), when=when)
    return Card(title, (Actions((button,)),))


def reminder_card(words: Words, seen: Scene, zone: ZoneInfo) -> Card:
    """The one reminder of a phase, to someone who has not written or voted."""
    assert seen.ends_at is not None
    when = moment(words, seen.ends_at, zone)
    if seen.phase is RetroPhase.VOTE:
        button = Button("retro.vote", seen.retro.ref, words.say("retro.vote.label"), Style.MAIN)
        return Card(text(words, "retro.remind.vote", number=seen.number, when=when), (Actions((button,)),))
    button = Button("retro.write", seen.retro.ref, words.say("retro.write.label"), Style.MAIN)
    return Card(text(words, "retro.remind.write", number=seen.number, when=when), (Actions((button,)),))


def listed(rows: Sequence[Retro]) -> Sequence[Retro]:
    """The newest first, as many as are shown."""
    return tuple(reversed(rows))[:MOST_LISTED]
