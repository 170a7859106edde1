"""Who may have a link to the dashboard, and who takes it back, by hand, and what then happens to those who may."""

from ritualbot.rituals.permissions import Role
from tests.conversations.rights_roles import LEADS, TOLD, Outcomes, Roles

HAS_A_LINK = LEADS | {Role.SPONSOR, Role.ADMIN}  # "read the digest and the dashboard"
TYPES = ("/ritual dashboard", "/rituel tableau")

BUTTONS: Roles = {"dashboard.link": HAS_A_LINK, "dashboard.revoke": HAS_A_LINK, "dashboard.revoke_all": LEADS}
FORMS: Roles = {}
TYPED: Roles = dict.fromkeys(TYPES, HAS_A_LINK)
OUTCOMES: Outcomes = {
    **dict.fromkeys((*TYPES, "dashboard.link"), (TOLD + "dashboard.link.made",) * 4),
    **dict.fromkeys(("dashboard.revoke", "dashboard.revoke_all"), (TOLD + "dashboard.link.none",) * 4),
}
