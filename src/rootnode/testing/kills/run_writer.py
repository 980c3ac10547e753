"""A writer that does what a training program does through MLflow's client: it begins runs, logs, puts files, ends them."""

import hashlib
import random
from typing import Any, Final

import msgspec

from rootnode.kit.ids import new_id
from rootnode.testing.kills.journal import Journal, Op
from rootnode.testing.kills.writers import KEY, Writer

MLFLOW: Final = f"/p/{KEY}/api/2.0/mlflow"
FILES: Final = f"/p/{KEY}/api/2.0/mlflow-artifacts/artifacts"
METRICS: Final = ("loss", "auc", "lr")
POINTS: Final = 6
WRITES: Final = 12
"""So many writes go into a run before it is ended and another begun."""
BEGUN: Final = 1_700_000_000_000


class RunWriter(Writer):
    """Runs one after the other: batches, single metrics, params, tags, files. Each write carries a name of its own.

    MLflow's clients send no Idempotency-Key: a call whose answer was lost is sent again as it was.
    """

    def __init__(self, number: int, journal: Journal, port: int, token: str, draw: random.Random) -> None:
        super().__init__(number, journal, port, token, draw)
        self._run = ""
        self._writes = 0
        self._step = 0

    def turn(self) -> None:
        if not self._run:
            self._begin()
        elif self._writes >= WRITES:
            self._end()
        else:
            self._writes += 1
            what = self.draw.choices((self._batch, self._metric, self._param, self._tag, self._file), (5, 3, 1, 1, 2))
            what[0]()

    def _post(self, op: Op, endpoint: str, **body: Any) -> bool:
        return self.write(op, "POST", f"{MLFLOW}/runs/{endpoint}", msgspec.json.encode(body))

    def _next(self) -> int:
        self._step += 1
        return self._step

    def _begin(self) -> None:
        started = BEGUN + self.number * 10_000_000 + self._next()
        op = Op(new_id(), "run", self.number, {"start_time": started, "user": f"writer {self.number}"})
        if self._post(op, "create", experiment_id="0", run_name=op.id, start_time=started, user_id=op.sent["user"]):
            self._run, self._writes = op.answer["run"]["info"]["run_id"], 0

    def _end(self) -> None:
        ended = BEGUN + self.number * 10_000_000 + self._next()
        op = Op(new_id(), "end", self.number, {"run": self._run, "end_time": ended})
        self._post(op, "update", run_id=self._run, status="FINISHED", end_time=ended)
        self._run = ""

    def _batch(self) -> None:
        points = [[self.draw.choice(METRICS), self._next(), BEGUN + self._step, self.draw.gauss(0, 1)] for _ in range(POINTS)]
        op = Op(new_id(), "points", self.number, {"run": self._run, "points": points, "value": str(self._step)})
        metrics = [{"key": key, "step": step, "timestamp": time, "value": value} for key, step, time, value in points]
        pair = [{"key": op.id, "value": op.sent["value"]}]
        self._post(op, "log-batch", run_id=self._run, metrics=metrics, params=pair, tags=pair)

    def _metric(self) -> None:
        point = [self.draw.choice(METRICS), self._next(), BEGUN + self._step, self.draw.gauss(0, 1)]
        op = Op(new_id(), "metric", self.number, {"run": self._run, "points": [point]})
        self._post(op, "log-metric", run_id=self._run, key=point[0], step=point[1], timestamp=point[2], value=point[3])

    def _param(self) -> None:
        op = Op(new_id(), "param", self.number, {"run": self._run, "value": self.draw.randbytes(20).hex()})
        self._post(op, "log-parameter", run_id=self._run, key=op.id, value=op.sent["value"])

    def _tag(self) -> None:
        op = Op(new_id(), "tag", self.number, {"run": self._run, "value": self.draw.randbytes(20).hex()})
        self._post(op, "set-tag", run_id=self._run, key=op.id, value=op.sent["value"])

    def _file(self) -> None:
        content = self.draw.randbytes(self.draw.choice((100, 5_000, 90_000, 700_000)))
        op = Op(new_id(), "file", self.number, {"run": self._run, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)})
        path = f"{FILES}/0/{self._run}/artifacts/files/{op.id}.bin"
        self.write(op, "PUT", path, content, {"Content-Type": "application/octet-stream"})
