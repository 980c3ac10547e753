"""API9: the description of the API is the API, both ways."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from openapi_spec_validator import validate

from rootnode.doors.http.access import handlers_of
from rootnode.doors.http.description import NEVER_KEPT
from rootnode.doors.http.examples import EXAMPLES
from rootnode.testing.app import Site
from rootnode.testing.openapi import description

KEPT = Path(__file__).parents[2] / "web" / "src" / "api" / "openapi.json"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(description())
    return read


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(method, path, one) for path, methods in document["paths"].items() for method, one in methods.items()]


async def test_every_route_is_described_and_nothing_else(site: Site, document: dict[str, Any]) -> None:
    outside = ("/p/", "/{path", "/api/v1/openapi.json")
    mounted = {
        f"{method.lower()} {re.sub(r':[a-z]+}', '}', path)}"
        for method, path, _ in handlers_of(site.app)
        if method != "WS" and path != "/" and not path.startswith(outside)
    }
    assert mounted == {f"{method} {path}" for method, path, _ in operations(document)}


def test_it_is_valid_openapi(document: dict[str, Any]) -> None:
    validate(document)
    assert document["openapi"] == "3.1.0"


def test_operations_have_ids_tags_and_words(document: dict[str, Any]) -> None:
    ids = [one["operationId"] for _, _, one in operations(document)]
    assert len(set(ids)) == len(ids)
    tags = {tag["name"] for tag in document["tags"]}
    for method, path, one in operations(document):
        assert re.fullmatch(r"[a-z][a-zA-Z]+", one["operationId"]), path
        assert one["summary"], path
        assert set(one["tags"]) <= tags, path
        assert one["responses"]["default"]["content"].keys() == {"application/problem+json"}
        if method != "get":
            keyed = "Idempotency-Key" in {parameter.get("name") for parameter in one.get("parameters", [])}
            assert keyed == (one.get("security") != [] and one["operationId"] not in NEVER_KEPT), path


def test_examples_are_there_and_fit(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    named = {type(example).__name__ for example in EXAMPLES}
    assert named <= schemas.keys() | {"LiveMessage"}
    assert schemas.keys() - named == {"Problem", "Health", "Readiness"}
    for name, schema in schemas.items():
        validator = jsonschema_rs.validator_for({"$ref": f"#/components/schemas/{name}", "components": document["components"]})
        for example in schema.get("examples", []):
            validator.validate(example)


async def test_what_is_served_is_the_same(site: Site, document: dict[str, Any]) -> None:
    assert (await site.client().get("/api/v1/openapi.json")).json() == document


@pytest.mark.skipif(not KEPT.exists(), reason="the web app does not keep a copy yet")
def test_the_copy_that_the_web_app_is_generated_from_is_fresh(document: dict[str, Any]) -> None:
    assert json.loads(KEPT.read_text("utf-8")) == document, "run: python -m rootnode.testing.openapi > web/src/api/openapi.json"
