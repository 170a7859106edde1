"""Stand-up answers typed as direct messages: filed, asked about, handed on to the form, changed with the message."""

from ritualbot.chat.cards import Card
from ritualbot.chat.events import ButtonPressed, MessageEdited, MessageTyped
from ritualbot.chat.replies import Nothing, Reply, Say
from ritualbot.errors import Absent, RuleBroken
from ritualbot.handlers import standup
from ritualbot.handlers.context import Context
from ritualbot.handlers.standup import Mine
from ritualbot.reports import ritual as ritual_report, standup_typed as report
from ritualbot.rituals.absence_words import Heard, heard
from ritualbot.rituals.inputs import clean_text
from ritualbot.rituals.questions import TYPES, Kind, Question
from ritualbot.rituals.standup import Presence
from ritualbot.store import absence, draft as drafts, standup_text as texts
from ritualbot.store.standup import StandupPart
from ritualbot.store.standup_text import StandupText, TextState
from ritualbot.store.team import Team


def message(context: Context, event: MessageTyped) -> Reply:
    """A direct message that is no command: an answer to the open run last prompted; with none open, help."""
    assert context.person.id is not None
    if heard(event.text) is Heard.THANKS:
        return Say(report.thanks_card(context.words))
    found = texts.last_prompted(context.session, context.person.id)
    if found is None:
        return Say(ritual_report.help_card(context.words))
    part, team_id = found
    here = _in_team(context, team_id)
    mine = standup.own(here, part.ref)
    if heard(event.text) is Heard.ABSENT and mine.scene.run.held_on != context.today():
        return Say(ritual_report.help_card(context.words))  # a day that is over can be missed no more
    sent_as, text = clean_text(event.message or event.id), clean_text(event.text)
    row = StandupText(part_id=part.id or 0, message=sent_as, text=text, typed_at=context.now)
    return _take(here, mine, row)


def _in_team(context: Context, team_id: int | None) -> Context:
    team = context.session.get(Team, team_id) if team_id is not None else None
    if team is None:
        raise Absent("permission.absent")
    return context.within(team)


def _take(context: Context, mine: Mine, row: StandupText) -> Reply:
    """What a text that is not filed yet becomes."""
    if heard(row.text) is Heard.ABSENT:
        row.state = TextState.ASKED
        context.session.add(row)
        context.session.flush()
        _tell(context, row, report.absent_card(context.words, mine.scene, row))
        return Nothing()
    return _file(context, mine, row)


def _file(context: Context, mine: Mine, row: StandupText) -> Reply:
    """The text as the answer, where it can be the whole of it; else the form, with the text in it."""
    question = _answered_by_text(mine.asked)
    if question is None:
        raise RuleBroken("standup.typed.no_text")
    value = TYPES[question.kind].parse(question, row.text, context.words.language)
    if mine.answered or value is None or _lacking(mine.asked, question):
        return _offer(context, mine, row, question)
    _return_from_absence(context, mine)
    standup.keep(context, mine, {question.key: value})
    row.state, row.question, row.text = TextState.FILED, question.key, ""
    context.session.add(row)
    return Nothing()


def _answered_by_text(asked: list[Question]) -> Question | None:
    """The question a free text answers: the first required one that takes text, else the first."""
    texts_only = [each for each in asked if each.kind is Kind.TEXT]
    return next((each for each in texts_only if each.required), next(iter(texts_only), None))


def _lacking(asked: list[Question], answered: Question) -> list[Question]:
    return [each for each in asked if each.required and each.key != answered.key]


def _offer(context: Context, mine: Mine, row: StandupText, question: Question) -> Reply:
    """[Complete]: the form with the text as its draft, after what was answered already."""
    assert context.person.id is not None
    values = _with_text(mine, question.key, row.text)
    drafts.keep(context.session, context.person.id, "standup.answer", mine.part.ref, values, context.now)
    row.state, row.question = TextState.OFFERED, question.key
    context.session.add(row)
    context.session.flush()
    _tell(context, row, report.offer_card(context.words, mine.scene, mine.part, row))
    return Nothing()


def _with_text(mine: Mine, question: str, text: str) -> dict[str, str]:
    before = mine.values.get(question, "")
    return {**mine.values, question: f"{before}\n{text}" if before else text}


