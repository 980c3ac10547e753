"""The kinds of the phase watch."""

from rootnode.graph.kinds import Kind
from rootnode.wire.items import Field, State

SEVERITY = ("low", "medium", "high", "critical")

KINDS = (
    Kind(
        "monitor", "Monitor", "Monitors", "watch",
        (State("on", "On"), State("off", "Off", done=True)),
        (
            Field("signal", "Signal", "text", sortable=True, help="What it looks at, such as p99, error rate, PSI of a feature."),
            Field("comparison", "Comparison", "choice", ("above", "below")),
            Field("threshold", "Threshold", "number", sortable=True),
            Field("window_minutes", "Window", "number", help="In minutes."),
            Field("owner", "Owner", "person", sortable=True),
        ),
    ),
    Kind(
        "alert", "Alert", "Alerts", "watch",
        (State("firing", "Firing"), State("acknowledged", "Acknowledged"), State("resolved", "Resolved", done=True)),
        (
            Field("severity", "Severity", "choice", SEVERITY, sortable=True),
            Field("value", "Value", "number", sortable=True),
            Field("opened", "Opened", "number", sortable=True, help="Microseconds UTC."),
        ),
        creatable=False,
        stays="Alerts stay with the monitor that opened them.",
    ),
    Kind(
        "incident", "Incident", "Incidents", "watch",
        (
            State("open", "Open"), State("acknowledged", "Acknowledged"), State("mitigated", "Mitigated"),
            State("resolved", "Resolved", done=True),
        ),
        (
            Field("severity", "Severity", "choice", SEVERITY, sortable=True),
            Field("impact", "Impact", "longtext", help="Who is hit, and how."),
            Field("cause", "Cause", "longtext"),
            Field("owner", "Owner", "person", sortable=True),
        ),
    ),
)  # fmt: skip
