"""The review with the sponsor as people see it: when it is, what the digest announces, the forms, the morning after."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Block, Button, Card, Cell, Facts, File, Note, Row, Style, Table
from ritualbot.chat.forms import ChoiceField, DateField, Form, Option, TextField, TimeField
from ritualbot.chat.text import Text, literal
from ritualbot.i18n import Words
from ritualbot.reports.wording import text
from ritualbot.rituals import review as rules
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.inputs import fold
from ritualbot.rituals.review import Often
from ritualbot.store import alarms, review as reviews
from ritualbot.store.review import ReviewHeld
from ritualbot.store.review_missing import Lack, Missing
from ritualbot.store.team import Team

REPORT = "review"  # the file's kind


def moment(words: Words, at: datetime, zone: ZoneInfo) -> str:
    return words.say("review.moment", day=words.day(local_day(at, zone)), time=words.at(at, zone))


def announced(session: Session, words: Words, team: Team, digest_on: date) -> list[Text]:
    """`Revue vendredi 19 mars 15:00` in the digest before, which is that day's."""
    found = reviews.announced_by(session, team, digest_on)
    if found is None:
        return []
    return [text(words, "review.announced", team=team.name, moment=moment(words, found.starts_at, team.zone()))]


def moments(session: Session, words: Words, team: Team, now: datetime) -> list[tuple[datetime, str, str]]:
    """The next review and its pack, each with whom it concerns; none where there is no sponsor to have it with."""
    if not reviews.sponsors_of(session, team):
        return []
    called, found = reviews.to_come(session, team, now), reviews.coming(session, team, now)
    starts = [each.starts_at for each in (called, found) if each is not None]
    place = reviews.kept(session, team).place
    lines = [(at, words.say("review.name"), place) for at in starts]
    pack_at = alarms.rings_at(session, reviews.PACK, team.ref)
    return [*lines, *([(pack_at, words.say("review.pack_sent"), "")] if pack_at is not None else [])]


# -- when it is ----------------------------------------------------------------------------------------------------


def shown_card(session: Session, words: Words, team: Team, now: datetime, buttons: Sequence[Button]) -> Card:
    """The next one, how often, where; then what is on its agenda so far."""
    kept, called = reviews.kept(session, team), reviews.to_come(session, team, now)
    found = reviews.coming(session, team, now)
    if kept.rhythm is None or (found is None and called is None):
        return Card(text(words, "review.none", team=team.name), tuple(_actions(buttons)))
    starts_at = called.starts_at if called else found.starts_at if found else now
    pairs: list[tuple[Text, Cell]] = [
        (text(words, "review.fact.next"), literal(moment(words, starts_at, team.zone()))),
        (text(words, "review.fact.often"), literal(often_text(words, Often(str(kept.rhythm.every_weeks))))),
    ]
    if kept.place:
        pairs.append((text(words, "review.fact.place"), literal(kept.place)))
    if called is None and found is not None:
        pairs.append((text(words, "review.fact.pack"), literal(moment(words, found.pack_at, team.zone()))))
    blocks: list[Block] = [Facts(tuple(pairs))]
    if not reviews.sponsors_of(session, team):
        blocks.append(Note(text(words, "review.no_sponsor")))
    return Card(text(words, "review.title", team=team.name), (*blocks, *_actions(buttons)))


def _actions(buttons: Sequence[Button]) -> list[Block]:
    return [Actions(tuple(buttons))] if buttons else []


def often_text(words: Words, often: Often) -> str:
    if often is Often.NEVER:
        return words.say("review.never")
    return words.say("review.every", weeks=words.number(int(often)))


def edit_button(words: Words, team: Team) -> Button:
    return Button("review.edit", team.ref, words.say("review.edit.label"))


