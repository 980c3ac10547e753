"""A real server for rows that measure it from outside, and what the system says of its memory and CPU."""

import http.client
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from rootnode.testing.engines import free_port
from rootnode.testing.server import RunningServer, rootnode, running_server

KEY: Final = "BENCH"


def resident_mb(pid: int, what: str = "VmRSS") -> float:
    """Memory of a process and of those it started, in MB of 1,048,576 bytes. `what` is VmRSS, now, or VmHWM, at its highest."""
    total = 0
    for each in _family(pid):
        for line in Path(f"/proc/{each}/status").read_text().splitlines():
            if line.startswith(what):
                total += int(line.split()[1])
    return total / 1024


def _family(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += _family(int(child))
    return found


def cpu_seconds(pid: int) -> float:
    """CPU that a process, those it started, and those of them that have ended, have used so far; in steps of 10 ms."""
    ticks = 0
    for each in _family(pid):
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def project_with_token(data: Path) -> str:
    """Make the project BENCH with the commands of an operator; answers a token that may do all."""
    made = rootnode("project", "create", "Bench", "--key", KEY, "--data", str(data))
    token = rootnode("token", "create", "--project", KEY, "--data", str(data))
    if made.returncode or token.returncode:
        raise RuntimeError(made.stderr + token.stderr)
    return token.stdout.strip()


@contextmanager
def serving(data: Path) -> Iterator[RunningServer]:
    """`rootnode serve` on `data`, as an operator starts it."""
    with running_server(data, port=free_port(), extra={"ROOTNODE_LOG_LEVEL": "warning"}) as server:
        yield server


class Client:
    """One keep-alive connection with a token. JSON both ways."""

    def __init__(self, url: str, token: str = "", *, patience: float = 60) -> None:
        self._connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=patience)
        self._headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})

    def ask(self, method: str, path: str, body: object = None) -> dict[str, object]:
        """The answer of a call that succeeds. Raises RuntimeError."""
        content = body if isinstance(body, bytes) else None if body is None else msgspec.json.encode(body)
        self._connection.request(method, path, content, self._headers)
        answer = self._connection.getresponse()
        told = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {told[:500]!r}")
        found: dict[str, object] = msgspec.json.decode(told) if told.startswith(b"{") else {}
        return found

    def close(self) -> None:
        self._connection.close()


def first_ok(url: str, path: str, until: float, *, status: int = 200) -> float:
    """When the first 200 (or `status`) came, by `time.monotonic`. Raises RuntimeError when none came before `until`."""
    address = url.removeprefix("http://")
    while time.monotonic() < until:
        connection = http.client.HTTPConnection(address, timeout=10)
        try:
            connection.request("GET", path)
            if connection.getresponse().status == status:
                return time.monotonic()
        except OSError:
            time.sleep(0.005)
        finally:
            connection.close()
    raise RuntimeError(f"no answer from {url}{path}")
