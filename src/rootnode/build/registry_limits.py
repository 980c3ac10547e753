"""What models, versions, aliases and stages may be called: the limits and the sentences of MLflow 3.17.2."""

import re
from collections.abc import Mapping
from typing import Final

from rootnode.build.limits import check_name, check_text, invalid_value, path_fault, too_long
from rootnode.kit.errors import Invalid

NAME: Final = 256
ALIAS: Final = 255
TEXT: Final = 2_000
"""Of sources, run ids and links; MLflow's own columns hold 500."""
TAG_VALUE: Final = 100_000
PROMPT_TEXT: Final = "mlflow.prompt.text"
NO_STAGE: Final = "None"
ARCHIVED: Final = "Archived"
STAGES: Final = (NO_STAGE, "Staging", "Production", ARCHIVED)
ACTIVE: Final = ["Staging", "Production"]

_ALIAS: Final = re.compile(r"[\w\-]*\Z")
_VERSION_ALIAS: Final = re.compile(r"[vV]\d+\Z")


def check_model_name(name: str, path: str = "name") -> None:
    """Refuse what cannot name a registered model."""
    if not name.strip():
        raise Invalid(f"Missing value for required parameter '{path}'.", where=path)
    if "/" in name or ":" in name:
        raise Invalid(f"Invalid model name '{name[:NAME]}'. Names cannot contain '/' or ':'.", where=path)
    if fault := path_fault(name[: NAME + 1]):
        raise invalid_value(path, name, fault)
    check_text(name, path, NAME)


def check_tag(key: str, value: str) -> None:
    """Refuse what cannot be a tag of a model or of a version."""
    check_name(key, "key", "key")
    if key == PROMPT_TEXT and len(value) > TAG_VALUE:
        raise Invalid(f"Prompt text exceeds max length of {TAG_VALUE} characters.", where="value")
    check_text(value, "value", TAG_VALUE)


def check_registry_tags(tags: Mapping[str, str]) -> None:
    """Refuse tags of which one does not do."""
    for key, value in tags.items():
        check_tag(key, value)


def check_alias(alias: str) -> None:
    """Refuse what cannot be an alias."""
    if not alias:
        raise Invalid("Registered model alias name cannot be empty.", where="alias")
    if not _ALIAS.match(alias):
        characters = "Names may only contain alphanumerics, underscores (_), and dashes (-)."
        raise Invalid(f"Invalid alias name: '{alias[:ALIAS]}'. {characters}", where="alias")
    if len(alias) > ALIAS:
        raise too_long("Registered model alias name", ALIAS)


def check_free_alias(alias: str) -> None:
    """Refuse an alias that has a meaning of its own."""
    if alias.lower() == "latest":
        raise Invalid("'latest' alias name (case insensitive) is reserved.", where="alias")
    if _VERSION_ALIAS.match(alias):
        raise Invalid(f"Version alias name '{alias}' is reserved.", where="alias")


def version_number(version: str) -> int:
    """A version's number. Raises Invalid with MLflow's sentence."""
    if not re.fullmatch(r"\s*[+-]?\d{1,17}\s*", version, re.ASCII):
        raise Invalid(f"Parameter 'version' must be an integer, got '{version[:80]}'.", where="version")
    return int(version)


def canonical_stage(stage: str) -> str:
    """The stage in MLflow's spelling, given in any case of letters. Raises Invalid."""
    for known in STAGES:
        if known.lower() == stage.lower():
            return known
    raise Invalid(f"Invalid Model Version stage: {stage[:80]}. Value must be one of {', '.join(STAGES)}.", where="stage")
