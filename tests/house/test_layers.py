"""The house's plan: import-linter's contracts hold, no room is left out of them, and each catches its planted fault."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any, Final

import pytest

from house.source import REPOSITORY, plant

LIGHT: Final = ("rootnode.sdk", "rootnode.wire", "rootnode.cli.client")
HEAVY: Final = (
    "litestar",
    "duckdb",
    "sqlalchemy",
    "alembic",
    "apsw",
    "psycopg",
    "uvicorn",
    "pyarrow",
    "obstore",
    "rootnode.app",
    "rootnode.kit",
)


def contracts() -> list[dict[str, Any]]:
    """The contracts as `pyproject.toml` states them."""
    linter = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["tool"]["importlinter"]
    found: list[dict[str, Any]] = linter["contracts"]
    return found


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    """import-linter over the package in the tree at `root`."""
    environment = {**os.environ, "PYTHONPATH": str(root / "src"), "COLUMNS": "200"}
    command = [f"{Path(sys.executable).parent}/lint-imports", "--config", f"{root}/pyproject.toml", "--no-cache"]
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)


def present(module: str) -> bool:
    """Whether the package has the module `rootnode.…`."""
    file = REPOSITORY / "src" / module.replace(".", "/")
    return file.with_suffix(".py").exists() or file.is_dir()


def test_imports_go_down_only() -> None:
    done = lint(REPOSITORY)
    assert done.returncode == 0, done.stdout[-6_000:] + done.stderr[-2_000:]


def test_every_rooms_tables_are_protected() -> None:
    package = REPOSITORY / "src"
    tables = {".".join(file.relative_to(package).with_suffix("").parts) for file in package.rglob("tables.py")} - {
        "rootnode.migrations.tables"
    }
    protected = {each["protected_modules"][0]: each["allowed_importers"] for each in contracts() if each["type"] == "protected"}
    assert tables
    assert {module: [module.removesuffix(".tables"), "rootnode.migrations.tables"] for module in tables} == protected


def test_the_light_parts_are_kept_from_every_room_above_them() -> None:
    light = next(each for each in contracts() if each["name"].startswith("Light"))
    rooms = {
        f"rootnode.{each.stem}"
        for each in (REPOSITORY / "src/rootnode").iterdir()
        if each.stem not in {"__init__", "__pycache__", "__main__"}
    }
    rooms -= {"rootnode.wire", "rootnode.sdk", "rootnode.cli", "rootnode.web_dist"}
    assert {module for module in LIGHT if present(module)} == set(light["source_modules"])
    assert {module for module in rooms if present(module)} <= set(light["forbidden_modules"])


@pytest.mark.parametrize("module", [module for module in LIGHT if present(module)])
def test_importing_a_light_part_loads_nothing_of_the_server(module: str) -> None:
    program = f"import sys, {module}; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": str(REPOSITORY / "src")}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package and its contracts, to plant faults in."""
    root = tmp_path_factory.mktemp("house")
    shutil.copy(REPOSITORY / "pyproject.toml", root)
    shutil.copytree(REPOSITORY / "src/rootnode", root / "src/rootnode", ignore=shutil.ignore_patterns("__pycache__", "web_dist"))
    return root


@pytest.mark.parametrize(
    ("path", "text", "broken"),
    [
        ("graph/fault.py", "import rootnode.testing.engines", "Rooms import downwards only"),
        ("kit/fault.py", "def late():\n    from rootnode.graph import kinds", "Rooms import downwards only"),
        ("scope/fault.py", "import rootnode.build.kinds", "Rooms import downwards only"),
        ("auth/fault.py", "import rootnode.blobs", "Rooms import downwards only"),
        ("attic.py", "", "Rooms import downwards only"),
        ("doors/http/fault.py", "import rootnode.doors.api", "Doors do not know each other"),
        ("wire/fault.py", "import msgspec, litestar", "Light parts load nothing of the server"),
        ("wire/fault.py", "import rootnode.kit.ids", "Light parts load nothing of the server"),
        ("graph/fault.py", "import rootnode.auth.tables", "Only auth knows its tables"),
        ("build/fault.py", "from rootnode.graph.tables import node", "Only the graph knows its tables"),
        ("kit/fault.py", "import rootnode.kit.wrong\n", "No rings"),
    ],
)
def test_a_planted_fault_is_caught(path: str, text: str, broken: str, copy: Path) -> None:
    planted = [copy / "src/rootnode" / path]
    plant(copy, f"src/rootnode/{path}", text + "\n")
    if broken == "No rings":
        planted += [copy / "src/rootnode/kit/wrong/__init__.py"]
        plant(copy, "src/rootnode/kit/wrong/__init__.py", "import rootnode.kit.fault\n")
    try:
        done = lint(copy)
    finally:
        for file in planted:
            file.unlink(missing_ok=True)
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"{broken} BROKEN" in done.stdout, done.stdout
