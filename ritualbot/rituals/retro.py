"""What a retrospective is, pure: its phases and when they move, its templates, how votes are counted."""

from enum import StrEnum


class RetroPhase(StrEnum):
    WRITE = "write"
    GROUP = "group"
    VOTE = "vote"
    DISCUSS = "discuss"
    CLOSED = "closed"


class RetroMode(StrEnum):
    """Whose a note is. A retro may become anonymous, and never named again."""

    NAMED = "named"
    ANONYMOUS = "anonymous"


class Template(StrEnum):
    START_STOP = "start_stop"  # start, stop, continue
    MAD_SAD_GLAD = "mad_sad_glad"
    FOUR_LS = "four_ls"  # liked, learned, lacked, longed for
    SAILBOAT = "sailboat"
    WORKING_STUCK = "working_stuck"
    CAMPAIGN = "campaign"  # a campaign, test and learn
    CUSTOM = "custom"  # the team's own columns


class BoxKind(StrEnum):
    """What a sealed box holds while it must not be read."""

    NOTES = "notes"
    BALLOTS = "ballots"
    WORTH = "worth"  # what the time was worth to each
