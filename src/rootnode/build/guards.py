"""What the registry wants asked before a model or a version changes, whoever changes it.

Names of registered models stay unique and known, aliases point to versions that are there, and versions lie beneath their model.
"""

from typing import Final

import msgspec

from rootnode.auth.caller import Caller
from rootnode.build.registry_pages import aliases_in, registered_id
from rootnode.graph.guards import Allow, Answer, Asked, Guards, Refuse
from rootnode.kit.db import WriteTx

RENAMING: Final = "build.renaming"
"""In `tx.local`: the id of the model that the registry's own verb is renaming."""


def add_guards(guards: Guards) -> None:
    """Register them."""
    guards.add("model", "title", _title)
    guards.add("model", "trashed", _trashed)
    guards.add("model_version", "trashed", _version_trashed)


def _title(tx: WriteTx, _: Caller, asked: Asked) -> Answer:
    registered = tx.scalar("SELECT 1 FROM registered_model WHERE model = :model", model=asked.node.id)
    if not registered or tx.local.get(RENAMING) == asked.node.id:
        return Allow()
    return Refuse("Programs find a registered model by its name: rename it as MLflow does, which renames its versions too.")


def _trashed(tx: WriteTx, _: Caller, asked: Asked) -> Answer:
    """One that comes back must not share its name with one that was registered meanwhile."""
    if asked.after is not None or not tx.scalar("SELECT 1 FROM registered_model WHERE model = :model", model=asked.node.id):
        return Allow()
    if registered_id(tx, asked.node.project, asked.node.title) is None:
        return Allow()
    return Refuse(f"Another model has been registered as '{asked.node.title}' since. Rename or delete that one first.")


def _version_trashed(tx: WriteTx, _: Caller, asked: Asked) -> Answer:
    """A version goes and comes with its model, or by itself while the model is there and no alias points to it."""
    sql = "SELECT v.number, m.fields, m.trashed FROM registered_version v JOIN node m ON m.id = v.model WHERE v.version = :version"
    row = tx.row(sql, version=asked.node.id)
    if row is None:
        return Allow()
    number, fields, model_trashed = row
    if model_trashed is not None:  # a model goes before its versions go, and comes back before they do
        return Allow() if asked.after is not None else Refuse("The model of this version is in the trash. Restore the model first.")
    aliases = sorted(alias for alias, at in aliases_in(msgspec.json.decode(fields)).items() if at == number)
    if asked.after is None or not aliases:
        return Allow()
    return Refuse(f"Aliases point to this version: {', '.join(aliases)}. Take them away first.")
