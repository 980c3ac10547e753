"""Peers' programs, run in environments of their own with pinned packages."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from bench.rows import HERE

PINNED: Final = {"orm": ("sqlalchemy==2.1.9",), "mlflow": ("mlflow==3.17.2",)}
"""What each environment holds; made anew when this changes."""

NONE: Final[Mapping[str, str]] = MappingProxyType({})


def environment(name: str) -> Path:
    """The interpreter of a peer's environment, made when it is not there."""
    folder = HERE / ".envs" / name
    python = folder / "bin" / "python"
    stamp = folder / "pinned"
    wanted = "\n".join(PINNED[name])
    if not stamp.exists() or stamp.read_text() != wanted:
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PINNED[name]], check=True)
        stamp.write_text(wanted)
    return python


def measure_peer(name: str, program: str, *arguments: str, extra: Mapping[str, str] = NONE) -> dict[str, Any]:
    """What `bench/peers/PROGRAM.py` prints as JSON, run in the environment `name`; `extra` are variables that it gets."""
    command: list[str | Path] = [environment(name), HERE / "peers" / f"{program}.py", *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ | dict(extra))
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
