"""Help, what comes next, and what was not understood."""

from ritualbot.chat.events import ButtonPressed, CommandTyped
from ritualbot.chat.replies import Reply, Say
from ritualbot.handlers.context import Context
from ritualbot.reports import ritual as report
from ritualbot.rituals.command import find


def help(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    """Where the person stands today, then every command."""
    if context.team is None:
        return Say(report.help_card(context.words))
    state = report.state(context.session, context.words, context.team, context.person)
    return Say(report.help_card(context.words, state))


def unknown(context: Context, event: CommandTyped) -> Reply:
    found = find(event.command, event.text)
    return Say(report.unknown_card(context.words, f"/{event.command} {event.text}".strip(), found.nearest))


def next(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    team = context.this_team()
    coming = report.moments(context.session, context.words, team, context.now)
    paused = report.paused_notes(context.session, context.words, team)
    return Say(report.next_card(context.words, team, context.person.zone(), coming, paused))
