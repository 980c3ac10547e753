"""Registered models, their versions, datasets and logged models as their pages show them."""

import msgspec

from rootnode.wire.items import End, Item
from rootnode.wire.runs import Run


class RunBrief(msgspec.Struct, frozen=True):
    """A run and the latest values of the metrics that most of those listed beside it have. null stands for NaN."""

    item: Item
    metrics: dict[str, float | str | None]


class ModelPage(msgspec.Struct, frozen=True):
    """`registered`: programs find it by its name; otherwise somebody made the item by hand. `aliases` point to numbers of versions."""

    item: Item
    registered: bool
    aliases: dict[str, int]
    tags: dict[str, str]


class ModelVersionRow(msgspec.Struct, frozen=True):
    """A version of a model, with the run that made it and the data that was trained on."""

    item: Item
    number: int
    stage: str
    aliases: tuple[str, ...]
    tags: dict[str, str]
    run: RunBrief | None
    datasets: tuple[End, ...]


class ModelVersions(msgspec.Struct, frozen=True):
    """The newest first. `next` is an opaque cursor; null on the last page."""

    versions: tuple[ModelVersionRow, ...]
    next: str | None = None


class ModelFiles(msgspec.Struct, frozen=True):
    """Files of a version: those beneath `folder` of the run or logged model `holder`. `described`: an MLmodel file is among them."""

    holder: str
    folder: str
    count: int
    size: int
    described: bool


class ModelVersionPage(msgspec.Struct, frozen=True):
    """`source` and `run_link` are as the client told them. `run` and `logged_model` are what it came from, where they are there.

    `files` is null where they lie elsewhere.
    """

    item: Item
    model: End
    number: int
    stage: str
    aliases: tuple[str, ...]
    tags: dict[str, str]
    source: str
    run_link: str
    run: Run | None
    logged_model: End | None
    datasets: tuple[End, ...]
    files: ModelFiles | None


class ModelAlias(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A name such as champion, and the number of the version that it is to point to."""

    alias: str
    version: int


class AliasAnswer(msgspec.Struct, frozen=True):
    """Where the aliases point now. `queued`: the change waits for an approval."""

    aliases: dict[str, int]
    queued: bool = False


class ModelPatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A new name for the model, and for its versions with it."""

    name: str


class ModelSource(msgspec.Struct, frozen=True):
    """What a version can be made from: a logged model (`model` is its id), or a folder of the run's files. `versions` were made of it.

    `step` of the run at which the model was logged; null where the client named none.
    """

    name: str
    model: str | None = None
    path: str | None = None
    versions: tuple[End, ...] = ()
    step: int | None = None


class ModelSources(msgspec.Struct, frozen=True):
    """At most 50."""

    sources: tuple[ModelSource, ...]


class NewModelVersion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`name` of the registered model, which is made where there is none. Either the id of a logged model, or a folder of the run."""

    name: str
    model: str | None = None
    path: str | None = None
    description: str = ""


class DatasetRow(msgspec.Struct, frozen=True):
    """A version of a dataset. `source` is as the client told it; `trained` and `evaluated` count the runs that used it."""

    item: Item
    source_type: str
    source: str
    trained: int
    evaluated: int


class DatasetVersions(msgspec.Struct, frozen=True):
    """The newest first. `next` is an opaque cursor; null on the last page."""

    versions: tuple[DatasetRow, ...]
    next: str | None = None


class DatasetUse(msgspec.Struct, frozen=True):
    """A run that used a version; `link` says whether it was trained or evaluated on it, `context` how the client called that."""

    run: RunBrief
    link: str
    context: str | None = None


class DatasetPage(msgspec.Struct, frozen=True):
    """A version of a dataset. `schema` and `profile` are as the client logged them; `cut` says that they were too long to be whole.

    The newest 50 uses, and the newest 50 models that were made of it.
    """

    item: Item
    dataset: End | None
    name: str
    source_type: str
    source: str
    schema: str | None
    profile: str | None
    cut: bool
    uses: tuple[DatasetUse, ...]
    models: tuple[End, ...]


class ModelValue(msgspec.Struct, frozen=True):
    """The latest value of a metric of a logged model, on a dataset where one was named. null stands for NaN."""

    key: str
    value: float | str | None
    step: int
    time: int
    dataset: str | None = None


class LoggedModelPage(msgspec.Struct, frozen=True):
    """`id` is the one that MLflow's clients know it by."""

    item: Item
    id: str
    model_type: str
    run: RunBrief | None
    params: dict[str, str]
    tags: dict[str, str]
    metrics: tuple[ModelValue, ...]
    versions: tuple[End, ...]
    datasets: tuple[End, ...]
