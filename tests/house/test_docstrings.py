"""Every public module, class and function of the package says what it is for."""

import ast
from pathlib import Path

import pytest

from house.source import REPOSITORY, Finding, Source, dotted, plant, shown, sources


def silent(source: Source) -> list[Finding]:
    """Public modules, classes and module-level functions that nothing describes. What begins with `_` is not public."""
    found = [] if ast.get_docstring(source.tree) or not source.text.strip() else [source.finding(source.tree, "module without a docstring")]
    for node in source.tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not ast.get_docstring(node):
            described = _speaks_for_itself(node) if isinstance(node, ast.ClassDef) else _summary(node)
            if not node.name.startswith("_") and not described:
                found.append(source.finding(node, f"{node.name} has no docstring"))
    return found


def _speaks_for_itself(node: ast.ClassDef) -> bool:
    """A class of nothing but named fields or constants, or one that is named for its base, which is described."""
    fields = all(isinstance(each, ast.Assign | ast.AnnAssign | ast.Pass | ast.Expr) for each in node.body)
    return fields or any(node.name.endswith(dotted(base).split(".")[-1] or "-") for base in node.bases)


def _summary(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """A route that gives its summary, which the API shows; an overload."""
    return any("summary=" in ast.unparse(each) or "overload" in ast.unparse(each) for each in node.decorator_list)


def test_what_is_public_is_described() -> None:
    found = [each for source in sources(REPOSITORY, "src") for each in silent(source)]
    assert not found, shown(found)


@pytest.mark.parametrize(
    "fault",
    [
        "x = 1",
        '"""A module."""\ndef go():\n    return 1',
        '"""A module."""\nasync def go():\n    return 1',
        '"""A module."""\nclass Thing:\n    def __init__(self):\n        self.x = 1',
    ],
)
def test_a_planted_fault_is_caught(fault: str, tmp_path: Path) -> None:
    tree = plant(tmp_path, "src/rootnode/graph/bad.py", fault + "\n")
    assert [each for source in sources(tree, "src") for each in silent(source)]


def test_what_is_private_or_a_plain_error_passes(tmp_path: Path) -> None:
    text = '"""A module."""\ndef _go():\n    pass\nclass Gone(Problem):\n    status = 410\n    code = "gone"\n'
    tree = plant(tmp_path, "src/rootnode/graph/fine.py", text)
    assert [each for source in sources(tree, "src") for each in silent(source)] == []
