"""What the writers know: every request they made, whether it was acknowledged, and with what answer. Kept apart from the data."""

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias

import msgspec

Kind: TypeAlias = Literal["create", "update", "link", "run", "end", "points", "metric", "param", "tag", "file"]


@dataclass(slots=True)
class Op:
    """One write. `sent` holds what must be found; `answer` what the server said; `life` is the life that acknowledged it."""

    id: str
    kind: Kind
    writer: int
    sent: dict[str, Any]
    tries: int = 0
    acked: float | None = None
    life: int | None = None
    replayed: bool = False
    answer: dict[str, Any] = field(default_factory=dict)


class Journal:
    """A file of JSON lines, one before each try and one after each acknowledgement, and the same in memory."""

    def __init__(self, path: Path) -> None:
        self.ops: list[Op] = []
        self.refused: list[str] = []
        """Answers that were neither success nor a connection that broke: each is a fault."""
        self.acks = 0
        self.kinds: set[Kind] = set()
        """The kinds of write that were acknowledged at least once."""
        self._file = path.open("wb", buffering=0)
        self._lock = threading.Lock()

    def sends(self, op: Op) -> None:
        """Note a try, before it is made."""
        op.tries += 1
        with self._lock:
            if op.tries == 1:
                self.ops.append(op)
            self._file.write(
                msgspec.json.encode({"op": op.id, "kind": op.kind, "try": op.tries, "at": time.time(), "sent": op.sent}) + b"\n"
            )

    def acknowledged(self, op: Op, answer: dict[str, Any], *, replayed: bool, life: int) -> None:
        """Note the server's yes."""
        op.answer, op.replayed, op.life, op.acked = answer, replayed, life, time.time()
        with self._lock:
            self.acks += 1
            self.kinds.add(op.kind)
            self._file.write(msgspec.json.encode({"op": op.id, "acked": op.acked, "life": life, "replayed": replayed}) + b"\n")

    def was_refused(self, op: Op, status: int, body: bytes) -> None:
        """Note an answer that no fault explains."""
        with self._lock:
            self.refused.append(f"{op.kind} {op.id}: {status} {body[:300].decode(errors='replace')}")

    def close(self) -> None:
        self._file.close()
