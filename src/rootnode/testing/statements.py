"""Which statements a verb runs."""

from typing import Any, TypeVar

from rootnode.kit.db import ReadTx

Tx = TypeVar("Tx", bound=ReadTx)
_WAYS = ("row", "rows", "scalar", "run", "run_many")


def listening(tx: Tx, told: list[str]) -> Tx:
    """The transaction, which from now on notes in `told` each statement that it runs; a statement for many rows counts once."""
    for way in _WAYS:
        if hasattr(tx, way):
            setattr(tx, way, _noting(getattr(tx, way), told))
    return tx


def _noting(run: Any, told: list[str]) -> Any:
    def noted(sql: str, *rows: Any, **given: Any) -> Any:
        told.append(sql)
        return run(sql, *rows, **given)

    return noted
