"""F4: the whole server on a small disk, written to through REST and MLflow until it is full, and after it was freed.

Callers are told 507 or 503 with Retry-After; people read and sign in; nothing half is kept; everything that was acknowledged
is there: while the disk is full, after a kill on the full disk, and after freeing.
"""

import itertools
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from blake3 import blake3

from rootnode.testing.bytes import content
from rootnode.testing.server import RunningServer, rootnode, running_server

pytestmark = pytest.mark.faults

EMAIL = "ada@example.com"
PASSWORD = "correct horse battery"
MLFLOW = "/p/FRAUD/api/2.0/mlflow"
FILES = "/p/FRAUD/api/2.0/mlflow-artifacts/artifacts"
BALLAST = 12 << 20
POINTS = 50


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 32 MiB, 12 of them taken by a file that can be removed."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small file system")
    folder = tmp_path / "data"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=32m,mode=700", "rootnode-test", str(folder)]
    mounted = subprocess.run(mount, capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip(f"cannot mount here: {mounted.stderr.decode().strip()}")
    (folder / "ballast").write_bytes(b"x" * BALLAST)
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@dataclass
class Journal:
    """What was acknowledged, and what was refused. It lies on another disk: in the memory of the test."""

    token: str
    items: dict[str, str] = field(default_factory=dict)
    runs: list[str] = field(default_factory=list)
    params: dict[str, dict[str, str]] = field(default_factory=dict)
    points: dict[str, int] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    refused: list[tuple[str, int, str | None]] = field(default_factory=list)
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)


def client_of(server: RunningServer, journal: Journal) -> httpx.Client:
    """Calls the server as the project's token does."""
    return httpx.Client(base_url=server.url, headers={"authorization": f"Bearer {journal.token}"}, timeout=30)


class Writer:
    """Writes through both doors and keeps the journal."""

    def __init__(self, server: RunningServer, journal: Journal) -> None:
        self.journal = journal
        self.http = client_of(server, journal)

    def _done(self, what: str, answer: httpx.Response) -> bool:
        if answer.status_code < 300:
            return True
        assert answer.status_code in (503, 507), answer.text
        self.journal.refused.append((what, answer.status_code, answer.headers.get("retry-after")))
        return False

    def item(self) -> bool:
        title = f"item {next(self.journal.numbers)} ".ljust(480, "x")
        answer = self.http.post("/api/v1/projects/FRAUD/items", json={"type": "issue", "title": title})
        if done := self._done("item", answer):
            self.journal.items[answer.json()["id"]] = title.strip()
        return done

    def run(self) -> bool:
        answer = self.http.post(f"{MLFLOW}/runs/create", json={"experiment_id": "0", "start_time": 1})
        if done := self._done("run", answer):
            self.journal.runs.append(answer.json()["run"]["info"]["run_id"])
        return done

    def params(self) -> bool:
        run, number = self.journal.runs[-1], next(self.journal.numbers)
        given = {f"p{number}-{at}": f"{number}".ljust(400, "v") for at in range(10)}
        params = [{"key": key, "value": value} for key, value in given.items()]
        if done := self._done("params", self.http.post(f"{MLFLOW}/runs/log-batch", json={"run_id": run, "params": params})):
            self.journal.params.setdefault(run, {}).update(given)
        return done

    def points(self) -> bool:
        run, number = self.journal.runs[-1], next(self.journal.numbers)
        metrics = [{"key": "loss", "value": number, "timestamp": 1, "step": number * POINTS + at} for at in range(POINTS)]
        if done := self._done("points", self.http.post(f"{MLFLOW}/runs/log-batch", json={"run_id": run, "metrics": metrics})):
            self.journal.points[run] = self.journal.points.get(run, 0) + POINTS
        return done

    def file(self) -> bool:
        number = next(self.journal.numbers)
        where, data = f"0/{self.journal.runs[-1]}/artifacts/f{number}.bin", content(300_000, number)
        if done := self._done("file", self.http.put(f"{FILES}/{where}", content=data)):
            self.journal.files[where] = data
        return done

    def until_refused(self, *writes: Callable[[], bool]) -> None:
        """Take turns until one of them is refused."""
        for write in itertools.islice(itertools.cycle(writes), 5_000):
            if not write():
                return
        raise AssertionError("the disk never became full")


def check_everything(server: RunningServer, journal: Journal) -> None:
    """All that was acknowledged is there, and is what was sent."""
    with client_of(server, journal) as http:
        check_items(http, journal)
        check_runs(http, journal)
        for where, data in journal.files.items():
            assert http.get(f"{FILES}/{where}").content == data


