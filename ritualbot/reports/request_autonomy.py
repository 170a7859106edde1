"""The one optional tap for whoever did an IT request: could marketing do it alone next time?"""

from ritualbot.chat.cards import Actions, Block, Button, Card
from ritualbot.i18n import Words
from ritualbot.reports.wording import text
from ritualbot.rituals.request_autonomy import Autonomy


def autonomy_blocks(words: Words, ref: str, said: Autonomy | None) -> tuple[Block, ...]:
    """The question, or what was said with the other answers, for who changed their mind."""
    buttons = tuple(
        Button(f"request.autonomy_{each}", ref, words.say(f"request.autonomy.{each}"))
        for each in Autonomy
        if each is not said
    )
    if said is None:
        return (text(words, "request.autonomy.question"), Actions(buttons))
    answer = words.say(f"request.autonomy.{said}")
    return (text(words, "request.autonomy.said", answer=answer), Actions(buttons))


def noted_card(words: Words, number: int, ref: str, said: Autonomy) -> Card:
    title = text(words, "request.autonomy.noted", number=str(number))
    return Card(title, autonomy_blocks(words, ref, said))
