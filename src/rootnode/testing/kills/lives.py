"""The lives of one server: start, kill, start again, always on the same data and the same port."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from rootnode.testing.engines import free_port
from rootnode.testing.server import COMMAND, environment

PATIENCE: Final = 120
"""Seconds that a start may take on a busy machine."""


class Lives:
    """A server that can be killed and started. `forked` lives come from a nursery, others from a new interpreter."""

    def __init__(self, data: Path, *, extra: Mapping[str, str] | None = None) -> None:
        self.data = data
        self.port = free_port()
        self.count = 0
        self.forked_count = 0
        self.log = data.with_name(f"{data.name}.log")
        self._out = data.with_name(f"{data.name}.out")
        self._environment = environment(extra)
        self._nursery: subprocess.Popen[str] | None = None
        self._pid: int | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def spawn(self, *, forked: bool) -> None:
        """Begin a life; `wait` tells when it answers."""
        self._out.unlink(missing_ok=True)
        self.count += 1
        arguments = ["serve", "--data", str(self.data), "--port", str(self.port)]
        if forked:
            self.forked_count += 1
            self._pid = self._fork(arguments)
            return
        with self._out.open("ab") as out, self.log.open("ab") as log:
            command = [*COMMAND, *arguments]
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=log, env=self._environment)
        self._pid = self._process.pid

    def _fork(self, arguments: list[str]) -> int:
        if self._nursery is None:
            command = [sys.executable, "-m", "rootnode.testing.kills.nursery"]
            with self.log.open("ab") as log:
                pipe = subprocess.PIPE
                self._nursery = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=log, text=True, env=self._environment)
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        self._nursery.stdin.write(json.dumps({"arguments": arguments, "out": str(self._out), "log": str(self.log)}) + "\n")
        self._nursery.stdin.flush()
        answer = self._nursery.stdout.readline()
        if not answer:
            raise RuntimeError(f"the nursery ended: {self.log.read_text()}")
        return int(answer)

    def command(self, *arguments: str) -> str:
        """Run an operator's command to its end while no server runs; answers what it printed. Raises RuntimeError."""
        self._out.unlink(missing_ok=True)
        self._pid = self._fork([*arguments, "--data", str(self.data)])
        while self.alive():
            time.sleep(0.005)
        printed = self._out.read_text().strip() if self._out.exists() else ""
        if "rootnode: " in (said := self.log.read_text()):
            raise RuntimeError(f"rootnode {' '.join(arguments)}: {said}")
        return printed

    def wait(self) -> None:
        """Until the server answers. Raises RuntimeError with its log when it ends first."""
        until = time.monotonic() + PATIENCE
        while not (self._out.exists() and "Ctrl-C" in self._out.read_text()):
            if not self.alive() or time.monotonic() > until:
                raise RuntimeError(f"the server did not start: {self.log.read_text()[-4_000:]}")
            time.sleep(0.005)

    def alive(self) -> bool:
        """Whether the process of the present life is there."""
        if self._process is not None:
            return self._process.poll() is None
        if self._pid is None:
            return False
        try:
            os.kill(self._pid, 0)
        except ProcessLookupError:
            return False
        return True

    def end(self, number: signal.Signals = signal.SIGKILL) -> None:
        """Send a signal and wait until the process is gone."""
        if self._pid is not None and self.alive():
            os.kill(self._pid, number)
            until = time.monotonic() + PATIENCE
            while self.alive():
                if time.monotonic() > until:
                    raise RuntimeError(f"process {self._pid} did not end")
                time.sleep(0.002)
        self._pid = self._process = None

    def close(self) -> None:
        """End the present life and the nursery."""
        self.end()
        if self._nursery is not None:
            assert self._nursery.stdin is not None
            assert self._nursery.stdout is not None
            self._nursery.stdin.close()
            self._nursery.wait(PATIENCE)
            self._nursery.stdout.close()
