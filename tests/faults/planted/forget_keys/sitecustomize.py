"""A planted fault: Idempotency-Keys are not looked at, and an answer leaves some time after its commit."""

import time
from collections.abc import Callable

from rootnode.doors.http import idempotency
from rootnode.doors.http.idempotency import _Answer, _Asked, encode
from rootnode.kit.db import WriteTx


def _every_time(tx: WriteTx, asked: _Asked, status: int, act: Callable[[WriteTx], object]) -> _Answer:
    tx.after_commit(lambda: time.sleep(0.05))
    return _Answer(status, encode(act(tx)))


idempotency._once = _every_time
