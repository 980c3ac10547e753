"""Learns to read handwritten digits in two ways, several times each, and logs it with the ordinary mlflow client.

    MLFLOW_TRACKING_URI=http://127.0.0.1:7700/p/EXAMPLE MLFLOW_TRACKING_TOKEN=... python train.py

The data (1,797 pictures of 8 x 8 pixels) come with scikit-learn; nothing is downloaded. Takes well under a minute.
"""

import logging
import os
import sys
import time
import warnings
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

os.environ.setdefault("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT", "true")
os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
os.environ.setdefault("OMP_NUM_THREADS", "1")  # the matrices are so small that threads only wait for each other
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import mlflow
import numpy as np
from mlflow.entities import Metric
from numpy.typing import NDArray
from sklearn.datasets import load_digits
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, log_loss, precision_recall_fscore_support
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

SEED = 7
BATCH = 96
CLASSES = np.arange(10)
Pictures = NDArray[np.float64]
Labels = NDArray[np.int64]


@dataclass(frozen=True)
class Data:
    """Pictures are of shape (n, 64) with values 0 to 1, labels of shape (n,)."""

    train: tuple[Pictures, Labels]
    valid: tuple[Pictures, Labels]
    test: tuple[Pictures, Labels]


@dataclass(frozen=True)
class Linear:
    """A linear classifier by stochastic gradient descent."""

    alpha: float = 1e-4
    penalty: str = "l2"
    learning_rate: str = "optimal"
    epochs: int = 30

    def model(self) -> Any:
        return SGDClassifier(loss="log_loss", alpha=self.alpha, penalty=self.penalty, learning_rate=self.learning_rate, random_state=SEED)


@dataclass(frozen=True)
class Neural:
    """A small neural network."""

    layers: tuple[int, ...] = (32,)
    learning_rate: float = 1e-3
    alpha: float = 1e-4
    epochs: int = 30

    def model(self) -> Any:
        return MLPClassifier(self.layers, learning_rate_init=self.learning_rate, alpha=self.alpha, batch_size=BATCH, random_state=SEED)


Config = Linear | Neural
RUNS: dict[str, list[tuple[str, Config]]] = {
    "linear": [
        ("sgd, weak penalty", Linear(1e-5)),
        ("sgd, default", Linear()),
        ("sgd, sparse", Linear(1e-3, "l1")),
    ],
    "neural": [
        ("one layer of 32", Neural()),
        ("one layer of 128", Neural((128,), 2e-3)),
        ("two layers, hot", Neural((64, 32), 2e-2)),
    ],
}


def load() -> Data:
    """The same split every time: 60 % to learn from, 20 % to choose by, 20 % to judge by."""
    pictures, labels = load_digits(return_X_y=True)
    x, x_test, y, y_test = train_test_split(pictures / 16.0, labels, test_size=0.2, stratify=labels, random_state=SEED)
    x_train, x_valid, y_train, y_valid = train_test_split(x, y, test_size=0.25, stratify=y, random_state=SEED)
    return Data((x_train, y_train), (x_valid, y_valid), (x_test, y_test))


def batches(data: tuple[Pictures, Labels], rng: np.random.Generator) -> Iterator[tuple[Pictures, Labels]]:
    """One epoch, in a random order."""
    order = rng.permutation(len(data[1]))
    for start in range(0, len(order), BATCH):
        chosen = order[start : start + BATCH]
        yield data[0][chosen], data[1][chosen]


def now() -> int:
    """Milliseconds, as MLflow has it."""
    return time.time_ns() // 1_000_000


def train(name: str, config: Config, data: Data, nested: bool) -> tuple[str, float]:
    """One run: learn, log each step, judge, keep the files. Answers the run's id and its best validation accuracy."""
    with mlflow.start_run(run_name=name, nested=nested, tags={"family": family(config)}) as run:
        mlflow.log_params({**asdict(config), "batch_size": BATCH, "seed": SEED})
        model = config.model()
        best = learn(name, model, config.epochs, data, run.info.run_id)
        judge(name, model, config, data.test)
        mlflow.log_metric("best_val_accuracy", best)
        return run.info.run_id, best


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
        points.append(Metric("val_loss", loss(model, *data.valid), now(), step))
        points.append(Metric("val_accuracy", accuracy, now(), step))
        points.append(Metric("val_f1", float(f1_score(data.valid[1], guessed, average="macro")), now(), step))
        points.append(Metric("epoch", epoch + 1, now(), step))
        client.log_batch(run, metrics=points)
        progress(name, (epoch + 1) / epochs, best)
    return best


def loss(model: Any, pictures: Pictures, labels: Labels) -> float:
    return float(log_loss(labels, np.clip(model.predict_proba(pictures), 1e-7, 1), labels=CLASSES))


