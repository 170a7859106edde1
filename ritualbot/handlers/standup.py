"""What people do with a stand-up, one verb a function."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from ritualbot.chat.cards import Card
from ritualbot.chat.events import ButtonPressed, FormSubmitted
from ritualbot.chat.forms import Form
from ritualbot.chat.replies import Nothing, OpenForm, Reply, Say
from ritualbot.errors import Absent, RuleBroken
from ritualbot.handlers import sponsor_help_told, standup_absence, standup_day as day, standup_sprint
from ritualbot.handlers.context import Context
from ritualbot.i18n import Words
from ritualbot.reports import (
    blocker as blocker_report,
    standup as report,
    standup_summary as summary,
)
from ritualbot.reports.standup import Scene
from ritualbot.rituals import permissions
from ritualbot.rituals.permissions import Right
from ritualbot.rituals.questions import Kind, Question, parse_all
from ritualbot.rituals.standup import MOST_REMINDERS, Arrival, Presence, arrival, same_line
from ritualbot.store import absence, alarms, blocker as blockers, request_blocker, standup as standups
from ritualbot.store.standup import RunState, StandupPart


@dataclass
class Mine:
    """The actor's own part in a live run, locked."""

    scene: Scene
    part: StandupPart
    asked: list[Question]
    values: dict[str, str]

    @property
    def answered(self) -> bool:
        return self.part.presence == Presence.ANSWERED


def own(context: Context, ref: str) -> Mine:
    """Raises NotAllowed for somebody else's part, `standup.closed` once the next run has opened."""
    part = standups.part_by_ref(context.session, ref)
    if part is None or part.id is None:
        raise Absent("permission.absent")
    permissions.allow(context.roles, Right.STANDUP_ANSWER, own=part.person_id == context.person.id)
    run = standups.lock_run(context.session, part.run_id)
    context.session.refresh(part)
    scene = report.scene(context.session, run)
    if run.state not in (RunState.OPEN, RunState.POSTED):
        raise RuleBroken("standup.closed", day=context.words.day(run.held_on))
    asked = report.worded_questions(context.session, scene.standup, context.words)
    return Mine(scene, part, asked, standups.answers(context.session, part.id))


def open(context: Context, event: ButtonPressed) -> Reply:
    return OpenForm(form_of(context, event.ref))


def form_of(context: Context, ref: str) -> Form:
    """The form of one's own part. Raises as every answer does."""
    return _form(context, own(context, ref))


def _form(context: Context, mine: Mine) -> Form:
    form = report.answer_form(context.words, mine.scene, mine.part, context.person, mine.asked, mine.values)
    form = replace(form, fields=(*form.fields, *standup_sprint.fields(context, mine.scene)))
    if mine.answered:
        return form
    held_on, last = _last(context, mine)
    return report.prefilled(context.words, form, _prefilled(last), held_on)


def _last(context: Context, mine: Mine) -> tuple[date, dict[str, str]]:
    """The person's last answers to the questions still asked, however long the holiday since, and their day."""
    standup, run = mine.scene.standup, mine.scene.run
    assert standup.id is not None and context.person.id is not None
    found = standups.last_answers(context.session, standup.id, context.person.id, run.held_on)
    if found is None:
        return run.held_on, {}
    keys = {question.key for question in mine.asked}
    return found[0], {key: value for key, value in found[1].items() if key in keys}


def _prefilled(last: Mapping[str, str]) -> dict[str, str]:
    """What moved starts from what was to be moved."""
    return {key: last[source] for key, source in report.PREFILLED_FROM.items() if source in last}


def answer(context: Context, event: FormSubmitted) -> Reply:
    mine = own(context, event.ref)
    values = parse_all(mine.asked, standup_sprint.without_ticks(event.values), context.words.language)
    standup_sprint.tick(context, mine.scene, event.values)
    keep(context, mine, values)
    return Nothing()


