"""The playground's retro: some notes of its sprint, hidden as they would be."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from ritualbot.i18n import known
from ritualbot.rituals.retro import BoxKind
from ritualbot.store import retro_box as boxes, retro_run as runs
from ritualbot.store.engine import new_ref
from ritualbot.store.secrets import lent
from ritualbot.store.team import Person, Team

# Who wrote what, in which column of start, stop, continue.
_NOTES: Mapping[str, tuple[tuple[str, int, str], ...]] = {
    "fr": (
        ("lea", 0, "Relire le règlement avec le juridique avant la création, pas après"),
        ("david", 1, "Découvrir les accès manquants le jour où il en faut"),
        ("chloe", 2, "Le point du jour écrit : dix minutes de gagnées chaque matin"),
        ("nora", 0, "Chiffrer le budget de chaque test avant de le lancer"),
    ),
    "en": (
        ("lea", 0, "Go through the rules with legal before the design, not after"),
        ("david", 1, "Finding out about missing access on the day it is needed"),
        ("chloe", 2, "The written stand-up: ten minutes won every morning"),
        ("nora", 0, "Price every test before it is launched"),
    ),
}


def write_notes(session: Session, team: Team, people: Mapping[str, Person], language: str, now: datetime) -> None:
    """A retro that takes notes, and its call two working days before the sprint ends."""
    if lent(session) is None:
        return
    runs.follow(session, team, now)
    box = boxes.opened(session, runs.begin(session, team), BoxKind.NOTES)
    for user, column, text in _NOTES[known(language)]:
        boxes.put_note(box, people[user], new_ref(), column, text)
    box.put_back(session)
