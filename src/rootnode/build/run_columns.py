"""What of a run can be a column of a table: its metrics' latest value and extremes, params, tags, and the run's own fields."""

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

import msgspec

from rootnode.build.kinds import KINDS
from rootnode.build.limits import KEY
from rootnode.kit.db import ReadTx
from rootnode.kit.errors import Invalid
from rootnode.kit.paging import CONTAINS, containing
from rootnode.wire.runs import RunColumn

Source: TypeAlias = Literal["metric", "min", "max", "param", "tag", "field"]
Stretch: TypeAlias = Literal["num", "text", "none"]

FIELDS: Final = frozenset(field.name for kind in KINDS if kind.name == "run" for field in kind.fields if field.sortable)
"""The run's own fields; they sort and filter, and stand in the item itself."""
MOST_KNOWN: Final = 1_000
MOST_COUNTED: Final = 1_000
MOST_SEARCHED: Final = 20_000
"""So many different names of one sort are looked through."""


class Place(msgspec.Struct, frozen=True):
    """Where the values of a source lie: the table, its column of the run, and what picks the rows of one key of a project.

    `values` are the columns that are numbers and texts, `whole` the one that is shown; rows of the alias `v`.
    """

    table: str
    owner: str
    picked: str
    values: Mapping[Stretch, str]
    whole: str
    filled: str


_BY_KEY: Final = "v.workspace = :workspace AND v.project = :project AND v.key = "
_TEXTS: Final[dict[Stretch, str]] = {"num": "v.num", "text": "v.text"}


def _metric(column: str) -> Place:
    return Place("metric_latest", "run", _BY_KEY, {"num": column}, column, "v.points > 0")


PLACES: Final[dict[Source, Place]] = {
    "metric": _metric("v.last"),
    "min": _metric("v.min"),
    "max": _metric("v.max"),
    "param": Place("run_param", "run", _BY_KEY, _TEXTS, "v.value", "v.text IS NOT NULL"),
    "tag": Place("run_tag", "run", _BY_KEY, _TEXTS, "v.value", "v.text IS NOT NULL"),
    "field": Place(
        "node_value", "node", "v.project = :project AND v.kind = 'run' AND v.field = ", _TEXTS, "v.text",
        "(v.num IS NOT NULL OR v.text IS NOT NULL)",
    ),
}  # fmt: skip


class Column(msgspec.Struct, frozen=True):
    """A metric (its latest value, least or greatest), param, tag or field."""

    source: Source
    key: str

    @property
    def name(self) -> str:
        return self.key if self.source == "field" else f"{self.source}.{self.key}"

    @property
    def place(self) -> Place:
        return PLACES[self.source]


def column_of(name: str, where: str = "columns") -> Column:
    """`metric.loss`, `min.loss`, `max.loss`, `param.lr` or `tag.team` as a column. Raises Invalid."""
    source, _, key = name.partition(".")
    if source not in PLACES or source == "field" or not 0 < len(key) <= KEY or "\x00" in key:
        raise Invalid("A column is metric.NAME, min.NAME, max.NAME, param.NAME or tag.NAME.", where=where)
    return Column(source, key)


def column_or_field(name: str, where: str) -> Column:
    """The same, or one of the run's own fields by its name: what a table is sorted and filtered by. Raises Invalid."""
    return Column("field", name) if name in FIELDS else column_of(name, where)


def known_columns(tx: ReadTx, project: str, source: Literal["metric", "param", "tag"], text: str = "", limit: int = 100) -> list[RunColumn]:
    """The first `limit` keys, by name, that a project's runs have used and that contain `text`. Reads one row of the index for each,
    and to count its runs one for each of these, at most MOST_COUNTED.

    The caller's access to the project has been checked. Runs in the trash count, too.
    """
    table = PLACES[source].table
    workspace = "workspace = (SELECT workspace FROM project WHERE id = :project) AND " if source == "metric" else ""
    least = f"SELECT MIN(key) FROM {table} WHERE {workspace}project = :project"  # sql: constants of this file
    used = f"SELECT 1 FROM {table} v WHERE {workspace}v.project = :project AND v.key = s.key LIMIT :most"  # sql: constants of this file
    searched = f"{tx.folded('k.key')} {CONTAINS.format('text')}"
    sql = (  # sql: constants of this file
        f"WITH RECURSIVE known (key) AS ({least} UNION ALL SELECT ({least} AND key > known.key) FROM known WHERE known.key IS NOT NULL) "
        f"SELECT s.key, (SELECT COUNT(*) FROM ({used}) u) FROM (SELECT k.key FROM (SELECT key FROM known WHERE key IS NOT NULL "
        f"LIMIT :searched) k WHERE {searched} ORDER BY k.key LIMIT :limit) s"
    )
    bounds = {"most": MOST_COUNTED, "searched": MOST_SEARCHED, "limit": min(limit, MOST_KNOWN)}
    return [RunColumn(key, runs) for key, runs in tx.rows(sql, project=project, text=containing(text), **bounds)]
