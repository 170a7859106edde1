"""`python -m tests.broken`: thirty rows drawn by a seed, each broken in one place, and whether its tests notice.

It works on a copy of the tree, and runs nothing but the tests that are named. `--all`: every place that is known.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests import walk

ROOT = walk.TESTS.parent
SEED, DRAWN = 2027, 30
# Built after the draw: they have their broken places too, beside the thirty.
LATER = frozenset({"S4", "S7", "S14", "F5", "F6", "F7", "F10"})
_LEFT_OUT = (".*", "__pycache__", "node_modules", "build", "dist", "*.egg-info")


@dataclass(frozen=True)
class Broken:
    """A row, a place in the code that one of its sentences rests on, and the tests that have to fail for it."""

    row: str
    says: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


def known() -> list[Broken]:
    table = tomllib.loads((walk.TESTS / "broken.toml").read_text("utf-8"))
    return [Broken(**{**each, "tests": tuple(each["tests"])}) for each in table["broken"]]


def draw(seed: int = SEED) -> list[str]:
    return sorted(Random(seed).sample(sorted(set(walk.IDS) - LATER), DRAWN))


def faults(seed: int = SEED) -> list[str]:
    """What is wrong with the list itself."""
    every, named = known(), {(each.row, test) for each in walk.claims() for test in each.tests}
    wrong = [f"{row}: drawn, and broken nowhere" for row in draw(seed) if row not in {each.row for each in every}]
    wrong += [f"{each.row}: {test} is not one of its tests" for each in every for test in each.tests
              if (each.row, test) not in named]  # fmt: skip
    for each in every:
        count = (ROOT / each.file).read_text("utf-8").count(each.old)
        if count != 1 or each.old == each.new:
            wrong.append(f"{each.row}: what is broken stands {count} times in {each.file}")
    return wrong


def copy(folder: Path) -> Path:
    tree = folder / "tree"
    shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(*_LEFT_OUT))
    return tree


def run(tree: Path, tests: Sequence[str]) -> tuple[int, frozenset[str]]:
    """The exit code, and those that failed."""
    path = f"{tree}{os.pathsep}{tree / 'tests' / 'network_guard'}"
    quiet = [
        "-q",
        "-rf",
        "--tb=no",
        "-p",
        "no:cacheprovider",
        "--driver",
        "sqlite",
        "-k",
        "not postgresql",
        "-m",
        "not long",
    ]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *quiet, *(f"tests/{test}" for test in tests)],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, frozenset(re.findall(r"^FAILED tests/(\S+?::\w+)", done.stdout, re.MULTILINE))


def told(tree: Path, each: Broken) -> tuple[bool, str]:
    """Whether all of its tests notice, in words."""
    file = tree / each.file
    whole = file.read_text("utf-8")
    file.write_text(whole.replace(each.old, each.new), "utf-8")
    try:
        code, failed = run(tree, each.tests)
    finally:
        file.write_text(whole, "utf-8")
    blind = [test for test in each.tests if test not in failed]
    if code not in (0, 1):
        return False, f"does not run: pytest ended with {code}"
    return not blind, f"missed by {', '.join(blind)}" if blind else f"caught by {len(failed)}"


def results(tree: Path, chosen: Sequence[Broken]) -> Iterator[tuple[bool, str]]:
    code, failed = run(tree, sorted({test for each in chosen for test in each.tests}))
    if code != 0:
        yield False, f"WRONG: unbroken they do not pass: {', '.join(sorted(failed)) or f'pytest ended with {code}'}"
        return
    for each in chosen:
        noticed, words = told(tree, each)
        yield noticed, f"{'caught' if noticed else 'MISSED':7} {each.row:20} {each.says}: {words}"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.broken", description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--rows", default="", help="only these, with commas")
    parser.add_argument("--all", action="store_true", help="every place that is known, drawn or not")
    asked = parser.parse_args(arguments)
    rows = [each.strip() for each in asked.rows.split(",") if each.strip()] or draw(asked.seed)
    chosen = [each for each in known() if asked.all or each.row in rows]
    wrong = faults(asked.seed)
    sys.stdout.write("".join(f"WRONG: {each}\n" for each in wrong))
    if wrong:
        return 1
    missed = 0
    with tempfile.TemporaryDirectory(prefix="ritualbot-broken-") as folder:
        for noticed, line in results(copy(Path(folder)), chosen):
            missed += not noticed
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{len(chosen)} places broken, {missed} missed.\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
