"""A team's charter as people see it: what it says, what is missing with a button each, a form for each piece."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Block, Button, Callout, Card, Cell, Facts, Menu, Note, Row, Style, Tone
from ritualbot.chat.forms import ChoiceField, Field, Form, NumberField, Option, PeopleField, TextField
from ritualbot.chat.text import Text, literal
from ritualbot.i18n import Words
from ritualbot.reports import kpi, team as team_report
from ritualbot.reports.wording import text
from ritualbot.rituals import inputs, permissions
from ritualbot.rituals.charter import LINE_LIMIT, SHARES, TEXT_LIMIT, UNIT_LIMIT, Filled, Piece, gaps, missing
from ritualbot.rituals.permissions import Right, Role
from ritualbot.store import charter as charters, team as teams, team_setup as setup
from ritualbot.store.charter import Charter, TeamDesk
from ritualbot.store.team import Person, Team
from ritualbot.store.team_roster import id_of

SHOWN = 4  # buttons beside "More…": five is what every platform takes in a row
FEWEST = 3  # a sum over two tells each of them the other's
_TEXTS = (Piece.OBJECTIVE, Piece.AXIS, Piece.AUDIENCE, Piece.AGENCIES)


@dataclass(frozen=True)
class Scene:
    """A charter and the people around it, read once for whatever is shown of it."""

    team: Team
    charter: Charter
    members: tuple[Person, ...]
    sponsors: tuple[Person, ...]
    scrum_masters: tuple[Person, ...]
    assistants: tuple[Person, ...]
    owner: Person | None
    shares: Mapping[int, int]
    desks: tuple[TeamDesk, ...]

    def lacking(self) -> list[Person]:
        """Members whose function or share is still missing."""
        return [each for each in self.members if not each.function or each.id not in self.shares]

    def filled(self) -> Filled:
        said = self.charter
        return Filled(
            texts={piece: str(getattr(said, piece)) for piece in _TEXTS},
            kpi=(said.kpi, said.kpi_target, self.owner.name if self.owner else ""),
            kpi_data=(said.kpi_baseline, said.kpi_source),
            sponsors=len(self.sponsors),
            scrum_masters=len(self.scrum_masters),
            assistants=len(self.assistants),
            members=tuple(each not in self.lacking() for each in self.members),
            desks=tuple(desk.name for desk in self.desks),
        )


def scene(session: Session, team: Team) -> Scene:
    team_id = team.id or 0
    charter = charters.read(session, team_id)

    def holding(role: Role) -> tuple[Person, ...]:
        return tuple(teams.people_with(session, team_id, role))

    return Scene(
        team=team,
        charter=charter,
        members=tuple(charters.members(session, team)),
        sponsors=holding(Role.SPONSOR),
        scrum_masters=holding(Role.SCRUM_MASTER),
        assistants=holding(Role.ASSISTANT),
        owner=session.get(Person, charter.kpi_owner_id) if charter.kpi_owner_id else None,
        shares=charters.shares(session, team_id),
        desks=tuple(charters.desks(session, team_id)),
    )


@dataclass(frozen=True)
class Reader:
    """Who looks at a charter, and what they are in the team."""

    person: Person
    team: Team
    roles: frozenset[Role]


# The card -----------------------------------------------------------------------------------------


def charter_card(session: Session, words: Words, reader: Reader, now: datetime) -> Card:
    """What it says, with the indicator's value now; for those who may change it a button for each missing piece."""
    team, seen = reader.team, scene(session, reader.team)
    filled, measured = seen.filled(), kpi.seen(session, team, now)
    blocks: list[Block] = [Facts(_facts(words, seen, measured)), _readiness(words, filled)]
    blocks += [Note(text(words, f"charter.gap.{gap}")) for gap in gaps(filled)]
    blocks += team_report.size_notes(words, setup.spec_of(session, team))
    tells = measured is not None and permissions.holds(reader.roles, Right.KPI_TELL, own=reader.person == seen.owner)
    tell = (kpi.tell_button(words, team),) if tells else ()
    if permissions.holds(reader.roles, Right.TEAM_EDIT):
        blocks.append(_buttons(words, team, missing(filled), tell))
        return Card(text(words, "charter.title", team=team.name), tuple(blocks))
    if missing(filled):
        blocks.append(text(words, "charter.who"))
    if tell:
        blocks.append(Actions(tell))
    return Card(text(words, "charter.title", team=team.name), tuple(blocks))


