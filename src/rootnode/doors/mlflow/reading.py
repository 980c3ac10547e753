"""From a request to its form: JSON bodies as MLflow's clients write them, or the query of a GET.

Proto3 JSON: whole numbers may come as texts, NaN and infinities as texts. Python programs also send the bare words NaN
and Infinity, which are no JSON; then the slower parser of the standard library reads the body.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeVar, get_args, get_origin

import msgspec
from litestar import Request

from rootnode.doors.mlflow.forms import OfRun, Pair
from rootnode.kit.errors import Invalid

F = TypeVar("F", bound=msgspec.Struct)

_BARE: Final = re.compile(rb"\b(?:NaN|Infinity)\b")
_PLACE: Final = re.compile(r"(.*?)(?: - at `\$\.?(.*)`)?\Z", re.DOTALL)
HINT: Final = " See the API docs for more information about request parameters."


async def body_of(request: Request[Any, Any, Any], decoder: "msgspec.json.Decoder[F]") -> F:
    """The body as the decoder's form. Raises Invalid with MLflow's sentence."""
    body = await request.body() or b"{}"
    try:
        return decoder.decode(body)
    except msgspec.ValidationError as error:
        raise _unfit(error) from None
    except msgspec.DecodeError as error:
        if _BARE.search(body):
            return _with_bare_words(body, decoder.type)
        raise Invalid(f"The body is not JSON: {error}.") from None


def _with_bare_words(body: bytes, form: type[F]) -> F:
    try:
        return msgspec.convert(json.loads(body), form, strict=False)
    except msgspec.ValidationError as error:
        raise _unfit(error) from None
    except (ValueError, RecursionError):
        raise Invalid("The body is not JSON.") from None


def query_of(request: Request[Any, Any, Any], form: type[F]) -> F:
    """The query of a GET as a form; what may come several times becomes a list."""
    given: dict[str, Any] = {}
    for field in msgspec.structs.fields(form):
        values = request.query_params.getall(field.name, [])
        if values:
            given[field.name] = values if _is_list(field.type) else values[-1]
    try:
        return msgspec.convert(given, form, strict=False)
    except msgspec.ValidationError as error:
        raise _unfit(error) from None


def _is_list(kind: Any) -> bool:
    return any(get_origin(part) is tuple for part in get_args(kind))


def _unfit(error: msgspec.ValidationError) -> Invalid:
    match = _PLACE.match(str(error))
    fault, place = (match[1], match[2] or "") if match else (str(error), "")
    return Invalid(f"Invalid value for parameter '{place}' supplied: {fault}.{HINT}", where=place or None)


def required(value: str | None, name: str) -> str:
    """The text, which must be given. Raises Invalid with MLflow's sentence."""
    if not value:
        raise Invalid(f"Missing value for required parameter '{name}'.{HINT}", where=name)
    return value


def run_of(form: OfRun) -> str:
    """The id of the run that a form is about."""
    return required(form.run_id or form.run_uuid, "run_id")


def number_of(experiment: str) -> int:
    """An experiment's id as the number that it is. Raises Invalid with MLflow's sentence."""
    if not (experiment.isascii() and experiment.isdigit() and len(experiment) < 18):
        raise Invalid(f"Invalid experiment ID '{experiment[:80]}'. Experiment ID must be a valid integer.", where="experiment_id")
    return int(experiment)


def pairs_of(pairs: Iterable[Pair] | None, name: str) -> list[tuple[str, str]]:
    """Keys and values; a missing value is an empty text."""
    return [(required(pair.key, f"{name}[{index}].key"), pair.value or "") for index, pair in enumerate(pairs or ())]


def tags_of(pairs: Iterable[Pair] | None) -> Mapping[str, str]:
    """Tags; of several with one key the last counts."""
    return dict(pairs_of(pairs, "tags"))
