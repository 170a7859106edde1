"""What is said of a workspace or a conversation that took no messages for a while."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Button, Card, Note, Style
from ritualbot.chat.events import PlaceState
from ritualbot.chat.text import Text
from ritualbot.i18n import Words
from ritualbot.reports.wording import counted, text
from ritualbot.rituals.calendar import local_day
from ritualbot.store import team as teams
from ritualbot.store.team import Destination, Team, Workspace, WorkspaceState
from ritualbot.store.workspace import Missed

FAMILIES: Mapping[str, str] = {
    "standup.prompt": "prompt",
    "standup.gone": "prompt",  # what took the place of one that was never sent
    "standup.reminder": "reminder",
    "standup.summary": "summary",
}
OTHER = "other"
_CLOSED: Mapping[str, str] = {PlaceState.CLOSED: "place.closed", PlaceState.SHARED: "place.shared"}


@dataclass(frozen=True)
class Gap:
    """What was missed, and since when."""

    missed: Sequence[Missed]
    since: datetime


def joined_card(words: Words) -> Card:
    """To one person who has just got the bot: what it is good for, what they can say, where all of it stands."""
    lines = (
        text(words, "workspace.joined.value"),
        text(words, "workspace.joined.standup"),
        text(words, "workspace.joined.absent"),
        text(words, "workspace.joined.me"),
    )
    help_ = Button("ritual.help", "", words.say("workspace.joined.help"), Style.MAIN)
    return Card(text(words, "workspace.joined.title"), (*lines, Actions((help_,))))


def joined_by_many_card(words: Words) -> Card:
    """To everyone in a conversation the bot was put into."""
    lines = (
        text(words, "workspace.joined.value"),
        text(words, "workspace.joined.setup"),
        text(words, "workspace.joined.call"),
    )
    return Card(text(words, "workspace.joined.title"), lines)


def back_card(words: Words, workspace: Workspace, gap: Gap, zone: ZoneInfo) -> Card:
    """To who answers for a team: how much was not sent, of what kind, since when."""
    title = counted(words, "workspace.back.title", len(gap.missed), workspace=workspace.name)
    return _missed_card(words, title, gap, zone)


def reopened_card(words: Words, place: Destination, gap: Gap, zone: ZoneInfo) -> Card:
    title = counted(words, "place.back.title", len(gap.missed), place=place.name)
    return _missed_card(words, title, gap, zone)


def _missed_card(words: Words, title: Text, gap: Gap, zone: ZoneInfo) -> Card:
    kinds = words.listed(_counted_kinds(words, gap.missed))
    day, time = words.day(local_day(gap.since, zone)), words.at(gap.since, zone)
    sentence = text(words, "workspace.back.since", kinds=kinds, day=day, time=time)
    next_ = Button("ritual.next", "", words.say("ritual.next.label"))
    return Card(title, (sentence, text(words, "workspace.back.next"), Actions((next_,))))


def _counted_kinds(words: Words, missed: Iterable[Missed]) -> list[str]:
    families = [FAMILIES.get(each.kind, OTHER) for each in missed]
    return [
        words.count(f"workspace.kind.{family}", families.count(family))
        for family in dict.fromkeys((*FAMILIES.values(), OTHER))
        if family in families
    ]


def suspended_card(words: Words, team: Team, place: Destination) -> Card:
    """To who answers for the team: where nothing is posted any more, and how that ends."""
    key = _CLOSED[place.state]
    return Card(text(words, f"{key}.title", place=place.name), (text(words, f"{key}.next", team=team.name),))


def suspended_notes(session: Session, words: Words, team: Team) -> tuple[Note, ...]:
    """What keeps a team's posts from going out now, for `/ritual next`."""
    notes: list[Note] = []
    for place in teams.destinations(session, team.id or 0):
        workspace = session.get(Workspace, place.workspace_id)
        if workspace is not None and workspace.state == WorkspaceState.PAUSED:
            return (Note(text(words, "workspace.paused.note", workspace=workspace.name)),)
        if place.state != PlaceState.OPEN:
            notes.append(Note(text(words, f"{_CLOSED[place.state]}.note", place=place.name)))
    return tuple(notes)
