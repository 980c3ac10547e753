"""The figures on the page "What is tested" against the repository: none may be higher than the truth, or far behind it."""

import re
import tomllib
from collections.abc import Callable
from typing import Final

import msgspec
import pytest

from doors.callers import KINDS
from doors.mlflow.corpus import strings
from house.source import REPOSITORY
from keep.test_damage import HARM
from rootnode.config import Settings

TESTS: Final = REPOSITORY / "tests"
PAGE: Final = REPOSITORY / "docs/guide/what-is-tested.md"
CLAIM: Final = re.compile(r"([\d,]+) <!-- count: (\w+) -->")
BEHIND: Final = 0.75


def _text(path: str) -> str:
    return (TESTS / path).read_text()


def _number(path: str, pattern: str) -> int:
    found = re.search(pattern, _text(path))
    assert found, f"{path} no longer says {pattern}"
    return int(found[1])


def _params(path: str) -> int:
    """How many engines the first fixture of a file comes in."""
    found = re.search(r"fixture\(params=\[(.*?)\]", _text(path))
    assert found, f"{path} has no fixture that comes in several engines"
    return len(re.findall(r'"\w+"', found[1]))


TRUTH: Final[dict[str, Callable[[], int]]] = {
    "tests": lambda: sum(len(re.findall(r"^ *(?:async )?def test_", path.read_text(), re.MULTILINE)) for path in TESTS.rglob("test_*.py")),
    "routes": lambda: len(tomllib.loads(_text("doors/matrix.toml"))["routes"]),
    "callers": lambda: len(KINDS),
    "strings": lambda: len(strings("/canary")),
    "kills_sqlite": lambda: _number("faults/test_kill9.py", r"Plan\(kills=(\d+), seed=seed\)"),
    "kills_postgres": lambda: _number("faults/test_kill9.py", r"Plan\(kills=(\d+), seed=seed, database_url"),
    "damages": lambda: min(_number(f"{path}.py", r"\nEACH = (\d+)") for path in ("faults/test_damaged_sql", "blobs/test_damage")),
    "cuts": lambda: _number("faults/test_uploads.py", r"PARTS: Final = (\d+)") + 1,
    "backup_damages": lambda: len(HARM) + 1,
    "backup_ways": lambda: _params("keep/conftest.py") * _params("keep/test_backup.py"),
    "pages": lambda: len(re.findall(r": View\(", _text("browser/views.py"))),
    "planted": lambda: sum(1 for path in (TESTS / "faults/planted").iterdir() if path.is_dir()),
    "rules": lambda: sum(1 for path in (TESTS / "house").glob("test_*.py") if "planted" in path.read_text()),
    "settings": lambda: len(msgspec.structs.fields(Settings)),
    "suites": lambda: sum(1 for _ in (TESTS / "contracts").glob("test_*.py")),
}  # fmt: skip


@pytest.mark.parametrize("name", TRUTH)
def test_what_the_page_says_is_so(name: str) -> None:
    claims = {what: int(number.replace(",", "")) for number, what in CLAIM.findall(PAGE.read_text())}
    assert claims.keys() == TRUTH.keys()
    truth = TRUTH[name]()
    assert BEHIND * truth <= claims[name] <= truth, f"the page says {claims[name]}, the repository has {truth}"
