"""What a patch says, and what it leaves as it is."""

from typing import TypeVar

from msgspec import UNSET, UnsetType

T = TypeVar("T")


def or_none(value: T | UnsetType) -> T | None:
    """What was given, for verbs that leave alone what is None."""
    return None if value is UNSET else value