def _tell(context: Context, row: StandupText, card: Card) -> None:
    """One message stands for one text, and changes with it."""
    subject = f"standup:typed:{row.ref}"
    row.version += 1
    context.tell(context.person, "standup.typed", subject, f"{subject}:v{row.version}", card)


def _return_from_absence(context: Context, mine: Mine) -> None:
    """Who answers after all is not away."""
    if mine.part.presence == Presence.AWAY:
        absence.cut_out(context.session, mine.part.person_id, mine.scene.run.held_on, context.now)


# -- "Absent today?" -----------------------------------------------------------------------------------------------


def absent(context: Context, event: ButtonPressed) -> Reply:
    """[Yes]: the same as [Not here today]."""
    mine, row = _asked(context, event.ref)
    if row.state != TextState.ASKED:
        return Nothing()
    standup.settle(context, mine.part.ref, Presence.AWAY)
    row.state, row.text = TextState.ABSENT, ""
    _tell(context, row, report.absence_noted_card(context.words))
    return Nothing()


def typed(context: Context, event: ButtonPressed) -> Reply:
    """[No, this is my answer]: the text that was kept is filed."""
    mine, row = _asked(context, event.ref)
    if row.state != TextState.ASKED:
        return Nothing()
    reply = _file(context, mine, row)
    if row.state == TextState.FILED:
        _tell(context, row, report.filed_card(context.words))
    return reply


def _asked(context: Context, ref: str) -> tuple[Mine, StandupText]:
    row = texts.by_ref(context.session, ref)
    part = context.session.get(StandupPart, row.part_id) if row else None
    if row is None or part is None:
        raise Absent("permission.absent")
    mine = standup.own(context, part.ref)
    context.session.refresh(row)
    return mine, row


# -- a message that changes ----------------------------------------------------------------------------------------


def edited(context: Context, event: MessageEdited) -> Reply:
    """Changing one's own message changes the answer it became, and taking it back takes that back as well; thanks are
    never filed."""
    assert context.person.id is not None
    row = texts.of_message(context.session, context.person.id, clean_text(event.message))
    taken_back = not clean_text(event.text).strip()
    if row is None or (heard(event.text) is Heard.THANKS and not taken_back):
        return Nothing()
    here = _in_team(context, texts.team_of_text(context.session, row.ref))
    mine, row = _asked(here, row.ref)
    if taken_back:
        return _take_back(here, mine, row)
    draft = drafts.of(context.session, context.person.id, "standup.answer", mine.part.ref)
    if row.state == TextState.ABSENT or (row.state == TextState.OFFERED and draft is None):
        return Nothing()
    if row.state == TextState.FILED:
        return _change(here, mine, row, event.text)
    row.text, before = clean_text(event.text), row.state
    reply = _take(here, mine, row)
    if before == TextState.ASKED and row.state == TextState.FILED:
        _tell(here, row, report.filed_card(here.words))
    return reply


def _change(context: Context, mine: Mine, row: StandupText, text: str) -> Reply:
    """Only the question the message answered; what the form said of the others stays."""
    question = next((each for each in mine.asked if each.key == row.question), None)
    if question is None:
        return Nothing()
    value = TYPES[question.kind].parse(question, text, context.words.language)
    others = {key: kept for key, kept in mine.values.items() if key != question.key}
    standup.keep(context, mine, others if value is None else {**others, question.key: value})
    return Nothing()


def _take_back(context: Context, mine: Mine, row: StandupText) -> Reply:
    """What a deleted message became goes with it. An absence stays: it was confirmed by a button of its own."""
    if row.state == TextState.ABSENT:
        return Nothing()
    if row.state == TextState.FILED:
        standup.take_back(context, mine, row.question)
    elif row.state == TextState.OFFERED:
        _take_out_of_draft(context, mine, row)
    if row.version:
        _tell(context, row, report.taken_back_card(context.words))
    context.session.delete(row)
    return Nothing()


def _take_out_of_draft(context: Context, mine: Mine, row: StandupText) -> None:
    """Unless the text was worked on in the form since: then it is the form's."""
    assert context.person.id is not None
    draft = drafts.of(context.session, context.person.id, "standup.answer", mine.part.ref)
    if draft is not None and draft.values() == _with_text(mine, row.question, row.text):
        drafts.forget(context.session, context.person.id, "standup", mine.part.ref)
