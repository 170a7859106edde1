"""What people see of a sprint and its backlog: the card, the list, what each click did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Block, Button, Card, Divider, Link, Menu, Note, Row, Style, Table
from ritualbot.chat.text import Text, literal
from ritualbot.i18n import Words
from ritualbot.reports import kpi as kpi_report
from ritualbot.reports.sprint_tests import planned_blocks, waiting_blocks
from ritualbot.reports.wording import counted, text
from ritualbot.rituals.permissions import Right, Role, holds
from ritualbot.rituals.sprint import UNDO_WITHIN, ItemState, Priority, Progress, Span
from ritualbot.store import sprint as sprints, sprint_hypotheses as hypotheses, sprint_item as items, team as teams
from ritualbot.store.hypothesis import Hypothesis
from ritualbot.store.sprint import Running, Sprint, SprintItem
from ritualbot.store.team import Person, Team

MOST_LISTED = 10  # with buttons of their own


@dataclass(frozen=True)
class Scene:
    """A sprint with what is in it, read once for whatever is shown of it. `owners`: names by person id."""

    sprint: Sprint
    progress: Progress
    items: tuple[SprintItem, ...]
    owners: Mapping[int, str]
    tests: tuple[Hypothesis, ...] = ()
    kpi: kpi_report.Seen | None = None

    def that_are(self, state: ItemState) -> list[SprintItem]:
        return [each for each in self.items if each.state == state]


def scene(session: Session, team: Team, sprint: Sprint, today: date) -> Scene:
    found = tuple(items.of_sprint(session, sprint.id or 0))
    planned = tuple(hypotheses.of_sprint(session, sprint))
    progress, measured = sprints.progress(session, team, sprint, today), kpi_report.seen_on(session, team, today)
    return Scene(sprint, progress, found, owners(session, found), planned, measured)


def owners(session: Session, rows: Sequence[SprintItem]) -> dict[int, str]:
    found = teams.people(session, {row.owner_id for row in rows if row.owner_id is not None})
    return {id_: person.name for id_, person in found.items()}


def day_line(words: Words, running: Running) -> Text:
    """`Sprint 12, jour 7 sur 10 : doubler les inscriptions`, as other messages quote it."""
    day, days = (words.number(each) for each in (running.progress.day, running.progress.days))
    sprint = running.sprint
    return text(words, "sprint.day_line", name=sprint.name, day=day, days=days, goal=sprint.goal)


def headline(words: Words, seen: Scene) -> Text:
    """`Sprint 12, jour 7 sur 10`; before its first day, when it begins."""
    if seen.progress.day == 0:
        return text(words, "sprint.title_before", name=seen.sprint.name, day=words.day(seen.sprint.starts_on))
    day, days = (words.number(each) for each in (seen.progress.day, seen.progress.days))
    return text(words, "sprint.title", name=seen.sprint.name, day=day, days=days)


def need_name(words: Words, need: str) -> str:
    return words.say(f"sprint.need.{need}")


def facts(words: Words, item: SprintItem, owners: Mapping[int, str]) -> str:
    """`Léa, priorité haute, besoin : juridique (règlement), reporté 2 fois`; empty where nothing is said."""
    owner = owners.get(item.owner_id or 0)
    said = [owner] if owner else []
    if item.priority != Priority.NORMAL:
        said.append(words.say(f"sprint.priority.{item.priority}"))
    if item.need:
        need = need_name(words, item.need)
        said.append(words.say("sprint.needs", need=f"{need} ({item.need_text})" if item.need_text else need))
    if item.carries:
        said.append(words.count("sprint.carried", item.carries))
    return ", ".join(said)


def line(words: Words, item: SprintItem, owners: Mapping[int, str]) -> Text:
    said = facts(words, item, owners)
    return Text("*{title}*, {facts}" if said else "*{title}*", {"title": item.title, "facts": said})


def plain_line(words: Words, item: SprintItem, owners: Mapping[int, str]) -> str:
    return ", ".join(part for part in (item.title, facts(words, item, owners)) if part)


# -- the sprint ----------------------------------------------------------------------------------------------------


def sprint_card(words: Words, seen: Scene, team: Team, roles: frozenset[Role]) -> Card:
    """Its goal, where it stands, what is open with its buttons, what is done."""
    span = seen.sprint.span()
    blocks: list[Block] = [Note(text(words, "sprint.span", first=words.day(span.first), last=words.day(span.last)))]
    if seen.kpi is not None:
        blocks.append(Note(kpi_report.now_line(words, seen.kpi)))
    todo, done = seen.that_are(ItemState.OPEN), seen.that_are(ItemState.DONE)
    for item in todo[:MOST_LISTED]:
        blocks += [line(words, item, seen.owners), *_actions(_item_buttons(words, item, roles, in_sprint=True))]
    if rest := todo[MOST_LISTED:]:
        blocks += [Note(text(words, "sprint.rest")), _list(words, rest, seen.owners)]
    if done:
        blocks += [Divider(), counted(words, "sprint.done", len(done)), _list(words, done, seen.owners)]
    if not seen.items and not seen.tests:
        blocks.append(text(words, "sprint.nothing_planned"))
    blocks += planned_blocks(words, seen.tests)
    blocks += _actions(_sprint_buttons(words, seen.sprint, team, roles))
    return Card(headline(words, seen), tuple(blocks), subtitle=text(words, "sprint.goal", goal=seen.sprint.goal))


def _list(words: Words, rows: Sequence[SprintItem], owners: Mapping[int, str]) -> Table:
    return Table((), tuple(Row((literal(plain_line(words, each, owners)),)) for each in rows))


def _actions(found: Sequence[Button | Link | Menu]) -> list[Block]:
    return [Actions(tuple(found))] if found else []


def _item_buttons(
    words: Words, item: SprintItem, roles: frozenset[Role], *, in_sprint: bool
) -> list[Button | Link | Menu]:
    found: list[Button | Link | Menu] = []
    if in_sprint and holds(roles, Right.SPRINT_ITEM):
        found.append(Button("sprint.tick", item.ref, words.say("sprint.tick.label")))
    if holds(roles, Right.SPRINT_MANAGE):
        found.append(Button("sprint.item", item.ref, words.say("sprint.item.label")))
        found.append(Button("sprint.drop", item.ref, words.say("sprint.drop.label"), Style.QUIET))
    if item.link:
        found.append(Link(item.link, words.say("sprint.link.label")))
    return found


def _sprint_buttons(words: Words, sprint: Sprint, team: Team, roles: frozenset[Role]) -> list[Button | Link | Menu]:
    show = Button("sprint.backlog", team.ref, words.say("sprint.backlog.label"))
    if not holds(roles, Right.SPRINT_MANAGE):
        return [show]
    return [
        Button("sprint.close", team.ref, words.say("sprint.close.label")),
        Button("sprint.add", team.ref, words.say("sprint.add.label")),
        Button("sprint.edit", sprint.ref, words.say("sprint.edit.label")),
        show,
    ]


def none_card(
    words: Words, team: Team, last: Sprint | None, coming: Span, waiting: int, roles: frozenset[Role]
) -> Card:
    """No sprint runs: when the next one is meant to begin, and what waits for it."""
    day = words.day(coming.first)
    blocks: list[Block] = [text(words, "sprint.none.next", day=day), counted(words, "sprint.waiting", waiting)]
    if last is not None:
        blocks.insert(0, text(words, "sprint.none.last", name=last.name))
    blocks.append(Actions(tuple(_start_buttons(words, team, roles))))
    return Card(text(words, "sprint.none.title"), tuple(blocks))


def _start_buttons(words: Words, team: Team, roles: frozenset[Role]) -> list[Button]:
    show = Button("sprint.backlog", team.ref, words.say("sprint.backlog.label"))
    if not holds(roles, Right.SPRINT_MANAGE):
        return [show]
    return [Button("sprint.start", team.ref, words.say("sprint.start.label"), Style.MAIN), show]


def started_card(words: Words, seen: Scene, team: Team, places: Text) -> Card:
    """What was started, and what happens next."""
    span, shown = seen.sprint.span(), Button("sprint.command", team.ref, words.say("sprint.command.label"))
    lines: tuple[Block, ...] = (
        text(words, "sprint.span", first=words.day(span.first), last=words.day(span.last)),
        counted(words, "sprint.planned", len(seen.items)),
        *_needs(words, seen),
        Text(words.markup("sprint.started.next").replace("{places}", places.markup), places.params),
        Actions((shown,)),
    )
    return Card(text(words, "sprint.started.title", name=seen.sprint.name), lines)


def _needs(words: Words, seen: Scene) -> list[Block]:
    """What the sprint waits for outside the team."""
    named = dict.fromkeys(need_name(words, item.need) for item in seen.items if item.need)
    return [text(words, "sprint.started.needs", needs=words.listed([*named]))] if named else []


def announced_card(words: Words, seen: Scene) -> Card:
    """For the team's channel: the goal, the days, what is planned."""
    span = seen.sprint.span()
    rows = tuple(Row((literal(plain_line(words, each, seen.owners)),)) for each in seen.items[:MOST_LISTED])
    blocks: list[Block] = [text(words, "sprint.span", first=words.day(span.first), last=words.day(span.last))]
    if rows:
        blocks.append(Table((), rows))
    if rest := len(seen.items) - len(rows):
        blocks.append(Note(counted(words, "sprint.more", rest)))
    goal = text(words, "sprint.goal", goal=seen.sprint.goal)
    return Card(text(words, "sprint.announced.title", name=seen.sprint.name), tuple(blocks), subtitle=goal)


