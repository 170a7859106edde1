"""The playground's log of hypotheses: one of each kind, from an idea to a brick of the wall, and a pilot that runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlmodel import Session

from ritualbot.app.seed_log import LOG, PILOT, Believed, Test
from ritualbot.app.seed_log_past import PAST, PILOTS, Piloted
from ritualbot.rituals.calendar import local_moment
from ritualbot.rituals.hypothesis_counts import Measure, parse, written
from ritualbot.rituals.hypothesis_history import Happened, Piece, TestKind
from ritualbot.rituals.hypothesis_listen import Heard
from ritualbot.rituals.hypothesis_plan import planned_size
from ritualbot.rituals.pilot import ComesBack, Happened as PilotHappened, Light
from ritualbot.store import alarms, hypothesis as hypotheses, hypothesis_listen as listens, pilot as pilots
from ritualbot.store.hypothesis import Hypothesis
from ritualbot.store.team import Person, Team
from ritualbot.store.team_roster import id_of

_VIA = "playground"
_TEN = time(10)
_HEARD_BEFORE = timedelta(weeks=1)  # how long before the test it was listened to


_WEEKS_AGO, _CHECKED = 3, 2  # when the pilot began, and its checkpoint that is behind


def write_log(session: Session, team: Team, people: Mapping[str, Person], language: str, monday: date) -> None:
    """As it stands in the week of `monday`."""
    for each in (*LOG, *PAST):
        _write(session, team, people, each, each.texts[language], language, monday)
    _run_pilot(session, team, people, PILOT[language], monday)
    for pilot in PILOTS:
        _pilot(session, team, people, pilot, pilot.texts[language], monday)


@dataclass(frozen=True)
class _Writer:
    """Whoever writes their lines of one history."""

    session: Session
    team: Team
    row: Hypothesis

    def adds(self, who: Person, kind: Happened, on: date, data: Mapping[Piece, str] | Mapping[str, str]) -> None:
        at = _morning(self.team, on)
        hypotheses.record(self.session, self.row, kind, id_of(who), at, data, _VIA)


def _morning(team: Team, on: date) -> datetime:
    return local_moment(on, _TEN, team.zone())


def _write(
    session: Session,
    team: Team,
    people: Mapping[str, Person],
    each: Believed,
    texts: Mapping[str, str],
    language: str,
    monday: date,
) -> None:
    author, test = people[each.user], each.test
    on = monday - (timedelta(weeks=test.began) if test else timedelta(days=0)) - _HEARD_BEFORE
    row = hypotheses.open(session, id_of(team), texts[Piece.SENTENCE], id_of(author), _morning(team, on), _VIA)
    writer = _Writer(session, team, row)
    if each.base:
        _shape(writer, author, each, texts, on)
    if test:
        _start(writer, author, test, texts[Piece.RULE], monday)
        for weeks, line in test.looks:
            data = {"counts": written(parse(line, language, Measure.RATE, 1, field=None))}
            day = monday - timedelta(weeks=weeks)
            writer.adds(author, Happened.MEASURED, day, {**data, "on": day.isoformat()})
            _decide(writer, people["alice"], author, each, texts, day)


def _shape(writer: _Writer, author: Person, each: Believed, texts: Mapping[str, str], on: date) -> None:
    """It rests on what was heard, and has all it needs to be ready."""
    said = {piece: texts[piece] for piece in (Piece.AUDIENCE, Piece.MOMENT, Piece.METRIC, Piece.EVIDENCE)}
    figures = {Piece.BASE: each.base, Piece.MEASURE: Measure.RATE.value, Piece.UNIT: "", Piece.EFFECT: each.effect}
    writer.adds(author, Happened.PLANNED, on, {**said, **figures})
    heard = Heard(texts["source"], on - timedelta(days=4), texts["heard"])
    at = _morning(writer.team, on)
    entry = listens.add(writer.session, id_of(writer.team), id_of(author), heard, at).ref
    listened = {"entry": entry, Piece.WHOM.value: each.whom.value, Piece.UPSTREAM.value: texts[Piece.UPSTREAM]}
    writer.adds(author, Happened.LISTENED, on, listened)
    writer.adds(author, Happened.READIED, on, {})


def _start(writer: _Writer, author: Person, test: Test, rule: str, monday: date) -> None:
    """Sized, then started: while it runs its last day rings, as it does for any other."""
    starts_on = monday - timedelta(weeks=test.began)
    ends_on = starts_on + timedelta(weeks=test.lasts, days=-1)
    size = {Piece.BASE: test.base, Piece.EFFECT: test.effect, Piece.VISITORS: test.visitors, Piece.ARMS: "1"}
    size[Piece.PER_ARM] = planned_size(size)
    writer.adds(author, Happened.PLANNED, starts_on, size)
    launch = {Piece.KIND: TestKind.AB.value, Piece.SHARE: "100", Piece.ARMS: "1", Piece.RULE: rule}
    dates = {Piece.STARTS_ON: starts_on.isoformat(), Piece.ENDS_ON: ends_on.isoformat()}
    writer.adds(author, Happened.STARTED, starts_on, {**launch, **dates, Piece.PER_ARM: size[Piece.PER_ARM]})
    if ends_on > monday:
        rings_at = local_moment(ends_on + timedelta(days=1), time(9), author.zone())
        alarms.set(writer.session, hypotheses.END, writer.row.ref, rings_at)


def _decide(writer: _Writer, lead: Person, author: Person, each: Believed, texts: Mapping[str, str], day: date) -> None:
    """What happened to it after its results: its author proposes, whoever leads confirms."""
    if each.after:
        writer.adds(author, Happened.ENDED, day, {})
    if Happened.CONFIRMED in each.after:
        said = {"verdict": each.verdict.value, "learning": texts["learning"], "tag": texts["tag"], "reason": ""}
        writer.adds(author, Happened.PROPOSED, day, said)
        writer.adds(lead, Happened.CONFIRMED, day + timedelta(days=1), said)
    if Happened.AUTOMATED in each.after:
        writer.adds(lead, Happened.ROLLED_OUT, day + timedelta(days=2), {})
        since = day + timedelta(weeks=3)
        carried = {"process": texts["process"], "on": since.isoformat(), "owner": str(id_of(author))}
        writer.adds(author, Happened.ASSIGNED, since, {"owner": carried["owner"]})
        writer.adds(author, Happened.AUTOMATED, since, carried)


def _run_pilot(
    session: Session, team: Team, people: Mapping[str, Person], texts: Mapping[str, str], monday: date
) -> None:
    """Twelve weeks; what its second week was asked about is answered."""
    owner, lead = people["ines"], people["alice"]
    starts_on = monday - timedelta(weeks=_WEEKS_AGO)
    planned = {name: texts[name] for name in ("name", "moment", "audience", "metric")}
    planned_at = _morning(team, starts_on - _HEARD_BEFORE)
    row = pilots.plan(session, team, {**planned, "share": "20", "owner": str(id_of(owner))}, id_of(lead), planned_at)
    begun = {"on": starts_on.isoformat(), "weeks": "2,4,8,12", "stop_rule": texts["stop_rule"]}
    money = {"budget": "2400", "at_risk": "900"}
    kind = PilotHappened.STARTED
    pilots.record(session, row, kind, id_of(owner), _morning(team, starts_on), {**begun, **money}, _VIA)
    at, week = _morning(team, starts_on + timedelta(weeks=_CHECKED)), {"week": str(_CHECKED)}
    pilots.record(session, row, PilotHappened.ASKED, None, at - timedelta(hours=1), week)
    seen = {"exposed": "41%", "rest": "37%", "light": Light.GREEN.value, "comes_back": ComesBack.YES.value}
    answer = {**week, **seen, "note": texts["note"]}
    pilots.record(session, row, PilotHappened.CHECKED, id_of(owner), at, answer, _VIA)
    pilots.record(session, row, PilotHappened.SPENT, id_of(owner), at, {"total": "380"}, _VIA)


def _pilot(
    session: Session,
    team: Team,
    people: Mapping[str, Person],
    each: Piloted,
    texts: Mapping[str, str],
    monday: date,
) -> None:
    """One whose checkpoints were all answered so far."""
    owner, lead, starts_on = people[each.owner], people["alice"], monday - timedelta(weeks=each.weeks_ago)
    said = {name: texts[name] for name in ("name", "moment", "audience", "metric")}
    planned = {**said, "share": "20", "owner": str(id_of(owner))}
    row = pilots.plan(session, team, planned, id_of(lead), _morning(team, starts_on - _HEARD_BEFORE))
    begun = {"on": starts_on.isoformat(), "weeks": "2,4,8,12", "stop_rule": texts["stop_rule"]}
    money = {"budget": each.budget, "at_risk": "1000"}
    started = {**begun, **money}
    pilots.record(session, row, PilotHappened.STARTED, id_of(owner), _morning(team, starts_on), started, _VIA)
    for week, light, comes_back in each.checks:
        at = _morning(team, starts_on + timedelta(weeks=week)) - timedelta(hours=1)
        pilots.record(session, row, PilotHappened.ASKED, None, at, {"week": str(week)})
        seen = {"week": str(week), "exposed": "24%", "rest": "21%", "light": light.value, "note": ""}
        answer = {**seen, "comes_back": comes_back.value}
        pilots.record(session, row, PilotHappened.CHECKED, id_of(owner), at + timedelta(minutes=20), answer, _VIA)
    told_at = _morning(team, monday) - timedelta(minutes=30)
    pilots.record(session, row, PilotHappened.SPENT, id_of(owner), told_at, {"total": each.spent}, _VIA)
    if each.ended:
        pilots.record(session, row, PilotHappened.ASKED, None, told_at, {"week": "12"})
        last = {"week": "12", "exposed": "26%", "rest": "21%", "light": Light.GREEN.value, "note": ""}
        answer = {**last, "comes_back": ComesBack.YES.value}
        pilots.record(session, row, PilotHappened.CHECKED, id_of(owner), told_at, answer, _VIA)
        pilots.record(session, row, PilotHappened.ENDED, id_of(owner), told_at, {"reason": ""}, _VIA)
