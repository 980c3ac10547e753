"""What outcomes are worked out from: written down as it happens, by a follower of the change log (docs/spec/outcomes.md)."""

from collections.abc import Iterable, Sequence
from typing import Final

from rootnode.graph.changes import Change
from rootnode.kit.db import WriteTx

FIRSTS: Final = {
    "run": "UPDATE outcome_project SET first_run = :at WHERE project = :project AND first_run IS NULL",
    "document": "UPDATE outcome_project SET first_document = :at WHERE project = :project AND first_document IS NULL",
    "issue": "UPDATE outcome_project SET first_issue = :at WHERE project = :project AND first_issue IS NULL",
}
_PROJECT: Final = (
    "INSERT INTO outcome_project (project, workspace, made) VALUES (:project, :workspace, :made) ON CONFLICT (project) DO NOTHING"
)
_COUNTED: Final = "SELECT project FROM outcome_project WHERE "
_SERVED: Final = (
    "INSERT INTO outcome_serving (run, endpoint, workspace, project, began, served) "
    "SELECT n.id, :endpoint, n.workspace, n.project, n.created, :at FROM node n "
    "WHERE n.id = :run AND n.kind = 'run' ON CONFLICT (run, endpoint) DO NOTHING"
)
_TOUCHED: Final = (
    "INSERT INTO outcome_touch (item, team, workspace, project, touched) VALUES (:item, :team, :workspace, :project, :at) "
    "ON CONFLICT (item, team) DO NOTHING"
)
_FORGET: Final = (
    ("DELETE FROM outcome_project WHERE ", "project"),
    ("DELETE FROM outcome_serving WHERE ", "run"),
    ("DELETE FROM outcome_serving WHERE ", "endpoint"),
    ("DELETE FROM outcome_touch WHERE ", "item"),
    ("DELETE FROM task WHERE ", "project"),
)


class Outcomes:
    """The follower. What the example does is left out: it is nobody's outcome."""

    name = "outcomes"

    def follow(self, tx: WriteTx, changes: Sequence[Change]) -> None:
        """Projects first: the others look at which are counted. What was removed for good comes to nothing."""
        changes = [change for change in changes if not change.body.get("purged") and change.body.get("event") != "purged"]
        for change in changes:
            if change.kind == "project" and _made(change) and _set(change, "fields.special") != "example":
                tx.run(_PROJECT, project=change.project, workspace=change.workspace, made=change.at)
        projects = sorted({change.project for change in changes})
        counted = {row[0] for row in tx.rows(_COUNTED + tx.any_of("project", "projects"), projects=projects)}
        kept = [change for change in changes if change.project in counted]
        _firsts(tx, kept)
        for change in kept:
            _serving(tx, change)
        _touches(tx, kept)


def _made(change: Change) -> bool:
    return change.type == "node" and "kind" in change.body.get("set", {})


def _set(change: Change, attribute: str) -> object:
    return change.body.get("set", {}).get(attribute, (None, None))[1]


def _firsts(tx: WriteTx, changes: Iterable[Change]) -> None:
    """A project's first run, document and issue. Thousands of runs in a batch ask once."""
    asked: set[tuple[str, str]] = set()
    for change in changes:
        if change.kind in FIRSTS and _made(change) and (change.project, change.kind) not in asked:
            asked.add((change.project, change.kind))
            tx.run(FIRSTS[change.kind], project=change.project, at=change.at)


def _serving(tx: WriteTx, change: Change) -> None:
    """An endpoint began to serve something, or a release that it serves got its model: whose run was it?"""
    link = change.body.get("link") if change.type == "link" and change.body.get("made") else None
    if link is None:
        return
    if link["type"] == "serves":
        pairs = [(link["source"], model) for model in _models_of(tx, link["target"])]
    elif link["type"] == "deploys" and change.kind == "release":
        sql = "SELECT source FROM link WHERE target = :release AND type = 'serves' ORDER BY id LIMIT 100"
        pairs = [(endpoint, link["target"]) for (endpoint,) in tx.rows(sql, release=link["source"])]
    else:
        return
    for endpoint, model in pairs:
        if run := _run_of(tx, model):
            tx.run(_SERVED, run=run, endpoint=endpoint, at=change.at)


def _models_of(tx: WriteTx, target: str) -> list[str]:
    """What is served: a model version itself, or what the release deploys."""
    sql = "SELECT target FROM link WHERE source = :release AND type = 'deploys' ORDER BY id LIMIT 100"
    return [target, *(row[0] for row in tx.rows(sql, release=target))]


def _run_of(tx: WriteTx, model: str) -> str | None:
    found: str | None = tx.scalar(
        "SELECT run FROM registered_version WHERE version = :model UNION "
        "SELECT source_run FROM logged_model_place WHERE model = :model LIMIT 1",
        model=model,
    )
    return found or None


def _touches(tx: WriteTx, changes: Sequence[Change]) -> None:
    """Whose teams changed which item. Tokens and the server itself are in no team; nor do the example's people count."""
    actors = sorted({change.actor for change in changes})
    sql = (
        "SELECT m.account, m.team FROM team_member m JOIN account a ON a.id = m.account "
        f"WHERE a.example IS NULL AND {tx.any_of('m.account', 'actors')} ORDER BY m.account, m.team LIMIT 10000"  # sql: constants only
    )
    teams: dict[str, list[str]] = {}
    for account, team in tx.rows(sql, actors=actors):
        teams.setdefault(account, []).append(team)
    rows = {
        (change.node, team): {
            "item": change.node, "team": team, "workspace": change.workspace, "project": change.project, "at": change.at,
        }
        for change in reversed(changes) if change.node != change.project
        for team in teams.get(change.actor, ())
    }  # fmt: skip
    if rows:
        tx.run_many(_TOUCHED, rows.values())


def forget_outcomes(tx: WriteTx, nodes: list[str]) -> None:
    """For `Graph.on_purge`: what was removed for good leaves nothing here."""
    for start, column in _FORGET:
        tx.run(start + tx.any_of(column, "nodes"), nodes=nodes)


def move_outcomes(tx: WriteTx, nodes: list[str], project: str) -> None:
    """For `Graph.on_move`."""
    tx.run(
        f"UPDATE outcome_touch SET project = :project WHERE {tx.any_of('item', 'nodes')}", project=project, nodes=nodes
    )  # sql: constants only
