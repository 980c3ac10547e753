"""When sessions and tokens were last used: noted in memory, written together about once a minute."""

import threading

from rootnode.auth.caller import Caller
from rootnode.kit.db import WriteTx


class Touches:
    """What was used since the last writing."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sessions: dict[str, int] = {}
        self._tokens: dict[str, int] = {}

    def note(self, caller: Caller, now: int) -> None:
        """The caller's credential was used at `now` (microseconds)."""
        with self._lock:
            if caller.session is not None:
                self._sessions[caller.session] = now
            elif caller.token is not None:
                self._tokens[caller.token] = now

    def of_token(self, token: str) -> int | None:
        """When a token was used, if that is not written yet."""
        return self._tokens.get(token)

    def take(self) -> tuple[dict[str, int], dict[str, int]]:
        """Sessions and tokens with the time of their last use; forgets them."""
        with self._lock:
            taken = (self._sessions, self._tokens)
            self._sessions, self._tokens = {}, {}
        return taken


def write_touches(tx: WriteTx, sessions: dict[str, int], tokens: dict[str, int], idle: int) -> None:
    """Store the times of last use. A used session lives on for `idle` microseconds, up to three times that since the sign-in."""
    extend = (
        "UPDATE session SET last_used = :at, expires = CASE WHEN :at + :idle < created + :longest THEN :at + :idle "
        "ELSE created + :longest END WHERE id = :id AND expires > :at"
    )
    tx.run_many(extend, [{"id": one, "at": at, "idle": idle, "longest": 3 * idle} for one, at in sorted(sessions.items())])
    tx.run_many("UPDATE token SET last_used = :at WHERE id = :id", [{"id": one, "at": at} for one, at in sorted(tokens.items())])
