"""Completes the OpenAPI document that Litestar makes: what the types say in words, examples, errors, idempotency keys."""

from typing import Any, Final

import msgspec

from rootnode.doors.http.access import Access
from rootnode.doors.http.examples import EXAMPLES

PROBLEM: Final[dict[str, Any]] = {
    "title": "Problem",
    "description": "What went wrong (RFC 9457). `code` is stable; `detail` is for people; `id` names the request in the server's log.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "code", "id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "id": {"type": "string"},
        "where": {"type": "string", "description": "The field, header or parameter that is meant."},
    },
    "additionalProperties": True,
    "examples": [
        {
            "type": "urn:rootnode:problem:not_found",
            "title": "Not Found",
            "status": 404,
            "detail": "There is no item 'FRAUD-12', or you may not see it.",
            "code": "not_found",
            "id": "0198f3b3c1d27b6e9f00a1b2c3d4e5f6",
        }
    ],
}
NEVER_KEPT: Final = frozenset(("changePassword", "beat"))
"""Calls that take no key: of a password nothing is kept but the slow digest, of a heartbeat nothing at all."""
_ANSWER: Final = {
    "description": "Something went wrong",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
_KEY: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A value of your own, best a random UUID. A call repeated with it is done once and answers the same, for 24 hours.",
    "schema": {"type": "string", "maxLength": 255},
}


def complete(document: dict[str, Any], access: dict[str, Access]) -> dict[str, Any]:
    """The document with everything in place. `access` says for each operation id who may use it."""
    schemas = document["components"]["schemas"]
    for example in EXAMPLES:
        if type(example).__name__ in schemas:
            _complete_schema(schemas[type(example).__name__], example)
    schemas["Problem"] = PROBLEM
    for path in document["paths"].values():
        for method, operation in path.items():
            _complete_operation(method, operation, access.get(operation["operationId"]))
    return document


def _complete_schema(schema: dict[str, Any], example: msgspec.Struct) -> None:
    """What the server sends holds every field, so all of them are required; of what it takes only those without a default are."""
    config = example.__struct_config__
    schema["examples"] = [msgspec.to_builtins(example)]
    if said := type(example).__dict__.get("__doc__"):
        schema["description"] = said
    if config.forbid_unknown_fields:
        schema["additionalProperties"] = False
    elif not config.omit_defaults:
        schema["required"] = sorted(schema["properties"])


def _complete_operation(method: str, operation: dict[str, Any], access: Access | None) -> None:
    operation["responses"] = {status: answer for status, answer in operation["responses"].items() if status.startswith("2")}
    operation["responses"]["default"] = _ANSWER
    if access == "public":
        operation["security"] = []
    elif method in ("post", "put", "patch", "delete") and operation["operationId"] not in NEVER_KEPT:
        operation.setdefault("parameters", []).append(_KEY)
