"""Small tasks on the example: they tick themselves when a person has really done them, and can be put away."""

from typing import Final

from rootnode.auth.caller import Caller
from rootnode.graph.access import visible
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import Conflict, NotFound
from rootnode.wire.first import ExampleTask, ExampleTaskPatch, TaskName

NAMES: Final[tuple[TaskName, ...]] = ("find_refuted", "move_and_undo")
_NEWEST: Final = 5_000
"""So many of the newest entries of the example's history are looked through."""
_MARK: Final = (
    "INSERT INTO task (account, project, task, workspace, done, dismissed) "
    "VALUES (:account, :project, :task, :workspace, CAST(:done AS BIGINT), CAST(:dismissed AS BIGINT)) "
    "ON CONFLICT (account, project, task) DO UPDATE SET done = COALESCE(task.done, excluded.done), "
    "dismissed = COALESCE(task.dismissed, excluded.dismissed)"
)
_UNDONE: Final = (
    "SELECT 1 FROM (SELECT actor, kind, verb, body FROM change WHERE project = :project AND type <> 'event' "
    "ORDER BY number DESC LIMIT :newest) c WHERE c.actor = :actor AND c.kind = 'issue' AND c.verb = 'undo' AND c.body LIKE :moved LIMIT 1"
)


def tasks_of(tx: ReadTx, caller: Caller) -> list[ExampleTask]:
    """The caller's tasks on the example that they see; none where there is no example, or it has no refuted idea."""
    project = _example(tx, caller)
    if project is None or caller.account is None:
        return []
    refuted = _refuted(tx, project[0])
    sql = "SELECT task, done, dismissed FROM task WHERE account = :account AND project = :project ORDER BY task LIMIT 100"
    marks = {task: (done, dismissed) for task, done, dismissed in tx.rows(sql, account=caller.account, project=project[0])}
    found = []
    for name in NAMES:
        done, dismissed = marks.get(name, (None, None))
        if name == "move_and_undo":
            done = done or _moved_back(tx, caller, project[0])
        elif refuted is None:
            continue
        found.append(ExampleTask(name, project[1], done is not None, dismissed is not None, refuted if name == "find_refuted" else None))
    return found


def mark_task(tx: WriteTx, caller: Caller, name: TaskName, given: ExampleTaskPatch) -> list[ExampleTask]:
    """Note that the caller opened an item, which may do the task, or put the task away. Raises NotFound, Conflict."""
    project = _example(tx, caller)
    if project is None or caller.account is None:
        raise NotFound("There is no example here.")
    if given.opened is not None and (name != "find_refuted" or given.opened != _refuted(tx, project[0])):
        raise Conflict("That is not what the task asks for.")
    now = {"done": tx.now if given.opened is not None else None, "dismissed": tx.now if given.dismissed else None}
    tx.run(_MARK, account=caller.account, project=project[0], task=name, workspace=caller.workspace, **now)
    return tasks_of(tx, caller)


def _example(tx: ReadTx, caller: Caller) -> tuple[str, str] | None:
    """(id, key) of the example, where the caller sees it."""
    seen, params = visible(tx, caller, "p.id")
    where = f"n.fields LIKE :special AND {seen}"  # sql: constants only
    sql = f"SELECT p.id, p.key FROM project p JOIN node n ON n.id = p.id WHERE {where} ORDER BY p.id LIMIT 1"  # sql: constants only
    row = tx.row(sql, special='%"special":"example"%', **params)
    return None if row is None else (row[0], row[1])


def _refuted(tx: ReadTx, project: str) -> str | None:
    """The idea that was refuted first."""
    sql = (
        "SELECT id FROM node WHERE project = :project AND kind = 'hypothesis' AND state = 'refuted' AND trashed IS NULL ORDER BY id LIMIT 1"
    )
    found: str | None = tx.scalar(sql, project=project)
    return found


def _moved_back(tx: ReadTx, caller: Caller, project: str) -> int | None:
    """Whether the caller has undone a move of an issue: the change log knows."""
    found: int | None = tx.scalar(_UNDONE, project=project, actor=caller.actor, moved='%"state":[%', newest=_NEWEST)
    return found
