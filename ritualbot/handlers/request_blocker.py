"""A blocker goes with the request that was made of it: closed as that one ends, open again if its answer is taken
back."""

from ritualbot.handlers import blocker_told, standup_day as day
from ritualbot.handlers.context import Context
from ritualbot.reports import blocker as blocker_report, request as report
from ritualbot.reports.request import Scene
from ritualbot.rituals.blocker import BlockerState, Happened
from ritualbot.rituals.request import Standing
from ritualbot.rituals.request_history import Source
from ritualbot.store import blocker as blockers
from ritualbot.store.blocker import Blocker, BlockerEvent


def follow(context: Context, each: Scene, before: Standing) -> None:
    """After a step of the request, which stood as `before`."""
    if each.row.source != Source.BLOCKER or each.now.open == before.open:
        return
    row = blockers.by_ref(context.session, each.row.source_ref)
    if row is None:
        return
    last = blockers.last_event(context.session, row)
    event = _step(context, row, last, each, before)
    if event is None:
        return
    context.session.flush()
    told = last if last is not None and event.kind == Happened.UNDONE else event
    _tell_owner(context, each, row, f"blocker:{row.ref}:news:{told.ref}", event.ref)
    blocker_told.settle(context, each.team, row, event.ref)


def _step(
    context: Context, row: Blocker, last: BlockerEvent | None, each: Scene, before: Standing
) -> BlockerEvent | None:
    """None where somebody settled it otherwise meanwhile. `last`: what happened to it before."""
    assert context.person.id is not None
    if row.state == BlockerState.OPEN:
        return None if each.now.open else blockers.resolve(context.session, row, context.person.id, context.now)
    by_request = last is not None and last.kind == Happened.RESOLVED and last.at == before.closed_at
    if last is None or not by_request or not each.now.open:
        return None
    return blockers.undo(context.session, row, last, context.now)


def _tell_owner(context: Context, each: Scene, row: Blocker, subject: str, key: str) -> None:
    """Once; taken back, the message it was told in says so."""
    seen = blocker_report.seen(context.session, row, context.now)
    if seen.owner.id == context.person.id:
        return
    words = day.words_for(seen.owner, each.team)
    what = report.what_happened(words, each, each.now.told)
    card = blocker_report.followed_card(words, seen, each.row.number, what)
    context.tell(seen.owner, "blocker.news", subject, f"{subject}:{key}", card, ref=row.ref)
