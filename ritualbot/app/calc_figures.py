"""`ritualbot calc size` and `calc test`: the figures of a test from the command line, by the same rules as the log."""

import json
import math
import re
from collections.abc import Callable
from typing import TypeAlias

from ritualbot.errors import CommandRefused
from ritualbot.rituals import statistics as figures
from ritualbot.rituals.inputs import echo
from ritualbot.rituals.statistics import Arm

Say: TypeAlias = Callable[[str], None]

_SHARE = re.compile(r"(?a:\d{1,3}(?:\.\d{1,12})?|\.\d{1,12})")
_ARM = re.compile(r"(?a:(\d{1,15})\s*/\s*(\d{1,15}))")


def size(baseline: str, target: str, alpha: str, power: str, say: Say) -> None:
    """Prints visitors per version. Raises CommandRefused."""
    per_arm = _size(baseline, target, alpha, power)
    say(f"{per_arm} visitors per version, {2 * per_arm} for two")


def size_json(baseline: str, target: str, alpha: str, power: str, say: Say) -> None:
    """`{"per_arm": N, "baseline", "target", "alpha", "power"}`. Raises CommandRefused."""
    told = {"baseline": baseline, "target": target, "alpha": alpha, "power": power}
    say(json.dumps({"per_arm": _size(baseline, target, alpha, power), **{key: float(at) for key, at in told.items()}}))


def _size(baseline: str, target: str, alpha: str, power: str) -> int:
    base, aim = _share("--baseline", baseline), _share("--target", target)
    if base == aim:
        raise CommandRefused("--target is the baseline: no test can show that nothing changes")
    return figures.size(base, aim, _level("--alpha", alpha), _level("--power", power))


def test(control: str, variant: str, alpha: str, planned: int | None, say: Say) -> None:
    """Prints the figures, one a line. Raises CommandRefused."""
    found = _test(control, variant, alpha, planned)
    for name, value in found.items():
        say(f"{name}: {json.dumps(value)}")


def test_json(control: str, variant: str, alpha: str, planned: int | None, say: Say) -> None:
    """`{"diff", "lift", "z", "p", "ci", "srm_p", "always_valid", "chance_to_win"}`. Raises CommandRefused."""
    say(json.dumps(_test(control, variant, alpha, planned)))


def _test(control: str, variant: str, alpha: str, planned: int | None) -> dict[str, object]:
    """`z` is null where Fisher's exact test takes its place, `lift` where nobody converted in the control, and
    `always_valid` where no size was planned."""
    a, b, level = _arm("--control", control), _arm("--variant", variant), _level("--alpha", alpha)
    found = figures.compare(a, b, level)
    return {
        "diff": found.diff,
        "lift": b.rate / a.rate - 1 if a.conversions else None,
        "z": found.score,
        "p": found.p,
        "ci": [found.interval.low, found.interval.high],
        "srm_p": figures.split_p([a.visitors, b.visitors]),
        "always_valid": _always_valid(a, b, level, planned),
        "chance_to_win": figures.chance_to_win(a, b),
    }


def _always_valid(a: Arm, b: Arm, alpha: float, planned: int | None) -> dict[str, object] | None:
    if planned is None:
        return None
    found = figures.always_valid(a, b, planned, alpha)
    return {"p": found.p, "ci": [found.interval.low, found.interval.high]}


def _share(option: str, typed: str) -> float:
    found = _SHARE.fullmatch(typed.strip())
    if not found or float(found[0]) > 1:
        raise CommandRefused(f"{option} {echo(typed) or 'is empty'}: a share between 0 and 1, such as 0.05 for 5 %")
    return float(found[0])


def _level(option: str, typed: str) -> float:
    found = _share(option, typed)
    if not 0 < found < 1 or math.isclose(found, 1):
        raise CommandRefused(f"{option} {echo(typed)}: above 0 and below 1, such as 0.05")
    return found


def _arm(option: str, typed: str) -> Arm:
    """`500/10000`: conversions and visitors."""
    found = _ARM.fullmatch(typed.strip())
    if not found:
        raise CommandRefused(f"{option} {echo(typed) or 'is empty'}: CONVERSIONS/VISITORS, such as 500/10000")
    conversions, visitors = int(found[1]), int(found[2])
    if not visitors:
        raise CommandRefused(f"{option} {echo(typed)}: nobody came; a version needs one visitor at least")
    if conversions > visitors:
        raise CommandRefused(f"{option} {echo(typed)}: more conversions than visitors; exchange the two")
    return Arm(conversions, visitors)