def same(context: Context, event: ButtonPressed) -> Reply:
    """[Nothing new]: the same as last time, no blocker; with no earlier answer, the form."""
    mine = own(context, event.ref)
    if mine.answered:
        return OpenForm(_form(context, mine))
    _, last = _last(context, mine)
    values = {**last, **_prefilled(last)}
    blockers = {question.key for question in mine.asked if question.kind is Kind.BLOCKER}
    values = {key: value for key, value in values.items() if key not in blockers}
    if not last or any(question.required and question.key not in values for question in mine.asked):
        return OpenForm(_form(context, mine))
    keep(context, mine, values)
    return Nothing()


def keep(context: Context, mine: Mine, values: dict[str, str]) -> None:
    """Saves the answers, acknowledges them in the prompt's place, and lets them join the summary."""
    part, run = mine.part, mine.scene.run
    assert part.id is not None
    if mine.answered and values == mine.values:
        _acknowledge(context, mine, values)
        return
    how = arrival(
        posted_at=run.posted_at,
        deadline=run.deadline,
        ends_at=part.ends_at,
        to_come=part.to_come,
        first=not mine.answered,
        now=context.now,
    )
    standups.save_answers(context.session, part.id, values)
    _hear_blockers(context, mine, values)
    part.presence, part.changed_at = Presence.ANSWERED, context.now
    _mark(part, how, context.now)
    alarms.clear(context.session, "standup.remind", part.ref)
    context.session.add(part)
    _acknowledge(context, mine, values)
    day.refresh_summary(context, mine.scene)
    if how in (Arrival.LATE, Arrival.CHANGED):
        _tell_thread(context, mine)


def take_back(context: Context, mine: Mine, question: str) -> None:
    """Takes the answer to one question out. With nothing else answered the person is expected again: the prompt returns
    to its place, and the summary counts them so."""
    part, left = mine.part, {key: value for key, value in mine.values.items() if key != question}
    if left:
        keep(context, mine, left)
        return
    assert part.id is not None
    standups.save_answers(context.session, part.id, {})
    part.presence, part.changed_at = Presence.EXPECTED, context.now
    part.late_at = part.edited_at = None
    _replace_prompt(context, part, report.prompt_card(context.words, mine.scene, part, context.person))
    day.refresh_summary(context, mine.scene)


def _hear_blockers(context: Context, mine: Mine, values: Mapping[str, str]) -> None:
    """What the answer names as a blocker; an edit that leaves it alone says nothing new about it."""
    keys = [question.key for question in mine.asked if question.kind is Kind.BLOCKER]
    named, before = ([said[key] for key in keys if key in said] for said in (values, mine.values))
    if not mine.answered or named != before:
        blockers.heard(context.session, mine.scene.team, mine.part.ref, context.person, named, context.now)
        sponsor_help_told.follow_blockers(context, mine.scene.team, f"{mine.part.ref}:{context.now.isoformat()}")


def _mark(part: StandupPart, how: Arrival, now: datetime) -> None:
    if how is Arrival.LATE:
        part.late_at = now
    elif how in (Arrival.EDITED, Arrival.CHANGED):
        part.edited_at = now


def _acknowledge(context: Context, mine: Mine, values: Mapping[str, str]) -> None:
    card = report.ack_card(context.words, mine.scene, mine.part, context.person, mine.asked, values)
    named = blockers.said_in(context.session, [mine.part.ref])
    waited = request_blocker.waited_for(context.session, mine.scene.team, named)
    tags = blocker_report.ask_tags(context.words, named, waited)
    ticked = standup_sprint.ticked(context, mine.scene)
    _replace_prompt(context, mine.part, Card(card.title, (*card.blocks, *ticked, *tags), card.subtitle))


def _replace_prompt(context: Context, part: StandupPart, card: Card) -> None:
    day.replace_prompt(context, context.person, part, "standup.ack", card)


