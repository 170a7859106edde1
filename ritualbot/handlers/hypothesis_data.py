"""The data a hypothesis uses, what it was worth at the end, and which of all of it explains most."""

from ritualbot.chat.events import ButtonPressed, CommandTyped, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.errors import RuleBroken
from ritualbot.handlers.context import Context
from ritualbot.handlers.hypothesis_step import done, ready, take, whole
from ritualbot.reports import hypothesis_data as report
from ritualbot.reports.hypothesis import Scene
from ritualbot.rituals import hypothesis_data as rules
from ritualbot.rituals.hypothesis_act import Act
from ritualbot.rituals.hypothesis_history import Happened
from ritualbot.store import hypothesis_data as data
from ritualbot.store.hypothesis import HypothesisData
from ritualbot.store.team_roster import id_of


def sources(context: Context, event: ButtonPressed) -> Reply:
    each = ready(context, Act.SOURCES, event.ref)
    rows = data.of_hypothesis(context.session, each.row)
    return OpenForm(report.sources_form(context.words, each.row.ref, each.name, each.now, rows))


def save_sources(context: Context, event: FormSubmitted) -> Reply:
    each = ready(context, Act.SOURCES, event.ref)
    whole(event, "data")
    named, said = rules.parse(event.values, context.words.language)
    data.keep(context.session, each.row, named)
    return done(context, take(context, each, Happened.PLANNED, said), "sources")


def worth(context: Context, event: ButtonPressed) -> Reply:
    each = ready(context, Act.WORTH, event.ref)
    return OpenForm(report.worth_form(context.words, each.row.ref, each.name, _named(context, each)))


def _named(context: Context, each: Scene) -> list[HypothesisData]:
    """Raises RuleBroken `hypothesis.data.none_named`."""
    rows = data.of_hypothesis(context.session, each.row)
    if not rows:
        raise RuleBroken("hypothesis.data.none_named", name=each.name)
    return rows


def save_worth(context: Context, event: FormSubmitted) -> Reply:
    each = ready(context, Act.WORTH, event.ref)
    rows = _named(context, each)
    whole(event, rows[0].ref)
    data.value(context.session, rows, rules.parse_worth(event.values, {row.ref for row in rows}))
    return done(context, each, "worth")


def ranked(context: Context, _event: CommandTyped | ButtonPressed) -> Reply:
    """`/hypothesis data`: what was of use, the most useful first."""
    team = context.this_team()
    marks = data.valued(context.session, id_of(team))
    return Say(report.ranked_card(context.words, team, rules.ranked(marks)))
