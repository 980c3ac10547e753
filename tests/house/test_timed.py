"""Tests do not assert on how long something took: a busy machine would turn them red. `bench/` measures."""

import ast
from pathlib import Path
from typing import Final

import pytest

from house.source import REPOSITORY, Finding, Source, dotted, plant, shown, sources

CLOCKS: Final = {"time", "monotonic", "perf_counter", "process_time", "time_ns", "monotonic_ns", "perf_counter_ns", "process_time_ns"}
SPANS: Final = {"elapsed", "duration", "took", "seconds_taken", "total_seconds"}


def timed(source: Source) -> list[Finding]:
    """Assertions that compare a measured time. Escape: `# timed: why`."""
    found = []
    for function in ast.walk(source.tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            measured = _measured(function)
            found += [
                source.finding(node, f"asserts on time: {ast.unparse(node.test)}")
                for node in ast.walk(function)
                if isinstance(node, ast.Assert) and _compares(node.test, measured) and not source.allows(node, "timed")
            ]
    return found


def _reads_clock(node: ast.AST) -> bool:
    name = dotted(node.func) if isinstance(node, ast.Call) else ""
    left, _, last = name.rpartition(".")
    return (left == "time" and last in CLOCKS) or name in CLOCKS - {"time"} or name.endswith("loop.time")


def _measured(function: ast.AST) -> set[str]:
    """The names that hold a reading of the clock, or something worked out from one."""
    names: set[str] = set()
    for _ in range(3):
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and _about_time(node.value, names):
                names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
            elif isinstance(node, ast.NamedExpr) and _about_time(node.value, names):
                names.add(node.target.id)
    return names


def _about_time(value: ast.AST, names: set[str]) -> bool:
    """Whether an expression is a reading of the clock or arithmetic on one; what a function makes of it is not."""
    if isinstance(value, ast.BinOp):
        return _about_time(value.left, names) or _about_time(value.right, names)
    return (
        _reads_clock(value)
        or (isinstance(value, ast.Name) and value.id in names)
        or (isinstance(value, ast.Attribute) and value.attr in SPANS)
    )


def _compares(test: ast.AST, measured: set[str]) -> bool:
    ordering = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
    return any(
        isinstance(node, ast.Compare)
        and any(isinstance(operator, ordering) for operator in node.ops)
        and any(_about_time(side, measured) for side in (node.left, *node.comparators))
        for node in ast.walk(test)
    )


def test_no_test_asserts_on_time() -> None:
    found = [each for source in sources(REPOSITORY, "tests", "src/rootnode/testing") for each in timed(source)]
    assert not found, shown(found)


@pytest.mark.parametrize(
    "fault",
    [
        "start = time.monotonic()\n    go()\n    assert time.monotonic() - start < 2",
        "start = time.perf_counter()\n    go()\n    took = time.perf_counter() - start\n    assert took < 0.5, 'slow'",
        "start = perf_counter()\n    go()\n    assert perf_counter() <= start + 1",
        "answer = get()\n    assert answer.elapsed < timedelta(seconds=1)",
        "before = time.time()\n    go()\n    ms = (time.time() - before) * 1000\n    assert 0 < ms < 50",
    ],
)
def test_a_planted_fault_is_caught(fault: str, tmp_path: Path) -> None:
    tree = plant(tmp_path, "tests/test_bad.py", f"def test_speed():\n    {fault}\n")
    assert [each for source in sources(tree, "tests") for each in timed(source)]


def test_waiting_and_order_pass(tmp_path: Path) -> None:
    text = "until = time.monotonic() + 10\n    while time.monotonic() < until:\n        go()\n    assert run.ended > run.started\n"
    tree = plant(tmp_path, "tests/test_fine.py", f"def test_order():\n    {text}")
    assert [each for source in sources(tree, "tests") for each in timed(source)] == []
