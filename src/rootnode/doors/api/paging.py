"""Paging of lists whose order is their ids': the cursor is the last id of the page before."""

from collections.abc import Sequence
from typing import Annotated, Protocol, TypeAlias, TypeVar

from litestar.params import QueryParameter

from rootnode.kit.errors import Invalid
from rootnode.kit.ids import is_id

Limit: TypeAlias = Annotated[int, QueryParameter(ge=1, le=500, description="How many at most.")]
Cursor: TypeAlias = Annotated[str, QueryParameter(max_length=2000, description="`next` of the page before; empty for the first page.")]


class HasId(Protocol):
    """Something with an id."""

    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=HasId)


def id_of(cursor: str) -> str:
    """The id after which to go on; empty for the first page. Raises Invalid."""
    if cursor and not is_id(cursor):
        raise Invalid("The cursor is not one of ours. Start from the first page.", where="cursor")
    return cursor


def cut(found: Sequence[T], limit: int) -> tuple[tuple[T, ...], str | None]:
    """The page of `limit`, and the cursor to what follows; `found` holds one more than `limit` when something does."""
    page = tuple(found[:limit])
    return page, page[-1].id if len(found) > limit else None


def number_of(cursor: str) -> int | None:
    """The number before which to go on, None for the first page. Raises Invalid."""
    if not cursor:
        return None
    if not cursor.isascii() or not cursor.isdigit() or len(cursor) > 18:
        raise Invalid("The cursor is not one of ours. Start from the first page.", where="cursor")
    return int(cursor)
