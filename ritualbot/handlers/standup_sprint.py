"""The running sprint in somebody's stand-up: their own items, ticked with the answer."""

from collections.abc import Mapping

from ritualbot.chat.cards import Block
from ritualbot.chat.forms import Field
from ritualbot.handlers.context import Context
from ritualbot.reports import sprint as report, sprint_form as forms
from ritualbot.reports.standup import Scene
from ritualbot.rituals.sprint import ItemState
from ritualbot.store import sprint_item as items
from ritualbot.store.sprint import SprintItem
from ritualbot.store.team_roster import id_of


def _own(context: Context, scene: Scene) -> list[SprintItem]:
    return items.open_in_sprint(context.session, scene.sprint.sprint, id_of(context.person)) if scene.sprint else []


def fields(context: Context, scene: Scene) -> tuple[Field, ...]:
    """What the form asks besides the questions."""
    return forms.done_field(context.words, _own(context, scene))


def without_ticks(values: Mapping[str, str]) -> dict[str, str]:
    """The answers to the questions alone."""
    return {name: typed for name, typed in values.items() if name != forms.DONE}


def tick(context: Context, scene: Scene, values: Mapping[str, str]) -> None:
    """The chosen items of one's own are done; what was settled while the form stood open stays as it is."""
    chosen = frozenset(values.get(forms.DONE, "").split(","))
    for item in _own(context, scene):
        locked = items.by_ref(context.session, item.ref) if item.ref in chosen else None
        if locked is not None and locked.state == ItemState.OPEN and locked.sprint_id == item.sprint_id:
            items.settle(context.session, locked, ItemState.DONE, id_of(context.person), context.now)


def ticked(context: Context, scene: Scene) -> tuple[Block, ...]:
    """What may still be undone of it."""
    if scene.sprint is None:
        return ()
    done = items.done_by(context.session, scene.sprint.sprint, id_of(context.person))
    return report.ticked_blocks(context.words, done, context.now)
