"""Makes `statistics.json`: what scipy and statsmodels answer, for `test_statistics.py` to compare with.

It knows nothing of ritualbot. Run it in an environment of its own:

    python -m venv reference && reference/bin/pip install scipy==1.17.1 statsmodels==0.15.0
    reference/bin/python tests/rituals/statistics_reference.py > tests/rituals/statistics.json
"""

import json
import sys
from importlib.metadata import version

from scipy import integrate, stats
from statsmodels.stats import proportion, weightstats

TABLES = [
    *((500, 10_000, 580, 10_000), (120, 4_000, 165, 4_000), (30, 900, 28, 1_100), (250, 500, 300, 500)),
    *((48, 60, 50, 64), (4_900, 5_000, 4_850, 5_000), (12_000, 250_000, 12_500, 249_000), (7, 100, 7, 100)),
    *((90, 3_000, 45, 1_500), (310, 12_400, 372, 12_480)),
]
SMALL = [
    *((3, 20, 9, 20), (0, 10, 3, 12), (2, 5, 5, 5), (1, 1_000, 9, 1_000), (0, 7, 0, 9)),
    *((48, 50, 50, 50), (1, 4_000, 8, 5_000), (11, 12, 1, 9)),
]
MEANS = [
    *((10.0, 3.0, 40, 11.2, 5.0, 25), (52.3, 18.1, 1_200, 54.0, 17.2, 1_180), (0.0, 1.0, 5, 1.5, 2.0, 7)),
    *((1e6, 250.0, 30, 1e6 + 40, 90.0, 12), (3.2, 0.4, 2, 3.9, 0.1, 2), (81.5, 12.0, 300, 81.5, 11.0, 310)),
]
SPLITS = [
    ([460, 540], None),
    ([4_600, 5_400], None),
    ([100, 130, 90], None),
    ([100, 130, 90, 111], None),
    ([5_010, 2_480, 2_510], [0.5, 0.25, 0.25]),
    ([20_000, 20_150, 19_850, 20_020, 19_980], None),
]
ONE = [(0, 10), (10, 10), (1, 50), (312, 12_400), (499_000, 1_000_000)]
SIZES = [(0.05, 0.055), (0.10, 0.11), (0.03, 0.033), (0.02, 0.024), (0.40, 0.35), (0.001, 0.002)]


def table(x: int, n: int, y: int, m: int) -> dict[str, object]:
    z, p = proportion.proportions_ztest([y, x], [m, n])
    low, high = proportion.confint_proportions_2indep(y, m, x, n, method="newcomb", compare="diff")
    return {
        "arms": [x, n, y, m],
        "z": float(z),
        "p": float(p),
        "interval": [float(low), float(high)],
        "chance": chance(x, n, y, m),
    }


def chance(x: int, n: int, y: int, m: int) -> float:
    control, variant = stats.beta(1 + x, 1 + n - x), stats.beta(1 + y, 1 + m - y)
    low, middle, high = (float(variant.ppf(q)) for q in (1e-15, 0.5, 1 - 1e-15))
    parts = [
        integrate.quad(lambda r: variant.pdf(r) * control.cdf(r), *ends, epsabs=1e-13, limit=500)[0]
        for ends in ((low, middle), (middle, high))
    ]
    return float(sum(parts))


def small(x: int, n: int, y: int, m: int) -> dict[str, object]:
    return {
        "arms": [x, n, y, m],
        "p": float(stats.fisher_exact([[x, n - x], [y, m - y]]).pvalue),
        "chance": chance(x, n, y, m),
    }


def means(a: float, s: float, n: int, b: float, t: float, m: int) -> dict[str, object]:
    found = stats.ttest_ind_from_stats(b, t, m, a, s, n, equal_var=False)
    apart = s * s / n + t * t / m
    df = apart**2 / ((s * s / n) ** 2 / (n - 1) + (t * t / m) ** 2 / (m - 1))
    low, high = weightstats._tconfint_generic(b - a, apart**0.5, df, 0.05, "two-sided")
    return {
        "samples": [a, s, n, b, t, m],
        "t": float(found.statistic),
        "p": float(found.pvalue),
        "interval": [float(low), float(high)],
    }


def split(counts: list[int], shares: list[float] | None) -> dict[str, object]:
    planned = None if shares is None else [share * sum(counts) for share in shares]
    return {"counts": counts, "shares": shares or [], "p": float(stats.chisquare(counts, planned).pvalue)}


def one(x: int, n: int) -> dict[str, object]:
    low, high = proportion.proportion_confint(x, n, method="wilson")
    return {"arm": [x, n], "interval": [float(low), float(high)]}


def size(base: float, target: float) -> dict[str, object]:
    found = proportion.samplesize_proportions_2indep_onetail(
        target - base, base, 0.8, alpha=0.05, alternative="two-sided"
    )
    return {"base": base, "target": target, "per_arm": float(found)}


json.dump(
    {
        "versions": {name: version(name) for name in ("scipy", "statsmodels")},
        "tables": [table(*each) for each in TABLES],
        "small": [small(*each) for each in SMALL],
        "means": [means(*each) for each in MEANS],
        "splits": [split(*each) for each in SPLITS],
        "wilson": [one(*each) for each in ONE],
        "sizes": [size(*each) for each in SIZES],
    },
    sys.stdout,
    indent=1,
)
