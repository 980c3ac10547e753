"""Tells whoever holds on to a caller (caches, open sockets) that it is no longer what it was.

Verbs publish after their commit, from the thread that committed; subscribers get out of its way quickly.
"""

import threading
from collections.abc import Callable
from typing import TypeAlias

import msgspec

from rootnode.auth.caller import Caller


class Revocation(msgspec.Struct, frozen=True):
    """Which callers are meant: those of a session, of a token, of an account, or (nothing given) all of the workspace.

    `ends` says that the credential is dead and connections must be closed. Otherwise rights have changed: whoever
    stays connected looks up its caller again and sends `reset`.
    """

    workspace: str
    account: str | None = None
    session: str | None = None
    token: str | None = None
    ends: bool = False
    spared: str | None = None
    """A session that is not meant although its account is: the one in which the person just changed the password."""
    sessions_only: bool = False
    """Only those signed in with a browser, not those with a token."""

    def hits(self, caller: Caller) -> bool:
        """Whether `caller` is one of those meant."""
        if caller.workspace != self.workspace or (self.spared is not None and caller.session == self.spared):
            return False
        if self.sessions_only and caller.session is None:
            return False
        pairs = ((self.account, caller.account), (self.session, caller.session), (self.token, caller.token))
        return all(meant is None or meant == own for meant, own in pairs)


Listener: TypeAlias = Callable[[Revocation], None]


class Revocations:
    """An in-process announcer. `publish` may be called from any thread; listeners must be quick and must not raise."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: dict[int, Listener] = {}
        self._next = 0

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` for every revocation from now on. Answers the function that ends the subscription."""
        with self._lock:
            self._next += 1
            number = self._next
            self._listeners[number] = listener

        def leave() -> None:
            with self._lock:
                self._listeners.pop(number, None)

        return leave

    def publish(self, revocation: Revocation) -> None:
        """Tell every listener."""
        with self._lock:
            listeners = list(self._listeners.values())
        for listener in listeners:
            listener(revocation)
