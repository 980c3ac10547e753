"""Every field of the calls about datasets, logged models and bulks of curves that takes a text, with a string of the corpus in it."""

from typing import Any, Final

MODELS: Final = "logged-models"
ABSENT: Final = "m-" + "0" * 32


def model_calls(run: str, text: str) -> list[tuple[str, str, dict[str, Any]]]:
    """(method, endpoint, fields)."""
    one, pair = {"run_id": run}, [{"key": text, "value": text}]
    dataset = {"name": "d", "digest": "1", "source_type": "local", "source": text, "schema": text, "profile": text}
    metric = {**one, "key": "m", "value": 1.0, "timestamp": 1, "dataset_name": text, "dataset_digest": text[:36]}
    said = '{"run_id": "r", "artifact_path": %s, "utc_time_created": "t", "flavors": {}}'
    searches: list[dict[str, Any]] = [
        {"filter": text},
        {"filter": f"name = '{text}' AND params.a LIKE '{text}'"},
        {"order_by": [{"field_name": text, "dataset_name": text, "dataset_digest": text}]},
        {"order_by": [{"field_name": f"metrics.{text}", "dataset_name": text}]},
        {"datasets": [{"dataset_name": text, "dataset_digest": text}]},
        {"page_token": text},
    ]
    return [
        ("POST", "runs/log-inputs", {**one, "datasets": [{"dataset": {**dataset, "name": text, "digest": text[:36]}, "tags": pair}]}),
        ("POST", "runs/log-inputs", {**one, "datasets": [{"dataset": {**dataset, "source_type": text}}]}),
        ("POST", "runs/log-inputs", {**one, "models": [{"model_id": text}]}),
        ("POST", "runs/outputs", {**one, "models": [{"model_id": text[:36], "step": text}]}),
        ("POST", "runs/outputs", {"run_id": text, "models": []}),
        ("POST", "runs/log-model", {**one, "model_json": text}),
        ("POST", "runs/log-model", {**one, "model_json": said % '"plain"', "run_uuid": text}),
        ("POST", "runs/log-metric", {**metric, "model_id": text}),
        ("POST", "runs/log-batch", {**one, "metrics": [{**metric, "model_id": ABSENT}]}),
        ("POST", "experiments/search-datasets", {"experiment_ids": [text]}),
        ("POST", MODELS, {"experiment_id": "0", "name": text, "params": pair, "tags": pair}),
        ("POST", MODELS, {"experiment_id": "0", "name": "n", "model_type": text[:400], "source_run_id": text[:32]}),
        ("POST", MODELS, {"experiment_id": text}),
        ("PATCH", f"{MODELS}/{ABSENT}", {"status": text}),
        *(("POST", f"{MODELS}/search", {"experiment_ids": ["0"], **fields}) for fields in searches),
        ("GET", "metrics/get-history-bulk", {"run_id": [run, text], "metric_key": text}),
        ("GET", "metrics/get-history-bulk-interval", {"run_ids": [run, text], "metric_key": text}),
        ("GET", "metrics/get-history-bulk-interval", {"run_ids": run, "metric_key": "m", "start_step": text, "end_step": text}),
    ]
