"""What the channel sees of a stand-up: the summary, blockers first, and the line under it when an answer comes late."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Block, Button, Callout, Card, Facts, Row, Said, Style, Table
from ritualbot.chat.text import Mention, Text, literal
from ritualbot.i18n import Words
from ritualbot.reports import blocker as blocker_report
from ritualbot.reports.standup import Scene, question_head, titled, worded_questions
from ritualbot.reports.wording import text
from ritualbot.rituals import questions as asking
from ritualbot.rituals.questions import Kind, Question
from ritualbot.rituals.standup import Grouping, Presence, Standing, count, is_to_come
from ritualbot.store import standup as standups, team as teams
from ritualbot.store.standup import StandupPart, StandupRun
from ritualbot.store.team import Destination, Person


@dataclass(frozen=True)
class Entry:
    """One person in the summary."""

    person: Person
    part: StandupPart
    values: Mapping[str, str]
    user: str = ""  # to mention them by, where the channel opted in

    def name(self) -> Text:
        return Text("{who}", {"who": Mention(self.user, self.person.name)}) if self.user else literal(self.person.name)


def entries(session: Session, run: StandupRun) -> list[Entry]:
    assert run.id is not None
    found = standups.parts(session, run.id)
    people = teams.people(session, {part.person_id for part in found})
    values = standups.answers_of_run(session, run.id)
    return [Entry(people[part.person_id], part, values.get(part.id or 0, {})) for part in found]


def summary_card(session: Session, words: Words, scene: Scene, place: Destination | None, now: datetime) -> Card:
    """The day's answers, blockers first. `now` decides who is still to come; out of any place nobody is mentioned."""
    users = teams.users(session, place.workspace_id) if place and scene.standup.mentions else {}
    everyone = [replace(entry, user=users.get(entry.person.id or 0, "")) for entry in entries(session, scene.run)]
    answered = [entry for entry in everyone if entry.part.presence == Presence.ANSWERED]
    asked = [each for each in worded_questions(session, scene.standup, words) if asking.TYPES[each.kind].shared]
    blocks: list[Block] = []
    if blockers := _blockers(session, words, scene, asked, answered, now):
        blocks.append(blockers)
    blocks.extend(_grouped(words, scene, asked, answered))
    if not answered:
        blocks.append(text(words, "standup.summary.empty"))
    if any(entry.part.presence == Presence.EXPECTED for entry in everyone):
        names = Button("standup.names", scene.run.ref, words.say("standup.names.label"), Style.QUIET)
        blocks.append(Actions((names,)))
    return Card(
        titled(words, scene.standup, scene.run.held_on),
        tuple(blocks),
        subtitle=counts_line(words, scene.team.zone(), [entry.part for entry in everyone], now),
    )


def standing(part: StandupPart) -> Standing:
    return Standing(Presence(part.presence), part.prompt_at, part.ends_at)


def counts_line(words: Words, zone: ZoneInfo, parts: Sequence[StandupPart], now: datetime) -> Text:
    """`8 réponses, 1 absence, 1 à venir (15:30 Paris)`."""
    counts = count([standing(part) for part in parts], now)
    said = [words.count("standup.count.answered", counts.answered)]
    for key, number in (
        ("skipped", counts.skipped),
        ("missing", counts.missing),
        ("unreachable", counts.unreachable),
        ("away", counts.away),
    ):
        if number:
            said.append(words.count(f"standup.count.{key}", number))
    if counts.to_come:
        said.append(_to_come(words, zone, parts, now, counts.to_come))
    return literal(", ".join(said))


def _to_come(words: Words, zone: ZoneInfo, parts: Sequence[StandupPart], now: datetime, number: int) -> str:
    """When the last of those to come will have been asked or, once asked, must have answered."""
    coming = [part for part in parts if is_to_come(standing(part), now)]
    moments = sorted({part.prompt_at if part.prompt_at > now else part.ends_at for part in coming})
    times = words.listed([words.at(moment, zone) for moment in moments])
    return words.count("standup.count.to_come", number, times=times, city=words.city(zone))


