"""The kinds of the phase ship."""

from rootnode.graph.kinds import Kind
from rootnode.wire.items import Field, State

ENVIRONMENTS = ("research", "staging", "production")

KINDS = (
    Kind(
        "deployment_spec", "Deployment spec", "Deployment specs", "ship",
        (State("draft", "Draft"), State("current", "Current"), State("retired", "Retired", done=True)),
        (
            Field("image", "Image", "text"),
            Field("engine", "Engine", "text", help="The serving engine and its flags."),
            Field("hardware", "Hardware", "text"),
            Field("replicas", "Replicas", "number"),
            Field("region", "Region", "text"),
            Field("limits", "Limits", "json"),
            Field("slo_p99_ms", "p99 limit", "number", sortable=True, help="In milliseconds."),
            Field("slo_ttft_ms", "TTFT limit", "number", help="Time to first token, in milliseconds."),
        ),
    ),
    Kind(
        "deployment_plan", "Deployment plan", "Deployment plans", "ship",
        (
            State("draft", "Draft"), State("checking", "Checking"), State("approved", "Approved"),
            State("done", "Done", done=True), State("abandoned", "Abandoned", done=True),
        ),
        (
            Field("environment", "Environment", "choice", ENVIRONMENTS, sortable=True),
            Field("due", "Due", "date", sortable=True),
            Field("owner", "Owner", "person", sortable=True),
            Field("description", "Description", "longtext"),
        ),
    ),
    Kind(
        "release", "Release", "Releases", "ship",
        (
            State("rolling_out", "Rolling out"), State("live", "Live"), State("replaced", "Replaced", done=True),
            State("rolled_back", "Rolled back", done=True),
        ),
        (
            Field("environment", "Environment", "choice", ENVIRONMENTS, sortable=True),
            Field("revision", "Revision", "number", sortable=True),
            Field("released", "Released", "number", sortable=True, help="Microseconds UTC."),
        ),
        creatable=False,
        stays="Releases stay where they were made: they say what really ran.",
    ),
    Kind(
        "endpoint", "Endpoint", "Endpoints", "ship",
        (State("planned", "Planned"), State("live", "Live"), State("off", "Off", done=True)),
        (
            Field("environment", "Environment", "choice", ENVIRONMENTS, sortable=True),
            Field("address", "Address", "url"),
            Field("owner", "Owner", "person", sortable=True),
            Field("description", "Description", "longtext"),
        ),
    ),
)  # fmt: skip
