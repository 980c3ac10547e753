"""Errors are not swallowed: a broad `except` says why on its line, and nothing is passed over without a word."""

import ast
import re
from pathlib import Path
from typing import Final

import pytest

from house.source import REPOSITORY, Finding, Source, dotted, plant, shown, sources

BROAD: Final = {"Exception", "BaseException"}
PER_THOUSAND: Final = 0.3
"""Broad handlers for each thousand lines, once the package has more than ten thousand."""


def broad(source: Source) -> list[ast.ExceptHandler]:
    """The handlers that catch everything. One that cleans up and ends in a plain `raise` catches nothing."""
    handlers = [node for node in ast.walk(source.tree) if isinstance(node, ast.ExceptHandler) and not _passes_on(node)]
    return [each for each in handlers if each.type is None or BROAD & {dotted(kind).split(".")[-1] for kind in _kinds(each.type)}]


def _passes_on(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return handler.type is not None and isinstance(last, ast.Raise) and last.exc is None


def _kinds(kind: ast.expr) -> list[ast.expr]:
    return kind.elts if isinstance(kind, ast.Tuple) else [kind]


def unexplained(source: Source) -> list[Finding]:
    """Broad handlers without a reason on their line: `except Exception:  # noqa: BLE001 - why` or `# why`."""
    found = []
    for handler in broad(source):
        line = source.lines[handler.lineno - 1]
        _, _, comment = line.partition("#")
        why = re.sub(r"noqa(?:: [A-Z0-9, ]+)?", "", comment).strip(" #-:")
        if handler.type is None:
            found.append(source.finding(handler, "bare except: name what you expect"))
        elif len(why.split()) < 3:
            found.append(source.finding(handler, "broad except: say why on this line, in a few words"))
    return found


def test_every_broad_handler_says_why() -> None:
    found = [each for source in sources(REPOSITORY, "src", "scripts") for each in unexplained(source)]
    assert not found, shown(found)


def _keeps(handler: ast.ExceptHandler) -> bool:
    """Whether the error ends here; one that becomes an error of ours goes on."""
    return not isinstance(handler.body[-1], ast.Raise)


def test_broad_handlers_stay_rare() -> None:
    everything = list(sources(REPOSITORY, "src"))
    count = sum(_keeps(handler) for source in everything for handler in broad(source))
    lines = sum(len(source.lines) for source in everything)
    assert count <= PER_THOUSAND * max(lines, 10_000) / 1_000, f"{count} broad handlers in {lines} lines"


@pytest.mark.parametrize(
    "fault",
    [
        "try:\n    go()\nexcept Exception:\n    pass",
        "try:\n    go()\nexcept:\n    raise",
        "try:\n    go()\nexcept (ValueError, Exception):\n    pass",
        "try:\n    go()\nexcept BaseException as error:  # noqa: BLE001\n    log(error)",
        "try:\n    go()\nexcept Exception as error:\n    raise ValueError() from error",
        "try:\n    go()\nexcept builtins.Exception:  # why\n    pass",
    ],
)
def test_a_planted_fault_is_caught(fault: str, tmp_path: Path) -> None:
    tree = plant(tmp_path, "src/rootnode/graph/bad.py", fault + "\n")
    assert [each for source in sources(tree, "src") for each in unexplained(source)]


def test_a_handler_with_its_reason_passes(tmp_path: Path) -> None:
    text = "try:\n    go()\nexcept Exception:  # noqa: BLE001 - whatever it was, every caller must hear of it\n    tell()\n"
    text += "try:\n    go()\nexcept BaseException:\n    clean_up()\n    raise\n"
    tree = plant(tmp_path, "src/rootnode/graph/fine.py", text)
    assert [each for source in sources(tree, "src") for each in unexplained(source)] == []
