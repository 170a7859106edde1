"""What people see of one request: the card each side has, what is told of it, the answers to what is done with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Block, Button, Card, Link, Menu, Said, Style
from ritualbot.chat.text import Text
from ritualbot.i18n import Words
from ritualbot.reports.request_autonomy import autonomy_blocks
from ritualbot.reports.request_facts import said_blocks
from ritualbot.reports.request_help import ask_button, help_text
from ritualbot.reports.request_rounds import (
    held_text,
    option_blocks,
    round_blocks,
    signed_blocks,
)
from ritualbot.reports.wording import text
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.desk import DeskKind
from ritualbot.rituals.desk_calendar import DeskCalendar
from ritualbot.rituals.request import Standing, balls
from ritualbot.rituals.request_act import Act, Side, offered
from ritualbot.rituals.request_autonomy import asks_autonomy, said_autonomy
from ritualbot.rituals.request_history import Happened, Party, RequestState, Step
from ritualbot.rituals.request_rounds import rounds
from ritualbot.rituals.request_types import TYPES, Ending, RequestType
from ritualbot.store import request as requests, request_link as links, request_version as versions, team as teams
from ritualbot.store.desk import Desk
from ritualbot.store.request import Request, RequestSignOff
from ritualbot.store.request_link import RequestLink
from ritualbot.store.team import Person, Team

UNDO_WITHIN = timedelta(minutes=10)
_NAMED = ("owner", "to")  # what a step calls people by their ids
_STYLES = {Act.TAKE: Style.MAIN, Act.APPROVE: Style.MAIN, Act.ACCEPT: Style.MAIN, Act.AGREE: Style.MAIN}


@dataclass(frozen=True)
class Scene:
    """A request with what is read of it once for whatever shows it. `offer` is the ref of the event that offered the
    options there are; `signed` the final word on the version there is."""

    row: Request
    desk: Desk
    team: Team
    requester: Person
    now: Standing
    names: Mapping[int, str]
    calendar: DeskCalendar
    links: tuple[RequestLink, ...] = ()  # by which people outside the chat see it
    steps: Sequence[Step] = ()
    offer: str = ""
    signed: RequestSignOff | None = None

    @property
    def type(self) -> RequestType:
        return TYPES[self.row.type]

    @property
    def discussed(self) -> Step | None:
        """The last decision of a desk meeting about it."""
        return next((each for each in reversed(self.steps) if each.kind is Happened.DISCUSSED), None)

    @property
    def opinion(self) -> bool:
        return self.type.ending is Ending.OPINION


@dataclass(frozen=True)
class Reader:
    """Who reads a card: their words and zone, on which side, and their id."""

    words: Words
    zone: ZoneInfo
    side: Side
    person_id: int
    acts: bool = True  # whether they may do anything about it
    leads: bool = False  # whether they may ask the sponsor's help


def scene(session: Session, row: Request) -> Scene:
    desk, team = session.get(Desk, row.desk_id), session.get(Team, row.team_id)
    requester = session.get(Person, row.requester_id)
    assert desk is not None and team is not None and requester is not None
    course = requests.course(session, row)
    now, steps = course.now, course.steps
    known = {each.person or 0 for each in steps} | {int(each.data.get(who, 0)) for each in steps for who in _NAMED}
    names = {id_: person.name for id_, person in teams.people(session, known).items()}
    outside = tuple(links.open_of(session, row.id or 0))
    offer, signed = versions.offer(session, row) if now.options else "", versions.signed(session, row, now.version)
    return Scene(row, desk, team, requester, now, names, course.calendar, outside, steps, offer, signed)


def reader_at_desk(each: Scene, person: Person) -> Reader:
    return Reader(Words(person.language or each.desk.language), person.zone(), Side.DESK, person.id or 0)


def reader_for_team(each: Scene, person: Person) -> Reader:
    return Reader(Words(person.language or each.team.language), person.zone(), Side.TEAM, person.id or 0)


# -- words ---------------------------------------------------------------------------------------------------------


def type_name(words: Words, name: str) -> str:
    return words.say(f"request.type.{name}")


def title_elsewhere(words: Words, row: Request) -> str:
    """What names a request to somebody who neither asked, nor leads the team, nor sits at its desk."""
    return words.say("request.list.confidential") if row.confidential else row.title


def moment(words: Words, at: datetime, zone: ZoneInfo, desk_tz: str) -> str:
    """`mercredi 3 mars 10:40`, with the desk's own time where that is another one."""
    said = f"{words.day(local_day(at, zone))} {words.at(at, zone)}"
    there = ZoneInfo(desk_tz)
    if at.astimezone(zone).utcoffset() == at.astimezone(there).utcoffset():
        return said
    return words.say("request.there", moment=said, time=words.at(at, there), city=words.city(there))


