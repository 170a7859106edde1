"""The files around the code agree with each other: dependencies, locks, Makefile, Procfile, CI, the wheel."""

import json
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
MAKEFILE = (ROOT / "Makefile").read_text()
LOCKS = ["requirements.lock", "requirements-build.lock", "requirements-dev.lock", "requirements-e2e.lock"]


class Pin(NamedTuple):
    version: Version
    hashes: list[str]


def pins(lock: str) -> dict[str, list[Pin]]:
    """Each package of a lock with its pins; more than one where the version depends on the platform."""
    found: dict[str, list[Pin]] = {}
    logical_lines = (ROOT / lock).read_text().replace("\\\n", " ").splitlines()
    for line in logical_lines:
        if line.strip() and not line.lstrip().startswith("#"):
            requirement, *hashes = re.split(r"\s+--hash=", line.strip())
            name, _, version = requirement.partition(";")[0].strip().partition("==")
            found.setdefault(canonicalize_name(name), []).append(Pin(Version(version), hashes))
    return found


def group(name: str) -> Iterator[str]:
    for entry in PYPROJECT["dependency-groups"][name]:
        if isinstance(entry, str):
            yield entry
        else:
            yield from group(entry["include-group"])


def asked(lock: str) -> list[str]:
    project: list[str] = PYPROJECT["project"]["dependencies"]
    return {
        "requirements.lock": project,
        "requirements-build.lock": list(group("build")),
        "requirements-dev.lock": [*project, *group("dev")],
        "requirements-e2e.lock": list(group("e2e")),
    }[lock]


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_holds_what_pyproject_asks_for(lock: str) -> None:
    pinned = pins(lock)
    for requirement in map(Requirement, asked(lock)):
        versions = [pin.version for pin in pinned.get(canonicalize_name(requirement.name), [])]
        assert versions, f"{requirement} is not in {lock}: run make lock"
        for version in versions:
            assert requirement.specifier.contains(version), f"{lock} pins {version} for {requirement}: run make lock"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_its_hashes(lock: str) -> None:
    for name, versions in pins(lock).items():
        for pin in versions:
            assert pin.hashes, name
            assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", digest) for digest in pin.hashes), name


def test_the_locks_agree_about_every_version() -> None:
    seen: dict[str, set[Version]] = {}
    for lock in LOCKS:
        for name, versions in pins(lock).items():
            here = {pin.version for pin in versions}
            assert seen.setdefault(name, here) == here, f"{name} in {lock}: run make lock"


def test_the_development_lock_contains_the_two_before_it() -> None:
    assert pins("requirements-dev.lock").keys() >= pins("requirements.lock").keys()
    assert pins("requirements-dev.lock").keys() >= pins("requirements-build.lock").keys()


def test_the_playground_installs_nothing_of_the_development_group() -> None:
    development = {canonicalize_name(Requirement(line).name) for line in [*group("dev"), *group("e2e")]}
    project = {canonicalize_name(Requirement(line).name) for line in asked("requirements.lock")}
    assert not pins("requirements.lock").keys() & (development - project)


def project_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_a_package_index() -> None:
    # Where packages come from is the machine's business. Written in pieces, or this file would name them.
    hosts = [
        "py" + "pi.org",
        "python" + "hosted.org",
        "--index" + "-url ",
        "--find" + "-links",
        "--extra-index" + "-url",
        "npm" + "js.org",
    ]
    naming = {
        f"{file.relative_to(ROOT)}: {host}"
        for file in project_files()
        for host in hosts
        if host.encode() in file.read_bytes()
    }
    assert naming == set()
    assert not (ROOT / "uv.lock").exists()


def test_what_checks_the_cards_is_pinned_by_its_hash_and_names_no_host() -> None:
    folder = ROOT / "tests" / "e2e" / "node"
    asked_for = json.loads((folder / "package.json").read_text())["devDependencies"]
    packages = json.loads((folder / "package-lock.json").read_text())["packages"]
    assert packages.pop("")["devDependencies"] == asked_for
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in asked_for.values())
    assert {f"node_modules/{name}" for name in asked_for} <= packages.keys()
    for name, package in packages.items():
        assert re.fullmatch(r"sha512-[\w+/]{86}==", package["integrity"]), name
        assert package["dev"] and "resolved" not in package, name


def targets() -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9]+):.*## (.+)$", MAKEFILE, flags=re.MULTILINE))


def test_make_help_lists_every_command() -> None:
    """G1: `make play` and `make test` are there to be found."""
    phony = re.search(r"^\.PHONY: (.+)$", MAKEFILE, flags=re.MULTILINE)
    assert phony
    assert set(phony[1].split()) == targets().keys()
    printed = subprocess.run(["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert [line.split()[1] for line in printed.stdout.splitlines()] == list(targets())


def test_make_looks_for_the_python_that_pyproject_requires() -> None:
    major, minor = PYPROJECT["project"]["requires-python"].removeprefix(">=").split(".")
    assert f"sys.version_info < ({major}, {minor})" in MAKEFILE
    assert f"--python-version {major}.{minor} " in MAKEFILE
    assert f"Python {major}.{minor} or newer" in MAKEFILE


def test_ci_runs_commands_that_exist() -> None:
    script = ROOT / ".ci" / "run"
    commands = re.findall(r"^make (\w+)$", script.read_text(), flags=re.MULTILINE)
    assert commands == ["check", "test", "e2e", "faults"]
    assert set(commands) <= targets().keys()
    assert script.stat().st_mode & 0o111


def procfile() -> dict[str, list[str]]:
    lines = (ROOT / "Procfile").read_text().splitlines()
    return {kind: command.split() for kind, _, command in (line.partition(": ") for line in lines)}


@pytest.mark.parametrize("kind", ["release", "web", "worker"])
def test_the_procfile_starts_commands_that_exist(kind: str) -> None:
    program, *args = procfile()[kind]
    assert PYPROJECT["project"]["scripts"][program] == "ritualbot.cli:main"
    command = [str(Path(sys.executable).with_name(program)), *args, "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    [built] = folder.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        yield archive


def test_the_wheel_carries_the_whole_package(wheel: zipfile.ZipFile) -> None:
    inside = {name for name in wheel.namelist() if name.startswith("ritualbot/")}
    tracked = {str(file.relative_to(ROOT)) for file in project_files() if file.is_relative_to(ROOT / "ritualbot")}
    assert inside == tracked
    kinds: set[str] = {Path(name).suffix for name in inside}
    assert {".py", ".po", ".typed"} <= kinds


def test_the_wheel_carries_nothing_else(wheel: zipfile.ZipFile) -> None:
    tops: set[Any] = {name.partition("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"ritualbot"}