def changed_card(words: Words, seen: Scene, team: Team) -> Card:
    shown = Button("sprint.command", team.ref, words.say("sprint.command.label"))
    span = seen.sprint.span()
    days = text(words, "sprint.span", first=words.day(span.first), last=words.day(span.last))
    goal = text(words, "sprint.goal", goal=seen.sprint.goal)
    return Card(text(words, "sprint.changed.title", name=seen.sprint.name), (goal, days, Actions((shown,))))


# -- the backlog ---------------------------------------------------------------------------------------------------


def backlog_card(session: Session, words: Words, team: Team, roles: frozenset[Role]) -> Card:
    """What waits for the next sprint, the carried-over first."""
    rows, ready = items.backlog(session, team.id or 0), hypotheses.ready(session, team.id or 0)
    add = Button("sprint.add", team.ref, words.say("sprint.add.label"))
    buttons = [add] if holds(roles, Right.SPRINT_MANAGE) else []
    buttons.append(Button("sprint.command", team.ref, words.say("sprint.command.label")))
    if not rows and not ready:
        example = text(words, "sprint.backlog.example")
        return Card(text(words, "sprint.backlog.empty"), (example, Actions(tuple(buttons))))
    named, blocks = owners(session, rows), list[Block]()
    for item in rows[:MOST_LISTED]:
        blocks += [line(words, item, named), *_actions(_item_buttons(words, item, roles, in_sprint=False))]
    if rest := rows[MOST_LISTED:]:
        blocks += [Note(text(words, "sprint.rest")), _list(words, rest, named)]
    blocks += waiting_blocks(words, ready)
    return Card(counted(words, "sprint.backlog.title", len(rows)), (*blocks, Actions(tuple(buttons))))


