"""What a sponsor's digest is, pure: its week, its sections in their order, and what finds room in its fifteen lines."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from ritualbot.rituals.calendar import local_day

MOST_LINES = 15  # SPEC F5: the title, each headline, each line; buttons and the link are none


class Section(StrEnum):
    """In the order they are read."""

    DECISIONS = "decisions"
    RESULTS = "results"
    RISKS = "risks"
    TESTS = "tests"
    NEXT = "next"


_ORDER = {section: place for place, section in enumerate(Section)}


@dataclass(frozen=True)
class Week:
    """What a digest tells of: [since, until), of which only what was before `now` has happened."""

    since: datetime
    until: datetime
    now: datetime

    @property
    def told_until(self) -> datetime:
        return min(self.until, self.now)

    @property
    def before(self) -> datetime:
        """Since when the time it is compared with lasted: as long, just before."""
        return self.since - (self.until - self.since)

    def monday(self, zone: ZoneInfo) -> date:
        """Of the week that most of it lies in, also where a holiday moved its end to the next one."""
        middle = local_day(self.since + (self.until - self.since) / 2, zone)
        return middle - timedelta(days=middle.weekday())


@dataclass(frozen=True)
class Change:
    """A count of this week, and of the one before or at its end."""

    now: int
    before: int

    @property
    def more(self) -> int:
        return self.now - self.before


@dataclass(frozen=True)
class Line:
    """A line that wants room. `fixed`: a decision or a breach, which nobody removes and which is never left unsaid."""

    section: Section
    fixed: bool = False


@dataclass(frozen=True)
class Wanted:
    """What one team wants room for: its lines, the most telling of each section first, and a word of its own."""

    lines: Sequence[Line]
    word: bool = False


@dataclass(frozen=True)
class Shown:
    """What of it found room. `lines`: their places, section after section."""

    head: bool = True
    word: bool = False
    lines: tuple[int, ...] = ()


@dataclass(frozen=True)
class Left:
    """What found none, to be counted in one line: how many decisions and breaches of which teams (by place), how many
    other lines."""

    decisions: tuple[int, ...] = ()
    breaches: tuple[int, ...] = ()
    others: int = 0

    def __bool__(self) -> bool:
        return bool(self.decisions or self.breaches or self.others)


@dataclass(frozen=True)
class Fitted:
    parts: tuple[Shown, ...]
    announced: int = 0
    left: Left = field(default_factory=Left)


class _What(StrEnum):
    LINE = "line"
    WORD = "word"
    HEAD = "head"
    ANNOUNCED = "announced"


@dataclass(frozen=True)
class _Claim:
    """Wants one line of room; with it its team's headline where several teams are told of, but for decisions, which
    stand before them all."""

    what: _What
    team: int = 0
    place: int = 0


def fit(parts: Sequence[Wanted], announced: int = 0, most: int = MOST_LINES) -> Fitted:
    """What is shown in `most` lines under one title, which of a single team is its headline too.

    Decisions come first, before every headline, each with its buttons; then breaches, what teams say
    themselves, headlines, what is announced, and of the rest the first line of every section of every team before
    anybody's second. The first that finds no room ends it: from there on all are counted in one last line, decisions
    and breaches by their number and teams, so that none is ever left unsaid.
    """
    claims = list(_claims(parts, announced))
    kept = _kept(parts, claims, most - 1)
    if len(kept) < len(claims):
        kept = _kept(parts, claims, most - 2)
    shown = tuple(_shown(part, team, kept, several=len(parts) > 1) for team, part in enumerate(parts))
    told = sum(claim.what is _What.ANNOUNCED for claim in kept)
    return Fitted(shown, told, _left(parts, [claim for claim in claims if claim not in kept]))


def _claims(parts: Sequence[Wanted], announced: int) -> Iterator[_Claim]:
    """In the order in which they find room."""
    ranked = [(claim, parts[claim.team].lines[claim.place]) for claim in _ranked(parts)]
    yield from (claim for claim, line in ranked if line.section is Section.DECISIONS)
    yield from (claim for claim, line in ranked if line.fixed and line.section is not Section.DECISIONS)
    yield from (_Claim(_What.WORD, team) for team, part in enumerate(parts) if part.word)
    yield from (_Claim(_What.HEAD, team) for team in range(len(parts)) if len(parts) > 1)
    yield from (_Claim(_What.ANNOUNCED, place=place) for place in range(announced))
    yield from (claim for claim, line in ranked if not line.fixed and line.section is not Section.DECISIONS)


def _ranked(parts: Sequence[Wanted]) -> list[_Claim]:
    """The first line of each section of each team, then the second ones, and so on."""
    found: list[tuple[int, int, _Claim]] = []
    for team, part in enumerate(parts):
        before: Counter[Section] = Counter()
        for place, line in enumerate(part.lines):
            found.append((before[line.section], _ORDER[line.section], _Claim(_What.LINE, team, place)))
            before[line.section] += 1
    return [claim for _, _, claim in sorted(found, key=lambda each: each[:2])]


def _kept(parts: Sequence[Wanted], claims: Sequence[_Claim], room: int) -> frozenset[_Claim]:
    kept: set[_Claim] = set()
    for claim in claims:
        wanted = {claim, _Claim(_What.HEAD, claim.team)} if _under_head(parts, claim) else {claim}
        if len(kept | wanted) > room:
            break
        kept |= wanted
    return frozenset(kept)


def _under_head(parts: Sequence[Wanted], claim: _Claim) -> bool:
    if len(parts) == 1 or claim.what is _What.ANNOUNCED:
        return False
    return claim.what is not _What.LINE or parts[claim.team].lines[claim.place].section is not Section.DECISIONS


def _shown(part: Wanted, team: int, kept: Collection[_Claim], *, several: bool) -> Shown:
    places = (place for place in range(len(part.lines)) if _Claim(_What.LINE, team, place) in kept)
    return Shown(
        head=not several or _Claim(_What.HEAD, team) in kept,
        word=_Claim(_What.WORD, team) in kept,
        lines=tuple(sorted(places, key=lambda place: (_ORDER[part.lines[place].section], place))),
    )


def _left(parts: Sequence[Wanted], claims: Sequence[_Claim]) -> Left:
    decisions, breaches, others = list[int](), list[int](), 0
    for claim in claims:
        line = parts[claim.team].lines[claim.place] if claim.what is _What.LINE else None
        if line is not None and line.section is Section.DECISIONS:
            decisions.append(claim.team)
        elif line is not None and line.fixed:
            breaches.append(claim.team)
        else:
            others += 1
    return Left(tuple(decisions), tuple(breaches), others)