def _readiness(words: Words, filled: Filled) -> Block:
    lacking = missing(filled)
    if not lacking:
        return text(words, "charter.ready")
    rows = tuple(Row((text(words, f"charter.{piece}.label"),)) for piece in lacking)
    return Callout(text(words, "charter.readiness"), rows, Tone.WAIT)


def _buttons(words: Words, team: Team, lacking: Sequence[Piece], tell: tuple[Button, ...]) -> Actions:
    """Missing ones first; the rest, to be changed, behind "More…"."""
    ordered = [*lacking, *(piece for piece in Piece if piece not in lacking)]
    buttons = [Button(f"charter.{piece}", team.ref, words.say(f"charter.{piece}.label")) for piece in ordered]
    buttons.append(desks_button(words))
    shown = tuple(buttons[:SHOWN]) if lacking else ()
    return Actions((*shown, Menu(words.say("charter.more.label"), (*tell, *buttons[len(shown) :]))))


def desks_button(words: Words) -> Button:
    """The desks themselves, which every team of the customer may turn to: who is there, when, what is agreed."""
    return Button("desk.command", "", words.say("desk.command.label"))


def _facts(words: Words, seen: Scene, measured: kpi.Seen | None) -> tuple[tuple[Text, Cell], ...]:
    said = seen.charter
    leads = [
        words.say("charter.lead", name=each.name, role=words.say(f"role.{role}"))
        for role, people in ((Role.SCRUM_MASTER, seen.scrum_masters), (Role.ASSISTANT, seen.assistants))
        for each in people
    ]
    shown = (
        (Piece.OBJECTIVE, said.objective),
        (Piece.KPI, _kpi(words, seen, measured)),
        (Piece.SPONSOR, words.listed([each.name for each in seen.sponsors])),
        (Piece.LEADS, words.listed(leads)),
        (Piece.MEMBERS, _capacity(words, seen)),
        (Piece.AXIS, said.axis),
        (Piece.AUDIENCE, said.audience),
        (Piece.DESKS, " · ".join(_desk(words, desk) for desk in seen.desks)),
        (Piece.AGENCIES, ", ".join(said.agencies.splitlines())),
    )
    facts = [(text(words, f"charter.{piece}.label"), literal(value)) for piece, value in shown if value]
    if said.sprint_on:
        length = words.count("setup.weeks", said.sprint_weeks)
        when = text(words, "setup.gets.sprint_when", length=length, day=words.day(said.sprint_on))
        facts.append((text(words, "setup.gets.sprint"), when))
    return tuple(facts)


def _kpi(words: Words, seen: Scene, measured: kpi.Seen | None) -> str:
    said = seen.charter
    if not said.kpi:
        return ""
    unit = f" {said.kpi_unit}" if said.kpi_unit else ""
    parts = [said.kpi]
    for key, value in (("charter.kpi.baseline", said.kpi_baseline), ("charter.kpi.target", said.kpi_target)):
        if value:
            parts.append(words.say(key, value=_number(words, value) + unit))
    if said.kpi_source:
        parts.append(words.say("charter.kpi.source", source=said.kpi_source))
    if seen.owner:
        parts.append(words.say("charter.kpi.owner", name=seen.owner.name))
    if measured is not None:
        parts.append(words.say("charter.kpi.now", now=kpi.read_text(words, measured)))
    return " · ".join(parts)


def _number(words: Words, kept: str) -> str:
    return inputs.number_text(Decimal(kept), words) if kept else ""


def _capacity(words: Words, seen: Scene) -> str:
    """Of the whole team, once everyone's share is known: a part of the sum would tell of one person."""
    named = words.listed([f"{each.name} ({each.function})" if each.function else each.name for each in seen.members])
    known = [seen.shares[id_of(each)] for each in seen.members if each.id in seen.shares]
    if len(known) < max(len(seen.members), FEWEST):
        return named
    return named + " · " + words.say("charter.capacity", n=words.number(Decimal(sum(known)) / 100))


def _desk(words: Words, desk: TeamDesk) -> str:
    targets = " / ".join(each for each in (desk.acknowledge_target, desk.answer_target) if each)
    return words.say("charter.desk", name=desk.name, targets=targets) if targets else desk.name