def added_card(session: Session, words: Words, team: Team, rows: Sequence[SprintItem], sprint: Sprint | None) -> Card:
    """What was understood of the pasted lines, and where it went."""
    named = owners(session, rows)
    if sprint is None:
        head = counted(words, "sprint.added.backlog", len(rows))
        shown = Button("sprint.backlog", team.ref, words.say("sprint.backlog.label"))
    else:
        head = counted(words, "sprint.added.sprint", len(rows), name=sprint.name)
        shown = Button("sprint.command", team.ref, words.say("sprint.command.label"))
    return Card(head, (_list(words, rows, named), Actions((shown,))))


def item_card(
    session: Session, words: Words, team: Team, item: SprintItem, key: str, until: datetime | None, zone: ZoneInfo
) -> Card:
    """What was done with one item; `until`: while it may be undone."""
    shown = "sprint.command" if item.sprint_id is not None else "sprint.backlog"
    buttons = [Button(shown, team.ref, words.say(f"{shown}.label"))]
    notes: tuple[Block, ...] = ()
    if until is not None:
        buttons.insert(0, Button("sprint.undo", item.ref, words.say("sprint.undo.label")))
        notes = (Note(text(words, "sprint.undo.until", time=words.at(until, zone))),)
    said = facts(words, item, owners(session, [item]))
    body = (literal(said),) if said else ()
    return Card(text(words, f"sprint.item.{key}", title=item.title), (*body, Actions(tuple(buttons)), *notes))


def handed_over_card(words: Words, gone: Person, team: Team, rows: Sequence[SprintItem]) -> Card:
    """What someone who left had to do in the sprint or the backlog, for whoever leads the team."""
    title = counted(words, "sprint.handed_over.title", len(rows), name=gone.name, team=team.name)
    shown = Button("sprint.command", team.ref, words.say("sprint.command.label"))
    return Card(title, (_list(words, rows, {}), text(words, "sprint.handed_over.next"), Actions((shown,))))


def ticked_blocks(words: Words, rows: Sequence[SprintItem], now: datetime) -> tuple[Block, ...]:
    """Under the acknowledgement of an answer: what it ticked, while that may be undone."""
    found: list[Block] = []
    for row in rows:
        if undo_until(row, now) is not None:
            found.append(text(words, "sprint.item.done", title=row.title))
            found.append(Actions((Button("sprint.undo", row.ref, words.say("sprint.undo.label")),)))
    return tuple(found)


def undo_until(item: SprintItem, now: datetime) -> datetime | None:
    until = item.done_at + UNDO_WITHIN if item.done_at else None
    return until if until is not None and until >= now else None
