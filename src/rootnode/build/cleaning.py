"""What goes with runs and experiments that are removed for good. Registered with the graph by `app.py`."""

from collections.abc import Callable
from typing import Final

from rootnode.blobs import drop_refs
from rootnode.kit.db import WriteTx
from rootnode.series.store import Series

_RUN_TABLES: Final = (
    "DELETE FROM run_param WHERE ",
    "DELETE FROM run_tag WHERE ",
    "DELETE FROM run_file WHERE ",
    "DELETE FROM run_place WHERE ",
)
_EXPERIMENT_TABLES: Final = ("DELETE FROM experiment_tag WHERE ", "DELETE FROM experiment_number WHERE ")


def on_purge(series: Series) -> Callable[[WriteTx, list[str]], None]:
    """For `Graph.on_purge`: takes params, tags, points, files and numbers of the purged nodes away. Numbers are not used again."""

    def forget(tx: WriteTx, nodes: list[str]) -> None:
        runs = tx.rows(f"SELECT run, workspace, project FROM run_place WHERE {tx.any_of('run', 'nodes')}", nodes=nodes)
        for run, workspace, project in runs:
            series.delete_run(tx, workspace, project, run)
            drop_refs(tx, workspace, run)
        for start in _RUN_TABLES:
            tx.run(start + tx.any_of("run", "nodes"), nodes=nodes)
        for start in _EXPERIMENT_TABLES:
            tx.run(start + tx.any_of("experiment", "nodes"), nodes=nodes)

    return forget