def what_happened(words: Words, each: Scene, step: Step) -> str:
    """`prise en charge par Nadia`."""
    set_ = "told_opinion" if each.opinion and step.kind in _DECISIONS else "told"
    if step.kind is Happened.SAID and "outside" in step.data:
        set_ = "told_outside"
    set_ = "told_creation" if each.type.creation and step.kind in _FINAL else set_
    name = who(words, each, step)
    on = date.fromisoformat(step.data["on"]) if "on" in step.data else None
    more = {
        "version": step.data.get("version", ""),
        "reference": step.data.get("ref", ""),
        "n": str(int(step.data.get("option", "0")) + 1),
        "to": each.names.get(int(step.data.get("owner", 0)), ""),
        "type": type_name(words, step.data["type"]) if "type" in step.data else "",
    }
    if (special := _special(step)) is not None:
        return words.say(f"request.told.{special}", name=name, **more)
    return words.say(f"request.{set_}.{step.kind}", name=name, day=words.day(on) if on else "", **more)


def _special(step: Step) -> str | None:
    """A step of a kind that says one of several things."""
    if step.kind is Happened.RETYPED and step.data.get("restarts"):
        return "restarted"
    if step.kind is Happened.RETYPED and "type" in step.data:
        return "changed_type"
    if step.kind is Happened.CHANGED and step.data.get("changes"):
        return "need_changed" if step.data.get("version") else "form_changed"
    return None


def who(words: Words, each: Scene, step: Step) -> str:
    """Whose step it is: a name, and that it came by a link; empty for time."""
    if outside := step.data.get("outside"):
        return by_link(words, outside)
    return each.names.get(step.person or 0, "")


def by_link(words: Words, name: str) -> str:
    return words.say("request.by_link", name=name)


def readers(words: Words, each: Scene, side: Side) -> str:
    """Who reads what this side writes: the other one, and whoever has a link."""
    other = each.requester.name if side is Side.DESK else each.desk.name
    return words.listed([other, *(by_link(words, link.name) for link in each.links)])


_DECISIONS = (Happened.APPROVED, Happened.RESERVED, Happened.REFUSED)
_FINAL = (Happened.APPROVED, Happened.RESERVED, Happened.ACCEPTED)
_SIGNED = (RequestState.APPROVED, RequestState.RESERVED, RequestState.ACCEPTED)


def act_label(words: Words, each: Scene, act: Act) -> str:
    if act is Act.SAY and each.now.state is not RequestState.WAITING:
        return words.say("request.message.label")
    set_ = "act_opinion" if each.opinion and act in (Act.APPROVE, Act.RESERVE, Act.REFUSE) else "act"
    set_ = "act_creation" if each.type.creation and act in (Act.APPROVE, Act.RESERVE, Act.ACCEPT) else set_
    return words.say(f"request.{set_}.{act}")


def party_name(words: Words, each: Scene, party: Party) -> str:
    match party:
        case Party.DESK:
            return each.desk.name
        case Party.TEAM:
            return each.requester.name
        case Party.AGENCY | Party.THIRD:
            return words.say(f"request.party.{party}")


# -- the card ------------------------------------------------------------------------------------------------------


def card(each: Scene, reader: Reader) -> Card:
    """The request as it stands, with what its reader may do."""
    words, row = reader.words, each.row
    title = text(words, f"request.title.{each.type.ending}", title=row.title)
    subtitle = text(
        words,
        "request.subtitle",
        number=str(row.number),
        type=type_name(words, row.type),
        name=each.requester.name,
        team=each.team.name,
        desk=each.desk.name,
    )
    said = said_blocks(words, row, each.type, each.now.picked)
    blocks = (*_status(each, reader), *_rounds(each, words), *said, *_links(each, reader))
    return Card(title, (*blocks, *_actions(each, reader), *_autonomy(each, reader)), subtitle)


