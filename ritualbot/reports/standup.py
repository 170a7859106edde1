"""Everything the stand-up shows: prompt, form, acknowledgement, reminder, summary and its thread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Block, Button, Card, Facts, Menu, Note, Said, Style
from ritualbot.chat.forms import Form, filled
from ritualbot.chat.text import Channel, Text, literal
from ritualbot.i18n import Words
from ritualbot.reports.quiet import Line
from ritualbot.reports.sprint import day_line
from ritualbot.reports.wording import counted, text
from ritualbot.rituals import questions as asking
from ritualbot.rituals.questions import Kind, Question
from ritualbot.rituals.standup import Presence
from ritualbot.store import sprint as sprints, standup as standups, team as teams
from ritualbot.store.sprint import Running
from ritualbot.store.standup import RunState, Standup, StandupPart, StandupRun
from ritualbot.store.team import Destination, Person, Team

PREFILLED_FROM = {"moved": "today"}  # "what moved" starts from the last "what will you move"


@dataclass(frozen=True)
class Scene:
    """One run and what surrounds it, read once for whatever is shown of it."""

    team: Team
    standup: Standup
    run: StandupRun
    places: tuple[Destination, ...]
    sprint: Running | None = None

    def channels(self) -> Text:
        return Text(
            ", ".join(f"{{place{index}}}" for index in range(len(self.places))) or "-",
            {f"place{index}": Channel(place.conversation, place.name) for index, place in enumerate(self.places)},
        )


def scene(session: Session, run: StandupRun) -> Scene:
    standup = session.get(Standup, run.standup_id)
    assert standup is not None
    team = session.get(Team, standup.team_id)
    assert team is not None and team.id is not None
    running = sprints.running_on(session, team, run.held_on)
    return Scene(team, standup, run, tuple(teams.destinations(session, team.id)), running)


def worded_questions(session: Session, standup: Standup, words: Words) -> list[Question]:
    """The questions as a reader of this language sees them."""
    assert standup.id is not None
    return [
        Question(
            key=row.key,
            kind=Kind(row.kind),
            text=row.text or words.say(f"standup.question.{row.key}"),
            required=row.required,
            low=row.low,
            high=row.high,
            options=row.choices(),
        )
        for row in standups.questions(session, standup.id)
    ]


def standup_name(words: Words, standup: Standup) -> str:
    return standup.name or words.say("standup.name")


def titled(words: Words, standup: Standup, day: date) -> Text:
    """`Point du jour, mardi 2 mars`."""
    return text(words, "standup.titled", standup=standup_name(words, standup), day=words.day(day))


def prompt_card(words: Words, scene: Scene, part: StandupPart, person: Person) -> Card:
    buttons = _prompt_buttons(words, part)
    line = _with_channels(
        words,
        "standup.prompt.when" if scene.run.state == RunState.OPEN else "standup.prompt.gone",
        scene,
        time=words.at(part.ends_at if scene.run.state == RunState.OPEN else _posted(scene), person.zone()),
    )
    title = text(words, "standup.prompt.title", name=person.name)
    if scene.standup.name:
        title = text(words, "standup.prompt.titled", name=person.name, standup=scene.standup.name)
    goal = (day_line(words, scene.sprint),) if scene.sprint else ()
    return Card(title, (*goal, line, buttons))


def _prompt_buttons(words: Words, part: StandupPart) -> Actions:
    more = (
        Button("standup.snooze", part.ref, words.say("standup.snooze.label")),
        Button("standup.skip", part.ref, words.say("standup.skip.label")),
    )
    return Actions(
        (
            Button("standup.open", part.ref, words.say("standup.answer.label"), Style.MAIN),
            Button("standup.same", part.ref, words.say("standup.same.label")),
            Button("standup.away", part.ref, words.say("standup.away.label")),
            Menu(words.say("standup.more.label"), more),
        )
    )


def prompt_line(words: Words, scene: Scene, part: StandupPart, person: Person) -> Line:
    """A prompt as one line under another: someone in many teams gets only so many messages a day."""
    time = words.at(part.ends_at, person.zone())
    label = words.say("quiet.prompt.label", team=scene.team.name)
    return Line(words.say("quiet.prompt", team=scene.team.name, time=time), Button("standup.open", part.ref, label))


def _posted(scene: Scene) -> datetime:
    return scene.run.posted_at or scene.run.deadline


def _with_channels(words: Words, key: str, scene: Scene, **params: str) -> Text:
    """A sentence whose `{places}` are the team's channels, each a link to it."""
    places = scene.channels()
    return Text(words.markup(key).replace("{places}", places.markup), {**places.params, **params})


def answer_form(
    words: Words, scene: Scene, part: StandupPart, person: Person, asked: list[Question], initials: Mapping[str, str]
) -> Form:
    """All the questions at once. `initials` are canonical values by question key."""
    return Form(
        action="standup.answer",
        ref=part.ref,
        title=titled(words, scene.standup, scene.run.held_on),
        fields=tuple(asking.form_fields(asked, dict(initials), words)),
        submit=words.say("standup.form.submit"),
        intro=destiny(words, scene, person),
    )


