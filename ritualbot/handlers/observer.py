"""What those around a team do: follow its summaries, and file an idea in one line."""

from datetime import timedelta

from ritualbot.chat.events import ButtonPressed, CommandTyped, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.errors import RuleBroken
from ritualbot.handlers.context import Context, Tick
from ritualbot.handlers.standup_day import summary_subject, words_for
from ritualbot.reports import observer as report, standup
from ritualbot.rituals import inputs
from ritualbot.store import hypothesis as hypotheses, person as people, standup as standups, team_roster as roster
from ritualbot.store.outbox import Outbox

STALE = timedelta(days=3)  # a summary that would wait longer for its reader is not sent: a holiday ends without a pile


# -- ideas ---------------------------------------------------------------------------------------------------------


def file(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    """`/ritual idea …`: kept at once; what is too long comes back in the form. With no text, one's own ideas."""
    team, person = context.this_team(), context.person
    typed = event.text if isinstance(event, CommandTyped) else ""
    if inputs.is_blank(typed):
        mine = hypotheses.ideas_of(context.session, roster.id_of(team), roster.id_of(person))
        return Say(report.ideas_card(context.words, team, person, mine))
    try:
        return _keep(context, typed)
    except RuleBroken:
        return OpenForm(report.idea_form(context.words, team, inputs.clean_text(typed)))


def open(context: Context, event: ButtonPressed) -> Reply:
    return OpenForm(report.idea_form(context.words, context.this_team()))


def save(context: Context, event: FormSubmitted) -> Reply:
    return _keep(context, event.values.get("text", ""))


def _keep(context: Context, typed: str) -> Reply:
    """Raises RuleBroken `input.empty`, `input.too_long`."""
    team, person = context.this_team(), context.person
    text = inputs.require_text(typed, field="text", limit=report.IDEA_LIMIT, required=True)
    line = " ".join(text.split())
    by, platform = roster.id_of(person), context.workspace.platform
    idea = hypotheses.open(context.session, roster.id_of(team), line, by, context.now, platform)
    return Say(report.filed_card(context.words, team, idea))


# -- following -----------------------------------------------------------------------------------------------------


def copy(tick: Tick, ref: str) -> None:
    """The summary as it stands, to everyone who asked for it, inside their hours; a correction edits their copy."""
    run = standups.run_by_ref(tick.session, ref)
    if run is None:
        return
    scene = standup.scene(tick.session, run)
    if not scene.places:
        return
    for person in people.followers(tick.session, roster.id_of(scene.team)):
        at = people.next_open(tick.session, person, tick.now)
        if at is None or at - tick.now > STALE:
            continue
        card = report.copy_card(tick.session, words_for(person, scene.team), scene, tick.now)
        subject = f"{summary_subject(run)}:copy:{person.ref}"
        tick.tell(person, "observer.summary", subject, f"{subject}:v{run.version}", card, ref=run.ref, not_before=at)


def copy_wanted(tick: Tick, row: Outbox) -> bool:
    """Asked as the sending begins: not after they stopped following, or left."""
    team_id = standups.team_of_run(tick.session, row.ref)
    followers = people.followers(tick.session, team_id) if team_id is not None else []
    return any(f":copy:{person.ref}:" in row.subject for person in followers)
