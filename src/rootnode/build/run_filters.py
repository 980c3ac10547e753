"""Conditions on a table of runs: on metrics, params, tags, the run's own fields, its name, experiment and model."""

from typing import Any, Final

from rootnode.build.limits import SORTED
from rootnode.build.run_columns import Column, Stretch, column_or_field
from rootnode.graph.lists import Condition
from rootnode.kit.db import ReadTx
from rootnode.kit.errors import Invalid
from rootnode.kit.paging import CONTAINS, containing

_PLACED: Final = {
    "experiment": "SELECT r.run FROM run_place r JOIN experiment_number e ON e.project = r.project AND e.number = r.experiment "
    "WHERE r.project = :project AND e.experiment",
    "model": "SELECT m.run FROM registered_version m WHERE m.project = :project AND m.model",
}
"""The runs of an experiment, and those that versions of a model were made by."""
_COMPARE: Final = {"=": "=", "!=": "=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


def conditions_sql(tx: ReadTx, conditions: tuple[Condition, ...], params: dict[str, Any]) -> list[str]:
    """SQL over the node `n`, with its parameters put into `params`: :workspace and :project are there. Raises Invalid.

    As for items: `!=` also finds what has no value, `empty` takes true or false.
    """
    found = []
    for place, condition in enumerate(conditions):
        key, value = f"filter{place}", f"value{place}"
        if condition.field == "name":
            found.append(_named(tx, condition, value, params))
        elif condition.field in _PLACED:
            found.append(_placed(condition, value, params))
        else:
            found.append(_valued(tx, column_or_field(condition.field, "filter"), condition, key, value, params))
    return found


def _named(tx: ReadTx, condition: Condition, value: str, params: dict[str, Any]) -> str:
    text = _text(condition)
    if condition.op == "contains":
        params[value] = containing(text)
        return f"{tx.folded('n.title')} {CONTAINS.format(value)}"
    if condition.op not in ("=", "!="):
        raise Invalid("A name is compared with =, != or contains.", where="filter.name")
    params[value] = text
    return f"n.title = :{value}" if condition.op == "=" else f"n.title <> :{value}"


def _placed(condition: Condition, value: str, params: dict[str, Any]) -> str:
    among = f"n.id IN ({_PLACED[condition.field]}"
    if condition.op == "empty":
        return f"{'' if condition.value is False else 'NOT '}{among} IS NOT NULL)"  # sql: constants of this file
    if condition.op not in ("=", "!="):
        raise Invalid(f"{condition.field.capitalize()} is compared with =, != or empty.", where=f"filter.{condition.field}")
    params[value] = _text(condition)
    return f"{'NOT ' if condition.op == '!=' else ''}{among} = :{value})"  # sql: constants of this file


def _valued(tx: ReadTx, column: Column, condition: Condition, key: str, value: str, params: dict[str, Any]) -> str:
    place = column.place
    params[key] = column.key
    # sql: constants of `run_columns` and names of parameters
    there = f"EXISTS (SELECT 1 FROM {place.table} v WHERE v.{place.owner} = n.id AND {place.picked}:{key} AND "
    if condition.op == "empty":
        return f"{'' if condition.value is False else 'NOT '}{there}{place.filled})"
    stretch: Stretch = "num" if isinstance(condition.value, int | float) and not isinstance(condition.value, bool) else "text"
    if stretch not in place.values:
        raise Invalid(f"{column.name[:80]} is compared with a number.", where=f"filter.{column.name[:80]}")
    if condition.op == "contains":
        params[value] = containing(_text(condition))
        return f"{there}{tx.folded(place.whole)} {CONTAINS.format(value)})"
    params[value] = float(condition.value) if stretch == "num" else _text(condition)
    compared = f"{place.values[stretch]} {_COMPARE[condition.op]} :{value}"
    if stretch == "text" and condition.op in ("=", "!="):
        compared = f"{place.values[stretch]} = substr(:{value}, 1, {SORTED}) AND {place.whole} = :{value}"
    if condition.op == "!=":
        return f"NOT {there}{compared})"
    # of a hundred thousand runs a few fit: found by the index on the values, once, not run by run
    return f"n.id IN (SELECT v.{place.owner} FROM {place.table} v WHERE {place.picked}:{key} AND {compared})"  # sql: the same


def _text(condition: Condition) -> str:
    if not isinstance(condition.value, str) or "\x00" in condition.value or len(condition.value) > 8_000:
        name = condition.field[:80]
        raise Invalid(f"{name} is compared with a text of at most 8,000 characters, or with a number.", where=f"filter.{name}")
    return condition.value
