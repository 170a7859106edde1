"""A sponsor's digest put together from its teams' parts; kept as it was sent, told anew once a decision was taken."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Block, Button, Card
from ritualbot.chat.text import Text
from ritualbot.chat.wire import dump_card, load_card
from ritualbot.i18n import Words
from ritualbot.reports import decision as decision_report, review as review_report
from ritualbot.reports.digest import DigestLine, TeamPart, digest_card, team_part, without
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.decision import Decision
from ritualbot.rituals.digest import Section, Week
from ritualbot.store import decision as decisions
from ritualbot.store.digest import Digest, DigestPart
from ritualbot.store.request_link import address
from ritualbot.store.team import Person, Team


@dataclass(frozen=True)
class Whole:
    """What a digest is made of. `link`: where more is to be read."""

    parts: tuple[TeamPart, ...]
    week: Week
    announced: tuple[Text, ...] = ()
    link: Block | None = None

    def card(self, words: Words) -> Card:
        return digest_card(words, self.parts, self.week, self.link, self.announced)

    def without_buttons(self) -> "Whole":
        """For whoever reads it and decides nothing."""
        return replace(self, parts=tuple(_bare(part) for part in self.parts))

    def only(self, team: Team) -> "Whole":
        """One team's part of it."""
        return replace(self, parts=tuple(part for part in self.parts if part.team.id == team.id))


def _bare(part: TeamPart) -> TeamPart:
    return replace(part, lines=tuple(replace(line, buttons=()) for line in part.lines))


def key_of(decision: Decision) -> str:
    """What names a decision among the lines."""
    return decision_report.line_key(decision.about, decision.ref)


def compose(session: Session, words: Words, sponsor: Person, rows: Collection[DigestPart], week: Week) -> Whole:
    """These teams' parts as they are now, with what whoever leads each of them said to it."""
    parts = tuple(_part(session, words, sponsor, row, week) for row in rows)
    among, day = [part.team for part in parts], local_day(week.until, sponsor.zone())
    announced = tuple(line for team in among for line in review_report.announced(session, words, team, day))
    return Whole(parts, week, announced, _link(session, words, among))


def _link(session: Session, words: Words, among: Sequence[Team]) -> Block | None:
    """A button a team that makes a personal link when it is pressed; none where no page of ours is reached."""
    if not address(session):
        return None
    label = words.say("dashboard.link.open")
    labels = [f"{label} ({team.name})" if len(among) > 1 else label for team in among]
    return Actions(tuple(Button("dashboard.link", team.ref, said) for team, said in zip(among, labels, strict=True)))


def week_of(digest: Digest, now: datetime) -> Week:
    """Until it goes out, or until now once that is past."""
    return Week(digest.since_at, max(digest.due_at, now), now)


def of_team(session: Session, words: Words, team: Team, reader: Person, week: Week) -> Whole:
    """A team's part where nobody gets any: nothing is wanted of a sponsor."""
    return Whole((team_part(session, words, team, reader, week, ()),), week)


def _part(session: Session, words: Words, sponsor: Person, row: DigestPart, week: Week) -> TeamPart:
    return without(unremoved(session, words, sponsor, row, week), row.removed_keys())


def unremoved(session: Session, words: Words, sponsor: Person, row: DigestPart, week: Week) -> TeamPart:
    """A team's part with every line there is."""
    team = session.get_one(Team, row.team_id)
    wanted = decisions.for_digest(session, sponsor, [row.team_id])
    lines = [decision_report.line(session, words, each, week.now) for each in wanted]
    return replace(team_part(session, words, team, sponsor, week, lines), word=row.word)


# -- as it was sent ------------------------------------------------------------------------------------------------


def dump(whole: Whole) -> str:
    """As JSON: what was said, in the words it was said in."""
    week = [each.isoformat() for each in (whole.week.since, whole.week.until, whole.week.now)]
    parts = [
        {
            "team": part.team.id,
            "headline": dump_card(Card(part.headline)),
            "word": part.word,
            "lines": [_dump_line(line) for line in part.lines],
        }
        for part in whole.parts
    ]
    announced = [dump_card(Card(each)) for each in whole.announced]
    link = dump_card(Card(Text(""), (whole.link,))) if whole.link is not None else ""
    return json.dumps({"week": week, "parts": parts, "announced": announced, "link": link}, ensure_ascii=False)


def _dump_line(line: DigestLine) -> dict[str, Any]:
    said = dump_card(Card(line.text, (Actions(line.buttons),)))
    return {"key": line.key, "section": line.section, "fixed": line.fixed, "said": said}


def load(session: Session, digest: Digest) -> Whole:
    stored = json.loads(digest.content)
    parts = tuple(
        TeamPart(
            session.get_one(Team, part["team"]),
            load_card(part["headline"]).title,
            tuple(_load_line(line) for line in part["lines"]),
            part["word"],
        )
        for part in stored["parts"]
    )
    since, until, now = (datetime.fromisoformat(each) for each in stored["week"])
    announced = tuple(load_card(each).title for each in stored["announced"])
    link = load_card(stored["link"]).blocks[0] if stored["link"] else None
    return Whole(parts, Week(since, until, now), announced, link)


def _load_line(stored: dict[str, Any]) -> DigestLine:
    card = load_card(stored["said"])
    [actions] = card.blocks
    assert isinstance(actions, Actions)
    buttons = tuple(each for each in actions.items if isinstance(each, Button))
    return DigestLine(stored["key"], Section(stored["section"]), card.title, stored["fixed"], buttons)


def told_anew(session: Session, words: Words, digest: Digest, decision: Decision, now: datetime) -> Whole:
    """What was sent, with this decision as it stands now: what was decided and when, and no buttons any more; or the
    question again, where it is wanted again."""
    whole, sponsor = load(session, digest), session.get_one(Person, digest.sponsor_id)
    key = key_of(decision)
    settled = decision_report.settled(session, words, decision, sponsor.zone(), now)
    line = (
        DigestLine(key, Section.DECISIONS, settled, fixed=True)
        if settled is not None
        else decision_report.line(session, words, decision, now)
    )
    parts = (
        replace(part, lines=tuple(line if each.key == key else each for each in part.lines)) for part in whole.parts
    )
    return replace(whole, parts=tuple(parts))
