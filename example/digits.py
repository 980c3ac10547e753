"""The data, and the two families of models that learn from it. Nothing here knows where anything is logged."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_digits
from sklearn.linear_model import SGDClassifier
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

SEED = 7
BATCH = 96
CLASSES = np.arange(10)
Pictures = NDArray[np.float64]
Labels = NDArray[np.int64]
Part = tuple[Pictures, Labels]


@dataclass(frozen=True)
class Data:
    """Pictures are of shape (n, pixels) with values 0 to 1, labels of shape (n,). `name` says how they were prepared."""

    name: str
    train: Part
    valid: Part
    test: Part


@dataclass(frozen=True)
class Linear:
    """A linear classifier by stochastic gradient descent."""

    alpha: float = 1e-4
    penalty: str = "l2"
    loss: str = "log_loss"
    epochs: int = 30

    def model(self) -> Any:
        return SGDClassifier(loss=self.loss, alpha=self.alpha, penalty=self.penalty, learning_rate="optimal", random_state=SEED)


@dataclass(frozen=True)
class Neural:
    """A small neural network."""

    layers: tuple[int, ...] = (32,)
    learning_rate: float = 1e-3
    alpha: float = 1e-4
    epochs: int = 25

    def model(self) -> Any:
        return MLPClassifier(self.layers, learning_rate_init=self.learning_rate, alpha=self.alpha, batch_size=BATCH, random_state=SEED)


Config = Linear | Neural


def family(config: Config) -> str:
    return type(config).__name__.lower()


def load() -> dict[str, Data]:
    """The same split every time: 60 % to learn from, 20 % to choose by, 20 % to judge by; at full and at half size."""
    pictures, labels = load_digits(return_X_y=True)
    x, x_test, y, y_test = train_test_split(pictures / 16.0, labels, test_size=0.2, stratify=labels, random_state=SEED)
    x_train, x_valid, y_train, y_valid = train_test_split(x, y, test_size=0.25, stratify=y, random_state=SEED)
    plain = Data("digits", (x_train, y_train), (x_valid, y_valid), (x_test, y_test))
    halves = [(halved(part[0]), part[1]) for part in (plain.train, plain.valid, plain.test)]
    return {
        "plain": plain,
        "half": Data("digits-half-size", halves[0], halves[1], halves[2]),
    }


def halved(pictures: Pictures) -> Pictures:
    """4 x 4 pixels, each the mean of four."""
    cells = pictures.reshape(-1, 4, 2, 4, 2)
    return np.asarray(cells.mean(axis=(2, 4)).reshape(-1, 16))


def batches(part: Part, rng: np.random.Generator) -> Iterator[Part]:
    """One epoch, in a random order."""
    order = rng.permutation(len(part[1]))
    for start in range(0, len(order), BATCH):
        chosen = order[start : start + BATCH]
        yield part[0][chosen], part[1][chosen]
