"""What import-linter cannot say about imports; the floors themselves are contracts in pyproject.toml."""

import ast
import importlib.metadata
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "ritualbot"


def imported_modules(file: Path) -> Iterator[str]:
    """Absolute names of all that a file imports, `from a import b` as `a.b`: b may be a module."""
    package = file.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *filter(None, [node.module])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def root_of(module: str) -> str:
    return module.partition(".")[0]


def test_chat_imports_only_the_standard_library_and_itself() -> None:
    files = sorted((PACKAGE / "chat").glob("**/*.py"))
    assert files
    foreign = {
        f"{file.relative_to(ROOT)}: {module}"
        for file in files
        for module in imported_modules(file)
        if root_of(module) not in sys.stdlib_module_names and not module.startswith("ritualbot.chat.")
    }
    assert foreign == set()


def test_only_one_module_may_know_the_teams_sdk() -> None:
    """A7: no Teams SDK type is imported outside the Teams adapter."""
    adapter = PACKAGE / "platforms" / "teams" / "adapter.py"
    strangers = {
        str(file.relative_to(ROOT))
        for file in PACKAGE.glob("**/*.py")
        for module in imported_modules(file)
        if root_of(module) in ("botbuilder", "botframework", "msal", "msrest") and file != adapter
    }
    assert strangers == set()


def test_every_imported_package_is_a_declared_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = {canonicalize_name(Requirement(line).name) for line in project["dependencies"]}
    owners = importlib.metadata.packages_distributions()
    roots = {root_of(module) for file in PACKAGE.glob("**/*.py") for module in imported_modules(file)}
    undeclared = {
        root
        for root in roots - sys.stdlib_module_names - {"ritualbot"}
        if not declared & {canonicalize_name(owner) for owner in owners.get(root, [])}
    }
    assert undeclared == set()
