"""What people see of a request's versions: round by round who had it for how long, and the final word on it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from ritualbot.chat.cards import Block, Cell, Facts, Said
from ritualbot.chat.text import Text, literal
from ritualbot.i18n import Words
from ritualbot.reports.wording import text
from ritualbot.rituals.request_history import Party, Step
from ritualbot.rituals.request_option import Offered
from ritualbot.rituals.request_rounds import Round
from ritualbot.rituals.request_types import RequestType
from ritualbot.store.request import RequestSignOff

BETWEEN = " · "


def hours_text(words: Words, spent: timedelta) -> str:
    minutes = spent // timedelta(minutes=1)
    return words.say("request.hours", hours=words.number(minutes // 60), minutes=f"{minutes % 60:02}")


def held_text(words: Words, held: Mapping[Party, timedelta], parties: Mapping[Party, str]) -> str:
    """`Juridique 2 h 50 et Chloé 7 h 30`: together the whole time."""
    counted = {party: spent for party, spent in held.items() if spent} or held
    return words.listed([f"{parties[party]} {hours_text(words, spent)}" for party, spent in counted.items()])


def round_blocks(
    words: Words, found: Sequence[Round], parties: Mapping[Party, str], told: Callable[[Step], str]
) -> tuple[Block, ...]:
    """A line a version, once there are two: who had it for how long, the answer, its link. `told` says what a step
    was."""
    if len(found) < 2:
        return ()
    pairs: list[tuple[Text, Cell]] = []
    for each in found:
        answer = told(each.answer) if each.answer else words.say("request.round.no_answer")
        parts = [held_text(words, each.held, parties) if each.held else "", answer, each.link]
        pairs.append((literal(told(each.given)), literal(BETWEEN.join(part for part in parts if part))))
    return (text(words, "request.round.title"), Facts(tuple(pairs)))


def signed_blocks(
    words: Words, signed: RequestSignOff, name: str, moment: str, type_: RequestType, told: str
) -> tuple[Block, ...]:
    """Who gave the final word on which version, when, and under which conditions. `told`: what stands above it
    already."""
    final = final_word(words, type_)
    line = text(words, "request.signed", final=final, version=str(signed.version), name=name, moment=moment)
    said = (Said(name, signed.conditions),) if signed.conditions and signed.conditions != told else ()
    return (line, *said)


def final_word(words: Words, type_: RequestType) -> str:
    """What a sign-off is called."""
    return words.say("request.signed.creation" if type_.creation else "request.signed.final")


def option_text(words: Words, option: Offered) -> str:
    """`mardi 9 mars · 1 200 € · sans la version mobile`."""
    cost = words.say("request.option.cost", cost=option.cost) if option.cost else ""
    parts = (words.day(option.on) if option.on else "", cost, option.limits)
    return BETWEEN.join(part for part in parts if part)


def option_blocks(words: Words, options: Sequence[Offered]) -> tuple[Block, ...]:
    """The options there are to pick from."""
    pairs: list[tuple[Text, Cell]] = [
        (text(words, "request.option.label", n=str(number)), literal(option_text(words, option)))
        for number, option in enumerate(options, 1)
    ]
    return (Facts(tuple(pairs)), text(words, "request.option.next")) if pairs else ()
