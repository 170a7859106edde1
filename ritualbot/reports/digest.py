"""A sponsor's digest: each team's part, and the one card of them all."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Block, Card, Divider, Row, Table, plain_block
from ritualbot.chat.text import Text
from ritualbot.i18n import Words
from ritualbot.reports import digest_lines
from ritualbot.reports.digest_line import DigestLine, one_line
from ritualbot.reports.wording import beside, text
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.digest import MOST_LINES, Fitted, Line, Section, Shown, Wanted, Week, fit
from ritualbot.rituals.inputs import fold, number_text, percentage_text
from ritualbot.store import digest_week
from ritualbot.store.digest_week import KpiNow
from ritualbot.store.team import Person, Team

__all__ = ["DigestLine", "TeamPart", "digest_card", "team_part", "without"]


_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class TeamPart:
    """One team's part. `headline`: what it is measured by; `word`: what whoever leads it added."""

    team: Team
    headline: Text
    lines: tuple[DigestLine, ...]
    word: str = ""


def team_part(
    session: Session, words: Words, team: Team, sponsor: Person, week: Week, decisions: Sequence[DigestLine]
) -> TeamPart:
    """What a team's week comes to, for its sponsor: decisions first, and nothing of any one person."""
    facts = digest_week.facts(session, team, week)
    told = digest_lines.lines(words, facts, sponsor.zone())
    return TeamPart(team, _headline(words, facts.kpi, local_day(week.since, team.zone())), (*decisions, *told))


def without(part: TeamPart, removed: Collection[str]) -> TeamPart:
    """Without these lines, by their keys; what is fixed stays."""
    return replace(part, lines=tuple(line for line in part.lines if line.fixed or line.key not in removed))


# -- what a team is measured by ------------------------------------------------------------------------------------


def _headline(words: Words, kpi: KpiNow | None, since: date) -> Text:
    """`Inscriptions : 412 (objectif 500, +38)`; what is missing is said to be."""
    if kpi is None:
        return text(words, "digest.kpi.none")
    beside_it = [words.say("digest.kpi.target", target=_value(words, kpi, kpi.target))] if kpi.target else []
    if kpi.value:
        beside_it += _change(words, kpi, since)
    value = _value(words, kpi, kpi.value) if kpi.value else words.say("digest.kpi.missing")
    if not beside_it:
        return text(words, "digest.kpi", name=kpi.name, value=value)
    return text(words, "digest.kpi.beside", name=kpi.name, value=value, beside=", ".join(beside_it))


def _change(words: Words, kpi: KpiNow, since: date) -> list[str]:
    """Against a week before; a value that is as old as that is shown with its day, and so is a change against one that
    is older."""
    assert kpi.read_on is not None
    if kpi.before_on == kpi.read_on:
        return [words.say("digest.kpi.read_on", day=words.month_day(kpi.read_on))]
    if not kpi.before:
        return []
    change = Decimal(kpi.value) - Decimal(kpi.before)
    if not change:
        return [words.say("digest.kpi.same")]
    signed = words.signed(change)
    said = words.count("hypothesis.said.points", abs(change), n=signed) if _percent(kpi) else signed
    if kpi.before_on is not None and since - kpi.before_on >= _WEEK:
        said = words.say("digest.kpi.since", change=said, day=words.month_day(kpi.before_on))
    return [said]


def _percent(kpi: KpiNow) -> bool:
    return kpi.unit.strip() == "%"


def _value(words: Words, kpi: KpiNow, kept: str) -> str:
    """With its unit, where the name does not say it."""
    value = Decimal(kept)
    if _percent(kpi):
        return percentage_text(value, words)
    number = number_text(value, words)
    return f"{number}\u00a0{kpi.unit}" if kpi.unit and fold(kpi.unit) not in fold(kpi.name) else number


# -- the card ------------------------------------------------------------------------------------------------------


