"""The workspace's days: its time zone decides which day it is, and so what is late and what is due today."""

from datetime import UTC, date, datetime, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from rootnode.auth.audit import record
from rootnode.auth.caller import Caller
from rootnode.kit.clock import SECOND
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import Forbidden, Invalid

DEFAULT: Final = "UTC"
_LONGEST: Final = 64


def zone_of(tx: ReadTx, workspace: str) -> str:
    """The name of the workspace's time zone, such as Europe/Berlin."""
    return tx.scalar("SELECT zone FROM workspace WHERE id = :id", id=workspace) or DEFAULT


def today(tx: ReadTx, workspace: str) -> date:
    """The day that it is in the workspace. Whoever asks what is late, or due, asks here."""
    return datetime.fromtimestamp(tx.now / SECOND, _known(zone_of(tx, workspace)) or UTC).date()


def set_zone(tx: WriteTx, caller: Caller, name: str) -> str:
    """Change the workspace's time zone; answers its name. Owners and admins only. Raises Forbidden, Invalid."""
    if not caller.administers:
        raise Forbidden("Only owners and admins change the time zone of the workspace.")
    if _known(name) is None:
        raise Invalid(f"There is no time zone '{name[:_LONGEST]}'. Use a name such as Europe/Berlin or UTC.", where="zone")
    before = zone_of(tx, caller.workspace)
    if before != name:
        _write(tx, caller.workspace, name)
        record(tx, caller, "workspace.zone_changed", caller.workspace, before=before, after=name)
    return name


def begin_in(tx: WriteTx, workspace: str, name: str) -> None:
    """Take the zone that the first person's browser told; one that is not known here leaves UTC."""
    if _known(name) is not None:
        _write(tx, workspace, name)


def _write(tx: WriteTx, workspace: str, name: str) -> None:
    tx.run("UPDATE workspace SET zone = :zone WHERE id = :id", zone=name, id=workspace)


def _known(name: str) -> tzinfo | None:
    if name == DEFAULT:
        return UTC
    try:
        return ZoneInfo(name) if 0 < len(name) <= _LONGEST else None
    except (KeyError, OSError, ValueError):  # no such file, a folder, a name that leads out of the folder of zones
        return None
