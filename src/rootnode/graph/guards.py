"""Guards: rooms above say whether a field of a kind may change; `apply` asks them in every transaction.

No door can go round a guard, because no door writes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from rootnode.auth.caller import Caller
from rootnode.graph.nodes import Node
from rootnode.kit.db import WriteTx


@dataclass(frozen=True, slots=True)
class Asked:
    """The change that a guard judges. `attribute` is title, state, parent, trashed or `fields.<name>`."""

    node: Node
    attribute: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Allow:
    """Go ahead."""


@dataclass(frozen=True, slots=True)
class Refuse:
    """No. `reason` is shown to the caller."""

    reason: str


@dataclass(frozen=True, slots=True)
class Queue:
    """Not yet: the attribute stays as it is, and `record` notes, in the same transaction, what was asked."""

    reason: str
    record: Callable[[WriteTx], None]


Answer: TypeAlias = Allow | Refuse | Queue
Guard: TypeAlias = Callable[[WriteTx, Caller, Asked], Answer]


class Guards:
    """The registry (kind, attribute) -> guards. All must allow; the first that does not decides."""

    def __init__(self) -> None:
        self._guards: dict[tuple[str, str], list[Guard]] = {}

    def add(self, kind: str, attribute: str, guard: Guard) -> None:
        """Ask `guard` before `attribute` of any node of `kind` changes."""
        self._guards.setdefault((kind, attribute), []).append(guard)

    def ask(self, tx: WriteTx, caller: Caller, asked: Asked) -> Answer:
        """The verdict of the guards on one attribute."""
        for guard in self._guards.get((asked.node.kind, asked.attribute), ()):
            answer = guard(tx, caller, asked)
            if not isinstance(answer, Allow):
                return answer
        return Allow()
