"""The kinds of the phase build."""

from rootnode.graph.kinds import Kind
from rootnode.wire.items import Field, State

_VERSION = (State("draft", "Draft"), State("ready", "Ready"), State("retired", "Retired", done=True))

KINDS = (
    Kind(
        "experiment", "Experiment", "Experiments", "build",
        (State("active", "Active"), State("closed", "Closed", done=True)),
        (
            Field("description", "Description", "longtext"),
            Field("number", "Number", "number", sortable=True, help="The experiment id that MLflow clients use."),
            Field("artifact_location", "Artifact location", "text", help="Where the client wanted files to be; never followed."),
        ),
        creatable=False, ingest=True, numbered=False,
        owned=frozenset(("title", "parent", "fields.description", "fields.number", "fields.artifact_location")),
    ),
    Kind(
        "run", "Run", "Runs", "build",
        (
            State("running", "Running"), State("scheduled", "Scheduled"), State("finished", "Finished", done=True),
            State("failed", "Failed", done=True), State("killed", "Killed", done=True),
        ),
        (
            Field("started", "Started", "number", sortable=True, help="As the client told it, microseconds UTC."),
            Field("ended", "Ended", "number", sortable=True, help="As the client told it, microseconds UTC."),
            Field("user", "User", "text", sortable=True, help="As the client told it."),
            Field("source", "Source", "text", help="The program that ran."),
            Field("commit", "Commit", "text", sortable=True),
            Field("note", "Note", "longtext"),
        ),
        creatable=False, ingest=True, numbered=False,
        # what the client logs stands in tags too, and a run's place is kept beside the tree
        owned=frozenset((
            "title", "parent", "fields.started", "fields.ended", "fields.user", "fields.source", "fields.commit", "fields.note",
        )),
    ),
    Kind(
        "study", "Study", "Studies", "build",
        (State("running", "Running"), State("finished", "Finished", done=True), State("failed", "Failed", done=True)),
        (
            Field("description", "Description", "longtext"),
            Field("objective", "Objective", "text"),
            Field("direction", "Direction", "choice", ("minimize", "maximize")),
        ),
        ingest=True,
    ),
    Kind(
        "dataset", "Dataset", "Datasets", "build",
        (State("active", "Active"), State("retired", "Retired", done=True)),
        (Field("description", "Description", "longtext"), Field("owner", "Owner", "person", sortable=True)),
        ingest=True,
    ),
    Kind(
        "dataset_version", "Dataset version", "Dataset versions", "build", _VERSION,
        (
            Field("version", "Version", "number", sortable=True),
            Field("digest", "Digest", "text", sortable=True),
            Field("rows", "Rows", "number", sortable=True),
            Field("size", "Size", "number", sortable=True, help="In bytes."),
            Field("description", "Description", "longtext"),
        ),
        creatable=False, ingest=True, numbered=False,
    ),
    Kind(
        "model", "Model", "Models", "build",
        (State("active", "Active"), State("retired", "Retired", done=True)),
        (
            Field("description", "Description", "longtext"),
            Field("owner", "Owner", "person", sortable=True),
            Field("aliases", "Aliases", "json", help="Which version each alias, such as champion, points to."),
        ),
        ingest=True,
    ),
    Kind(
        "model_version", "Model version", "Model versions", "build", _VERSION,
        (
            Field("version", "Version", "number", sortable=True),
            Field("description", "Description", "longtext"),
            Field("source", "Source", "text", help="Where the client said it came from; never followed."),
        ),
        creatable=False, ingest=True, numbered=False,
    ),
    Kind(
        "logged_model", "Logged model", "Logged models", "build",
        (State("pending", "Pending"), State("ready", "Ready", done=True), State("failed", "Failed", done=True)),
        (Field("flavour", "Flavour", "text", sortable=True),),
        creatable=False, ingest=True, numbered=False,
    ),
)  # fmt: skip
