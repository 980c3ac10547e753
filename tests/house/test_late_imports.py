"""Imports stand at the top: one inside a function hides a ring. The commands may, so that they start quickly."""

import ast
import re
from pathlib import Path
from typing import Final

import pytest

from house.source import REPOSITORY, Finding, Source, plant, shown, sources

MAY: Final = ("src/rootnode/cli/", "src/rootnode/migrations/run.py")
"""The commands, and a start that has nothing to migrate: both are there to be quick."""


def late(source: Source) -> list[Finding]:
    """Imports inside functions. Escape, in the listed places only: `# late: why` with the import, or once for the file."""
    if source.path.startswith(MAY) and source.allows_all("late"):
        return []
    found = []
    for function in ast.walk(source.tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom) and not (source.path.startswith(MAY) and source.allows(node, "late")):
                found.append(source.finding(node, f"{ast.unparse(node)}: import at the top of the file"))
    return found


def guarded(source: Source) -> list[Finding]:
    """`if TYPE_CHECKING:` around our own modules hides rings just as well."""
    tests = [node for node in ast.walk(source.tree) if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)]
    own = [node for node in tests if re.search(r"^(from|import) rootnode\b", "\n".join(map(ast.unparse, node.body)), re.MULTILINE)]
    return [source.finding(node, "an import for types only: the type lives in the wrong room") for node in own]


def test_imports_stand_at_the_top() -> None:
    found = [each for source in sources(REPOSITORY, "src") for each in (*late(source), *guarded(source))]
    assert not found, shown(found)


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("graph/bad.py", "def go():\n    import json"),
        ("graph/bad.py", "def go():\n    from rootnode.app import x  # late: only cli may"),
        ("graph/bad.py", "async def go():\n    if True:\n        import json"),
        ("cli/bad.py", "def go():\n    import json"),
        ("cli/bad.py", "def go():\n    import json  # late:"),
        ("graph/bad.py", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from rootnode.app import Rootnode"),
    ],
)
def test_a_planted_fault_is_caught(path: str, fault: str, tmp_path: Path) -> None:
    tree = plant(tmp_path, f"src/rootnode/{path}", fault + "\n")
    assert [each for source in sources(tree, "src") for each in (*late(source), *guarded(source))]


def test_a_command_may_say_why(tmp_path: Path) -> None:
    text = "def serve():\n    from rootnode.app import open_rootnode  # late: the client commands start without the server\n"
    tree = plant(tmp_path, "src/rootnode/cli/fine.py", text)
    plant(tmp_path, "src/rootnode/cli/all.py", "# late: each command starts quickly\n\n\ndef serve():\n    import rootnode.app\n")
    assert [each for source in sources(tree, "src") for each in late(source)] == []
