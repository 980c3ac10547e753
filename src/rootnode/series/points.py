"""Batches of metric points as columns, and their form in the ingest log."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import msgspec
import numpy as np
from blake3 import blake3
from numpy.typing import NDArray

from rootnode.kit.errors import Invalid

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]

FARTHEST: Final = 1 << 60
"""Steps and times lie within ±FARTHEST, so that differences and bucket bounds fit 64 bits."""
LONGEST_KEY: Final = 250
MOST_POINTS: Final = 1_000_000
_UNSIGNED: Final = (np.dtype("<u1"), np.dtype("<u2"), np.dtype("<u4"), np.dtype("<u8"))


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """n points of one run. Point i has key `keys[key[i]]`, `step[i]`, `time[i]` (microseconds UTC) and `value[i]`.

    `keys` has no doubles; the four columns have shape (n,). NaN and infinities are values like others; all NaN are
    one value, and so are 0.0 and -0.0.
    """

    keys: tuple[str, ...]
    key: Ints
    step: Ints
    time: Ints
    value: Floats

    def __len__(self) -> int:
        return len(self.value)

    @staticmethod
    def of(keys: Sequence[str], steps: Sequence[int], times: Sequence[int], values: Sequence[float]) -> "Points":
        """From one entry per point. Raises Invalid, saying which point and why."""
        if not len(keys) == len(steps) == len(times) == len(values):
            raise Invalid("Keys, steps, times and values must have one entry per point.")
        places: dict[str, int] = {}
        key = [places.setdefault(each, len(places)) for each in keys]
        return Points.columns(tuple(places), key, steps, times, values)

    @staticmethod
    def columns(names: tuple[str, ...], key: Any, step: Any, time: Any, value: Any) -> "Points":
        """From columns (lists or arrays) whose `key` holds places in `names`. Raises Invalid."""
        if not 0 < len(value) <= MOST_POINTS:
            raise Invalid(f"A batch holds 1 to {MOST_POINTS:,} points; this one has {len(value):,}.")
        for name in names:
            if not 0 < len(name) <= LONGEST_KEY or "\x00" in name:
                raise Invalid(f"A metric's name has 1 to {LONGEST_KEY} characters and no NUL; {name[:40]!r} does not.", where="key")
        places = _integers(key, "key", 0, len(names) - 1)
        floats = np.array(value, dtype=np.float64)
        floats[np.isnan(floats)] = np.nan
        floats[floats == 0.0] = 0.0  # -0.0 too
        return Points(names, places, _integers(step, "step", -FARTHEST, FARTHEST), _integers(time, "time", -FARTHEST, FARTHEST), floats)


def _integers(column: Any, what: str, least: int, most: int) -> Ints:
    try:
        numbers = np.asarray(column, dtype=np.int64)
    except (OverflowError, ValueError, TypeError):
        raise Invalid(f"Every {what} must be a whole number between {least} and {most}.", where=what) from None
    if int(numbers.min()) < least or int(numbers.max()) > most:
        wrong = int(np.flatnonzero((numbers < least) | (numbers > most))[0])
        raise Invalid(f"The {what} of point {wrong} is {numbers[wrong]}; it must lie between {least} and {most}.", where=what)
    return numbers


class _Packed(msgspec.Struct, frozen=True, array_like=True):
    """The form in the log: each integer column is its minimum and the rest in the fewest whole bytes per point."""

    form: int
    keys: tuple[str, ...]
    key: tuple[int, int, bytes]
    step: tuple[int, int, bytes]
    time: tuple[int, int, bytes]
    value: bytes


def _pack(numbers: Ints) -> tuple[int, int, bytes]:
    least = int(numbers.min())
    spread = int(numbers.max()) - least
    width = 0 if spread < 1 << 8 else 1 if spread < 1 << 16 else 2 if spread < 1 << 32 else 3
    return least, width, (numbers - least).astype(_UNSIGNED[width]).tobytes()


def _unpack(packed: tuple[int, int, bytes]) -> Ints:
    least, width, data = packed
    return np.frombuffer(data, dtype=_UNSIGNED[width]).astype(np.int64) + least


def encode(points: Points) -> bytes:
    """The batch's bytes for the log: 11 to 33 bytes per point. Equal batches have equal bytes."""
    value = points.value.astype("<f8", copy=False).tobytes()
    return msgspec.msgpack.encode(_Packed(1, points.keys, _pack(points.key), _pack(points.step), _pack(points.time), value))


def decode(body: bytes) -> Points:
    """What `encode` wrote. Raises ValueError when the bytes are not such a batch."""
    packed = msgspec.msgpack.decode(body, type=_Packed)
    if packed.form != 1:
        raise ValueError(f"batch of form {packed.form}, written by a newer Rootnode")
    columns = _unpack(packed.key), _unpack(packed.step), _unpack(packed.time)
    value = np.frombuffer(packed.value, dtype="<f8")
    if any(len(column) != len(value) for column in columns):
        raise ValueError("columns of different length")
    return Points(packed.keys, *columns, value)


def digest(kind: str, run: str, body: bytes) -> bytes:
    """What identifies a batch within its run and proves it unchanged: BLAKE3 of kind, run and content, 32 bytes."""
    return blake3(f"{kind}\0{run}\0".encode() + body).digest()
