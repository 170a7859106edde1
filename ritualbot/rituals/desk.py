"""A desk: a department or an agency a team turns to, which agreed how fast it answers."""

from enum import StrEnum


class DeskKind(StrEnum):
    LEGAL = "legal"
    PURCHASING = "purchasing"
    IT = "it"
    COMPLIANCE = "compliance"
    FINANCE = "finance"
    AGENCY = "agency"


class Seat(StrEnum):
    """What someone is on a desk; the values are those of `Role`. A lead does what a contact does, and sees to hours
    and people."""

    CONTACT = "desk_contact"
    LEAD = "desk_lead"


USUAL_EXPRESS = "4h"  # how fast an express request is answered


class Express(StrEnum):
    """Whether the desk takes a few requests faster: only once it said so."""

    OFF = "off"
    PROPOSED = "proposed"
    AGREED = "agreed"
