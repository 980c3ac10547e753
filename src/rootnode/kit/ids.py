"""Ids are UUIDv7 written as 32 hex digits: unguessable enough, and sorted by time of making."""

import os
import re
import threading
import time

_ID = re.compile(r"[0-9a-f]{32}\Z")
_lock = threading.Lock()  # state: the process's ids ascend, so they share one last
_last = [0]  # state: as above


def new_id() -> str:
    """A fresh id, greater than every id made before it in this process (RFC 9562, 5.7, method 3)."""
    stamp = time.time_ns() // 1_000_000 << 12 | (time.time_ns() // 244) & 0xFFF
    with _lock:
        stamp = _last[0] = max(stamp, _last[0] + 1)
    tail = int.from_bytes(os.urandom(8), "big") & 0x3FFF_FFFF_FFFF_FFFF
    value = (stamp >> 12) << 80 | 7 << 76 | (stamp & 0xFFF) << 64 | 2 << 62 | tail
    return f"{value:032x}"


def is_id(text: object) -> bool:
    """Whether `text` has the form of an id. Says nothing of whether it exists."""
    return isinstance(text, str) and _ID.match(text) is not None
