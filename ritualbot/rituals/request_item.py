"""What an item of the sprint needs from outside the team, as a request: of which desk, and what waits in its form."""

from collections.abc import Mapping
from types import MappingProxyType

from ritualbot.rituals.desk import DeskKind
from ritualbot.rituals.sprint import Need

MOST_OFFERED = 10  # needs on one card
DATA_DESK, DATA_TYPE = DeskKind.IT, "flow"  # what is asked for where data is not there yet

DESKS: Mapping[Need, DeskKind] = MappingProxyType(
    {need: DATA_DESK if need is Need.DATA else DeskKind(need.value) for need in Need}
)


def data_waiting(what: str, source: str, link: str) -> dict[str, str]:
    """What waits in the form of a request for data: what it is for, where it is to come from, what describes it."""
    return {"title": what, "flows": source, "link": link}


def waiting(title: str, what: str, link: str) -> dict[str, str]:
    """What waits in the form of any other request: the item's title, and what of it is needed."""
    return {"title": title, "details": what, "link": link}
