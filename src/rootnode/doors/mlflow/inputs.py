"""What runs used and made: datasets, logged models, and what clients before MLflow 3 say of their models."""

from typing import Any, Final

import msgspec
from litestar import Response, post

from rootnode.build.datasets import DatasetUsed, datasets_used
from rootnode.build.inputs import ModelUse, log_inputs, log_outputs
from rootnode.build.model_history import record_model
from rootnode.doors.http.given import GivenCaller, GivenRootnode
from rootnode.doors.mlflow import answers, model_forms
from rootnode.doors.mlflow.experiments import BASE as EXPERIMENTS
from rootnode.doors.mlflow.experiments import READ, Asked
from rootnode.doors.mlflow.places import Key, read, write
from rootnode.doors.mlflow.reading import body_of, number_of, pairs_of, required, run_of
from rootnode.doors.mlflow.runs import BASE
from rootnode.kit.errors import Invalid

LARGE: Final = {"access": "ingest", "body": "ingest"}
"""A profile alone may have 16 MB."""
MOST_EXPERIMENTS: Final = 20
MANDATORY: Final = frozenset(("artifact_path", "flavors", "utc_time_created", "run_id"))

INPUTS: Final = msgspec.json.Decoder(model_forms.LogInputs, strict=False)
MODEL: Final = msgspec.json.Decoder(model_forms.LogModel, strict=False)
DATASETS: Final = msgspec.json.Decoder(model_forms.SearchDatasets, strict=False)


@post(f"{BASE}/log-inputs", opt=LARGE, status_code=200)
async def inputs(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """Datasets and logged models that a run uses."""
    form = await body_of(request, INPUTS)
    datasets = [_used(each, f"datasets[{place}]") for place, each in enumerate(form.datasets or ())]
    await write(rootnode, caller, key, log_inputs, run_of(form), datasets, [use.model for use in _uses(form)])
    return answers.json()


@post(f"{BASE}/outputs", opt=LARGE, status_code=200)
async def outputs(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """Logged models that a run made."""
    form = await body_of(request, INPUTS)
    if form.models is None:
        required(None, "models")
    await write(rootnode, caller, key, log_outputs, run_of(form), _uses(form))
    return answers.json()


def _uses(form: model_forms.LogInputs) -> list[ModelUse]:
    return [ModelUse(required(each.model_id, f"models[{place}].model_id"), each.step or 0) for place, each in enumerate(form.models or ())]


def _used(form: model_forms.DatasetInputForm, place: str) -> DatasetUsed:
    given = form.dataset
    if given is None:
        raise Invalid("Dataset input must have a dataset associated with it.", where=f"{place}.dataset")
    for name in ("name", "digest", "source_type", "source"):
        if getattr(given, name) is None:
            raise Invalid(f"Dataset {name} cannot be None", where=f"{place}.dataset.{name}")
    tags = tuple(pairs_of(form.tags, f"{place}.tags"))
    return DatasetUsed(given.name or "", given.digest or "", given.source_type or "", given.source or "", given.schema, given.profile, tags)


@post(f"{BASE}/log-model", opt=LARGE, status_code=200)
async def model(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """A model, as clients before MLflow 3 tell of it: it goes to the history in a tag of the run."""
    form = await body_of(request, MODEL)
    run, text = run_of(form), required(form.model_json, "model_json")
    try:
        said = msgspec.json.decode(text, type=dict[str, Any])
    except msgspec.DecodeError:
        raise Invalid(f"Malformed model info. \n {text[:1_000]} \n is not a valid JSON.", where="model_json") from None
    if missing := MANDATORY - set(said):
        raise Invalid(f"Model json is missing mandatory fields: {sorted(missing)}", where="model_json")
    await write(rootnode, caller, key, record_model, run, said)
    return answers.json()


@post(f"{EXPERIMENTS}/search-datasets", opt=READ, status_code=200)
async def search_datasets(request: Asked, rootnode: GivenRootnode, caller: GivenCaller, key: Key) -> Response[bytes]:
    """Datasets that runs of some experiments used."""
    experiments = (await body_of(request, DATASETS)).experiment_ids or ()
    if not experiments:
        raise Invalid("SearchDatasets request must specify at least one experiment_id.", where="experiment_ids")
    if len(experiments) > MOST_EXPERIMENTS:
        raise Invalid(
            f"SearchDatasets request cannot specify more than {MOST_EXPERIMENTS} experiment_ids. "
            f"Received {len(experiments)} experiment_ids.",
            where="experiment_ids",
        )
    found = await read(rootnode, caller, key, datasets_used, [number_of(each) for each in experiments])
    return answers.json(dataset_summaries=found or None)


ROUTES: Final = (inputs, outputs, model, search_datasets)
