"""What whoever leads a team sees of its sponsor's digest: when it goes out, the preview, what was done with it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Block, Button, Card, Divider, Note, Style
from ritualbot.chat.forms import ChoiceField, Form, Option, TextField, TimeField
from ritualbot.chat.text import Text
from ritualbot.i18n import Words
from ritualbot.reports.digest import TeamPart
from ritualbot.reports.quiet import Line
from ritualbot.reports.wording import text
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.digest_day import WORD_LIMIT, Rhythm
from ritualbot.rituals.permissions import Right, Role, holds
from ritualbot.store import alarms, digest as digests, digest_plan
from ritualbot.store.digest import SEND, Digest, DigestPart
from ritualbot.store.team import Person, Team

MOST_SHOWN = 75  # characters of a line in a choice: Slack takes no more
_MONDAY = date(2024, 1, 1)


@dataclass(frozen=True)
class Coming:
    """A digest to come, and a team's part of it."""

    digest: Digest
    part: DigestPart
    sponsor: Person


def coming(session: Session, team: Team) -> list[Coming]:
    """One a sponsor, the soonest first."""
    found = digests.to_come(session, team.id or 0)
    return [Coming(digest, part, session.get_one(Person, digest.sponsor_id)) for digest, part in found]


def moment(words: Words, at: datetime, zone: ZoneInfo) -> str:
    return f"{words.day(local_day(at, zone))} {words.at(at, zone)}"


# -- the preview ---------------------------------------------------------------------------------------------------


def preview_card(words: Words, each: Coming, said: Card, zone: ZoneInfo, approver: str, others: int) -> Card:
    """The digest under when it goes out. `approver`: who let it go already; `others`: how many teams have not."""
    title = text(words, "digest.preview.title", name=each.sponsor.name, moment=moment(words, each.digest.due_at, zone))
    ref, next_ = each.part.ref, text(words, "digest.preview.next")
    if approver:
        next_ = text(words, "digest.approved.next", name=approver, moment=moment(words, each.digest.due_at, zone))
    elif others:
        next_ = text(words, "digest.preview.others")
    send = [Button("digest.send", ref, words.say("digest.send.label"), Style.MAIN)] if not approver else []
    word = Button("digest.word", ref, words.say("digest.word.label"))
    remove = Button("digest.remove", ref, words.say("digest.remove.label"))
    return Card(title, (Divider(), *shown(said), Divider(), Note(next_), Actions((*send, word, remove))))


def shown(said: Card) -> tuple[Block, ...]:
    """A card inside another one."""
    return (said.title, *((said.subtitle,) if said.subtitle else ()), *said.blocks)


def sent_card(words: Words, each: Coming, said: Card, zone: ZoneInfo) -> Card:
    """Where the preview stood, once the digest went out."""
    assert each.digest.sent_at is not None
    title = text(words, "digest.sent.title", name=each.sponsor.name, moment=moment(words, each.digest.sent_at, zone))
    return Card(title, (Divider(), *shown(said)))


def gone_card(words: Words, each: Coming) -> Card:
    """For whoever sent it."""
    return Card(text(words, "digest.gone", name=each.sponsor.name))


def waits_card(words: Words, each: Coming, zone: ZoneInfo) -> Card:
    """Other teams have not said so yet."""
    at = moment(words, each.digest.due_at, zone)
    return Card(text(words, "digest.waits", name=each.sponsor.name, moment=at))


def read_card(words: Words, each: Coming | None, said: Card, zone: ZoneInfo) -> Card:
    """For who has nothing to do with it before it goes out."""
    if each is None:
        return Card(text(words, "digest.preview.nobody"), (Divider(), *shown(said)))
    at = moment(words, each.digest.due_at, zone)
    return Card(text(words, "digest.preview.title", name=each.sponsor.name, moment=at), (Divider(), *shown(said)))


def preview_line(words: Words, each: Coming, team: Team, zone: ZoneInfo) -> Line:
    """Where there was no room for a message of its own."""
    at = moment(words, each.digest.due_at, zone)
    button = Button("digest.preview", team.ref, words.say("digest.preview.label"))
    return Line(words.say("digest.preview.line", name=each.sponsor.name, moment=at), button)


# -- `/digest` -----------------------------------------------------------------------------------------------------


def team_card(session: Session, words: Words, team: Team, said: Card, roles: frozenset[Role], zone: ZoneInfo) -> Card:
    """To whom it goes and when, and what it would say now."""
    to_come = coming(session, team)
    heads = [_head(session, words, each, team, zone) for each in to_come]
    nobody = () if to_come else (text(words, "digest.nobody", team=team.name),)
    return Card(
        text(words, "digest.now"),
        (
            *heads,
            *nobody,
            Divider(),
            *shown(said),
            Divider(),
            Actions(_buttons(words, team, roles, named=bool(to_come))),
        ),
    )


