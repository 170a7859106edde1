"""What managing a stand-up shows: its settings and what can be done, a trial, a past day, what a change did."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Block, Button, Card, Divider, Facts, Menu, Note, Style
from ritualbot.chat.forms import ChoiceField, DateField, Field, Form, NumberField, Option, TextField, TimeField
from ritualbot.chat.text import Text, literal
from ritualbot.i18n import Words
from ritualbot.reports import standup as report, standup_summary as summary
from ritualbot.reports.standup import Scene, standup_name
from ritualbot.reports.team import days_field, next_line, standup_line
from ritualbot.reports.wording import counted, text
from ritualbot.rituals.calendar import local_moment
from ritualbot.rituals.schedule import SprintDay
from ritualbot.rituals.standup import Turnout
from ritualbot.rituals.standup_typed import NO_SPRINT_DAY
from ritualbot.rituals.team_spec import StandupSpec
from ritualbot.store import standup as standups, standup_past as past
from ritualbot.store.standup import Standup, StandupPart, StandupRun
from ritualbot.store.team import Person, Team


def title(words: Words, key: str, *, standup: Standup) -> Text:
    return text(words, key, standup=standup_name(words, standup))


def next_step(words: Words, standup: Standup) -> Text:
    """Every answer ends with it: the next stand-up and its day, or what brings it back."""
    if standup.archived_at is not None:
        return text(words, "standup.archived.next")
    if standup.paused_at is not None:
        return text(words, "standup.paused.next")
    if standup.asked_from is not None:
        return text(words, "standup.next.now")
    return next_line(words, standup.next_on, standup.at)


def manage_button(words: Words, standup: Standup) -> Button:
    return Button("standup.manage", standup.ref, words.say("standup.manage.label"), Style.QUIET)


def manage_card(words: Words, team: Team, standup: Standup, others: Sequence[Standup]) -> Card:
    """One stand-up: when it is held, what comes next, and everything one can do with it."""
    when = words.clock(standup.summary_at)
    facts = Facts(
        (
            (text(words, "standup.manage.when"), standup_line(words, standup)),
            (text(words, "team.field.summary"), text(words, "team.summary_when", time=when, city=_city(words, team))),
        )
    )
    elsewhere = tuple(Button("standup.manage", each.ref, standup_name(words, each)) for each in others)
    blocks: list[Block] = [facts, next_step(words, standup), _verbs(words, team, standup)]
    if elsewhere:
        blocks.append(Actions((Menu(words.say("standup.manage.others"), elsewhere),)))
    return Card(literal(standup_name(words, standup)), tuple(blocks))


def _city(words: Words, team: Team) -> str:
    return words.city(team.zone())


def _verbs(words: Words, team: Team, standup: Standup) -> Actions:
    def button(action: str, style: Style = Style.PLAIN) -> Button:
        return Button(f"standup.{action}", standup.ref, words.say(f"standup.{action}.label"), style)

    more = [button("dry_run"), button("report")]
    if not standup.sleeps():
        more.append(button("pause"))
    if standup.archived_at is None:
        more.append(button("archive", Style.DANGER))
    more.append(Button("standup.add", team.ref, words.say("standup.add.label")))
    first = [button("resume", Style.MAIN)] if standup.sleeps() else [button("run"), button("pass_over")]
    return Actions((button("edit_schedule"), *first, Menu(words.say("standup.more.label"), tuple(more))))


def which_card(words: Words, choices: Sequence[Button]) -> Card:
    """Several could be meant: one button each."""
    return Card(text(words, "standup.which"), (Actions(tuple(choices)),))


def which_stand_up(words: Words, action: str, found: Sequence[Standup]) -> Card:
    return which_card(words, [Button(action, each.ref, standup_name(words, each)) for each in found])


def team_notes(session: Session, words: Words, team: Team) -> tuple[Block, ...]:
    """For the team at a glance: its other stand-ups, what comes next, how many take part."""
    found = standups.of_team_all(session, team.id or 0)
    lines = tuple(
        text(words, "standup.also", standup=each.name, when=standup_line(words, each).plain())
        for each in found[1:]
        if each.archived_at is None
    )
    step = next_step(words, found[0]) if found else next_line(words, None, time())
    return (*lines, step, *turnout_notes(session, words, [each.id or 0 for each in found]))


# -- what was done -------------------------------------------------------------------------------------------------


def done_card(words: Words, key: str, *blocks: Block, standup: Standup) -> Card:
    """What was done, in one sentence that names the stand-up, and what comes next."""
    return Card(title(words, key, standup=standup), (*blocks, next_step(words, standup)))


def started_card(words: Words, standup: Standup, scene: Scene, parts: Sequence[StandupPart], now: datetime) -> Card:
    """A run started by hand: how many are asked now and later, and when its summary posts."""
    at_once = sum(part.prompt_at <= now for part in parts)
    lines: list[Block] = [counted(words, "standup.run.asked", at_once)]
    if later := len(parts) - at_once:
        lines.append(counted(words, "standup.run.later", later))
    posts = words.at(scene.run.deadline, scene.team.zone())
    lines.append(text(words, "standup.run.summary", time=posts, city=_city(words, scene.team)))
    return done_card(words, "standup.run.title", *lines, standup=standup)


def skipped_card(words: Words, standup: Standup, day: date, running: StandupRun | None) -> Card:
    """Which day nobody is asked on, what follows, and the way back."""
    name = standup_name(words, standup)
    blocks: list[Block] = [next_step(words, standup)]
    if running is not None:
        blocks.append(Note(text(words, "standup.goes_on", day=words.day(running.held_on))))
    blocks.append(Actions((Button("standup.put_back", standup.ref, words.say("standup.put_back.label")),)))
    return Card(text(words, "standup.pass_over.title", standup=name, day=words.day(day)), tuple(blocks))


def asleep_card(words: Words, key: str, running: StandupRun | None, *, standup: Standup) -> Card:
    goes_on = (Note(text(words, "standup.goes_on", day=words.day(running.held_on))),) if running else ()
    resume = Button("standup.resume", standup.ref, words.say("standup.resume.label"))
    return Card(title(words, key, standup=standup), (next_step(words, standup), *goes_on, Actions((resume,))))


def archive_card(words: Words, standup: Standup) -> Card:
    """Asks before the last stand-up there will be."""
    yes = Button("standup.archive_now", standup.ref, words.say("standup.archive_now.label"), Style.DANGER)
    pause = Button("standup.pause", standup.ref, words.say("standup.pause.label"))
    blocks = (text(words, "standup.archive.what"), Actions((yes, pause)))
    return Card(title(words, "standup.archive.title", standup=standup), blocks)


# -- a trial -------------------------------------------------------------------------------------------------------


def trial_card(session: Session, words: Words, standup: Standup, day: date, person: Person, now: datetime) -> Card:
    """What the next one will look like: the prompt, the questions, a summary without answers. Nothing is kept."""
    run, part = _trial(session, standup, day, person, now)
    scene = report.scene(session, run)
    prompt = report.prompt_card(words, scene, part, person)
    asked = report.worded_questions(session, standup, words)
    form = report.answer_form(words, scene, part, person, asked, {})
    questions = tuple(
        (literal(field.label), text(words, "standup.trial.required" if field.required else "standup.trial.optional"))
        for field in form.fields
    )
    blocks: tuple[Block, ...] = (
        *(prompt.title, *_without_buttons(prompt)),
        *(Divider(), form.title, Facts(questions)),
        *(Divider(), report.titled(words, standup, day), text(words, "standup.summary.empty")),
        *(Divider(), next_step(words, standup)),
    )
    return Card(title(words, "standup.trial.title", standup=standup), blocks, text(words, "standup.trial.only_you"))


def _trial(
    session: Session, standup: Standup, day: date, person: Person, now: datetime
) -> tuple[StandupRun, StandupPart]:
    """A run and a part that the database never sees."""
    team = session.get(Team, standup.team_id)
    assert team is not None
    posts_at = local_moment(day, standup.summary_at, team.zone())
    at = local_moment(day, standup.at, person.zone())
    run = StandupRun(standup_id=standup.id or 0, held_on=day, opened_at=now, deadline=posts_at)
    return run, StandupPart(run_id=0, person_id=person.id or 0, prompt_at=at, ends_at=at + standup.window())


def _without_buttons(card: Card) -> tuple[Block, ...]:
    return tuple(block for block in card.blocks if not isinstance(block, Actions))


# -- a past day ----------------------------------------------------------------------------------------------------


def past_card(session: Session, words: Words, scene: Scene, now: datetime) -> Card:
    """The summary of a day, for one reader: no button asks who did not answer; the team's participation below."""
    card = summary.summary_card(session, words, scene, None, now)
    blocks = _without_buttons(card)
    return Card(card.title, (*blocks, *turnout_notes(session, words, [scene.standup.id or 0])), card.subtitle)


