"""What every part of a hub asks with, and the few questions that several of them ask."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final, TypeAlias

from rootnode.auth.caller import Caller
from rootnode.graph.access import visible
from rootnode.graph.counts import counts_of
from rootnode.graph.days import today
from rootnode.graph.kinds import Kinds
from rootnode.kit.db import ReadTx
from rootnode.wire.items import End

Tally: TypeAlias = Mapping[str, Mapping[str, int]]
"""How many items there are, by type and state."""

END: Final = "n.id, n.kind, n.number, n.title, n.state, p.key"


@dataclass(frozen=True)
class Look:
    """One look, by `caller`, at projects that have been found visible to them."""

    tx: ReadTx
    caller: Caller
    kinds: Kinds

    @cached_property
    def today(self) -> date:
        return today(self.tx, self.caller.workspace)

    @property
    def finished(self) -> list[str]:
        """Every state, as type.state, in which nothing more is to be done."""
        return [f"{kind.name}.{state.name}" for kind in self.kinds for state in kind.states if state.done]


def end_of(row: Sequence[Any]) -> End:
    """An item that may be shown, from the columns END."""
    node, kind, number, title, state, key = row[:6]
    return End(False, node, kind, f"{key}-{number}" if number else node, title, state, key)


def name_of(end: End) -> str:
    """How a sentence names an item: by its key where it has one, else by its title."""
    return end.key if end.key and end.key != end.id else end.title or ""


def tallies(look: Look, projects: Collection[str]) -> dict[str, dict[str, dict[str, int]]]:
    """The tally of each project, without the project itself: one question for all."""
    found: dict[str, dict[str, dict[str, int]]] = {project: {} for project in projects}
    for project, kind, state, count in counts_of(look.tx, projects):
        if kind != "project":
            found[project].setdefault(kind, {})[state] = count
    return found


def ends_by_id(look: Look, ids: Collection[str]) -> dict[str, End]:
    """The live items among `ids`; those that the caller may not see are told as restricted. At most 2,000."""
    seen, params = visible(look.tx, look.caller, "n.project")
    sql = (
        f"SELECT {END}, CASE WHEN {seen} THEN 1 ELSE 0 END FROM node n JOIN project p ON p.id = n.project "
        f"WHERE {look.tx.any_of('n.id', 'ids')} AND n.trashed IS NULL"  # sql: constants only
    )
    rows = look.tx.rows(sql, ids=sorted(ids)[:2_000], **params)
    return {row[0]: end_of(row) if row[6] else End(restricted=True) for row in rows}


def count_of(tally: Tally, kind: str, *states: str) -> int:
    """How many of a type are in one of the states; of any, where none is named."""
    by_state = tally.get(kind, {})
    return sum(by_state.get(state, 0) for state in states) if states else sum(by_state.values())


def open_count(look: Look, tally: Tally, kind: str) -> int:
    """How many of a type are not finished."""
    states = [state.name for state in look.kinds.kind(kind).states if not state.done]
    return count_of(tally, kind, *states)
