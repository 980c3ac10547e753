"""Passwords: argon2id, at most so many hashes at once, and a short list of those that everybody tries first.

Hashing takes tens of milliseconds and 64 MiB, so it never runs on the event loop or inside a transaction.
"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from importlib import resources
from typing import Final, ParamSpec, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from rootnode.kit.errors import Invalid, Unavailable

P = ParamSpec("P")
T = TypeVar("T")

SHORTEST: Final = 10
LONGEST: Final = 256
"""Characters. The upper bound keeps a request from making the server hash megabytes."""
WAITING: Final = 64


class Passwords:
    """Makes and checks password hashes on `at_once` threads of its own."""

    def __init__(self, *, at_once: int = 2, time_cost: int = 3, memory_kib: int = 65_536, parallelism: int = 2) -> None:
        self._hasher = PasswordHasher(time_cost, memory_kib, parallelism)
        self._threads = ThreadPoolExecutor(at_once, "password")
        self._waiting = threading.BoundedSemaphore(WAITING)
        self._common = frozenset(resources.files("rootnode.auth").joinpath("common_passwords.txt").read_text("utf-8").split())
        self._nobody = self._threads.submit(self._hasher.hash, "the password of nobody")

    def check_strength(self, password: str, *personal: str) -> None:
        """Refuse a password that is too short, too long, common, or one of the `personal` words (name, e-mail)."""
        if len(password) < SHORTEST:
            raise Invalid(f"The password is too short. Use at least {SHORTEST} characters.", where="password")
        if len(password) > LONGEST:
            raise Invalid(f"The password is too long. Use at most {LONGEST} characters.", where="password")
        folded = password.casefold()
        own = {part for word in personal for part in (word.casefold(), word.casefold().partition("@")[0]) if part}
        if folded in self._common or folded in own or len(set(folded)) < 4:
            raise Invalid("This password is too easy to guess. Choose another one.", where="password")

    async def hash(self, password: str) -> str:
        """The hash to store. Raises Unavailable when too many are waiting."""
        return await asyncio.wrap_future(self._submit(self._hasher.hash, password))

    def hash_now(self, password: str) -> str:
        """As `hash`, for threads: blocks."""
        return self._submit(self._hasher.hash, password).result()

    async def matches(self, stored: str | None, password: str) -> bool:
        """Whether `password` is the one behind `stored`. Takes equally long when there is no account (`stored` None)."""
        return await asyncio.wrap_future(self._submit(self._verify, stored, password[: LONGEST + 1]))

    def close(self) -> None:
        """Let go of the threads."""
        self._threads.shutdown(cancel_futures=True)

    def _submit(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        if not self._waiting.acquire(blocking=False):
            raise Unavailable("Too many people are signing in. Try again in a moment.", retry_after=2)
        future = self._threads.submit(work, *args, **kwargs)
        future.add_done_callback(lambda _: self._waiting.release())
        return future

    def _verify(self, stored: str | None, password: str) -> bool:
        try:
            self._hasher.verify(stored or self._nobody.result(), password)
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None
