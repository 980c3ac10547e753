"""Files and functions stay small: the house's numbers, over the package, and files over the web app too."""

import ast
from pathlib import Path
from statistics import median, quantiles
from typing import Final

import pytest

from house.source import REPOSITORY, Finding, Source, plant, shown, sources

BODY_P90: Final = 20
BODY_P99: Final = 50
FILE_MEDIAN: Final = 150
FILE_MOST: Final = 400
WEB_FILE_MOST: Final = 300
GENERATED: Final = ("web/src/api/schema.d.ts",)


def bodies(source: Source) -> list[tuple[int, str]]:
    """The length of each function's body in lines, without its docstring, and where it is."""
    found = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            length = body[-1].end_lineno - body[0].lineno + 1 if body and body[-1].end_lineno else 0
            found.append((length, f"{source.path}:{node.lineno} {node.name}"))
    return found


def long_files(root: Path) -> list[Finding]:
    """Python files above the house's length, and the web app's. No escape: split them by concept."""
    lengths = [(source.path, len(source.lines), FILE_MOST) for source in sources(root, "src", "tests", "scripts", "bench")]
    lengths += [
        (file.relative_to(root).as_posix(), len(file.read_text().splitlines()), WEB_FILE_MOST)
        for suffix in ("*.ts", "*.tsx", "*.css")
        for file in (root / "web/src").rglob(suffix)
    ]
    return [
        Finding(path, most, f"{length} lines, {most} at most: split by concept")
        for path, length, most in lengths
        if length > most and path not in GENERATED
    ]


def long_bodies(root: Path) -> list[str]:
    """What is wrong with the spread of function lengths, with the longest named."""
    every = sorted((each for source in sources(root, "src") for each in bodies(source)), reverse=True)
    cuts = quantiles([length for length, _ in every], n=100)
    longest = ", ".join(f"{where} ({length})" for length, where in every[:12])
    problems = []
    if cuts[89] > BODY_P90:
        problems.append(f"p90 of function bodies is {cuts[89]:.0f} lines, {BODY_P90} at most")
    if cuts[98] > BODY_P99:
        problems.append(f"p99 of function bodies is {cuts[98]:.0f} lines, {BODY_P99} at most; longest: {longest}")
    return problems


def test_files_are_short() -> None:
    found = long_files(REPOSITORY)
    assert not found, shown(found)
    assert median(len(source.lines) for source in sources(REPOSITORY, "src")) <= FILE_MEDIAN


def test_functions_are_short() -> None:
    assert long_bodies(REPOSITORY) == []


@pytest.mark.parametrize(
    ("path", "lines"), [("src/rootnode/graph/bad.py", 401), ("tests/graph/test_bad.py", 401), ("web/src/ui/Bad.tsx", 301)]
)
def test_a_long_file_is_caught(path: str, lines: int, tmp_path: Path) -> None:
    assert long_files(plant(tmp_path, path, "x = 1\n" * lines))
    assert not long_files(plant(tmp_path, path, "x = 1\n" * (lines - 1)))


@pytest.mark.parametrize(("short", "long", "words"), [(80, 20, "p90"), (95, 5, "p99")])
def test_long_functions_are_caught(short: int, long: int, words: str, tmp_path: Path) -> None:
    functions = [f"def short_{number}():\n" + "    x = 1\n" * 5 for number in range(short)]
    functions += [f"def long_{number}():\n" + "    x = 1\n" * 51 for number in range(long)]
    assert any(words in each for each in long_bodies(plant(tmp_path, "src/rootnode/graph/bad.py", "\n".join(functions))))
