"""A plain training run with the unmodified client. Prints what it finds afterwards as one line of JSON."""

import json
import math
import os
import tempfile
from pathlib import Path

import mlflow
from mlflow.exceptions import MlflowException

found = {}
client = mlflow.MlflowClient()
mlflow.set_experiment("plain")
with mlflow.start_run(run_name="first", tags={"team": "risk"}, description="what for") as run:
    mlflow.log_param("lr", 0.1)
    mlflow.log_params({"depth": 3, "note": "a b"})
    for step in range(20):
        mlflow.log_metric("loss", 1 / (step + 1), step=step)
    mlflow.log_metrics({"nan": math.nan, "up": math.inf, "down": -math.inf}, step=2)
    mlflow.set_tags({"x": "y", "z": 1})
    mlflow.log_text("hällo", "notes/a b/ü.txt")
    mlflow.log_dict({"a": [1, 2]}, "d.json")
    with tempfile.TemporaryDirectory() as folder:
        deep = Path(folder) / "sub" / "deep"
        deep.mkdir(parents=True)
        (deep / "big.bin").write_bytes(os.urandom(5_000_000))
        (deep / "empty").touch()
        mlflow.log_artifacts(folder, "model")
        big = (deep / "big.bin").read_bytes()
    with mlflow.start_run(nested=True, run_name="child"):
        mlflow.log_metric("loss", 2.0)

run_id = run.info.run_id
read = mlflow.get_run(run_id)
found["info"] = [read.info.status, read.info.run_name, read.info.lifecycle_stage]
found["params"] = read.data.params
found["metrics"] = {key: str(value) for key, value in read.data.metrics.items()}
found["tags"] = {key: value for key, value in read.data.tags.items() if not key.startswith("mlflow.source")}
found["history"] = [[point.step, point.value] for point in client.get_metric_history(run_id, "loss")]
found["nan"] = [str(point.value) for point in client.get_metric_history(run_id, "nan")]
found["search"] = [
    each.info.run_name
    for each in client.search_runs([run.info.experiment_id], "metrics.loss < 0.5 and params.lr = '0.1' and tags.team LIKE 'ri%'")
]
found["by metric"] = list(mlflow.search_runs(order_by=["metrics.loss DESC"])["tags.mlflow.runName"])
found["files"] = [[each.path, each.is_dir] for each in client.list_artifacts(run_id)]
found["deep"] = [[each.path, each.file_size] for each in client.list_artifacts(run_id, "model/sub/deep")]
found["text"] = mlflow.artifacts.load_text(f"{run.info.artifact_uri}/notes/a b/ü.txt")
with tempfile.TemporaryDirectory() as folder:
    place = Path(mlflow.artifacts.download_artifacts(run_id=run_id, artifact_path="model", dst_path=folder))
    found["downloaded"] = sorted(str(each.relative_to(place)) for each in place.rglob("*") if each.is_file())
    found["same"] = (place / "sub" / "deep" / "big.bin").read_bytes() == big


def refused(call, *args, **kwargs):
    try:
        call(*args, **kwargs)
    except MlflowException as error:
        return [error.error_code, error.message[:200]]
    return ["", ""]


found["changed param"] = refused(client.log_param, run_id, "lr", 0.2)
found["no such run"] = refused(client.get_run, "0" * 32)
found["no such experiment"] = client.get_experiment_by_name("none") is None
found["taken"] = refused(client.create_experiment, "plain")
found["bad name"] = refused(client.log_metric, run_id, "a;b", 1.0)
found["bad filter"] = refused(client.search_runs, ["0"], "metrics.loss >")
client.set_terminated(run_id, "FAILED")
client.update_run(run_id, name="renamed")
client.delete_run(run_id)
found["deleted"] = [client.get_run(run_id).info.lifecycle_stage, client.get_run(run_id).info.run_name, client.get_run(run_id).info.status]
client.restore_run(run_id)
client.delete_tag(run_id, "x")
client.log_batch(run_id, tags=[mlflow.entities.RunTag("later", "1")])
with mlflow.start_run(run_id=run_id):
    mlflow.log_metric("after", 1.0)
found["resumed"] = client.get_run(run_id).data.metrics["after"]
with mlflow.start_run():
    for step in range(200):
        mlflow.log_metric("async", step, step=step, synchronous=False)
    mlflow.flush_async_logging()
    later = mlflow.active_run().info.run_id
found["async"] = len(client.get_metric_history(later, "async"))
other = client.create_experiment("other", tags={"a": "1"})
client.rename_experiment(other, "another")
client.set_experiment_tag(other, "b", "2")
client.delete_experiment(other)
found["experiments"] = sorted(each.name for each in mlflow.search_experiments(view_type=mlflow.entities.ViewType.ALL))
client.restore_experiment(other)
found["restored"] = client.get_experiment(other).lifecycle_stage
print(json.dumps(found))
