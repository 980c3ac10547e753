"""The wheel: it carries the built web pages, and alone it is a light client that needs nothing of the server."""

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from house.source import REPOSITORY, plant

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from a copy of the repository, in which git ignores the web pages as it does here."""
    tree = tmp_path_factory.mktemp("tree")
    for name in ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", ".gitignore"):
        shutil.copy(REPOSITORY / name, tree)
    shutil.copytree(REPOSITORY / "example", tree / "example", ignore=shutil.ignore_patterns(".venv", "__pycache__"))
    shutil.copytree(REPOSITORY / "src", tree / "src", ignore=shutil.ignore_patterns("__pycache__", "web_dist"))
    subprocess.run(["git", "init", "-q"], cwd=tree, check=True)
    plant(tree, "src/rootnode/web_dist/index.html", "<!doctype html>")
    plant(tree, "src/rootnode/web_dist/assets/app.js", "1")
    plant(tree, "src/rootnode/web_dist/assets/app.js.gz", "packed by the build")
    plant(tree, "src/rootnode/__pycache__/left.pyc", "")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "out"]
    subprocess.run(build, cwd=tree, check=True, capture_output=True)
    (built,) = (tree / "out").glob("*.whl")
    return built


def test_it_carries_the_web_pages_and_no_rubbish(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {"rootnode/web_dist/index.html", "rootnode/web_dist/assets/app.js", "rootnode/wire/items.py"} <= names
    assert "rootnode/web_dist/assets/app.js.gz" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if name.endswith(".pyc") or name.startswith(("tests/", "web/", "src/"))]


def test_it_carries_everything_that_is_not_python(wheel: Path) -> None:
    package = REPOSITORY / "src/rootnode"
    data = {
        f"rootnode/{file.relative_to(package).as_posix()}"
        for file in package.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    data = {name for name in data if not name.startswith("rootnode/web_dist/")}
    assert data <= set(zipfile.ZipFile(wheel).namelist())


@pytest.fixture(scope="module")
def light(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel and what it needs without extras, copied from here since tests have no network."""
    home = tmp_path_factory.mktemp("light")
    venv.create(home, with_pip=True, symlinks=True)
    install = [f"{home}/bin/python", "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", f"{wheel}"]
    subprocess.run(install, check=True, capture_output=True)
    (site,) = home.glob("lib/python*/site-packages")
    declared = subprocess.run(
        [home / "bin/python", "-c", "from importlib.metadata import requires; print('\\n'.join(requires('rootnode')))"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    for name in _closure(declared):
        for file in distribution(name).files or []:
            source = Path(str(distribution(name).locate_file(file)))
            if ".." not in file.parts and source.is_file() and file.suffix != ".pyc":
                (site / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(source, site / file)
    return home


def _closure(declared: list[str]) -> set[str]:
    waiting, found = list(declared), set[str]()
    while waiting:
        requirement = Requirement(waiting.pop())
        wanted = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
        if wanted and requirement.name not in found:
            found.add(requirement.name)
            waiting += distribution(requirement.name).requires or []
    return found


def _run(home: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    return subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, check=False)


def test_alone_it_is_a_working_client(light: Path) -> None:
    done = _run(light, f"{light}/bin/rootnode", "--help")
    assert done.returncode == 0, done.stderr
    assert "serve" in done.stdout
    assert _run(light, f"{light}/bin/python", "-c", "import rootnode.wire.items, rootnode.cli.client").returncode == 0
    for heavy in ("litestar", "duckdb", "sqlalchemy"):
        assert _run(light, f"{light}/bin/python", "-c", f"import {heavy}").returncode != 0


def test_alone_it_says_what_the_server_needs(light: Path) -> None:
    done = _run(light, f"{light}/bin/rootnode", "serve", "--data", f"{light}/data")
    assert done.returncode != 0
    assert "rootnode[server]" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
