"""How the best value of a metric came about (docs/spec/hub.md, H23 and H24).

The steps are walked from the best one back: the best among all that came before it, and so on. One question follows
them down the index of the values, which reads each run of the project once at most.
"""

from typing import Final

from rootnode.insight.looking import Look
from rootnode.kit.clock import DAY
from rootnode.kit.db import Row
from rootnode.wire.hub import Aim, Mark

MOST_BY_TIME: Final = 10_000
MOST_STEPS: Final = 1_000
SHOWN_STEPS: Final = 200
DOTS: Final = 300
FIRST_TIME: Final = 946_684_800_000_000
"""The year 2000: a time before it was not told by a clock."""

_OURS: Final = "m.workspace = :workspace AND m.project = :project AND m.key = :key"
_COUNTS: Final = (
    "n.id = m.run AND n.trashed IS NULL AND n.state <> 'failed' AND m.last_time BETWEEN :first AND :until "
    "AND m.last BETWEEN -1e308 AND 1e308"
)
_FROM: Final = f"FROM metric_latest m CROSS JOIN node n WHERE {_OURS} AND {_COUNTS}"


def _steps_sql(order: str, beyond: str, before: str, first: str) -> str:
    """Down the index of the values: the best of all; then, each time, the best of those that came before it; of equal ones the first."""
    best = f"SELECT m.last {_FROM} ORDER BY m.last {order} LIMIT 1"  # sql: constants only
    following = f"SELECT m.last {_FROM} AND m.last {beyond} x.last AND {before} ORDER BY m.last {order} LIMIT 1"  # sql: constants only
    first_of = f"(SELECT m.run {_FROM} AND m.last = ({{}}) ORDER BY {first} LIMIT 1)"  # sql: constants only
    return (
        f"WITH RECURSIVE step (n, run) AS (SELECT 1, {first_of.format(best)} "  # sql: constants only
        f"UNION ALL SELECT s.n + 1, {first_of.format(following)} "  # sql: constants only
        "FROM step s CROSS JOIN metric_latest x WHERE x.run = s.run AND x.key = :key AND s.n < :most) "
        "SELECT x.run, r.title, x.last_time, x.last FROM step s CROSS JOIN metric_latest x CROSS JOIN node r "
        "WHERE x.run = s.run AND x.key = :key AND r.id = x.run ORDER BY x.last_time, s.n DESC"
    )


_BY_TIME: Final = ("m.last_time < x.last_time", "m.last_time")
_BY_BEGIN: Final = ("m.run < x.run", "m.run")  # ids grow with time; the index of the values has them, so nothing else is read
_STEPS: Final = {
    ("at least", True): _steps_sql("DESC", "<", *_BY_TIME),
    ("at most", True): _steps_sql("ASC", ">", *_BY_TIME),
    ("at least", False): _steps_sql("DESC", "<", *_BY_BEGIN),
    ("at most", False): _steps_sql("ASC", ">", *_BY_BEGIN),
}


def steps_of(look: Look, project: str, aim: Aim) -> list[Mark]:
    """Each run that was better than all before it, oldest first; of very many the newest 1,000.

    Before it: by the time at which the value was logged, or where more than 10,000 runs have one by when the runs began.
    """
    given = _given(look, project, aim.metric)
    few = count_of_runs(look, project, aim.metric, MOST_BY_TIME) < MOST_BY_TIME
    rows = look.tx.rows(_STEPS[aim.comparison, few], most=MOST_STEPS, **given)
    steps: list[Mark] = []
    for mark in (Mark(*row) for row in rows):
        if not steps or (mark.value > steps[-1].value) == (aim.comparison == "at least"):
            steps.append(mark)
    return steps


def count_of_runs(look: Look, project: str, metric: str, most: int) -> int:
    """How many runs have a metric, counted up to `most`."""
    sql = f"SELECT COUNT(*) FROM (SELECT 1 FROM metric_latest m WHERE {_OURS} LIMIT :most) AS some_of_them"
    return int(look.tx.scalar(sql, workspace=look.caller.workspace, project=project, key=metric, most=most))


