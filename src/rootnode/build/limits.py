"""What names, values and batches of runs may be: the limits and the sentences of MLflow 3.17.2, which its clients' users know."""

import json
import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from rootnode.kit.errors import Invalid

NONE: Final[Mapping[str, str]] = MappingProxyType({})
"""No tags."""
METRICS: Final = 1_000
PARAMS: Final = 100
TAGS: Final = 100
ENTITIES: Final = 1_000
KEY: Final = 250
PARAM_VALUE: Final = 6_000
TAG_VALUE: Final = 8_000
EXPERIMENT_NAME: Final = 500
EXPERIMENT_TAG_VALUE: Final = 20_000
RUN_NAME: Final = 500
"""A run's name is its title; MLflow itself would take more."""
SORTED: Final = 200
"""So many characters of a value take part in sorting."""

_NAME: Final = re.compile(r"[/\w.\- :]*\Z")
_CHARACTERS: Final = "Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/)."
_NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\Z", re.ASCII)


def invalid_value(path: str, value: object, why: str = "") -> Invalid:
    """MLflow's sentence for a value that does not do."""
    shown = json.dumps(value, sort_keys=True, separators=(",", ":"))[:300]
    return Invalid(f"Invalid value {shown} for parameter '{path}' supplied{': ' + why if why else '.'}", where=path)


def too_long(path: str, limit: int) -> Invalid:
    """MLflow's sentence for a text that is too long."""
    return Invalid(f"'{path}' exceeds the maximum length of {limit} characters", where=path)


@lru_cache(maxsize=20_000)
def _fault(name: str) -> str:
    """Why `name` cannot name a metric, param or tag; "" when it can."""
    return path_fault(name) if _NAME.match(name) else _CHARACTERS


def path_fault(name: str) -> str:
    """Why `name` cannot name a file; "" when it can."""
    plain = posixpath.normpath(name)
    if plain != name or plain == "." or plain.startswith(("..", "/")):
        return (
            "Names may be treated as files in certain cases, and must not resolve to other names when treated as such. "
            f"This name would resolve to {plain!r}"
        )
    return ""


def check_name(name: str, path: str, what: str) -> None:
    """Refuse what cannot name a metric, param or tag. `path` is its place in the request, `what` it is called in a refusal."""
    if fault := _fault(name[: KEY + 1]):
        raise invalid_value(path, name, fault)
    if len(name) > KEY:
        raise too_long(what, KEY)


def fit_params(params: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The params, values that are too long cut as MLflow's server does. Refuses names that do not do, or that are given twice."""
    for index, (key, value) in enumerate(params):
        check_name(key, f"params[{index}].key", "Param key")
        check_text(value[:PARAM_VALUE], f"params[{index}].value", PARAM_VALUE)
    keys = [key for key, _ in params]
    if doubled := sorted({key for key in keys if keys.count(key) > 1}):
        raise Invalid(
            f"Duplicate parameter keys have been submitted: {doubled}. Please ensure the request contains only one param value "
            "per param key.",
            where="params",
        )
    return [(key, value[:PARAM_VALUE]) for key, value in params]


def fit_tags(tags: Mapping[str, str]) -> dict[str, str]:
    """The tags of a run, values that are too long cut as MLflow's server does. Refuses names that do not do."""
    fit = {key: value[:TAG_VALUE] for key, value in tags.items()}
    check_tags(fit.items())
    return fit


def check_tags(tags: Iterable[tuple[str, str]], limit: int = TAG_VALUE) -> None:
    """Refuse tags whose names or values do not do."""
    for index, (key, value) in enumerate(tags):
        check_name(key, f"tags[{index}].key", f"tags[{index}].key")
        check_text(value, f"tags[{index}].value", limit)


def check_text(value: str, path: str, limit: int) -> None:
    """Refuse a text that is too long, or that a database cannot hold."""
    if len(value) > limit:
        raise too_long(path, limit)
    if "\x00" in value:
        raise invalid_value(path, value[:80], "It holds a NUL character.")


def check_batch(metrics: int, params: int, tags: int) -> None:
    """Refuse a batch with too many of something."""
    counted = (("metrics", METRICS, metrics), ("params", PARAMS, params), ("tags", TAGS, tags))
    for what, limit, count in (*counted, ("metrics, params, and tags", ENTITIES, metrics + params + tags)):
        if count > limit:
            raise Invalid(
                f"A batch logging request can contain at most {limit} {what}. Got {count} {what}. Please split up {what} across "
                "multiple requests and try again.",
            )


def check_experiment_name(name: str) -> None:
    """Refuse what cannot name an experiment."""
    if not name.strip():
        raise Invalid("Invalid value for parameter 'name' supplied: Experiment name cannot be None or an empty string.", where="name")
    check_text(name, "name", EXPERIMENT_NAME)


def check_run_name(name: str) -> None:
    """Refuse what cannot name a run."""
    if not name.strip():
        raise invalid_value("run_name", name, "It is blank.")
    check_text(name, "run_name", RUN_NAME)


def number_in(value: str) -> float | None:
    """The finite number that a param or tag spells, if it does."""
    if len(value) > 40 or not _NUMBER.match(value.strip()):
        return None
    number = float(value)
    return number if abs(number) < 1e300 else None
