"""What people see while a team is set up: the form, who may, what happens next, a trial of the prompt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Block, Button, Card, Cell, Facts, Note, Style
from ritualbot.chat.forms import ChoiceField, Field, Form, Option, PeopleField, filled
from ritualbot.chat.text import Channel, Text, literal
from ritualbot.errors import RuleBroken
from ritualbot.i18n import Words
from ritualbot.reports import standup as standup_report, team as team_report
from ritualbot.reports.wording import counted, text
from ritualbot.rituals import inputs
from ritualbot.rituals.calendar import local_moment
from ritualbot.rituals.permissions import Right, Role, needed_roles
from ritualbot.rituals.setup import SPRINT_WEEKS, USUAL_WEEKS, Answers, first_days, next_monday
from ritualbot.rituals.standup import Presence
from ritualbot.rituals.team_spec import Effect, StandupSpec, TeamSpec, member_count
from ritualbot.store.access_request import AccessRequest, AccessState
from ritualbot.store.standup import RunState, Standup, StandupPart, StandupRun
from ritualbot.store.team import Person, Team, destinations

# Who may, and who asks ----------------------------------------------------------------------------


def open_button(words: Words, conversation: str, style: Style = Style.PLAIN) -> Button:
    """For the channel it stands in: what platforms say of a form's place is not enough."""
    return Button("setup.open", conversation, words.say("setup.open.label"), style)


def refused_card(words: Words, conversation: str) -> Card:
    """Who may, and the way to ask them."""
    ask = Button("access.ask", conversation, words.say("access.ask.label"), Style.MAIN)
    return Card(_needs(words), (Actions((ask,)),))


def _needs(words: Words) -> Text:
    needed = [words.say(f"role.{role}") for role in needed_roles(Right.TEAM_SETUP)]
    return text(words, "permission.needs", needed=words.listed(needed))


def absent_card(words: Words) -> Card:
    return Card(text(words, "permission.absent"))


def direct_card(words: Words, teams: Sequence[Team]) -> Card:
    """Set-up belongs in a channel; the charters of one's own teams are one click away."""
    buttons = tuple(Button("charter.show", team.ref, team.name) for team in teams)
    shown = (Actions(buttons),) if buttons else ()
    return Card(text(words, "setup.direct.title"), (text(words, "setup.direct.text"), *shown))


# The form -----------------------------------------------------------------------------------------


def prefilled(setter: str, channel: str, people: Sequence[str]) -> dict[str, str]:
    """What the platform tells of the channel: its name where a team may be called so, and its people."""
    try:
        name = inputs.team_name(channel[:1].upper() + channel[1:])
    except RuleBroken:
        name = ""
    return {"name": name, "people": ",".join(people or [setter]), "scrum_master": setter}


def setup_form(words: Words, conversation: str, values: dict[str, str], today: date) -> Form:
    title, intro = text(words, "setup.form.title"), text(words, "setup.form.intro")
    submit = words.say("setup.form.submit")
    return filled(Form("setup.found", conversation, title, _fields(words, values, today), submit, intro), values)


def confirm_form(
    words: Words, conversation: str, values: dict[str, str], today: date, spec: TeamSpec, effect: Effect
) -> Form:
    """The form again, still open to change, with what it would do for people of other zones."""
    title, submit = text(words, "team.form.title_confirm"), words.say("setup.form.submit")
    line = team_report.effect_line(words, spec, effect)
    return filled(Form("setup.confirm", conversation, title, _fields(words, values, today), submit, line), values)


def ask_form(words: Words, conversation: str, values: dict[str, str], today: date) -> Form:
    """For someone who may not, or no longer: what was typed goes along with the asking."""
    fields, submit = _fields(words, values, today), words.say("access.ask.label")
    return filled(
        Form("access.send", conversation, text(words, "setup.form.title"), fields, submit, _needs(words)), values
    )


