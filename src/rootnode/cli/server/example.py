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
from rootnode.cli.server.asking import Command, ask
from rootnode.cli.server.failures import Refused
from rootnode.cli.server.sockets import connect_admin
from rootnode.config import Settings

PATIENCE: Final = 120
"""Seconds until the server must have started."""


def run(settings: Settings, python: Path | None, *, first: bool) -> int:
    """Train, unless with `first` there is a project already. Answers the exit status. Raises Refused."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell leaves Ctrl-C ignored in what it starts beside the server
    script = training()
    interpreter = python or script.parent / ".venv" / "bin" / "python"
    if not interpreter.exists():
        raise Refused(
            f"There is no Python at {interpreter}. Make an environment with the packages of {script.parent / 'requirements.txt'} "
            "and name its Python with --python."
        )
    prepared = _prepare(settings.data, first=first)
    if not prepared:
        return 0
    address, token = prepared
    _await_answer(address)
    print(f"The example trains and logs to {address}. Watch it in the browser.", flush=True)
    status = _train([str(interpreter), str(script)], address, token, settings.data)
    print("The example is done." if status == 0 else "The example was not finished. `rootnode example` runs it again.", flush=True)
    return status


def training() -> Path:
    """The program: beside the installed package, or in the checkout."""
    package = Path(rootnode.__file__).parent
    for place in (package / "example" / "train.py", package.parents[1] / "example" / "train.py"):
        if place.is_file():
            return place
    raise Refused("The example's program is not installed here.")


def _prepare(folder: Path, *, first: bool) -> tuple[str, ...]:
    """Where to log, and the token, from the server as soon as it runs. Nothing: it is not to be run."""
    until = time.monotonic() + PATIENCE
    while (done := ask(folder, Command("example", {"first": first}))) is None:
        if time.monotonic() > until:
            raise Refused(f"No server runs on {folder}. Start it with `rootnode serve --data {folder}`.")
        time.sleep(0.2)
    return done.lines


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


def _runs(folder: Path) -> bool:
    """Whether a server owns the folder."""
    try:
        connect_admin(folder, 5).close()
    except OSError:
        return False
    return True