def _tell_thread(context: Context, mine: Mine) -> None:
    """One threaded line per person; changes within a quarter of an hour go into the same line."""
    part, scene = mine.part, mine.scene
    if not same_line(part.line_at, context.now):
        part.lines, part.line_at = part.lines + 1, context.now
        part.line_before = json.dumps(mine.values if mine.answered else {})
    context.session.add(part)
    values = standups.answers(context.session, part.id or 0)
    entry = summary.Entry(context.person, part, values)
    before = json.loads(part.line_before)
    for place in scene.places:
        words = Words(place.language)
        asked = report.worded_questions(context.session, scene.standup, words)
        context.post(
            place,
            "standup.line",
            subject=f"standup:{part.ref}:line{part.lines}",
            key=f"standup:{part.ref}:line{part.lines}:v{part.version}",
            card=summary.line_card(words, scene, entry, asked, before),
            ref=scene.run.ref,
            thread=day.summary_subject(scene.run),
        )


def skip(context: Context, event: ButtonPressed) -> Reply:
    """Present without an answer: no reminder, counted as expected."""
    return settle(context, event.ref, Presence.SKIPPED)


def away(context: Context, event: ButtonPressed) -> Reply:
    """[Not here today]: an absence of one day, outside of what is expected."""
    return settle(context, event.ref, Presence.AWAY)


def settle(context: Context, ref: str, presence: Presence) -> Reply:
    mine = own(context, ref)
    part, run = mine.part, mine.scene.run
    if mine.answered:
        raise RuleBroken("standup.answered_already", day=context.words.day(run.held_on))
    if part.presence == presence:
        return Nothing()
    assert context.person.id is not None
    if part.presence == Presence.AWAY:
        absence.cut_out(context.session, context.person.id, run.held_on, context.now)
    if presence is Presence.AWAY:
        absence.declare(context.session, context.person.id, run.held_on, run.held_on, context.now)
    part.presence, part.changed_at = presence, context.now
    alarms.clear(context.session, "standup.remind", part.ref)
    _replace_prompt(context, part, report.settled_card(context.words, mine.scene, part, context.person))
    day.refresh_summary(context, mine.scene)
    standup_absence.follow(context, context.person)
    return Nothing()


def back(context: Context, event: ButtonPressed) -> Reply:
    """Takes back a skip or an absence of today: the prompt returns to its place."""
    mine = own(context, event.ref)
    part, run = mine.part, mine.scene.run
    if part.presence not in (Presence.SKIPPED, Presence.AWAY):
        return Nothing()
    assert context.person.id is not None
    if part.presence == Presence.AWAY:
        absence.cut_out(context.session, context.person.id, run.held_on, context.now)
    part.presence, part.changed_at = Presence.EXPECTED, context.now
    _replace_prompt(context, part, report.prompt_card(context.words, mine.scene, part, context.person))
    day.refresh_summary(context, mine.scene)
    standup_absence.follow(context, context.person)
    return Nothing()


def snooze(context: Context, event: ButtonPressed) -> Reply:
    """A reminder in half an hour instead of the usual one; at most two reminders in a run."""
    mine = own(context, event.ref)
    part = mine.part
    if part.presence != Presence.EXPECTED:
        return Nothing()
    at = context.now + report.SNOOZE
    if part.reminders >= MOST_REMINDERS or at >= part.ends_at:
        raise RuleBroken("standup.no_more_snooze", time=context.words.at(part.ends_at, context.person.zone()))
    alarms.set(context.session, "standup.remind", part.ref, at)
    card = report.prompt_card(context.words, mine.scene, part, context.person)
    note = report.snoozed_note(context.words, at, context.person.zone())
    _replace_prompt(context, part, Card(card.title, (*card.blocks, note), card.subtitle))
    return Nothing()


def names(context: Context, event: ButtonPressed) -> Reply:
    """Who has not answered, privately, for the run at hand only."""
    run = standups.run_by_ref(context.session, event.ref)
    if run is None:
        raise Absent("permission.absent")
    if run.state not in (RunState.OPEN, RunState.POSTED):
        raise RuleBroken("standup.closed", day=context.words.day(run.held_on))
    return Say(day.names_card(context, run, context.words))
