"""What is installed is what was chosen: the lock files cover every dependency, agree, and carry hashes; and licences we may ship."""

import re
import tomllib
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, Final

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from house.source import REPOSITORY

PIN: Final = re.compile(r"^([a-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
FREE: Final = re.compile(
    r"\b(?:MIT|Apache|BSD|ISC|MPL|LGPL|PSF|Python Software Foundation|Python-2\.0|CNRI-Python|Unlicense|0BSD|Zlib|HPND|any-OSI)\b",
    re.IGNORECASE,
)
BINDING: Final = re.compile(r"\b(?:AGPL|GPL|SSPL|BUSL|Commons Clause|GNU (?:Affero )?General Public|Proprietary)", re.IGNORECASE)


def pins(text: str) -> dict[str, str]:
    """Name and version of each package of a lock file."""
    return {canonicalize_name(name): version for name, version in PIN.findall(text)}


def unpinned(project: dict[str, Any], lock: str) -> list[str]:
    """Dependencies that the lock lacks, has without a hash, or has at a version that does not fit."""
    pinned = pins(lock)
    problems = [
        f"{name} has no hash" for name in pinned if not re.search(rf"^{re.escape(name)}==[^\n]*\\\n +--hash=sha256:", lock, re.MULTILINE)
    ]
    for text in project["dependencies"]:
        wanted = Requirement(text)
        version = pinned.get(canonicalize_name(wanted.name))
        if version is None or version not in wanted.specifier:
            problems.append(f"{text} is locked at {version}")
    return problems


def licence(package: Distribution) -> str:
    """What a distribution says of its licence: expression, classifiers, or its first line of text."""
    metadata = package.metadata.json
    classifiers = [each for each in metadata.get("classifier", []) if each.startswith("License ::")]
    return " / ".join([str(metadata.get("license_expression", "")), *classifiers, str(metadata.get("license", ""))[:80]])


def shippable(said: str) -> bool:
    """Whether a licence lets Apache-2.0 software depend on the package: permissive, MPL or LGPL (psycopg), nothing that binds us."""
    unbound = re.sub(r"LGPL|Lesser General Public", "", said)
    return bool(FREE.search(said) or "Lesser General Public" in said) and not BINDING.search(unbound)


def _lock(name: str) -> str:
    return (REPOSITORY / "locks" / name).read_text()


def _project() -> dict[str, Any]:
    project: dict[str, Any] = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
    server = [*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["server"]]
    dev = [each for each in project["dependency-groups"]["dev"] if isinstance(each, str)]
    return {"server": server + project["dependency-groups"]["build"], "dev": server + dev}


@pytest.mark.parametrize("name", ["server", "dev"])
def test_every_dependency_is_locked(name: str) -> None:
    assert unpinned({"dependencies": _project()[name]}, _lock(f"{name}.txt")) == [], "run `make lock`"


def test_the_locks_agree() -> None:
    server, dev = pins(_lock("server.txt")), pins(_lock("dev.txt"))
    assert server
    assert {name: dev.get(name) for name in server} == server


@pytest.mark.parametrize("name", sorted(pins(_lock("server.txt"))))
def test_the_licence_of_what_we_ship_with(name: str) -> None:
    try:
        said = licence(distribution(name))
    except PackageNotFoundError:
        return  # for another platform only
    assert shippable(said), f"{name}: {said}"


@pytest.mark.parametrize(
    ("wanted", "lock"),
    [
        ("httpx>=0.28", "rich==15.0.0 \\\n    --hash=sha256:00\n"),
        ("httpx>=0.28", "httpx==0.27.0 \\\n    --hash=sha256:00\n"),
        ("httpx>=0.28", "httpx==0.28.1\n"),
    ],
)
def test_a_fault_in_a_lock_is_caught(wanted: str, lock: str) -> None:
    assert unpinned({"dependencies": [wanted]}, lock)
    assert not unpinned({"dependencies": ["httpx>=0.28"]}, "httpx==0.28.1 \\\n    --hash=sha256:00\n")


@pytest.mark.parametrize(
    ("said", "free"),
    [
        ("MIT", True),
        ("License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)", True),
        ("LGPL-3.0-only", True),
        ("GPL-3.0-or-later", False),
        ("AGPL-3.0", False),
        ("MIT / Proprietary", False),
        ("BUSL-1.1", False),
        ("", False),
    ],
)
def test_licences_are_told_apart(said: str, free: bool) -> None:
    assert shippable(said) is free


def test_the_licence_is_whole() -> None:
    text = Path(REPOSITORY / "LICENSE").read_text()
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
