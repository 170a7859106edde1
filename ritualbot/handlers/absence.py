"""What people do about days off: absences, their own or a teammate's, and the closures of a team."""

from datetime import date

from ritualbot.chat.cards import Card
from ritualbot.chat.events import ButtonPressed, CommandTyped, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.errors import Absent, FieldsRefused, RuleBroken
from ritualbot.handlers import standup_absence, standup_day as day
from ritualbot.handlers.context import Context
from ritualbot.reports import absence as report
from ritualbot.rituals import absence as rules, permissions
from ritualbot.rituals.absence import Declared, Span
from ritualbot.rituals.calendar import WORKWEEK, local_day, ritual_days
from ritualbot.rituals.permissions import Right
from ritualbot.rituals.team_spec import LONGEST_CLOSURE
from ritualbot.rituals.team_typed import label
from ritualbot.store import absence as absences, audit, bridge as bridges, digest_plan, team as teams
from ritualbot.store.absence import Absence
from ritualbot.store.audit import Action
from ritualbot.store.team import Person, Team

_LOOKED_AHEAD = 60  # days searched for the first one worked after an absence


def command(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    """`/ritual absent`: what is to come; with days after it, an absence; what cannot be read comes back in the form."""
    today = local_day(context.now, context.person.zone())
    typed = event.text if isinstance(event, CommandTyped) else ""
    if not typed:
        return Say(report.mine_card(context.words, absences.coming(context.session, context.person.id or 0, today)))
    try:
        span = rules.read(typed, context.words.language, today)
    except RuleBroken as unread:
        return OpenForm(report.form(context.words, _charges(context), typed, unread))
    return _declare(context, context.person, Declared(span))


def declare(context: Context, event: ButtonPressed) -> Reply:
    return OpenForm(report.form(context.words, _charges(context), "", None))


def today(context: Context, event: ButtonPressed) -> Reply:
    """[Away today], for the whole of it. Raises RuleBroken `ritual.expired` for a page of another day."""
    day_ = context.today()
    if event.ref != day_.isoformat():
        raise RuleBroken("ritual.expired")
    return _declare(context, context.person, Declared(Span(day_, day_)))


def save(context: Context, event: FormSubmitted) -> Reply:
    person = _whom(context, event.values.get("who", ""))
    today = local_day(context.now, person.zone())
    return _declare(context, person, rules.from_form(event.values, context.words.language, today))


def _declare(context: Context, person: Person, declared: Declared) -> Reply:
    """Notes it, unless it is noted already; the days of several absences simply add up."""
    assert person.id is not None
    beside = absences.touching(context.session, person.id, declared.span)
    known = next((row for row in beside if row.span().covers(declared.span)), None)
    if known is not None:
        return Say(report.known_card(context.words, known))
    mine = person.id == context.person.id
    row = absences.note(context.session, person.id, declared, context.now, None if mine else context.person.id)
    _follow(context, person)
    back_on = _back_on(context, person, row)
    if not mine:
        _record(context, Action.ABSENCE_DECLARED, row.ref)
        words = day.words_for(person, _team_of(context, person))
        _tell(context, person, row, "declared", report.told_card(words, row, context.person.name, back_on))
    whose = "" if mine else person.name
    return Say(report.declared_card(context.words, row, back_on, whose, beside))


def cancel(context: Context, event: ButtonPressed) -> Reply:
    """By the person, or by who may declare it for them; what is past of it stays."""
    row, person = _found(context, event.ref)
    today = local_day(context.now, person.zone())
    if row.cancelled_at is not None:
        return Say(report.cancelled_card(context.words, row))
    if row.last_on < today:
        raise RuleBroken("absence.over", when=report.when(context.words, row.span()))
    absences.cancel(context.session, row, today, context.now)
    _follow(context, person)
    if person.id != context.person.id:
        _record(context, Action.ABSENCE_CANCELLED, row.ref)
        words = day.words_for(person, _team_of(context, person))
        _tell(context, person, row, "cancelled", report.cancelled_by_card(words, row, context.person.name))
    elif row.declared_by_id is not None:
        _tell(context, person, row, "cancelled", report.cancelled_card(context.words, row))
    return Say(report.cancelled_card(context.words, row))


def again(context: Context, event: ButtonPressed) -> Reply:
    """What is left of a cancelled absence, declared anew."""
    row, person = _found(context, event.ref)
    first_on = max(row.first_on, local_day(context.now, person.zone()))
    if row.last_on < first_on:
        raise RuleBroken("absence.over", when=report.when(context.words, row.span()))
    span = Span(first_on, row.last_on, row.span().half)
    return _declare(context, person, Declared(span, row.reason, row.reason_shown))


def _follow(context: Context, person: Person) -> None:
    context.session.flush()
    standup_absence.follow(context, person)
    digest_plan.expect_person(context.session, person, context.now)
    for team in teams.teams_of(context.session, person.id or 0):
        standup_absence.follow_calendar(context, team)


def _back_on(context: Context, person: Person, row: Absence) -> date | None:
    """The first day worked after it."""
    pattern = teams.work_pattern(context.session, person, context.now)
    days = ritual_days(row.last_on, WORKWEEK | pattern.days)
    return next((each for each, _ in zip(days, range(_LOOKED_AHEAD), strict=False) if pattern.works_on(each)), None)


def _tell(context: Context, person: Person, row: Absence, what: str, card: Card) -> None:
    subject = f"absence:{row.ref}"
    context.tell(person, "absence.told", subject, f"{subject}:{what}", card, ref=row.ref)


def _record(context: Context, action: Action, ref: str) -> None:
    """What is done to somebody else's days, or to a team's, leaves a trace."""
    audit.record(
        context.session, context.workspace.tenant_id, context.now, actor=context.person.ref, action=action, object=ref
    )


# -- whose ---------------------------------------------------------------------------------------------------------


def _whom(context: Context, ref: str) -> Person:
    """Oneself when nobody is named. Raises as `_allow` does."""
    person = teams.person_by_ref(context.session, ref) if ref else context.person
    if person is None:
        raise Absent("permission.absent")
    _allow(context, person)
    return person


def _found(context: Context, ref: str) -> tuple[Absence, Person]:
    row = absences.by_ref(context.session, ref)
    person = context.session.get(Person, row.person_id) if row else None
    if row is None or person is None:
        raise Absent("permission.absent")
    _allow(context, person)
    return row, person


def _allow(context: Context, person: Person) -> None:
    """Raises as `permissions.allow` does, over the teams that ask both: it is Absent when there is none."""
    if person.id == context.person.id:
        return
    roles = [teams.roles_in(context.session, context.person.id or 0, team) for team in _teams_asking(context, person)]
    permissions.allow(frozenset().union(*roles), Right.ABSENCE_OTHER, own=False)


def _teams_asking(context: Context, person: Person) -> list[Team]:
    return [
        team
        for team in teams.teams_of(context.session, person.id or 0)
        if teams.roles_in(context.session, person.id or 0, team) & set(teams.PARTICIPANTS)
    ]


def _team_of(context: Context, person: Person) -> Team:
    """One whose language speaks for a person without a language of their own: who acts for them shares it."""
    return _teams_asking(context, person)[0]


def _charges(context: Context) -> list[Person]:
    """Whom the actor may declare absent, besides themselves."""
    needed, found = set(permissions.needed_roles(Right.ABSENCE_OTHER)), dict[str, Person]()
    for team in teams.teams_of(context.session, context.person.id or 0):
        if teams.roles_in(context.session, context.person.id or 0, team) & needed:
            people = teams.people_with(context.session, team.id or 0, *teams.PARTICIPANTS)
            found |= {person.ref: person for person in people if person.id != context.person.id}
    return list(found.values())


# -- closures ------------------------------------------------------------------------------------------------------


def closures(context: Context, event: ButtonPressed) -> Reply:
    return _closures(context)


def closure(context: Context, event: ButtonPressed) -> Reply:
    return OpenForm(report.closure_form(context.words, context.this_team()))


def close(context: Context, event: FormSubmitted) -> Reply:
    """From tomorrow on: today's stand-up may be under way."""
    team, today = context.this_team(), local_day(context.now, context.this_team().zone())
    declared = rules.from_form({**event.values, "reason": "", "half": ""}, context.words.language, today)
    span = declared.span
    if span.first_on == today:
        raise RuleBroken("absence.closure_today", field="first")
    if span.last_on - span.first_on > LONGEST_CLOSURE:
        raise RuleBroken("absence.closure_long", field="last")
    typed = event.values.get("name", "")
    try:
        name = label(typed) if typed.strip() else ""
    except RuleBroken as error:
        error.field = "name"
        raise FieldsRefused([error]) from error
    row = absences.close(context.session, team.id or 0, span.first_on, span.last_on, name)
    _record(context, Action.CLOSURE_ADDED, row.ref)
    return _changed(context, team)


def reopen(context: Context, event: ButtonPressed) -> Reply:
    row = absences.closure_by_ref(context.session, event.ref)
    assert row is not None
    _record(context, Action.CLOSURE_REMOVED, row.ref)
    context.session.delete(row)
    return _changed(context, context.this_team())


def _changed(context: Context, team: Team) -> Reply:
    context.session.flush()
    standup_absence.follow_calendar(context, team)
    digest_plan.expect_team(context.session, team, context.now)
    bridges.schedule(context.session, team, context.now)
    return _closures(context)


def _closures(context: Context) -> Reply:
    team = context.this_team()
    today = local_day(context.now, team.zone())
    coming = [row for row in absences.closures(context.session, team.id or 0) if row.last_on >= today]
    return Say(report.closures_card(context.words, team, coming))
