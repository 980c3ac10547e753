"""What the registry wants asked before a model changes, whoever changes it: names of registered models stay unique and known."""

from typing import Final

from rootnode.auth.caller import Caller
from rootnode.build.registry_pages import registered_id
from rootnode.graph.guards import Allow, Answer, Asked, Guards, Refuse
from rootnode.kit.db import WriteTx

RENAMING: Final = "build.renaming"
"""In `tx.local`: the id of the model that the registry's own verb is renaming."""


def add_guards(guards: Guards) -> None:
    """Register them."""
    guards.add("model", "title", _title)
    guards.add("model", "trashed", _trashed)


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
