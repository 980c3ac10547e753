"""The unmodified mlflow client, one process: `mlflow.log_metric` one after the other, each waited for."""

import json
import sys
import time

import mlflow  # type: ignore[import-not-found, unused-ignore]


def main() -> None:
    """Prints the milliseconds of each call. Arguments: the tracking server's address and for how many seconds."""
    mlflow.set_tracking_uri(sys.argv[1])
    seconds = float(sys.argv[2])
    taken = []
    with mlflow.start_run(experiment_id="0"):
        for step in range(20):
            mlflow.log_metric("warm", 0.5, step=step)
        until = time.perf_counter() + seconds
        step = 0
        while time.perf_counter() < until:
            began = time.perf_counter()
            mlflow.log_metric("loss", 1 / (step + 1), step=step)
            taken.append((time.perf_counter() - began) * 1_000)
            step += 1
    print(json.dumps({"ms": taken}))


main()
