"""Logs to one run of its own and to one that all share, from a process of its own."""

import sys

import mlflow
from mlflow.entities import Metric, Param

number, shared = int(sys.argv[1]), sys.argv[2]
client = mlflow.MlflowClient()
mlflow.set_experiment("hammer")
with mlflow.start_run(run_name=f"process {number}") as run:
    mlflow.log_param("process", number)
    for batch in range(10):
        steps = range(batch * 50, batch * 50 + 50)
        mine = [Metric("loss", step + number, 1_700_000_000_000 + step, step) for step in steps]
        client.log_batch(run.info.run_id, metrics=mine, params=[Param("same", "1")])
        client.log_batch(
            shared, metrics=[Metric("all", step, 1_700_000_000_000 + step, step) for step in steps], params=[Param("same", "1")]
        )
        client.log_metric(shared, f"of/{number}", batch, step=batch)
        client.set_tag(shared, "last", str(number))
