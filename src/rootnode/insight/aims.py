"""Targets and how far they are (docs/spec/hub.md, H20 to H26): requirements of the category "metric target" against the best run."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any, Final, Literal

import msgspec

from rootnode.insight.figures import counted, gap, number, said
from rootnode.insight.looking import END, Look, end_of
from rootnode.kit.clock import DAY
from rootnode.wire.hub import Aim, Mark
from rootnode.wire.items import End

MOST: Final = 200
"""Of each project, the oldest."""
IN_ALL: Final = 1_000
"""For all projects together: the first of each before the second of any."""
METRIC_TARGET: Final = 1.0
"""The place of "metric target" among the categories of requirements: choices are filed by their place."""

_COUNTS: Final = "n.trashed IS NULL AND n.state <> 'failed' AND m.last BETWEEN -1e308 AND 1e308"
"""Runs in the trash, failed ones, NaN and infinities reach nothing."""
_BEST: Final = (
    "(SELECT m.run FROM metric_latest m CROSS JOIN node n WHERE n.id = m.run AND m.workspace = :workspace AND m.project = v.project "
    f"AND m.key = v.text AND {_COUNTS} "
)


class Wanted(msgspec.Struct, frozen=True):
    """A target as its requirement tells it."""

    project: str
    end: End
    metric: str
    comparison: Literal["at least", "at most"]
    target: float
    unit: str


def aims_of(look: Look, projects: Collection[str]) -> dict[str, list[Aim]]:
    """The targets of each project, the one furthest from being reached first."""
    wanted = _wanted(look, projects)
    best = _best(look, wanted)
    found: dict[str, list[Aim]] = {project: [] for project in projects}
    for each in wanted:
        found[each.project].append(aim(each, best.get(each.end.id or "")))
    for aims in found.values():
        aims.sort(key=_distance, reverse=True)
    return found


def _wanted(look: Look, projects: Collection[str]) -> list[Wanted]:
    tx = look.tx
    sql = (
        f"SELECT * FROM (SELECT {END}, n.project, n.fields, ROW_NUMBER() OVER (PARTITION BY v.project ORDER BY v.node) AS place "
        "FROM node_value v CROSS JOIN node n CROSS JOIN project p "
        f"WHERE {tx.any_of('v.project', 'projects')} AND v.kind = 'requirement' AND v.field = 'category' AND v.num = :metric_target "
        f"AND {tx.any_of('v.state', 'states')} AND n.id = v.node AND p.id = n.project) AS ranked "
        "WHERE place <= :most ORDER BY place, id LIMIT :limit"  # sql: constants only
    )
    given = {"projects": list(projects), "states": ["draft", "agreed", "met"], "metric_target": METRIC_TARGET}
    found = []
    for row in tx.rows(sql, most=MOST, limit=IN_ALL, **given):
        fields: dict[str, Any] = msgspec.json.decode(row[7])
        if fields.get("metric") and fields.get("target") is not None:
            comparison: Literal["at least", "at most"] = "at most" if fields.get("comparison") == "at most" else "at least"
            found.append(Wanted(row[6], end_of(row), fields["metric"], comparison, float(fields["target"]), fields.get("unit", "")))
    return found


def _best(look: Look, wanted: Sequence[Wanted]) -> dict[str, Mark]:
    """The best run for each requirement, by the requirement's id: two questions for all of them."""
    if not wanted:
        return {}
    tx = look.tx
    sql = (
        f"SELECT v.node, {_BEST}ORDER BY m.last DESC LIMIT 1), {_BEST}ORDER BY m.last LIMIT 1) "
        f"FROM node_value v WHERE {tx.any_of('v.node', 'nodes')} AND v.field = 'metric'"  # sql: constants only
    )
    rows = {row[0]: row[1:] for row in tx.rows(sql, nodes=[each.end.id for each in wanted], workspace=look.caller.workspace)}
    runs = {each.end.id: rows[each.end.id][each.comparison == "at most"] for each in wanted if each.end.id in rows}
    marks = _marks(look, [run for run in runs.values() if run], [each.metric for each in wanted])
    return {each.end.id or "": marks[key] for each in wanted if (key := (runs.get(each.end.id), each.metric)) in marks}


