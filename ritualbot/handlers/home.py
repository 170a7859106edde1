"""Someone's own page: looked at, and one part of it whole."""

from ritualbot.chat.events import ButtonPressed, CommandTyped, HomeOpened
from ritualbot.chat.replies import Reply, Say
from ritualbot.errors import RuleBroken
from ritualbot.handlers.context import Context
from ritualbot.reports import home as report
from ritualbot.reports.home import Section
from ritualbot.reports.home_due import Mine


def show(context: Context, event: HomeOpened | CommandTyped | ButtonPressed) -> Reply:
    """What is asked of them, over all their teams and desks; nothing is written, and nobody told."""
    return Say(report.home_card(_mine(context)))


def more(context: Context, event: ButtonPressed) -> Reply:
    """[n more]. Raises RuleBroken `ritual.expired` for a part a page does not have."""
    if event.ref not in set(Section):
        raise RuleBroken("ritual.expired")
    return Say(report.section_card(_mine(context), Section(event.ref)))


def _mine(context: Context) -> Mine:
    return Mine(context.session, context.words, context.person, context.now)
