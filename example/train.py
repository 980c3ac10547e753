"""Learns to read handwritten digits in two ways, many times each, and logs it with the ordinary mlflow client.

    MLFLOW_TRACKING_URI=http://127.0.0.1:7700/p/EXAMPLE MLFLOW_TRACKING_TOKEN=... python train.py [--quick]

The data (1,797 pictures of 8 x 8 pixels) come with scikit-learn; nothing is downloaded. Takes well under a minute.
"""

import logging
import os
import sys
import time
import warnings
from contextlib import redirect_stderr
from dataclasses import asdict, dataclass, replace
from io import StringIO
from typing import Any

os.environ.setdefault("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT", "true")
os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
os.environ.setdefault("OMP_NUM_THREADS", "1")  # the matrices are so small that threads only wait for each other
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import mlflow
import numpy as np
from digits import BATCH, CLASSES, SEED, Config, Data, Linear, Neural, Part, batches, family, load
from mlflow.entities import Metric
from reports import confusion_json, confusion_svg, model_card, report
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, log_loss, recall_score

MODEL = "digit-reader"


@dataclass(frozen=True)
class Plan:
    """A run to be: how the data are prepared, which idea it tests, and whether its model is to be registered."""

    name: str
    config: Config
    data: str = "plain"
    idea: str = ""
    register: bool = False


@dataclass(frozen=True)
class Done:
    """A run that was: its best accuracy while choosing, its accuracy when judged."""

    run: str
    name: str
    valid: float
    test: float
    version: str = ""


LINEAR = [
    Plan("sgd, weak penalty", Linear(1e-5)),
    Plan("sgd, default", Linear(), register=True),
    Plan("sgd, sparse", Linear(1e-3, "l1")),
    Plan("sgd, both penalties", Linear(1e-4, "elasticnet")),
    Plan("sgd, half-size pictures", Linear(), "half", "half-size"),
    Plan("sgd, hinge loss", Linear(loss="hinge")),  # which has no chances to learn from: it fails, and is kept
]
SWEEP = [
    Plan("one layer of 16", Neural((16,), 2e-3)),
    Plan("one layer of 32", Neural()),
    Plan("one layer of 64", Neural((64,), 2e-3)),
    Plan("one layer of 128", Neural((128,), 2e-3), register=True),
    Plan("two layers, 64 and 32", Neural((64, 32), 2e-3), idea="second-layer"),
    Plan("two layers, hot", Neural((64, 32), 2e-2), idea="second-layer", register=True),
]
AFTERWARDS = [
    Plan("128, half-size pictures", Neural((128,), 2e-3), "half", "half-size"),
]


def now() -> int:
    """Milliseconds, as MLflow has it."""
    return time.time_ns() // 1_000_000


def train(plan: Plan, data: Data, nested: bool = False) -> Done:
    """One run: learn, log each step, judge, keep the files and, where asked, the model."""
    tags = {"family": family(plan.config)} | ({"idea": plan.idea} if plan.idea else {})
    with mlflow.start_run(run_name=plan.name, nested=nested, tags=tags) as run:
        mlflow.log_params({**asdict(plan.config), "batch_size": BATCH, "seed": SEED, "pictures": data.name})
        mlflow.log_input(dataset(data, data.train, "train"), context="training")
        mlflow.log_input(dataset(data, data.test, "test"), context="evaluation")
        model = plan.config.model()
        best = learn(plan.name, model, plan.config.epochs, data, run.info.run_id)
        accuracy = judge(plan, model, data.test)
        mlflow.log_metric("best_val_accuracy", best)
        version = register(model, data.test) if plan.register else ""
        return Done(run.info.run_id, plan.name, best, accuracy, version)


def dataset(data: Data, part: Part, which: str) -> Any:
    return mlflow.data.from_numpy(part[0], targets=part[1], name=f"{data.name}-{which}")


def learn(name: str, model: Any, epochs: int, data: Data, run: str) -> float:
    """Training loss at each step, validation at each epoch; sent once for each epoch."""
    rng, client, step, best = np.random.default_rng(SEED), mlflow.MlflowClient(), 0, 0.0
    for epoch in range(epochs):
        points = []
        for pictures, labels in batches(data.train, rng):
            model.partial_fit(pictures, labels, classes=CLASSES)
            chances = np.clip(model.predict_proba(pictures), 1e-7, 1)
            points.append(Metric("train_loss", float(-np.log(chances[np.arange(len(labels)), labels]).mean()), now(), step))
            points.append(Metric("train_accuracy", float((chances.argmax(axis=1) == labels).mean()), now(), step))
            step += 1
        guessed = model.predict(data.valid[0])
        accuracy = float(accuracy_score(data.valid[1], guessed))
        best = max(best, accuracy)
        points.append(Metric("val_loss", loss(model, data.valid), now(), step))
        points.append(Metric("val_accuracy", accuracy, now(), step))
        points.append(Metric("val_f1", float(f1_score(data.valid[1], guessed, average="macro")), now(), step))
        client.log_batch(run, metrics=points)
        progress(name, (epoch + 1) / epochs, best)
    return best


