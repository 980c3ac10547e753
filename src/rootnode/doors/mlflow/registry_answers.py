"""Registered models and their versions in MLflow's form."""

from typing import Final

import msgspec

from rootnode.build.registry_pages import ModelVersion, RegisteredModel, aliases_in
from rootnode.doors.mlflow.answers import KeyValue, pairs

READY: Final = "READY"
"""A version's status: it is there as soon as it is made."""


class AliasAnswer(msgspec.Struct, frozen=True):
    alias: str
    version: str


class VersionAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    name: str
    version: str
    creation_timestamp: int
    last_updated_timestamp: int
    current_stage: str
    description: str
    source: str
    run_id: str
    run_link: str
    status: str
    tags: tuple[KeyValue, ...] = ()
    aliases: tuple[str, ...] = ()


class ModelAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    name: str
    creation_timestamp: int
    last_updated_timestamp: int
    description: str = ""
    latest_versions: tuple[VersionAnswer, ...] = ()
    tags: tuple[KeyValue, ...] = ()
    aliases: tuple[AliasAnswer, ...] = ()


def version_answer(version: ModelVersion) -> VersionAnswer:
    """A version in MLflow's form."""
    node = version.node
    return VersionAnswer(
        version.name,
        str(version.number),
        node.created // 1_000,
        node.updated // 1_000,
        version.stage,
        str(node.fields.get("description", "")),
        version.source,
        version.run,
        version.run_link,
        READY,
        pairs(version.tags),
        version.aliases,
    )


def model_answer(model: RegisteredModel) -> ModelAnswer:
    """A model in MLflow's form, with the newest version in each stage."""
    node = model.node
    return ModelAnswer(
        node.title,
        node.created // 1_000,
        node.updated // 1_000,
        str(node.fields.get("description", "")),
        tuple(version_answer(version) for version in model.latest),
        pairs(model.tags),
        tuple(AliasAnswer(alias, str(number)) for alias, number in aliases_in(node.fields).items()),
    )
