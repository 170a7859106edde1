"""Who may do what with pilots, by hand, and what then happens to those who may.

The pilot that stands runs: it was asked about week 2, and nobody has answered.
"""

from ritualbot.rituals.permissions import Role
from tests.conversations.rights_roles import FORM, LEADS, READS, TEAM, TOLD, Outcomes, Roles

DECIDES = LEADS | {Role.SPONSOR}  # "decide, amend a running one"
BY_TEAM = (
    "edit",
    "start",
    "check",
    "spend",
    "end",
    "roll_out",
    "automate",
    "yield",
    "improve",
    "assign",
    "add",
    "remove",
)
DECIDED = ("drop", "amend", "scale", "extend", "stop")
GROUPS = ("add", "remove")
NOW = {
    "check": "checked",
    "spend": "spent",
    "end": "ended",
    "amend": "amended",
    "assign": "changed",
}  # what can be done with one that runs

BUTTONS: Roles = {
    **{f"pilot.{verb}": READS for verb in ("list", "wall", "show")},
    "pilot.new": TEAM,
    **{f"pilot.{act}": TEAM for act in BY_TEAM},
    **{f"pilot.{act}": DECIDES for act in DECIDED},
}
FORMS: Roles = {
    "pilot.create": TEAM,
    **{f"pilot.save_{act}": TEAM for act in BY_TEAM},
    **{f"pilot.save_{act}": DECIDES for act in DECIDED},
}
LISTS = ("/hypothesis list pilots", "/hypo liste pilotes")
WALLS = ("/hypothesis list automated", "/hypo liste automatisés")
NEW = ("/hypothesis pilot", "/hypo pilote")
TYPED: Roles = {**dict.fromkeys((*LISTS, *WALLS), READS), **dict.fromkeys(NEW, TEAM)}
OUTCOMES: Outcomes = {
    "pilot.list": (TOLD + "pilot.list.title",) * 4,
    "pilot.wall": (TOLD + "pilot.wall.empty",) * 4,
    "pilot.show": (TOLD + "pilot.title",) * 4,
    **dict.fromkeys(LISTS, (TOLD + "pilot.list.title",) * 4),
    **dict.fromkeys(WALLS, (TOLD + "pilot.wall.empty",) * 4),
    **dict.fromkeys((*NEW, "pilot.new"), (FORM,) * 4),
    "pilot.create": (TOLD + "pilot.done.planned",) * 4,
    **{
        f"pilot.{act}": (FORM if act in NOW else TOLD + "pilot.not_now",) * 4
        for act in (*BY_TEAM, *DECIDED)
        if act not in GROUPS
    },
    # The pilot groups no hypothesis to take out.
    "pilot.add": (FORM,) * 4,
    "pilot.remove": (TOLD + "pilot.nothing_to_remove",) * 4,
    **{f"pilot.save_{act}": ("errors",) * 4 for act in GROUPS},
    **{
        f"pilot.save_{act}": (TOLD + (f"pilot.done.{NOW[act]}" if act in NOW else "pilot.not_now"),) * 4
        for act in (*BY_TEAM, *DECIDED)
        if act not in GROUPS
    },
}
