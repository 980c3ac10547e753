"""The planning history as it is written down in `history.toml`, turned into acts in the order in which they are to be played."""

import datetime
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

FOLDER: Final = Path(__file__).parent
DATES: Final = frozenset(("due", "starts", "ends", "held_on", "decided_on", "review_by", "time_box"))
PEOPLE: Final = frozenset(("owner", "assignee", "organiser"))
TEXTS: Final = {"document": "body", "meeting": "notes"}
"""The field that the text of an item of that type goes to."""


class Then(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody did to an item later. `replace` puts its second text in the place of the first."""

    day: int
    by: str
    state: str | None = None
    replace: tuple[str, str] | None = None


class Tie(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A link to another item; on the day on which the item was made, unless it says otherwise."""

    type: str
    to: str
    day: int | None = None


class Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One item and its life. `first`: so its text read at first, the second in the place of the first."""

    ref: str
    type: str
    by: str
    day: int
    title: str
    state: str | None = None
    text: str | None = None
    first: tuple[str, str] | None = None
    fields: dict[str, Any] = {}
    then: tuple[Then, ...] = ()
    links: tuple[Tie, ...] = ()


class History(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of it. `people`: names by short names."""

    name: str
    summary: str
    people: dict[str, str]
    item: tuple[Told, ...]


class Act(msgspec.Struct, frozen=True):
    """Something that somebody did to an item on a day: made it, changed it, or linked it."""

    day: int
    by: str
    told: Told
    does: Told | Then | Tie


RANK: Final[tuple[type, ...]] = (Told, Tie, Then)


def load_history() -> History:
    """Raises msgspec.ValidationError for what is not a history."""
    return msgspec.convert(tomllib.loads((FOLDER / "history.toml").read_text()), History)


def acts_of(history: History) -> list[Act]:
    """In order: by day; on a day what was made comes first, then what was linked, then what was changed."""
    return sorted((act for told in history.item for act in _life(told)), key=lambda act: (act.day, RANK.index(type(act.does))))


def _life(told: Told) -> Iterator[Act]:
    yield Act(told.day, told.by, told, told)
    for tie in told.links:
        yield Act(told.day if tie.day is None else tie.day, told.by, told, tie)
    for then in told.then:
        yield Act(then.day, then.by, told, then)


def text_of(told: Told) -> str:
    """The text that an item has in the end."""
    return (FOLDER / "texts" / told.text).read_text() if told.text else ""


def first_text(told: Told) -> str:
    """The text that an item began with."""
    text = text_of(told)
    return text.replace(*told.first) if told.first else text


def date_after(today: datetime.date, days: int) -> str:
    """A date as fields hold it."""
    return (today + datetime.timedelta(days=days)).isoformat()
