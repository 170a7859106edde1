"""Who may do what of actions, by hand, and what then happens to those who may."""

from tests.conversations.rights_roles import FORM, NOT_FOUND, READS, TEAM, TOLD, Outcomes, Roles

BUTTONS: Roles = {
    "action.command": READS,
    **{f"action.{verb}": TEAM for verb in ("open", "from_blocker", "accept", "redate", "decline")},
    **{f"action.{verb}": TEAM for verb in ("done", "later", "drop", "edit", "undo")},  # a member: their own
}
FORMS: Roles = {
    **{f"action.{verb}": TEAM for verb in ("create", "create_unblocking", "take", "refuse")},
    **{f"action.{verb}": TEAM for verb in ("postpone", "abandon", "save")},
}
TYPED: Roles = {
    "/ritual action": READS,
    "/rituel action": READS,
}
OUTCOMES: Outcomes = {
    # An action stands from before the day: each of the team was given one, by somebody else.
    "action.command": (TOLD,) * 4,
    "/ritual action": (TOLD,) * 4,
    "/rituel action": (TOLD,) * 4,
    "action.open": (FORM,) * 4,
    "action.create": (TOLD + "action.done.created_for",) * 4,
    "action.from_blocker": (NOT_FOUND, FORM, FORM, FORM),
    "action.create_unblocking": (NOT_FOUND, *(TOLD + "action.done.created_for",) * 3),
    "action.accept": (TOLD + "action.done.accepted",) * 4,
    "action.redate": (FORM,) * 4,
    "action.take": (TOLD + "action.done.accepted",) * 4,
    "action.decline": (FORM,) * 4,
    "action.refuse": (TOLD + "action.done.declined",) * 4,
    "action.done": (TOLD + "action.done.done",) * 4,
    "action.later": (FORM,) * 4,
    "action.postpone": (TOLD + "action.done.postponed",) * 4,
    "action.drop": (FORM,) * 4,
    "action.abandon": (TOLD + "action.done.dropped",) * 4,
    "action.edit": (FORM,) * 4,
    "action.save": (TOLD + "action.done.changed",) * 4,
    "action.undo": (TOLD + "permission.own_only",) * 4,  # Zoe made it
}
