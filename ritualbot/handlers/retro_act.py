"""[Make an action] of what a retro talks over."""

from ritualbot.chat.events import ButtonPressed, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.errors import RuleBroken
from ritualbot.handlers import action_told, retro_day as day
from ritualbot.handlers.context import Context
from ritualbot.reports import retro as report, retro_own as own
from ritualbot.rituals import dates, permissions
from ritualbot.rituals.action import TEXT_LIMIT, ActionSource
from ritualbot.rituals.inputs import require_text
from ritualbot.rituals.permissions import Right
from ritualbot.rituals.retro import RetroPhase
from ritualbot.store import action as actions, retro as retros, retro_run as runs, team as teams
from ritualbot.store.retro import Retro
from ritualbot.store.team import PARTICIPANTS, Person


def _talked_over(context: Context, ref: str) -> Retro:
    """The retro. Raises RuleBroken `retro.not_now` before its discussion."""
    permissions.allow(context.roles, Right.RETRO_ADD, own=context.has(*PARTICIPANTS))
    retro = retros.by_ref(context.session, ref)
    assert retro is not None
    if retro.phase != RetroPhase.DISCUSS:
        phase = context.words.say(f"retro.phase.{retro.phase}")
        raise RuleBroken("retro.not_now", number=str(retro.number), phase=phase)
    return retro


def act(context: Context, event: ButtonPressed) -> Reply:
    retro, team = _talked_over(context, event.ref), context.this_team()
    due_on = actions.default_due(context.session, team, context.now)
    user = teams.users(context.session, context.workspace.id or 0).get(context.person.id or 0, "")
    return OpenForm(own.act_form(context.words, report.scene(context.session, retro, context.now), due_on, user))


def save_act(context: Context, event: FormSubmitted) -> Reply:
    """Proposed to its owner, or one's own at once; the discussion's message shows it."""
    retro, team = _talked_over(context, event.ref), context.this_team()
    text = require_text(event.values.get("text", ""), field="text", limit=TEXT_LIMIT, required=True).strip()
    owner = _owner(context, event.values.get("owner", ""))
    typed = event.values.get("due_on", "")
    due_on = dates.coming_day(typed, context.words.language, context.today(), field="due_on") if typed.strip() else None
    topics = {row.ref for row in retros.topic_rows(context.session, retro)}
    chosen = event.values.get("topic", "")
    assert owner.id is not None and context.person.id is not None and team.id is not None
    row = actions.propose(
        context.session,
        team.id,
        text,
        owner.id,
        due_on or actions.default_due(context.session, team, context.now),
        ActionSource.RETRO,
        chosen if chosen in topics else retro.ref,
        context.person.id,
        context.now,
    )
    action_told.ask(context, team, row, context.person)
    day.post_phase(context, retro, f"action:{row.ref}")
    key = "retro.acted_own" if owner.id == context.person.id else "retro.acted"
    return Say(own.answer_card(context.words, report.scene(context.session, retro, context.now), key))


def _owner(context: Context, user: str) -> Person:
    """Someone of the team. Raises RuleBroken `retro.owner`."""
    person = teams.person_at(context.session, context.workspace.id or 0, user)
    if person is None or person.id not in {
        each.id for each in runs.people_of(context.session, context.this_team().id or 0)
    }:
        raise RuleBroken("retro.owner", field="owner")
    return person
