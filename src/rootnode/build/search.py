"""Searching runs, experiments and the model registry by their metrics, params, tags and attributes, all of it in one statement.

A door's filter becomes `Where`s and `Order`s; these become SQL here. Every name and value is a parameter; the statement's
own words are constants of this file.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

import msgspec

from rootnode.build.limits import SORTED
from rootnode.kit.db import Dialect, ReadTx
from rootnode.kit.errors import Invalid

What: TypeAlias = Literal["metric", "param", "tag", "attribute", "dataset"]
Operator: TypeAlias = Literal["=", "!=", "<", "<=", ">", ">=", "LIKE", "ILIKE", "IN", "NOT IN", "IS NULL", "IS NOT NULL"]
Stage: TypeAlias = Literal["active", "deleted", "all"]

PAGE: Final = 50_000
CLAUSES: Final = 100
FEW: Final = 5_000
"""A condition that so many or fewer meet is where a search begins, not its order."""
LATEST: Final = "metric_latest"
_OF_WORKSPACE: Final = "workspace = (SELECT workspace FROM project WHERE id = :project)"
"""What the index of metrics' latest values begins with."""


DATASET: Final = {"name": "d.name", "digest": "d.digest", "context": "i.context"}
"""What may be asked of the datasets that a run used."""


class Where(msgspec.Struct, frozen=True):
    """One condition. `value` is a number for metrics and numeric attributes, a tuple for IN, else a text."""

    what: What
    key: str
    op: Operator
    value: float | int | str | tuple[str | int, ...] | None = None


class Order(msgspec.Struct, frozen=True):
    """One key of the order; what lacks it comes last, NaN just before. `dataset`: only what was measured on it (name, digest or "")."""

    what: What
    key: str
    descending: bool = False
    dataset: tuple[str, str] | None = None


class Search(msgspec.Struct, frozen=True):
    """What to look for. `experiments` are numbers (runs only). `offset` leaves that many out at the beginning."""

    where: tuple[Where, ...] = ()
    order: tuple[Order, ...] = ()
    experiments: tuple[int, ...] = ()
    stage: Stage = "active"
    limit: int = 1_000
    offset: int = 0


class Subject(msgspec.Struct, frozen=True):
    """What is looked for: where its rows lie, its attributes per engine, its tables of values, and the order at last."""

    select: str
    id: str
    attributes: Mapping[str, Mapping[Dialect, str]]
    tables: Mapping[What, tuple[str, str, str]]
    """What -> (table, column of the owner, column of the value)."""
    last: tuple[tuple[str, str], ...]


def same(sql: str) -> dict[Dialect, str]:
    """SQL that both engines understand."""
    return {"sqlite": sql, "postgres": sql}


_ENDED: Final[dict[Dialect, str]] = {
    "sqlite": "json_extract(n.fields, '$.ended') / 1000",
    "postgres": "CAST(CAST(n.fields AS jsonb) ->> 'ended' AS BIGINT) / 1000",
}
_USER: Final[dict[Dialect, str]] = {
    "sqlite": "coalesce(json_extract(n.fields, '$.user'), '')",
    "postgres": "coalesce(CAST(n.fields AS jsonb) ->> 'user', '')",
}

RUNS: Final = Subject(
    "SELECT r.run FROM run_place r JOIN node n ON n.id = r.run",
    "r.run",
    {
        "run_id": same("r.run"),
        "run_name": same("n.title"),
        "status": same("upper(n.state)"),
        "user_id": _USER,
        "start_time": same("r.started / 1000"),
        "end_time": _ENDED,
        "artifact_uri": same("'mlflow-artifacts:/' || CAST(r.experiment AS TEXT) || '/' || r.run || '/artifacts'"),
        "experiment_id": same("r.experiment"),
    },
    {"metric": (LATEST, "run", "last"), "param": ("run_param", "run", "value"), "tag": ("run_tag", "run", "value")},
    (("start_time", "r.started DESC"), ("run_id", "r.run")),
)
WALK: Final = msgspec.structs.replace(RUNS, select=f"SELECT r.run FROM {LATEST} o0 CROSS JOIN run_place r CROSS JOIN node n")
EXPERIMENTS: Final = Subject(
    "SELECT n.id FROM experiment_number e JOIN node n ON n.id = e.experiment",
    "n.id",
    {
        "name": same("n.title"),
        "experiment_id": same("e.number"),
        "creation_time": same("n.created / 1000"),
        "last_update_time": same("n.updated / 1000"),
    },
    {"tag": ("experiment_tag", "experiment", "value")},
    (("creation_time", "n.created DESC"), ("experiment_id", "e.number DESC")),
)
NUMBERS: Final = frozenset((
    "start_time", "end_time", "creation_time", "last_update_time", "version_number", "creation_timestamp_ms", "last_updated_timestamp_ms",
))  # fmt: skip
"""Attributes that are compared with numbers; times in milliseconds, as MLflow's clients give them."""

