"""How the best value of a metric came about (docs/spec/hub.md, H23 and H24).

The steps are walked from the best one back: the best among all that came before it, and so on. One question follows
them down the index of the values, which reads each run of the project once at most.
"""

from typing import Final

from rootnode.insight.aims import marks_of
from rootnode.insight.looking import Look
from rootnode.kit.clock import DAY
from rootnode.wire.hub import Aim, Mark

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
_REACHED: Final = f"(SELECT MIN(m.last_time) {_FROM} AND m.last = s.value)"


def _steps_sql(order: str, beyond: str) -> str:
    return (
        "WITH RECURSIVE step (n, value) AS ("
        f"SELECT 1, (SELECT m.last {_FROM} ORDER BY m.last {order} LIMIT 1) "  # sql: constants only
        f"UNION ALL SELECT s.n + 1, (SELECT m.last {_FROM} AND m.last {beyond} s.value AND m.last_time < {_REACHED} "
        f"ORDER BY m.last {order} LIMIT 1) FROM step s WHERE s.n < :most AND s.value IS NOT NULL) "
        f"SELECT (SELECT m.run {_FROM} AND m.last = s.value ORDER BY m.last_time, m.run LIMIT 1) "
        "FROM step s WHERE s.value IS NOT NULL ORDER BY s.n"  # sql: constants only
    )


_STEPS: Final = {"at least": _steps_sql("DESC", "<"), "at most": _steps_sql("ASC", ">")}


def steps_of(look: Look, project: str, aim: Aim) -> list[Mark]:
    """Each run that was better than all before it, oldest first, without gaps; of very many the newest 1,000."""
    given = {**_given(look, project, aim.metric), "most": MOST_STEPS}
    runs = [run for (run,) in look.tx.rows(_STEPS[aim.comparison], **given)]
    marks = marks_of(look, runs, [aim.metric])
    return [marks[run, aim.metric] for run in reversed(runs)]


def _given(look: Look, project: str, metric: str) -> dict[str, object]:
    until = look.tx.now + DAY  # clients' clocks may be a little ahead
    return {"workspace": look.caller.workspace, "project": project, "key": metric, "first": FIRST_TIME, "until": until}


def dots_of(look: Look, project: str, metric: str) -> tuple[list[Mark], int]:
    """Runs with their values, oldest first, and how many have one: all, or a fair sample by the rank of the value."""
    tx, given = look.tx, _given(look, project, metric)
    ours = {name: given[name] for name in ("workspace", "project", "key")}
    count = int(tx.scalar(f"SELECT COUNT(*) FROM metric_latest m WHERE {_OURS}", **ours))
    if count <= DOTS:
        rows = tx.rows(f"SELECT m.run, n.title, m.last_time, m.last {_FROM} LIMIT :limit", limit=DOTS, **given)
    else:
        sql = f"SELECT m.run, n.title, m.last_time, m.last {_FROM} AND {tx.any_of('m.run', 'runs')}"  # sql: constants only
        rows = tx.rows(sql, runs=_sample(look, ours, count), **given)
    return sorted((Mark(*row) for row in rows), key=lambda mark: (mark.at, mark.run)), count


def _sample(look: Look, ours: dict[str, object], count: int) -> list[str]:
    """Every so-many-th run in the order of the values: skips through the index and reads nothing else."""
    following = (
        f"(SELECT m.run FROM metric_latest m WHERE {_OURS} AND (m.last, m.run) > (s.value, s.run) "
        "ORDER BY m.last, m.run LIMIT 1 OFFSET :skip)"
    )
    sql = (
        "WITH RECURSIVE pick (n, value, run) AS ("
        f"SELECT * FROM (SELECT 1, m.last, m.run FROM metric_latest m WHERE {_OURS} AND m.last IS NOT NULL "
        "ORDER BY m.last, m.run LIMIT 1) AS lowest "
        "UNION ALL SELECT s.n + 1, o.last, o.run FROM pick s JOIN metric_latest o "
        f"ON o.key = :key AND o.run = {following} WHERE s.n < :most) SELECT run FROM pick"  # sql: constants only
    )
    return [run for (run,) in look.tx.rows(sql, skip=count // DOTS, most=DOTS, **ours)]


def thinned(steps: list[Mark]) -> list[Mark]:
    """At most 200 steps for the eye: the first, the last, and of those between every so-many-th."""
    if len(steps) <= SHOWN_STEPS:
        return steps
    every = len(steps) / (SHOWN_STEPS - 1)
    return [steps[min(int(place * every), len(steps) - 1)] for place in range(SHOWN_STEPS - 1)] + [steps[-1]]
