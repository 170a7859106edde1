"""Who may do what of teams: set-up, access, charter, roster, by hand, and what then happens to those who may."""

from tests.conversations.rights_roles import (
    CHARTER,
    DONE,
    EVERYONE,
    FORM,
    LEADS,
    NOT_FOUND,
    PIECES,
    READS,
    SETS_UP,
    TOLD,
    Outcomes,
    Roles,
)

BUTTONS: Roles = {
    "team.show": READS,
    "team.edit": CHARTER,
    "team.choose": EVERYONE,
    "setup.command": READS,
    "setup.open": SETS_UP,
    "setup.try": LEADS,
    "setup.accept": EVERYONE,  # whoever was named, and here nobody was
    "setup.decline": EVERYONE,
    "access.ask": EVERYONE,
    "access.grant": EVERYONE,  # whoever was asked, and here nobody was
    "access.refuse": EVERYONE,
    "charter.show": READS,
    **{f"charter.{piece}": CHARTER for piece in PIECES},
}
FORMS: Roles = {
    "team.save": CHARTER,
    "team.confirm": CHARTER,
    "setup.found": SETS_UP,
    "setup.confirm": SETS_UP,
    "access.send": EVERYONE,
    **{f"charter.save_{piece}": CHARTER for piece in PIECES},
}
TYPED: Roles = {
    "/ritual team": READS,
    "/rituel équipe": READS,
    "/ritual setup": READS,  # in the team's channel: its charter
    "/rituel charte": READS,
}
OUTCOMES: Outcomes = {
    "team.choose": (TOLD + "ritual.expired",) * 4,
    "team.edit": (FORM,) * 4,
    "setup.command": (TOLD + "charter.title",) * 4,
    "/ritual setup": (TOLD + "charter.title",) * 4,
    "/rituel charte": (TOLD + "charter.title",) * 4,
    "setup.open": (FORM,) * 4,
    "setup.try": (DONE,) * 4,
    "setup.accept": (NOT_FOUND,) * 4,
    "setup.decline": (NOT_FOUND,) * 4,
    "access.ask": (TOLD + "access.asked.title",) * 4,
    "access.send": (TOLD + "access.asked.title",) * 4,
    "access.grant": (NOT_FOUND,) * 4,
    "access.refuse": (NOT_FOUND,) * 4,
    "charter.show": (TOLD + "charter.title",) * 4,
    **{f"charter.{piece}": (FORM,) * 4 for piece in PIECES},
    **{f"charter.save_{piece}": (TOLD + "charter.saved.title",) * 4 for piece in PIECES},
    "team.save": (TOLD + "team.saved.same",) * 4,
    "team.confirm": (TOLD + "team.saved.same",) * 4,
    "setup.found": (TOLD + "team.created.title",) * 4,
    "setup.confirm": (TOLD + "team.created.title",) * 4,
    "team.show": (TOLD,) * 4,
    "/ritual team": (TOLD,) * 4,
    "/rituel équipe": (TOLD,) * 4,
}