def saved_card(
    words: Words, team: Team, piece: Piece, lacking: Sequence[Piece], follows: tuple[Text, ...] = ()
) -> Card:
    """What was kept, what follows from it, and the next missing piece."""
    label = words.say(f"charter.{piece}.label")
    buttons = [Button("charter.show", team.ref, words.say("charter.show.label"))]
    if lacking:
        following = lacking[0]
        next_label = words.say(f"charter.{following}.label")
        buttons.insert(0, Button(f"charter.{following}", team.ref, next_label, Style.MAIN))
        next_step = text(words, "charter.saved.next", piece=next_label)
    else:
        next_step = text(words, "charter.ready")
    if piece is Piece.DESKS:
        buttons.append(desks_button(words))
    return Card(text(words, "charter.saved.title", piece=label), (*follows, next_step, Actions(tuple(buttons))))


# The forms ----------------------------------------------------------------------------------------


def piece_form(words: Words, seen: Scene, piece: Piece, users: Mapping[int, str]) -> Form:
    """`users`: the platform's user ids by person id."""
    title, intro = text(words, f"charter.{piece}.label"), text(words, f"charter.{piece}.hint")
    fields = _fields(words, seen, piece, users)
    return Form(f"charter.save_{piece}", seen.team.ref, title, fields, words.say("team.form.submit"), intro)


def _fields(words: Words, seen: Scene, piece: Piece, users: Mapping[int, str]) -> tuple[Field, ...]:
    match piece:
        case Piece.KPI:
            return _kpi_fields(words, seen, users)
        case Piece.SPONSOR:
            return (_people(words, "sponsor", users, seen.sponsors, required=True),)
        case Piece.LEADS:
            return (
                _people(words, "scrum_master", users, seen.scrum_masters, required=True),
                _people(words, "assistant", users, seen.assistants),
            )
        case Piece.MEMBERS:
            return _member_fields(words, seen, users)
        case Piece.DESKS:
            return tuple(
                _line(words, name, "", inputs.NAME_LIMIT, required=name == "desk")
                for name in ("desk", "acknowledge", "answer")
            )
        case _:
            lines = piece in (Piece.OBJECTIVE, Piece.AGENCIES)
            label = words.say(f"charter.{piece}.label")
            limit = TEXT_LIMIT if lines else LINE_LIMIT
            initial = str(getattr(seen.charter, piece))
            return (TextField(piece, label, required=True, initial=initial, limit=limit, lines=lines),)


def _kpi_fields(words: Words, seen: Scene, users: Mapping[int, str]) -> tuple[Field, ...]:
    said = seen.charter
    return (
        _line(words, "kpi", said.kpi, inputs.NAME_LIMIT, required=True),
        _line(words, "unit", said.kpi_unit, UNIT_LIMIT),
        NumberField("baseline", words.say("charter.field.baseline"), initial=_number(words, said.kpi_baseline)),
        NumberField(
            "target", words.say("charter.field.target"), required=True, initial=_number(words, said.kpi_target)
        ),
        _line(words, "source", said.kpi_source, LINE_LIMIT),
        _people(words, "owner", users, (seen.owner,) if seen.owner else ()),
    )


def _member_fields(words: Words, seen: Scene, users: Mapping[int, str]) -> tuple[Field, ...]:
    """One member at a time, whoever lacks something first. A share once given is shown to nobody."""
    options = tuple(Option(users[id_of(each)], each.name) for each in seen.members if each.id in users)
    first = next((each for each in (*seen.lacking(), *seen.members) if each.id in users), None)
    who = words.say("charter.field.member")
    chosen = (users[id_of(first)],) if first else ()
    return (
        ChoiceField("member", who, required=True, options=options, initial=chosen),
        _line(words, "function", first.function if first else "", inputs.NAME_LIMIT, required=True),
        ChoiceField(
            "share",
            words.say("charter.field.share"),
            words.say("charter.field.share_hint"),
            required=True,
            options=tuple(Option(str(each), words.say("charter.share", n=words.number(each))) for each in SHARES),
            initial=("100",),
        ),
    )


def _line(words: Words, name: str, initial: str, limit: int, *, required: bool = False) -> TextField:
    label = words.say(f"charter.field.{name}")
    return TextField(name, label, required=required, initial=initial, limit=limit, lines=False)


def _people(
    words: Words, name: str, users: Mapping[int, str], people: Sequence[Person], *, required: bool = False
) -> PeopleField:
    initial = tuple(users[id_of(each)] for each in people if each.id in users)
    return PeopleField(name, words.say(f"charter.field.{name}"), required=required, initial=initial)
