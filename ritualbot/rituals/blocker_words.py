"""What people write when nothing blocks them."""

from ritualbot.rituals.inputs import fold

# As `fold` leaves them.
_NOTHING_BLOCKS = (
    {"no", "n", "none", "nope", "nothing", "no blocker", "no blockers", "not blocked", "n/a", "na"}
    | {"non", "rien", "ras", "r.a.s", "rien a signaler", "neant", "aucun", "aucune", "aucun blocage"}
    | {"pas de blocage", "sans blocage"}
)


def says_nothing_blocks(text: str) -> bool:
    """Dashes and full stops alone say it too."""
    folded = fold(text).strip(" .!-")
    return not folded or folded in _NOTHING_BLOCKS
