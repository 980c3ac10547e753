"""When a schedule comes due: "every 90s", "every 15m", "every 6h", "every 1d", or five cron fields in UTC."""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from rootnode.kit.clock import DAY, HOUR, MINUTE, SECOND
from rootnode.kit.errors import Invalid

_UNITS: Final = {"s": SECOND, "m": MINUTE, "h": HOUR, "d": DAY}
_EVERY: Final = re.compile(r"every ([1-9][0-9]{0,5})([smhd])\Z")
_PART: Final = re.compile(r"(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:/(\d{1,2}))?\Z")
_RANGES: Final = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_FAR: Final = 366 * 8 + 1
"""Days to look ahead: the 29th of February comes at least once in that time."""


def next_time(timing: str, after: int) -> int:
    """The first due time later than `after`, in microseconds UTC. Raises Invalid for a timing that is none, or never comes."""
    if every := _EVERY.match(timing):
        span = int(every[1]) * _UNITS[every[2]]
        return after - after % span + span
    return _next_cron(_fields(timing), after, timing)


def _fields(timing: str) -> list[frozenset[int]]:
    parts = timing.split()
    if len(parts) != len(_RANGES):
        raise Invalid(f"'{timing[:60]}' is no timing. Write 'every 15m', or five cron fields such as '30 3 * * 1'.")
    fields = [_field(part, low, high, timing) for part, (low, high) in zip(parts, _RANGES, strict=True)]
    fields[4] = frozenset(day % 7 for day in fields[4])
    return fields


def _field(text: str, low: int, high: int, timing: str) -> frozenset[int]:
    """The values of one cron field: `*`, `5`, `1-5`, `*/10`, `0-30/5`, and lists of these."""
    values: set[int] = set()
    for part in text.split(","):
        match = _PART.match(part)
        if match is None:
            raise Invalid(f"'{part[:20]}' in the timing '{timing[:60]}' cannot be read.")
        step = int(match[3] or 1)
        first = int(match[1]) if match[1] else low
        last = int(match[2]) if match[2] else (first if match[1] and not match[3] else high)
        if not (low <= first <= last <= high and step):
            raise Invalid(f"'{part[:20]}' in the timing '{timing[:60]}' is outside {low} to {high}.")
        values.update(range(first, last + 1, step))
    return frozenset(values)


def _next_cron(fields: list[frozenset[int]], after: int, timing: str) -> int:
    minutes, hours, days, months, weekdays = fields
    moment = datetime.fromtimestamp(after // SECOND, UTC).replace(second=0) + timedelta(minutes=1)
    # as cron does: when both kinds of day are restricted, either will do
    either = timing.split()[2] != "*" and timing.split()[4] != "*"
    for _ in range(_FAR):
        by_day, by_weekday = moment.day in days, (moment.weekday() + 1) % 7 in weekdays
        if moment.month in months and ((by_day or by_weekday) if either else (by_day and by_weekday)):
            for hour in sorted(value for value in hours if value >= moment.hour):
                least = moment.minute if hour == moment.hour else 0
                fitting = [minute for minute in minutes if minute >= least]
                if fitting:
                    return int(moment.replace(hour=hour, minute=min(fitting)).timestamp()) * SECOND
        moment = (moment + timedelta(days=1)).replace(hour=0, minute=0)
    raise Invalid(f"The timing '{timing[:60]}' never comes.")