def judge(name: str, model: Any, config: Config, test: tuple[Pictures, Labels]) -> None:
    """What the model does with pictures it has never seen, as metrics and as files."""
    guessed = model.predict(test[0])
    accuracy = float(accuracy_score(test[1], guessed))
    table = confusion_matrix(test[1], guessed, labels=CLASSES)
    mlflow.log_metrics({"test_accuracy": accuracy, "test_loss": loss(model, *test)})
    mlflow.set_tag("mlflow.note.content", f"Reads {accuracy:.1%} of unseen digits.")
    mlflow.log_dict(
        {"labels": CLASSES.tolist(), "rows": "truth", "columns": "guess", "counts": table.tolist()}, "evaluation/confusion.json"
    )
    mlflow.log_text(confusion_svg(table), "evaluation/confusion.svg")
    mlflow.log_text(report(name, test[1], guessed), "evaluation/report.md")
    mlflow.log_text(model_card(name, config, accuracy), "model-card.md")


def confusion_svg(table: NDArray[np.int64]) -> str:
    """A picture of the table: the darker, the more often."""
    cell, edge = 34, 40
    size = edge + cell * len(table) + 8
    most = int(table.max())
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" font-family="sans-serif" font-size="12" text-anchor="middle">'
    ]
    parts.append(f'<rect width="{size}" height="{size}" fill="#fff"/>')
    for truth, row in enumerate(table.tolist()):
        parts.append(
            f'<text x="22" y="{edge + cell * truth + 22}">{truth}</text><text x="{edge + cell * truth + 17}" y="28">{truth}</text>'
        )
        for guess, count in enumerate(row):
            shade = count / most
            x, y = edge + cell * guess, edge + cell * truth
            colour = "#0d9488" if truth == guess else "#e11d48"
            paint = f'fill="{colour}" fill-opacity="{0.05 + 0.95 * shade:.2f}"'
            parts.append(f'<rect x="{x}" y="{y}" width="{cell - 2}" height="{cell - 2}" rx="4" {paint}/>')
            if count:
                parts.append(f'<text x="{x + 16}" y="{y + 21}" fill="{"#fff" if shade > 0.5 else "#111"}">{count}</text>')
    return "".join([*parts, "</svg>"])


def report(name: str, truth: Labels, guessed: Labels) -> str:
    """Precision and recall of each digit, as Markdown."""
    precision, recall, f1, support = precision_recall_fscore_support(truth, guessed, labels=CLASSES, zero_division=0)
    rows = [f"| {digit} | {precision[digit]:.3f} | {recall[digit]:.3f} | {f1[digit]:.3f} | {support[digit]} |" for digit in CLASSES]
    return "\n".join([f"# {name}: test report", "", "| digit | precision | recall | F1 | pictures |", "|---|---|---|---|---|", *rows, ""])


def model_card(name: str, config: Config, accuracy: float) -> str:
    """What somebody who wants to use the model should know, as Markdown."""
    settings = "\n".join(f"- {key}: {value}" for key, value in asdict(config).items())
    return (
        f"# Model card: {name}\n\n{type(config).__doc__}\n\n## Settings\n{settings}\n\n## Data\n"
        "scikit-learn's digits: 1,797 pictures of 8 x 8 pixels, 60 % to learn from, 20 % to choose by, 20 % to judge by.\n\n"
        f"## Result\n{accuracy:.1%} of the test pictures are read correctly.\n\n"
        "## Not for\nAnything but showing how training is logged: the pictures are small, clean and few.\n"
    )


def family(config: Config) -> str:
    return type(config).__name__.lower()


def progress(name: str, done: float, best: float) -> None:
    """A bar in a terminal; one line per run elsewhere."""
    if sys.stdout.isatty():
        filled = int(24 * done)
        print(
            f"\r  {name:<20} {'█' * filled}{'·' * (24 - filled)} {done:4.0%}  validation {best:.3f}",
            end="\n" if done >= 1 else "",
            flush=True,
        )
    elif done >= 1:
        print(f"  {name:<20} validation {best:.3f}", flush=True)


def main() -> None:
    warnings.filterwarnings("ignore", category=UserWarning)
    logging.getLogger("mlflow").setLevel(logging.WARNING)
    data = load()
    mlflow.set_experiment("linear models")
    for name, config in RUNS["linear"]:
        train(name, config, data, nested=False)
    mlflow.set_experiment("neural networks")
    with mlflow.start_run(run_name="sweep of layer sizes", tags={"family": "neural"}):
        found = [train(name, config, data, nested=True) for name, config in RUNS["neural"]]
        best = max(found, key=lambda each: each[1])
        mlflow.log_metric("best_val_accuracy", best[1])
        mlflow.set_tag("best_run", best[0])


if __name__ == "__main__":
    main()
