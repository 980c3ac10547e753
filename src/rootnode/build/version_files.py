"""The files of a model version: where they lie, how many and how large they are."""

import msgspec

from rootnode.build.places import MODEL
from rootnode.build.registry_pages import ModelVersion
from rootnode.build.sources import ROOT
from rootnode.kit.db import ReadTx
from rootnode.kit.ids import is_id


class VersionFiles(msgspec.Struct, frozen=True):
    """Files beneath `folder` of the run or logged model `holder`. `described`: an MLmodel file is among them."""

    holder: str
    folder: str
    count: int
    size: int
    described: bool


def files_of_version(tx: ReadTx, version: ModelVersion) -> VersionFiles | None:
    """None where the files lie elsewhere, or are gone. The caller's access has been checked."""
    holder, folder = _place(version.location)
    if not is_id(holder):
        return None
    prefix = f"{folder}/" if folder else ""
    sql = (
        "SELECT COUNT(*), COALESCE(SUM(size), 0), COUNT(CASE WHEN path = :described THEN 1 END) FROM file "
        "WHERE owner = :owner AND project = :project AND path >= :first AND path < :last"
    )
    last = f"{folder}0" if folder else "\U0010ffff"
    row = tx.row(sql, owner=holder, project=version.node.project, first=prefix, last=last, described=f"{prefix}MLmodel")
    return VersionFiles(holder, folder, int(row[0]), int(row[1]), bool(row[2])) if row and row[0] else None


def _place(location: str) -> tuple[str, str]:
    """(holder, folder) of `mlflow-artifacts:/3/<run>/artifacts/model` or `mlflow-artifacts:/3/models/m-<id>/artifacts`."""
    match location.removeprefix(ROOT).split("/") if location.startswith(ROOT) else []:
        case [_, "models", model, "artifacts", *folder]:
            return model.removeprefix(MODEL), "/".join(folder)
        case [_, run, "artifacts", *folder]:
            return run, "/".join(folder)
    return "", ""
