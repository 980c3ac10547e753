"""Field values: what each field type accepts, and the form in which it is kept and sorted."""

import math
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

import msgspec

from rootnode.kit.errors import Invalid
from rootnode.kit.ids import is_id
from rootnode.wire.items import Field

TITLE: Final = 500
TEXT: Final = 2_000
LONG: Final = 1_000_000
LABELS: Final = 50
JSON: Final = 64 * 1024
SORTED: Final = 200
"""So many characters of a text take part in sorting and in comparing."""

_DATE: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\Z")
_URL: Final = re.compile(r"(https?|s3|gs|az|abfss?|hf|ssh|git)://[^\s]+\Z", re.IGNORECASE)
"""Places that nothing is carried out at: a browser opens the first two, programs read the others."""


class CustomField(msgspec.Struct, frozen=True):
    """A field that a project adds to some of its kinds."""

    kinds: tuple[str, ...]
    field: Field


@lru_cache(maxsize=1_000)
def custom_fields(text: str) -> tuple[CustomField, ...]:
    """The custom fields of a project, from the JSON in its row."""
    return msgspec.json.decode(text, type=tuple[CustomField, ...])


def _text(value: Any, limit: int) -> str:
    if not isinstance(value, str):
        raise ValueError("must be text")
    if len(value) > limit:
        raise ValueError(f"is {len(value):,} characters long; at most {limit:,} are kept")
    if "\x00" in value:
        raise ValueError("holds a NUL character; remove it")
    return value


def _number(value: Any) -> float | int:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or abs(value) > 1e300:
        raise ValueError("must be a finite number")
    return value


def _matching(pattern: re.Pattern[str], words: str) -> Callable[[Any, Field], str]:
    def check(value: Any, _: Field) -> str:
        if not pattern.match(_text(value, TEXT)):
            raise ValueError(f"must be {words}")
        return str(value)

    return check


def _person(value: Any, _: Field) -> str:
    if not is_id(value):
        raise ValueError("must be a person's id")
    return str(value)


def _choice(value: Any, field: Field) -> str:
    if value not in field.choices:
        raise ValueError(f"must be one of: {', '.join(field.choices)}")
    return str(value)


def _labels(value: Any, _: Field) -> list[str]:
    if not isinstance(value, list) or len(value) > LABELS:
        raise ValueError(f"must be a list of at most {LABELS} labels")
    return list(dict.fromkeys(_text(label, 100) for label in value))


def _flag(value: Any, _: Field) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def _json(value: Any, _: Field) -> Any:
    encoded = msgspec.json.encode(value)
    if len(encoded) > JSON:
        raise ValueError(f"is {len(encoded):,} bytes long; at most {JSON:,} are kept")
    if b"\\u0000" in encoded:
        raise ValueError("holds a NUL character; remove it")
    return value


_CHECKS: Final[Mapping[str, Callable[[Any, Field], Any]]] = {
    "text": lambda value, _: _text(value, TEXT),
    "longtext": lambda value, _: _text(value, LONG),
    "number": lambda value, _: _number(value),
    "date": _matching(_DATE, "a date such as 2026-11-30"),
    "url": _matching(_URL, "an address that starts with https://, http://, s3://, gs://, az://, hf:// or ssh://"),
    "person": _person,
    "choice": _choice,
    "labels": _labels,
    "flag": _flag,
    "json": _json,
}


def check_title(value: Any) -> str:
    """A title as it is kept. Raises Invalid."""
    try:
        title = _text(value, TITLE).strip()
    except ValueError as error:
        raise Invalid(f"The title {error}.", where="title") from None
    if not title:
        raise Invalid("The title is empty. Give it a few words.", where="title")
    return title


def check_value(field: Field, value: Any) -> Any:
    """The value as it is kept; None clears the field. Raises Invalid naming the field."""
    if value is None:
        return None
    try:
        return _CHECKS[field.type](value, field)
    except ValueError as error:
        raise Invalid(f"{field.label} {error}.", where=f"fields.{field.name}") from None


def takes(field: Field, value: Any) -> bool:
    """Whether a field accepts a value."""
    try:
        check_value(field, value)
    except Invalid:
        return False
    return True


def sort_values(field: Field, value: Any) -> list[tuple[float | None, str | None]]:
    """What `node_value` holds for a value: (num, text) pairs; one (None, None) where there is no value.

    A choice sorts by its place in the list of choices and is filtered by that place too.
    """
    if value is None or value == []:
        return [(None, None)]
    match field.type:
        case "number":
            return [(float(value), None)]
        case "flag":
            return [(float(bool(value)), None)]
        case "choice":
            return [(float(field.choices.index(value)) if value in field.choices else -1.0, None)]
        case "labels":
            return [(None, label[:SORTED]) for label in value]
        case _:
            return [(None, str(value)[:SORTED])]
