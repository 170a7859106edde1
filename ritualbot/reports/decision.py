"""What a sponsor is wanted to decide, as people see it: a line of the digest, a question, what the team is told."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from ritualbot.chat.cards import Button, Card, Facts, Said, Style
from ritualbot.chat.forms import Form, TextField
from ritualbot.chat.text import Text
from ritualbot.errors import RuleBroken
from ritualbot.i18n import Words
from ritualbot.reports import pilot as pilot_report, sponsor_help as help_report
from ritualbot.reports.digest_line import DigestLine
from ritualbot.reports.pilot import Seen
from ritualbot.reports.sponsor_help import Help
from ritualbot.reports.wording import text
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.decision import QUESTION_LIMIT, REASON_LIMIT, Decision, GoalAnswer, Wanted
from ritualbot.rituals.digest import Section
from ritualbot.rituals.inputs import echo
from ritualbot.rituals.pilot import PilotState
from ritualbot.rituals.pilot_act import Act
from ritualbot.rituals.sponsor_help import HelpAnswer
from ritualbot.rituals.sprint import SprintState
from ritualbot.store import pilot as pilots, sponsor_help as helps, sprint_goal as goals
from ritualbot.store.sprint import Sprint
from ritualbot.store.sprint_goal import SprintGoal
from ritualbot.store.team import Person

BRIEF = 110  # graphemes of what was typed that a line shows; the form behind its buttons shows all of it


def line_key(about: Wanted, ref: str) -> str:
    """What names a decision among the lines of a digest."""
    return f"decision:{about}:{ref}"


def line(session: Session, words: Words, decision: Decision, now: datetime) -> DigestLine:
    """The question, by when, what happens without an answer; and its buttons, none once nothing is wanted any more."""
    title, why, by = spoken(session, words, decision, now)
    markup = " ".join(each.markup for each in (title, why, by) if each.markup)
    said = Text(markup, {**title.params, **why.params, **by.params})  # none of the three says what another calls so
    shown = buttons(session, words, decision)
    return DigestLine(line_key(decision.about, decision.ref), Section.DECISIONS, said, fixed=True, buttons=shown)


def spoken(session: Session, words: Words, decision: Decision, now: datetime) -> tuple[Text, Text, Text]:
    """What is asked, why, and by when, with what happens without an answer. Of what is confidential only that it is
    asked about; of what is kept no more nothing."""
    nothing = Text("")
    match decision.about:
        case Wanted.PILOT:
            row = pilots.named(session, decision.ref)
            return _of_pilot(words, pilot_report.seen(session, row)) if row else (nothing, nothing, nothing)
        case Wanted.HELP:
            asked = helps.seen(session, decision.ref)
            return _of_help(words, help_report.looking(session, asked, now)) if asked else (nothing, nothing, nothing)
        case Wanted.GOAL:
            change = goals.seen(session, decision.ref)
            return _of_goal(words, session, change) if change else (nothing, nothing, nothing)


def _of_pilot(words: Words, each: Seen) -> tuple[Text, Text, Text]:
    named = pilot_report.named(each)
    why = text(words, "decision.pilot.why", metric=each.now.plan["metric"])
    return text(words, "decision.pilot.title", **named), why, text(words, "decision.pilot.by")


def _of_help(words: Words, each: Help) -> tuple[Text, Text, Text]:
    row, about = each.row, help_report.about(words, each.topic)
    day = words.day(row.needed_on)
    if each.topic is None or each.topic.confidential:
        by = text(words, "decision.help.by_confidential", day=day)
        return text(words, "decision.help.confidential", about=about), Text(""), by
    why = text(words, "decision.help.why", recommendation=brief(row.recommendation))
    by = text(words, "decision.help.by", day=day, otherwise=brief(row.otherwise))
    return text(words, "decision.help.title", about=about, question=brief(row.question)), why, by


def _of_goal(words: Words, session: Session, row: SprintGoal) -> tuple[Text, Text, Text]:
    sprint = session.get_one(Sprint, row.sprint_id)
    title = text(words, "decision.goal.title", name=sprint.name, after=brief(row.after))
    why = text(words, "decision.goal.why", before=brief(row.before))
    return title, why, text(words, "decision.goal.by", day=words.day(sprint.ends_on))


def brief(typed: str) -> str:
    """On one line, its end left out where it is long."""
    return echo(typed, BRIEF).rstrip(".")


# -- its buttons ---------------------------------------------------------------------------------------------------


def buttons(session: Session, words: Words, decision: Decision) -> tuple[Button, ...]:
    """What may be answered, and a question; none where nothing is awaited any more."""
    answers: tuple[Button, ...] = ()
    match decision.about:
        case Wanted.PILOT:
            row = pilots.named(session, decision.ref)
            if row is not None and row.state == PilotState.AT_END:
                answers = _pilot_buttons(words, pilot_report.seen(session, row))
        case Wanted.HELP:
            asked = helps.seen(session, decision.ref)
            if asked is not None and asked.open:
                answers = tuple(
                    Button(f"sponsor.{each}", asked.ref, words.say(f"sponsor.{each}.label")) for each in HelpAnswer
                )
        case Wanted.GOAL:
            change = goals.seen(session, decision.ref)
            if change is not None and _goal_open(session, change):
                answers = tuple(
                    Button(f"decision.{each}", change.ref, words.say(f"decision.{each}.label")) for each in GoalAnswer
                )
    ask = Button(f"decision.ask_{decision.about}", decision.ref, words.say("decision.ask.label"), Style.QUIET)
    return (*answers, ask) if answers else ()


def _pilot_buttons(words: Words, each: Seen) -> tuple[Button, ...]:
    offered = [Act.SCALE, *([Act.EXTEND] if each.now.extension is None else []), Act.STOP]
    return tuple(pilot_report.act_button(words, each, act) for act in offered)


def _goal_open(session: Session, row: SprintGoal) -> bool:
    sprint = session.get_one(Sprint, row.sprint_id)
    return row.answered_at is None and row.settled_at is None and sprint.state == SprintState.RUNNING


# -- what became of it ---------------------------------------------------------------------------------------------


def settled(session: Session, words: Words, decision: Decision, zone: ZoneInfo, now: datetime) -> Text | None:
    """`Décidé : généraliser, mardi 9 mars` once nothing is awaited any more; None while it is."""
    match decision.about:
        case Wanted.PILOT:
            return _pilot_settled(session, words, decision.ref, zone)
        case Wanted.HELP:
            return _help_settled(session, words, decision.ref, zone, now)
        case Wanted.GOAL:
            return _goal_settled(session, words, decision.ref, zone)


def _pilot_settled(session: Session, words: Words, ref: str, zone: ZoneInfo) -> Text | None:
    row = pilots.named(session, ref)
    if row is None or row.state == PilotState.AT_END:
        return None
    each = pilot_report.seen(session, row)
    if each.now.decided is None:
        return None
    day = words.day(local_day(each.now.decided.at, zone))
    named = pilot_report.named(each)
    return text(words, "decision.pilot.decided", what=decided_word(words, each), day=day, **named)


def decided_word(words: Words, each: Seen) -> str:
    """`généraliser`, of a pilot that was decided on."""
    assert each.now.decided is not None
    return words.say(f"decision.what.{each.now.decided.kind}")


def _help_settled(session: Session, words: Words, ref: str, zone: ZoneInfo, now: datetime) -> Text | None:
    row = helps.seen(session, ref)
    if row is None or row.open:
        return None
    each = help_report.looking(session, row, now)
    about, at = help_report.about(words, each.topic), row.answered_at or row.settled_at
    assert at is not None
    day = words.day(local_day(at, zone))
    if row.answered_at is None:
        return text(words, "decision.help.settled", about=about, day=day)
    return text(words, "decision.help.answered", about=about, what=help_report.what(words, each), day=day)


def _goal_settled(session: Session, words: Words, ref: str, zone: ZoneInfo) -> Text | None:
    row = goals.seen(session, ref)
    if row is None or _goal_open(session, row):
        return None
    sprint = session.get_one(Sprint, row.sprint_id)
    at = row.answered_at or row.settled_at or sprint.closed_at
    key = row.answer or ("changed" if row.settled_at is not None else "closed")
    day = words.day(local_day(at, zone)) if at is not None else ""
    return text(words, f"decision.goal.{key}", name=sprint.name, after=brief(row.after), day=day)


def goal_stale(session: Session, words: Words, row: SprintGoal, zone: ZoneInfo) -> RuleBroken | None:
    """Why nothing can be said of a goal any more; None while it can."""
    if _goal_open(session, row):
        return None
    sprint = session.get_one(Sprint, row.sprint_id)
    if row.answered_at is not None:
        by = session.get(Person, row.answered_by) if row.answered_by else None
        moment = help_report.moment(words, row.answered_at, zone)
        what = words.say(f"decision.what.{row.answer}")
        who = by.name if by is not None else ""
        return RuleBroken("decision.goal.stale", name=sprint.name, what=what, who=who, moment=moment)
    if row.settled_at is not None:
        return RuleBroken("decision.goal.stale_changed", name=sprint.name, goal=brief(sprint.goal))
    return RuleBroken("decision.goal.stale_closed", name=sprint.name)


# -- asking before deciding ----------------------------------------------------------------------------------------


def question_form(session: Session, words: Words, decision: Decision, now: datetime, *, hidden: bool) -> Form:
    """`hidden`: the channel is told that something was asked, and not what."""
    whole = full(session, words, decision, now)
    intro = words.markup("decision.ask.confidential" if hidden else "decision.ask.intro")
    question = TextField(
        "question", words.say("decision.field.question"), required=True, limit=QUESTION_LIMIT, lines=False
    )
    return Form(
        f"decision.send_{decision.about}",
        decision.ref,
        text(words, "decision.ask.title", about=named(session, words, decision, now)),
        (question,),
        words.say("decision.ask.submit"),
        Text(f"{whole.markup} {intro}".strip(), whole.params),
    )


def full(session: Session, words: Words, decision: Decision, now: datetime) -> Text:
    """All that was typed of it, which a line only begins."""
    if decision.about is Wanted.HELP and (row := helps.seen(session, decision.ref)) is not None:
        return help_report.whole(words, row)
    if decision.about is Wanted.GOAL and (change := goals.seen(session, decision.ref)) is not None:
        return text(words, "decision.goal.whole", before=change.before, after=change.after)
    return Text("")


def named(session: Session, words: Words, decision: Decision, now: datetime) -> str:
    """What it is about, in a few words."""
    match decision.about:
        case Wanted.PILOT:
            row = pilots.named(session, decision.ref)
            return words.say("decision.about.pilot", number=str(row.number), name=row.name) if row else ""
        case Wanted.HELP:
            asked = helps.seen(session, decision.ref)
            return help_report.about(words, help_report.looking(session, asked, now).topic) if asked else ""
        case Wanted.GOAL:
            change = goals.seen(session, decision.ref)
            sprint = session.get(Sprint, change.sprint_id) if change is not None else None
            return words.say("decision.about.goal", name=sprint.name) if sprint is not None else ""


def asked_card(words: Words, about: str, who: str, question: str) -> Card:
    """For whoever leads the team, and for its channel, without the question where it is not for all to read."""
    title = text(words, "decision.asked.title", who=who, about=about)
    said = (Said(who, question),) if question else ()
    return Card(title, (*said, text(words, "decision.asked.next")))


def sent_card(words: Words, about: str) -> Card:
    return Card(text(words, "decision.sent", about=about), (text(words, "decision.sent.next"),))


# -- a sprint's goal -----------------------------------------------------------------------------------------------


def refuse_form(words: Words, row: SprintGoal, sprint: Sprint) -> Form:
    field = TextField("reason", words.say("decision.field.reason"), required=True, limit=REASON_LIMIT, lines=False)
    title = text(words, "decision.refuse.title", name=sprint.name)
    intro = text(words, "decision.refuse.intro", before=row.before, after=row.after)
    return Form("decision.save_refuse", row.ref, title, (field,), words.say("decision.refuse.label"), intro)


def goal_card(words: Words, row: SprintGoal, sprint: Sprint, who: str) -> Card:
    """What the sponsor said of the new goal: for the channel, and for whoever leads."""
    title = text(words, f"decision.goal_told.{row.answer}", who=who, name=sprint.name)
    pairs = (
        (text(words, "decision.goal.head.after"), Said("", row.after)),
        (text(words, "decision.goal.head.before"), Said("", row.before)),
    )
    said = (Said(who, row.reason),) if row.reason else ()
    return Card(title, (Facts(pairs), *said, text(words, f"decision.goal_next.{row.answer}")))


def goal_done_card(words: Words, row: SprintGoal, sprint: Sprint) -> Card:
    return Card(text(words, f"decision.goal_done.{row.answer}", name=sprint.name))
