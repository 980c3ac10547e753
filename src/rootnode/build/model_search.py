"""Searching logged models: as runs are searched, but their metrics were measured on datasets, and a metric may have many points."""

from typing import Final

from rootnode.build.search import Order, Search, Statement, Subject, Where, same
from rootnode.kit.db import ReadTx

LOGGED_MODELS: Final = Subject(
    "SELECT m.model FROM logged_model_place m JOIN node n ON n.id = m.model",
    "m.model",
    {
        "name": same("n.title"),
        "model_id": same("('m-' || m.model)"),
        "model_type": same("NULLIF(m.model_type, '')"),
        "source_run_id": same("NULLIF(m.source_run, '')"),
        "status": same("upper(n.state)"),
        "experiment_id": same("m.experiment"),
        "creation_timestamp_ms": same("n.created / 1000"),
        "last_updated_timestamp_ms": same("n.updated / 1000"),
    },
    {
        "metric": ("logged_model_metric", "model", "value"),
        "param": ("logged_model_param", "model", "value"),
        "tag": ("logged_model_tag", "model", "value"),
    },
    (("creation_timestamp_ms", "n.created DESC"), ("model_id", "m.model")),
)
Datasets = tuple[tuple[str, str], ...]
"""Names and digests; an empty digest stands for any."""


def search_models(tx: ReadTx, project: str, search: Search, datasets: Datasets = ()) -> list[str]:
    """Ids of logged models' nodes, of those experiments, by the order, then the newest first; the trash is left out.

    With `datasets` only points measured on one of them count, and a model needs one. The caller's access has been checked. Raises Invalid.
    """
    if not search.experiments:
        return []
    statement = _Statement(tx, datasets)
    statement.params |= {"project": project, "experiments": list(search.experiments)}
    base = f"m.project = :project AND {tx.any_of('m.experiment', 'experiments')}"
    if datasets and not any(where.what == "metric" for where in search.where):
        # sql: constants of this file and names of parameters
        base += f" AND m.model IN (SELECT w.model FROM logged_model_metric w WHERE w.project = :project{statement.measured(datasets)})"
    return [model for (model,) in tx.rows(statement.text(search, base), **statement.params)]


class _Statement(Statement):
    def __init__(self, tx: ReadTx, datasets: Datasets) -> None:
        super().__init__(tx.dialect, LOGGED_MODELS)
        self.datasets = datasets

    def measured(self, datasets: Datasets) -> str:
        """SQL for "and the point `w` was measured on one of them"."""
        each = []
        for name, digest in datasets:
            exactly = f" AND w.dataset_digest = {self.param(digest)}" if digest else ""
            each.append(f"(w.dataset_name = {self.param(name)}{exactly})")
        return f" AND ({' OR '.join(each)})" if each else ""  # sql: constants of this file and names of parameters

    def among(self, where: Where) -> str:
        found = super().among(where)
        return found + self.measured(self.datasets) if where.what == "metric" else found

    def joined(self, place: int, order: Order) -> str:
        """For metrics: each model's latest point."""
        if order.what != "metric":
            return super().joined(place, order)
        measured = self.measured((order.dataset,) if order.dataset else ())
        latest = "ROW_NUMBER() OVER (PARTITION BY w.model ORDER BY w.time DESC, w.step DESC, w.run)"
        # sql: constants of this file and names of parameters
        ranked = f"SELECT w.model, w.key, w.value, {latest} AS place FROM logged_model_metric w WHERE w.project = :project"
        ranked += f" AND w.key = {self.param(order.key)}{measured}"  # sql: the same
        # sql: the same
        return f" LEFT JOIN ({ranked}) o{place} ON o{place}.model = m.model AND o{place}.place = 1"
