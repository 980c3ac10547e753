"""Small writes that need not happen within a request: times of last use, and clearing what has run out."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

from litestar import Litestar

from rootnode.auth.cleaning import clean
from rootnode.auth.touches import write_touches
from rootnode.doors.http.idempotency import clean_keys
from rootnode.doors.rootnode import Rootnode
from rootnode.kit.clock import DAY
from rootnode.kit.errors import Problem

EVERY_SECONDS: Final = 60
CLEAN_EACH: Final = 10
"""Rounds between two clearings of old rows."""
log = logging.getLogger("rootnode.housekeeping")


async def write_what_was_used(rootnode: Rootnode) -> None:
    """Store the times at which sessions and tokens were last used."""
    sessions, tokens = rootnode.touches.take()
    if sessions or tokens:
        await rootnode.db.write(write_touches, sessions, tokens, rootnode.settings.session_days * DAY)


async def clean_up(rootnode: Rootnode) -> None:
    """Delete what has run out."""
    await rootnode.db.write(clean)
    await rootnode.db.write(clean_keys)


async def _keep(rootnode: Rootnode) -> None:
    round_ = 0
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        round_ += 1
        try:
            await write_what_was_used(rootnode)
            if round_ % CLEAN_EACH == 1:
                await clean_up(rootnode)
        except Problem as problem:
            log.warning("housekeeping waits for the next round: %s", problem)
        except Exception:  # one round that fails must not be the last
            log.exception("housekeeping failed and waits for the next round")


@asynccontextmanager
async def housekeeping(app: Litestar) -> AsyncIterator[None]:
    """Part of the application's life: keeps house while it runs, writes what is left when it stops."""
    rootnode: Rootnode = app.state["rootnode"]
    keeping: asyncio.Task[Any] = asyncio.create_task(_keep(rootnode))
    try:
        yield
    finally:
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping
        await asyncio.gather(*rootnode.background, return_exceptions=True)
        with suppress(Problem):
            await write_what_was_used(rootnode)
