"""`rootnode example`: against a running server, once on the first start, and gone when the server is."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rootnode.testing.server import COMMAND, RunningServer, environment, rootnode, running_server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    with running_server(tmp_path / "data") as running:
        yield running


def stand_in(folder: Path, script: str) -> str:
    """A program in the place of the Python that trains."""
    path = folder / "python"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o700)
    return str(path)


def test_the_first_start_trains_once(server: RunningServer, tmp_path: Path) -> None:
    python = stand_in(tmp_path, 'echo "$MLFLOW_TRACKING_URI ${#MLFLOW_TRACKING_TOKEN} $(basename $1)"')
    first = rootnode("example", "--first", "--python", python, "--data", str(server.data))
    assert (first.returncode, first.stderr) == (0, "")
    assert f"{server.url}/p/EXAMPLE 46 train.py" in first.stdout
    assert first.stdout.endswith("The example is done.\n")
    again = rootnode("example", "--first", "--python", python, "--data", str(server.data))
    assert (again.returncode, again.stdout) == (0, "")
    asked = rootnode("example", "--python", python, "--data", str(server.data))
    assert f"{server.url}/p/EXAMPLE" in asked.stdout


def test_a_failed_training_says_what_to_do(server: RunningServer, tmp_path: Path) -> None:
    failed = rootnode("example", "--python", stand_in(tmp_path, "exit 3"), "--data", str(server.data))
    assert failed.returncode == 3
    assert "`rootnode example` runs it again" in failed.stdout


def test_it_ends_with_the_server(server: RunningServer, tmp_path: Path) -> None:
    marker = tmp_path / "pid"
    command = [*COMMAND, "example", "--python", stand_in(tmp_path, f"echo $$ > {marker}; exec sleep 300"), "--data", str(server.data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()) as example:
        assert example.stdout
        assert "trains and logs to" in example.stdout.readline()
        for _ in range(600):
            if marker.exists() and marker.read_text().strip():
                break
            time.sleep(0.05)
        assert server.stop() == 0
        _, errors = example.communicate(timeout=60)
    assert (example.returncode, errors) == (1, "The server stopped.\n")
    assert not Path(f"/proc/{marker.read_text().strip()}").exists()


def test_without_its_environment_it_says_how_to_make_one(server: RunningServer, tmp_path: Path) -> None:
    refused = rootnode("example", "--python", str(tmp_path / "none"), "--data", str(server.data))
    assert refused.returncode == 1
    assert "requirements.txt" in refused.stderr