def _given(look: Look, project: str, metric: str) -> dict[str, object]:
    until = look.tx.now + DAY  # clients' clocks may be a little ahead
    return {"workspace": look.caller.workspace, "project": project, "key": metric, "first": FIRST_TIME, "until": until}


def dots_of(look: Look, project: str, metric: str) -> list[Mark]:
    """Runs with their values, oldest first: all of few, of many a sample spread over the time in which they began."""
    tx, given = look.tx, _given(look, project, metric)
    rows = tx.rows(f"SELECT m.run, n.title, m.last_time, m.last {_FROM} LIMIT :limit", limit=DOTS + 1, **given)
    if len(rows) > DOTS:
        begun = _of_runs(look, metric, _begun(look, project))
        rows = begun if len(begun) > DOTS // 4 else _of_runs(look, metric, _ranked(look, project, metric))
    return sorted((Mark(*row) for row in rows), key=lambda mark: (mark.at, mark.run))


def _of_runs(look: Look, metric: str, runs: list[str]) -> list[Row]:
    given = {"key": metric, "first": FIRST_TIME, "until": look.tx.now + DAY, "runs": runs}
    sql = (
        "SELECT m.run, n.title, m.last_time, m.last FROM metric_latest m CROSS JOIN node n "
        f"WHERE m.key = :key AND {look.tx.any_of('m.run', 'runs')} AND {_COUNTS}"  # sql: constants only
    )
    return look.tx.rows(sql, **given)


def _begun(look: Look, project: str) -> list[str]:
    """300 runs at even distances between the first and the last: ids grow with time, so each is found by one step into the index."""
    tx = look.tx
    ours = "n.project = :project AND n.kind = 'run' AND n.trashed IS NULL"
    end = f"(SELECT n.id FROM node n WHERE {ours} ORDER BY n.id {{}} LIMIT 1)"
    ends = tx.row(f"SELECT {end.format('ASC')}, {end.format('DESC')}", project=project)  # sql: constants only
    if ends is None or None in ends:
        return []
    first, last = (int(each, 16) for each in ends)
    marks = [f"{first + (last - first) * place // (DOTS - 1):032x}" for place in range(DOTS)]
    sql = (
        f"SELECT (SELECT n.id FROM node n WHERE {ours} AND n.id >= each_one.value ORDER BY n.id LIMIT 1) "
        f"FROM {tx.each_of('marks')} each_one"  # sql: constants only
    )
    return list({run for (run,) in tx.rows(sql, project=project, marks=marks) if run})


def _ranked(look: Look, project: str, metric: str) -> list[str]:
    """Where only few runs among many have the metric: every so-many-th of them in the order of the values."""
    ours = {"workspace": look.caller.workspace, "project": project, "key": metric}
    count = int(look.tx.scalar(f"SELECT COUNT(*) FROM metric_latest m WHERE {_OURS}", **ours))  # sql: constants only
    following = (
        f"(SELECT m.run FROM metric_latest m WHERE {_OURS} AND (m.last, m.run) > (x.last, x.run) "
        "ORDER BY m.last, m.run LIMIT 1 OFFSET :skip)"
    )
    sql = (
        "WITH RECURSIVE pick (n, run) AS ("
        f"SELECT 1, (SELECT m.run FROM metric_latest m WHERE {_OURS} AND m.last IS NOT NULL ORDER BY m.last, m.run LIMIT 1) "
        f"UNION ALL SELECT p.n + 1, {following} FROM pick p CROSS JOIN metric_latest x "
        "WHERE x.run = p.run AND x.key = :key AND p.n < :most) "
        "SELECT run FROM pick WHERE run IS NOT NULL"  # sql: constants only
    )
    return [run for (run,) in look.tx.rows(sql, skip=count // DOTS, most=DOTS, **ours)]


def thinned(steps: list[Mark]) -> list[Mark]:
    """At most 200 steps for the eye: the first, the last, and of those between every so-many-th."""
    if len(steps) <= SHOWN_STEPS:
        return steps
    every = len(steps) / (SHOWN_STEPS - 1)
    return [steps[min(int(place * every), len(steps) - 1)] for place in range(SHOWN_STEPS - 1)] + [steps[-1]]
