"""What goes with runs, experiments, datasets and models that are removed for good. Registered with the graph by `app.py`."""

from collections.abc import Callable
from typing import Final

from rootnode.blobs import drop_refs
from rootnode.build.places import MODEL
from rootnode.kit.db import WriteTx
from rootnode.series.store import Series

_TABLES: Final = {
    "run": (
        "DELETE FROM run_param WHERE ",
        "DELETE FROM run_tag WHERE ",
        "DELETE FROM run_input WHERE ",
        "DELETE FROM run_model WHERE ",
        "DELETE FROM logged_model_metric WHERE ",
        "DELETE FROM run_place WHERE ",
    ),
    "experiment": ("DELETE FROM experiment_tag WHERE ", "DELETE FROM experiment_number WHERE "),
    "version": (
        "DELETE FROM run_input WHERE ",
        "DELETE FROM dataset_detail WHERE ",
        "DELETE FROM version_tag WHERE ",
        "DELETE FROM registered_version WHERE ",
    ),
    "model": (
        "DELETE FROM logged_model_param WHERE ",
        "DELETE FROM logged_model_tag WHERE ",
        "DELETE FROM logged_model_metric WHERE ",
        "DELETE FROM logged_model_place WHERE ",
        "DELETE FROM model_tag WHERE ",
        "DELETE FROM registered_model WHERE ",
    ),
    "owner": ("DELETE FROM file WHERE ",),
    "project": ("DELETE FROM experiment_counter WHERE ",),
}
"""By the column that names the node."""
_ROLES: Final = "DELETE FROM run_model WHERE "


def on_purge(series: Series) -> Callable[[WriteTx, list[str]], None]:
    """For `Graph.on_purge`: takes all that is kept of the purged nodes away. Numbers of experiments are not used again in their project."""

    def forget(tx: WriteTx, nodes: list[str]) -> None:
        runs = tx.rows(f"SELECT run, workspace, project FROM run_place WHERE {tx.any_of('run', 'nodes')}", nodes=nodes)
        for run, workspace, project in runs:
            series.delete_run(tx, workspace, project, run)
        for owner, workspace in tx.rows(f"SELECT DISTINCT owner, workspace FROM file WHERE {tx.any_of('owner', 'nodes')}", nodes=nodes):
            drop_refs(tx, workspace, owner)
        for column, starts in _TABLES.items():
            for start in starts:
                tx.run(start + tx.any_of(column, "nodes"), nodes=nodes)
        tx.run(_ROLES + tx.any_of("model", "models"), models=[MODEL + node for node in nodes])

    return forget
