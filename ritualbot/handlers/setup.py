"""Setting up a team: who may, the five answers, and the scrum master who is named there."""

from ritualbot.chat.events import ButtonPressed, CommandTyped, FormSubmitted
from ritualbot.chat.replies import Nothing, OpenForm, Reply, Say
from ritualbot.errors import Absent
from ritualbot.handlers import setup_right as right
from ritualbot.handlers.context import Context
from ritualbot.i18n import Words
from ritualbot.reports import charter as charter_report, setup as report, team as team_report
from ritualbot.rituals import permissions
from ritualbot.rituals.calendar import local_day, ritual_days, zone
from ritualbot.rituals.permissions import Right, Role
from ritualbot.rituals.setup import Answers, read
from ritualbot.rituals.team_spec import Effect, TeamSpec, effect as effect_of
from ritualbot.store import (
    access_request as requests,
    charter as charters,
    review as reviews,
    setup_code as codes,
    sprint as sprints,
    standup as standups,
    team as teams,
    team_roster as roster,
    team_setup as setup,
)
from ritualbot.store.access_request import AccessState
from ritualbot.store.audit import Action
from ritualbot.store.charter import Charter
from ritualbot.store.team import Person, Team


def command(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    """In a channel without a team the form; where there is one its charter; elsewhere where to type it."""
    if context.place.direct:
        return Say(report.direct_card(context.words, _charters(context)))
    if not right.taken(context, context.place.conversation):
        return _begin(context, context.place.conversation, event.text if isinstance(event, CommandTyped) else "")
    permissions.allow(context.roles, Right.TEAM_READ)
    _name(context, context.place.conversation, context.place.name)
    reader = charter_report.Reader(context.person, context.this_team(), context.roles)
    return Say(charter_report.charter_card(context.session, context.words, reader, context.now))


def _charters(context: Context) -> list[Team]:
    """The teams whose charter this person may read."""
    session, person_id = context.session, roster.id_of(context.person)
    readers = set(permissions.needed_roles(Right.TEAM_READ))
    return [team for team in teams.teams_of(session, person_id) if teams.roles_in(session, person_id, team) & readers]


def open(context: Context, event: ButtonPressed) -> Reply:
    """Raises RuleBroken `team.not_here` for no channel, `team.channel_taken`."""
    right.require_free(context, event.ref)
    return _begin(context, event.ref, "")


def _begin(context: Context, conversation: str, code: str) -> Reply:
    """The form for whoever may; a code that is none answers as absent, whatever is wrong with it."""
    session, words = context.session, context.words
    workspace_id, person_id = roster.id_of(context.workspace), roster.id_of(context.person)
    if not right.may(context, conversation):
        if not code:
            return Say(report.refused_card(words, conversation))
        if not codes.claim(session, workspace_id, person_id, code, context.now):
            return Say(report.absent_card(words))
        right.log(context, Action.SETUP_CODE_CLAIMED, context.person.ref)
    request = requests.granted(session, workspace_id, person_id, conversation)
    values = request.values() if request else right.prefill(context, conversation)
    return OpenForm(report.setup_form(words, conversation, values, right.today(context)))


def found(context: Context, event: FormSubmitted) -> Reply:
    """The team, after its effect on people of other zones was seen. What was typed by someone who may not is kept
    in the asking. Raises FieldsRefused."""
    right.require_free(context, event.ref)
    today, words = right.today(context), context.words
    if not right.may(context, event.ref):
        return OpenForm(report.ask_form(words, event.ref, dict(event.values), today))
    answers = _answers(context, event)
    if event.action == "setup.found" and (effect := _surprise(context, answers.spec)):
        setup.verify(context.session, context.workspace, None, answers.spec)
        return OpenForm(report.confirm_form(words, event.ref, dict(event.values), today, answers.spec, effect))
    started = _start(context, event, answers)
    return Say(report.running_card(context.session, words, started))


def _start(context: Context, event: FormSubmitted, answers: Answers) -> report.Started:
    session, person_id = context.session, roster.id_of(context.person)
    name = _spend(context, event.ref) or (context.place.name if context.place.conversation == event.ref else "")
    team = setup.save(session, context.workspace, None, answers.spec, context.now, context.person.ref).team
    team_id, workspace_id = roster.id_of(team), roster.id_of(context.workspace)
    charter = charters.of_team(session, team_id)
    charter.sprint_weeks, charter.sprint_on = answers.sprint_weeks, answers.sprint_on
    _name(context, event.ref, name)
    named = teams.person_at(session, workspace_id, answers.scrum_master)
    if named is not None and named.id != person_id:
        charter.named_id, charter.named_by = named.id, person_id
        card = report.named_card(_words(named, team), team, context.person.name, charter.ref)
        context.tell(named, "setup.named", f"setup:{charter.ref}:named", f"setup:{charter.ref}:named", card, team.ref)
    session.flush()
    sprints.expect_plan(session, team, context.now)
    reviews.expect(session, team, context.now)
    standup = standups.of_team(session, team_id)
    pending = named.name if named is not None and charter.named_id else ""
    return report.Started(team, answers, standup.next_on if standup else None, pending)


def _name(context: Context, conversation: str, name: str) -> None:
    """A channel is called by its name. Where the platform did not tell it in time it goes by its id, until it does."""
    place = teams.destination_at(context.session, roster.id_of(context.workspace), conversation)
    if name and place is not None and place.name == place.conversation:
        place.name = name


def _spend(context: Context, conversation: str) -> str:
    """What gave the right is used up where it was given for one team; the channel's name, if the asking knew it."""
    workspace_id, person_id = roster.id_of(context.workspace), roster.id_of(context.person)
    request = requests.granted(context.session, workspace_id, person_id, conversation)
    if request is not None:
        request.state = AccessState.USED
        return request.channel
    code = codes.held(context.session, workspace_id, person_id, context.now)
    if code is not None and not right.may_by_role(context):
        code.used_at = context.now
        right.log(context, Action.SETUP_CODE_USED, context.person.ref)
    return ""


def _answers(context: Context, event: FormSubmitted) -> Answers:
    workspace_id = roster.id_of(context.workspace)
    setter = teams.users(context.session, workspace_id)[roster.id_of(context.person)]
    fields = ("people", "sponsor", "scrum_master")
    users = [user for field in fields for user in event.values.get(field, "").split(",") if user]
    known = roster.specs_at(context.session, workspace_id, dict.fromkeys((setter, *users)))
    person = context.person
    start = TeamSpec("", person.tz, person.language or context.workspace.language, event.ref, person.region, ())
    return read(start, setter, event.values, known, right.today(context))


def _surprise(context: Context, spec: TeamSpec) -> Effect | None:
    today = local_day(context.now, zone(spec.tz))
    return effect_of(spec, next(ritual_days(today, spec.standup.days), today))


def attempt(context: Context, event: ButtonPressed) -> Reply:
    """The prompt, to whoever asks for it and nobody else."""
    team = context.this_team()
    standup = standups.of_team(context.session, roster.id_of(team))
    if standup is None:
        raise Absent("permission.absent")
    card = report.trial_card(context.words, context.session, team, standup, context.person)
    context.tell(context.person, "setup.trial", f"setup:trial:{event.id}", f"setup:trial:{event.id}", card)
    return Nothing()


# Whoever is named scrum master --------------------------------------------------------------------


def accept(context: Context, event: ButtonPressed) -> Reply:
    """The named one takes over from the setter, who stays in the team where they are one of its members."""
    charter, setter = _named(context, event)
    team, session = context.this_team(), context.session
    team_id = roster.id_of(team)
    charters.give_role(session, team_id, roster.id_of(context.person), Role.SCRUM_MASTER)
    charters.take_role(session, team_id, roster.id_of(setter), Role.SCRUM_MASTER)
    charter.named_id = None
    right.log(context, Action.TEAM_SCRUM_MASTER_ACCEPTED, team.ref)
    key = f"setup:{charter.ref}:answered"
    told = report.told_accepted_card(_words(setter, team), team, context.person.name)
    context.tell(setter, "setup.answered", key, key, told)
    standup = standups.of_team(session, team_id)
    coming = team_report.next_line(
        context.words, standup.next_on if standup else None, setup.spec_of(session, team).standup.at
    )
    return Say(report.accepted_card(context.words, team, coming))


def decline(context: Context, event: ButtonPressed) -> Reply:
    charter, setter = _named(context, event)
    team = context.this_team()
    charter.named_id = None
    right.log(context, Action.TEAM_SCRUM_MASTER_DECLINED, team.ref)
    key = f"setup:{charter.ref}:answered"
    told = report.told_declined_card(_words(setter, team), team, context.person.name)
    context.tell(setter, "setup.answered", key, key, told)
    return Say(report.declined_card(context.words, team, setter.name))


def _words(person: Person, team: Team) -> Words:
    return Words(person.language or team.language)


def _named(context: Context, event: ButtonPressed) -> tuple[Charter, Person]:
    """Raises Absent for anyone but the one who was named, and once they answered."""
    charter = charters.read(context.session, roster.id_of(context.this_team()))
    setter = context.session.get(Person, charter.named_by) if charter.named_by else None
    if charter.named_id != context.person.id or setter is None or charter.ref != event.ref:
        raise Absent("permission.absent")
    return charter, setter
