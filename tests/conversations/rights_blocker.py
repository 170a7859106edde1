"""Who may do what of blockers, by hand, and what then happens to those who may."""

from tests.conversations.rights_roles import FORM, NOT_FOUND, READS, TEAM, TOLD, Outcomes, Roles

BUTTONS: Roles = {
    "blocker.list": READS,
    "blocker.acknowledge": TEAM,
    "blocker.edit": TEAM,  # a member: their own
    "blocker.tag": TEAM,
    "blocker.resolve": TEAM,
    "blocker.undo": TEAM,
}
FORMS: Roles = {
    "blocker.save": TEAM,
}
TYPED: Roles = {
    "/standup blockers": READS,
    "/point blocages": READS,
}
OUTCOMES: Outcomes = {
    "blocker.acknowledge": (NOT_FOUND, *(TOLD + "blocker.done.acknowledged",) * 3),
    "blocker.edit": (NOT_FOUND, FORM, FORM, FORM),
    "blocker.tag": (NOT_FOUND, *(TOLD + "blocker.done.updated",) * 3),
    "blocker.save": (NOT_FOUND, *(TOLD + "blocker.done.updated",) * 3),
    "blocker.resolve": (NOT_FOUND, *(TOLD + "blocker.done.resolved",) * 3),
    "blocker.undo": (NOT_FOUND, TOLD + "blocker.done.undone", *(TOLD + "blocker.undo_late",) * 2),
    "blocker.list": (TOLD + "blocker.empty.title", TOLD, TOLD, TOLD),
    "/standup blockers": (TOLD + "blocker.empty.title", TOLD, TOLD, TOLD),
    "/point blocages": (TOLD + "blocker.empty.title", TOLD, TOLD, TOLD),
}
