"""Who may ask the sponsor's help, and who answers, by hand, and what then happens to those who may."""

from ritualbot.rituals.permissions import Role
from tests.conversations.rights_roles import FORM, LEADS, NOT_FOUND, TOLD, Outcomes, Roles

ANSWERS = ("take", "meet", "not_now", "hand")

BUTTONS: Roles = {
    "sponsor.ask_request": LEADS,
    "sponsor.ask_blocker": LEADS,
    **{f"sponsor.{answer}": {Role.SPONSOR} for answer in ANSWERS},  # "digest decision: own team"
}
FORMS: Roles = {
    "sponsor.send_request": LEADS,
    "sponsor.send_blocker": LEADS,
    **{f"sponsor.save_{answer}": {Role.SPONSOR} for answer in ANSWERS},
}
TYPED: Roles = {}
OUTCOMES: Outcomes = {
    # The sponsor was asked about the member's request yesterday; about the others nobody asked.
    "sponsor.ask_request": (FORM,) * 4,
    "sponsor.send_request": (TOLD + "sponsor.sent",) * 4,
    "sponsor.ask_blocker": (NOT_FOUND, FORM, FORM, FORM),
    "sponsor.send_blocker": (NOT_FOUND, *(TOLD + "sponsor.sent",) * 3),
    **{f"sponsor.{answer}": (FORM,) * 4 for answer in ANSWERS},
    **{f"sponsor.save_{answer}": (TOLD + "sponsor.done",) * 4 for answer in ANSWERS},
}
