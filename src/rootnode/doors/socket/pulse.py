"""Wakes the sockets after commits: one listener for all of them, from the writer's thread to the event loop."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from rootnode.graph.apply import Graph


class Pulse:
    """Counts commits on the loop's side; sockets wait for the next one."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._waiting: set[asyncio.Event] = set()

    @contextmanager
    def beats(self) -> Iterator[asyncio.Event]:
        """An event that is set after each commit that changed something, for as long as the context lasts."""
        loop = asyncio.get_running_loop()
        if not self._waiting:
            self._stop = self._graph.listen(partial(self._heard, loop))
        beat = asyncio.Event()
        self._waiting.add(beat)
        try:
            yield beat
        finally:
            self._waiting.discard(beat)
            if not self._waiting:
                self._stop()

    def _heard(self, loop: asyncio.AbstractEventLoop, _workspace: str) -> None:  # on the writer's thread
        loop.call_soon_threadsafe(self._beat)

    def _beat(self) -> None:
        for waiting in self._waiting:
            waiting.set()
