"""The first minutes: a sandbox that becomes a project, the example's tasks, and what outcomes are worked out from."""

from typing import Annotated, Literal, TypeAlias

import msgspec

TaskName: TypeAlias = Literal["find_refuted", "move_and_undo"]
Access: TypeAlias = Literal["workspace", "teams", "private"]


class Settle(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sandbox becomes a project under this name and key. The key that it had goes on leading to it."""

    name: str
    key: str
    access: Access = "workspace"


class ExampleTask(msgspec.Struct, frozen=True):
    """A small task on the example. `item` is what it is about, where it is about one."""

    task: TaskName
    project_key: str
    done: bool
    dismissed: bool
    item: str | None = None


class ExampleTasks(msgspec.Struct, frozen=True):
    tasks: tuple[ExampleTask, ...]
    next: str | None = None


class ExampleTaskPatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`opened`: the id of an item that the caller has opened. `dismissed`: the task is put away."""

    opened: str | None = None
    dismissed: bool = False


class Searched(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a search came to: how many results it showed, and the place (from 1) of the one that was opened, if any. Not what was typed."""

    shown: Annotated[int, msgspec.Meta(ge=0, le=1_000)]
    opened: Annotated[int, msgspec.Meta(ge=1, le=1_000)] | None = None


class Reached(msgspec.Struct, frozen=True):
    """How many projects got so far, and after how many seconds half of them had."""

    count: int
    median_seconds: float | None


class ServingOutcome(msgspec.Struct, frozen=True):
    """Runs whose model an endpoint began to serve, and how long that took from the run on, at half of them."""

    count: int
    median_seconds: float | None


class FoundBy(msgspec.Struct, frozen=True):
    """Searches in all; those whose result was opened, by its place (from the tenth on together); left without one; without a result."""

    searches: int
    opened: tuple[int, ...]
    left: int
    nothing: int


class Outcomes(msgspec.Struct, frozen=True):
    """What the workspace has come to. `shared_items`: changed by people of two teams or more. The example counts nowhere."""

    projects: int
    first_run: Reached
    first_document: Reached
    first_issue: Reached
    serving: ServingOutcome
    search: FoundBy
    shared_items: int
