"""Facts in words: numbers, days, lists."""

from collections.abc import Sequence
from datetime import date

from rootnode.wire.hub import Piece


def number(value: float, unit: str = "") -> str:
    """With 4 significant digits, and the unit behind it."""
    size = abs(value)
    text = f"{round(value):,}" if size >= 10_000 else f"{value:.3g}" if 0 < size < 1e-4 else f"{value:.4g}"
    text = text.replace("-", "\u2212", 1) if value < 0 else text
    return f"{text} {unit}" if unit and unit != "%" else f"{text}{unit}"


def gap(value: float, unit: str = "") -> str:
    """What is missing: 3 significant digits are enough."""
    return number(float(f"{value:.3g}"), unit)


def counted(count: int, one: str, many: str = "") -> str:
    """1 issue, 4 issues."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def be(count: int) -> str:
    """is or are."""
    return "is" if count == 1 else "are"


def in_list(parts: Sequence[str]) -> str:
    """a, b and c."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""


def capital(text: str) -> str:
    """The first letter large, the others as they are; a name such as val/pr_auc stays as it is."""
    first = text.split(" ", 1)[0]
    return text[:1].upper() + text[1:] if first.isalpha() else text


def day_in(text: object) -> date | None:
    """A date field's day; None for none, and for what is no date."""
    try:
        return date.fromisoformat(text) if isinstance(text, str) and text else None
    except ValueError:
        return None


def said(day: date, today: date) -> str:
    """Mon 9 Nov, with the year where it is not this one."""
    year = f" {day.year}" if day.year != today.year else ""
    return f"{day:%a} {day.day} {day:%b}{year}"


def sentences(clauses: Sequence[Sequence[Piece]]) -> tuple[Piece, ...]:
    """One sentence of the clauses: a, b and c."""
    pieces: list[Piece] = []
    for place, clause in enumerate(clauses):
        if place:
            pieces.append(Piece(", and " if place == len(clauses) - 1 else ", "))
        pieces += clause
    if pieces:
        first = pieces[0]
        pieces[0] = Piece(capital(first.text), first.strong, first.item, first.phase, first.type)
        pieces.append(Piece("."))
    return tuple(pieces)
