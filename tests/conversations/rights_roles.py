"""SPEC "Roles and rights", by hand: its sets of roles, and how what happens is told."""

from collections.abc import Mapping
from typing import TypeAlias

from ritualbot.rituals.permissions import Role

Roles: TypeAlias = Mapping[str, set[Role]]  # by action: who may
Outcomes: TypeAlias = Mapping[str, tuple[str, str, str, str]]  # by action: what happens then, a column per state

TEAM = {Role.MEMBER, Role.SCRUM_MASTER, Role.ASSISTANT}
LEADS = {Role.SCRUM_MASTER, Role.ASSISTANT}
EVERYONE = set(Role)

ANSWERS = TEAM | {Role.AGENCY_GUEST}  # "answer / edit own stand-up"; a guest if invited
READS = TEAM | {Role.SPONSOR, Role.ADMIN}  # "read summaries, sprint, hypotheses of the team"
CHARTER = LEADS | {Role.ADMIN}  # "charter; roster"
FOLLOWS = TEAM | {Role.SPONSOR, Role.OBSERVER}  # "follow summaries, file an idea"
MANAGES = LEADS | {Role.ADMIN}  # "start, close, reopen sprint"
DESK = {Role.DESK_CONTACT, Role.DESK_LEAD}  # "acknowledge, pause, approve, refuse a request: own desk"
DECIDES = (
    *("take", "ask", "pause", "resume", "approve", "reserve", "refuse", "correct", "commit", "deliver", "options"),
    *("snooze", "delegate", "retype"),
)
NEGOTIATES = ("date", "agree", "decline", "reopen", "reference")  # "requester; own team; own desk"
ASKS = ("accept", "rework", "say", "nudge", "withdraw", "redate", "version", "edit", "sign")
ASKED_OF = ("legal", "purchasing", "it", "compliance", "finance", "agency")
SETS_UP = {Role.SCRUM_MASTER, Role.ADMIN}  # "setup: admin, scrum master"

PIECES = ("objective", "kpi", "sponsor", "leads", "members", "axis", "audience", "desks", "agencies")

AT_DESK = READS | DESK  # who is there, when it is open, what it agreed to
OF_DESK = {Role.DESK_LEAD, Role.ADMIN}  # "desk calendar and people": desk lead, admin
MEETS = LEADS | OF_DESK  # S11: the desk's lead or who leads a team
AGREES = {Role.SCRUM_MASTER, Role.ADMIN, Role.DESK_LEAD}  # S15: both sides

# One line per action, one column per state. A form sent with nothing wrong is done, or answered with a card.
FORM, DONE, TOLD = "a form", "done", "told: "
STATES = ("no run yet", "open", "posted", "closed")
CLOSED = TOLD + "standup.closed"
NOT_FOUND = TOLD + "permission.absent"
