"""Help asked of the sponsor, as people see it: the forms, the sponsor's message, what the team is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Block, Button, Card, Cell, Facts, Note, Said, Style
from ritualbot.chat.forms import ChoiceField, DateField, Field, Form, Option, PeopleField, TextField
from ritualbot.chat.text import Text, literal
from ritualbot.i18n import Words
from ritualbot.reports import blocker as blocker_report, request as request_report
from ritualbot.reports.blocker import Seen
from ritualbot.reports.request import Reader, Scene
from ritualbot.reports.wording import text
from ritualbot.rituals.blocker import BlockerState
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.request_act import Side
from ritualbot.rituals.request_history import Party
from ritualbot.rituals.sponsor_help import LINE_LIMIT, TEXT_LIMIT, About, HelpAnswer
from ritualbot.store import blocker as blockers, request as requests, team as teams
from ritualbot.store.blocker import Blocker
from ritualbot.store.request import Request
from ritualbot.store.sponsor_help import SponsorHelp
from ritualbot.store.team import Person, Team


@dataclass(frozen=True)
class Topic:
    """What the help is for: a request or a blocker, as it stands."""

    about: About
    ref: str
    team: Team
    request: Scene | None = None
    blocker: Seen | None = None

    @property
    def open(self) -> bool:
        if self.request is not None:
            return self.request.now.open
        return self.blocker is not None and self.blocker.row.state == BlockerState.OPEN

    @property
    def confidential(self) -> bool:
        return self.request is not None and self.request.row.confidential


def topic(session: Session, about: About, ref: str, now: datetime) -> Topic | None:
    """Locked until the transaction ends; None where it is kept no more."""
    if about is About.REQUEST:
        return _of_request(session, requests.by_ref(session, ref))
    return _of_blocker(session, blockers.by_ref(session, ref), now)


def _shown(session: Session, about: About, ref: str, now: datetime) -> Topic | None:
    """As it stands, without a lock."""
    if about is About.REQUEST:
        return _of_request(session, requests.seen(session, ref))
    return _of_blocker(session, blockers.seen(session, ref), now)


def _of_request(session: Session, row: Request | None) -> Topic | None:
    if row is None:
        return None
    each = request_report.scene(session, row)
    return Topic(About.REQUEST, row.ref, each.team, request=each)


def _of_blocker(session: Session, row: Blocker | None, now: datetime) -> Topic | None:
    if row is None:
        return None
    seen = blocker_report.seen(session, row, now)
    return Topic(About.BLOCKER, row.ref, session.get_one(Team, row.team_id), blocker=seen)


@dataclass(frozen=True)
class Help:
    """What was asked, with what is read of it once for whatever shows it. `topic`: None where it is kept no more;
    `answered_by` and `to` (to whom it was handed): names, or empty."""

    row: SponsorHelp
    team: Team
    topic: Topic | None
    asker: str
    answered_by: str = ""
    to: str = ""


def helping(session: Session, row: SponsorHelp, now: datetime) -> Help:
    """What it is about is locked until the transaction ends."""
    return _help(session, row, topic(session, About(row.about), row.about_ref, now))


def looking(session: Session, row: SponsorHelp, now: datetime) -> Help:
    """The same for whatever only shows it: no page that is read keeps anybody waiting."""
    return _help(session, row, _shown(session, About(row.about), row.about_ref, now))


def _help(session: Session, row: SponsorHelp, found: Topic | None) -> Help:
    team = session.get_one(Team, row.team_id)
    people = teams.people(session, {row.asked_by, row.answered_by or 0, row.handed_to or 0})
    names = {id_: person.name for id_, person in people.items()}
    return Help(
        row,
        team,
        found,
        names.get(row.asked_by, ""),
        names.get(row.answered_by or 0, ""),
        names.get(row.handed_to or 0, ""),
    )


# -- words ---------------------------------------------------------------------------------------------------------


def about(words: Words, found: Topic | None) -> str:
    """`demande #1 (Juridique), jeu-concours` or `blocage #3`; what is confidential is called nothing else."""
    if found is not None and found.request is not None:
        row, desk = found.request.row, found.request.desk.name
        key = "confidential" if row.confidential else "request"
        return words.say(f"sponsor.about.{key}", number=str(row.number), desk=desk, title=row.title)
    if found is not None and found.blocker is not None:
        return words.say("sponsor.about.blocker", number=str(found.blocker.row.number))
    return words.say("sponsor.about.gone")


def what(words: Words, each: Help, to: str = "") -> str:
    """`Claire s’en charge`. `to`: how whoever it was handed to is called, if not by name."""
    return words.say(f"sponsor.what.{each.row.answer}", name=each.answered_by, to=to or each.to)


def moment(words: Words, at: datetime, zone: ZoneInfo) -> str:
    return f"{words.day(local_day(at, zone))} {words.at(at, zone)}"


def whole(words: Words, row: SponsorHelp) -> Text:
    """All that was asked, where a line only began it."""
    said = {"question": row.question, "recommendation": row.recommendation, "otherwise": row.otherwise}
    return Text(words.markup("sponsor.whole"), said)


# -- asking --------------------------------------------------------------------------------------------------------


def ask_form(words: Words, found: Topic, sponsors: Sequence[Person], waits_for: date | None) -> Form:
    """`waits_for`: the day of the digest it would wait for."""
    names = words.listed([sponsor.name for sponsor in sponsors])
    key = "sponsor.form.confidential" if found.confidential else "sponsor.form.intro"
    markup, params = words.markup(key), {"name": names}
    if waits_for is not None:
        markup, params = f"{markup} {words.markup('sponsor.waits')}", {**params, "day": words.day(waits_for)}
    fields: tuple[Field, ...] = (
        _asked(words, "question"),
        _asked(words, "recommendation"),
        DateField("needed_on", words.say("sponsor.field.needed_on"), required=True),
        _asked(words, "otherwise"),
    )
    if len(sponsors) > 1:
        options = tuple(Option(sponsor.ref, sponsor.name) for sponsor in sponsors)
        fields = (ChoiceField("sponsor", words.say("sponsor.field.sponsor"), required=True, options=options), *fields)
    title = text(words, "sponsor.form.title", about=about(words, found))
    submit = words.say("sponsor.form.submit")
    return Form(f"sponsor.send_{found.about}", found.ref, title, fields, submit, Text(markup, params))


def _asked(words: Words, name: str) -> TextField:
    hint = words.say(f"sponsor.hint.{name}")
    return TextField(name, words.say(f"sponsor.field.{name}"), hint, required=True, limit=TEXT_LIMIT)


def no_sponsor_card(words: Words, team: Team) -> Card:
    """Whom to name, and where."""
    name_one = Button("charter.sponsor", team.ref, words.say("charter.sponsor.label"), Style.MAIN)
    return Card(text(words, "sponsor.none", team=team.name), (text(words, "sponsor.none_next"), Actions((name_one,))))


def sent_card(words: Words, each: Help, sponsor: Person, way: Text, on: date) -> Card:
    """`way`: how and when the sponsor reads it, the earliest `on` that day."""
    blocks: list[Block] = [way]
    if each.row.needed_on < on:
        blocks.append(text(words, "sponsor.too_late", day=words.day(each.row.needed_on), name=sponsor.name))
    title = text(words, "sponsor.sent", name=sponsor.name, about=about(words, each.topic))
    return Card(title, (*blocks, text(words, "sponsor.sent.next"), *_look(words, each)))


def by_message(words: Words, at: datetime, zone: ZoneInfo) -> Text:
    return text(words, "sponsor.sent.at", moment=moment(words, at, zone))


def by_digest(words: Words, sponsor: Person, on: date) -> Text:
    return text(words, "sponsor.waits", name=sponsor.name, day=words.day(on))


def not_by_message(words: Words, sponsor: Person, on: date) -> Text:
    return text(words, "sponsor.unreached", name=sponsor.name, day=words.day(on))


def _look(words: Words, each: Help) -> tuple[Block, ...]:
    if each.row.about == About.REQUEST:
        return (Actions((Button("request.look", each.row.about_ref, words.say("request.look.label")),)),)
    return (Actions((Button("blocker.list", "", words.say("blocker.list.label")),)),)


# -- the sponsor's message -----------------------------------------------------------------------------------------


def answer_buttons(words: Words, row: SponsorHelp) -> Actions:
    return Actions(tuple(Button(f"sponsor.{each}", row.ref, words.say(f"sponsor.{each}.label")) for each in HelpAnswer))


def sponsor_card(words: Words, each: Help, zone: ZoneInfo, now: datetime) -> Card:
    """What is asked, as the sponsor reads it, with what may be answered while that is awaited; then what became of
    it."""
    title = text(words, "sponsor.asked", name=each.asker, team=each.team.name, about=about(words, each.topic))
    return Card(title, (*_said(words, each, zone, now), *_end(words, each, zone)))


def _end(words: Words, each: Help, zone: ZoneInfo) -> tuple[Block, ...]:
    row = each.row
    if row.answered_at is not None:
        said = text(words, "sponsor.answered.at", what=what(words, each), moment=moment(words, row.answered_at, zone))
        return (said, *_line(each))
    if row.settled_at is not None:
        return (text(words, "sponsor.settled.at", moment=moment(words, row.settled_at, zone)),)
    return (answer_buttons(words, row),)


def _line(each: Help) -> tuple[Block, ...]:
    return (Said(each.answered_by, each.row.line),) if each.row.line else ()


def _said(words: Words, each: Help, zone: ZoneInfo, now: datetime) -> tuple[Block, ...]:
    row = each.row
    pairs: tuple[tuple[Text, Cell], ...] = (
        (text(words, "sponsor.field.question"), Said("", row.question)),
        (text(words, "sponsor.field.recommendation"), Said("", row.recommendation)),
        (text(words, "sponsor.field.needed_on"), literal(words.day(row.needed_on))),
        (text(words, "sponsor.field.otherwise"), Said("", row.otherwise)),
    )
    return (*_facts(words, each.topic, zone, now), Facts(pairs))


def _facts(words: Words, found: Topic | None, zone: ZoneInfo, now: datetime) -> list[Block]:
    """Where it stands: the desk, never a person of it."""
    if found is not None and found.request is not None:
        return _request_facts(words, found.request, zone, now)
    if found is not None and found.blocker is not None:
        return _blocker_facts(words, found.blocker)
    return []


def _request_facts(words: Words, each: Scene, zone: ZoneInfo, now: datetime) -> list[Block]:
    if not each.now.open:
        return []
    who = each.team.name if each.now.ball is Party.TEAM else request_report.party_name(words, each, each.now.ball)
    due_at, told = each.now.decide.due_at, each.now.firm or each.now.agreed_at is not None
    if due_at is not None and due_at < now and told:
        late = request_report.moment(words, due_at, zone, each.desk.tz)
        due = text(words, "sponsor.fact.late", moment=late)
    else:
        due = request_report.due(each, Reader(words, zone, Side.TEAM, 0))
    return [text(words, "sponsor.fact.with", who=who), due]


def _blocker_facts(words: Words, each: Seen) -> list[Block]:
    said = [words.say("blocker.waits_with", tag=blocker_report.tag_name(words, each.row.tag))] if each.row.tag else []
    said += [words.count("blocker.age", each.days)] if each.days else []
    return [Said("", each.row.text), *([Note(literal(", ".join(said)))] if said else [])]


# -- answering -----------------------------------------------------------------------------------------------------


def answer_form(words: Words, each: Help, answer: HelpAnswer) -> Form:
    title = text(words, "sponsor.answer.title", act=words.say(f"sponsor.{answer}.label"))
    line = TextField(
        "line", words.say("sponsor.field.line"), words.say("sponsor.hint.line"), limit=LINE_LIMIT, lines=False
    )
    fields: tuple[Field, ...] = (line,)
    if answer is HelpAnswer.HAND:
        fields = (PeopleField("handed_to", words.say("sponsor.field.handed_to"), required=True), line)
    hidden = each.topic is not None and each.topic.confidential
    key = "sponsor.answer.confidential" if hidden else "sponsor.answer.intro"
    asked = whole(words, each.row)
    intro = Text(f"{asked.markup} {words.markup(key)}", {**asked.params, "name": each.asker})
    return Form(f"sponsor.save_{answer}", each.row.ref, title, fields, words.say("sponsor.answer.submit"), intro)


def done_card(words: Words, each: Help) -> Card:
    """What the sponsor's answer leads to."""
    title = text(words, "sponsor.done", name=each.asker, about=about(words, each.topic))
    return Card(title, (text(words, f"sponsor.done.{each.row.answer}", name=each.asker, to=each.to),))


