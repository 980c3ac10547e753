"""ruff, mypy and the web app's own checks hold over the whole repository, and each still catches a planted fault."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from house.source import REPOSITORY, plant

BIN: Final = Path(sys.executable).parent
WEB: Final = REPOSITORY / "web"
needs_web: Final = pytest.mark.skipif(
    not (WEB / "node_modules/.package-lock.json").exists() or shutil.which("npm") is None,
    reason="web: no Node packages here (make setup)",
)


def ran(*command: str, cwd: Path = REPOSITORY) -> str:
    """Run a tool; answers "" when it was content, what it said otherwise."""
    environment = {**os.environ, "NO_COLOR": "1", "CI": "1"}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else (done.stdout + done.stderr)[-8_000:] or f"ended with {done.returncode}"


def test_ruff_is_content() -> None:
    said = ran(f"{BIN}/ruff", "check", "--no-cache", "--output-format=concise", ".")
    assert not said, said


def test_the_code_is_formatted() -> None:
    said = ran(f"{BIN}/ruff", "format", "--check", "--no-cache", ".")
    assert not said, said


@pytest.mark.slow
def test_every_type_holds() -> None:
    said = ran(f"{BIN}/mypy")
    assert not said, said


@needs_web
@pytest.mark.slow
def test_the_web_apps_types_and_rules_hold() -> None:
    said = ran("npm", "run", "--silent", "check", cwd=WEB)
    assert not said, said


def test_the_web_pages_were_built() -> None:
    failed = REPOSITORY / ".setup/failed-web"  # left by scripts/setup
    assert not failed.exists(), failed.read_text()


@needs_web
@pytest.mark.slow
def test_the_web_apps_own_tests_pass() -> None:
    said = ran("npm", "test", "--silent", cwd=WEB)
    assert not said, said


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        ("F401", "import os\n"),
        ("TID251", "import sqlite3\n\nprint(sqlite3)\n"),
        ("PLC0415", "def go() -> None:\n    import os\n\n    os.getpid()\n"),
        ("BLE001", "try:\n    go()\nexcept Exception:\n    pass\n"),
        ("DTZ005", "import datetime\n\nnow = datetime.datetime.now()\n"),
        ("T201", "print(1)\n"),
        ("E501", f"x = '{'x' * 140}'\n"),
        ("A001", "list = 1\n"),
    ],
)
def test_ruff_catches_a_planted_fault(rule: str, fault: str, tmp_path: Path) -> None:
    shutil.copy(REPOSITORY / "pyproject.toml", tmp_path)
    plant(tmp_path, "src/rootnode/graph/bad.py", f'"""A module."""\n\n{fault}')
    assert rule in ran(f"{BIN}/ruff", "check", "--no-cache", "--output-format=concise", ".", cwd=tmp_path)


@pytest.mark.slow
def test_mypy_catches_planted_faults(tmp_path: Path) -> None:
    faults = {
        "no-untyped-def": "def go(x):\n    return x\n",
        "return-value": "def go() -> int:\n    return ''\n",
        "ignore-without-code": "x: int = ''  # type: ignore\n",
        "type-arg": "x: list = []\n",
    }
    shutil.copy(REPOSITORY / "pyproject.toml", tmp_path)
    for rule, fault in faults.items():
        plant(tmp_path, f"src/bad_{rule.replace('-', '_')}.py", fault)
    said = ran(f"{BIN}/mypy", "src", cwd=tmp_path)
    for rule in faults:
        assert re.search(rf"src/bad_{rule.replace('-', '_')}\.py.*\[{rule}\]", said), (rule, said)
