"""What a sponsor decides by a button of the digest that no ritual has of its own: a sprint's goal, and a question."""

from functools import partial

from ritualbot.chat.cards import Card
from ritualbot.chat.events import ButtonPressed, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.errors import Absent, RuleBroken
from ritualbot.handlers import decision_told as told, digest_told, pilot_told, sponsor_help_told
from ritualbot.handlers.context import Context
from ritualbot.i18n import Words
from ritualbot.reports import decision as report, pilot as pilot_report, sponsor_help as help_report
from ritualbot.rituals import decision as rules
from ritualbot.rituals.decision import Decision, GoalAnswer, Wanted
from ritualbot.store import audit, decision as decisions, pilot as pilots, sponsor_help as helps, sprint_goal as goals
from ritualbot.store.audit import Action
from ritualbot.store.sprint import Sprint
from ritualbot.store.sprint_goal import SprintGoal
from ritualbot.store.team_roster import id_of

# -- asking before deciding ----------------------------------------------------------------------------------------


def ask(about: Wanted, context: Context, event: ButtonPressed) -> Reply:
    decision = _awaited(context, about, event.ref)
    hidden = _hidden(context, decision)
    return OpenForm(report.question_form(context.session, context.words, decision, context.now, hidden=hidden))


def send(about: Wanted, context: Context, event: FormSubmitted) -> Reply:
    """To whoever leads and into the team's channels; the decision stays wanted."""
    decision, team = _awaited(context, about, event.ref), context.this_team()
    question, hidden = rules.parse_question(event.values), _hidden(context, decision)
    row = decisions.ask(context.session, about, event.ref, id_of(team), context.person, question, context.now)
    _log(context, Action.DECISION_ASKED, event.ref)
    name = context.person.name

    def card(said: str, words: Words) -> Card:
        return report.asked_card(words, report.named(context.session, words, decision, context.now), name, said)

    told.tell_leads(context, team, row.ref, context.person, partial(card, question))
    told.post(context, team, row.ref, partial(card, "" if hidden else question))
    return Say(report.sent_card(context.words, report.named(context.session, context.words, decision, context.now)))


def _hidden(context: Context, decision: Decision) -> bool:
    """Whether what is asked about is not for all of the channel to read."""
    row = helps.seen(context.session, decision.ref) if decision.about is Wanted.HELP else None
    if row is None:
        return False
    topic = help_report.helping(context.session, row, context.now).topic
    return topic is None or topic.confidential


def _awaited(context: Context, about: Wanted, ref: str) -> Decision:
    """What the sponsor may still decide. Raises RuleBroken that says who did, or that it was settled."""
    team_id = id_of(context.this_team())
    match about:
        case Wanted.PILOT:
            row = pilots.by_ref(context.session, ref)
            if row is None:
                raise Absent("permission.absent")
            pilot_told.require_at_end(context, pilot_report.seen(context.session, row))
        case Wanted.HELP:
            sponsor_help_told.awaited(context, ref)
        case Wanted.GOAL:
            _goal(context, ref)
    return Decision(about, ref, team_id, None)


# -- a sprint's goal -----------------------------------------------------------------------------------------------


def approve(context: Context, event: ButtonPressed) -> Reply:
    return _answer(context, event.ref, GoalAnswer.APPROVE, "")


def refuse(context: Context, event: ButtonPressed) -> Reply:
    row, sprint = _goal(context, event.ref)
    return OpenForm(report.refuse_form(context.words, row, sprint))


def save_refuse(context: Context, event: FormSubmitted) -> Reply:
    _goal(context, event.ref)
    return _answer(context, event.ref, GoalAnswer.REFUSE, rules.parse_reason(event.values))


def _answer(context: Context, ref: str, said: GoalAnswer, reason: str) -> Reply:
    """Kept with the change, told to whoever leads and in the team's channels."""
    row, sprint = _goal(context, ref)
    goals.answer(context.session, row, said, reason, context.person, context.now)
    _log(context, Action(f"sprint.goal_{said}"), sprint.ref)
    name = context.person.name
    digest_told.follow(context, Decision(Wanted.GOAL, row.ref, row.team_id, None), row.ref)
    told.tell(
        context,
        context.this_team(),
        row.ref,
        context.person,
        lambda words: report.goal_card(words, row, sprint, name),
    )
    return Say(report.goal_done_card(context.words, row, sprint))


def _goal(context: Context, ref: str) -> tuple[SprintGoal, Sprint]:
    """Raises RuleBroken with why nothing is wanted any more."""
    row = goals.by_ref(context.session, ref)
    if row is None:
        raise Absent("permission.absent")
    stale: RuleBroken | None = report.goal_stale(context.session, context.words, row, context.person.zone())
    if stale is not None:
        raise stale
    return row, context.session.get_one(Sprint, row.sprint_id)


def _log(context: Context, action: Action, object: str) -> None:
    tenant_id, actor = context.this_team().tenant_id, context.person.ref
    audit.record(context.session, tenant_id, context.now, actor=actor, action=action, object=object)