def check_items(http: httpx.Client, journal: Journal) -> None:
    """Every item is listed."""
    found: dict[str, str] = {}
    address = "/api/v1/projects/FRAUD/items?type=issue&limit=200"
    cursor: str | None = ""
    while cursor is not None:
        answer = http.get(address + (f"&cursor={cursor}" if cursor else ""))
        assert answer.status_code == 200, answer.text
        found |= {item["id"]: item["title"] for item in answer.json()["items"]}
        cursor = answer.json().get("next")
    assert {id_: found.get(id_) for id_ in journal.items} == journal.items


def check_runs(http: httpx.Client, journal: Journal) -> None:
    """Every run has its params and points."""
    for run in journal.runs:
        answer = http.get(f"{MLFLOW}/runs/get", params={"run_id": run})
        assert answer.status_code == 200, answer.text
        params = {each["key"]: each["value"] for each in answer.json()["run"]["data"].get("params", [])}
        assert params.items() >= journal.params.get(run, {}).items()
        if run in journal.points:
            assert steps_of(http, run) == journal.points[run]


def steps_of(http: httpx.Client, run: str) -> int:
    """How many points of `loss` come back."""
    total, page = 0, ""
    while True:
        asked = {"run_id": run, "metric_key": "loss", "max_results": "20000", "page_token": page}
        answer = http.get(f"{MLFLOW}/metrics/get-history", params={name: value for name, value in asked.items() if value})
        assert answer.status_code == 200, answer.text
        total += len(answer.json().get("metrics", []))
        page = answer.json().get("next_page_token", "")
        if not page:
            return total


def check_nothing_half(disk: Path) -> None:
    """Every file in place is whole, and no draft is left."""
    assert list((disk / "blobs" / "incoming").iterdir()) == []
    files = [file for file in (disk / "blobs" / "objects").rglob("*") if file.is_file()]
    assert files
    for file in files:
        assert blake3(file.read_bytes()).hexdigest() == file.name


def sign_in(server: RunningServer) -> int:
    return httpx.post(f"{server.url}/api/v1/session", json={"email": EMAIL, "password": PASSWORD}, timeout=30).status_code


def fill(writer: Writer) -> None:
    """Until everything that can be written has been refused."""
    assert writer.run()
    for write in (writer.item, writer.params, writer.points, writer.file):
        assert write()
    writer.until_refused(writer.file)
    writer.until_refused(writer.item, writer.params, writer.points)
    for write in (writer.file, writer.item, writer.points, writer.run, writer.params):
        for _ in range(3):
            write()


def resume(writer: Writer) -> None:
    """Every kind of write works again within a few tries."""
    for write in (writer.run, writer.item, writer.params, writer.points, writer.file):
        for _ in range(20):
            if write():
                break
            time.sleep(0.5)
        else:
            raise AssertionError(f"{write.__name__} never worked again")


def test_f4_a_full_disk_under_the_whole_server(disk: Path) -> None:
    rootnode("user", "create", EMAIL, "--role", "owner", "--password-stdin", "--data", str(disk), given=PASSWORD)
    rootnode("project", "create", "Fraud", "--key", "FRAUD", "--data", str(disk))
    made = rootnode("token", "create", "--project", "FRAUD", "--permissions", "read,write,ingest", "--data", str(disk))
    journal = Journal(made.stdout.strip())
    with running_server(disk) as server:
        writer = Writer(server, journal)
        fill(writer)
        assert {what for what, _, _ in journal.refused} == {"item", "run", "params", "points", "file"}
        assert all(retry and int(retry) > 0 for _, _, retry in journal.refused)
        assert [sign_in(server) for _ in range(10)] == [200] * 10
        assert httpx.get(f"{server.url}/health").status_code == 200
        check_everything(server, journal)
        check_nothing_half(disk)
        gone = next(iter(journal.items))
        assert writer.http.post(f"/api/v1/items/{gone}/trash").status_code == 200
        del journal.items[gone]
        writer.http.close()
        server.stop(signal.SIGKILL)
    with running_server(disk) as server:  # it starts on a full disk too
        check_everything(server, journal)
        assert sign_in(server) == 200
        (disk / "ballast").unlink()
        writer = Writer(server, journal)
        resume(writer)
        writer.http.close()
        check_everything(server, journal)
        check_nothing_half(disk)
        assert server.stop() == 0
    with running_server(disk) as server:
        check_everything(server, journal)
    counts = {"items": journal.items, "runs": journal.runs, "files": journal.files, "refused": journal.refused}
    print(", ".join(f"{len(kept)} {what}" for what, kept in counts.items()))
