"""Who may do what of desks, by hand, and what then happens to those who may."""

from tests.conversations.rights_roles import (
    AGREES,
    AT_DESK,
    DESK,
    FORM,
    MEETS,
    OF_DESK,
    SETS_UP,
    TOLD,
    Outcomes,
    Roles,
)

BUTTONS: Roles = {
    "desk.command": AT_DESK,
    "desk.show": AT_DESK,
    "desk.figures": AT_DESK,
    "request.figures": AT_DESK,
    **{f"desk.{verb}": OF_DESK for verb in ("let_go", "bind")},
    "desk.open": SETS_UP,
    **{f"desk.{verb}": OF_DESK for verb in ("people", "hours", "days")},
    "desk.backup": OF_DESK | DESK,  # a contact: their own
    **{f"desk.{verb}": AGREES for verb in ("targets", "agree")},
    **{f"desk.{verb}": MEETS for verb in ("meeting", "pause_meeting")},
    "desk.minutes": MEETS | DESK,
}
FORMS: Roles = {
    "desk.create": SETS_UP,
    **{f"desk.save_{what}": OF_DESK for what in ("people", "hours", "days")},
    "desk.save_backup": OF_DESK | DESK,
    "desk.save_targets": AGREES,
    "desk.save_meeting": MEETS,
    "desk.save_minutes": MEETS | DESK,
}
TYPED: Roles = {
    **dict.fromkeys(("/ritual desk", "/rituel service"), AT_DESK),
    **dict.fromkeys(("/ritual desk channel", "/rituel service canal"), OF_DESK),
}
OUTCOMES: Outcomes = {
    # A desk stands from before the day, whose lead was asked to agree.
    **dict.fromkeys(("desk.command", "/ritual desk", "/rituel service"), (TOLD,) * 4),
    "desk.show": (TOLD,) * 4,
    "desk.figures": (TOLD + "figures.title",) * 4,
    "request.figures": (TOLD + "figures.title",) * 4,  # there is one desk
    "desk.let_go": (TOLD + "desk.channel.free",) * 4,
    "desk.bind": (TOLD + "desk.channel.taken",) * 4,
    **dict.fromkeys(("/ritual desk channel", "/rituel service canal"), (TOLD + "desk.channel.taken",) * 4),
    **{f"desk.{verb}": (FORM,) * 4 for verb in ("open", "people", "hours", "days", "backup", "targets")},
    **{f"desk.{verb}": (FORM,) * 4 for verb in ("meeting", "minutes")},
    "desk.agree": (TOLD,) * 4,
    "desk.pause_meeting": (TOLD + "meeting.paused",) * 4,
    "desk.save_meeting": (TOLD + "meeting.kept",) * 4,
    "desk.save_minutes": (TOLD + "meeting.minutes.title",) * 4,
    "desk.create": (TOLD + "desk.founded.title",) * 4,
    "desk.save_people": (TOLD,) * 4,
    "desk.save_backup": (TOLD,) * 4,
    "desk.save_hours": (TOLD + "desk.hours.kept",) * 4,
    "desk.save_days": (TOLD + "desk.hours.kept",) * 4,
    "desk.save_targets": (TOLD + "desk.proposed.title",) * 4,
}
