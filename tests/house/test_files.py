"""What is committed: no registry's address, no large file, nothing that was made by a build."""

import re
import subprocess
from pathlib import Path
from typing import Final

import pytest

from house.source import REPOSITORY, Finding, committed, plant, shown

_REGISTRIES: Final = ("registry.npmjs", "registry.yarnpkg", "pypi", "files.pythonhosted", "test.pypi", "npm.pkg.github", "proxy.golang")
REGISTRY: Final = re.compile(
    "|".join(rf"{re.escape(host)}\.(?:org|com|io)\b" for host in _REGISTRIES) + r"|--(?:extra-)?index-url|^index-url", re.MULTILINE
)
MADE: Final = re.compile(r"(?:^|/)(?:node_modules|dist|web_dist|__pycache__|\.venv|\.setup)/|\.(?:pyc|whl|db|duckdb|sqlite3?)$")
LARGE: Final = 1_000_000
MAY_NAME_THEM: Final = ("tests/house/test_files.py",)


def unwanted(root: Path) -> list[Finding]:
    """Files that should not be in the repository. No escape but the list above."""
    found = []
    for file in committed(root):
        path = file.relative_to(root).as_posix()
        if MADE.search(path):
            found.append(Finding(path, 1, "was made by a build or a run"))
        if file.stat().st_size > LARGE:
            found.append(Finding(path, 1, f"is {file.stat().st_size:,} bytes, {LARGE:,} at most"))
        if path in MAY_NAME_THEM:
            continue
        for number, line in enumerate(file.read_bytes().decode(errors="replace").splitlines(), 1):
            if match := REGISTRY.search(line):
                found.append(Finding(path, number, f"names a registry ({match[0]}): which one to use is the machine's own setting"))
    return found


def test_the_repository_holds_sources_only() -> None:
    found = unwanted(REPOSITORY)
    assert not found, shown(found)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("web/package-lock.json", '"resolved": "https://registry.npmjs.org/react"'),
        ("locks/dev.txt", "--index-url https://example.org/simple"),
        ("locks/dev.txt", "# from https://pypi.org/simple"),
        ("src/rootnode/web_dist/index.html", "<html>"),
        ("data/rootnode.db", "x"),
        ("docs/picture.png", "x" * (LARGE + 1)),
    ],
)
def test_a_planted_fault_is_caught(path: str, text: str, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    plant(tmp_path, "README.md", "Rootnode\n")
    assert unwanted(tmp_path) == []
    assert unwanted(plant(tmp_path, path, text))