def _head(session: Session, words: Words, each: Coming, team: Team, zone: ZoneInfo) -> Text:
    at = moment(words, each.digest.due_at, zone)
    if digest_plan.replaced(session, each.digest, each.part.team_id):
        return text(words, "digest.replaced", name=each.sponsor.name)
    among = digests.sponsored(session, each.digest.sponsor_id)
    if len(among) == 1:
        return text(words, "digest.goes", name=each.sponsor.name, moment=at)
    names = words.listed([one.name for one in among])
    return text(words, "digest.goes.several", name=each.sponsor.name, moment=at, teams=names, first=among[0].name)


def _buttons(words: Words, team: Team, roles: frozenset[Role], *, named: bool) -> tuple[Button, ...]:
    found = [Button("digest.preview", team.ref, words.say("digest.preview.label"), Style.MAIN)]
    found.append(Button("dashboard.link", team.ref, words.say("dashboard.link.open")))
    if holds(roles, Right.DIGEST_LEAD):
        found.append(Button("digest.rhythm", team.ref, words.say("digest.rhythm.label")))
    if not named and holds(roles, Right.TEAM_EDIT):
        found.append(Button("charter.sponsor", team.ref, words.say("charter.sponsor.label")))
    return tuple(found)


def own_card(words: Words, said: Card, next_at: datetime, zone: ZoneInfo) -> Card:
    """The sponsor's, as it stands."""
    note = Note(text(words, "digest.own.next", moment=moment(words, next_at, zone)))
    return Card(text(words, "digest.now"), (Divider(), *shown(said), Divider(), note))


# -- forms ---------------------------------------------------------------------------------------------------------


def word_form(words: Words, each: Coming) -> Form:
    field = TextField(
        *("word", words.say("digest.field.word"), words.say("digest.hint.word")),
        initial=each.part.word, limit=WORD_LIMIT, lines=False,
    )  # fmt: skip
    title = text(words, "digest.word.title", name=each.sponsor.name)
    return Form("digest.save_word", each.part.ref, title, (field,), words.say("digest.form.submit"))


def remove_form(words: Words, each: Coming, part: TeamPart) -> Form:
    """Every line that may be left out, the ones that are already marked."""
    options = tuple(Option(line.key, cut(line.text.plain())) for line in part.lines if not line.fixed)
    marked = tuple(option.value for option in options if option.value in each.part.removed_keys())
    field = ChoiceField("lines", words.say("digest.field.lines"), options=options, initial=marked, many=True)
    title, intro = text(words, "digest.remove.title", name=each.sponsor.name), text(words, "digest.remove.intro")
    return Form("digest.save_remove", each.part.ref, title, (field,), words.say("digest.form.submit"), intro)


def cut(line: str) -> str:
    return line if len(line) <= MOST_SHOWN else f"{line[: MOST_SHOWN - 1].rstrip()}…"


def rhythm_form(words: Words, team: Team, rhythm: Rhythm) -> Form:
    days = tuple(Option(str(n), words.weekday(_MONDAY + timedelta(days=n))) for n in range(5))
    initial = (str(rhythm.weekday),)
    day = ChoiceField("day", words.say("digest.field.day"), required=True, options=days, initial=initial)
    at = TimeField("at", words.say("digest.field.at"), required=True, initial=words.clock(rhythm.at))
    intro = text(words, "digest.rhythm.intro")
    return Form(
        "digest.save_rhythm",
        team.ref,
        text(words, "digest.rhythm.title", team=team.name),
        (day, at),
        words.say("digest.form.submit"),
        intro,
    )


def rhythm_card(session: Session, words: Words, team: Team, zone: ZoneInfo) -> Card:
    heads = tuple(_head(session, words, each, team, zone) for each in coming(session, team))
    return Card(text(words, "digest.rhythm.kept", team=team.name), heads)


# -- what is told of it --------------------------------------------------------------------------------------------


def unreached_card(words: Words, sponsor: Person, team: Team) -> Card:
    title = text(words, "digest.unreached", name=sponsor.name, team=team.name)
    again = Button("digest.preview", team.ref, words.say("digest.preview.label"))
    return Card(title, (text(words, "digest.unreached.next"), Actions((again,))))


def moments(session: Session, words: Words, team: Team) -> list[tuple[datetime, str, str]]:
    """When a team's digests go out, and when whoever leads sees them before."""
    found = []
    for each in coming(session, team):
        if digest_plan.replaced(session, each.digest, each.part.team_id):
            continue
        at = alarms.rings_at(session, SEND, each.digest.ref)
        if at is not None:
            found.append((at, words.say("digest.moment.send"), each.sponsor.name))
        seen_at = alarms.rings_at(session, digests.PREVIEW, each.part.ref)
        if seen_at is not None:
            found.append((seen_at, words.say("digest.moment.preview"), words.say("ritual.moment.leads")))
    return found
