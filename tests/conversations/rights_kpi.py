"""Who may tell what a team's indicator is at, by hand: whoever leads it, and its owner, who may be anyone of the team.

Here the charter names no indicator: what is one's own is in test_kpi.py.
"""

from tests.conversations.rights_roles import EVERYONE, TOLD, Outcomes, Roles

BUTTONS: Roles = dict.fromkeys(("kpi.tell", "kpi.unknown"), EVERYONE)
FORMS: Roles = {"kpi.save": EVERYONE}
TYPED: Roles = {}
OUTCOMES: Outcomes = dict.fromkeys(("kpi.tell", "kpi.unknown", "kpi.save"), (TOLD + "kpi.none",) * 4)