def digest_card(
    words: Words, parts: Sequence[TeamPart], week: Week, link: Block | None, announced: Sequence[Text]
) -> Card:
    """At most fifteen lines, whatever the number of teams; a week with nothing to tell is one."""
    taken = len(plain_block(link)) if link is not None else 0
    wanted = [Wanted([Line(each.section, each.fixed) for each in part.lines], bool(part.word)) for part in parts]
    if not announced and not any(each.lines or each.word for each in wanted):
        return Card(_nothing(words, parts, week), (link,) if link is not None else ())
    found = fit(wanted, len(announced), MOST_LINES - taken)
    told = list(zip(parts, found.parts, strict=True))
    blocks = [*_decisions(words, told)]
    blocks += [block for part, shown in told for block in _part(words, part, shown, several=len(parts) > 1)]
    blocks += [one_line(each) for each in announced[: found.announced]]
    blocks += [_left(words, parts, found, linked=link is not None)] if found.left else []
    return Card(_title(words, parts, week), (*blocks, *((link,) if link is not None else ())))


def _title(words: Words, parts: Sequence[TeamPart], week: Week) -> Text:
    """Of one team with its headline."""
    monday = words.month_day(_monday(parts, week))
    if len(parts) > 1:
        return text(words, "digest.title.several", day=monday)
    [part] = parts
    return beside(text(words, "digest.title", team=part.team.name, day=monday), part.headline)


def _nothing(words: Words, parts: Sequence[TeamPart], week: Week) -> Text:
    monday = words.month_day(_monday(parts, week))
    if len(parts) > 1:
        names = words.listed([part.team.name for part in parts])
        return text(words, "digest.nothing.several", teams=names, day=monday)
    return beside(_title(words, parts, week), text(words, "digest.nothing"))


def _monday(parts: Sequence[TeamPart], week: Week) -> date:
    return week.monday(parts[0].team.zone())


def _decisions(words: Words, told: Sequence[tuple[TeamPart, Shown]]) -> Iterator[Block]:
    """Of all teams, before all else: numbered where there are several, each over its buttons."""
    found = [
        (part, line)
        for part, shown in told
        for line in (part.lines[place] for place in shown.lines)
        if line.section is Section.DECISIONS
    ]
    for place, (part, line) in enumerate(found):
        said = one_line(line.text)
        said = beside(text(words, "digest.team", team=part.team.name), said) if len(told) > 1 else said
        said = Text(f"{place + 1}) {said.markup}", said.params) if len(found) > 1 else said
        yield _named(words, Section.DECISIONS, said) if not place else said
        if line.buttons:
            yield Actions(line.buttons)


def _part(words: Words, part: TeamPart, shown: Shown, *, several: bool) -> Iterator[Block]:
    """Under its headline, where several teams are told of; each section's name stands on its first line."""
    if several and shown.head:
        head = beside(text(words, "digest.team", team=part.team.name), part.headline)
        quiet = not part.lines and not part.word
        yield from (Divider(), beside(head, text(words, "digest.nothing")) if quiet else head)
    if shown.word:
        yield one_line(text(words, "digest.word", word=part.word))
    kept = [part.lines[place] for place in shown.lines]
    for section in Section:
        if section is not Section.DECISIONS:
            yield from _section(words, section, [line for line in kept if line.section is section])


def _section(words: Words, section: Section, lines: Sequence[DigestLine]) -> Iterator[Block]:
    said = [one_line(line.text) for line in lines]
    if said:
        yield Table(
            (), tuple(Row((_named(words, section, each) if not place else each,)) for place, each in enumerate(said))
        )
    for line in lines:
        if line.buttons:
            yield Actions(line.buttons)


def _named(words: Words, section: Section, said: Text) -> Text:
    return beside(text(words, f"digest.section.{section}"), said, between=" ")


def _left(words: Words, parts: Sequence[TeamPart], found: Fitted, *, linked: bool) -> Text:
    """What found no room, counted."""
    left = found.left
    said = [
        *_of_teams(words, parts, left.decisions, "digest.left.decisions"),
        *_of_teams(words, parts, left.breaches, "digest.left.breaches"),
        *([words.count("digest.left.others", left.others)] if left.others else []),
    ]
    return text(words, "digest.left.linked" if linked else "digest.left", what=words.listed(said))


def _of_teams(words: Words, parts: Sequence[TeamPart], teams: Sequence[int], key: str) -> list[str]:
    """`2 décisions attendues (Automne, Hiver)`."""
    if not teams:
        return []
    said = words.count(key, len(teams))
    names = words.listed([parts[team].team.name for team in sorted(set(teams))])
    return [f"{said} ({names})" if len(parts) > 1 else said]
