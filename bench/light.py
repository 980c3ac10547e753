"""A load generator that costs little beside the server it loads: requests encoded beforehand, keep-alive connections, no threads.

It runs in a process of its own, so that what the bench does beside it takes nothing from it.
"""

import multiprocessing
import re
import select
import socket
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import Final, TypeAlias

Request: TypeAlias = tuple[bytes, ...]
"""A whole request in pieces, so that many requests can share most of their bytes."""

_LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)
_BUFFER: Final = 4 << 20
_PATIENCE: Final = 120
"""Seconds that an answer may take."""


@dataclass
class Driven:
    """What came of it. `ms` are all answers' times, `answered` the number of each connection's, `seconds` from the first
    request to the last answer. `ran_out` says that some connection had no more requests before the time was up."""

    seconds: float = 0.0
    ms: list[float] = field(default_factory=list)
    answered: list[int] = field(default_factory=list)
    ran_out: bool = False

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.ms) / self.seconds


class _Connection:
    """One connection: a request, its answer, the next request."""

    def __init__(self, port: int, requests: Sequence[Request]) -> None:
        self._requests = requests
        self._got = b""
        self._length = -1
        self.answered = 0
        self.sent = 0.0
        self.socket = socket.create_connection(("127.0.0.1", port), _PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)  # a whole request, so that sending never waits

    def send(self) -> bool:
        """Send the next request; False when there is none."""
        if self.answered == len(self._requests):
            return False
        self.sent = time.perf_counter()
        self.socket.sendall(b"".join(self._requests[self.answered]))
        return True

    def receive(self) -> bool:
        """Take what is there; True when the answer is whole. Raises RuntimeError for an answer that is not 200."""
        piece = self.socket.recv(1 << 18)
        self._got += piece
        if self._length < 0:
            head, end, _ = self._got.partition(b"\r\n\r\n")
            if end:
                length = _LENGTH.search(head + b"\r\n")
                if not head.startswith(b"HTTP/1.1 200") or length is None:
                    raise RuntimeError(f"an answer that was not expected: {self._got[:500]!r}")
                self._length = len(head) + len(end) + int(length[1])
        if not piece:
            raise RuntimeError(f"the server hung up after {self._got[:500]!r}")
        if self._length < 0 or len(self._got) < self._length:
            return False
        self._got, self._length = b"", -1
        self.answered += 1
        return True


def drive(port: int, streams: Sequence[Sequence[Request]], seconds: float) -> Driven:
    """Send each stream over a connection of its own until the time is up; what is on its way then is waited for."""
    driven = Driven()
    connections = {each.socket.fileno(): each for each in (_Connection(port, stream) for stream in streams)}
    ready = select.epoll()
    began = time.perf_counter()
    waiting = 0
    for number, connection in connections.items():
        ready.register(number, select.EPOLLIN)
        waiting += connection.send()
    while waiting:
        events = ready.poll(_PATIENCE)
        if not events:
            raise RuntimeError(f"no answer within {_PATIENCE} seconds")
        for number, _ in events:
            connection = connections[number]
            if not connection.receive():
                continue
            now = time.perf_counter()
            driven.ms.append((now - connection.sent) * 1_000)
            in_time = now - began < seconds
            more = in_time and connection.send()
            driven.ran_out |= in_time and not more
            waiting -= not more
    driven.seconds = time.perf_counter() - began
    driven.answered = [each.answered for each in connections.values()]
    for connection in connections.values():
        connection.socket.close()
    return driven


def drive_apart(port: int, streams: Sequence[Sequence[Request]], seconds: float) -> Driven:
    """`drive` in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        return process.submit(drive, port, streams, seconds).result()
