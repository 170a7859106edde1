"""What a sponsor's digest says, line by line."""

from dataclasses import dataclass

from ritualbot.chat.cards import Button
from ritualbot.chat.text import Text
from ritualbot.rituals.digest import Section


@dataclass(frozen=True)
class DigestLine:
    """`key` names the fact, and stays the same between preview and sending. `fixed`: a breach or a decision, which
    cannot be removed."""

    key: str
    section: Section
    text: Text
    fixed: bool
    buttons: tuple[Button, ...] = ()
