"""Who may do what of hypotheses, by hand, and what then happens to those who may: each of the team owns an idea, and
what is done with anything but an idea is refused with the reason."""

from ritualbot.rituals.permissions import Role
from tests.conversations.rights_roles import FOLLOWS, FORM, LEADS, READS, TEAM, TOLD, Outcomes, Roles

SEES = READS | FOLLOWS  # an observer: what runs, and their own
ASKED = LEADS | {Role.SPONSOR}  # "decide a hypothesis: own team (when asked)"
ILLEGAL = TOLD + "hypothesis.illegal"
OF_TEAM = ("shape", "start", "iterate", "assign", "guard", "measure", "fix", "price")
BEFORE = ("listen", "skip_listening", "score", "sources")  # of an idea already
SIZED = ("size", "size_bolder", "as_pilot")  # with an effect, which these lack
OF_OWNER = ("propose", "stop", "end", "automate", "drop", "revive", "archive")
OF_LEADS = ("amend", "roll_out", "confirm", "doubt", "correct")

BUTTONS: Roles = {
    **{f"hypothesis.{verb}": SEES for verb in ("list", "search", "show", "look", "detail")},
    "hypothesis.result": TEAM,
    "hypothesis.new": FOLLOWS,
    "hypothesis.settings": LEADS,
    **{f"hypothesis.{act}": TEAM for act in (*OF_TEAM, *OF_OWNER, *BEFORE, *SIZED, "worth")},
    "hypothesis.data": READS,
    **{f"hypothesis.{act}": LEADS for act in OF_LEADS},
    **{f"hypothesis.{act}": ASKED for act in ("approve", "send_back")},
    "hypothesis.comment": FOLLOWS,
}
FORMS: Roles = {
    "hypothesis.open": FOLLOWS,
    "hypothesis.save_settings": LEADS,
    **{f"hypothesis.save_{act}": TEAM for act in ("shape", "start", "drop", "automate", "assign", "stop")},
    **{f"hypothesis.save_{act}": TEAM for act in (*BEFORE, "size", "worth")},
    **{f"hypothesis.save_{act}": TEAM for act in ("guard", "measure", "fix", "propose", "price")},
    **{f"hypothesis.save_{act}": LEADS for act in ("amend", "doubt", "correct")},
    "hypothesis.save_send_back": ASKED,
    "hypothesis.save_comment": FOLLOWS,
}
TYPED: Roles = {
    **dict.fromkeys(("/hypothesis", "/hypo", "/hypothese", "/hypothesis list", "/hypo liste"), SEES),
    **dict.fromkeys(("/hypothesis new", "/hypo nouvelle"), FOLLOWS),
    **dict.fromkeys(("/hypothesis data", "/hypo données"), READS),
    **dict.fromkeys(("/hypothesis result", "/hypo résultat"), TEAM),
    **dict.fromkeys(("/hypothesis show", "/hypo voir", "/hypothesis search", "/hypo chercher"), SEES),
}
LISTED, UNKNOWN = TOLD, TOLD + "hypothesis.unknown"
OUTCOMES: Outcomes = {
    **dict.fromkeys(("hypothesis.list", "hypothesis.search"), (LISTED,) * 4),
    **dict.fromkeys(("/hypothesis", "/hypo", "/hypothese", "/hypothesis list", "/hypo liste"), (LISTED,) * 4),
    **dict.fromkeys(("/hypothesis search", "/hypo chercher"), (LISTED,) * 4),
    **dict.fromkeys(("hypothesis.show", "/hypothesis show", "/hypo voir"), (UNKNOWN,) * 4),
    "hypothesis.look": (LISTED,) * 4,
    **dict.fromkeys(("hypothesis.data", "/hypothesis data", "/hypo données"), (TOLD + "hypothesis.data.none",) * 4),
    **{f"hypothesis.{act}": (FORM,) * 4 for act in BEFORE},
    **{f"hypothesis.{act}": (TOLD + "hypothesis.lacks_size",) * 4 for act in SIZED},
    "hypothesis.worth": (ILLEGAL,) * 4,
    **dict.fromkeys(
        ("hypothesis.result", "/hypothesis result", "/hypo résultat"), (TOLD + "hypothesis.result.which",) * 4
    ),
    "hypothesis.detail": (TOLD + "hypothesis.result.none",) * 4,
    **dict.fromkeys(("hypothesis.new", "/hypothesis new", "/hypo nouvelle", "hypothesis.settings"), (FORM,) * 4),
    **{f"hypothesis.{act}": (ILLEGAL,) * 4 for act in (*OF_TEAM, *OF_OWNER, *OF_LEADS, "approve", "send_back")},
    **{f"hypothesis.{act}": (FORM,) * 4 for act in ("shape", "assign", "drop", "guard")},
    "hypothesis.comment": (ILLEGAL,) * 4,
    **dict.fromkeys(FORMS, (ILLEGAL,) * 4),
    "hypothesis.open": (TOLD + "hypothesis.done.opened",) * 4,
    "hypothesis.save_guard": (TOLD + "hypothesis.done.guarded",) * 4,
    "hypothesis.save_shape": (TOLD + "hypothesis.done.idea",) * 4,
    "hypothesis.save_assign": (TOLD + "hypothesis.done.assigned",) * 4,
    "hypothesis.save_drop": (TOLD + "hypothesis.done.dropped",) * 4,
    "hypothesis.save_size": (TOLD + "hypothesis.lacks_size",) * 4,
    "hypothesis.save_listen": (TOLD + "hypothesis.done.listened",) * 4,
    "hypothesis.save_skip_listening": (TOLD + "hypothesis.done.not_listened",) * 4,
    "hypothesis.save_score": (TOLD + "hypothesis.done.scored",) * 4,
    "hypothesis.save_sources": (TOLD + "hypothesis.done.sources",) * 4,
    "hypothesis.save_settings": (TOLD + "hypothesis.settings.no_approval",) * 4,
}
VALUES = {
    **dict.fromkeys(("scoring", "rails", "data"), ""),
    "text": "Mon texte",
    **dict.fromkeys(("audience", "moment", "metric", "evidence", "learning", "tag", "process", "rule"), "Mon texte"),
    "effect": "10",
    "owner": "zoe-of-lavande",
    "whom": "users",
    "upstream": "Rappels",
    "source": "Entretiens",
    "heard_on": "2027-03-01",
    "heard": "Mon texte",
    "reason": "Mon texte",
    "impact": "5",
    "confidence": "5",
    "ease": "5",
    "data": "CRM",
}
