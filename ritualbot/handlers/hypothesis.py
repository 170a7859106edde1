"""The log of hypotheses: a new one, the lists, one of them as it stands, and how the log is kept."""

from ritualbot.chat.events import ButtonPressed, CommandTyped, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.errors import Absent, RuleBroken
from ritualbot.handlers.context import Context
from ritualbot.handlers.hypothesis_step import by_number, done, log, reader, whole
from ritualbot.reports import hypothesis as report, hypothesis_form as forms, hypothesis_list as lists
from ritualbot.reports.hypothesis_data import journey_card
from ritualbot.rituals import hypothesis_form as rules, inputs, permissions
from ritualbot.rituals.hypothesis import OPEN, TESTING
from ritualbot.rituals.hypothesis_data import charter_moments, journey
from ritualbot.rituals.hypothesis_list import JOURNEY, LISTS
from ritualbot.rituals.hypothesis_score import scoring
from ritualbot.rituals.permissions import Right
from ritualbot.store import charter as charters, hypothesis as hypotheses, hypothesis_data as data
from ritualbot.store.audit import Action
from ritualbot.store.hypothesis import Hypothesis
from ritualbot.store.team_roster import id_of

_MOST_FOUND = 30


def new(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    """`/hypothesis new …`: kept at once; what is too long comes back in the form."""
    typed = event.text if isinstance(event, CommandTyped) else ""
    if inputs.is_blank(typed):
        return OpenForm(forms.new_form(context.words, context.this_team(), ""))
    try:
        return _open(context, rules.sentence(typed, field=None))
    except RuleBroken:
        return OpenForm(forms.new_form(context.words, context.this_team(), inputs.clean_text(typed)))


def save(context: Context, event: FormSubmitted) -> Reply:
    return _open(context, rules.sentence(event.values.get("text", "")))


def _open(context: Context, text: str) -> Reply:
    team_id, person, platform = id_of(context.this_team()), id_of(context.person), context.workspace.platform
    row = hypotheses.open(context.session, team_id, text, person, context.now, platform)
    return done(context, report.scene(context.session, row), "opened")


def list(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    """`/hypothesis`, `/hypothesis list STATE`: those that are open, or in that state. Raises RuleBroken
    `hypothesis.list_unknown` for a state there is not."""
    typed = event.text if isinstance(event, CommandTyped) else ""
    if inputs.fold(typed) in JOURNEY:
        return _journey(context)
    states = OPEN if inputs.is_blank(typed) else LISTS.get(inputs.fold(typed))
    if states is None:
        raise RuleBroken("hypothesis.list_unknown", typed=inputs.echo(typed))
    rows = hypotheses.listed(context.session, id_of(context.this_team()), states)
    seen = [row for row in rows if _may_see(context, row)]
    return Say(lists.list_card(context.session, reader(context), context.this_team(), seen, "title"))


def _journey(context: Context) -> Reply:
    """The contact moments without a test, for those who see all of the log."""
    permissions.allow(context.roles, Right.TEAM_READ)
    team = context.this_team()
    known = charter_moments(charters.read(context.session, id_of(team)).audience)
    return Say(journey_card(context.words, team, journey(known, data.moments(context.session, id_of(team)))))


def search(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    """`/hypothesis search WORDS`: those that hold them all, whatever their state."""
    typed = event.text if isinstance(event, CommandTyped) else ""
    if inputs.is_blank(typed):
        return list(context, event)
    rows = hypotheses.search(context.session, id_of(context.this_team()), typed, _MOST_FOUND)
    seen = [row for row in rows if _may_see(context, row)]
    return Say(lists.list_card(context.session, reader(context), context.this_team(), seen, "found"))


def _may_see(context: Context, row: Hypothesis) -> bool:
    """The team all of them; whoever follows it those that run, and their own."""
    if permissions.holds(context.roles, Right.TEAM_READ):
        return True
    return row.state in TESTING or context.person.id in (row.author_id, row.owner_id)


def look(context: Context, event: ButtonPressed) -> Reply:
    row = hypotheses.by_ref(context.session, event.ref)
    if row is None or not _may_see(context, row):
        raise Absent("permission.absent")
    return _shown(context, row)


def show(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    """`/hypothesis show H12`."""
    row = by_number(context, event.text if isinstance(event, CommandTyped) else "")
    if not _may_see(context, row):
        raise Absent("permission.absent")
    return _shown(context, row)


def _shown(context: Context, row: Hypothesis) -> Reply:
    return Say(report.card(context.session, report.scene(context.session, row), reader(context)))


# -- how the log is kept -------------------------------------------------------------------------------------------


def settings(context: Context, _event: ButtonPressed) -> Reply:
    team = context.this_team()
    return OpenForm(forms.settings_form(context.words, team, hypotheses.settings(context.session, id_of(team))))


def save_settings(context: Context, event: FormSubmitted) -> Reply:
    """Raises RuleBroken `input.form_changed` for what the form never held."""
    team = context.this_team()
    whole(event, "scoring")
    row = hypotheses.settings(context.session, id_of(team))
    row.approval = bool(event.values.get("approval"))
    row.scoring = scoring(event.values.get("scoring", ""))
    hypotheses.keep_settings(context.session, row)
    log(context, Action.HYPOTHESIS_SETTINGS, team.ref)
    return Say(lists.settings_card(context.words, row))
