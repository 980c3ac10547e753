"""When schedules come due."""

from datetime import UTC, datetime

import pytest

from rootnode.kit.errors import Invalid
from rootnode.kit.jobs.timing import next_time


def _at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1_000_000


@pytest.mark.parametrize(
    ("timing", "after", "expected"),
    [
        ("every 15m", "2026-11-23T10:00:00", "2026-11-23T10:15:00"),
        ("every 15m", "2026-11-23T10:07:31", "2026-11-23T10:15:00"),
        ("every 90s", "2026-11-23T00:00:01", "2026-11-23T00:01:30"),
        ("every 6h", "2026-11-23T23:00:00", "2026-11-24T00:00:00"),
        ("every 1d", "2026-11-23T00:00:00", "2026-11-24T00:00:00"),
        ("* * * * *", "2026-11-23T10:00:59", "2026-11-23T10:01:00"),
        ("30 3 * * *", "2026-11-23T03:29:59", "2026-11-23T03:30:00"),
        ("30 3 * * *", "2026-11-23T03:30:00", "2026-11-24T03:30:00"),
        ("*/20 9-17 * * 1-5", "2026-11-20T17:40:00", "2026-11-23T09:00:00"),
        ("0 0 1 * *", "2026-12-15T00:00:00", "2027-01-01T00:00:00"),
        ("0 0 29 2 *", "2026-11-23T00:00:00", "2028-02-29T00:00:00"),
        ("0 12 13 * 5", "2026-11-23T00:00:00", "2026-11-27T12:00:00"),  # the 13th or a Friday
        ("0 12 * * 7", "2026-11-23T00:00:00", "2026-11-29T12:00:00"),  # 7 is Sunday, as 0
        ("5,10 0 * * *", "2026-11-23T00:05:00", "2026-11-23T00:10:00"),
        ("10/20 * * * *", "2026-11-23T00:11:00", "2026-11-23T00:30:00"),
    ],
)
def test_the_next_time(timing: str, after: str, expected: str) -> None:
    assert next_time(timing, _at(after)) == _at(expected)


@pytest.mark.parametrize(
    "timing",
    [
        "",
        "every",
        "every 0m",
        "every 5w",
        "* * * *",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "5-1 * * * *",
        "*/0 * * * *",
        "a * * * *",
        "0 0 31 2 *",
    ],
)
def test_no_timing(timing: str) -> None:
    with pytest.raises(Invalid):
        next_time(timing, 0)