def _fields(words: Words, values: dict[str, str], today: date) -> tuple[Field, ...]:
    usual = StandupSpec()
    return (
        team_report.name_field(words, ""),
        team_report.people_field(words, ()),
        team_report.days_field(words, usual.days),
        team_report.time_field(words, "at", usual.at),
        _weeks(words),
        _first_day(words, values.get("sprint_on", ""), today),
        PeopleField("sponsor", words.say("setup.field.sponsor"), words.say("setup.field.sponsor_hint")),
        PeopleField("scrum_master", words.say("setup.field.scrum_master"), words.say("setup.field.scrum_master_hint")),
    )


def _weeks(words: Words) -> ChoiceField:
    options = tuple(Option(str(weeks), words.count("setup.weeks", weeks)) for weeks in SPRINT_WEEKS)
    label = words.say("setup.field.sprint_weeks")
    return ChoiceField("sprint_weeks", label, required=True, options=options, initial=(str(USUAL_WEEKS),))


def _first_day(words: Words, chosen: str, today: date) -> ChoiceField:
    """A form that comes back keeps its day, even one that has passed: sending it says so."""
    days = [day.isoformat() for day in first_days(today)]
    shown = [chosen, *days] if _is_day(chosen) and chosen not in days else days
    options = tuple(Option(day, words.day(date.fromisoformat(day))) for day in shown)
    label = words.say("setup.field.sprint_on")
    return ChoiceField("sprint_on", label, required=True, options=options, initial=(next_monday(today).isoformat(),))


def _is_day(typed: str) -> bool:
    try:
        return bool(date.fromisoformat(typed))
    except ValueError:
        return False


# What happens next --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Started:
    """A team that has just been created, and who is still to accept it."""

    team: Team
    answers: Answers
    next_on: date | None
    named: str = ""  # whoever was named scrum master, until they answer


def running_card(session: Session, words: Words, started: Started) -> Card:
    """Who gets what and when, the first stand-up last, and what can be done now."""
    spec = started.answers.spec
    blocks: list[Block] = [Facts(_facts(session, words, started)), *team_report.size_notes(words, spec)]
    if started.named:
        blocks.append(Note(text(words, "setup.named", name=started.named)))
    blocks.append(team_report.next_line(words, started.next_on, spec.standup.at))
    buttons = (
        team_report.change_button(words, started.team),
        Button("setup.try", started.team.ref, words.say("setup.try.label")),
        Button("charter.show", started.team.ref, words.say("charter.show.label")),
    )
    return Card(text(words, "team.created.title", name=spec.name), (*blocks, Actions(buttons)))


def _facts(session: Session, words: Words, started: Started) -> tuple[tuple[Text, Cell], ...]:
    spec, answers = started.answers.spec, started.answers
    asked = member_count(spec)
    sponsors = words.listed([person.name for person in spec.people if Role.SPONSOR in person.roles])
    when = {"time": words.clock(spec.standup.at), "days": team_report.day_names(words, spec.standup.days)}
    place = next(iter(destinations(session, started.team.id or 0)))
    at, channel = words.clock(spec.standup.summary), Channel(place.conversation, place.name)
    sprint = {"length": words.count("setup.weeks", answers.sprint_weeks), "day": words.day(answers.sprint_on)}
    return (
        (text(words, "setup.gets.members"), counted(words, "setup.gets.prompt", asked, **when)),
        (text(words, "setup.gets.channel"), text(words, "setup.gets.summary", time=at, place=channel)),
        (
            text(words, "setup.field.sponsor"),
            literal(sponsors) if sponsors else text(words, "setup.gets.sponsor_later"),
        ),
        (text(words, "setup.gets.sprint"), text(words, "setup.gets.sprint_when", **sprint)),
    )


def named_card(words: Words, team: Team, by: str, ref: str) -> Card:
    """To whoever is asked to be scrum master."""
    buttons = (
        Button("setup.accept", ref, words.say("setup.accept.label"), Style.MAIN),
        Button("setup.decline", ref, words.say("setup.decline.label")),
    )
    title = text(words, "setup.asked.title", name=by, team=team.name)
    return Card(title, (text(words, "setup.asked.text", name=by), Actions(buttons)))


