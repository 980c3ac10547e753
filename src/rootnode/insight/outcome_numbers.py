"""Outcomes in plain numbers, for those who run the workspace; and what a search came to, as a count (docs/spec/outcomes.md)."""

from typing import Final

from rootnode.auth.caller import Caller
from rootnode.kit.clock import DAY, SECOND
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.wire.first import FoundBy, Outcomes, Reached, Searched, ServingOutcome

LAST_PLACE: Final = 10
"""A result opened further down than this counts as opened there."""
_COUNT: Final = (
    "INSERT INTO outcome_search (workspace, day, result, count) VALUES (:workspace, :day, :result, 1) "
    "ON CONFLICT (workspace, day, result) DO UPDATE SET count = outcome_search.count + 1"
)
_REACHED: Final = {
    "first_run": "SELECT first_run - made AS took FROM outcome_project WHERE workspace = :workspace AND first_run IS NOT NULL",
    "first_document": (
        "SELECT first_document - made AS took FROM outcome_project WHERE workspace = :workspace AND first_document IS NOT NULL"
    ),
    "first_issue": "SELECT first_issue - made AS took FROM outcome_project WHERE workspace = :workspace AND first_issue IS NOT NULL",
    "serving": "SELECT served - began AS took FROM outcome_serving WHERE workspace = :workspace",
}


def record_search(tx: WriteTx, caller: Caller, searched: Searched) -> None:
    """Count what one search came to. What was typed, and by whom, is not kept."""
    result = "left" if searched.shown else "nothing"
    if searched.opened is not None:
        result = f"opened {min(searched.opened, LAST_PLACE)}"
    tx.run(_COUNT, workspace=caller.workspace, day=tx.now // DAY, result=result)


def outcomes(tx: ReadTx, caller: Caller) -> Outcomes:
    """All numbers of the caller's workspace."""
    workspace = caller.workspace
    made = tx.scalar("SELECT COUNT(*) FROM outcome_project WHERE workspace = :workspace", workspace=workspace)
    run, document, issue = (_reached(tx, workspace, what) for what in ("first_run", "first_document", "first_issue"))
    served = _reached(tx, workspace, "serving")
    return Outcomes(
        made, run, document, issue, ServingOutcome(served.count, served.median_seconds), _found(tx, workspace), _crossing(tx, workspace)
    )


def _reached(tx: ReadTx, workspace: str, what: str) -> Reached:
    """How many got there, and how long it took half of them at most."""
    took = _REACHED[what]
    count = tx.scalar(f"SELECT COUNT(*) FROM ({took}) reached", workspace=workspace)  # sql: constants only
    if not count:
        return Reached(0, None)
    sql = f"SELECT took FROM ({took}) reached ORDER BY took LIMIT 1 OFFSET :half"  # sql: constants only
    return Reached(count, tx.scalar(sql, workspace=workspace, half=(count - 1) // 2) / SECOND)


def _found(tx: ReadTx, workspace: str) -> FoundBy:
    sql = "SELECT result, SUM(count) FROM outcome_search WHERE workspace = :workspace GROUP BY result ORDER BY result LIMIT 100"
    counts = {result: int(count) for result, count in tx.rows(sql, workspace=workspace)}
    opened = {place: counts.get(f"opened {place}", 0) for place in range(1, LAST_PLACE + 1)}
    return FoundBy(sum(counts.values()), tuple(opened.values()), counts.get("left", 0), counts.get("nothing", 0))


def _crossing(tx: ReadTx, workspace: str) -> int:
    """Items that people of two teams or more have changed."""
    two = "SELECT item FROM outcome_touch WHERE workspace = :workspace GROUP BY item HAVING COUNT(*) > 1"
    return int(tx.scalar(f"SELECT COUNT(*) FROM ({two}) crossed", workspace=workspace))  # sql: constants only
