"""The files that a run keeps: what the model confuses, digit by digit, and the model's card."""

from dataclasses import asdict
from typing import Any

import numpy as np
from digits import CLASSES, Config, Labels, family
from numpy.typing import NDArray
from sklearn.metrics import precision_recall_fscore_support

CELL, EDGE = 34, 40


def confusion_svg(table: NDArray[np.int64]) -> str:
    """A picture of the table: the darker, the more often."""
    size = EDGE + CELL * len(table) + 8
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" font-family="sans-serif" font-size="12" text-anchor="middle">'
    )
    parts = [head, f'<rect width="{size}" height="{size}" fill="#fff"/>']
    most = int(table.max())
    for truth, row in enumerate(table.tolist()):
        at = EDGE + CELL * truth
        parts.append(f'<text x="22" y="{at + 22}">{truth}</text><text x="{at + 17}" y="28">{truth}</text>')
        parts += [_cell(truth, guess, count, most) for guess, count in enumerate(row)]
    return "".join([*parts, "</svg>"])


def _cell(truth: int, guess: int, count: int, most: int) -> str:
    shade = count / most
    x, y = EDGE + CELL * guess, EDGE + CELL * truth
    colour = "#0d9488" if truth == guess else "#e11d48"
    paint = f'fill="{colour}" fill-opacity="{0.05 + 0.95 * shade:.2f}"'
    square = f'<rect x="{x}" y="{y}" width="{CELL - 2}" height="{CELL - 2}" rx="4" {paint}/>'
    if not count:
        return square
    return f'{square}<text x="{x + 16}" y="{y + 21}" fill="{"#fff" if shade > 0.5 else "#111"}">{count}</text>'


def report(name: str, truth: Labels, guessed: Labels) -> str:
    """Precision and recall of each digit, as Markdown."""
    precision, recall, f1, support = precision_recall_fscore_support(truth, guessed, labels=CLASSES, zero_division=0)
    rows = [
        f"| {digit} | {precision[digit]:.3f} | {recall[digit]:.3f} | {f1[digit]:.3f} | {int(support[digit])} |"
        for digit in CLASSES.tolist()
    ]
    worst = int(CLASSES[recall.argmin()])
    return "\n".join(
        [
            f"# {name}",
            "",
            f"Judged by {len(truth)} pictures that were used for nothing else. The digit read worst is **{worst}**.",
            "",
            "| digit | precision | recall | F1 | pictures |",
            "|---|--:|--:|--:|--:|",
            *rows,
            "",
        ]
    )


def model_card(name: str, config: Config, accuracy: float) -> str:
    settings = "\n".join(f"- {key}: `{value}`" for key, value in asdict(config).items())
    return (
        f"# Model card: {name}\n\n"
        f"A {family(config)} model that reads handwritten digits of 8 x 8 pixels.\n\n"
        f"## Settings\n{settings}\n\n"
        f"## Result\n{accuracy:.1%} of the test pictures are read correctly.\n\n"
        "## Not for\nAnything but showing how training is logged: the pictures are small, clean and few.\n"
    )


def confusion_json(table: NDArray[np.int64]) -> dict[str, Any]:
    return {"labels": CLASSES.tolist(), "rows": "truth", "columns": "guess", "counts": table.tolist()}