def _blockers(
    session: Session, words: Words, scene: Scene, asked: list[Question], answered: list[Entry], now: datetime
) -> Callout | None:
    keys = [question.key for question in asked if question.kind is Kind.BLOCKER]
    named = [
        blocker_report.Answered(
            entry.name(), entry.part.ref, [entry.values[key] for key in keys if key in entry.values]
        )
        for entry in answered
    ]
    assert scene.team.id is not None
    return blocker_report.callout(session, words, scene.team.id, scene.run, named, now)


def _grouped(words: Words, scene: Scene, asked: list[Question], answered: list[Entry]) -> list[Block]:
    shown = [question for question in asked if question.kind is not Kind.BLOCKER]
    if not answered or not shown:
        return []
    zone = scene.team.zone()
    match Grouping(scene.standup.grouping):
        case Grouping.PERSON:
            return [_table(words, zone, shown, answered)]
        case Grouping.QUESTION:
            return [block for question in shown for block in _one_question(words, zone, question, answered)]
        case Grouping.ROLE:
            return _by_function(words, zone, shown, answered)


def _table(words: Words, zone: ZoneInfo, shown: list[Question], answered: list[Entry]) -> Table:
    head = (text(words, "standup.head.who"), *(question_head(words, question) for question in shown))
    return Table(head, tuple(_row(words, zone, shown, entry) for entry in answered))


def _row(words: Words, zone: ZoneInfo, shown: list[Question], entry: Entry) -> Row:
    cells = tuple(
        Said("", asking.show(question, entry.values[question.key], words))
        if question.key in entry.values
        else text(words, "standup.summary.no_answer")
        for question in shown
    )
    return Row((entry.name(), *cells), _mark(words, zone, entry.part))


def _mark(words: Words, zone: ZoneInfo, part: StandupPart) -> Text | None:
    if part.late_at is not None:
        return text(words, "standup.mark.added", time=words.at(part.late_at, zone))
    if part.edited_at is not None:
        return text(words, "standup.mark.edited", time=words.at(part.edited_at, zone))
    return None


def _one_question(words: Words, zone: ZoneInfo, question: Question, answered: list[Entry]) -> list[Block]:
    rows = tuple(_row(words, zone, [question], entry) for entry in answered if question.key in entry.values)
    return [Table((text(words, "standup.head.who"), question_head(words, question)), rows)] if rows else []


def _by_function(words: Words, zone: ZoneInfo, shown: list[Question], answered: list[Entry]) -> list[Block]:
    blocks: list[Block] = []
    ordered = sorted(answered, key=lambda entry: entry.person.function.casefold())
    for function, group in groupby(ordered, key=lambda entry: entry.person.function):
        title = text(words, "standup.head.function", function=function or words.say("standup.head.no_function"))
        blocks += [title, _table(words, zone, shown, list(group))]
    return blocks


def line_card(words: Words, scene: Scene, entry: Entry, asked: list[Question], before: Mapping[str, str]) -> Card:
    """The threaded line about a late or changed answer: who, and what changed."""
    asked = [question for question in asked if asking.TYPES[question.kind].shared]
    changed = [
        question
        for question in asked
        if entry.values.get(question.key, "") != before.get(question.key, "") and question.key in entry.values
    ]
    key = "standup.line.added" if not before else "standup.line.changed"
    removed = [question for question in asked if question.key in before and question.key not in entry.values]
    pairs = tuple(
        (question_head(words, question), Said("", asking.show(question, entry.values[question.key], words)))
        for question in changed
    ) + tuple((question_head(words, question), text(words, "standup.line.removed")) for question in removed)
    zone = scene.team.zone()
    assert entry.part.changed_at is not None
    title = text(words, key, name=entry.person.name, time=words.at(entry.part.changed_at, zone))
    return Card(title, (Facts(pairs),) if pairs else ())
