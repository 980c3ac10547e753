"""What a program finds of its run through the client: for the programs beside this one."""

from typing import Any

import mlflow


def told(run: str) -> dict[str, Any]:
    """Of a run: params, metrics, datasets, files; of the newest model that it made: state, metrics, files."""
    client = mlflow.MlflowClient()
    read = client.get_run(run)
    outputs = [each.model_id for each in read.outputs.model_outputs]
    models = mlflow.search_logged_models([read.info.experiment_id], filter_string=f"source_run_id = '{run}'", output_format="list")
    model = client.get_logged_model(outputs[-1])
    return {
        "run": run,
        "status": read.info.status,
        "params": len(read.data.params),
        "metrics": sorted(read.data.metrics),
        "datasets": sorted(
            [each.dataset.name, {tag.key: tag.value for tag in each.tags}["mlflow.data.context"]] for each in read.inputs.dataset_inputs
        ),
        "rows": [each.dataset.profile for each in read.inputs.dataset_inputs],
        "files": sorted(each.path for each in client.list_artifacts(run)),
        "outputs": outputs,
        "searched": sorted(each.model_id for each in models),
        "model": [model.name, str(model.status), model.source_run_id == run],
        "model_metrics": sorted({metric.key for metric in model.metrics or ()}),
        "model_files": sorted(each.path for each in client.list_logged_model_artifacts(model.model_id)),
        "uri": model.model_uri,
    }