def accepted_card(words: Words, team: Team, next_line: Text) -> Card:
    button = Button("charter.show", team.ref, words.say("charter.show.label"))
    return Card(text(words, "setup.accepted.title", team=team.name), (next_line, Actions((button,))))


def declined_card(words: Words, team: Team, by: str) -> Card:
    return Card(text(words, "setup.declined.title", team=team.name), (text(words, "setup.declined.next", name=by),))


def told_accepted_card(words: Words, team: Team, name: str) -> Card:
    return Card(text(words, "setup.told.accepted", name=name, team=team.name), (text(words, "setup.told.member"),))


def told_declined_card(words: Words, team: Team, name: str) -> Card:
    button = Button("charter.leads", team.ref, words.say("charter.leads.label"))
    return Card(
        text(words, "setup.told.declined", name=name, team=team.name),
        (text(words, "setup.told.still"), Actions((button,))),
    )


def trial_card(words: Words, session: Session, team: Team, standup: Standup, person: Person) -> Card:
    """The next prompt as it will look, with nothing on it that could be pressed."""
    day = standup.next_on or date.min
    opens = local_moment(day, standup.at, person.zone())
    run = StandupRun(standup_id=standup.id or 0, held_on=day, state=RunState.OPEN, opened_at=opens, deadline=opens)
    part = StandupPart(
        run_id=0,
        person_id=person.id or 0,
        prompt_at=opens,
        ends_at=opens + standup.window(),
        presence=Presence.EXPECTED,
    )
    scene = standup_report.Scene(team, standup, run, tuple(destinations(session, team.id or 0)))
    prompt = standup_report.prompt_card(words, scene, part, person)
    shown = tuple(block for block in prompt.blocks if not isinstance(block, Actions))
    return Card(prompt.title, (*shown, Note(text(words, "setup.trial"))), prompt.subtitle)


# Asking for access --------------------------------------------------------------------------------


def wanted_card(words: Words, request: AccessRequest, name: str) -> Card:
    """To each of those who may decide."""
    team = inputs.echo(request.values().get("name", ""))
    if team:
        title = text(words, "access.wanted.title", name=name, team=team, channel=_channel(request))
    else:
        title = text(words, "access.wanted.unnamed", name=name, channel=_channel(request))
    buttons = (
        Button("access.grant", request.ref, words.say("access.grant.label"), Style.MAIN),
        Button("access.refuse", request.ref, words.say("access.refuse.label")),
    )
    return Card(title, (text(words, "access.wanted.text", name=name), Actions(buttons)))


def _channel(request: AccessRequest) -> Channel:
    return Channel(request.conversation, request.channel or request.conversation)


def waiting_card(words: Words, request: AccessRequest, whom: Sequence[str]) -> Card:
    """To whoever asked, now or before."""
    title = text(words, "access.asked.title", names=words.listed(whom), channel=_channel(request))
    return Card(title, (text(words, "access.asked.text"),))


def nobody_card(words: Words) -> Card:
    return Card(text(words, "access.nobody.title"), (text(words, "access.nobody.text"),))


def granted_card(words: Words, request: AccessRequest, by: str) -> Card:
    title = text(words, "access.granted.title", name=by, channel=_channel(request))
    return Card(title, (Actions((open_button(words, request.conversation, Style.MAIN),)),))


def declined_access_card(words: Words, request: AccessRequest, by: str) -> Card:
    title = text(words, "access.refused.title", name=by, channel=_channel(request))
    return Card(title, (text(words, "access.refused.text", name=by),))


def decided_card(words: Words, request: AccessRequest, who: str, by: str) -> Card:
    """To whoever decides, also the second to try: what was decided, by whom."""
    refused = request.state == AccessState.REFUSED
    return Card(text(words, "access.decided.refused" if refused else "access.decided.granted", name=who, by=by))
