"""Writing as of an earlier moment: for history that is told afterwards (decision 0005)."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from rootnode.kit.db.tx import WriteTx
from rootnode.kit.errors import Invalid

P = ParamSpec("P")
T = TypeVar("T")


def as_of(tx: WriteTx, moment: int, verb: Callable[Concatenate[WriteTx, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Carry `verb` out so that everything it writes, its changes included, bears the time `moment` (microseconds UTC).

    It is otherwise as any write: its changes get the next numbers, and numbers alone say what came after what.
    Raises Invalid for a moment that is still to come.
    """
    if moment > tx.now:
        raise Invalid("Only what is past can be told afterwards.")
    tx.now = moment
    return verb(tx, *args, **kwargs)
