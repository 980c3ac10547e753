"""The workspace's time zone decides which day it is, on the day that clocks change, too."""

from datetime import UTC, datetime

import pytest

from rootnode.graph.days import begin_in, set_zone, today, zone_of
from rootnode.kit.clock import ManualClock
from rootnode.kit.errors import Forbidden, Invalid
from rootnode.testing.world import World

HOURS_OF_2026 = [
    ("Europe/Berlin", "2026-03-28T22:59", "2026-03-28"),
    ("Europe/Berlin", "2026-03-28T23:00", "2026-03-29"),  # a day of 23 hours begins
    ("Europe/Berlin", "2026-03-29T21:59", "2026-03-29"),
    ("Europe/Berlin", "2026-03-29T22:00", "2026-03-30"),
    ("Europe/Berlin", "2026-10-24T22:00", "2026-10-25"),  # one of 25 begins
    ("Europe/Berlin", "2026-10-25T22:59", "2026-10-25"),
    ("Europe/Berlin", "2026-10-25T23:00", "2026-10-26"),
    ("America/Santiago", "2026-09-06T03:59", "2026-09-05"),  # clocks go from 23:59 to 01:00: a day without midnight
    ("America/Santiago", "2026-09-06T04:00", "2026-09-06"),
    ("Pacific/Kiritimati", "2026-12-31T10:00", "2027-01-01"),
    ("Pacific/Pago_Pago", "2026-12-31T10:59", "2026-12-30"),
    ("Asia/Kathmandu", "2026-06-01T18:15", "2026-06-02"),
    ("UTC", "2026-12-31T23:59", "2026-12-31"),
]

NO_ZONES = ("posixrules", "localtime", "Factory", "posix/UTC", "right/UTC", "right/Europe/Berlin", "europe/berlin")
"""Files lie there among those of the zones, but no browser knows the names."""


@pytest.mark.parametrize(("zone", "moment", "day"), HOURS_OF_2026)
def test_the_day_is_that_of_the_zone(world: World, clock: ManualClock, zone: str, moment: str, day: str) -> None:
    world.db.write_now(set_zone, world.owner, zone)
    clock.value = int(datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp()) * 1_000_000
    assert world.db.read_now(today, world.workspace).isoformat() == day


def test_it_is_utc_until_somebody_says_otherwise_and_only_admins_do(world: World) -> None:
    assert world.db.read_now(zone_of, world.workspace) == "UTC"
    with pytest.raises(Forbidden):
        world.db.write_now(set_zone, world.member, "Europe/Berlin")
    for wrong in ("", "Mars/Olympus", "../../etc/passwd", "/etc/localtime", "Europe", "x" * 1_000, "a\0b", *NO_ZONES):
        with pytest.raises(Invalid, match="There is no time zone"):
            world.db.write_now(set_zone, world.owner, wrong)
        world.db.write_now(begin_in, world.workspace, wrong)
    assert world.db.read_now(zone_of, world.workspace) == "UTC"
    world.db.write_now(begin_in, world.workspace, "Asia/Tokyo")
    assert world.db.read_now(zone_of, world.workspace) == "Asia/Tokyo"


def test_a_zone_that_this_machine_has_lost_leaves_utc(world: World, clock: ManualClock) -> None:
    world.db.write_now(lambda tx: tx.run("UPDATE workspace SET zone = 'Mars/Olympus'"))
    clock.value = int(datetime(2026, 12, 31, 23, 59, tzinfo=UTC).timestamp()) * 1_000_000
    assert world.db.read_now(today, world.workspace).isoformat() == "2026-12-31"
