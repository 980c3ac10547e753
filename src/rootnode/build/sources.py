"""Where a version came from: what the text that a client gave may be, and which run, logged model or version it names.

The text is looked at and kept, never followed (C3): nothing is opened, fetched or resolved against this machine.
"""

import posixpath
import re
from typing import Final, Literal, TypeAlias
from urllib.parse import SplitResult, unquote, unquote_plus, urlsplit

import msgspec

from rootnode.build.limits import check_text
from rootnode.build.places import model_in, place_of
from rootnode.build.registry_limits import TEXT, version_number
from rootnode.build.registry_pages import ModelVersion, latest_versions, model_version, registered_model, version_by_alias
from rootnode.build.registry_search import PROMPT
from rootnode.kit.db import ReadTx
from rootnode.kit.errors import Invalid, NotFound

ROOT: Final = "mlflow-artifacts:/"
PLACEHOLDERS: Final = frozenset(("dummy-source", "prompt-template"))
"""What clients give as the source of a prompt, which has none."""
_ROUTE: Final = ("api", "2.0", "mlflow-artifacts", "artifacts")
_Named: TypeAlias = Literal["run_id", "model_id"]


class Origin(msgspec.Struct, frozen=True):
    """`source` as it is kept, `location` from which a client downloads; `derived` is the node that the version came from."""

    source: str
    location: str
    run: str = ""
    derived: str | None = None


def prompt_origin(source: str, run: str) -> Origin:
    """Of a version of a prompt. Raises Invalid."""
    if source not in PLACEHOLDERS:
        raise Invalid(f"Invalid prompt source: '{source}'. Prompt sources must use an MLflow placeholder.", where="source")
    return Origin(source, source, run)


def origin_of(tx: ReadTx, project: str, source: str, run: str | None, model: str | None) -> Origin:
    """What a source names; `run` and `model` (m-...) as the client gave them, None where it did not. Raises Invalid, NotFound."""
    check_text(source, "source", TEXT)
    parts = _split(source)
    if parts.scheme == "models" and parts.netloc:
        raise _invalid(source, "Registered model sources must use the active model registry.")
    if parts.scheme == "models":
        _check_absolute(source, parts)
        name, slash, suffix = parts.path[1:].partition("/")
        if slash or "@" in name:
            return _of_version(tx, project, source, run, model, _version_named(tx, project, source, name, suffix))
        return _of_logged_model(tx, project, source, run or "", model, name)
    _check(tx, project, source, parts, run or "", model or "")
    run_of_model = _model_place(tx, project, model)[1] if model else ""
    derived = model_in(tx, project, model).id if model else None
    return Origin(source, source, run or run_of_model, derived)


def _of_logged_model(tx: ReadTx, project: str, source: str, run: str, model: str | None, named: str) -> Origin:
    if model != named:
        raise _unfit(source, "model_id")
    experiment, source_run = _model_place(tx, project, model)
    return Origin(source, _model_root(experiment, model), run or source_run, model_in(tx, project, model).id)


def _of_version(tx: ReadTx, project: str, source: str, run: str | None, model: str | None, version: ModelVersion) -> Origin:
    tags = registered_model(tx, project, version.name).tags
    if tags.get(PROMPT, "false").lower() == "true":
        raise _invalid(source, "Prompt versions cannot be used as model version sources.")
    if (run is not None and run != version.run) or model:
        raise _invalid(source, "The run_id and model_id request parameters must match the referenced model version.")
    return Origin(f"models:/{version.name}/{version.number}", version.location, version.run, version.node.id)


def _version_named(tx: ReadTx, project: str, source: str, name: str, suffix: str) -> ModelVersion:
    """`NAME/3`, `NAME/latest`, `NAME/Production` or `NAME@champion`."""
    if not suffix and "@" in name:
        named, _, alias = name.rpartition("@")
        return version_by_alias(tx, project, named, alias)
    if not suffix or "/" in suffix:
        raise _unfit(source, "model_id")
    if suffix.isdigit():
        return model_version(tx, project, name, version_number(suffix))
    found = latest_versions(tx, project, name, () if suffix.lower() == "latest" else (suffix,))
    if not found:
        raise NotFound(f"No versions of model with name '{name}' and stage '{suffix[:80]}' found")
    return max(found, key=lambda version: version.number)


def _check(tx: ReadTx, project: str, source: str, parts: SplitResult, run: str, model: str) -> None:
    """Refuse places on this machine, paths that climb, and files of a run or model other than the one that was given."""
    named: _Named = "model_id" if model else "run_id"
    if parts.scheme in ("", "file"):
        raise _invalid(
            source,
            f"To use a local path as a model version source, the {named} request parameter has to be specified and the local path "
            f"has to be contained within the artifact directory of the run specified by the {named}.",
        )
    _check_absolute(source, parts)
    if parts.scheme == "runs" and (model or parts.netloc or not run or parts.path[1:].partition("/")[0] != run):
        raise _unfit(source, named)
    if not _is_ours(parts):
        return
    experiment = None if model else place_of(tx, project, run)
    root = _model_root(_model_place(tx, project, model)[0], model) if model else f"{ROOT}{experiment}/{run}/artifacts"
    if (experiment is None and not model) or not _within(parts, root):
        raise _unfit(source, named)


def _check_absolute(source: str, parts: SplitResult) -> None:
    plain = source
    while (unquoted := unquote_plus(plain)) != plain:
        plain = unquoted
    path = re.sub(r"/+", "/", (_split(plain) if plain != source else parts).path.rstrip("/"))
    if "\x00" in plain or ".." in plain.split("/") or not path.startswith("/") or posixpath.normpath(path) != path:
        raise _invalid(
            source,
            "If supplying a source as an http, https, local file path, ftp, objectstore, or mlflow-artifacts uri, an absolute path must "
            "be provided without relative path references present. Please provide an absolute path.",
        )


def _is_ours(parts: SplitResult) -> bool:
    """Whether the text names files that a server such as this one keeps."""
    names = _names(parts)
    on_the_web = parts.scheme in ("http", "https")
    return parts.scheme == "mlflow-artifacts" or (
        on_the_web and any(names[place : place + len(_ROUTE)] == _ROUTE for place in range(len(names)))
    )


def _within(parts: SplitResult, root: str) -> bool:
    names = _names(_split(root))
    return parts.scheme == "mlflow-artifacts" and not parts.netloc and _names(parts)[: len(names)] == names


def _names(parts: SplitResult) -> tuple[str, ...]:
    found = []
    for name in parts.path.split("/"):
        plain = name
        while (unquoted := unquote(plain)) != plain:
            plain = unquoted
        found += [plain] if name else []
    return tuple(found)


def _model_place(tx: ReadTx, project: str, model: str) -> tuple[int, str]:
    """(number of the experiment, run that made it or "") of a logged model. Raises NotFound."""
    node = model_in(tx, project, model)
    row = tx.row("SELECT experiment, source_run FROM logged_model_place WHERE model = :model", model=node.id)
    if row is None:
        raise NotFound(f"Logged model with ID '{model[:80]}' not found.")
    return row[0], row[1]


def _model_root(experiment: int, model: str) -> str:
    return f"{ROOT}{experiment}/models/{model}/artifacts"


def _split(source: str) -> SplitResult:
    try:
        return urlsplit(source)
    except ValueError:
        raise _invalid(source, "It cannot be read as an address.") from None


def _unfit(source: str, named: _Named) -> Invalid:
    return _invalid(source, f"The {named} request parameter must identify the resource that contains the source.")


def _invalid(source: str, why: str) -> Invalid:
    return Invalid(f"Invalid model version source: '{source}'. {why}", where="source")