def turnout_notes(session: Session, words: Words, standup_ids: Sequence[int]) -> tuple[Note, ...]:
    """The team's share over the last stand-ups, once there is enough of it that nobody is pointed at."""
    turnout = past.team_turnout(session, standup_ids)
    if not turnout.may_be_told():
        return ()
    return (Note(text(words, "standup.turnout.team", percent=words.number(turnout.percent()))),)


def own_turnout_note(words: Words, turnout: Turnout) -> tuple[Note, ...]:
    """For the person alone."""
    if not turnout.expected:
        return ()
    asked = words.number(turnout.expected)
    return (Note(counted(words, "standup.turnout.own", turnout.answered, asked=asked)),)


# -- the schedule --------------------------------------------------------------------------------------------------


def schedule_form(words: Words, action: str, ref: str, spec: StandupSpec) -> Form:
    """When it is held. Saving says what comes next."""
    hint = words.say("standup.field.name_hint")
    name = TextField("name", words.say("standup.field.name"), hint, initial=spec.name, limit=80, lines=False)
    once = spec.once_on.isoformat() if spec.once_on else ""
    return Form(
        action,
        ref,
        text(words, "standup.schedule.title"),
        (
            name,
            replace(days_field(words, spec.days), required=False),
            _time_field(words, "team.field.at", "at", spec.at),
            _every_weeks(words, spec.every_weeks),
            DateField(
                "once_on", words.say("standup.field.once_on"), words.say("standup.field.once_on_hint"), initial=once
            ),
            *_sprint_fields(words, spec),
            _time_field(words, "team.field.summary", "summary", spec.summary),
            _window(words, spec.window),
        ),
        words.say("team.form.submit"),
    )


