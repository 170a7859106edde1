"""What somebody who left had open, for whoever leads the team: one message."""

from collections.abc import Sequence
from dataclasses import replace

from ritualbot.chat.cards import Card, Divider
from ritualbot.i18n import Words
from ritualbot.reports import (
    action as action_report,
    blocker as blocker_report,
    pilot_list as pilot_report,
    request_list as request_report,
    sprint as sprint_report,
)
from ritualbot.store.action import Action
from ritualbot.store.blocker import Blocker
from ritualbot.store.pilot import Pilot
from ritualbot.store.request import Request
from ritualbot.store.sprint import SprintItem
from ritualbot.store.team import Person, Team


def handed_over_card(
    words: Words,
    gone: Person,
    team: Team,
    blockers: Sequence[Blocker],
    actions: Sequence[Action],
    items: Sequence[SprintItem],
    requests: Sequence[Request],
    pilots: Sequence[Pilot],
) -> Card:
    """At least one of them is there."""
    cards: list[Card] = []
    if blockers:
        cards.append(blocker_report.handed_over_card(words, gone, team, blockers))
    if actions:
        cards.append(action_report.handed_over_card(words, gone, team, actions))
    if items:
        cards.append(sprint_report.handed_over_card(words, gone, team, items))
    if requests:
        cards.append(request_report.handed_over_card(words, gone, team, requests))
    if pilots:
        cards.append(pilot_report.handed_over_card(words, gone, team, pilots))
    rest = [block for card in cards[1:] for block in (Divider(), card.title, *card.blocks)]
    return replace(cards[0], blocks=(*cards[0].blocks, *rest))
