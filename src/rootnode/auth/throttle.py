"""How often something may be tried: a fixed number within a sliding minute, per key, kept in memory."""

import threading
from collections import OrderedDict, deque

from rootnode.kit.clock import MINUTE, SECOND, Clock


class Throttle:
    """Counts attempts by key. Remembers at most `keys` keys; the one longest unused is forgotten first."""

    def __init__(self, clock: Clock, per_minute: int, keys: int = 20_000) -> None:
        self._clock = clock
        self._most = per_minute
        self._keys = keys
        self._lock = threading.Lock()
        self._tries: OrderedDict[str, deque[int]] = OrderedDict()

    def wait(self, key: str) -> int:
        """Count one attempt. Answers 0, or the seconds to wait when there were too many; those are not counted."""
        now = self._clock.now()
        with self._lock:
            tries = self._tries.setdefault(key, deque())
            self._tries.move_to_end(key)
            while len(self._tries) > self._keys:
                self._tries.popitem(last=False)
            while tries and not now - MINUTE < tries[0] <= now:
                tries.popleft()
            if len(tries) >= self._most:
                return (tries[0] + MINUTE - now) // SECOND + 1
            tries.append(now)
            return 0

    def give_back(self, key: str) -> None:
        """Take the newest attempt back: it was a good one."""
        with self._lock:
            if tries := self._tries.get(key):
                tries.pop()