def answered_card(words: Words, each: Help) -> Card:
    """For whoever asked, with what comes next."""
    title = text(words, "sponsor.posted", about=about(words, each.topic), what=what(words, each))
    coming = text(words, f"sponsor.next.{each.row.answer}", name=each.answered_by, to=each.to)
    return Card(title, (*_line(each), coming, *_look(words, each)))


def channel_card(words: Words, each: Help, to: str) -> Card:
    """For the team's channel. Of what is confidential nothing is said but that it was answered."""
    title = text(words, "sponsor.posted", about=about(words, each.topic), what=what(words, each, to))
    if each.topic is None or each.topic.confidential:
        return Card(title)
    return Card(title, (Facts(((text(words, "sponsor.field.question"), Said("", each.row.question)),)), *_line(each)))


def handed_card(words: Words, each: Help, zone: ZoneInfo, now: datetime) -> Card:
    """For whoever it was handed to."""
    title = text(words, "sponsor.handed", name=each.answered_by, team=each.team.name, about=about(words, each.topic))
    return Card(
        title, (*_said(words, each, zone, now), *_line(each), text(words, "sponsor.handed.next", name=each.asker))
    )


def unreached_card(words: Words, each: Help, sponsor: Person, digest: date) -> Card:
    """The sponsor's message could not be sent: what to do."""
    title = text(words, "sponsor.unreached.title", name=sponsor.name, about=about(words, each.topic))
    return Card(title, (not_by_message(words, sponsor, digest), *_look(words, each)))
