"""Someone's own page: what is asked of them, their actions and requests, what comes next, whether they are away today.

A glance: the first of each, and a button to all of it. Slack shows a hundred blocks on such a page and no more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from ritualbot.chat.cards import Actions, Block, Button, Card, Divider, Note, Row, Style, Table
from ritualbot.chat.text import Text, literal
from ritualbot.i18n import Words
from ritualbot.reports import home_due, request_list, ritual
from ritualbot.reports.action import day_text
from ritualbot.reports.home_due import Line, Mine
from ritualbot.reports.request import Reader
from ritualbot.reports.wording import counted, text
from ritualbot.rituals.action import ActionState
from ritualbot.rituals.calendar import Off, local_day
from ritualbot.rituals.request_act import Side
from ritualbot.store import absence as absences, home as homes, team as teams
from ritualbot.store.action import Action
from ritualbot.store.home import First
from ritualbot.store.request import Request
from ritualbot.store.team import Team
from ritualbot.store.team_roster import id_of

MOST_DUE = 8
MOST_LISTED = 5  # of actions, and of requests on either side
MOST_TEAMS = 5
MOST_AT_HOME = 4  # of each team's next rituals
MOST_IN_ALL = 50  # of a section that is shown whole


class Section(StrEnum):
    """What a page is made of, after the absence."""

    DUE = "due"
    ACTIONS = "actions"
    REQUESTS = "requests"
    DESK = "desk"
    NEXT = "next"


def home_card(mine: Mine) -> Card:
    words = mine.words
    blocks = [*_due(mine), *_at_desks(mine), *_actions(mine), *_requests(mine), *_next(mine)]
    if not mine.teams and not mine.desks:
        blocks = [text(words, "home.no_team")]
    return Card(text(words, "home.title"), (*blocks, Divider(), *_away(mine)), subtitle=_day(mine))


def section_card(mine: Mine, section: Section) -> Card:
    """All of one part of the page."""
    shown = _all(mine, section) or [text(mine.words, f"home.{section}.none")]
    back = Actions((Button("home.show", "", mine.words.say("home.show.label")),))
    return Card(text(mine.words, f"home.{section}.title"), (*shown, back))


def _all(mine: Mine, section: Section) -> list[Block]:
    match section:
        case Section.DUE:
            return _blocks(home_due.lines(mine))
        case Section.ACTIONS:
            owned = _my_actions(mine, MOST_IN_ALL)
            return _table(mine.words, (_action(mine, row).text for row in owned.rows), owned.more)
        case Section.REQUESTS:
            asked = _my_requests(mine, MOST_IN_ALL)
            return _table(mine.words, (_request(mine, row, Side.TEAM).text for row in asked.rows), asked.more)
        case Section.DESK:
            ours = _our_requests(mine, MOST_IN_ALL)
            return _table(mine.words, (_request(mine, row, Side.DESK).text for row in ours.rows), ours.more)
        case Section.NEXT:
            return [block for team in mine.teams for block in _coming(mine, team)]


# -- today ---------------------------------------------------------------------------------------------------------


def _day(mine: Mine) -> Text:
    day = mine.words.full_date(mine.today)
    return literal(day[:1].upper() + day[1:])


def _away(mine: Mine) -> list[Block]:
    """Whether they work today; one press changes it. Beside it the way to everything else."""
    words, rows = mine.words, absences.on(mine.session, id_of(mine.person), mine.today)
    why = teams.work_pattern(mine.session, mine.person, mine.now).why_off(mine.today)
    declare = Button("absence.declare", "", words.say("absence.declare.label"))
    help_ = Button("ritual.help", "", words.say("ritual.help.label"), Style.QUIET)
    if rows:
        until = max(rows, key=lambda row: row.last_on)
        cancel = Button("absence.cancel", until.ref, words.say("absence.cancel.label"))
        said = text(words, "home.away", day=day_text(words, until.last_on, mine.today))
        return [said, Actions((cancel, declare, help_))]
    if why in (Off.HOLIDAY, Off.NOT_A_WORKDAY):
        return [text(words, f"home.off.{why}"), Actions((declare, help_))]
    away = Button("absence.today", mine.today.isoformat(), words.say("absence.today.label"))
    return [text(words, "home.at_work"), Actions((away, declare, help_))]


# -- what is asked -------------------------------------------------------------------------------------------------


def _due(mine: Mine) -> list[Block]:
    lines = home_due.lines(mine)
    head: list[Block] = [_head(mine.words, Section.DUE)]
    if not lines:
        return [*head, text(mine.words, "home.due.none")]
    return [
        *head,
        *_blocks(_first_stands_out(lines[:MOST_DUE])),
        *_more(mine.words, Section.DUE, len(lines) - MOST_DUE),
    ]


def _first_stands_out(lines: Sequence[Line]) -> list[Line]:
    """One button of the page is filled: the first of what is due."""
    found = []
    for at, line in enumerate(lines):
        styles = [Style.PLAIN if at or place else Style.MAIN for place, _ in enumerate(line.buttons)]
        buttons = tuple(replace(each, style=style) for each, style in zip(line.buttons, styles, strict=True))
        found.append(Line(line.text, buttons))
    return found


def _blocks(lines: Iterable[Line]) -> list[Block]:
    found: list[Block] = []
    for line in lines:
        found += [line.text, Actions(line.buttons)] if line.buttons else [line.text]
    return found


def _head(words: Words, section: Section) -> Text:
    return Text("*{title}*", {"title": words.say(f"home.{section}.title")})


_ELSEWHERE = {
    Section.ACTIONS: "action.command",
    Section.REQUESTS: "request.show",
    Section.DESK: "request.show",
    Section.NEXT: "ritual.next",
}


def _more(words: Words, section: Section, number: int) -> list[Block]:
    """What found no place on the page: how much, with a button to all of it; and where one does more."""
    found = [Button("home.more", section.value, words.count("home.more", number))] if number > 0 else []
    if action := _ELSEWHERE.get(section):
        found.append(Button(action, "", words.say(f"{action}.label"), Style.QUIET))
    return [Actions(tuple(found))] if found else []


def _section(mine: Mine, section: Section, lines: Sequence[Line], more: int) -> list[Block]:
    """Its name, its first lines, the way to the rest; with none, how one comes about."""
    words = mine.words
    head: list[Block] = [Divider(), _head(words, section)]
    if not lines:
        return [*head, text(words, f"home.{section}.none"), *_more(words, section, 0)]
    return [*head, *_blocks(lines), *_more(words, section, more)]


# -- one's own actions ---------------------------------------------------------------------------------------------


def _actions(mine: Mine) -> list[Block]:
    found = _my_actions(mine, MOST_LISTED)
    if not found.rows and not mine.takes_part:
        return []
    return _section(mine, Section.ACTIONS, [_action(mine, row) for row in found.rows], found.more)


def _my_actions(mine: Mine, most: int) -> First[Action]:
    return homes.actions_of(mine.session, id_of(mine.person), most)


def _action(mine: Mine, row: Action) -> Line:
    """When it is due, and what one does with it: take it first, where somebody else made it."""
    words, day = mine.words, day_text(mine.words, row.due_on, mine.today)
    key = "home.action_late" if row.due_on < mine.today else "home.action"
    verbs = ("accept", "decline") if row.state == ActionState.PROPOSED else ("done", "later")
    buttons = tuple(Button(f"action.{verb}", row.ref, words.say(f"action.{verb}.label")) for verb in verbs)
    named = {team.id: f"{row.text} ({team.name})" for team in mine.teams} if len(mine.teams) > 1 else {}
    said = named.get(row.team_id, row.text)
    return Line(text(words, key, number=str(row.number), text=said, day=day), buttons)


# -- requests ------------------------------------------------------------------------------------------------------


def _requests(mine: Mine) -> list[Block]:
    found = _my_requests(mine, MOST_LISTED)
    if not found.rows and not mine.takes_part:
        return []
    return _section(mine, Section.REQUESTS, [_request(mine, row, Side.TEAM) for row in found.rows], found.more)


def _at_desks(mine: Mine) -> list[Block]:
    """What the desks they are on have to answer."""
    if not mine.desks:
        return []
    found = _our_requests(mine, MOST_LISTED)
    return _section(mine, Section.DESK, [_request(mine, row, Side.DESK) for row in found.rows], found.more)


def _my_requests(mine: Mine, most: int) -> First[Request]:
    return homes.requests_of(mine.session, id_of(mine.person), most)


def _our_requests(mine: Mine, most: int) -> First[Request]:
    return homes.requests_at(mine.session, [id_of(desk) for desk in mine.desks], id_of(mine.person), most)


def _request(mine: Mine, row: Request, side: Side) -> Line:
    reader = Reader(mine.words, mine.person.zone(), side, id_of(mine.person))
    look = Button("request.look", row.ref, mine.words.say("request.look.label"))
    return Line(request_list.line(mine.session, reader, row), (look,))


# -- what comes next -----------------------------------------------------------------------------------------------


def _next(mine: Mine) -> list[Block]:
    """Where they stand in each team, its next rituals, what is paused in it."""
    if not mine.teams:
        return []
    words = mine.words
    head: list[Block] = [Divider(), _head(words, Section.NEXT)]
    shown = [block for team in mine.teams[:MOST_TEAMS] for block in _coming(mine, team)]
    return [
        *head,
        *(shown or [text(words, "home.next.none")]),
        *_more(words, Section.NEXT, len(mine.teams) - MOST_TEAMS),
    ]


def _coming(mine: Mine, team: Team) -> list[Block]:
    words, zone = mine.words, mine.person.zone()
    coming = ritual.rituals(mine.session, words, team, mine.now)
    found = [each for each in coming if each.concerns(id_of(mine.person))][:MOST_AT_HOME]
    rows = tuple(Row((_when(words, each.at, zone, each.title),)) for each in found)
    asked = bool(mine.roles[id_of(team)] & set(teams.PARTICIPANTS))
    state = ritual.state(mine.session, words, team, mine.person) if asked else None
    stands = state or Text("*{team}*", {"team": team.name})
    paused = ritual.paused_notes(mine.session, words, team)[:1]
    return [stands, *((Table((), rows),) if rows else ()), *paused]


def _when(words: Words, at: datetime, zone: ZoneInfo, title: str) -> Text:
    moment = f"{words.day(local_day(at, zone))}, {words.at(at, zone)}"
    return Text("*{when}* {title}", {"when": moment, "title": title})


def _table(words: Words, lines: Iterable[Text], more: int) -> list[Block]:
    """All of a section in lines; a very long one says how much is left."""
    rows = tuple(Row((line,)) for line in lines)
    rest = [Note(counted(words, "home.more", more))] if more else []
    return [Table((), rows), *rest] if rows else []
