"""What people see of what they typed: the question which team is meant, the way to a form, a draft that was kept."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from ritualbot.chat.cards import Actions, Button, Card, Style
from ritualbot.chat.forms import Form
from ritualbot.chat.text import Text
from ritualbot.i18n import Words
from ritualbot.reports.wording import text
from ritualbot.rituals.calendar import local_day
from ritualbot.store.team import Team


def which_team_card(words: Words, kept: str, among: Sequence[Team]) -> Card:
    """One button a team. `kept` is the reference of what was asked for."""
    buttons = tuple(Button("team.choose", f"{kept}.{team.ref}", team.name) for team in among)
    return Card(text(words, "team.which.title"), (text(words, "team.which.next"), Actions(buttons)))


def form_card(words: Words, form: Form, kept: str) -> Card:
    """The way to a form that was asked for in a message."""
    button = Button("ritual.carry_on", kept, words.say("ritual.carry_on.label"), Style.MAIN)
    return Card(form.title, (text(words, "ritual.carry_on.next"), Actions((button,))))


def not_here_card(words: Words) -> Card:
    """Where a press can be answered by a message alone, which would keep what it shows."""
    return Card(text(words, "ritual.not_here"))


def draft_intro(words: Words, intro: Text | None, changed_at: datetime, zone: ZoneInfo) -> Text:
    """The form's own introduction, and that a draft was kept."""
    day = words.day(local_day(changed_at, zone))
    note = text(words, "ritual.draft_kept", draft_day=day, draft_time=words.at(changed_at, zone))
    return Text(f"{intro.markup} {note.markup}", {**intro.params, **note.params}) if intro else note
