"""Where a page ended, as the opaque text that the next page is asked for with; and patterns for texts that contain another."""

import base64
from typing import Final, TypeVar

import msgspec

from rootnode.kit.errors import Invalid

T = TypeVar("T", bound=msgspec.Struct)

CONTAINS: Final = "LIKE :{} ESCAPE '\\'"
"""SQL for "contains the text of that parameter", given as `containing` writes it."""


def cursor_of(position: msgspec.Struct) -> str:
    """The text for a position."""
    return base64.urlsafe_b64encode(msgspec.msgpack.encode(position)).decode()


def position_of(cursor: str, form: type[T]) -> T | None:
    """The position in a text that `cursor_of` made, None for the first page. It comes back from outside. Raises Invalid."""
    try:
        return msgspec.msgpack.decode(base64.urlsafe_b64decode(cursor), type=form) if cursor else None
    except (msgspec.DecodeError, ValueError):
        raise not_ours() from None


def not_ours() -> Invalid:
    """For a cursor that does not fit what is asked."""
    return Invalid("The cursor is not one of ours. Start from the first page.", where="cursor")


def check_order(same: bool) -> None:
    """Refuse a cursor that was given for a list in another order."""
    if not same:
        raise Invalid("The cursor belongs to another order. Start from the first page.", where="cursor")


def containing(text: str) -> str:
    """The pattern of LIKE, with `\\` for its escape, that finds `text` anywhere. Compare it with what is folded to small letters."""
    escaped = text.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
