"""Who may do what with the review with the sponsor, by hand, and what then happens to those who may.

The one that stands was yesterday; nobody said yet whether it was held.
"""

from ritualbot.rituals.permissions import Role
from tests.conversations.rights_roles import FORM, LEADS, TOLD, Outcomes, Roles

SEES = LEADS | {Role.SPONSOR, Role.ADMIN}  # "digest and dashboard"
BUTTONS: Roles = {"review.show": SEES, **{f"review.{verb}": LEADS for verb in ("edit", "held", "move")}}
FORMS: Roles = {"review.save": LEADS, "review.moved": LEADS}
SHOW = ("/digest review", "/hebdo revue")
TYPED: Roles = dict.fromkeys(SHOW, SEES)
VALUES = {"often": "3", "on": "2027-03-19", "at": "15:00", "place": "Mon texte"}
OUTCOMES: Outcomes = {
    **dict.fromkeys((*SHOW, "review.show", "review.save"), (TOLD + "review.title",) * 4),
    **dict.fromkeys(("review.edit", "review.move"), (FORM,) * 4),
    "review.held": (TOLD + "review.said.held",) * 4,
    "review.moved": (TOLD + "review.said.moved",) * 4,
}
