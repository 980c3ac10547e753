"""A mixed load over HTTP, as a team at work makes it: people at items, programs that log, and readers of both."""

import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any, Final

import msgspec

from bench.servers import KEY, Client

MLFLOW: Final = f"/p/{KEY}/api/2.0/mlflow"
FILES: Final = f"/p/{KEY}/api/2.0/mlflow-artifacts/artifacts"
API: Final = "/api/v1"
POINTS: Final = 1_000
KEYS: Final = 10


class Load:
    """What the connections share. `calls` counts what was done, by name."""

    def __init__(self, connect: Callable[[], Client], draw: random.Random) -> None:
        self._connect = connect
        self._seed = draw.random()
        self._lock = threading.Lock()
        self.calls: Counter[str] = Counter()
        self.items: list[str] = []
        self.runs: list[str] = []
        self._file = draw.randbytes(1 << 20)

    def prepare(self) -> None:
        """Some items and runs to begin with."""
        client = self._connect()
        for number in range(50):
            self._create(client, number)
        for _ in range(4):
            told: Any = client.ask("POST", f"{MLFLOW}/runs/create", {"experiment_id": "0", "start_time": 1})
            self.runs.append(told["run"]["info"]["run_id"])
        client.close()

    def run(self, number: int, until: float) -> None:
        """One connection: odd ones log as programs do, even ones work as people do."""
        client = self._connect()
        draw = random.Random(f"{self._seed} {number}")
        step = 0
        while time.monotonic() < until:
            if number % 2:
                step = self._program(client, draw, self.runs[number // 2 % len(self.runs)], number, step)
            else:
                self._person(client, draw)
        client.close()

    def _did(self, name: str) -> None:
        with self._lock:
            self.calls[name] += 1

    def _create(self, client: Client, number: int) -> None:
        fields = {"description": "What was seen, and what is to be done about it. " * 8, "priority": "medium", "estimate": number % 13}
        body = {"type": "issue", "title": f"Look into batch {number}", "fields": fields}
        made: Any = client.ask("POST", f"{API}/projects/{KEY}/items", body)
        with self._lock:
            self.items.append(made["id"])
        self._did("create")

    def _person(self, client: Client, draw: random.Random) -> None:
        item = draw.choice(self.items)
        match draw.randrange(6):
            case 0:
                self._create(client, draw.randrange(1_000))
            case 1:
                mine: Any = client.ask("POST", f"{API}/projects/{KEY}/items", {"type": "issue", "title": f"Note {uuid.uuid4().hex}"})
                client.ask("PATCH", f"{API}/items/{mine['id']}", {"rev": mine["rev"], "state": "todo", "fields": {"estimate": 3}})
                client.ask("POST", f"{API}/links", {"type": "relates", "source": mine["id"], "target": item})
                self._did("create, change, link")
            case 2:
                sort = draw.choice(("created", "updated", "estimate", "priority"))
                client.ask("GET", f"{API}/projects/{KEY}/items?type=issue&sort={sort}&limit=100")
                self._did("list")
            case 3:
                client.ask("GET", f"{API}/items/{item}/context?depth=6")
                client.ask("GET", f"{API}/items/{item}/history")
                self._did("item")
            case 4:
                query = {"runs": self.runs, "keys": ["metric_0"], "buckets": 500}
                client.ask("POST", f"{API}/projects/{KEY}/curves", query)
                self._did("curves")
            case _:
                client.ask("GET", f"{API}/projects/{KEY}/summary")
                self._did("summary")

    def _program(self, client: Client, draw: random.Random, run: str, number: int, step: int) -> int:
        metrics = [
            {
                "key": f"metric_{at % KEYS}",
                "value": draw.random(),
                "timestamp": 1_700_000_000_000 + step,
                "step": number * 10**8 + step + at // KEYS,
            }
            for at in range(POINTS)
        ]
        client.ask("POST", f"{MLFLOW}/runs/log-batch", msgspec.json.encode({"run_id": run, "metrics": metrics}))
        self._did("log-batch of 1,000")
        if draw.random() < 0.1:
            path = f"{FILES}/0/{run}/artifacts/{uuid.uuid4().hex}.bin"
            client.ask("PUT", path, self._file)
            client.ask("GET", path)
            self._did("file up and down, 1 MiB")
        return step + POINTS // KEYS
