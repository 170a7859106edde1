"""Who may do what of requests to desks, by hand, and what then happens to those who may."""

from tests.conversations.rights_roles import (
    ASKED_OF,
    ASKS,
    DECIDES,
    DESK,
    EVERYONE,
    FORM,
    NEGOTIATES,
    NOT_FOUND,
    READS,
    TEAM,
    TOLD,
    Outcomes,
    Roles,
)

AUTONOMY = ("autonomy_access", "autonomy_training", "autonomy_no")

BUTTONS: Roles = {
    "request.show": READS | DESK,
    **{f"request.{kind}": TEAM for kind in (*ASKED_OF, "open")},  # "file request"
    "request.typed": TEAM | DESK,
    "request.pass_on": DESK,
    "request.for_standup": EVERYONE,  # what one typed oneself
    "request.from_blocker": TEAM,  # a member: of their own
    "request.from_item": TEAM,
    "request.data": TEAM,
    "request.look": READS | DESK,
    **{f"request.{act}": DESK for act in (*DECIDES, "undo", "take_all", "untake_all")},
    **{f"request.{act}": TEAM | DESK for act in NEGOTIATES},
    "request.outside": TEAM,  # a member: their own
    "request.revoke": TEAM,
    **{f"request.{act}": TEAM for act in (*ASKS, "keep", "express", "expected", "just_said")},  # a member: their own
    **{f"request.pick_{n}": TEAM for n in (1, 2, 3)},  # a member: their own
    **{f"request.{act}": DESK for act in ("restart", "go_on", *AUTONOMY)},
}
FORMS: Roles = {
    "request.file": TEAM,
    "request.save_outside": TEAM,
    **{f"request.save_{act}": DESK for act in ("ask", "pause", "reserve", "refuse", "commit", "options")},
    **{f"request.save_{act}": DESK for act in ("snooze", "delegate", "retype")},
    **{f"request.save_{act}": TEAM | DESK for act in ("date", "reopen", "reference")},
    **{f"request.save_{act}": TEAM for act in ("rework", "say", "redate", "version", "edit", "sign")},
}
TYPED: Roles = {
    **dict.fromkeys(("/request", "/demande"), READS | DESK),
    **{f"/request {kind}": TEAM for kind in ASKED_OF},
    **{f"/demande {kind}": TEAM for kind in ("juridique", "achats", "dsi", "conformité", "finance", "agence")},
}
OUTCOMES: Outcomes = {
    # Each of the team asked the legal desk for something, and nothing has happened since.
    **dict.fromkeys(("request.show", "/request", "/demande"), (TOLD + "request.list.title",) * 4),
    **dict.fromkeys(("request.legal", "/request legal", "/demande juridique"), (TOLD + "request.which",) * 4),
    **{f"{by}{kind}": (TOLD + "request.no_desk",) * 4 for kind in ASKED_OF[1:] for by in ("request.", "/request ")},
    **{f"/demande {kind}": (TOLD + "request.no_desk",) * 4 for kind in ("achats", "dsi", "conformité")},
    **{f"/demande {kind}": (TOLD + "request.no_desk",) * 4 for kind in ("finance", "agence")},
    "request.open": (FORM,) * 4,
    "request.file": (TOLD + "request.filed",) * 4,
    "request.outside": (FORM,) * 4,
    "request.save_outside": (TOLD + "request.outside.made",) * 4,
    "request.revoke": (TOLD + "request.revoked",) * 4,
    "request.look": (TOLD + "request.title.validation",) * 4,
    "request.from_blocker": (NOT_FOUND, *(TOLD + "request.list.title",) * 3),  # its words name no desk
    "request.from_item": (TOLD + "request.list.title",) * 4,  # it needs nothing
    "request.data": (NOT_FOUND,) * 4,  # no data
    "request.express": (TOLD + "request.no_express",) * 4,  # the desk agreed to none
    "request.keep": (TOLD + "request.kept",) * 4,
    "request.just_said": (TOLD + "request.just_said",) * 4,
    **{f"request.{act}": (TOLD + "permission.own_only",) * 4 for act in ("undo", "untake_all")},  # the requester's
    "request.take_all": (TOLD + "request.take_all.title",) * 4,
    **{f"request.{what}": (NOT_FOUND,) * 4 for what in ("typed", "pass_on")},  # no such line is kept
    "request.for_standup": (TOLD + "ritual.expired",) * 4,
    **{f"request.{act}": (TOLD + "request.done",) * 4 for act in ("take", "approve", "nudge", "withdraw")},
    **{f"request.{act}": (FORM,) * 4 for act in ("ask", "pause", "reserve", "refuse", "date", "say", "redate")},
    **{f"request.{act}": (FORM,) * 4 for act in ("options", "version", "edit", "reference")},
    **{f"request.{act}": (TOLD + "request.stale",) * 4 for act in ("sign", "save_sign", "restart", "go_on")},
    **{f"request.{act}": (TOLD + "request.stale",) * 4 for act in ("pick_1", "pick_2", "pick_3", *AUTONOMY)},
    **{f"request.save_{act}": (TOLD + "request.done",) * 4 for act in ("options", "version", "edit", "reference")},
    **{f"request.{act}": (TOLD + "request.stale",) * 4 for act in ("resume", "correct", "commit", "deliver")},
    **{f"request.{act}": (TOLD + "request.stale",) * 4 for act in ("agree", "decline", "accept", "rework", "expected")},
    **{f"request.save_{act}": (TOLD + "request.done",) * 4 for act in ("ask", "pause", "reserve", "refuse", "date")},
    **{f"request.save_{act}": (TOLD + "request.done",) * 4 for act in ("say", "redate")},
    **{f"request.save_{act}": (TOLD + "request.stale",) * 4 for act in ("commit", "rework", "reopen")},
    **{f"request.{act}": (FORM,) * 4 for act in ("snooze", "delegate", "retype")},
    "request.reopen": (TOLD + "request.stale",) * 4,  # it is open
    "request.save_snooze": (TOLD + "request.later.done",) * 4,
    "request.save_delegate": ("errors",) * 4,  # to nobody of the desk
    "request.save_retype": (TOLD + "request.done",) * 4,
}
