"""Hypotheses are scored once somebody does: by ICE, or what whoever leads the team chose."""

from ritualbot.chat.events import ButtonPressed, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply
from ritualbot.errors import RuleBroken
from ritualbot.handlers.context import Context
from ritualbot.handlers.hypothesis_step import done, ready
from ritualbot.reports import hypothesis_score as report
from ritualbot.rituals import hypothesis_score as rules
from ritualbot.rituals.hypothesis_act import Act
from ritualbot.rituals.hypothesis_score import Method
from ritualbot.store import hypothesis as hypotheses, hypothesis_score as scores
from ritualbot.store.team_roster import id_of


def score(context: Context, event: ButtonPressed) -> Reply:
    each = ready(context, Act.SCORE, event.ref)
    method = _method(context, each.row.team_id)
    mine = scores.given(context.session, each.row, method).get(id_of(context.person), {})
    return OpenForm(report.score_form(context.words, each.row.ref, each.name, method, mine))


def save_score(context: Context, event: FormSubmitted) -> Reply:
    """The first to score brings the method into use. Raises RuleBroken `input.form_changed` where another was
    chosen since the form was opened."""
    each = ready(context, Act.SCORE, event.ref)
    method = _method(context, each.row.team_id)
    if {mark.name for mark in rules.MARKS[method]} - set(event.values):
        raise RuleBroken("input.form_changed")
    marks = rules.parse(method, event.values, context.words.language)
    scores.keep(context.session, each.row, id_of(context.person), method, marks, context.now)
    kept = hypotheses.settings(context.session, each.row.team_id)
    if not kept.scoring:
        kept.scoring = method
        hypotheses.keep_settings(context.session, kept)
    return done(context, each, "scored")


def _method(context: Context, team_id: int) -> Method:
    return Method(hypotheses.settings(context.session, team_id).scoring or Method.ICE)
