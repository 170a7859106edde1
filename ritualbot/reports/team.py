"""What people see of a team: the team at a glance, the form that changes it, what a change did."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Block, Button, Card, Cell, Facts, Note, Row, Table
from ritualbot.chat.forms import ChoiceField, Field, Form, Option, PeopleField, TextField, TimeField
from ritualbot.chat.text import Channel, Text, literal
from ritualbot.i18n import Words, known
from ritualbot.reports.absence import away_name
from ritualbot.reports.wording import counted, text
from ritualbot.rituals import inputs
from ritualbot.rituals.calendar import WORKWEEK, Off, Weekdays, day_codes, local_day, zone
from ritualbot.rituals.permissions import ROLE_WORDS, Role
from ritualbot.rituals.schedule import SprintDay
from ritualbot.rituals.team_spec import Effect, StandupSpec, TeamSpec, warnings
from ritualbot.store import team as teams
from ritualbot.store.standup import Standup
from ritualbot.store.team import Person, Team

A_MONDAY = date(2024, 1, 1)  # names of weekdays are those of its week
SPOKEN = {"fr": "team.language.fr", "en": "team.language.en"}
_TIMES = {"at": "team.field.at", "summary": "team.field.summary"}


# The team at a glance -----------------------------------------------------------------------------


def change_button(words: Words, team: Team) -> Button:
    return Button("team.edit", team.ref, words.say("team.edit.label"))


def team_card(
    session: Session,
    words: Words,
    team: Team,
    spec: TeamSpec,
    now: datetime,
    buttons: Sequence[Button],
    notes: Sequence[Block],
) -> Card:
    """Who is in it and what they do, when it meets, who is away today, and, in `notes`, what comes next."""
    assert team.id is not None
    people = teams.people_with(session, team.id, *Role)
    rows = tuple(
        Row((literal(each.name), literal(_part(session, words, each, team))), _city(words, each, team))
        for each in people
    )
    blocks: list[Block] = [
        Facts((*_meetings(session, words, team, spec.standup), *_away(session, words, people, now))),
        Table((text(words, "team.head.who"), text(words, "team.head.part")), rows),
        *notes,
        *size_notes(words, spec),
    ]
    if buttons:
        blocks.append(Actions(tuple(buttons)))
    return Card(literal(team.name), tuple(blocks))


def _part(session: Session, words: Words, person: Person, team: Team) -> str:
    """`Campagnes, membre`: the function and every role; beside another, member goes without saying."""
    assert person.id is not None
    roles = teams.roles_in(session, person.id, team)
    shown = roles - {Role.MEMBER} or roles
    return ", ".join(
        part for part in (person.function, *(words.say(ROLE_WORDS[role]) for role in Role if role in shown)) if part
    )


def _city(words: Words, person: Person, team: Team) -> Text | None:
    return None if person.tz == team.tz else literal(words.city(person.zone()))


def _meetings(session: Session, words: Words, team: Team, standup: StandupSpec) -> tuple[tuple[Text, Cell], ...]:
    assert team.id is not None
    places = teams.destinations(session, team.id)
    channels = Text(
        ", ".join(f"{{place{index}}}" for index in range(len(places))),
        {f"place{index}": Channel(place.conversation, place.name) for index, place in enumerate(places)},
    )
    when = {"time": words.clock(standup.summary), "city": words.city(team.zone())}
    return (
        (text(words, "team.field.standup"), standup_line(words, standup)),
        (text(words, "team.field.summary"), text(words, "team.summary_when", **when)),
        (text(words, "team.field.channel"), channels),
    )


def standup_line(words: Words, standup: StandupSpec | Standup) -> Text:
    """`du lundi au vendredi à 09:30, heure de chaque personne`, or how often, or which day alone."""
    held = standup.schedule()
    time = words.clock(standup.at)
    if standup.sprint_day is not None:
        return _sprint_line(words, standup, time)
    if held.once_on is not None:
        return text(words, "standup.schedule.once", day=words.full_date(held.once_on), time=time)
    days = day_names(words, held.days)
    if held.every_weeks > 1:
        return counted(words, "standup.schedule.weeks", held.every_weeks, days=days, time=time)
    return text(words, "team.standup_when", days=days, time=time)


def _sprint_line(words: Words, standup: StandupSpec | Standup, time: str) -> Text:
    """`2 jours ouvrés avant la fin de chaque sprint à 09:30`."""
    if standup.sprint_day == SprintDay.BEFORE_END:
        return counted(words, "standup.schedule.before_end", standup.sprint_before, time=time)
    return text(words, f"standup.schedule.{standup.sprint_day}", time=time)


def day_names(words: Words, days: Weekdays) -> str:
    if days == WORKWEEK:
        return words.say("team.days.workweek")
    return words.listed([words.weekday(A_MONDAY + timedelta(days=day)) for day in sorted(days)])


def _away(session: Session, words: Words, people: Sequence[Person], now: datetime) -> tuple[tuple[Text, Cell], ...]:
    """Who is absent on their own today, and until when; nothing when everyone is there."""
    told = []
    for person in people:
        today = local_day(now, person.zone())
        pattern = teams.work_pattern(session, person, now)
        if pattern.why_off(today) is Off.ABSENT:
            told.append(away_name(session, words, person, today))
    return ((text(words, "team.field.away"), literal(words.listed(told))),) if told else ()


def next_line(words: Words, next_on: date | None, at: time) -> Text:
    """Every confirmation ends with it."""
    if next_on is None:
        return text(words, "team.next_none")
    return text(words, "team.next", day=words.day(next_on), time=words.clock(at))


def size_notes(words: Words, spec: TeamSpec) -> tuple[Note, ...]:
    return tuple(Note(text(words, each.key, **each.params)) for each in warnings(spec))


# No team yet --------------------------------------------------------------------------------------


def empty_card(words: Words, buttons: Sequence[Button]) -> Card:
    """Nothing yet: what it takes, and either the button or who has it."""
    ending = Actions(tuple(buttons)) if buttons else text(words, "team.empty.who")
    return Card(text(words, "team.empty.title"), (text(words, "team.empty.example"), ending))


# The form -----------------------------------------------------------------------------------------


def team_form(words: Words, team: Team, spec: TeamSpec) -> Form:
    title, intro = text(words, "team.form.title"), text(words, "team.form.intro")
    return Form("team.save", team.ref, title, _fields(words, spec), words.say("team.form.submit"), intro)


def confirm_form(words: Words, action: str, ref: str, spec: TeamSpec, effect: Effect) -> Form:
    """The form again, still open to change, with what it would do for people of other zones."""
    title = text(words, "team.form.title_confirm")
    return Form(
        action, ref, title, _fields(words, spec), words.say("team.form.submit"), effect_line(words, spec, effect)
    )


def effect_line(words: Words, spec: TeamSpec, effect: Effect) -> Text:
    """`Point du jour à 09:30 (Paris) et à 15:30 pour Hugo. Le bilan part à 11:30; encore à venir : Hugo.`"""
    home = zone(spec.tz)
    abroad = [
        words.say("team.effect.abroad", time=words.at(at, home), names=words.listed(names))
        for at, names in effect.abroad.items()
    ]
    said = words.say(
        "team.effect", time=words.at(effect.asked_at, home), city=words.city(home), abroad=words.listed(abroad)
    )
    posts = words.at(effect.summary_at, home)
    if effect.to_come:
        ending = words.say("team.effect.to_come", time=posts, names=words.listed(effect.to_come))
    else:
        ending = words.say("team.effect.summary", time=posts)
    return literal(f"{said} {ending}")


def _fields(words: Words, spec: TeamSpec) -> tuple[Field, ...]:
    """The six things a team changes."""
    standup = spec.standup
    return (
        name_field(words, spec.name),
        people_field(words, tuple(person.user for person in spec.people)),
        time_field(words, "at", standup.at),
        days_field(words, standup.days),
        time_field(words, "summary", standup.summary),
        _language(words, spec.language),
    )


def name_field(words: Words, initial: str) -> TextField:
    label = words.say("team.field.name")
    return TextField("name", label, required=True, initial=initial, limit=inputs.NAME_LIMIT, lines=False)


def people_field(words: Words, users: tuple[str, ...]) -> PeopleField:
    label, hint = words.say("team.field.people"), words.say("team.form.people_hint")
    return PeopleField("people", label, hint, required=True, initial=users)


def time_field(words: Words, name: str, initial: time) -> TimeField:
    return TimeField(name, words.say(_TIMES[name]), required=True, initial=words.clock(initial))


def days_field(words: Words, chosen: Weekdays) -> ChoiceField:
    options = tuple(
        Option(code, words.weekday(A_MONDAY + timedelta(days=day))) for day, code in enumerate(inputs.DAY_CODES)
    )
    label = words.say("team.field.days")
    return ChoiceField("days", label, required=True, options=options, initial=day_codes(chosen), many=True)


def _language(words: Words, language: str) -> ChoiceField:
    options = tuple(Option(code, words.say(key)) for code, key in SPOKEN.items())
    label = words.say("team.field.language")
    return ChoiceField("language", label, required=True, options=options, initial=(known(language),))


# What a change did --------------------------------------------------------------------------------


def saved_card(words: Words, before: TeamSpec, after: TeamSpec, next_on: date | None) -> Card:
    changed = _changed(words, before, after)
    title = text(words, "team.saved.title" if changed else "team.saved.same", name=after.name)
    facts = (Facts(changed),) if changed else ()
    return Card(title, (*facts, *size_notes(words, after), next_line(words, next_on, after.standup.at)))


def _changed(words: Words, before: TeamSpec, after: TeamSpec) -> tuple[tuple[Text, Cell], ...]:
    """What the form changed, one line each."""
    was, people = ({each.user: each.name for each in spec.people} for spec in (before, after))
    old, new = before.standup, after.standup
    lines = (
        ("team.field.name", before.name != after.name, literal(after.name)),
        ("team.saved.joined", bool(people.keys() - was.keys()), _names(words, people, was)),
        ("team.saved.left", bool(was.keys() - people.keys()), _names(words, was, people)),
        ("team.field.standup", (old.at, old.days) != (new.at, new.days), standup_line(words, new)),
        ("team.field.summary", old.summary != new.summary, literal(words.clock(new.summary))),
        (
            "team.field.language",
            before.language != after.language,
            text(words, SPOKEN[known(after.language)]),
        ),
    )
    return tuple((text(words, key), value) for key, differs, value in lines if differs)


def _names(words: Words, those: dict[str, str], without: dict[str, str]) -> Text:
    return literal(words.listed([name for user, name in those.items() if user not in without]))