def news_card(each: Scene, reader: Reader, step: Step) -> Card:
    """What the other side did, with the way to answer it."""
    words = reader.words
    title = text(
        words,
        "request.news",
        number=str(each.row.number),
        title=each.row.title,
        what=what_happened(words, each, step),
    )
    said: tuple[Block, ...] = ()
    if step.data.get("text"):
        said = (Said(who(words, each, step), step.data["text"]),)
    return Card(title, (*said, *body(each, reader)))


def body(each: Scene, reader: Reader) -> tuple[Block, ...]:
    """Who has it, what is awaited when, and what the reader may do: below what is told of it."""
    return (*turn(each, reader), *_actions(each, reader))


def _status(each: Scene, reader: Reader) -> list[Block]:
    """Who has the ball, what happened last, what is awaited when."""
    words, now = reader.words, each.now
    blocks: list[Block] = [ball(each, reader)] if now.open else []
    if now.told.kind is not Happened.FILED:
        when = moment(words, now.told.at, reader.zone, each.desk.tz)
        blocks.append(text(words, "request.last", what=what_happened(words, each, now.told), moment=when))
        if now.told.data.get("text"):
            blocks.append(Said(who(words, each, now.told), now.told.data["text"]))
    if each.discussed is not None:
        day = words.day(date.fromisoformat(each.discussed.data["on"]))
        blocks += [text(words, "request.discussed", day=day), Said("", each.discussed.data["text"])]
    return [*blocks, *_help(each, reader), *awaited(each, reader)]


def _help(each: Scene, reader: Reader) -> tuple[Block, ...]:
    """For the team alone: whether the sponsor was asked, and answered."""
    if reader.side is not Side.TEAM:
        return ()
    said = help_text(
        reader.words, each.steps, each.names, lambda at: moment(reader.words, at, reader.zone, each.desk.tz)
    )
    return (said,) if said is not None else ()


def turn(each: Scene, reader: Reader) -> list[Block]:
    """Who has the ball, and what is awaited of them when."""
    return [ball(each, reader), *awaited(each, reader)] if each.now.open else awaited(each, reader)


def awaited(each: Scene, reader: Reader) -> list[Block]:
    """When an answer is due, or once there is one, who had the ball for how long."""
    words, now = reader.words, each.now
    if not now.open:
        times = text(words, "request.balls", times=held_text(words, _held(each), _parties(each, words)))
        return [times, *_signed(each, reader)]
    lines: list[Block] = [due(each, reader), *option_blocks(words, now.options)]
    if now.proposal is None:
        return lines
    who = party_name(words, each, now.proposal.by)
    return [*lines, text(words, "request.proposed", who=who, day=words.day(now.proposal.on))]


def ball(each: Scene, reader: Reader) -> Text:
    """`Chez : Juridique (Nadia)`, or `Chez vous`."""
    words, now = reader.words, each.now
    mine = (now.ball is Party.TEAM and reader.side is Side.TEAM) or (
        now.ball is Party.DESK and reader.side is Side.DESK and now.owner in (None, reader.person_id)
    )
    if mine:
        return text(words, "request.ball_yours")
    owner = each.names.get(now.owner or 0, "") if now.ball is Party.DESK else ""
    who = party_name(words, each, now.ball)
    return text(words, "request.ball", who=f"{who} ({owner})" if owner else who)


def due(each: Scene, reader: Reader) -> Text:
    words, now = reader.words, each.now
    if now.state is RequestState.DELIVERED:
        return text(words, "request.due.delivered")
    if now.committed_on is not None:
        return text(words, "request.due.committed", day=words.day(now.committed_on))
    if now.decide.due_at is None:
        return text(words, "request.due.stopped")
    decide = moment(words, now.decide.due_at, reader.zone, each.desk.tz)
    if now.agreed_at is not None:
        return text(words, "request.due.agreed", decide=decide)
    set_ = "due" if now.firm else "indicative"
    if now.acknowledge.met_at is not None or now.acknowledge.due_at is None:
        return text(words, f"request.{set_}.decide", decide=decide)
    acknowledge = moment(words, now.acknowledge.due_at, reader.zone, each.desk.tz)
    return text(words, f"request.{set_}.both", acknowledge=acknowledge, decide=decide)


