"""A file of 1 GiB up and down through the MLflow door, beside the same HTTP stack with nothing behind it, in turns.

The client sends and takes bytes from memory over a bare socket, in a process of its own. The value is how much of the
peer's throughput is left; the median of the turns counts.
"""

import multiprocessing
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

from bench.figures import percentile
from bench.rows import HERE, Measured, Place, Row
from bench.servers import cpu_seconds, first_ok
from bench.sides import rootnode_side
from rootnode.testing.engines import free_port

SIZE: Final = 1 << 30
PIECE: Final = 8 << 20
TURNS: Final = 5
NAME: Final = "the same HTTP stack, body to a file with fsync, no hash"
PATIENCE: Final = 60


def send(port: int, head: bytes, piece: bytes) -> float:
    """Seconds that it took to send the file and get a 200."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
        began = time.perf_counter()
        connection.sendall(head)
        for _ in range(SIZE // len(piece)):
            connection.sendall(piece)
        told = connection.recv(1 << 16)
        if not told.startswith(b"HTTP/1.1 20"):
            raise RuntimeError(repr(told[:500]))
        return time.perf_counter() - began


def take(port: int, head: bytes, piece: bytes) -> float:
    """Seconds that it took to get the file. Its last bytes are those of `piece`."""
    buffer = bytearray(4 << 20)
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
        began = time.perf_counter()
        connection.sendall(head)
        got, length, last = 0, -1, b""
        while length < 0 or got < length:
            count = connection.recv_into(buffer)
            if not count:
                raise RuntimeError(f"cut after {got} of {length} bytes")
            got += count
            if length < 0:
                answer, _, rest = bytes(buffer[:count]).partition(b"\r\n\r\n")
                if not answer.startswith(b"HTTP/1.1 200") or f"content-length: {SIZE}".encode() not in answer.lower():
                    raise RuntimeError(repr(answer[:500]))
                got, length = len(rest), SIZE
            last = bytes(buffer[max(0, count - 64) : count])
        taken = time.perf_counter() - began
    if got != SIZE or not piece.endswith(last):
        raise AssertionError("these are not the bytes that were sent")
    return taken


@contextmanager
def plain(folder: Path) -> Iterator[tuple[int, int]]:
    """The peer's port and process."""
    folder.mkdir()
    port = free_port()
    with subprocess.Popen([sys.executable, HERE / "peers" / "plain_files.py", folder, str(port)]) as process:
        try:
            first_ok(f"http://127.0.0.1:{port}", "/", time.monotonic() + PATIENCE, status=404)
            yield port, process.pid
        finally:
            process.terminate()


def head(method: str, port: int, path: str, token: str = "") -> bytes:
    """A request for one call."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Connection: close"]
    lines += [f"Authorization: Bearer {token}"] if token else []
    lines += [f"Content-Length: {SIZE}"] if method == "PUT" else []
    return "\r\n".join([*lines, "", ""]).encode()


Call = Callable[[int, bytes, bytes], float]
Target = tuple[int, int, Callable[[str, int], bytes]]
"""A server's port and process, and the request for a method and the turn whose file is meant."""


def measure(place: Place, *, down: bool) -> Measured:
    piece = random.Random(place.seed).randbytes(PIECE)
    spawn = multiprocessing.get_context("spawn")
    with (
        rootnode_side(place.folder / "data") as side,
        plain(place.folder / "plain") as (port, pid),
        ProcessPoolExecutor(1, mp_context=spawn) as client,
    ):
        folder = f"{side.prefix}/api/2.0/mlflow-artifacts/artifacts/0/{side.new_run(side.client())}/artifacts"
        targets: dict[str, Target] = {
            "rootnode": (side.port, side.pid, lambda method, turn: head(method, side.port, f"{folder}/{turn}.bin", side.token)),
            "plain": (port, pid, lambda method, turn: head(method, port, f"/{turn}.bin")),
        }
        taken = _downs(client, targets, piece) if down else _ups(client, targets, piece, place.folder)
    facts = {name: _facts(each) for name, each in taken.items()}
    ratio = facts["rootnode"]["mb_per_s"] / facts["plain"]["mb_per_s"]
    return Measured(round(ratio, 3), NAME, 1, facts)


Taken = dict[str, list[tuple[float, float]]]


def _ups(client: ProcessPoolExecutor, targets: dict[str, Target], piece: bytes, folder: Path) -> Taken:
    taken: Taken = {name: [] for name in targets}
    for turn in range(TURNS):
        for name in sorted(targets, reverse=bool(turn % 2)):  # each goes first every other time
            _forget(folder)
            port, pid, request = targets[name]
            taken[name].append(_timed(client, send, port, pid, request("PUT", turn), _own(piece, turn)))
    return taken


def _downs(client: ProcessPoolExecutor, targets: dict[str, Target], piece: bytes) -> Taken:
    for port, pid, request in targets.values():
        _timed(client, send, port, pid, request("PUT", 0), piece)
    taken: Taken = {name: [] for name in targets}
    for _ in range(TURNS):
        for name, (port, pid, request) in targets.items():
            taken[name].append(_timed(client, take, port, pid, request("GET", 0), piece))
    return taken


def _forget(folder: Path) -> None:
    """Nothing waits to be written, and no file of an earlier turn is kept in memory: each turn finds the machine alike."""
    os.sync()
    for path in folder.rglob("*"):
        if path.is_file() and path.stat().st_size >= SIZE:
            with path.open("rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _own(piece: bytes, turn: int) -> bytes:
    """Each turn sends other bytes to another file: what is stored already would not have to be kept again."""
    return turn.to_bytes(8, "big") + piece[8:]


def _timed(client: ProcessPoolExecutor, call: Call, port: int, pid: int, request: bytes, piece: bytes) -> tuple[float, float]:
    """Seconds, and the server's CPU seconds."""
    before = cpu_seconds(pid)
    seconds = client.submit(call, port, request, piece).result()
    return seconds, cpu_seconds(pid) - before


def _facts(taken: list[tuple[float, float]]) -> dict[str, Any]:
    seconds = [each for each, _ in taken]
    middle = percentile(seconds, 0.5)
    cpu = percentile([each for _, each in taken], 0.5)
    return {"mb_per_s": round(SIZE / middle / 1e6), "cpu_s": round(cpu, 2), "seconds": [round(each, 2) for each in seconds]}


ROWS: Final = (
    Row("artifact_up_ratio", partial(measure, down=False)),
    Row("artifact_down_ratio", partial(measure, down=True)),
)
