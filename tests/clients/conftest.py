"""Unmodified clients in their own environment against a real server."""

import itertools
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from rootnode.testing.server import RunningServer, rootnode, running_server

REPOSITORY: Final = Path(__file__).parents[2]
PYTHON: Final = REPOSITORY / "example" / ".venv" / "bin" / "python"
AUTOLOGGING: Final = REPOSITORY / ".venv-autologging" / "bin" / "python"
TRAINERS: Final = REPOSITORY / ".venv-clients" / "bin" / "python"
PROGRAMS: Final = Path(__file__).with_name("programs")
PATIENCE: Final = 300
_numbers: Final = itertools.count(1)


class Tracking:
    """A running server with a project of this test's own, and programs that log to it."""

    def __init__(self, server: RunningServer, key: str) -> None:
        self.server = server
        made = rootnode("project", "create", f"Laboratory {key}", "--key", key, "--data", str(server.data))
        assert made.returncode == 0, made.stderr
        token = rootnode("token", "create", "--project", key, "--data", str(server.data))
        assert token.returncode == 0, token.stderr
        self.uri = f"{server.url}/p/{key}"
        self.token = token.stdout.strip()
        self.api = httpx.Client(base_url=self.uri, headers={"authorization": f"Bearer {self.token}"}, timeout=60)

    def environment(self, **given: str) -> dict[str, str]:
        """What the programs see: where to log, and nothing of this process's Python."""
        clean = {
            name: value for name, value in os.environ.items() if not name.startswith(("ROOTNODE_", "MLFLOW_", "PYTHON", "VIRTUAL_ENV"))
        }
        return clean | {
            "MLFLOW_TRACKING_URI": self.uri, "MLFLOW_TRACKING_TOKEN": self.token, "GIT_PYTHON_REFRESH": "quiet",
            "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true", "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
        } | given  # fmt: skip

    def start(self, program: Path, *arguments: str, python: Path = PYTHON, **given: str) -> "subprocess.Popen[str]":
        """Begin to run a program, in the environment of `python`."""
        command = [str(python), str(program), *arguments]
        return subprocess.Popen(command, env=self.environment(**given), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run(self, program: Path, *arguments: str, python: Path = PYTHON, **given: str) -> Any:
        """Run a program to its end; answers what its last line says in JSON, if there is one."""
        process = self.start(program, *arguments, python=python, **given)
        output, errors = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, f"{errors}\n{self.server.log.read_text()[-2_000:]}"
        lines = output.strip().splitlines()
        return json.loads(lines[-1]) if lines and lines[-1].startswith("{") else output


Serving = Callable[[str], RunningServer]


@pytest.fixture(scope="session")
def serving(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """One server on each engine, started when it is first asked for."""
    started: dict[str, RunningServer] = {}
    with ExitStack() as held:

        def serve(engine: str) -> RunningServer:
            if engine not in started:
                cluster = request.getfixturevalue("cluster") if engine == "postgres" else None
                extra = {"ROOTNODE_DATABASE_URL": cluster.create("clients")} if cluster else {}
                started[engine] = held.enter_context(running_server(tmp_path_factory.mktemp(engine) / "data", extra=extra))
            return started[engine]

        yield serve


@pytest.fixture(params=["sqlite", "postgres"])
def tracking(request: pytest.FixtureRequest, serving: Serving) -> Iterator[Tracking]:
    """On either engine. Skipped, saying so, where the environment of the clients is missing."""
    if not PYTHON.exists():
        pytest.skip(f"no environment of the clients at {PYTHON}: run scripts/setup example")
    made = Tracking(serving(request.param), f"LAB{next(_numbers)}")
    with made.api:
        yield made
