"""Who may do what of absences, closures and bridge days, by hand, and what then happens to those who may."""

from tests.conversations.rights_roles import ANSWERS, CHARTER, DONE, EVERYONE, FORM, TOLD, Outcomes, Roles

BUTTONS: Roles = {
    "absence.command": EVERYONE,  # "own absence"
    "absence.declare": EVERYONE,
    "absence.today": EVERYONE,
    "absence.cancel": EVERYONE,
    "absence.again": EVERYONE,
    "absence.closures": CHARTER,
    "absence.closure": CHARTER,
    "absence.reopen": CHARTER,
    "bridge.team": CHARTER,
    "bridge.each": CHARTER,
    "bridge.no": CHARTER,
    "bridge.undo": CHARTER,
    "bridge.take": ANSWERS,
    "bridge.work": ANSWERS,
}
FORMS: Roles = {
    "absence.save": EVERYONE,
    "absence.close": CHARTER,
}
TYPED: Roles = {
    "/ritual absent": EVERYONE,
    "/rituel absent": EVERYONE,
}
OUTCOMES: Outcomes = {
    "absence.command": (TOLD + "absence.mine",) * 4,
    "/ritual absent": (TOLD + "absence.mine",) * 4,
    "/rituel absent": (TOLD + "absence.mine",) * 4,
    "absence.declare": (FORM,) * 4,
    "absence.today": (TOLD + "ritual.expired",) * 4,  # its reference is the day it was shown on
    "absence.save": (TOLD + "absence.declared",) * 4,
    "absence.cancel": (TOLD + "absence.cancelled",) * 4,
    "absence.again": (TOLD + "absence.known",) * 4,  # it was not cancelled
    "absence.closures": (TOLD + "absence.closures.title",) * 4,
    "absence.closure": (FORM,) * 4,
    "absence.close": (TOLD + "absence.closures.title",) * 4,
    "absence.reopen": (TOLD + "absence.closures.empty",) * 4,
    "bridge.team": (DONE,) * 4,
    "bridge.each": (DONE,) * 4,
    "bridge.no": (DONE,) * 4,
    "bridge.undo": (DONE,) * 4,
    "bridge.take": (DONE,) * 4,
    "bridge.work": (DONE,) * 4,
}
