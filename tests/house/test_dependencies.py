"""What the package imports is declared, and what is declared is used: a wheel that lacks one fails only at the user's."""

import ast
import sys
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any, Final

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from house.source import REPOSITORY, Finding, Source, plant, shown, sources

LIGHT: Final = (
    "src/rootnode/sdk/",
    "src/rootnode/wire/",
    "src/rootnode/cli/client/",
    "src/rootnode/cli/__init__.py",
    "src/rootnode/cli/commands.py",
)
TESTING: Final = "src/rootnode/testing/"
PLUGINS: Final = {
    "httptools": "uvicorn's parser",
    "uvloop": "uvicorn's loop",
    "websockets": "uvicorn's sockets",
    "clickhouse-connect": "imported only where a ClickHouse is named",
    "rich": "typer's help",
    "tzdata": "zoneinfo, where the system has no time zones",
}
"""Declared and not imported by us: what another package picks up."""


def declared(project: dict[str, Any]) -> dict[str, set[str]]:
    """The distributions that may be imported: by light parts, by the server, by suites."""
    light = _names(project["project"]["dependencies"])
    extras = project["project"].get("optional-dependencies", {})
    server = light | {name for listed in extras.values() for name in _names(listed)}
    dev = server | _names([each for each in project.get("dependency-groups", {}).get("dev", []) if isinstance(each, str)])
    return {"light": light, "server": server, "dev": dev}


def _names(requirements: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(each).name) for each in requirements}


def imported(source: Source) -> list[tuple[ast.stmt, str]]:
    """Each import of something that is neither ours nor Python's own, by its top name."""
    found: list[tuple[ast.stmt, str]] = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            found += [(node, alias.name.split(".")[0]) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.append((node, node.module.split(".")[0]))
    return [(node, name) for node, name in found if name not in sys.stdlib_module_names and name not in {"rootnode", "house"}]


@cache
def distributions() -> Mapping[str, list[str]]:
    """Which distributions each importable name comes from, in this environment."""
    return packages_distributions()


def undeclared(source: Source, allowed: dict[str, set[str]]) -> list[Finding]:
    """Imports whose distribution is not declared for this part of the package. No escape: declare it."""
    part = "light" if source.path.startswith(LIGHT) else "dev" if source.path.startswith(TESTING) else "server"
    of = distributions()
    return [
        source.finding(node, f"imports {name}, which pyproject.toml does not declare for this part ({part})")
        for node, name in imported(source)
        if not {canonicalize_name(each) for each in of.get(name, [name])} & allowed[part]
    ]


def _project() -> dict[str, Any]:
    project: dict[str, Any] = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
    return project


def test_every_import_is_declared() -> None:
    allowed = declared(_project())
    found = [each for source in sources(REPOSITORY, "src") for each in undeclared(source, allowed)]
    assert not found, shown(found)


def test_everything_declared_is_used() -> None:
    of = distributions()
    used = {
        canonicalize_name(each) for source in sources(REPOSITORY, "src") for _, name in imported(source) for each in of.get(name, [name])
    }
    assert declared(_project())["server"] - used - set(PLUGINS) == set()


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("src/rootnode/graph/bad.py", "import numpy"),
        ("src/rootnode/graph/bad.py", "from moto.server import main"),
        ("src/rootnode/graph/bad.py", "def late():\n    import numpy.random"),
        ("src/rootnode/wire/bad.py", "import litestar"),
        ("src/rootnode/cli/client/bad.py", "import apsw"),
        ("src/rootnode/testing/bad.py", "import numpy"),
    ],
)
def test_a_planted_fault_is_caught(path: str, fault: str, tmp_path: Path) -> None:
    project = {
        "project": {"dependencies": ["msgspec"], "optional-dependencies": {"server": ["litestar", "apsw"]}},
        "dependency-groups": {"dev": ["moto[server]"]},
    }
    tree = plant(tmp_path, path, fault + "\n")
    plant(tmp_path, "src/rootnode/testing/fine.py", "import msgspec, litestar, moto.server\n")
    assert [each.path for source in sources(tree, "src") for each in undeclared(source, declared(project))] == [path]