def edit_form(session: Session, words: Words, team: Team, now: datetime) -> Form:
    kept, found = reviews.kept(session, team), reviews.next_on(session, team, now)
    often = Often(str(kept.rhythm.every_weeks)) if kept.rhythm else Often.NEVER
    options = tuple(Option(each.value, often_text(words, each)) for each in Often)
    fields = (
        ChoiceField("often", words.say("review.field.often"), required=True, options=options, initial=(often.value,)),
        DateField("on", words.say("review.field.on"), "", False, found.isoformat() if found else ""),
        TimeField(
            "at",
            words.say("review.field.at"),
            "",
            False,
            words.clock(kept.rhythm.at if kept.rhythm else rules.USUAL_AT),
        ),
        TextField("place", words.say("review.field.place"), initial=kept.place, limit=rules.PLACE_LIMIT, lines=False),
    )
    intro = text(words, "review.form.intro", city=words.city(team.zone()))
    submit = words.say("team.form.submit")
    return Form("review.save", team.ref, text(words, "review.title", team=team.name), fields, submit, intro)


def move_form(words: Words, held: ReviewHeld) -> Form:
    fields = (DateField("on", words.say("review.field.on"), "", True, ""),)
    title = text(words, "review.move.title", day=words.day(held.held_on))
    return Form(
        "review.moved", held.ref, title, fields, words.say("team.form.submit"), text(words, "review.move.intro")
    )


# -- before and after ----------------------------------------------------------------------------------------------


def reminder_card(words: Words, team: Team, starts_at: datetime, missing: Sequence[Missing]) -> Card:
    """What the pack would still lack, a line each, with the way to most of it."""
    at = moment(words, starts_at, team.zone())
    rows = tuple(Row((_lack(words, each),)) for each in missing)
    lacks = {each.lack for each in missing}
    buttons = tuple(Button(action, "", words.say(f"{action}.label")) for lack, action in _WAY.items() if lack in lacks)
    blocks: tuple[Block, ...] = (Table((), rows), *((Actions(buttons),) if buttons else ()))
    return Card(text(words, "review.lacks", team=team.name, moment=at), blocks)


_WAY = {
    Lack.CHECK: "pilot.list",
    Lack.OURS: "request.show",
    Lack.SPRINT: "sprint.close",
}


def _lack(words: Words, each: Missing) -> Text:
    return Text(words.markup_for(f"review.lack.{each.lack}", len(each.names)), {"names": words.listed(each.names)})


def after_card(words: Words, team: Team, held: ReviewHeld, agenda: Sequence[str], next_at: datetime | None) -> Card:
    """Was it held? What was on its agenda and still has no answer; when the next one is."""
    buttons = tuple(
        Button(f"review.{each}", held.ref, words.say(f"review.{each}.label"), style)
        for each, style in (("held", Style.MAIN), ("move", Style.PLAIN))
    )
    open_ones: tuple[Block, ...] = ()
    if agenda:
        rows = tuple(Row((literal(each),)) for each in agenda)
        open_ones = (text(words, "review.still_open"), Table((), rows))
    title = text(words, "review.after", team=team.name, day=words.day(held.held_on))
    return Card(title, (*open_ones, *_next(words, team, next_at), Actions(buttons)))


def said_card(words: Words, team: Team, held: ReviewHeld, next_at: datetime | None) -> Card:
    title = text(words, f"review.said.{held.outcome}", team=team.name, day=words.day(held.held_on))
    return Card(title, _next(words, team, next_at))


def moved_card(words: Words, team: Team, held: ReviewHeld, next_at: datetime | None) -> Card:
    """Where its pack stood."""
    title = text(words, "review.moved_off", team=team.name, day=words.day(held.held_on))
    return Card(title, _next(words, team, next_at))


def _next(words: Words, team: Team, next_at: datetime | None) -> tuple[Block, ...]:
    return (Note(text(words, "review.next", moment=moment(words, next_at, team.zone()))),) if next_at else ()


# -- its file ------------------------------------------------------------------------------------------------------


def review_file(words: Words, team: Team, held: ReviewHeld) -> File:
    """Named after the team in plain letters and the day: `printemps-revue-2027-03-19.xlsx`."""
    stem = re.sub(r"[^a-z0-9]+", "-", fold(team.name)).strip("-") or "ritualbot"
    name = f"{stem}-{words.say('review.file.name')}-{held.held_on.isoformat()}.xlsx"
    return File(REPORT, held.ref, words.language, name, words.say("review.file.label"))


def file_card(words: Words, team: Team, held: ReviewHeld) -> Card:
    since = words.day(local_day(held.since, team.zone()))
    return Card(text(words, "review.file.title", team=team.name, day=since), (review_file(words, team, held),))
