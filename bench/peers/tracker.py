"""MLflow's own server, as its users start it on SQLite: `mlflow server`, one worker of uvicorn.

Its workers for background jobs are left out: they would only add to the CPU that is counted.
"""

import os
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import apsw

from bench.peers.run import environment
from bench.servers import first_ok
from rootnode.testing.engines import free_port

NAME: Final = "MLflow 3.17.2 server, SQLite, one worker"
DATABASE: Final = "mlflow.db"
PATIENCE: Final = 180
QUIET: Final = {"MLFLOW_DISABLE_TELEMETRY": "true", "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}


@contextmanager
def mlflow_server(folder: Path) -> Iterator[tuple[str, int]]:
    """Its address and its process, once it answers. Data in `folder`."""
    folder.mkdir(exist_ok=True)
    port = free_port()
    stores = ["--backend-store-uri", f"sqlite:///{folder / DATABASE}", "--artifacts-destination", str(folder / "artifacts")]
    program = environment("mlflow").with_name("mlflow")
    command: list[str | Path] = [program, "server", *stores, "--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    with (folder / "log").open("ab") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, env=os.environ | QUIET, start_new_session=True)
        try:
            url = f"http://127.0.0.1:{port}"
            first_ok(url, "/health", time.monotonic() + PATIENCE)
            yield url, server.pid
        finally:
            os.killpg(server.pid, signal.SIGKILL)  # it may be in the middle of something long; nothing of it is kept
            server.wait()


def write_rows(folder: Path, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Rows straight into its database; through its API they would take hours."""
    places = ", ".join("?" * len(columns))
    connection = apsw.Connection(str(folder / DATABASE))
    with connection:
        connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", rows)
    connection.close()
