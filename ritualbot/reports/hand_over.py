"""What somebody who left had open, for whoever leads the team: one message."""

from collections.abc import Sequence
from dataclasses import replace

from ritualbot.chat.cards import Card, Divider
from ritualbot.i18n import Words
from ritualbot.reports import action as action_report, blocker as blocker_report
from ritualbot.store.action import Action
from ritualbot.store.blocker import Blocker
from ritualbot.store.team import Person, Team


def handed_over_card(
    words: Words, gone: Person, team: Team, blockers: Sequence[Blocker], actions: Sequence[Action]
) -> Card:
    """At least one of the two is there."""
    cards: list[Card] = []
    if blockers:
        cards.append(blocker_report.handed_over_card(words, gone, team, blockers))
    if actions:
        cards.append(action_report.handed_over_card(words, gone, team, actions))
    rest = [block for card in cards[1:] for block in (Divider(), card.title, *card.blocks)]
    return replace(cards[0], blocks=(*cards[0].blocks, *rest))
