"""The server's resident memory: a minute after a start with the example loaded, and at its highest under a mixed load over HTTP."""

import random
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from bench.load import Load
from bench.rows import Measured, Place, Row
from bench.servers import Client, project_with_token, resident_mb, serving
from rootnode.testing.server import COMMAND, environment

IDLE_SECONDS: Final = 60
LOAD_SECONDS: Final = 40
CONNECTIONS: Final = 12
EXAMPLE_PATIENCE: Final = 180


def idle(place: Place) -> Measured:
    """Started anew on the data that `rootnode example` made: six runs of a scikit-learn training with curves and files."""
    data = place.folder / "data"
    with serving(data):
        command = [*COMMAND, "example", "--data", str(data)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment(), timeout=EXAMPLE_PATIENCE)
        if done.returncode:
            raise RuntimeError(f"rootnode example: {done.stdout[-500:]} {done.stderr[-2_000:]}")
    with serving(data) as server:
        at_start = resident_mb(server.process.pid)
        time.sleep(IDLE_SECONDS)
        value = resident_mb(server.process.pid)
    return Measured(round(value, 1), extra={"at_start": round(at_start, 1), "loaded": "rootnode example"})


def under_load(place: Place) -> Measured:
    """Items made, changed, linked and listed; batches of 1,000 points; files of a megabyte up and down; curves: all at once."""
    data = place.folder / "data"
    token = project_with_token(data)
    with serving(data) as server:
        load = Load(lambda: Client(server.url, token), random.Random(place.seed))
        load.prepare()
        until = time.monotonic() + LOAD_SECONDS
        with ThreadPoolExecutor(CONNECTIONS) as threads:
            for each in [threads.submit(load.run, number, until) for number in range(CONNECTIONS)]:
                each.result()
        peak, after = resident_mb(server.process.pid, "VmHWM"), resident_mb(server.process.pid)
    extra: dict[str, Any] = {"after_load": round(after, 1), "seconds": LOAD_SECONDS, "connections": CONNECTIONS, "calls": dict(load.calls)}
    return Measured(round(peak, 1), extra=extra)


ROWS: Final = (Row("memory_idle", idle), Row("memory_under_bench", under_load))