def _held(each: Scene) -> Mapping[Party, timedelta]:
    """Who had it for how long, in the desk's hours; together they are the whole time."""
    return balls(each.now, each.calendar, each.now.told.at)


def _parties(each: Scene, words: Words) -> Mapping[Party, str]:
    return {party: party_name(words, each, party) for party in Party}


def _rounds(each: Scene, words: Words) -> tuple[Block, ...]:
    found = rounds(each.steps, each.calendar, each.row.link, each.steps[-1].at)
    first = words.say("request.round.first", name=each.requester.name)

    def told(step: Step) -> str:
        return first if step.kind is Happened.FILED else what_happened(words, each, step)

    return round_blocks(words, found, _parties(each, words), told)


def _signed(each: Scene, reader: Reader) -> tuple[Block, ...]:
    """The final word on the version there is."""
    words, signed = reader.words, each.signed
    if signed is None or each.now.state not in _SIGNED:
        return ()
    when = moment(words, signed.signed_at, reader.zone, each.desk.tz)
    name = each.names.get(signed.signed_by, "")
    told = each.now.told.data.get("text", "")
    return signed_blocks(words, signed, name, when, each.type, told)


def _autonomy(each: Scene, reader: Reader) -> tuple[Block, ...]:
    asked = reader.side is Side.DESK and reader.acts and asks_autonomy(each.now, DeskKind(each.desk.kind))
    return autonomy_blocks(reader.words, each.row.ref, said_autonomy(each.steps)) if asked else ()


def _links(each: Scene, reader: Reader) -> list[Block]:
    """Whoever sees it by a link, for both sides; whoever may make links may also take them back."""
    words, blocks = reader.words, list[Block]()
    for link in each.links:
        until = moment(words, link.expires_at, reader.zone, each.desk.tz)
        blocks.append(text(words, "request.outside.open", name=link.name, moment=until))
        if reader.side is Side.TEAM and reader.acts:
            blocks.append(Actions((Button("request.revoke", link.ref, words.say("request.revoke.label")),)))
    return blocks


def _actions(each: Scene, reader: Reader) -> tuple[Block, ...]:
    words, row = reader.words, each.row
    found = offered(reader.side, each.now, each.type.ending) if reader.acts else ((), ())
    first, others = (tuple(act for act in acts if _theirs(each, reader, act)) for acts in found)
    picks = _picks(each, words) if reader.side is Side.TEAM and reader.acts else []
    if picks:
        first, others = (), (*first, *others)
    items: list[Button | Link | Menu] = [*picks, *(_button(each, words, act) for act in first)]
    if row.link:
        items.append(Link(row.link, words.say("request.link.label")))
    if row.external_ref and row.external_link:
        items.append(Link(row.external_link, row.external_ref))
    if reader.acts:
        behind = [_button(each, words, act) for act in others]
        if reader.side is Side.TEAM and each.now.open:
            behind.append(Button("request.outside", row.ref, words.say("request.outside.label")))
            behind += [ask_button(words, row.ref)] if reader.leads else []
        behind.append(Button("file.send", f"request:{row.ref}", words.say("request.export.label")))
        items.append(Menu(words.say("request.others.label"), tuple(behind)))
    return (Actions(tuple(items)),) if items else ()


def _theirs(each: Scene, reader: Reader, act: Act) -> bool:
    """A decision is corrected by whoever made it."""
    return act is not Act.CORRECT or each.now.told.person == reader.person_id


def _picks(each: Scene, words: Words) -> list[Button]:
    numbers = range(1, len(each.now.options) + 1)
    return [Button(f"request.pick_{n}", each.offer, words.say("request.option.pick", n=str(n))) for n in numbers]


def _button(each: Scene, words: Words, act: Act) -> Button:
    return Button(f"request.{act}", each.row.ref, act_label(words, each, act), _STYLES.get(act, Style.PLAIN))
