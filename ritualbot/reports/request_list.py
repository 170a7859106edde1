"""What people see of several requests: a team's, a desk's, and what may be asked of whom."""

from collections.abc import Collection, Sequence

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Block, Button, Card, Divider, Menu, Note
from ritualbot.chat.text import Text, literal
from ritualbot.i18n import Words
from ritualbot.reports import request as report
from ritualbot.reports.request import Reader
from ritualbot.reports.wording import counted, text
from ritualbot.rituals.desk import DeskKind
from ritualbot.rituals.request_act import MOST_FIRST
from ritualbot.rituals.request_history import Party
from ritualbot.rituals.request_types import types_of
from ritualbot.store.desk import Desk
from ritualbot.store.request import Request
from ritualbot.store.team import Person, Team

MOST_LISTED = 10


def types_card(words: Words, team: Team, desks: Sequence[Desk], after: str) -> Card:
    """What may be asked of these desks, a button each. `after`: the end of the forms' refs, of what they come from."""
    blocks: list[Block] = []
    for desk in desks:
        if len(desks) > 1:
            blocks.append(literal(desk.name))
        kind = DeskKind(desk.kind)
        buttons = [
            Button(
                "request.open",
                f"{team.ref}:{desk.ref}:{type_.name}{after}",
                _begun(report.type_name(words, type_.name)),
            )
            for type_ in types_of(kind)
        ]
        rest = tuple(buttons[MOST_FIRST:])
        menu = (Menu(words.say("request.others.label"), rest),) if rest else ()
        blocks.append(Actions((*buttons[:MOST_FIRST], *menu)))
    return Card(text(words, "request.which", desk=words.listed([desk.name for desk in desks])), tuple(blocks))


def no_desk_card(words: Words, kind: DeskKind) -> Card:
    """There is no such desk yet: who can change that, and how."""
    return Card(
        text(words, "request.no_desk", desk=words.say(f"request.desk.{kind}")), (text(words, "request.no_desk_next"),)
    )


def _begun(name: str) -> str:
    return name[0].upper() + name[1:]


def list_card(
    session: Session,
    reader: Reader,
    mine: Sequence[Request] | None,
    theirs: Sequence[Request] | None,
    kinds: list[str],
    hidden: Collection[str],
    beside: tuple[Button, ...] = (),
) -> Card:
    """The team's open requests and those at the reader's desks, the nearest deadline first; None: no such part.
    `hidden`: the refs of those that are confidential to the reader; `beside`: what else one can do."""
    words = reader.words
    blocks: list[Block] = []
    if mine:
        blocks += [counted(words, "request.list.team", len(mine)), *_lines(session, reader, mine, hidden)]
    if theirs:
        blocks += [counted(words, "request.list.desk", len(theirs)), *_lines(session, reader, theirs, hidden)]
    figures = (Button("request.figures", "", words.say("figures.label")),) if kinds or theirs is not None else ()
    asks = () if mine is None else (_new(words, kinds),)
    items = (*asks, *_files(words, beside), *figures)
    foot = (Actions(items),) if items else ()
    if not blocks:
        key = "request.list.empty_desk" if mine is None else "request.list.empty"
        example = () if mine is None else (text(words, "request.list.example"),)
        return Card(text(words, key), (*example, *foot))
    return Card(text(words, "request.list.title"), (*blocks, *foot))


def _lines(session: Session, reader: Reader, rows: Sequence[Request], hidden: Collection[str]) -> list[Block]:
    found = [block for row in rows[:MOST_LISTED] for block in _line(session, reader, row, hidden)]
    if len(rows) > MOST_LISTED:
        found.append(Note(counted(reader.words, "request.list.more", len(rows) - MOST_LISTED)))
    return [*found, Divider()]


def _new(words: Words, kinds: Sequence[str]) -> Menu:
    """[New request], of whom: the desks there are, or all one could ask for."""
    names = kinds or [kind.value for kind in DeskKind]
    buttons = tuple(Button(f"request.{kind}", "", _begun(words.say(f"request.desk.{kind}"))) for kind in names)
    return Menu(words.say("request.new.label"), buttons)


def _files(words: Words, files: tuple[Button, ...]) -> tuple[Button | Menu, ...]:
    """The files one may have, of a team's requests or a desk's."""
    return (Menu(words.say("request.export_all.label"), files),) if len(files) > 1 else files


def handed_over_card(words: Words, gone: Person, team: Team, rows: Sequence[Request]) -> Card:
    """What someone who left had asked for, for whoever leads the team."""
    blocks: list[Block] = []
    for row in rows:
        blocks.append(text(words, "request.handed_over.line", number=str(row.number), title=row.title))
        blocks.append(Actions((Button("request.look", row.ref, words.say("request.look.label")),)))
    title = counted(words, "request.handed_over.title", len(rows), name=gone.name, team=team.name)
    return Card(title, (*blocks, text(words, "request.handed_over.next")))


def _line(session: Session, reader: Reader, row: Request, hidden: Collection[str]) -> tuple[Block, ...]:
    said = line(session, reader, row, veiled=row.ref in hidden)
    if row.ref in hidden:
        return (said,)
    return said, Actions((Button("request.look", row.ref, reader.words.say("request.look.label")),))


def line(session: Session, reader: Reader, row: Request, *, veiled: bool = False) -> Text:
    """What it is, who has to move, until when. `veiled`: confidential to whoever reads."""
    words, each = reader.words, report.scene(session, row)
    due_at = each.now.decide.due_at
    awaited = words.say("request.list.stopped")
    if each.now.committed_on is not None:
        awaited = words.say("request.list.committed", day=words.day(each.now.committed_on))
    elif due_at is not None:
        awaited = words.say("request.list.due", moment=report.moment(words, due_at, reader.zone, each.desk.tz))
    asker = veiled and each.now.ball is Party.TEAM
    who = each.team.name if asker else report.party_name(words, each, each.now.ball)
    title = report.title_elsewhere(words, row) if veiled else row.title
    return Text(
        words.markup("request.list.line"),
        {"number": str(row.number), "title": title, "desk": each.desk.name, "who": who, "awaited": awaited},
    )
