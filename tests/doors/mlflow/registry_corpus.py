"""Every field of every endpoint of the model registry that takes a text, with a string of the corpus in it."""

from typing import Any, Final

MODELS: Final = "registered-models"
VERSIONS: Final = "model-versions"
THERE: Final = "there"
"""The name of a model with a version 1 that the test has made."""


def registry_calls(run: str, text: str) -> list[tuple[str, str, dict[str, Any]]]:
    """(method, endpoint, fields)."""
    named, one = {"name": THERE}, {"name": THERE, "version": "1"}
    pair = [{"key": text, "value": text}]
    prompt = [{"key": "mlflow.prompt.is_prompt", "value": "true"}, {"key": "mlflow.prompt.text", "value": text}]
    searches: list[dict[str, Any]] = [
        {"filter": text},
        {"filter": f"name = '{text}'", "order_by": [text]},
        {"filter": f"tags.`{text}` LIKE '{text}'"},
        {"page_token": text, "max_results": text},
    ]
    return [
        ("POST", f"{MODELS}/create", {"name": text}),
        ("POST", f"{MODELS}/create", {"name": f"n {text}"[:250], "description": text, "tags": pair}),
        ("GET", f"{MODELS}/get", {"name": text}),
        ("PATCH", f"{MODELS}/update", {"name": text, "description": text}),
        ("PATCH", f"{MODELS}/update", {**named, "description": text}),
        ("POST", f"{MODELS}/rename", {"name": text, "new_name": text}),
        ("DELETE", f"{MODELS}/delete", {"name": text}),
        ("POST", f"{MODELS}/get-latest-versions", {**named, "stages": [text]}),
        ("GET", f"{MODELS}/get-latest-versions", {"name": text, "stages": [text]}),
        ("POST", f"{MODELS}/set-tag", {**named, "key": text, "value": text}),
        ("POST", f"{MODELS}/set-tag", {**named, "key": "a", "value": text}),
        ("DELETE", f"{MODELS}/delete-tag", {**named, "key": text}),
        ("POST", f"{MODELS}/alias", {**one, "alias": text}),
        ("POST", f"{MODELS}/alias", {**named, "alias": "a", "version": text}),
        ("GET", f"{MODELS}/alias", {**named, "alias": text}),
        ("DELETE", f"{MODELS}/alias", {"name": text, "alias": text}),
        ("DELETE", f"{MODELS}/alias", {**named, "alias": text}),
        *(("GET", f"{MODELS}/search", fields) for fields in searches),
        ("POST", f"{VERSIONS}/create", {"name": text, "source": "s3://bucket/model"}),
        ("POST", f"{VERSIONS}/create", {**named, "source": text}),
        ("POST", f"{VERSIONS}/create", {**named, "source": text, "run_id": run}),
        ("POST", f"{VERSIONS}/create", {**named, "source": text, "model_id": text}),
        ("POST", f"{VERSIONS}/create", {**named, "source": text, "tags": prompt}),
        ("POST", f"{VERSIONS}/create", {**named, "source": f"s3://bucket/{text}", "run_id": text, "run_link": text}),
        ("POST", f"{VERSIONS}/create", {**named, "source": f"runs:/{run}/{text}", "run_id": run}),
        ("POST", f"{VERSIONS}/create", {**named, "source": f"runs:/{text}/model", "run_id": text}),
        ("POST", f"{VERSIONS}/create", {**named, "source": f"models:/{text}", "model_id": text}),
        ("POST", f"{VERSIONS}/create", {**named, "source": f"models:/{THERE}/{text}"}),
        ("POST", f"{VERSIONS}/create", {**named, "source": f"models:/{THERE}@{text}"}),
        ("POST", f"{VERSIONS}/create", {**named, "source": f"mlflow-artifacts:/0/{run}/artifacts/{text}", "run_id": run}),
        (
            "POST",
            f"{VERSIONS}/create",
            {**named, "source": f"https://127.0.0.1:9/api/2.0/mlflow-artifacts/artifacts/{text}", "run_id": run},
        ),
        ("POST", f"{VERSIONS}/create", {**named, "source": "s3://bucket/model", "description": text, "tags": pair}),
        *(("GET", f"{VERSIONS}/{each}", {"name": text, "version": text}) for each in ("get", "get-download-uri")),
        ("GET", f"{VERSIONS}/get", {**named, "version": text}),
        ("PATCH", f"{VERSIONS}/update", {**one, "description": text}),
        ("DELETE", f"{VERSIONS}/delete", {**named, "version": text}),
        ("POST", f"{VERSIONS}/transition-stage", {**one, "stage": text}),
        ("POST", f"{VERSIONS}/set-tag", {**one, "key": text, "value": text}),
        ("DELETE", f"{VERSIONS}/delete-tag", {**one, "key": text}),
        *(("GET", f"{VERSIONS}/search", fields) for fields in searches),
        ("GET", f"{VERSIONS}/search", {"filter": f"source_path LIKE '{text}' and run_id IN ('{text}')"}),
    ]
