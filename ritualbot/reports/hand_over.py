"""What somebody who left had open, for whoever leads the team: one message."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ritualbot.chat.cards import Card, Divider
from ritualbot.i18n import Words
from ritualbot.reports import (
    action as action_report,
    blocker as blocker_report,
    hypothesis_list,
    pilot_list as pilot_report,
    request_list as request_report,
    sprint as sprint_report,
)
from ritualbot.store.action import Action
from ritualbot.store.blocker import Blocker
from ritualbot.store.hypothesis import Hypothesis
from ritualbot.store.pilot import Pilot
from ritualbot.store.request import Request
from ritualbot.store.sprint import SprintItem
from ritualbot.store.team import Person, Team


@dataclass(frozen=True)
class Left:
    """What somebody had open in a team."""

    blockers: Sequence[Blocker]
    actions: Sequence[Action]
    items: Sequence[SprintItem]
    requests: Sequence[Request]
    hypotheses: Sequence[Hypothesis]
    pilots: Sequence[Pilot]

    def anything(self) -> bool:
        return any((self.blockers, self.actions, self.items, self.requests, self.hypotheses, self.pilots))


def handed_over_card(words: Words, gone: Person, team: Team, left: Left) -> Card:
    """At least one of them is there."""
    cards: list[Card] = []
    if left.blockers:
        cards.append(blocker_report.handed_over_card(words, gone, team, left.blockers))
    if left.actions:
        cards.append(action_report.handed_over_card(words, gone, team, left.actions))
    if left.items:
        cards.append(sprint_report.handed_over_card(words, gone, team, left.items))
    if left.requests:
        cards.append(request_report.handed_over_card(words, gone, team, left.requests))
    if left.hypotheses:
        cards.append(hypothesis_list.handed_over_card(words, gone, team, left.hypotheses))
    if left.pilots:
        cards.append(pilot_report.handed_over_card(words, gone, team, left.pilots))
    rest = [block for card in cards[1:] for block in (Divider(), card.title, *card.blocks)]
    return replace(cards[0], blocks=(*cards[0].blocks, *rest))