def _marks(look: Look, runs: Sequence[str], keys: Sequence[str]) -> dict[tuple[str | None, str], Mark]:
    """What runs have under some keys, by run and key."""
    tx = look.tx
    sql = (
        "SELECT m.run, m.key, n.title, m.last_time, m.last FROM metric_latest m JOIN node n ON n.id = m.run "
        f"WHERE {tx.any_of('m.run', 'runs')} AND {tx.any_of('m.key', 'keys')}"  # sql: constants only
    )
    return {(run, key): Mark(run, title, at, last) for run, key, title, at, last in tx.rows(sql, runs=list(runs), keys=list(keys))}


def aim(wanted: Wanted, best: Mark | None) -> Aim:
    """A target against the best run."""
    if best is None:
        says = f"No run has logged {wanted.metric} yet."
        return _aim(wanted, None, None, reached=wanted.end.state == "met", says=says)
    missing = wanted.target - best.value if wanted.comparison == "at least" else best.value - wanted.target
    if missing <= 0:
        says = f"Reached: {number(best.value, wanted.unit)}, {wanted.comparison} {number(wanted.target, wanted.unit)} was asked for."
        return _aim(wanted, best, 0.0, reached=True, says=says)
    return _aim(wanted, best, missing, reached=False, says=f"Gap {gap(missing, wanted.unit)}.")


def _aim(wanted: Wanted, best: Mark | None, missing: float | None, *, reached: bool, says: str) -> Aim:
    return Aim(wanted.end, wanted.metric, wanted.comparison, wanted.target, wanted.unit, best, missing, reached, says)


def _distance(each: Aim) -> float:
    """How far off in parts of the target; what no run has logged is the furthest, what is reached is not far at all."""
    if each.reached:
        return -1.0
    return float("inf") if each.gap is None else each.gap / (abs(each.target) or 1.0)


class Deadline(msgspec.Struct, frozen=True):
    """The day that counts: of the nearest open milestone, else of the project."""

    day: date
    of: End | None

    def days(self, today: date) -> int:
        """How many are left; negative ones are over."""
        return (self.day - today).days


class Forecast(msgspec.Struct, frozen=True):
    """When the gap closes at the present pace, or why that cannot be said."""

    says: str
    closes: date | None = None


WEEKS: Final = 4
LEAST_STEPS: Final = 3
"""So many better values within the weeks looked at make a pace; fewer are chance."""
FARTHEST: Final = 366


def forecast(each: Aim, steps: Sequence[Mark], now: int, today: date, deadline: Deadline | None) -> Forecast:
    """H25: told only where the best of the last four weeks rests on at least three improvements."""
    if each.best is None:
        return Forecast(each.says)
    if each.gap is None or each.reached:
        return Forecast(each.says)
    since = now - WEEKS * 7 * DAY
    before = [step for step in steps if step.at < since]
    lately = [step for step in steps if step.at >= since]
    if not lately:
        return Forecast(f"No run has come closer in the last {WEEKS} weeks, so it does not close at this pace.")
    start = before[-1] if before else lately[0]
    better = len(lately) if before else len(lately) - 1
    if better < LEAST_STEPS or now - start.at < 7 * DAY:
        return Forecast(f"Too few steps forward for a forecast: {counted(better, 'better value')} in the last {WEEKS} weeks.")
    days = min(now - start.at, WEEKS * 7 * DAY) / DAY
    pace = abs(steps[-1].value - start.value) / days
    left = each.gap / pace
    told = f"At the pace of the last {WEEKS} weeks ({signed(float(f'{pace * 7:.2g}'), each)} a week)"
    if left > FARTHEST:
        return Forecast(f"{told} it takes more than a year to close.")
    closes = today + timedelta(days=round(left))
    return Forecast(f"{told} it closes on {said(closes, today)}{_against(closes, deadline)}.", closes)


def signed(change: float, each: Aim) -> str:
    """A change for the better: upwards or downwards, as the target asks."""
    sign = "+" if each.comparison == "at least" else "\u2212"
    return sign + number(change, each.unit)


def _against(closes: date, deadline: Deadline | None) -> str:
    if deadline is None:
        return ""
    days = (closes - deadline.day).days
    what = deadline.of.title if deadline.of else "the project's target date"
    return f", {counted(abs(days), 'day')} {'after' if days > 0 else 'before'} {what}" if days else f", the day of {what}"
