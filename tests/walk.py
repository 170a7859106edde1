"""`python -m tests.walk`: every row of what ritualbot does, each sentence of it, and the tests that prove it.

`--platform slack` plays the tests named on that platform; without it they are only looked up.
"""

import argparse
import ast
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TESTS = Path(__file__).parent
PLATFORMS = ("direct", "slack", "teams", "playground")
SECTIONS = ("S", "Q", "R", "A", "B", "C", "D", "E", "F", "G", "I")

# Every row of the first wave, so that none is lost: S12, A1-A4, ... are of the second.
LETTERED: Mapping[str, Sequence[int]] = {
    "S": (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15),
    "Q": range(1, 8),
    "A": (5, 6, 7, 8, 9, 10, 11, 13, 14),
    "B": (1, 2, 3, 4, 5, 7, 8, 10, 11, 12, 13, 14, 15, 16, 18, 19, 21, 22),
    "C": range(1, 12),
    "D": range(1, 11),
    "E": (*range(1, 16), 22, 23, 24, 25),
    "F": (1, 2, 3, 5, 6, 7, 10),
    "G": (1, 2, 3, 4, 5, 6, 7, 8, 10),
}
NAMED: Mapping[str, Sequence[str]] = {
    "R": ("roles and rights", "who may set up", "ritual me", "commands"),
    "I": (
        *("any text", "markup in text", "name", "person", "date", "time", "duration", "percentage", "number"),
        *("counts of a test", "sprint", "close", "zone and locale", "schedule", "escalation", "payload", "export"),
    ),
}
IDS = tuple(
    row
    for section in SECTIONS
    for row in (
        *(f"{section}{number}" for number in LETTERED.get(section, ())),
        *(f"{section}:{name}" for name in NAMED.get(section, ())),
    )
)


@dataclass(frozen=True)
class Claim:
    """One sentence of a row: the tests that prove it, or why there is none."""

    row: str
    says: str
    tests: tuple[str, ...]
    missing: str = ""


def claims() -> Iterator[Claim]:
    for section in SECTIONS:
        table = tomllib.loads((TESTS / "rows" / f"{section}.toml").read_text("utf-8"))
        for row, sentences in table.items():
            for says, proof in sentences.items():
                yield Claim(row, says, *(((), proof) if isinstance(proof, str) else (tuple(proof), "")))


@dataclass(frozen=True)
class Found:
    """What is known of a file of tests without importing it."""

    docstring: bool
    tests: Mapping[str, ast.FunctionDef | ast.AsyncFunctionDef]
    marks: frozenset[str]


@cache
def found(file: str) -> Found | None:
    path = TESTS / file
    if not path.is_file():
        return None
    tree = ast.parse(path.read_text("utf-8"))
    functions = [each for each in tree.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]
    everywhere = [each.value for each in tree.body if isinstance(each, ast.Assign) and _named(each) == "pytestmark"]
    marks = frozenset(part.attr for mark in everywhere for part in ast.walk(mark) if isinstance(part, ast.Attribute))
    return Found(
        ast.get_docstring(tree) is not None, {each.name: each for each in functions if _is_test(each.name)}, marks
    )


def _named(assigned: ast.Assign) -> str:
    [target] = assigned.targets
    return target.id if isinstance(target, ast.Name) else ""


def _is_test(name: str) -> bool:
    return name.startswith("test_")


def fault(test: str) -> str:
    """Why a test that a row names does not count; empty where it does."""
    file, _, name = test.partition("::")
    of_file = found(file)
    if of_file is None:
        return "no such file"
    if name not in of_file.tests:
        return "no such test"
    documented = of_file.docstring or ast.get_docstring(of_file.tests[name])
    return "" if documented else "says nowhere what it proves"


def kind(test: str) -> str:
    """What plays it, where `make test` does not."""
    file, _, name = test.partition("::")
    if file.startswith("e2e/"):
        return "make e2e"
    of_file = found(file)
    if of_file is None or name not in of_file.tests:
        return ""
    decorated = {
        part.attr
        for each in of_file.tests[name].decorator_list
        for part in ast.walk(each)
        if isinstance(part, ast.Attribute)
    }
    return "long: make faults" if file.startswith("faults/") or "long" in decorated | of_file.marks else ""


def faults() -> list[str]:
    """What is wrong with the table itself."""
    every = list(claims())
    known = list(dict.fromkeys(each.row for each in every))
    wrong = [f"{row}: lost" for row in IDS if row not in known]
    wrong += [f"{row}: no row of the first wave" for row in known if row not in IDS]
    wrong += [f"{each.row}: {each.says}: neither a test nor why" for each in every if not (each.tests or each.missing)]
    wrong += [f"{each.row}: {test}: {why}" for each in every for test in each.tests if (why := fault(test))]
    return wrong


def told(every: Sequence[Claim]) -> Iterator[str]:
    row = ""
    for each in every:
        if each.row != row:
            row = each.row
            yield row
        yield f"  {each.says}"
        yield from (f"    {test}" + (f"  ({what})" if (what := kind(test)) else "") for test in each.tests)
        if not each.tests:
            yield f"    NO TEST: {each.missing}"


def summary(every: Sequence[Claim]) -> Iterator[str]:
    tests = {test for each in every for test in each.tests}
    yield f"{len({each.row for each in every})} rows, {len(every)} sentences, {len(tests)} tests named."
    without = [each for each in every if not each.tests]
    yield f"{len(without)} sentences without a test:" if without else "No sentence is without a test."
    yield from (f"  {each.row}: {each.says}: {each.missing}" for each in without)


def of_platform(test: str, platform: str) -> bool:
    """What is about no platform is played once, with the direct driver."""
    file = test.partition("::")[0]
    if file.startswith("e2e/") or kind(test):
        return False
    own = next((each for each in PLATFORMS[1:] if each in file), "")
    if own:
        return own == platform
    return platform == "direct" or file.startswith("conversations/")


def play(every: Sequence[Claim], platform: str, more: Sequence[str]) -> int:
    chosen = sorted({f"tests/{test}" for each in every for test in each.tests if of_platform(test, platform)})
    if not chosen:
        sys.stdout.write(f"Nothing named is played on {platform}.\n")
        return 0
    driver = "sqlite" if platform == "direct" else platform
    command = [sys.executable, "-m", "pytest", "-q", "--driver", driver, *more, *chosen]
    root = TESTS.parent
    path = f"{root}{os.pathsep}{TESTS / 'network_guard'}"
    return subprocess.run(command, cwd=root, env={**os.environ, "PYTHONPATH": path}, check=False).returncode


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.walk", description=__doc__)
    parser.add_argument("--rows", default="", help="only these, with commas: S1,B13; or a section: S")
    parser.add_argument("--missing", action="store_true", help="only what no test proves")
    parser.add_argument("--platform", choices=PLATFORMS, help="play the named tests there; what follows is pytest's")
    asked, more = parser.parse_known_args(arguments)
    rows = [each.strip() for each in asked.rows.split(",") if each.strip()]
    every = [each for each in claims() if not rows or each.row in rows or each.row[0] in rows]
    shown = [] if asked.missing or asked.platform else list(told(every))
    wrong = faults()
    sys.stdout.write("\n".join([*shown, *summary(every), *(f"WRONG: {each}" for each in wrong)]) + "\n")
    if wrong:
        return 1
    return play(every, asked.platform, more) if asked.platform else 0


if __name__ == "__main__":
    sys.exit(main())
