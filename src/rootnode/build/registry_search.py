"""Searching registered models and their versions by name, tags and attributes, with the statement of `search`.

Prompts are registered models with a tag; they are left out unless the search asks for them.
"""

from typing import Final

import msgspec

from rootnode.build.search import Order, Search, Statement, Subject, Where, same
from rootnode.kit.db import ReadTx

PROMPT: Final = "mlflow.prompt.is_prompt"

MODELS: Final = Subject(
    "SELECT m.model FROM registered_model m JOIN node n ON n.id = m.model",
    "m.model",
    {
        "name": same("m.name"),
        "creation_timestamp": same("n.created / 1000"),
        "last_updated_timestamp": same("n.updated / 1000"),
        "timestamp": same("n.updated / 1000"),
    },
    {"tag": ("model_tag", "model", "value")},
    (("name", "m.name"),),
)
VERSIONS: Final = Subject(
    "SELECT v.version FROM registered_version v JOIN registered_model m ON m.model = v.model "
    "JOIN node n ON n.id = v.version JOIN node o ON o.id = v.model",
    "v.version",
    {
        "name": same("m.name"),
        "version_number": same("v.number"),
        "run_id": same("v.run"),
        "source_path": same("v.source"),
        "creation_timestamp": same("n.created / 1000"),
        "last_updated_timestamp": same("n.updated / 1000"),
    },
    {"tag": ("version_tag", "version", "value")},
    (("name", "m.name"), ("version_number", "v.number DESC")),
)
MODEL_FILTERS: Final = frozenset(("name",))
MODEL_ORDERS: Final = frozenset(MODELS.attributes)
VERSION_FILTERS: Final = frozenset(("name", "version_number", "run_id", "source_path"))
VERSION_ORDERS: Final = frozenset(("name", "version_number", "creation_timestamp", "last_updated_timestamp"))
NEWEST: Final = (Order("attribute", "last_updated_timestamp", True),)
"""The order of versions where none is asked for."""

_NO_PROMPT: Final = "NOT IN (SELECT t.model FROM model_tag t WHERE t.project = :project AND t.key = :prompt AND t.value = 'true')"
_NO_PROMPT_VERSION: Final = (
    "NOT IN (SELECT p.model FROM version_tag t JOIN registered_version p ON p.version = t.version "
    "WHERE t.project = :project AND t.key = :prompt AND t.value = 'true')"
)


def models(tx: ReadTx, project: str, search: Search) -> list[str]:
    """Ids of registered models, by the order, then by name. The caller's access has been checked. Raises Invalid."""
    return _found(tx, project, search, MODELS, "m.project = :project", f"m.model {_NO_PROMPT}")


def versions(tx: ReadTx, project: str, search: Search) -> list[str]:
    """Ids of versions of models that are not in the trash, by the order, then by name and the newest first. Raises Invalid.

    The caller's access has been checked.
    """
    search = search if search.order else msgspec.structs.replace(search, order=NEWEST)
    return _found(tx, project, search, VERSIONS, "v.project = :project AND o.trashed IS NULL", f"v.model {_NO_PROMPT_VERSION}")


def _found(tx: ReadTx, project: str, search: Search, subject: Subject, base: str, no_prompt: str) -> list[str]:
    statement = Statement(tx.dialect, subject)
    statement.params["project"] = project
    if not _asks_for_prompts(search.where):
        plain = tuple(where for where in search.where if (where.what, where.key) != ("tag", PROMPT))
        search = msgspec.structs.replace(search, where=plain)
        statement.params["prompt"] = PROMPT
        base = f"{base} AND {no_prompt}"  # sql: constants of this file
    return [found for (found,) in tx.rows(statement.text(search, base), **statement.params)]


def _asks_for_prompts(conditions: tuple[Where, ...]) -> bool:
    """As MLflow does: the first condition on the tag decides."""
    for where in conditions:
        if (where.what, where.key) == ("tag", PROMPT):
            return (where.op, str(where.value).lower()) in (("=", "true"), ("!=", "false"))
    return False
