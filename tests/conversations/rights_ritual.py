"""Who may do what that is no ritual (oneself, ideas, files, help), by hand, and what then happens to those who may."""

from ritualbot.rituals.permissions import Role
from tests.conversations.rights_roles import DONE, EVERYONE, FOLLOWS, FORM, TOLD, Outcomes, Roles

BUTTONS: Roles = {
    "quiet.all": EVERYONE,
    "retention.privacy": EVERYONE,
    "ritual.help": EVERYONE,
    "ritual.next": EVERYONE,
    "home.show": EVERYONE,
    "home.more": EVERYONE,
    "ritual.carry_on": EVERYONE,
    "person.show": EVERYONE,
    "person.edit": EVERYONE,
    "idea.file": FOLLOWS,
    "idea.open": FOLLOWS,
    "audit.show": {Role.ADMIN},
    **{key: {Role.ADMIN} for key in ("file.send", "file.accept", "file.decline")},  # of the audit log
}
FORMS: Roles = {
    "person.save": EVERYONE,
    "idea.save": FOLLOWS,
}
TYPED: Roles = {
    "/ritual audit": {Role.ADMIN},
    "/rituel audit": {Role.ADMIN},
    "/ritual me": EVERYONE,
    "/rituel moi": EVERYONE,
    "/ritual idea": FOLLOWS,
    "/rituel idée": FOLLOWS,
    "/ritual home": EVERYONE,
    "/rituel accueil": EVERYONE,
    "/ritual next": EVERYONE,
    "/rituel agenda": EVERYONE,
    "/ritual privacy": EVERYONE,
    "/rituel confidentialité": EVERYONE,
    "/rituel confidentialite": EVERYONE,
    "/ritual help": EVERYONE,
    "/rituel aide": EVERYONE,
    "/help": EVERYONE,
    "/ritual": EVERYONE,
    "/nonsense": EVERYONE,  # the nearest command, or help
    "": EVERYONE,  # a message that is no command
}
OUTCOMES: Outcomes = {
    "ritual.carry_on": (TOLD + "ritual.expired",) * 4,
    "audit.show": (TOLD + "audit.empty.title",) * 4,
    "/ritual audit": (TOLD + "audit.empty.title",) * 4,
    "/rituel audit": (TOLD + "audit.empty.title",) * 4,
    "person.show": (TOLD + "person.title",) * 4,
    "/ritual me": (TOLD + "person.title",) * 4,
    "/rituel moi": (TOLD + "person.title",) * 4,
    "person.edit": (FORM,) * 4,
    "person.save": (TOLD + "person.saved.title",) * 4,
    "idea.file": (TOLD + "idea.title",) * 4,
    "/ritual idea": (TOLD + "idea.title",) * 4,
    "/rituel idée": (TOLD + "idea.title",) * 4,
    "idea.open": (FORM,) * 4,
    "idea.save": (TOLD + "idea.filed.title",) * 4,
    "ritual.next": (TOLD + "ritual.next.title",) * 4,
    "home.show": (TOLD + "home.title",) * 4,
    "home.more": (TOLD + "ritual.expired",) * 4,  # of no part of the page
    "/ritual home": (TOLD + "home.title",) * 4,
    "/rituel accueil": (TOLD + "home.title",) * 4,
    "/ritual next": (TOLD + "ritual.next.title",) * 4,
    "/rituel agenda": (TOLD + "ritual.next.title",) * 4,
    "quiet.all": (TOLD + "quiet.none",) * 4,
    "retention.privacy": (TOLD + "privacy.title",) * 4,
    "/ritual privacy": (TOLD + "privacy.title",) * 4,
    "/rituel confidentialité": (TOLD + "privacy.title",) * 4,
    "/rituel confidentialite": (TOLD + "privacy.title",) * 4,
    "file.send": (TOLD + "file.coming",) * 4,
    "file.accept": (TOLD + "file.no_place",) * 4,  # which a press alone does not name
    "file.decline": (DONE,) * 4,
    "ritual.help": (TOLD + "ritual.help.title",) * 4,
    "/ritual help": (TOLD + "ritual.help.title",) * 4,
    "/rituel aide": (TOLD + "ritual.help.title",) * 4,
    "/help": (TOLD + "ritual.help.title",) * 4,
    "/ritual": (TOLD + "ritual.help.title",) * 4,
    "/nonsense": (TOLD + "ritual.unknown_command",) * 4,
    "": (DONE,) * 4,  # answered by a message of its own
}
