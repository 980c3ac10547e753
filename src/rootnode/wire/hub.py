"""A project in ten seconds, and a person's day: what is worked out from the facts. Times are microseconds UTC."""

from typing import Literal, TypeAlias

import msgspec

from rootnode.wire.items import End, Item, Phase, Project

HealthWord: TypeAlias = Literal["on track", "at risk", "off track", "quiet"]
Tone: TypeAlias = Literal["plain", "good", "warn", "bad"]


class Piece(msgspec.Struct, frozen=True):
    """A stretch of a sentence. What is `strong` leads to its reason: an `item`, or the items of a `type` in a `phase`."""

    text: str
    strong: bool = False
    item: End | None = None
    phase: Phase | None = None
    type: str | None = None


class HubHealth(msgspec.Struct, frozen=True):
    """`because` is the rule that decided the word."""

    word: HealthWord
    because: str
    sentence: tuple[Piece, ...]


class PhaseFacts(msgspec.Struct, frozen=True):
    """A phase in one number: `done` of `of` (null where there is no whole), what they are, one line more, and a remark."""

    phase: Phase
    done: int
    of: int | None
    unit: str
    says: str
    note: str = ""
    tone: Tone = "plain"


class Mark(msgspec.Struct, frozen=True):
    """A run's value of a metric, and when it was logged."""

    run: str
    title: str
    at: int
    value: float


class Aim(msgspec.Struct, frozen=True):
    """A requirement's target against the best run. `gap` is what is missing, null while no run has a value; `says` puts it in words."""

    requirement: End
    metric: str
    comparison: Literal["at least", "at most"]
    target: float
    unit: str
    best: Mark | None
    gap: float | None
    reached: bool
    says: str


class Line(msgspec.Struct, frozen=True):
    """How the best value came about: `steps` is exact and oldest first, `dots` are runs, at most 300.

    `forecast` says when the gap closes, or why that cannot be said. `deadline` is the day that counts, as told by `until`.
    """

    steps: tuple[Mark, ...]
    dots: tuple[Mark, ...]
    forecast: str
    closes: str | None = None
    deadline: str | None = None
    until: End | None = None
    by: str = ""


class Concern(msgspec.Struct, frozen=True):
    """Something late or blocked. `blocker` is what blocks it, restricted where it may not be seen."""

    item: End
    what: Literal["late", "blocked"]
    reason: str
    due: str | None = None
    blocker: End | None = None
    holds_up: int = 0
    person: str = ""


class Concerns(msgspec.Struct, frozen=True):
    """At most 8 of `late` and `blocked` in all; what is both counts as late."""

    shown: tuple[Concern, ...]
    late: int
    blocked: int


class Happening(msgspec.Struct, frozen=True):
    """Something worth telling, in words."""

    at: int
    phase: Phase
    type: str
    state: str
    words: tuple[Piece, ...]


class Applying(msgspec.Struct, frozen=True):
    """A document that fits what is going on, and why."""

    document: End
    category: str
    reason: str


class Serving(msgspec.Struct, frozen=True):
    """An endpoint: where it stands, what it serves, and what burns there."""

    endpoint: End
    environment: str
    serves: End | None = None
    trouble: End | None = None


class Hub(msgspec.Struct, frozen=True):
    """A project's page. `aim` is the target furthest from being reached, `aims` are the others."""

    project: Project
    as_of: int
    health: HubHealth
    phases: tuple[PhaseFacts, ...]
    aim: Aim | None
    line: Line | None
    aims: tuple[Aim, ...]
    concerns: Concerns
    week: tuple[Happening, ...]
    documents: tuple[Applying, ...]
    endpoints: tuple[Serving, ...]
    resources: tuple[Item, ...]
    resources_in_all: int


class Task(msgspec.Struct, frozen=True):
    """An item that waits for the person: why it stands where it stands, and the document that fits it."""

    item: End
    project: str
    reason: str
    tone: Tone = "plain"
    due: str | None = None
    priority: str = ""
    document: Applying | None = None


class ProjectHealth(msgspec.Struct, frozen=True):
    """A project in a word and a sentence."""

    project: Project
    health: HubHealth


class RunningRun(msgspec.Struct, frozen=True):
    run: End
    project: str
    started: int


class News(msgspec.Struct, frozen=True):
    """Something that others changed since the person's last visit."""

    at: int
    by: str
    item: End
    project: str
    words: str


class Home(msgspec.Struct, frozen=True):
    """A person's day. `since` is their last visit, as far as it is known; `tasks_in_all` counts those that are not shown, too."""

    as_of: int
    since: int | None
    tasks: tuple[Task, ...]
    tasks_in_all: int
    running: tuple[RunningRun, ...]
    projects: tuple[ProjectHealth, ...]
    projects_in_all: int
    news: tuple[News, ...]


class NewResources(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Addresses, one a line or parted by blanks; at most 20."""

    text: str


class Resources(msgspec.Struct, frozen=True):
    """`added` are new, and `operation` undoes the adding; `known` were there already."""

    added: tuple[Item, ...]
    known: tuple[Item, ...]
    operation: str | None = None
