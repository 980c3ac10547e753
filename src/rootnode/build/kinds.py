"""The kinds of the phase build."""

from rootnode.graph.kinds import Kind
from rootnode.wire.items import Field, State

_LOGGED = "stay in the project that they were logged to, where programs find them."
_NAMED = "stay in their project, where programs find them by name."
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
        stays=f"Experiments {_LOGGED}",
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
        # what the client logs stands in tags too, its state goes with when it ended, and its place is kept beside the tree
        owned=frozenset((
            "title", "state", "parent", "fields.started", "fields.ended", "fields.user", "fields.source", "fields.commit", "fields.note",
        )),
        stays=f"Runs {_LOGGED}",
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
        stays=f"Studies {_LOGGED}",
    ),
    Kind(
        "dataset", "Dataset", "Datasets", "build",
        (State("active", "Active"), State("retired", "Retired", done=True)),
        (Field("description", "Description", "longtext"), Field("owner", "Owner", "person", sortable=True)),
        ingest=True,
        stays=f"Datasets {_NAMED}",
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
        owned=frozenset(("title", "parent", "fields.version", "fields.digest", "fields.rows", "fields.size")),
        stays=f"Versions of datasets {_NAMED}",
    ),
    Kind(
        "model", "Model", "Models", "build",
        (State("active", "Active"), State("retired", "Retired", done=True)),
        (
            Field("description", "Description", "longtext"),
            Field("owner", "Owner", "person", sortable=True),
            Field("aliases", "Aliases", "json", help="Which version each alias, such as champion, points to."),
            Field("latest", "Newest version", "number", sortable=True, help="Of a registered model: the number given last."),
            Field("prompt", "Prompt", "flag", sortable=True, help="Registered as a prompt; searches for models leave it out."),
        ),
        ingest=True,
        # aliases and numbers belong to the registry's verbs; so does the name, once registered (see build/guards.py)
        owned=frozenset(("fields.aliases", "fields.latest", "fields.prompt")),
        stays=f"Models {_NAMED}",
    ),
    Kind(
        "model_version", "Model version", "Model versions", "build", _VERSION,
        (
            Field("version", "Version", "number", sortable=True),
            Field("stage", "Stage", "choice", ("Staging", "Production", "Archived"), sortable=True),
            Field("description", "Description", "longtext"),
            Field("run", "Run", "text", sortable=True, help="The id of the run that made it, as the client told it."),
            Field("run_link", "Link to the run", "text", help="As the client told it; never followed."),
            Field("source", "Source", "text", help="Where the client said it came from; never followed."),
        ),
        creatable=False, ingest=True, numbered=False,
        owned=frozenset((
            "title", "parent", "fields.version", "fields.stage", "fields.run", "fields.run_link", "fields.source",
        )),
        stays=f"Versions of models {_NAMED}",
    ),
    Kind(
        "logged_model", "Logged model", "Logged models", "build",
        (State("pending", "Pending"), State("ready", "Ready", done=True), State("failed", "Failed", done=True)),
        (Field("model_type", "Model type", "text", sortable=True, help="As the client told it."),),
        creatable=False, ingest=True, numbered=False,
        owned=frozenset(("title", "parent", "fields.model_type")),
        stays=f"Logged models {_LOGGED}",
    ),
)  # fmt: skip
