"""Help, what comes next, and the answers to what was not understood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Button, Card, Facts, Note, Row, Style, Table
from ritualbot.chat.text import Text, literal
from ritualbot.i18n import Words
from ritualbot.reports import desk_meeting, digest_preview, hypothesis_list, pilot_list, review
from ritualbot.reports.standup import standup_name
from ritualbot.reports.wording import text
from ritualbot.reports.workspace import suspended_notes
from ritualbot.rituals.calendar import local_day, local_moment
from ritualbot.rituals.command import COMMANDS, Command
from ritualbot.rituals.inputs import echo
from ritualbot.rituals.kpi import READ_AT
from ritualbot.rituals.permissions import Role
from ritualbot.rituals.retro import FEW_NOTES, RetroPhase, following
from ritualbot.rituals.standup import LEAST_EXPECTED, Presence
from ritualbot.store import (
    action as actions,
    alarms,
    charter as charters,
    desk_people,
    kpi as kpis,
    request as requests,
    retro as retros,
    retro_run,
    sprint as sprints,
    standup as standups,
    standup_run,
    team as teams,
)
from ritualbot.store.standup import Standup, StandupPart, StandupRun
from ritualbot.store.team import Person, Team

MOST_MOMENTS = 12


def state(session: Session, words: Words, team: Team, person: Person) -> Text | None:
    """Where a person stands in the stand-up of a team: asked, answered, or when the next one is."""
    standup = standups.of_team(session, team.id or 0)
    if standup is None:
        return None
    run = standups.live_run(session, standup.id or 0)
    part = standups.part_of(session, run.id or 0, person.id or 0) if run else None
    if run and part and part.presence == Presence.ANSWERED:
        return text(words, "ritual.state.answered", team=team.name, day=words.day(run.held_on))
    if run and part and part.presence == Presence.EXPECTED and part.prompted:
        time = words.at(part.ends_at, person.zone())
        return text(words, "ritual.state.expected", team=team.name, day=words.day(run.held_on), time=time)
    at = alarms.rings_at(session, "standup.open", standup.ref)
    if at is None:
        return None
    zone = person.zone()
    return text(words, "ritual.state.next", team=team.name, day=words.day(local_day(at, zone)), time=words.at(at, zone))


def help_card(words: Words, stands: Text | None = None) -> Card:
    """Every command, with what it does, in the reader's language. `stands`: where the person stands today."""
    pairs = tuple(
        (Text("`{command}`", {"command": command.shown(words.language)}), text(words, f"ritual.about.{command.action}"))
        for command in COMMANDS
    )
    buttons = (
        Button("standup.command", "", words.say("standup.answer.label"), Style.MAIN),
        Button("ritual.next", "", words.say("ritual.next.label")),
    )
    return Card(text(words, "ritual.help.title"), (Facts(pairs), Actions(buttons)), subtitle=stands)


def unknown_card(words: Words, typed: str, nearest: Command | None) -> Card:
    """Nothing typed is ever just wrong: the nearest command, and the way to all of them."""
    sentence = text(words, "ritual.unknown_command", typed=typed)
    if nearest is not None:
        hint = text(words, "ritual.nearest", command=nearest.shown(words.language))
    else:
        hint = text(words, "ritual.no_nearest")
    return Card(sentence, (hint, Actions((Button("ritual.help", "", words.say("ritual.help.label")),))))


@dataclass(frozen=True)
class Moment:
    """Something that will happen to a team. `at` is aware UTC; `show`: where more is to be seen of it; `asked`: the ids
    of the only people it is for, `again`: it only reminds them."""

    at: datetime
    title: str
    detail: str
    show: Button | None = None
    asked: frozenset[int] = frozenset()
    again: bool = False

    def concerns(self, person_id: int) -> bool:
        return not self.again and (not self.asked or person_id in self.asked)


def moments(session: Session, words: Words, team: Team, now: datetime) -> list[Moment]:
    """What will happen in a team by itself, soonest first, as its people would say it: one line per moment and kind."""
    found = [*rituals(session, words, team, now), *_due(session, words, team), *_of_kpi(session, words, team)]
    found += _of_requests(session, words, team)
    found += [Moment(*moment) for moment in hypothesis_list.moments(session, words, team)]
    found += [Moment(*moment) for moment in pilot_list.moments(session, words, team)]
    return sorted((moment for moment in found if moment.at >= now), key=lambda moment: moment.at)[:MOST_MOMENTS]


