"""Callers proven a moment ago, so that not every call of a training loop asks the database.

An entry lives at most two seconds and goes at once when it is revoked in this process, so a revocation in another
process holds within that time too.
"""

import threading
from collections import OrderedDict
from typing import Final

from rootnode.auth.caller import Caller
from rootnode.auth.revocations import Revocation
from rootnode.kit.clock import SECOND, Clock

LIFETIME: Final = 2 * SECOND
MOST: Final = 10_000


class KnownCallers:
    """Maps digests of secrets to callers. Of what was asked long ago the oldest is forgotten first."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._known: OrderedDict[str, tuple[int, Caller]] = OrderedDict()

    def get(self, digest: str) -> Caller | None:
        """The caller, when it was proven within the last two seconds."""
        found = self._known.get(digest)
        if found is None or not 0 <= self._clock.now() - found[0] < LIFETIME:
            return None
        return found[1]

    def put(self, digest: str, caller: Caller, proven: int) -> None:
        """Remember a caller that was proven at `proven` (microseconds)."""
        with self._lock:
            self._known[digest] = (proven, caller)
            self._known.move_to_end(digest)
            if len(self._known) > MOST:
                self._known.popitem(last=False)

    def forget(self, revocation: Revocation) -> None:
        """Drop everybody whom the revocation means."""
        with self._lock:
            for digest in [digest for digest, (_, caller) in self._known.items() if revocation.hits(caller)]:
                del self._known[digest]
