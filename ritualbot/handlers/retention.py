"""What is kept how long: one table, followed every night and shown to everyone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from ritualbot.chat.events import ButtonPressed, CommandTyped
from ritualbot.chat.replies import Reply, Say
from ritualbot.handlers.context import Context, Tick
from ritualbot.reports import privacy as report
from ritualbot.store import (
    action,
    asked_form,
    audit,
    blocker,
    dashboard_link,
    decision,
    desk_meeting,
    digest,
    draft,
    hypothesis,
    idea,
    inbox,
    kpi,
    pilot,
    request,
    request_link,
    retention,
    retro,
    review,
    sponsor_help,
    sprint_close,
    sprint_end,
    sprint_names,
    standup_text,
    team as teams,
    team_choice,
)


@dataclass(frozen=True)
class Retained:
    """A class of rows. `forget` deletes a customer's that are older than a moment; `key` names it to people."""

    key: str
    days: int
    forget: Callable[[Session, int, datetime], None]


RETAINED: tuple[Retained, ...] = (
    Retained("answers", 90, retention.forget_answers),
    Retained("answers", 90, standup_text.forget),
    Retained("messages", 90, retention.forget_messages),
    Retained("deliveries", 183, retention.forget_deliveries),
    Retained("drafts", 30, draft.forget_old),
    Retained("drafts", 30, team_choice.forget),
    Retained("drafts", 30, asked_form.forget_old),
    Retained("absences", 365, retention.forget_absences),
    Retained("blockers", 365, blocker.forget),
    Retained("kpi", 730, kpi.forget),
    Retained("sprints", 730, sprint_end.forget),
    Retained("sprints", 730, sprint_close.forget),
    Retained("audit", 365, audit.forget),
    Retained("actions", 730, action.forget),
    Retained("links", 30, request_link.forget),
    Retained("dashboard_links", 7, dashboard_link.forget),
    Retained("requests", 730, request.forget),
    Retained("sign_offs", 1826, request.forget_sign_offs),
    Retained("pilots", 1826, pilot.forget),
    Retained("meetings", 730, desk_meeting.forget),
    Retained("helps", 365, sponsor_help.forget),
    Retained("reviews", 365, review.forget),
    Retained("digests", 365, digest.forget),
    Retained("digests", 365, decision.forget),
    Retained("ideas", 730, idea.forget),
    Retained("hypotheses", 1826, hypothesis.forget),
    Retained("retro_notes", 30, retro.forget_notes),
    Retained("retros", 730, retro.forget),
    Retained("inbox", 7, inbox.forget),
)


def daily(tick: Tick, ref: str) -> None:
    """The alarm of one customer, every night."""
    tenant_id = int(ref)
    for each in RETAINED:
        each.forget(tick.session, tenant_id, tick.now - timedelta(days=each.days))
    retention.schedule(tick.session, tenant_id, tick.now)


def privacy(context: Context, _event: CommandTyped | ButtonPressed) -> Reply:
    """`/ritual privacy`: what for, who reads it, how long it is kept, what one may ask."""
    places = teams.destinations(context.session, context.team.id) if context.team and context.team.id else []
    kept = [(each.key, each.days) for each in RETAINED]
    figures = "named" if sprint_names.permitted(context.session) else "team"
    return Say(report.privacy_card(context.words, kept, places, figures))
