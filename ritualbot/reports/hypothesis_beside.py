"""What stands on a hypothesis's card beside its plan: the size, what was heard, the score, the data."""

from zoneinfo import ZoneInfo

from sqlmodel import Session

from ritualbot.chat.cards import Block
from ritualbot.i18n import Words
from ritualbot.reports.hypothesis_data import sources_part
from ritualbot.reports.hypothesis_listen import listen_part
from ritualbot.reports.hypothesis_plan import size_part
from ritualbot.reports.hypothesis_score import score_part
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.hypothesis import UNTRIED, Standing
from ritualbot.rituals.hypothesis_score import Method
from ritualbot.store import (
    hypothesis as hypotheses,
    hypothesis_data as data,
    hypothesis_listen as listens,
    hypothesis_score as scores,
    request_item as needs,
)
from ritualbot.store.hypothesis import Hypothesis


def beside_blocks(session: Session, words: Words, row: Hypothesis, now: Standing, zone: ZoneInfo) -> tuple[Block, ...]:
    return (
        *size_part(words, now),
        *_listening(session, words, row, now, zone),
        *_scores(session, words, row, now),
        *_sources(session, words, row, now),
    )


def _listening(session: Session, words: Words, row: Hypothesis, now: Standing, zone: ZoneInfo) -> tuple[Block, ...]:
    entry = listens.by_ref(session, row.team_id, now.entry) if now.entry else None
    listened_on = local_day(now.listened_at, zone) if now.listened_at else None
    return listen_part(words, now, entry, listened_on)


def _scores(session: Session, words: Words, row: Hypothesis, now: Standing) -> tuple[Block, ...]:
    """What is tested already needs no order any more."""
    method = hypotheses.settings(session, row.team_id).scoring
    if not method or now.state not in UNTRIED:
        return ()
    given = scores.given(session, row, Method(method))
    return score_part(words, Method(method), list(given.values()))


def _sources(session: Session, words: Words, row: Hypothesis, now: Standing) -> tuple[Block, ...]:
    rows = data.of_hypothesis(session, row)
    asked = needs.asked_for(session, [each.ref for each in rows]) if rows else set[str]()
    return sources_part(words, now, rows, asked, row.ref)
