"""What happens in a project, act by act: changes grouped by operation, and what programs do by the hundred told as one.

A page looks at a bounded stretch of the log, so that a week of logging costs a few pages and never a long query.
"""

from typing import Any, Final, Literal, TypeAlias

import msgspec

from rootnode.auth.caller import Caller
from rootnode.graph.access import visible
from rootnode.graph.changes import COLUMNS, TOLD, Change, change_of
from rootnode.graph.undo import FINAL, tells_what_was
from rootnode.kit.clock import HOUR
from rootnode.kit.db import ReadTx

SCANNED: Final = 2_000
"""Entries of the log that one page looks at."""
PARTS: Final = 5
"""Items that an act tells of; it says how many there are."""

Noise: TypeAlias = Literal["logged", "started", "ended"]
_LOGGED: Final = frozenset(
    (
        "logged",
        "file.put",
        "files.deleted",
        "inputs.logged",
        "outputs.logged",
        "tags.set",
        "tag.deleted",
        "registered",
        "model_params.logged",
    )
)
_MADE_BY_PROGRAMS: Final = frozenset(("run", "logged_model"))
_BY_HAND: Final = frozenset(("update_item", "edit_run", "merge_run", "undo"))


class Act(msgspec.Struct):
    """One act, or what one program did within an hour. `nodes` are the items it touched, the newest first."""

    number: int
    at: int
    actor: str
    actor_name: str
    verb: str
    operation: str
    parts: list[Change]
    nodes: dict[str, None]
    folded: bool = False
    least: bool = False  # there may be more nodes than these

    @property
    def undoable(self) -> bool:
        """Whether undo may be tried: it changed fields or links, and is not of those that are changed back by hand."""
        return not self.folded and self.verb not in FINAL and any(map(tells_what_was, self.parts))


class Acts(msgspec.Struct, frozen=True):
    """Newest first. `before` is where the next page starts; None at the beginning of the log."""

    acts: list[Act]
    before: int | None


def activity(
    tx: ReadTx,
    caller: Caller,
    project: str,
    *,
    before: int | None = None,
    actor: str = "",
    kind: str = "",
    noise: bool = True,
    limit: int = 50,
) -> Acts:
    """A page of what happened in a project, of one person and of one kind of item where asked.

    Without `noise`, what programs log is left out, and events but comments, grants and tags edited by hand.
    """
    scanned = _scan(tx, caller, project, before if before is not None else 2**62, noise)
    acts: dict[tuple[Any, ...], Act] = {}
    last = None
    for change in scanned:
        if (actor and change.actor != actor) or (kind and change.kind != kind) or change.body.get("purged"):
            last = change.number
            continue
        told = noise_of(change)
        key: tuple[Any, ...] = (told, change.actor, change.at // HOUR) if told else (change.operation,)
        if key not in acts and len(acts) == limit:
            return Acts(list(acts.values()), last)
        last = change.number
        _add(acts, key, change, told)
    if len(scanned) < SCANNED or last is None:
        return Acts(list(acts.values()), None)
    if all(act.verb == "logged" for act in acts.values()):
        return Acts([_at_least(act) for act in acts.values()], _told_before(tx, caller, project, last))
    return Acts(list(acts.values()), last)


def _at_least(act: Act) -> Act:
    act.least = True
    return act


def _told_before(tx: ReadTx, caller: Caller, project: str, before: int) -> int | None:
    """Where to go on after a long stretch of mere logging: at the next change that stands for itself; the rest is passed over."""
    seen, params = visible(tx, caller, "c.project")
    where = f"c.project = :project AND c.number < :before AND {TOLD} AND {seen}"  # sql: constants only
    sql = f"SELECT MAX(c.number) FROM change c WHERE {where}"  # sql: constants only
    number = tx.scalar(sql, project=project, before=before, **params)
    return None if number is None else int(number) + 1


def noise_of(change: Change) -> Noise | None:
    """What kind of machine chatter a change is; None for what stands for itself."""
    if change.kind not in _MADE_BY_PROGRAMS:
        return None
    if change.type == "event":
        return "logged" if change.body.get("event") in _LOGGED else None
    was = change.body.get("set", {})
    if "kind" in was:
        return "started" if change.kind == "run" else "logged"
    if change.type == "link" or "trashed" in was or change.verb in _BY_HAND:
        return None
    return "ended" if "state" in was else "logged"


def _scan(tx: ReadTx, caller: Caller, project: str, before: int, noise: bool) -> list[Change]:
    seen, params = visible(tx, caller, "c.project")
    which = "1 = 1" if noise else TOLD
    sql = (
        f"SELECT {COLUMNS} FROM change c WHERE c.project = :project AND c.number < :before AND {which} AND {seen} "  # sql: constants only
        "ORDER BY c.number DESC LIMIT :limit"
    )
    return [change_of(row) for row in tx.rows(sql, project=project, before=before, limit=SCANNED, **params)]


def _add(acts: dict[tuple[Any, ...], Act], key: tuple[Any, ...], change: Change, told: Noise | None) -> None:
    act = acts.get(key)
    if act is None:
        verb = told or change.verb
        act = acts[key] = Act(change.number, change.at, change.actor, change.actor_name, verb, change.operation, [], {}, told is not None)
    if len(act.parts) < PARTS and not (act.folded and change.node in act.nodes):
        act.parts.append(change)
    act.nodes[change.node] = None
