"""What a hypothesis's card shows of its outcome: what the results say, the verdict proposed, cost and gain."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ritualbot.chat.cards import Actions, Block, Button, Callout, Cell, Facts, Note, Row, Said, Tone
from ritualbot.chat.text import Text, literal
from ritualbot.i18n import Words
from ritualbot.reports.hypothesis_detail import basis_text, rail_text
from ritualbot.reports.hypothesis_verdict import metric_of, sentence
from ritualbot.reports.wording import counted, text
from ritualbot.rituals import inputs
from ritualbot.rituals.hypothesis import TRIED, Standing
from ritualbot.rituals.hypothesis_counts import read as read_counts, seen
from ritualbot.rituals.hypothesis_guardrail import read_rails
from ritualbot.rituals.hypothesis_history import Piece
from ritualbot.rituals.hypothesis_reading import reading_of
from ritualbot.rituals.hypothesis_return import Return, read


def blocks(words: Words, now: Standing, ref: str, acts: Sequence[str]) -> Sequence[Block]:
    """What the last look says, as of its day, with buttons for `acts`; and the verdict that waits."""
    if not now.results:
        return _proposal(words, now)
    found = reading_of(now, date.fromisoformat(now.results[-1].data["on"]))
    assert found is not None
    looks = Note(counted(words, "hypothesis.result.looks", now.looks, day=words.day(found.last.on)))
    fewer = (Note(text(words, "hypothesis.result.fewer")),) if _fewer(now) else ()
    beside = Actions(tuple(Button(f"hypothesis.{act}", ref, words.say(f"hypothesis.{act}.label")) for act in acts))
    rule = Note(basis_text(words, found))
    return (sentence(words, found, metric_of(now)), looks, rule, *fewer, beside, *_proposal(words, now))


def _fewer(now: Standing) -> bool:
    """Whether the last look counted fewer than the one before: counts are those since the start."""
    totals = [sum(seen(each) for each in read_counts(step.data["counts"])) for step in now.results[-2:]]
    return len(totals) == 2 and totals[1] < totals[0]


def rails(words: Words, now: Standing) -> Sequence[Block]:
    """What must not suffer; with results their sentence tells of it."""
    agreed = () if now.results else read_rails(now.piece(Piece.GUARDRAILS))
    return tuple(Note(rail_text(words, rail)) for rail in agreed)


def _proposal(words: Words, now: Standing) -> Sequence[Block]:
    """A verdict that waits to be confirmed."""
    if now.proposal is None or now.proposal.verdict is None or now.closing is not None:
        return ()
    verdict = words.say(f"hypothesis.verdict.{now.proposal.verdict}")
    title = text(words, "hypothesis.result.waits", verdict=verdict)
    rows = [Row((Said("", now.proposal.learning),))]
    if now.proposal.reason:
        rows.append(Row((text(words, "hypothesis.card.reason", reason=now.proposal.reason),)))
    return (Callout(title, tuple(rows), Tone.WAIT),)


def money(words: Words, now: Standing) -> Sequence[Block]:
    """What is not known says so."""
    kept = read(now.money)
    if kept is None:
        return (Note(text(words, "hypothesis.price.none")),) if now.state in TRIED else ()
    period = words.say(f"hypothesis.period.{kept.period}")
    pairs: tuple[tuple[Text, Cell], ...] = (
        (text(words, "hypothesis.price.cost"), _amount(words, kept, kept.cost)),
        (text(words, "hypothesis.price.gain_per", period=period), _amount(words, kept, kept.gain)),
        (text(words, "hypothesis.price.roi", period=period), _roi(words, kept)),
    )
    return (Facts(pairs),)


def _amount(words: Words, kept: Return, value: Decimal | None) -> Text:
    if value is None:
        return text(words, "hypothesis.price.missing")
    return literal(f"{inputs.number_text(value, words)} {kept.currency}")


def _roi(words: Words, kept: Return) -> Text:
    if kept.roi is None:
        return text(words, "hypothesis.price.missing")
    sign = "+" if kept.roi > 0 else "−" if kept.roi < 0 else ""
    return literal(sign + inputs.percentage_text(round(abs(kept.roi) * 100, 0), words))
