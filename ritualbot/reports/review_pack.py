"""The card of a review's pack: what was reached and decided since the last one, what is to be decided there, in
fifteen lines. Desks are named, people of theirs are not; nothing is told of one person."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Block, Button, Card, Chart
from ritualbot.chat.text import Text
from ritualbot.i18n import Words
from ritualbot.reports import decision as decisions, return_totals
from ritualbot.reports.review import moment, review_file
from ritualbot.reports.review_kpi import kpi_line
from ritualbot.reports.review_xlsx import pilot_state
from ritualbot.reports.wording import counted, text
from ritualbot.rituals.blocker import BlockerState
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.decision import Decision, Wanted
from ritualbot.rituals.inputs import number_text
from ritualbot.rituals.request_figures import figures
from ritualbot.rituals.review import MOST_LINES, room
from ritualbot.store import (
    return_totals as totals,
    review as reviews,
    review_period as period,
    sprint as sprints,
)
from ritualbot.store.review import ReviewHeld
from ritualbot.store.review_period import Agenda, Looked
from ritualbot.store.sprint_requests import DeskLines
from ritualbot.store.team import Team
from ritualbot.store.team_roster import id_of

_TITLED = 2  # lines: the title and the one under it


@dataclass(frozen=True)
class Line:
    """With its picture, and the buttons that answer it, for whom it is theirs to answer."""

    text: Text
    buttons: tuple[Button, ...] = ()
    chart: Chart | None = None


def sponsor_card(session: Session, words: Words, team: Team, held: ReviewHeld) -> Card:
    """For the sponsor, who answers what is to be decided from there."""
    return _card(words, team, held, _parts(session, words, team, held))


def lead_card(session: Session, words: Words, team: Team, held: ReviewHeld) -> Card:
    """The same for whoever leads the team, to read."""
    parts = _parts(session, words, team, held)
    return _card(words, team, held, [[replace(line, buttons=()) for line in part] for part in parts])


def _parts(session: Session, words: Words, team: Team, held: ReviewHeld) -> list[list[Line]]:
    found, agenda = period.looked(session, team, held), period.agenda(session, team)
    return [
        _kpi(words, found, _picture(session, words, found)),
        _agenda(session, words, agenda, held),
        _decided(words, found),
        _pilots(words, found),
        _desks(words, found),
        _blockers(words, found),
        _money(session, words, team, held),
        _next(session, words, team, held),
    ]


def _card(words: Words, team: Team, held: ReviewHeld, parts: Sequence[Sequence[Line]]) -> Card:
    title = text(words, "review.pack", team=team.name, moment=moment(words, held.starts_at, team.zone()))
    since = words.day(local_day(held.since, team.zone()))
    key = "review.pack_since_at" if held.place else "review.pack_since"
    subtitle = text(words, key, day=since, **({"place": held.place} if held.place else {}))
    blocks = _blocks(words, parts)
    return Card(title, (*blocks, Actions((review_file(words, team, held).button,))), subtitle=subtitle)


def _blocks(words: Words, parts: Sequence[Sequence[Line]]) -> list[Block]:
    """What finds no room is counted, and stands in the file."""
    wanted, most = [len(part) for part in parts], MOST_LINES - _TITLED
    shown = room(wanted, most if sum(wanted) <= most else most - 1)
    found: list[Block] = []
    for part, number in zip(parts, shown, strict=True):
        for line in part[:number]:
            found += [line.text, *([line.chart] if line.chart else [])]
            found += [Actions(line.buttons)] if line.buttons else []
    left = sum(wanted) - sum(shown)
    return [*found, counted(words, "review.line.more", left)] if left else found


# -- what was reached ----------------------------------------------------------------------------------------------


def _kpi(words: Words, found: Looked, picture: Chart | None) -> list[Line]:
    """What is missing is said to be; without what it was before there is no change."""
    charter, lines = found.charter, list[Line]()
    if charter.kpi:
        target = _number(words, charter.kpi_target) or words.say("review.missing")
        said = {"kpi": charter.kpi, "target": target}
        if found.value is None:
            lines.append(Line(text(words, "review.line.kpi_missing", **said)))
        else:
            said |= {"value": _number(words, found.value.value), "day": words.day(found.value.read_on)}
            change = _change(words, found)
            key = "review.line.kpi_change" if change else "review.line.kpi"
            lines.append(Line(text(words, key, **said, **({"change": change} if change else {})), chart=picture))
    if found.sprint is not None and found.sprint.goal:
        goal = {"sprint": found.sprint.name, "goal": found.sprint.goal}
        lines.append(Line(text(words, "review.line.goal", **goal)))
    return lines


def _picture(session: Session, words: Words, found: Looked) -> Chart | None:
    """How it came there. A picture is no line: it says what the file has, week by week."""
    line = kpi_line(session, words, found)
    return Chart(*line) if line is not None else None


def _number(words: Words, kept: str) -> str:
    try:
        return number_text(Decimal(kept), words)
    except InvalidOperation:
        return kept


def _change(words: Words, found: Looked) -> str:
    """Empty where either end is not known, or they are the same reading."""
    if found.before is None or found.value is None or found.before.read_on == found.value.read_on:
        return ""
    try:
        return words.signed(Decimal(found.value.value) - Decimal(found.before.value))
    except InvalidOperation:
        return ""


def _decided(words: Words, found: Looked) -> list[Line]:
    """In plain words: the verdict, then what was learnt."""
    lines = []
    for each in found.decided:
        said = {"number": str(each.row.number), "text": each.row.text}
        verdict = words.say(f"hypothesis.verdict.{each.now.verdict}")
        learning = each.now.closing.learning if each.now.closing else ""
        key = "review.line.test_learnt" if learning else "review.line.test"
        more = {"learning": learning} if learning else {}
        lines.append(Line(text(words, key, **said, verdict=verdict, **more)))
    return lines


def _pilots(words: Words, found: Looked) -> list[Line]:
    return [
        Line(
            text(
                words,
                "review.line.pilot",
                number=str(each.row.number),
                name=each.now.plan["name"],
                state=pilot_state(words, each, found.of.last),
            )
        )
        for each in found.pilots
    ]


# -- what is to be decided -----------------------------------------------------------------------------------------


def _agenda(session: Session, words: Words, found: Agenda, held: ReviewHeld) -> list[Line]:
    """F6: what was shown twice and has no answer comes first."""
    twice = [Decision(Wanted.HELP, row.ref, row.team_id, row.needed_on) for row in found.unanswered]
    marked = (*((each, "unanswered") for each in twice), *((each, "decide") for each in found.others))
    return [line for each, mark in marked if (line := _wanted(session, words, each, held, mark)) is not None]


def agenda_texts(session: Session, words: Words, team: Team, held: ReviewHeld) -> list[str]:
    """What is on it and still unanswered, for the morning after."""
    return [line.text.plain() for line in _agenda(session, words, period.agenda(session, team), held)]


def _wanted(session: Session, words: Words, each: Decision, held: ReviewHeld, mark: str) -> Line | None:
    """As a digest says it; None for what is kept no more."""
    said = decisions.line(session, words, each, held.until)
    if not said.text.markup:
        return None
    return Line(Text(f"{words.markup(f'review.line.{mark}')} {said.text.markup}", said.text.params), said.buttons)


# -- what helped and hindered --------------------------------------------------------------------------------------


def _desks(words: Words, found: Looked) -> list[Line]:
    return [Line(_desk(words, each, found)) for each in found.desks]


def _desk(words: Words, each: DeskLines, found: Looked) -> Text:
    """Counts; a percentage from five answers on, and of a desk of few people none at all."""
    all_, late = figures(each.histories), _late(each, found)
    said = {"desk": each.desk.name, "filed": words.count("review.desk.filed", all_.filed)}
    said["closed"] = words.count("review.desk.closed", all_.closed)
    said["open"] = words.count("review.desk.open", all_.open)
    met = all_.decided
    if each.rates and met.percent is not None:
        said["closed"] = words.count("review.desk.closed_share", all_.closed, share=words.number(met.percent))
    elif each.rates and met.counted:
        kept = {"met": words.number(met.met), "counted": words.number(met.counted)}
        said["closed"] = words.count("review.desk.closed_met", all_.closed, **kept)
    if late:
        said["open"] = words.count("review.desk.open_late", all_.open, late=words.number(late))
    return text(words, "review.line.desk", **said)


def _late(each: DeskLines, found: Looked) -> int:
    """Open, and beyond the time that was agreed on."""
    rows = (line for line in found.requests if line.row.desk_id == each.desk.id and line.now.open)
    agreed = (line.now for line in rows if line.now.firm or line.now.agreed_at is not None)
    return sum(now.decide.due_at is not None and now.decide.due_at < found.of.until for now in agreed)


def _blockers(words: Words, found: Looked) -> list[Line]:
    still = sum(row.state == BlockerState.OPEN for row in found.blockers)
    if not found.blockers:
        return []
    solved = words.count("review.blockers.solved", len(found.blockers) - still)
    return [Line(text(words, "review.line.blockers", open=words.count("review.blockers.open", still), solved=solved))]


def _money(session: Session, words: Words, team: Team, held: ReviewHeld) -> list[Line]:
    """S7: of this period where it decided anything, and since ever."""
    of_period = totals.totals(session, id_of(team), held.since, held.until)
    ever = totals.totals(session, id_of(team), None, held.until)
    lines = []
    for key, found in (("period", of_period), ("ever", ever)):
        if found.counted and not (key == "ever" and found == of_period):
            sentence = return_totals.sentence(words, found).plain()
            lines.append(Line(text(words, f"review.line.return_{key}", sentence=sentence)))
    return lines


def _next(session: Session, words: Words, team: Team, held: ReviewHeld) -> list[Line]:
    """The next sprint, then the next review."""
    at = sprints.plan_moment(session, team, held.until)
    coming = reviews.coming(session, team, held.until)
    said = []
    if at is not None and at > held.until:
        said.append(text(words, "review.line.next_sprint", day=words.day(local_day(at, team.zone()))))
    if coming is not None:
        said.append(text(words, "review.line.next_review", moment=moment(words, coming.starts_at, team.zone())))
    return [Line(each) for each in said]
