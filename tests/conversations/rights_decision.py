"""Who decides what the sponsor is wanted to decide, by hand, and what then happens to those who may."""

from ritualbot.rituals.permissions import Role
from tests.conversations.rights_roles import FORM, TOLD, Outcomes, Roles

ABOUT = ("pilot", "help", "goal")

# The row is digest decision of the own team.
BUTTONS: Roles = {
    **{f"decision.ask_{about}": {Role.SPONSOR} for about in ABOUT},
    **{f"decision.{answer}": {Role.SPONSOR} for answer in ("approve", "refuse")},
}
FORMS: Roles = {
    **{f"decision.send_{about}": {Role.SPONSOR} for about in ABOUT},
    "decision.save_refuse": {Role.SPONSOR},
}
TYPED: Roles = {}
OUTCOMES: Outcomes = {
    # The pilot runs: nothing of it is to be decided.
    **dict.fromkeys(("decision.ask_pilot", "decision.send_pilot"), (TOLD + "pilot.not_now",) * 4),
    **dict.fromkeys(("decision.ask_help", "decision.ask_goal", "decision.refuse"), (FORM,) * 4),
    **dict.fromkeys(("decision.send_help", "decision.send_goal"), (TOLD + "decision.sent",) * 4),
    "decision.approve": (TOLD + "decision.goal_done.approve",) * 4,
    "decision.save_refuse": (TOLD + "decision.goal_done.refuse",) * 4,
}
