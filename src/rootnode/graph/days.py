"""The workspace's days: its time zone decides which day it is, and so what is late and what is due today."""

from datetime import UTC, date, datetime, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from rootnode.auth.audit import record
from rootnode.auth.caller import Caller
from rootnode.kit.clock import SECOND
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import Forbidden, Invalid

DEFAULT: Final = "UTC"
_LONGEST: Final = 64
_NO_PLACES: Final = frozenset(("Factory", "localtime"))
"""They are listed with the zones, but browsers know no such name."""


def zone_of(tx: ReadTx, workspace: str) -> str:
    """The name of the workspace's time zone, such as Europe/Berlin."""
    return tx.scalar("SELECT zone FROM workspace WHERE id = :id", id=workspace) or DEFAULT


def today(tx: ReadTx, workspace: str) -> date:
    """The day that it is in the workspace. Whoever asks what is late, or due, asks here."""
    return datetime.fromtimestamp(tx.now / SECOND, _clock_of(zone_of(tx, workspace))).date()


def set_zone(tx: WriteTx, caller: Caller, name: str) -> str:
    """Change the workspace's time zone; answers its name. Owners and admins only. Raises Forbidden, Invalid."""
    if not caller.administers:
        raise Forbidden("Only owners and admins change the time zone of the workspace.")
    if not _known(name):
        raise Invalid(f"There is no time zone '{name[:_LONGEST]}'. Use a name such as Europe/Berlin or UTC.", where="zone")
    before = zone_of(tx, caller.workspace)
    if before != name:
        _write(tx, caller.workspace, name)
        record(tx, caller, "workspace.zone_changed", caller.workspace, before=before, after=name)
    return name


def begin_in(tx: WriteTx, workspace: str, name: str) -> None:
    """Take the zone that the first person's browser told; one that is not known here leaves UTC."""
    if _known(name):
        _write(tx, workspace, name)


def _write(tx: WriteTx, workspace: str, name: str) -> None:
    tx.run("UPDATE workspace SET zone = :zone WHERE id = :id", zone=name, id=workspace)


def _known(name: str) -> bool:
    """Whether browsers know it, too: what lies in the folder of zones under another name, such as right/UTC, breaks their pages."""
    return name == DEFAULT or (name not in _NO_PLACES and name in available_timezones())


def _clock_of(name: str) -> tzinfo:
    """What the clocks of a zone show; UTC where this machine has lost the zone that was chosen."""
    try:
        return UTC if name == DEFAULT else ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        return UTC
