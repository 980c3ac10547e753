"""How long `rootnode serve` takes from its start to its first 200 (GET /api/v1/session), when it is started on data that is there.

Five starts after the first; the row is the median, the spread is beside it.
"""

import subprocess
import time
from typing import Final

from bench.figures import percentile
from bench.rows import Measured, Place, Row
from bench.servers import first_ok
from rootnode.testing.engines import free_port
from rootnode.testing.server import COMMAND, environment

STARTS: Final = 5
PATIENCE: Final = 60


def _start(place: Place) -> float:
    port = free_port()
    command = [*COMMAND, "serve", "--data", str(place.folder / "data"), "--port", str(port)]
    began = time.monotonic()
    with (place.folder / "log").open("ab") as log, subprocess.Popen(command, stdout=log, stderr=log, env=environment()) as server:
        try:
            return first_ok(f"http://127.0.0.1:{port}", "/api/v1/session", began + PATIENCE) - began
        finally:
            server.terminate()


def measure(place: Place) -> Measured:
    first = _start(place)
    again = [_start(place) for _ in range(STARTS)]
    return Measured(round(percentile(again, 0.5), 2), extra={"first_start": round(first, 2), "starts": [round(each, 2) for each in again]})


ROWS: Final = (Row("start_warm", measure),)
