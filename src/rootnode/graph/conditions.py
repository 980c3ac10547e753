"""Conditions of lists: a field, an operator, a value; and the SQL that they become."""

from collections.abc import Mapping
from typing import Any, Final, Literal, TypeAlias

import msgspec

from rootnode.graph.fields import SORTED
from rootnode.kit.db import ReadTx
from rootnode.kit.errors import Invalid
from rootnode.kit.paging import CONTAINS, containing
from rootnode.wire.items import Field

Operator: TypeAlias = Literal["=", "!=", "<", "<=", ">", ">=", "in", "contains", "empty"]
VALUES: Final = 50
_FARTHEST: Final = 2**63
_COMPARE: Final = {"=": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}

ATTRIBUTES: Final[Mapping[str, tuple[str, type]]] = {
    "created": ("n.created", int),
    "updated": ("n.updated", int),
    "created_by": ("n.created_by", str),
    "updated_by": ("n.updated_by", str),
    "title": ("n.title", str),
    "state": ("n.state", str),
    "project": ("n.project", str),
}
"""What every item has beside its fields: its column and the type of its values. Times are microseconds UTC."""


class Condition(msgspec.Struct, frozen=True):
    """One condition on a declared sortable field or an attribute of every item.

    `contains` is for texts; `in` takes a list, of which one must hold; `empty` takes true or false.
    """

    field: str
    op: Operator
    value: Any = None


class Query:
    """Collects conditions and their parameters; every piece of SQL is a constant of the graph's files."""

    def __init__(self, tx: ReadTx) -> None:
        self.tx = tx
        self.where: list[str] = []
        self.params: dict[str, Any] = {}

    def param(self, value: Any) -> str:
        """The name of a new parameter with that value."""
        name = f"p{len(self.params)}"
        self.params[name] = value
        return name

    def add(self, sql: str) -> None:
        """One more condition that must hold."""
        self.where.append(sql)


def add_attribute(query: Query, condition: Condition) -> None:
    """A condition on what every item has. Raises Invalid."""
    column, kind = ATTRIBUTES[condition.field]
    given = _listed(condition, condition.field)
    if any(isinstance(each, bool) or not isinstance(each, kind) for each in given):
        raise Invalid(f"'{condition.field}' is compared with a {'number' if kind is int else 'text'}.", where=f"filter.{condition.field}")
    if kind is int and any(not -_FARTHEST <= each < _FARTHEST for each in given):
        raise Invalid(f"'{condition.field}' is compared with a number of at most 64 bits.", where=f"filter.{condition.field}")
    if condition.op == "contains" and kind is str:
        query.add(f"{query.tx.folded(column)} {CONTAINS.format(query.param(containing(given[0])))}")
    elif condition.op == "in":
        query.add(query.tx.any_of(column, query.param(given)))
    elif condition.op in _COMPARE:
        query.add(f"{column} {_COMPARE[condition.op]} :{query.param(given[0])}")
    else:
        raise Invalid(f"'{condition.field}' has no operator '{condition.op}'.", where=f"filter.{condition.field}")


def add_condition(query: Query, field: Field, condition: Condition) -> None:
    """A condition on a sortable field. Raises Invalid."""
    values = f"SELECT 1 FROM node_value w WHERE w.node = n.id AND w.field = :{query.param(field.name)}"
    if condition.op == "empty":
        wanted = "" if condition.value is not False else "NOT "
        query.add(f"{wanted}EXISTS ({values} AND w.num IS NULL AND w.text IS NULL)")
        return
    given = [_comparable(field, each) for each in _listed(condition, field.label)]
    column, value = given[0]
    if condition.op == "contains":
        query.add(f"EXISTS ({values} AND {query.tx.folded('w.text')} {CONTAINS.format(query.param(containing(str(value))))})")
    elif condition.op == "in":
        among = ", ".join(f":{query.param(each)}" for _, each in given)
        query.add(f"EXISTS ({values} AND w.{column} IN ({among}))")
    elif condition.op == "!=":
        query.add(f"NOT EXISTS ({values} AND w.{column} = :{query.param(value)})")
    else:
        query.add(f"EXISTS ({values} AND w.{column} {_COMPARE[condition.op]} :{query.param(value)})")


def _listed(condition: Condition, label: str) -> list[Any]:
    """The values that a condition names: one, or those of `in`."""
    if condition.op != "in":
        return [condition.value]
    if not isinstance(condition.value, list) or not 0 < len(condition.value) <= VALUES:
        raise Invalid(f"{label} with 'in' takes a list of 1 to {VALUES} values.", where=f"filter.{condition.field}")
    return condition.value


def _comparable(field: Field, value: Any) -> tuple[str, float | str]:
    where = f"filter.{field.name}"
    match field.type:
        case "number" | "flag":
            if not isinstance(value, int | float):
                raise Invalid(f"{field.label} is compared with a number.", where=where)
            if isinstance(value, int) and not -_FARTHEST <= value < _FARTHEST:
                raise Invalid(f"{field.label} is compared with a number of at most 64 bits.", where=where)
            return "num", float(value)
        case "choice":
            if value not in field.choices:
                raise Invalid(f"{field.label} is one of: {', '.join(field.choices)}.", where=where)
            return "num", float(field.choices.index(value))
        case _:
            if not isinstance(value, str):
                raise Invalid(f"{field.label} is compared with a text.", where=where)
            return "text", value[:SORTED]
