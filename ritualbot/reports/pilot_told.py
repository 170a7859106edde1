"""What pilots tell by themselves: a checkpoint, one that was missed, the budget, the end to decide, the yield."""

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Block, Card, Facts, Said, Style
from ritualbot.chat.text import Text, literal
from ritualbot.i18n import Words
from ritualbot.reports.pilot import (
    Reader,
    Seen,
    act_button,
    budget_text,
    check_button,
    figure,
    light_text,
    money,
    named,
    next_text,
    owner_name,
    show_button,
    yield_text,
)
from ritualbot.reports.wording import text
from ritualbot.rituals.pilot import Step
from ritualbot.rituals.pilot_act import Act
from ritualbot.store.hypothesis import Hypothesis
from ritualbot.store.team import Person


def check_card(words: Words, each: Seen, week: int) -> Card:
    """Asked of its owner, with the rule that was agreed on before."""
    blocks: list[Block] = []
    if week == each.now.weeks[0]:
        blocks.append(text(words, "pilot.asked.data"))
    rule = (text(words, "pilot.fact.stop_rule"), Said("", each.now.plan["stop_rule"]))
    budget = (text(words, "pilot.fact.budget"), literal(budget_text(words, each.now)))
    blocks += [
        text(words, "pilot.asked.what", metric=each.now.plan["metric"]),
        Facts((rule, budget)),
        Actions((check_button(words, each, week), show_button(words, each))),
    ]
    return Card(_checked_title(words, each, week), tuple(blocks))


def _checked_title(words: Words, each: Seen, week: int) -> Text:
    return text(words, "pilot.check.title", week=words.number(week), **named(each))


def answered_card(session: Session, each: Seen, week: int, reader: Reader) -> Card:
    """What stands where it was asked; it may be corrected while the pilot runs."""
    words = reader.words
    again = check_button(words, each, week, Style.PLAIN)
    blocks = (
        figures(words, each, week),
        next_text(session, each, reader),
        Actions((again, show_button(words, each))),
    )
    return Card(text(words, "pilot.answered.title", week=words.number(week), **named(each)), blocks)


def figures(words: Words, each: Seen, week: int) -> Facts:
    said = each.now.checked[week]
    pairs = [
        (text(words, "pilot.head.exposed"), literal(figure(words, said.exposed))),
        (text(words, "pilot.head.rest"), literal(figure(words, said.rest))),
        (text(words, "pilot.head.light"), light_text(words, said)),
    ]
    noted = ((text(words, "pilot.head.note"), Said("", said.note)),) if said.note else ()
    return Facts((*pairs, *noted))


def missed_card(words: Words, each: Seen, week: int) -> Card:
    """To whoever leads the team: the owner did not answer."""
    title = text(words, "pilot.missed.title", week=words.number(week), owner=owner_name(words, each), **named(each))
    rule = (text(words, "pilot.fact.stop_rule"), Said("", each.now.plan["stop_rule"]))
    return Card(title, (Facts((rule,)), Actions((check_button(words, each, week), show_button(words, each)))))


def budget_card(words: Words, each: Seen, level: int) -> Card:
    budget = (text(words, "pilot.fact.budget"), literal(budget_text(words, each.now)))
    rule = (text(words, "pilot.fact.stop_rule"), Said("", each.now.plan["stop_rule"]))
    title = text(words, "pilot.warned.title", level=words.number(level), **named(each))
    return Card(title, (Facts((budget, rule)), Actions((show_button(words, each),))))


def decision_card(words: Words, each: Seen) -> Card:
    """Asked of the sponsor; where there is none, of whoever leads the team, which is said."""
    now = each.now
    blocks: list[Block] = []
    if now.ended is not None and now.ended.data.get("reason"):
        blocks.append(Said("", now.ended.data["reason"]))
    last = now.weeks[-1]
    if now.checked:
        answered = max(now.checked)
        blocks += [text(words, "pilot.decide.figures", week=words.number(answered)), figures(words, each, answered)]
    if last in now.missed and last not in now.checked:
        blocks.append(text(words, "pilot.decide.no_figures"))
    rule = (text(words, "pilot.fact.stop_rule"), Said("", now.plan["stop_rule"]))
    budget = (text(words, "pilot.fact.budget"), literal(budget_text(words, now)))
    blocks.append(Facts((rule, budget)))
    if not each.sponsored:
        blocks.append(text(words, "pilot.decide.no_sponsor"))
    asked = [Act.SCALE, *([Act.EXTEND] if now.extension is None else []), Act.STOP]
    blocks.append(Actions((*(act_button(words, each, act) for act in asked), show_button(words, each))))
    return Card(text(words, "pilot.decide.title", metric=now.plan["metric"], **named(each)), tuple(blocks))


def decided_card(session: Session, each: Seen, step: Step, by: Person, reader: Reader) -> Card:
    """What was decided: where it was asked, and to whoever has to go on with it."""
    words = reader.words
    title = text(words, f"pilot.news.{step.kind}", who=by.name, **named(each))
    blocks = (Said("", step.data["reason"]), next_text(session, each, reader), Actions((show_button(words, each),)))
    return Card(title, blocks)


def yield_card(words: Words, each: Seen) -> Card:
    """Every twelve weeks, with what was said last."""
    last = (text(words, "pilot.fact.yield"), literal(yield_text(words, each)))
    return Card(
        text(words, "pilot.yield_asked.title", **named(each)),
        (Facts((last,)), Actions((act_button(words, each, Act.YIELD, Style.MAIN), show_button(words, each)))),
    )


def yielded_card(words: Words, each: Seen) -> Card:
    """Where it was asked."""
    said = each.now.yields[-1]
    title = text(words, "pilot.yielded.title", gain=money(words, said.gain), **named(each))
    return Card(title, (Actions((show_button(words, each),)),))


def given_card(each: Seen, by: Person, reader: Reader) -> Card:
    """To whoever owns it from now on."""
    words = reader.words
    title = text(words, f"pilot.given.{'brick' if each.now.process else 'pilot'}", who=by.name, **named(each))
    return Card(title, (Actions((show_button(words, each),)),))


def grouped_card(each: Seen, row: Hypothesis, key: str, reader: Reader) -> Card:
    """A hypothesis joined it, or left it."""
    words = reader.words
    title = text(words, f"pilot.done.{key}", hypothesis=f"H{row.number}", **named(each))
    again = [act_button(words, each, Act.ADD)] if key == "joined" else []
    return Card(title, (Actions((*again, show_button(words, each))),))
