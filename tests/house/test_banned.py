"""Modules and calls that run what they read, start programs, or open a second SQLite."""

import ast
from pathlib import Path
from typing import Final

import pytest

from house.source import REPOSITORY, Finding, Source, dotted, plant, shown, sources

MODULES: Final = {
    "sqlite3": "a second copy of SQLite corrupts the file; use rootnode.kit.db",
    "pysqlite3": "a second copy of SQLite corrupts the file; use rootnode.kit.db",
    **dict.fromkeys(("pickle", "cPickle", "marshal", "shelve", "joblib", "dill", "cloudpickle"), "runs code when it reads; use msgspec"),
    "xml.etree.ElementTree": "expands entities without end; ask before you parse XML",
    "telnetlib": "is not for us",
}
CALLS: Final = {
    "eval": "runs what it is given",
    "exec": "runs what it is given",
    "compile": "makes code of what it is given",
    "__import__": "hides an import",
    "importlib.import_module": "hides an import",
    "yaml.load": "runs code when it reads; use yaml.safe_load",
    "yaml.unsafe_load": "runs code when it reads",
    "os.system": "starts a shell",
    "os.popen": "starts a shell",
    "tempfile.mktemp": "is a race; use mkstemp",
    "numpy.load": "may unpickle",
    "np.load": "may unpickle",
    "torch.load": "unpickles",
    "pandas.read_pickle": "unpickles",
    "pd.read_pickle": "unpickles",
}
STARTS_PROGRAMS: Final = ("subprocess.", "os.exec", "os.spawn", "os.fork", "os.posix_spawn", "asyncio.create_subprocess", "pty.spawn")
MAY_START_PROGRAMS: Final = {
    "src/rootnode/cli/server/example.py",  # the example's training, in its own environment
    "src/rootnode/testing/engines.py",  # PostgreSQL and the S3 stand-in
    "src/rootnode/testing/server.py",  # a real server, for fault tests and measurements
    "src/rootnode/testing/kills/lives.py",  # the same, killed and started by the hundred
    "src/rootnode/testing/kills/nursery.py",
}


def banned(source: Source) -> list[Finding]:
    """The banned imports and calls of one file. Escape: `# banned: why`."""
    found: list[Finding] = []
    for node in ast.walk(source.tree):
        names = [name for name in _imported(node) if name in MODULES or name.split(".")[0] in MODULES]
        if names:
            why = MODULES.get(names[0]) or MODULES[names[0].split(".")[0]]
            found.append(source.finding(node, f"imports {names[0]}: {why}"))
        if isinstance(node, ast.Call):
            found += _call(source, node)
    return [each for each in found if not source.allows(_at(each), "banned")]


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return []


def _call(source: Source, node: ast.Call) -> list[Finding]:
    name = dotted(node.func)
    found = [source.finding(node, f"calls {name}: {CALLS[name]}")] if name in CALLS else []
    for keyword in node.keywords:
        if keyword.arg == "shell" and not (isinstance(keyword.value, ast.Constant) and keyword.value.value is False):
            found.append(source.finding(node, "shell=True: give the program and its arguments as a list"))
    shipped = source.path.startswith("src/") and source.path not in MAY_START_PROGRAMS
    if shipped and name.startswith(STARTS_PROGRAMS):
        found.append(source.finding(node, f"{name} starts a program: the places that may are listed in this rule"))
    return found


def _at(finding: Finding) -> ast.AST:
    return ast.Pass(lineno=finding.line, end_lineno=finding.line)


def test_nothing_banned_is_used() -> None:
    found = [each for source in sources(REPOSITORY, "src", "tests", "scripts") for each in banned(source)]
    assert not found, shown(found)


@pytest.mark.parametrize(
    "fault",
    [
        "import sqlite3",
        "import sqlite3 as db",
        "from sqlite3 import connect",
        "def late():\n    import pickle",
        "from marshal import loads",
        "import shelve",
        "from xml.etree import ElementTree",
        "import joblib",
        "from dill import loads",
        "import yaml\nyaml.load('a: 1')",
        "eval('1')",
        "exec('1')",
        "import importlib\nimportlib.import_module('rootnode.app')",
        "import os\nos.system('ls')",
        "import subprocess\nsubprocess.run('ls', shell=True)",
        "import subprocess\nsubprocess.run(['ls'])",
        "import asyncio\nasyncio.create_subprocess_exec('ls')",
        "import os\nos.execv('/bin/ls', [])",
    ],
)
def test_a_planted_fault_is_caught(fault: str, tmp_path: Path) -> None:
    tree = plant(tmp_path, "src/rootnode/graph/bad.py", fault + "\n")
    assert [each for source in sources(tree, "src") for each in banned(source)]


def test_the_escape_and_the_listed_places_hold(tmp_path: Path) -> None:
    plant(tmp_path, "src/rootnode/kit/fine.py", "import yaml\nyaml.safe_load('a')\nimport pickle  # banned: shows the escape\n")
    tree = plant(tmp_path, "src/rootnode/testing/engines.py", "import subprocess\nsubprocess.run(['ls'])\n")
    assert [each for source in sources(tree, "src") for each in banned(source)] == []
