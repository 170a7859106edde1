"""What somebody outside the chat may do with a request, by a link made for them: they answer beside its desk.

They acknowledge, ask and answer; what ends a request is never theirs. An answer is text, and text decides nothing.
"""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from ritualbot.rituals.request import Standing
from ritualbot.rituals.request_act import Act, Side, may as side_may
from ritualbot.rituals.request_history import Happened
from ritualbot.rituals.request_types import Ending

DAYS = (3, 7, 14, 30)  # how long a link may last
USUAL_DAYS = 14
MOST = 5  # open links to one request
NAME_LIMIT = 80  # characters
FORM_LASTS = timedelta(days=3)  # less than the keys of what was handled are kept
VIA = "link"  # through what it came, in the history


class Outside(StrEnum):
    ACKNOWLEDGE = "acknowledge"
    ANSWER = "answer"
    ASK = "ask"


KINDS: Mapping[Outside, Happened] = MappingProxyType(
    {Outside.ACKNOWLEDGE: Happened.TAKEN, Outside.ASK: Happened.ASKED, Outside.ANSWER: Happened.SAID}
)


def may(act: Outside, now: Standing, ending: Ending) -> bool:
    match act:
        case Outside.ACKNOWLEDGE:
            return side_may(Act.TAKE, Side.DESK, now, ending)
        case Outside.ASK:
            return side_may(Act.ASK, Side.DESK, now, ending)
        case Outside.ANSWER:
            return now.open


def offered(now: Standing, ending: Ending) -> tuple[Outside, ...]:
    return tuple(act for act in Outside if may(act, now, ending))