def _sprint_fields(words: Words, spec: StandupSpec) -> tuple[Field, ...]:
    """On a day of each sprint instead."""
    label, hint = words.say("standup.field.sprint_day"), words.say("standup.field.sprint_day_hint")
    days = tuple(Option(day.value, words.say(f"standup.sprint_day.{day}")) for day in SprintDay)
    none = Option(NO_SPRINT_DAY, words.say("standup.sprint_day.none"))
    before = words.number(spec.sprint_before) if spec.sprint_day is SprintDay.BEFORE_END else ""
    return (
        ChoiceField("sprint_day", label, hint, options=(none, *days), initial=(spec.sprint_day or NO_SPRINT_DAY,)),
        NumberField("sprint_before", words.say("standup.field.sprint_before"), initial=before),
    )


def _every_weeks(words: Words, initial: int) -> NumberField:
    label, hint = words.say("standup.field.every_weeks"), words.say("standup.field.every_weeks_hint")
    return NumberField("every_weeks", label, hint, required=True, initial=words.number(initial))


def _window(words: Words, initial: timedelta) -> TextField:
    label, hint = words.say("standup.field.window"), words.say("standup.field.window_hint")
    minutes = f"{int(initial.total_seconds()) // 60} min"
    return TextField("window", label, hint, required=True, initial=minutes, limit=20, lines=False)


def _time_field(words: Words, key: str, name: str, initial: time) -> TimeField:
    return TimeField(name, words.say(key), required=True, initial=words.clock(initial))


def saved_card(words: Words, standup: Standup, effect: Text | None) -> Card:
    facts = Facts(((text(words, "standup.manage.when"), standup_line(words, standup)),))
    blocks = (facts, effect) if effect else (facts,)
    return done_card(words, "standup.saved", *blocks, standup=standup)
