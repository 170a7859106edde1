"""What people see of themselves: their settings, the form that changes them, a first word, and what leaving changes."""

from datetime import date, datetime, timedelta

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Block, Button, Card, Cell, Facts, Link
from ritualbot.chat.forms import ChoiceField, Field, Form, Option, TextField, TimeField, ToggleField
from ritualbot.chat.text import Channel, Text, literal
from ritualbot.i18n import Words, known
from ritualbot.reports import desk_seat
from ritualbot.reports.team import SPOKEN, day_names
from ritualbot.reports.wording import text
from ritualbot.rituals import inputs
from ritualbot.rituals.calendar import day_codes
from ritualbot.rituals.permissions import Role
from ritualbot.rituals.person import Settings
from ritualbot.store import person as people, standup as standups, team as teams
from ritualbot.store.team import Person, Team, Workspace

A_MONDAY = date(2024, 1, 1)  # names of weekdays are those of its week


def language_for(person: Person, team: Team | None, otherwise: str = "") -> str:
    return person.language or (team.language if team else otherwise)


def may_follow(session: Session, person: Person) -> bool:
    """Whether the summary may be sent to them: they observe or sponsor a team that does not ask them."""
    assert person.id is not None
    held = [teams.roles_in(session, person.id, team) for team in teams.teams_of(session, person.id)]
    return any(roles & {*people.FOLLOWERS} and not roles & {*teams.PARTICIPANTS} for roles in held)


# The settings -------------------------------------------------------------------------------------


def me_card(session: Session, words: Words, person: Person, team: Team | None, now: datetime) -> Card:
    """Everything the person can set, with where it comes from, and what comes next for them."""
    return _settings_card(session, words, text(words, "person.title"), person, team, now)


def saved_card(
    session: Session, words: Words, person: Person, team: Team | None, now: datetime, *, changed: bool
) -> Card:
    title = text(words, "person.saved.title" if changed else "person.saved.same")
    return _settings_card(session, words, title, person, team, now)


def _settings_card(
    session: Session, words: Words, title: Text, person: Person, team: Team | None, now: datetime
) -> Card:
    settings = people.settings_of(person, language_for(person, team, words.language))
    facts = Facts((*_pairs(words, person, team, settings), *_follows(session, words, person)))
    button = Button("person.edit", "", words.say("person.edit.label"))
    return Card(title, (facts, _next_line(session, words, person, now), Actions((button,))))


def _pairs(words: Words, person: Person, team: Team | None, settings: Settings) -> tuple[tuple[Text, Cell], ...]:
    hours = text(words, "person.hours", opens=words.clock(settings.opens), closes=words.clock(settings.closes))
    spoken = words.say(SPOKEN[known(settings.language)])
    tz, language, region = (
        _sourced(words, value, team if team and field not in person.typed_fields() and theirs else None)
        for field, value, theirs in (
            ("tz", settings.tz, team and team.tz == settings.tz),
            ("language", spoken, team and known(team.language) == known(settings.language)),
            ("region", settings.region, team and team.region == settings.region),
        )
    )
    function = literal(settings.function) if settings.function else text(words, "person.function.none")
    return (
        (text(words, "person.field.tz"), tz),
        (text(words, "person.field.language"), language),
        (text(words, "person.field.hours"), hours),
        (text(words, "person.field.region"), region),
        (text(words, "person.field.days"), literal(day_names(words, settings.days))),
        (text(words, "person.field.function"), function),
    )


def _sourced(words: Words, value: str, team: Team | None) -> Text:
    """The value, and the team it is taken from."""
    return text(words, "person.from_team", value=value, team=team.name) if team else literal(value)


def _follows(session: Session, words: Words, person: Person) -> tuple[tuple[Text, Cell], ...]:
    if not may_follow(session, person):
        return ()
    return ((text(words, "person.field.follows"), text(words, "input.yes" if person.follows else "input.no")),)


def _next_line(session: Session, words: Words, person: Person, now: datetime) -> Text:
    at = people.next_prompt(session, person, now)
    if at is None:
        following = person.follows and may_follow(session, person)
        return text(words, "person.next_summary" if following else "person.next_none")
    zone = person.zone()
    return text(words, "person.next", day=words.day(at.astimezone(zone).date()), time=words.at(at, zone))


# The form -----------------------------------------------------------------------------------------


def me_form(session: Session, words: Words, person: Person, settings: Settings) -> Form:
    intro = text(words, "person.form.intro")
    fields = _fields(words, settings)
    if may_follow(session, person):
        fields = (*fields, ToggleField("follows", words.say("person.field.follows"), initial=person.follows))
    return Form("person.save", "", text(words, "person.title"), fields, words.say("person.form.submit"), intro)