_COMPARE: Final = {"=": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_STAGES: Final = {"active": " AND n.trashed IS NULL", "deleted": " AND n.trashed IS NOT NULL", "all": ""}


def runs(tx: ReadTx, project: str, search: Search) -> list[str]:
    """Ids of runs of those experiments, by the order, then the newest first. The caller's access has been checked. Raises Invalid."""
    if not search.experiments:
        return []
    where = f"r.project = :project AND {tx.any_of('r.experiment', 'experiments')}"
    params = {"project": project, "experiments": list(search.experiments)}
    if search.order and search.order[0].what == "metric" and not _few(tx, project, search.where):
        walk = _Walk(tx.dialect, WALK, params)
        found = [run for (run,) in tx.rows(walk.text(search, where), **walk.params)]
        if len(found) == search.limit:  # otherwise runs without a value of that metric are missing
            return found
    statement = Statement(tx.dialect, RUNS, params)
    return [run for (run,) in tx.rows(statement.text(search, where), **statement.params)]


def _few(tx: ReadTx, project: str, conditions: Sequence[Where]) -> bool:
    """Whether some condition is met by few runs only, which is cheap to find out: an index counts no further than that."""
    for where in conditions:
        if where.what not in ("attribute", "dataset") and where.op in _COMPARE:
            statement = Statement(tx.dialect, RUNS, {"project": project, "few": FEW + 1})
            sql = f"SELECT COUNT(*) FROM {statement.met(where)} LIMIT :few) counted"  # sql: put together of constants
            if tx.scalar(sql, **statement.params) <= FEW:
                return True
    return False


def experiments(tx: ReadTx, project: str, search: Search) -> list[str]:
    """Ids of experiments, by the order, then the newest first. The caller's access has been checked. Raises Invalid."""
    statement = Statement(tx.dialect, EXPERIMENTS, {"project": project})
    return [found for (found,) in tx.rows(statement.text(search, "e.project = :project"), **statement.params)]


class Statement:
    """One statement being put together, and its parameters."""

    def __init__(self, dialect: Dialect, subject: Subject, params: Mapping[str, Any] = MappingProxyType({})) -> None:
        self.dialect = dialect
        self.subject = subject
        self.params = dict(params)

    def param(self, value: object) -> str:
        """The name under which the value is given."""
        name = f"p{len(self.params)}"
        self.params[name] = list(value) if isinstance(value, tuple) else value
        return f":{name}"

    def text(self, search: Search, base: str) -> str:
        """The whole statement; `base` is the condition that always holds. Raises Invalid."""
        if len(search.where) + len(search.order) > CLAUSES:
            raise Invalid(f"A search has {CLAUSES} conditions at most.", where="filter")
        joins, order = self.order(search.order)
        conditions = [self.condition(where) for where in search.where]
        where = " AND ".join([base, *conditions])
        bounds = f"LIMIT {self.param(max(1, min(search.limit, PAGE + 1)))} OFFSET {self.param(search.offset)}"  # sql: names of parameters
        select, stage = self.subject.select, _STAGES[search.stage]
        return f"{select}{joins} WHERE {where}{stage} ORDER BY {order} {bounds}"  # sql: put together of constants

    def attribute(self, key: str) -> str:
        """SQL for an attribute. Raises Invalid."""
        found = self.subject.attributes.get(key)
        if found is None:
            raise Invalid(f"Invalid attribute key '{key[:80]}' specified. Valid keys are {sorted(self.subject.attributes)}", where="filter")
        return found[self.dialect]

    def table(self, what: What) -> tuple[str, str, str]:
        """(table, column of the owner, column of the value). Raises Invalid."""
        found = self.subject.tables.get(what)
        if found is None:
            raise Invalid(f"Invalid search expression type '{what}'", where="filter")
        return found

    def order(self, orders: Sequence[Order]) -> tuple[str, str]:
        """The joins that the order needs, and the order."""
        joins, keys, seen = "", [], set()
        for place, order in enumerate(orders):
            if (order.what, order.key, order.dataset) in seen:
                raise Invalid(f"`order_by` contains duplicate fields: {order.key[:200]}", where="order_by")
            seen.add((order.what, order.key, order.dataset))
            way = "DESC" if order.descending else "ASC"
            if order.what == "attribute":
                expression = self.attribute(order.key)
                missing = f"CASE WHEN {expression} IS NULL THEN 1 ELSE 0 END"
            else:
                joins += self.joined(place, order)
                expression = f"o{place}.{self.table(order.what)[2]}"
                missing = self.missing(place, expression)
            keys += [key for key in (missing, f"{expression} {way}") if key]
        keys += [sql for attribute, sql in self.subject.last if ("attribute", attribute, None) not in seen]
        return joins, ", ".join(keys)

    def missing(self, place: int, expression: str) -> str:
        """SQL that puts what lacks the value last, NaN just before."""
        return f"CASE WHEN o{place}.key IS NULL THEN 2 WHEN {expression} IS NULL THEN 1 ELSE 0 END"

    def joined(self, place: int, order: Order) -> str:
        """The join, as `o<place>`, of the rows that the order is by."""
        table, owner, _ = self.table(order.what)
        # sql: the subject's own tables and columns
        return f" LEFT JOIN {table} o{place} ON o{place}.{owner} = {self.subject.id} AND o{place}.key = {self.param(order.key)}"

    def among(self, where: Where) -> str:
        """SQL, open at its end, for the owners of the rows `w` that the condition is about."""
        table, owner, _ = self.table(where.what)
        workspace = f"w.{_OF_WORKSPACE} AND " if table == LATEST else ""
        # sql: constants of this file and names of parameters
        return f"(SELECT w.{owner} FROM {table} w WHERE {workspace}w.project = :project AND w.key = {self.param(where.key)}"

    def met(self, where: Where) -> str:
        """SQL, open at its end, for the owners of the rows `w` that meet the condition."""
        column = self.table(where.what)[2]
        if column == "value" and where.op == "=" and len(str(where.value)) < SORTED:
            column = "text"  # the same for values that short, and indexed
        return f"{self.among(where)} AND {self.compare(f'w.{column}', where)}"

    def used(self, where: Where) -> str:
        """SQL, open at its end, for the runs that used a dataset which meets the condition."""
        # sql: constants of this file
        of_runs = "(SELECT i.run FROM run_input i JOIN dataset_detail d ON d.version = i.version WHERE i.project = :project AND "
        return of_runs + self.compare(DATASET[where.key], where)

    def condition(self, where: Where) -> str:
        """SQL for one condition."""
        if where.what == "attribute":
            return self.compare(self.attribute(where.key), where)
        if where.what == "dataset":
            return f"{self.subject.id} IN {self.used(where)})"
        if where.op == "IS NULL":
            return f"{self.subject.id} NOT IN {self.among(where)})"
        if where.op == "IS NOT NULL":
            return f"{self.subject.id} IN {self.among(where)})"
        return f"{self.subject.id} IN {self.met(where)})"

    def compare(self, expression: str, where: Where) -> str:
        """SQL that compares an expression with the condition's value. LIKE heeds case, ILIKE does not (for ASCII letters)."""
        match where.op:
            case "LIKE" if self.dialect == "sqlite":
                return f"{expression} GLOB {self.param(_glob(str(where.value)))}"
            case "LIKE":
                return f"{expression} LIKE {self.param(where.value)} ESCAPE ''"
            case "ILIKE":
                escape = " ESCAPE ''" if self.dialect == "postgres" else ""
                return f"lower({expression}) LIKE lower({self.param(where.value)}){escape}"
            case "IN" | "NOT IN":
                name = self.param(where.value)
                among = f"IN (SELECT value FROM json_each({name}))" if self.dialect == "sqlite" else f"= ANY({name})"
                return f"NOT ({expression} {among})" if where.op == "NOT IN" else f"{expression} {among}"
            case "IS NULL" | "IS NOT NULL":
                return f"{expression} {where.op}"
            case "!=" if where.what == "metric":  # NaN, which is kept as NULL, differs from every number
                return f"({expression} <> {self.param(where.value)} OR {expression} IS NULL)"
            case compared:
                return f"{expression} {_COMPARE[compared]} {self.param(where.value)}"


class _Walk(Statement):
    """Runs that have a value of the first metric of the order, found by walking that metric's index until the page is full.

    Right where many runs meet the conditions: a few thousand rows are looked at, not all of them sorted.
    """

    def text(self, search: Search, base: str) -> str:
        of_metric = f"o0.{_OF_WORKSPACE} AND o0.project = :project AND o0.key = {self.param(search.order[0].key)} AND o0.last IS NOT NULL"
        return super().text(search, f"{of_metric} AND r.run = o0.run AND n.id = o0.run AND {base}")

    def missing(self, place: int, expression: str) -> str:
        return super().missing(place, expression) if place else ""

    def joined(self, place: int, order: Order) -> str:
        return super().joined(place, order) if place else ""

    def among(self, where: Where) -> str:
        return f"{super().among(where)} AND w.run = r.run"


def _glob(pattern: str) -> str:
    """A LIKE pattern as SQLite's GLOB, which heeds case: `%` any text, `_` any character."""
    quoted = {"%": "*", "_": "?", "*": "[*]", "?": "[?]", "[": "[[]"}
    return "".join(quoted.get(sign, sign) for sign in pattern)
