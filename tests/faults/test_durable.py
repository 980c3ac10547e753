"""F1, the other half: a kill cannot show a missing sync, because the kernel keeps what was written. strace can.

Every yes of the server is preceded by a sync of the WAL that holds what it says yes to, and of the file where there is one.
"""

import http.client
import os
import shutil
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest

from faults.traces import calls, strace, unsynced, unsynced_before_next
from rootnode.kit.ids import new_id
from rootnode.testing.server import RunningServer, rootnode, running_server

PLANTED: Final = Path(__file__).parent / "planted"
ROUNDS: Final = 4
CLIENTS: Final = 3

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(shutil.which("strace") is None, reason="no strace on this machine (on Debian: apt-get install strace)"),
]


@dataclass
class Traced:
    """A server under strace, and the tokens of what it acknowledged."""

    server: RunningServer
    token: str
    told: list[str] = field(default_factory=list)
    """Tokens that stand in the answers too."""
    logged: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    def ask(self, method: str, path: str, body: bytes) -> dict[str, Any]:
        connection = http.client.HTTPConnection(self.server.url.removeprefix("http://"), timeout=60)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        told = answer.read()
        connection.close()
        assert answer.status < 300, told
        found: dict[str, Any] = msgspec.json.decode(told or b"{}")
        return found

    def title(self) -> str:
        """A fresh one, whose token must be in the WAL and in the answer."""
        self.told.append(new_id())
        return f"title {self.told[-1]}"


@contextmanager
def traced(folder: Path, extra: dict[str, str] | None = None) -> Iterator[Traced]:
    data = folder / "data"
    assert rootnode("project", "create", "Durable", "--key", "DURABLE", "--data", str(data)).returncode == 0
    token = rootnode("token", "create", "--project", "DURABLE", "--data", str(data)).stdout.strip()
    with running_server(data, wrapped=strace(folder / "trace"), extra=extra) as server:
        try:
            yield Traced(server, token)
        finally:
            _stop_beneath(server.process.pid)
            server.process.wait(60)


def _stop_beneath(tracer: int) -> None:
    """strace would only let go of the server and leave it running."""
    for task in Path(f"/proc/{tracer}/task").iterdir():
        for child in (task / "children").read_text().split():
            os.kill(int(child), signal.SIGTERM)


def _items(on: Traced) -> None:
    """Make, change and link items, one after the other."""
    before = None
    for _ in range(ROUNDS):
        body = msgspec.json.encode({"type": "issue", "title": on.title()})
        made = on.ask("POST", "/api/v1/projects/DURABLE/items", body)
        on.ask("PATCH", f"/api/v1/items/{made['id']}", msgspec.json.encode({"rev": 1, "title": on.title()}))
        if before:
            link = {"type": "relates", "source": made["id"], "target": before}
            on.told.append(on.ask("POST", "/api/v1/links", msgspec.json.encode(link))["id"])
        before = made["id"]


def _runs(on: Traced) -> None:
    """Log points with a param, and put files, one after the other."""
    run = on.ask("POST", "/p/DURABLE/api/2.0/mlflow/runs/create", b'{"experiment_id": "0"}')["run"]["info"]["run_id"]
    for step in range(ROUNDS):
        on.logged.append(new_id())
        metrics = [{"key": "loss", "value": 0.5, "timestamp": 1, "step": step}]
        batch = {"run_id": run, "metrics": metrics, "params": [{"key": on.logged[-1], "value": "1"}]}
        on.ask("POST", "/p/DURABLE/api/2.0/mlflow/runs/log-batch", msgspec.json.encode(batch))
        on.files.append(new_id())
        path = f"/p/DURABLE/api/2.0/mlflow-artifacts/artifacts/0/{run}/artifacts/{on.files[-1]}.bin"
        on.ask("PUT", path, on.files[-1].encode() * 3_000)


def test_f1_a_sync_precedes_every_acknowledgement(tmp_path: Path) -> None:
    with traced(tmp_path) as on:
        with ThreadPoolExecutor(CLIENTS) as clients:
            for each in [clients.submit(_items, on) for _ in range(CLIENTS)]:
                each.result()
        _runs(on)
    trace = calls(tmp_path / "trace")
    assert len(on.told) == CLIENTS * (3 * ROUNDS - 1)
    assert list(unsynced(trace, on.told)) == []
    assert list(unsynced_before_next(trace, on.logged)) == []
    assert list(unsynced_before_next(trace, on.files, folder="/data/blobs")) == []


def test_f1_a_skipped_sync_is_caught(tmp_path: Path) -> None:
    with traced(tmp_path, {"PYTHONPATH": str(PLANTED / "skip_fsync")}) as on:
        _items(on)
        _runs(on)
    trace = calls(tmp_path / "trace")
    assert len(list(unsynced(trace, on.told))) == len(on.told)
    assert len(list(unsynced_before_next(trace, on.logged))) == len(on.logged)
