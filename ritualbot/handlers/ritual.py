"""Help, what comes next, and what was not understood."""

from ritualbot.chat.events import ButtonPressed, CommandTyped, MessageTyped
from ritualbot.chat.replies import Nothing, Reply, Say
from ritualbot.handlers.context import Context
from ritualbot.reports import ritual as report
from ritualbot.rituals.command import find


def help(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    return Say(report.help_card(context.words))


def unknown(context: Context, event: CommandTyped) -> Reply:
    found = find(event.command, event.text)
    return Say(report.unknown_card(context.words, f"/{event.command} {event.text}".strip(), found.nearest))


def next(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    team = context.this_team()
    coming = report.moments(context.session, context.words, team, context.now)
    paused = report.paused_notes(context.session, context.words, team)
    return Say(report.next_card(context.words, team, context.person.zone(), coming, paused))


def message(context: Context, event: MessageTyped) -> Reply:
    """A direct message that is no command: help, as a message, since such events have no answer in place."""
    subject = f"ritual:help:{event.id}"
    context.tell(context.person, "ritual.answer", subject, subject, report.help_card(context.words))
    return Nothing()