def loss(model: Any, part: Part) -> float:
    return float(log_loss(part[1], np.clip(model.predict_proba(part[0]), 1e-7, 1), labels=CLASSES))


def judge(plan: Plan, model: Any, test: Part) -> float:
    """What the model does with pictures it has never seen, as metrics and as files. Answers its accuracy."""
    guessed = model.predict(test[0])
    accuracy = float(accuracy_score(test[1], guessed))
    worst = float(recall_score(test[1], guessed, average=None, labels=CLASSES).min())
    table = confusion_matrix(test[1], guessed, labels=CLASSES)
    mlflow.log_metrics({"test_accuracy": accuracy, "test_loss": loss(model, test), "worst_digit_recall": worst})
    mlflow.set_tag("mlflow.note.content", f"Reads {accuracy:.1%} of unseen digits, {worst:.1%} of the digit it reads worst.")
    mlflow.log_dict(confusion_json(table), "evaluation/confusion.json")
    mlflow.log_text(confusion_svg(table), "evaluation/confusion.svg")
    mlflow.log_text(report(plan.name, test[1], guessed), "evaluation/report.md")
    mlflow.log_text(model_card(plan.name, plan.config, accuracy), "model-card.md")
    return accuracy


def register(model: Any, test: Part) -> str:
    """Keep the model with the run, and make it the next version. Answers the version's number."""
    with redirect_stderr(StringIO()):  # the client tells of each version; so does this program, once all are judged
        kept = mlflow.sklearn.log_model(
            model, name="model", registered_model_name=MODEL, input_example=test[0][:2], pip_requirements=["scikit-learn"],
            serialization_format="cloudpickle",
        )  # fmt: skip
    return str(kept.registered_model_version)


def crown(done: list[Done]) -> None:
    """The registered version that judged best becomes the champion, the next one the challenger."""
    client = mlflow.MlflowClient()
    ranked = sorted((each for each in done if each.version), key=lambda each: each.test, reverse=True)
    for alias, each in zip(("champion", "challenger"), ranked, strict=False):
        client.set_registered_model_alias(MODEL, alias, each.version)
        print(f"  {alias:<10} version {each.version}: {each.name}, {each.test:.1%} of unseen digits", flush=True)


def attempt(plan: Plan, data: dict[str, Data], nested: bool = False) -> list[Done]:
    """A run that fails stays as it is, marked as failed; the others go on."""
    try:
        return [train(plan, data[plan.data], nested)]
    except AttributeError as error:
        print(f"  {plan.name:<26} failed: {str(error)[:70]}", flush=True)
        return []


def progress(name: str, done: float, best: float) -> None:
    """A bar in a terminal; one line per run elsewhere."""
    if sys.stdout.isatty():
        filled = int(24 * done)
        bar = "█" * filled + "·" * (24 - filled)
        print(f"\r  {name:<26} {bar} {done:4.0%}  validation {best:.3f}", end="\n" if done >= 1 else "", flush=True)
    elif done >= 1:
        print(f"  {name:<26} validation {best:.3f}", flush=True)


def shortened(plans: list[Plan]) -> list[Plan]:
    """The same runs with two epochs each: real, but not good."""
    return [replace(plan, config=replace(plan.config, epochs=2)) for plan in plans]


def main(quick: bool) -> None:
    warnings.filterwarnings("ignore", category=UserWarning)
    logging.getLogger("mlflow").setLevel(logging.ERROR)
    data = load()
    linear, sweep, afterwards = (shortened(plans) if quick else plans for plans in (LINEAR, SWEEP, AFTERWARDS))
    mlflow.set_experiment("linear models")
    done = [each for plan in linear for each in attempt(plan, data)]
    mlflow.set_experiment("neural networks")
    with mlflow.start_run(run_name="sweep of layer sizes", tags={"family": "neural"}):
        found = [each for plan in sweep for each in attempt(plan, data, nested=True)]
        best = max(found, key=lambda each: each.valid)
        mlflow.log_metric("best_val_accuracy", best.valid)
        mlflow.set_tag("best_run", best.run)
    done += found + [each for plan in afterwards for each in attempt(plan, data)]
    crown(done)


if __name__ == "__main__":
    main("--quick" in sys.argv[1:])
