"""SPEC "Roles and rights", by hand: who may press, send and type what, and what then happens to those who may.

A table a ritual, beside this file; here is all of them together, and what their references are about.
"""

from collections.abc import Mapping
from typing import TypeVar

from ritualbot.rituals.permissions import Role
from tests.builders import Someone, SomeTeam
from tests.conversations import (
    rights_absence,
    rights_action,
    rights_blocker,
    rights_dashboard,
    rights_decision,
    rights_desk,
    rights_digest,
    rights_hypothesis,
    rights_kpi,
    rights_pilot,
    rights_request,
    rights_retro,
    rights_review,
    rights_ritual,
    rights_sponsor,
    rights_sprint,
    rights_standup,
    rights_team,
)
from tests.conversations.rights_roles import (
    ANSWERS,
    ASKS,
    CLOSED,
    DECIDES,
    DONE,
    FORM,
    NEGOTIATES,
    NOT_FOUND,
    PIECES,
    SETS_UP,
    STATES,
    TEAM,
    TOLD,
    Outcomes,
    Roles,
)

__all__ = ["CLOSED", "DONE", "FORM", "NOT_FOUND", "SETS_UP", "STATES", "TEAM", "TOLD"]

TABLES = (
    rights_hypothesis,
    rights_absence,
    rights_action,
    rights_blocker,
    rights_dashboard,
    rights_decision,
    rights_desk,
    rights_digest,
    rights_kpi,
    rights_pilot,
    rights_request,
    rights_retro,
    rights_review,
    rights_ritual,
    rights_sponsor,
    rights_sprint,
    rights_standup,
    rights_team,
)

T = TypeVar("T")


def _together(*tables: Mapping[str, T]) -> dict[str, T]:
    """Every action stands in one table."""
    whole: dict[str, T] = {}
    for table in tables:
        assert not whole.keys() & table.keys(), whole.keys() & table.keys()
        whole |= table
    return whole


BUTTONS: Roles = _together(*(table.BUTTONS for table in TABLES))
FORMS: Roles = _together(*(table.FORMS for table in TABLES))
TYPED: Roles = _together(*(table.TYPED for table in TABLES))
OUTCOMES: Outcomes = _together(*(table.OUTCOMES for table in TABLES))