def prefilled(words: Words, form: Form, values: Mapping[str, str], from_day: date) -> Form:
    """The form with earlier words in some fields, each saying which day they are from."""
    hint = words.say("standup.form.from", day=words.weekday(from_day))
    fields = tuple(replace(field, hint=hint) if values.get(field.name) else field for field in form.fields)
    return filled(replace(form, fields=fields), values)


def destiny(words: Words, scene: Scene, person: Person) -> Text:
    """When and where an answer is posted."""
    key = "standup.destiny.open" if scene.run.state == RunState.OPEN else "standup.destiny.posted"
    moment = scene.run.deadline if scene.run.state == RunState.OPEN else _posted(scene)
    return _with_channels(words, key, scene, time=words.at(moment, person.zone()))


def ack_card(
    words: Words, scene: Scene, part: StandupPart, person: Person, asked: list[Question], values: Mapping[str, str]
) -> Card:
    """Takes the prompt's place: what was kept, where and when it is posted, and how to change it."""
    pairs = tuple(
        (question_head(words, question), Said("", asking.show(question, values[question.key], words)))
        for question in asked
        if question.key in values
    )
    edit = Button("standup.open", part.ref, words.say("standup.edit.label"))
    blocks: tuple[Block, ...] = (Facts(pairs), Actions((edit,)))
    return Card(text(words, "standup.ack.title"), blocks, subtitle=destiny(words, scene, person))


def settled_card(words: Words, scene: Scene, part: StandupPart, person: Person) -> Card:
    """Takes the prompt's place after a skip or an absence; one button takes it back."""
    key = "standup.skipped" if part.presence == Presence.SKIPPED else "standup.gone_today"
    back = Button("standup.back", part.ref, words.say("standup.back.label"))
    answer = Button("standup.open", part.ref, words.say("standup.answer.label"))
    return Card(
        text(words, f"{key}.title"),
        (
            text(words, f"{key}.next", day=words.day(scene.run.held_on)),
            Actions((answer, back) if part.presence == Presence.SKIPPED else (back,)),
        ),
    )


def later_card(words: Words, part: StandupPart, person: Person) -> Card:
    """Takes the prompt's place on a morning off."""
    return Card(text(words, "standup.asked_later", time=words.at(part.prompt_at, person.zone())))


def reminder_card(words: Words, scene: Scene, part: StandupPart, person: Person) -> Card:
    line = _with_channels(words, "standup.reminder", scene, time=words.at(part.ends_at, person.zone()))
    answer = Button("standup.open", part.ref, words.say("standup.answer.label"), Style.MAIN)
    skip = Button("standup.skip", part.ref, words.say("standup.skip.label"))
    return Card(line, (Actions((answer, skip)),))


def missed_card(words: Words, scene: Scene, names: Sequence[str]) -> Card:
    """Tells the scrum master whose prompt could not be sent in time."""
    return Card(
        text(words, "standup.missed.title", day=words.day(scene.run.held_on)),
        (
            counted(words, "standup.missed.people", len(names), names=words.listed(names)),
            text(words, "standup.missed.next"),
        ),
    )


def undelivered_card(words: Words, scene: Scene, conversation: str, why: str) -> Card:
    """Tells the scrum master that a summary could not be posted, and what to do."""
    place = next((each.name for each in scene.places if each.conversation == conversation), conversation)
    channel = Channel(conversation, place)
    return Card(
        text(words, "standup.undelivered.title", place=channel, day=words.day(scene.run.held_on)),
        (text(words, "standup.undelivered.why", why=why), text(words, "standup.undelivered.next", place=channel)),
    )


def names_card(words: Words, scene: Scene, names: Mapping[str, Sequence[str]]) -> Card:
    """Who has not answered yet: for the scrum master and the assistant, for the run at hand."""
    lines = tuple(
        counted(words, f"standup.names.{stands}", len(found), names=words.listed(found))
        for stands, found in names.items()
        if found
    )
    blocks = lines or (text(words, "standup.names.none"),)
    return Card(text(words, "standup.names.title", day=words.day(scene.run.held_on)), blocks)


def question_head(words: Words, question: Question) -> Text:
    """A short head for the questions the catalogue knows; a team's own question is its own head."""
    if question.key in ("moved", "today", "blocker") and question.text == words.say(f"standup.question.{question.key}"):
        return text(words, f"standup.head.{question.key}")
    return literal(question.text)


def next_card(
    words: Words, person: Person, at: datetime | None, live: StandupPart | None, more: Sequence[Button | Note]
) -> Card:
    """`/standup` on a day without one: when the next is, and the last one still open to edits. `more`: what else this
    person is told, or may do."""
    if at is None:
        sentence = text(words, "standup.next.none")
    else:
        day = at.astimezone(person.zone()).date()
        sentence = text(words, "standup.next.at", day=words.day(day), time=words.at(at, person.zone()))
    buttons = (Button("standup.open", live.ref, words.say("standup.next.edit_last")),) if live else ()
    agenda = Button("ritual.next", "", words.say("ritual.next.label"))
    offered = (*buttons, agenda, *(each for each in more if isinstance(each, Button)))
    return Card(sentence, (*(each for each in more if isinstance(each, Note)), Actions(offered)))


def snoozed_note(words: Words, at: datetime, zone: ZoneInfo) -> Note:
    return Note(text(words, "standup.snoozed", time=words.at(at, zone)))


SNOOZE = timedelta(minutes=30)
