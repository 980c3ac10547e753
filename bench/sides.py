"""Rootnode and MLflow's own server, side by side: what takes the same requests, and tells what they cost."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from bench.peers.tracker import mlflow_server
from bench.servers import KEY, Client, cpu_seconds, project_with_token, serving

T = TypeVar("T")

API: Final = "/api/2.0/mlflow"


@dataclass(frozen=True)
class Side:
    """A tracking server. `prefix` is what its addresses begin with; `folder` holds its data."""

    url: str
    pid: int
    prefix: str
    token: str
    folder: Path

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def head(self, path: str, length: int) -> bytes:
        """The head of a POST of JSON, as a client with a keep-alive connection sends it."""
        lines = [f"POST {self.prefix}{path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", "Content-Type: application/json"]
        lines += [f"Authorization: Bearer {self.token}"] if self.token else []
        return "\r\n".join([*lines, f"Content-Length: {length}", "", ""]).encode()

    def client(self, patience: float = 120) -> Client:
        """A keep-alive connection that waits so many seconds for an answer."""
        return Client(self.url, self.token, patience=patience)

    def post(self, client: Client, path: str, body: object) -> Any:
        return client.ask("POST", f"{self.prefix}{API}{path}", body)

    def get(self, client: Client, path: str) -> Any:
        return client.ask("GET", f"{self.prefix}{API}{path}")

    def new_run(self, client: Client) -> str:
        """The id of a run just begun in the experiment Default."""
        told = self.post(client, "/runs/create", {"experiment_id": "0", "start_time": 1_700_000_000_000})
        return str(told["run"]["info"]["run_id"])

    def cost(self, work: Callable[[], T]) -> tuple[T, float]:
        """What `work` answers, and the CPU seconds that the server used meanwhile."""
        before = cpu_seconds(self.pid)
        answer = work()
        return answer, cpu_seconds(self.pid) - before


@contextmanager
def rootnode_side(folder: Path, token: str = "") -> Iterator[Side]:
    """`rootnode serve` on `folder`, with the project BENCH; `token` where it is there already."""
    token = token or project_with_token(folder)
    with serving(folder) as server:
        yield Side(server.url, server.process.pid, f"/p/{KEY}", token, folder)


@contextmanager
def mlflow_side(folder: Path) -> Iterator[Side]:
    """`mlflow server` on `folder`."""
    with mlflow_server(folder) as (url, pid):
        yield Side(url, pid, "", "", folder)
