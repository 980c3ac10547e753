"""`rootnode example`: a real training with unmodified tools, in a process and an environment of its own, against the running server.

It ends when the training does, when it is interrupted, or when the server goes away.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import rootnode
from rootnode.cli.server.asking import Command, Done, ask
from rootnode.cli.server.failures import Refused
from rootnode.cli.server.sockets import connect_admin
from rootnode.config import Settings

PATIENCE: Final = 120
"""Seconds until the server must have started."""
LOOKING: Final = 20
"""Seconds that the first start waits for somebody who sees the runs arrive."""


def run(settings: Settings, python: Path | None, *, first: bool, quick: bool = False) -> int:
    """Tell the story and train, unless that was done before; with `first`, only where there is no other project.

    `quick`: the same runs, with two epochs each. Answers the exit status. Raises Refused.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell leaves Ctrl-C ignored in what it starts beside the server
    script = training()
    interpreter = python or script.parent / ".venv" / "bin" / "python"
    if not interpreter.exists():
        raise Refused(
            f"There is no Python at {interpreter}. Make an environment with the packages of {script.parent / 'requirements.txt'} "
            "and name its Python with --python."
        )
    prepared = _prepare(settings.data, first=first)
    for note in prepared.notes:
        print(note, flush=True)
    if not prepared.lines:
        return 0
    address, token, shown = prepared.lines
    _await_answer(address)
    if first:
        _await_somebody(settings.data)
    print(f"The example trains and logs to {address}. Watch it in the browser: {shown}", flush=True)
    status = _train([str(interpreter), str(script), *(["--quick"] if quick else [])], address, token, settings.data)
    return _conclude(settings.data, status, shown)


def training() -> Path:
    """The program: beside the installed package, or in the checkout."""
    package = Path(rootnode.__file__).parent
    for place in (package / "example" / "train.py", package.parents[1] / "example" / "train.py"):
        if place.is_file():
            return place
    raise Refused("The example's program is not installed here.")


def _prepare(folder: Path, *, first: bool) -> Done:
    """Where to log, the token, and where to look, from the server as soon as it runs. No lines: it is not to be run."""
    until = time.monotonic() + PATIENCE
    while (done := ask(folder, Command("example", {"first": first}))) is None:
        if time.monotonic() > until:
            raise Refused(f"No server runs on {folder}. Start it with `rootnode serve --data {folder}`.")
        time.sleep(0.2)
    return done


def _await_answer(address: str) -> None:
    """Until the server takes connections: the socket for operators is there a little earlier. Raises Refused."""
    parts = urlsplit(address)
    until = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection((parts.hostname or "", parts.port or 80), 5).close()
        except OSError as error:
            if time.monotonic() > until:
                raise Refused(f"The server does not answer at {address} ({error.strerror or error}).") from None
            time.sleep(0.1)
        else:
            return


def _await_somebody(folder: Path) -> None:
    """Until the first account is made, so that the runs arrive while somebody looks; but not for long."""
    until = time.monotonic() + LOOKING
    while time.monotonic() < until:
        done = ask(folder, Command("example watched", {}))
        if done is None or done.lines:
            return
        time.sleep(0.5)


def _train(command: list[str], address: str, token: str, folder: Path) -> int:
    given = {"MLFLOW_TRACKING_URI": address, "MLFLOW_TRACKING_TOKEN": token}
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("MLFLOW_", "PYTHON", "VIRTUAL_ENV"))}
    process = subprocess.Popen(command, env=clean | given, stdin=subprocess.DEVNULL)
    try:
        while True:
            try:
                return process.wait(1)
            except subprocess.TimeoutExpired:
                if not _runs(folder):
                    print("The server stopped.", file=sys.stderr)
                    return 1
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()


def _conclude(folder: Path, status: int, shown: str) -> int:
    """Have the server write down what the runs say. Answers the exit status."""
    done, why = None, ""
    if status == 0:
        try:
            done = ask(folder, Command("example conclude", {}))
        except Refused as refused:
            why = f" {str(refused).rstrip('.')}."
    if done is None:
        print(f"The example was not finished.{why} `rootnode example` runs it again.", flush=True)
        return status or 1
    for line in done.lines:
        print(f"  {line}", flush=True)
    print(f"The example is done: {shown}", flush=True)
    return 0


def _runs(folder: Path) -> bool:
    """Whether a server owns the folder."""
    try:
        connect_admin(folder, 5).close()
    except OSError:
        return False
    return True
