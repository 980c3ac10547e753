"""The opened Rootnode: what handlers are given. `rootnode.app` opens it; nothing of it is global."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from rootnode.auth.known import KnownCallers
from rootnode.auth.passwords import Passwords
from rootnode.auth.revocations import Revocation, Revocations
from rootnode.auth.throttle import Throttle
from rootnode.auth.touches import Touches
from rootnode.blobs import Blobs
from rootnode.config import Settings
from rootnode.graph.apply import Graph
from rootnode.keep.quotas import Quotas
from rootnode.keep.usage import Usage
from rootnode.kit.clock import Clock
from rootnode.kit.db import Database, WriteTx
from rootnode.live.presence import Presence
from rootnode.series.store import Series


@dataclass(slots=True, kw_only=True, eq=False)
class Rootnode:
    """Settings, clock and stores, and the few things that live in memory as long as the process.

    `workspace` is the id of the one workspace. `setup_link` is the one-time link to print when nobody has an account yet.
    """

    settings: Settings
    clock: Clock
    db: Database
    series: Series
    blobs: Blobs
    graph: Graph
    workspace: str
    passwords: Passwords
    known: KnownCallers
    attempts_by_address: Throttle
    attempts_by_account: Throttle
    denials: Throttle
    quotas: Quotas
    usage: Usage
    asking: Throttle
    presence: Presence
    revocations: Revocations = field(default_factory=Revocations)
    touches: Touches = field(default_factory=Touches)
    setup_link: str | None = None
    background: set[asyncio.Future[Any]] = field(default_factory=set)

    def rights_changed(self, tx: WriteTx) -> None:
        """Once the transaction is committed, let open sockets look at what their callers may see now."""
        tx.after_commit(lambda: self.revocations.publish(Revocation(self.workspace)))

    def close(self) -> None:
        """Finish what was accepted, then let go of everything. Blocks."""
        self.passwords.close()
        self.quotas.close()
        self.series.close()
        self.blobs.close()
        self.db.close()


def address_of(settings: Settings) -> str:
    """Where people reach the server, without a slash at the end."""
    if settings.public_url:
        return settings.public_url.rstrip("/")
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104 - compared, not bound
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"
