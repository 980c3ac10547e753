"""Everything hangs on the app object: a module of the package holds constants, never state."""

import ast
from pathlib import Path
from typing import Final

import pytest

from house.source import REPOSITORY, Finding, Source, dotted, plant, shown, sources

DISPLAYS: Final = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
CONTAINERS: Final = {"list", "dict", "set", "bytearray", "defaultdict", "deque", "Counter", "OrderedDict", "ChainMap"}
STATEFUL: Final = {
    "count", "cycle", "Lock", "RLock", "Semaphore", "BoundedSemaphore", "Event", "Condition", "local", "Queue", "SimpleQueue", "ContextVar",
    "ThreadPoolExecutor", "ProcessPoolExecutor", "WeakKeyDictionary", "WeakValueDictionary", "WeakSet", "Client", "AsyncClient",
}  # fmt: skip
CHANGES: Final = {
    "append", "extend", "insert", "remove", "pop", "popitem", "clear", "add", "discard", "update", "setdefault", "sort", "reverse",
    "appendleft", "popleft", "subtract", "difference_update", "intersection_update",
}  # fmt: skip


def state(source: Source) -> list[Finding]:
    """Module-level names that change. A table of constants is in capitals or Final, and nothing alters it. Escape: `# state: why`."""
    found: list[Finding] = []
    held: set[str] = set()
    for statement in source.tree.body:
        for name, value, final in _bindings(statement):
            if source.allows(statement, "state"):
                continue
            if isinstance(value, DISPLAYS) or _called(value) in CONTAINERS:
                held.add(name)
                constant = final or name.isupper() or name == "__all__"
                if not constant:
                    found.append(source.finding(statement, f"{name} can change: make it a constant in capitals or hang it on an object"))
            elif _called(value) in STATEFUL:
                found.append(source.finding(statement, f"{name} is state of the module: hang it on an object"))
    found += [source.finding(node, what) for node, what in _changes(source.tree, held)]
    return [each for each in found if not source.allows(ast.Pass(lineno=each.line, end_lineno=each.line), "state")]


def _bindings(statement: ast.stmt) -> list[tuple[str, ast.expr, bool]]:
    if isinstance(statement, ast.Assign):
        return [(target.id, statement.value, False) for target in statement.targets if isinstance(target, ast.Name)]
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and statement.value:
        return [(statement.target.id, statement.value, "Final" in ast.unparse(statement.annotation))]
    return []


def _called(value: ast.expr) -> str:
    return dotted(value.func).split(".")[-1] if isinstance(value, ast.Call) else ""


def _changes(tree: ast.Module, held: set[str]) -> list[tuple[ast.AST, str]]:
    found: list[tuple[ast.AST, str]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            found.append((node, f"global {', '.join(node.names)}: hang it on an object"))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGES:
            if dotted(node.func.value) in held:
                found.append((node, f"changes the module's {dotted(node.func.value)}"))
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del) and dotted(node.value) in held:
            found.append((node, f"changes the module's {dotted(node.value)}"))
    return found


def test_modules_hold_no_state() -> None:
    found = [each for source in sources(REPOSITORY, "src") for each in state(source)]
    assert not found, shown(found)


@pytest.mark.parametrize(
    "fault",
    [
        "cache = {}",
        "cache: dict[str, int] = {}",
        "seen = set()",
        "items = [each for each in ()]",
        "from collections import defaultdict\nby_name = defaultdict(list)",
        "import threading\n_lock = threading.Lock()",
        "import itertools\nNUMBERS = itertools.count()",
        "import httpx\nCLIENT = httpx.Client()",
        "CACHE = {}\ndef put(key):\n    CACHE[key] = 1",
        "SEEN = set()\ndef see(key):\n    SEEN.add(key)",
        "TABLE = {1: 2}\ndef forget():\n    del TABLE[1]",
        "n = 0\ndef up():\n    global n\n    n += 1",
    ],
)
def test_a_planted_fault_is_caught(fault: str, tmp_path: Path) -> None:
    tree = plant(tmp_path, "src/rootnode/graph/bad.py", fault + "\n")
    assert [each for source in sources(tree, "src") for each in state(source)]


def test_constants_pass_and_the_escape_holds(tmp_path: Path) -> None:
    text = "\n".join(
        [
            "ORDER = ['a', 'b']",
            "NAMES: Final = {1: 'a'}",
            "__all__ = ['ORDER']",
            "_lock = Lock()  # state: argon2 may run twice at once in this process",
            "def local():\n    seen = set()\n    seen.add(1)\n    return seen",
        ]
    )
    tree = plant(tmp_path, "src/rootnode/graph/fine.py", text + "\n")
    assert [each for source in sources(tree, "src") for each in state(source)] == []