def rituals(session: Session, words: Words, team: Team, now: datetime) -> list[Moment]:
    """The next stand-ups, the sprint's next step, the retro's, the meetings with desks: soonest first."""
    found: list[Moment] = []
    for standup in standups.of_team_all(session, team.id or 0):
        coming: list[Moment] = []
        for run in standups.live_runs(session, standup.id or 0):
            coming += _of_run(session, words, team, run)
        if standup.next_on is not None:
            coming += _of_next(session, words, team, standup, standup.next_on, now)
        found += [_named(words, standup, moment) for moment in coming]
    found += [*_of_sprint(session, words, team), *_of_retros(session, words, team)]
    found += _of_desks(session, words, team, now)
    found += [Moment(*moment) for moment in review.moments(session, words, team, now)]
    found += [Moment(*moment) for moment in digest_preview.moments(session, words, team)]
    return sorted((moment for moment in found if moment.at >= now), key=lambda moment: moment.at)[:MOST_MOMENTS]


def _of_sprint(session: Session, words: Words, team: Team) -> list[Moment]:
    """When closing the sprint that runs is offered, and starting the next one."""
    sprint, found = sprints.current(session, team.id or 0), list[Moment]()
    to_leads, asked = words.say("ritual.moment.leads"), _leads(session, team)
    closes_at = alarms.rings_at(session, sprints.OFFER, sprint.ref) if sprint else None
    if sprint is not None and closes_at is not None:
        found.append(
            Moment(closes_at, words.say("ritual.moment.sprint_close", name=sprint.name), to_leads, asked=asked)
        )
    planned_at = alarms.rings_at(session, sprints.PLAN, team.ref)
    if planned_at is not None:
        found.append(Moment(planned_at, words.say("ritual.moment.sprint_plan"), to_leads, asked=asked))
    return found


def _leads(session: Session, team: Team) -> frozenset[int]:
    found = teams.people_with(session, team.id or 0, Role.SCRUM_MASTER, Role.ASSISTANT)
    return frozenset(each.id for each in found if each.id is not None)


def _of_kpi(session: Session, words: Words, team: Team) -> list[Moment]:
    """When the value of the indicator is next asked for: with the morning of whoever is asked."""
    charter = charters.read(session, team.id or 0)
    rings_at = alarms.rings_at(session, kpis.ASK, charter.ref) if charter.kpi else None
    if rings_at is None:
        return []
    owner = kpis.owner_of(session, charter, team)
    zone, whom = (owner.zone(), owner.name) if owner else (team.zone(), words.say("ritual.moment.leads"))
    at = local_moment(local_day(rings_at, zone), owner.opens if owner else READ_AT, zone)
    return [Moment(at, words.say("ritual.moment.kpi", kpi=charter.kpi), whom)]


def _due(session: Session, words: Words, team: Team) -> list[Moment]:
    """When the owners of actions are next reminded: their morning, which a prompt may bring a little earlier."""
    rows = actions.open_in(session, team.id or 0)
    people = teams.people(session, {row.owner_id for row in rows})
    rings = {alarm.ref: alarm.rings_at for alarm in alarms.upcoming(session, (actions.REMIND,))} if rows else {}
    found = []
    for row in rows:
        owner = people[row.owner_id]
        if row.ref in rings:
            at = local_moment(local_day(rings[row.ref], owner.zone()), owner.opens, owner.zone())
            title = words.say("ritual.moment.action", number=str(row.number), text=echo(row.text))
            found.append(Moment(at, title, owner.name))
    return found


def _of_retros(session: Session, words: Words, team: Team) -> list[Moment]:
    """The call of the sprint's retro, and the next phase of the one under way."""
    found = []
    sprint, retro = sprints.current(session, team.id or 0), retros.under_way(session, team.id or 0)
    called_at = alarms.rings_at(session, retro_run.CALL, sprint.ref) if sprint else None
    if called_at is not None:
        found.append(Moment(called_at, words.say("ritual.moment.retro_call"), ""))
    moves_at = alarms.rings_at(session, "retro.move", retro.ref) if retro else None
    if retro is not None and moves_at is not None:
        phase = following(RetroPhase(retro.phase), FEW_NOTES + 1)
        found.append(Moment(moves_at, words.say(f"ritual.moment.retro_{phase}"), ""))
    return found


def _of_requests(session: Session, words: Words, team: Team) -> list[Moment]:
    """When desks are to have answered; never what was asked, which may be confidential."""
    rows = requests.open_in(session, team.id or 0)
    desks = {desk.id: desk.name for desk in desk_people.of_tenant(session, team.tenant_id)} if rows else {}
    show = Button("request.show", "", words.say("request.show.label"))
    return [
        Moment(row.decide_due_at, words.say("ritual.moment.request", number=str(row.number)), desks[row.desk_id], show)
        for row in rows
        if row.decide_due_at is not None
    ]


def _of_desks(session: Session, words: Words, team: Team, now: datetime) -> list[Moment]:
    """The meetings with the desks the team turns to, and the agenda of each."""
    return [
        Moment(*moment, Button("desk.show", desk.ref, desk.name))
        for desk in desk_people.of_tenant(session, team.tenant_id)
        for moment in desk_meeting.moments(session, words, desk, team, now)
    ]