# A guest may answer where invited, and is invited to no stand-up here: the team's agenda is all there is.
GUEST_COMMAND = TOLD + "standup.next.at"
PERSONAL = {
    "standup.open",
    "standup.same",
    "standup.away",
    "standup.skip",
    "standup.snooze",
    "standup.back",
    "standup.answer",
}
BLOCKERS = {
    *(f"blocker.{verb}" for verb in ("acknowledge", "edit", "tag", "save", "resolve", "undo")),
    *("action.from_blocker", "action.create_unblocking", "request.from_blocker"),
    *("sponsor.ask_blocker", "sponsor.send_blocker"),
}
ACTIONS = {
    *(f"action.{verb}" for verb in ("accept", "redate", "decline", "done", "later", "drop", "edit", "undo")),
    *(f"action.{verb}" for verb in ("take", "refuse", "postpone", "abandon", "save")),
}
ABOUT_A_RETRO = {
    *(f"retro.{verb}" for verb in ("look", "write", "mine", "done", "group", "ungroup", "vote", "mark", "act")),
    *(f"retro.{verb}" for verb in ("open", "next", "skip", "back", "close", "settings")),
    *(f"retro.save_{what}" for what in ("note", "mine", "group", "vote", "act", "settings")),
}
OWN_IN_RETRO = {action for action, may in {**BUTTONS, **FORMS, **TYPED}.items() if "retro" in action and may == ANSWERS}
OF_A_TEXT = {"standup.absent", "standup.typed", "team.choose", "request.typed", "request.pass_on"}
ABOUT_A_RUN = {"standup.names", "standup.past"}
OF_THE_TEAM = {
    *("team.edit", "team.save", "team.confirm", "standup.add", "standup.create", "setup.try"),
    *("absence.closures", "absence.closure", "absence.close", "idea.open", "idea.save", "charter.show"),
    *("sprint.command", "sprint.start", "sprint.close", "sprint.reopen", "sprint.backlog", "sprint.add"),
    *("sprint.begin", "sprint.add_lines", *(f"pilot.{verb}" for verb in ("list", "wall", "new", "create"))),
    *("review.show", "review.edit", "review.save"),
    *("setup.accept", "setup.decline", "action.open", "action.create"),
    *("digest.preview", "dashboard.link", "digest.rhythm", "digest.save_rhythm"),
    *("hypothesis.open", "hypothesis.settings", "hypothesis.save_settings"),
    *("dashboard.revoke", "dashboard.revoke_all"),
    *("kpi.tell", "kpi.unknown", "kpi.save"),
    *(f"charter.{piece}" for piece in PIECES),
    *(f"charter.save_{piece}" for piece in PIECES),
}
ABOUT_A_STANDUP = {
    *("standup.manage", "standup.run", "standup.dry_run", "standup.pass_over", "standup.put_back", "standup.pause"),
    *("standup.resume", "standup.archive", "standup.archive_now", "standup.edit_schedule", "standup.save_schedule"),
    "standup.report",
}
BRIDGES = {"bridge.team", "bridge.each", "bridge.no", "bridge.undo", "bridge.take", "bridge.work"}
ABOUT_A_SPRINT = {
    *("sprint.edit", "sprint.ask_close", "sprint.change", "sprint.close_now", "sprint.reopen_now"),
    *("sprint.demo", "sprint.learnt", "sprint.show", "sprint.learn"),
}
ABOUT_AN_ITEM = {
    *("sprint.item", "sprint.tick", "sprint.drop", "sprint.save_item", "sprint.undo"),
    *("request.from_item", "request.data"),
}
OWN_ABSENCE = {"absence.cancel", "absence.again"}
ABOUT_A_DESK = {
    *(f"desk.{verb}" for verb in ("show", "figures", "people", "hours", "days", "backup", "targets", "agree")),
    *(f"desk.save_{what}" for what in ("people", "hours", "days", "backup", "targets", "meeting")),
    *("desk.let_go", "desk.meeting", "desk.pause_meeting"),
}
ABOUT_A_MEETING = {"desk.minutes", "desk.save_minutes"}
ABOUT_A_FILING = {"request.open", "request.file"}
ABOUT_A_REQUEST_STEP = {
    *("request.undo", "request.untake_all", "request.expected", "request.just_said", "request.restart"),
    *("request.go_on", *(f"request.pick_{n}" for n in (1, 2, 3))),
}
ABOUT_A_LINK = {"request.revoke"}
ABOUT_A_CHECK = {"pilot.check", "pilot.save_check"}
ABOUT_A_PILOT = {
    "pilot.show",
    *(f"pilot.{act}" for act in (*rights_pilot.BY_TEAM, *rights_pilot.DECIDED)),
    *(f"pilot.save_{act}" for act in (*rights_pilot.BY_TEAM, *rights_pilot.DECIDED)),
} - ABOUT_A_CHECK
ABOUT_A_REQUEST = {
    *(f"request.{act}" for act in (*DECIDES, *NEGOTIATES, *ASKS, "look", "keep", "express", "outside")),
    *(f"request.{act}" for act in rights_request.AUTONOMY),
    *(action for action in FORMS if action.startswith("request.save_")),
    *("sponsor.ask_request", "sponsor.send_request"),
}
ABOUT_A_REVIEW = {"review.held", "review.move", "review.moved"}
ABOUT_A_HELP = {
    *(f"sponsor.{answer}" for answer in rights_sponsor.ANSWERS),
    *(f"sponsor.save_{answer}" for answer in rights_sponsor.ANSWERS),
}
ABOUT_A_DECISION = {*rights_decision.BUTTONS, *rights_decision.FORMS}
ABOUT_A_DIGEST = {*rights_digest.OF_A_PART}
ABOUT_A_HYPOTHESIS = {
    action
    for action in (*rights_hypothesis.BUTTONS, *rights_hypothesis.FORMS)
    if action
    not in OF_THE_TEAM | {f"hypothesis.{verb}" for verb in ("list", "new", "search", "show", "data", "result")}
}
# Reached by a reference.
ABOUT_A_TEAM = (
    PERSONAL
    | BLOCKERS
    | ACTIONS
    | ABOUT_A_RETRO
    | OF_A_TEXT
    | ABOUT_A_RUN
    | OF_THE_TEAM
    | ABOUT_A_STANDUP
    | BRIDGES
    | {"absence.reopen"}
    | ABOUT_A_SPRINT
    | ABOUT_AN_ITEM
    | ABOUT_A_FILING
    | ABOUT_A_REQUEST_STEP
    | ABOUT_A_LINK
    | ABOUT_A_REQUEST
    | ABOUT_A_CHECK
    | ABOUT_A_PILOT
    | ABOUT_A_HYPOTHESIS
    | ABOUT_A_HELP
    | ABOUT_A_DECISION
    | ABOUT_A_REVIEW
    | ABOUT_A_DIGEST
)
ASKING = {"access.ask", "access.send"}  # asks for a channel; whoever may needs not ask, and gets the form
SENT_TO_FOUND = {"setup.found", "setup.confirm"}  # what was typed without the right comes back, to be sent as asking
FOUNDING = {"setup.open"} | SENT_TO_FOUND | ASKING  # their reference is the channel


def named(role: Role) -> str:
    return role.value.replace("_", "")


PEOPLE = (*(Someone(named(role), (role,)) for role in Role), Someone("zoe"))
LAVANDE = SomeTeam(people=PEOPLE, name="Lavande", channel="lavande")