def _fields(words: Words, settings: Settings) -> tuple[Field, ...]:
    languages = tuple(Option(code, words.say(key)) for code, key in SPOKEN.items())
    days = tuple(
        Option(code, words.weekday(A_MONDAY + timedelta(days=day))) for day, code in enumerate(inputs.DAY_CODES)
    )
    return (
        TextField("tz", words.say("person.field.tz"), words.say("person.form.tz_hint"), True, settings.tz, lines=False),
        ChoiceField("language", words.say("person.field.language"), "", True, languages, (known(settings.language),)),
        TimeField("opens", words.say("person.field.opens"), "", True, words.clock(settings.opens)),
        TimeField(
            "closes",
            words.say("person.field.closes"),
            words.say("person.form.closes_hint"),
            True,
            words.clock(settings.closes),
        ),
        TextField(
            "region",
            words.say("person.field.region"),
            words.say("person.form.region_hint"),
            True,
            settings.region,
            lines=False,
        ),
        ChoiceField("days", words.say("person.field.days"), "", True, days, day_codes(settings.days), many=True),
        TextField(
            "function",
            words.say("person.field.function"),
            initial=settings.function,
            limit=inputs.NAME_LIMIT,
            lines=False,
        ),
    )


# A first word -------------------------------------------------------------------------------------


def welcome_card(session: Session, person: Person) -> Card | None:
    """Six lines at most: who added them, what they get, who reads it, how long it is kept, being away, help. Of a
    desk for who is in no team; None for who is in neither, or only on the agency side."""
    assert person.id is not None
    for roles in (teams.PARTICIPANTS, (Role.SPONSOR,), (Role.OBSERVER,)):
        for team in teams.teams_of(session, person.id):
            if teams.roles_in(session, person.id, team) & {*roles}:
                words = Words(language_for(person, team))
                follower = _FOLLOWER_LINES.get(roles[0])
                lines = follower(words, team) if follower else _member_lines(session, words, team)
                return Card(_greeting(session, words, person, team), lines)
    return desk_seat.welcome_card(session, person)


def _greeting(session: Session, words: Words, person: Person, team: Team) -> Text:
    adder = people.by_ref(session, person.added_by) if person.added_by != person.ref else None
    if adder is None:
        return text(words, "person.welcome.title", name=person.name, team=team.name)
    return text(words, "person.welcome.title_by", name=person.name, team=team.name, by=adder.name)


def _member_lines(session: Session, words: Words, team: Team) -> tuple[Block, ...]:
    assert team.id is not None
    places = teams.destinations(session, team.id)
    channels = ", ".join(f"{{place{index}}}" for index in range(len(places))) or team.name
    read = words.markup("person.welcome.read").replace("{places}", channels)
    shown = {f"place{index}": Channel(place.conversation, place.name) for index, place in enumerate(places)}
    lines = (
        Text(read, shown),
        text(words, "person.welcome.kept"),
        text(words, "person.welcome.away", button=words.say("standup.away.label")),
        text(words, "person.welcome.help"),
    )
    standup = standups.of_team(session, team.id)
    if standup is None:
        return lines
    days = day_names(words, standup.ritual_days())
    return (text(words, "person.welcome.gets", days=days, time=words.clock(standup.at)), *lines)


def _sponsor_lines(words: Words, team: Team) -> tuple[Block, ...]:
    return (text(words, "person.welcome.sponsor"), text(words, "person.welcome.promise"), *_around_lines(words))


def _observer_lines(words: Words, team: Team) -> tuple[Block, ...]:
    idea = text(words, "person.welcome.idea", team=team.name)
    return (text(words, "person.welcome.observer"), idea, *_around_lines(words))


def _around_lines(words: Words) -> tuple[Block, ...]:
    """For those around a team, whom nothing is asked of."""
    return (
        text(words, "person.welcome.nothing_asked"),
        text(words, "person.welcome.nothing_to_do"),
        text(words, "person.welcome.help_follower"),
    )


_FOLLOWER_LINES = {Role.SPONSOR: _sponsor_lines, Role.OBSERVER: _observer_lines}


# Leaving ------------------------------------------------------------------------------------------


def passed_card(words: Words, team: Team, gone: Person) -> Card:
    """To the assistant who is scrum master from now on."""
    return Card(
        text(words, "person.lead.passed", team=team.name), (text(words, "person.lead.passed_why", name=gone.name),)
    )


def orphaned_card(words: Words, team: Team, gone: Person) -> Card:
    """To an admin: a team nobody leads."""
    return Card(
        text(words, "person.lead.none", team=team.name), (text(words, "person.lead.none_next", name=gone.name),)
    )


def unreachable_card(words: Words, person: Person, workspace: Workspace, why: str, desk: str) -> Card:
    """To who brought somebody in that cannot be written to: why, what it means, and a link to forward where there is
    one. `desk`: the name of theirs, of who is asked nothing by a team."""
    title = text(words, "person.unreachable.title", name=person.name)
    cause = text(words, "person.unreachable.why", why=why)
    named = {"name": person.name, "desk": desk} if desk else {"name": person.name}
    if not workspace.link:
        then = "person.unreachable.next_desk" if desk else "person.unreachable.next"
        return Card(title, (cause, text(words, then, **named)))
    key = "person.unreachable.forward_desk" if desk else "person.unreachable.forward"
    link = Actions((Link(workspace.link, words.say("person.unreachable.link")),))
    return Card(title, (cause, text(words, key, **named, link=workspace.link), link))
