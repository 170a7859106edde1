"""What may be listed of the log, as people say it."""

from collections.abc import Mapping
from types import MappingProxyType

from ritualbot.rituals.hypothesis import TESTING
from ritualbot.rituals.hypothesis_history import HypothesisState

_S = HypothesisState
JOURNEY = frozenset({"journey", "parcours"})  # lists contact moments, not hypotheses
# What may follow `/hypothesis list`, folded, in either language.
LISTS: Mapping[str, frozenset[HypothesisState]] = MappingProxyType(
    {
        **dict.fromkeys(("ideas", "idea", "idees", "idee"), frozenset({_S.IDEA})),
        **dict.fromkeys(("ready", "prete", "pretes"), frozenset({_S.READY, _S.WAITING})),
        **dict.fromkeys(("running", "en cours"), TESTING),
        **dict.fromkeys(("decided", "tranchee", "tranchees"), frozenset({_S.DECIDED, _S.ITERATED})),
        **dict.fromkeys(("rolled out", "generalisee", "generalisees"), frozenset({_S.ROLLED_OUT})),
        **dict.fromkeys(("dropped", "abandonnee", "abandonnees"), frozenset({_S.DROPPED})),
        **dict.fromkeys(("archived", "archivee", "archivees"), frozenset({_S.ARCHIVED})),
        **dict.fromkeys(("all", "tout", "toutes"), frozenset(_S)),
    }
)
