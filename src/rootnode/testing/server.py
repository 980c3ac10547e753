"""A real `rootnode serve` in a process of its own, and the commands of its operator, for tests and the bench."""

import os
import re
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

COMMAND: Final = (sys.executable, "-m", "rootnode.cli")
PATIENCE: Final = 60
"""Seconds that a start may take on a busy machine."""
_ADDRESS: Final = re.compile(r"runs at (http\S+)")
_SETUP: Final = re.compile(r"(http\S+/setup\S+)")


@dataclass(slots=True)
class RunningServer:
    """A server that answers. `url` has no slash at its end; `block` is what it printed; `log` holds its log lines."""

    process: "subprocess.Popen[str]"
    data: Path
    url: str
    block: str
    log: Path

    @property
    def setup_link(self) -> str | None:
        """The one-time link for the first account, when it was printed."""
        found = _SETUP.search(self.block)
        return found[1] if found else None

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and wait for the end; answers the exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's environment without settings of Rootnode, and with `extra`."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ROOTNODE_")}
    return clean | dict(extra or {})


def rootnode(*arguments: str, given: str = "", extra: Mapping[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end, with `given` on its standard input."""
    return subprocess.run(
        [*COMMAND, *arguments], input=given, capture_output=True, text=True, check=False, env=environment(extra), timeout=PATIENCE * 2
    )


def start_server(data: Path, *, port: int = 0, extra: Mapping[str, str] | None = None, wrapped: Sequence[str] = ()) -> RunningServer:
    """Start a server on `data` and wait until it answers. `wrapped` is a command to run it under, such as strace.

    Raises RuntimeError with its log when it ends first.
    """
    log = data.with_name(f"{data.name}.log")
    command = [*wrapped, *COMMAND, "serve", "--data", str(data), "--port", str(port)]
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a") as errors:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment(extra)
        )
    block = _read_block(process)
    address = _ADDRESS.search(block)
    if address is None:
        process.kill()
        process.communicate()
        raise RuntimeError(f"the server did not start: {block}{log.read_text()}")
    return RunningServer(process, data, address[1], block, log)


def _read_block(process: "subprocess.Popen[str]") -> str:
    """Everything printed until the block is whole, the process ends, or patience does."""
    assert process.stdout is not None
    read = ""
    until = time.monotonic() + PATIENCE
    with selectors.DefaultSelector() as waiting:
        waiting.register(process.stdout, selectors.EVENT_READ)
        while "Ctrl-C" not in read and time.monotonic() < until:
            if waiting.select(1):
                piece = os.read(process.stdout.fileno(), 65_536)
                if not piece:
                    break
                read += piece.decode()
    return read


@contextmanager
def running_server(
    data: Path, *, port: int = 0, extra: Mapping[str, str] | None = None, wrapped: Sequence[str] = ()
) -> Iterator[RunningServer]:
    """As `start_server`, and ended when the block ends."""
    server = start_server(data, port=port, extra=extra, wrapped=wrapped)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.process.terminate()
            try:
                server.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                server.process.kill()
                server.process.wait()
        if server.process.stdout is not None:
            server.process.stdout.close()