def _named(words: Words, standup: Standup, moment: Moment) -> Moment:
    """With the stand-up's own name, where it has one."""
    if not standup.name:
        return moment
    named = words.say("ritual.moment.named", title=moment.title, standup=standup.name)
    return replace(moment, title=named)


def _of_run(session: Session, words: Words, team: Team, run: StandupRun) -> list[Moment]:
    """What is still set for a run that has opened."""
    parts = {part.ref: part for part in standups.parts(session, run.id or 0)}
    asked = _set(session, "standup.prompt", parts)
    reminded = _set(session, "standup.remind", parts)
    posts_at = alarms.rings_at(session, "standup.summary", run.ref)
    return _lines(session, words, team, asked, reminded, posts_at)


def _set(session: Session, kind: str, parts: Mapping[str, StandupPart]) -> list[tuple[datetime, StandupPart]]:
    return [
        (alarm.rings_at, parts[alarm.ref])
        for alarm in alarms.upcoming(session, (kind,))
        if alarm.ref in parts and parts[alarm.ref].presence == Presence.EXPECTED
    ]


def _of_next(session: Session, words: Words, team: Team, standup: Standup, day: date, now: datetime) -> list[Moment]:
    """What the next run will do, as far as one can see today."""
    expected = [part for part in standup_run.roster(session, standup, day, now) if part.presence == Presence.EXPECTED]
    if len(expected) < LEAST_EXPECTED:
        return []
    remind_after = timedelta(seconds=standup.reminder_seconds)
    return _lines(
        session,
        words,
        team,
        [(part.prompt_at, part) for part in expected],
        [(part.prompt_at + remind_after, part) for part in expected],
        standup_run.deadline(standup, team, day, standup.asked_from),
    )


def _lines(
    session: Session,
    words: Words,
    team: Team,
    asked: list[tuple[datetime, StandupPart]],
    reminded: list[tuple[datetime, StandupPart]],
    posts_at: datetime | None,
) -> list[Moment]:
    people = teams.people(session, {part.person_id for _, part in (*asked, *reminded)})
    found: list[Moment] = []
    for key, pairs in (("ritual.moment.prompt", asked), ("ritual.moment.remind", reminded)):
        grouped: dict[datetime, list[StandupPart]] = {}
        for at, part in pairs:
            grouped.setdefault(at, []).append(part)
        for at, group in grouped.items():
            ids, again = frozenset(part.person_id for part in group), pairs is reminded
            found.append(Moment(at, words.say(key), _whom(words, at, group, people), asked=ids, again=again))
    if posts_at is not None:
        places = words.listed([f"#{place.name}" for place in teams.destinations(session, team.id or 0)])
        title = words.say("ritual.moment.summary", places=places)
        found.append(Moment(posts_at, title, words.say("ritual.moment.sooner")))
    return found


def _whom(words: Words, at: datetime, parts: Sequence[StandupPart], people: dict[int, teams.Person]) -> str:
    """One person by name and place, several by number."""
    if len(parts) > 1:
        return words.count("ritual.moment.people", len(parts))
    person = people[parts[0].person_id]
    time = words.at(at, person.zone())
    return words.say("ritual.moment.one", name=person.name, time=time, city=words.city(person.zone()))


def paused_notes(session: Session, words: Words, team: Team) -> tuple[Note, ...]:
    """The stand-ups that will not come by themselves until someone resumes them, and what cannot be posted."""
    notes = []
    for each in standups.of_team_all(session, team.id or 0):
        if each.paused_at is not None and each.archived_at is None:
            since = words.day(local_day(each.paused_at, team.zone()))
            notes.append(Note(text(words, "ritual.next.paused", standup=standup_name(words, each), day=since)))
    return (*notes, *suspended_notes(session, words, team))


def next_card(words: Words, team: Team, zone: ZoneInfo, coming: Sequence[Moment], paused: tuple[Note, ...]) -> Card:
    """What will happen and when, in the reader's zone, and what is paused."""
    if not coming:
        edit = Button("team.show", "", words.say("ritual.team.label"))
        return Card(text(words, "ritual.next.empty", team=team.name), (*paused, Actions((edit,))))
    rows = tuple(
        Row((literal(f"{words.day(local_day(moment.at, zone))}, {words.at(moment.at, zone)}"),
             literal(moment.title), literal(moment.detail)))
        for moment in coming
    )  # fmt: skip
    head = tuple(text(words, f"ritual.next.{column}") for column in ("when", "what", "whom"))
    shown = tuple(dict.fromkeys(moment.show for moment in coming if moment.show))
    more = (Actions(shown),) if shown else ()
    return Card(text(words, "ritual.next.title", team=team.name), (Table(head, rows), *paused, *more))
