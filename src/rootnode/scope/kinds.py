"""The kinds of the phase scope."""

from rootnode.graph.kinds import Kind
from rootnode.wire.items import Field, State

KINDS = (
    Kind(
        "project", "Project", "Projects", "scope",
        (State("active", "Active"), State("paused", "Paused"), State("archived", "Archived", done=True)),
        (
            Field("summary", "Summary", "longtext", help="What the project is for, in a sentence or two."),
            Field("access", "Access", "choice", ("workspace", "teams", "private"), help="Who may see the project."),
            Field("lead", "Lead", "person", sortable=True),
            Field("target_date", "Target date", "date", sortable=True),
            Field("special", "Special", "choice", ("example", "sandbox"), help="The example, or where somebody's first runs arrive."),
        ),
        creatable=False, numbered=False, owned=frozenset(("parent", "fields.access", "fields.special")),
        stays="A project is not moved into another one.",
    ),
    Kind(
        "requirement", "Requirement", "Requirements", "scope",
        (State("draft", "Draft"), State("agreed", "Agreed"), State("met", "Met", done=True), State("dropped", "Dropped", done=True)),
        (
            Field("description", "Description", "longtext"),
            Field("category", "Category", "choice", ("data", "metric target", "constraint"), sortable=True),
            Field("metric", "Metric", "text", sortable=True, help="The metric that a target is about, such as val/pr_auc."),
            Field("comparison", "Comparison", "choice", ("at least", "at most"), help="Which side of the target is good."),
            Field("target", "Target", "number", sortable=True),
            Field("unit", "Unit", "text"),
            Field("owner", "Owner", "person", sortable=True),
        ),
    ),
    Kind(
        "document", "Document", "Documents", "scope",
        (State("draft", "Draft"), State("in_review", "In review"), State("current", "Current"), State("outdated", "Outdated", done=True)),
        (
            Field("body", "Text", "longtext"),
            Field(
                "category", "Category", "choice",
                ("note", "spec", "guideline", "protocol", "runbook", "report", "model card", "data card"), sortable=True,
            ),
            Field("owner", "Owner", "person", sortable=True),
            Field("review_by", "Review by", "date", sortable=True),
            Field("labels", "Labels", "labels", sortable=True),
        ),
    ),
    Kind(
        "decision", "Decision", "Decisions", "scope",
        (State("proposed", "Proposed"), State("accepted", "Accepted", done=True), State("superseded", "Superseded", done=True)),
        (
            Field("context", "Context", "longtext", help="What made a decision necessary."),
            Field("outcome", "Outcome", "longtext", help="What was decided, and why not otherwise."),
            Field("decided_on", "Decided on", "date", sortable=True),
            Field("owner", "Owner", "person", sortable=True),
        ),
    ),
    Kind(
        "resource", "Resource", "Resources", "scope",
        (State("current", "Current"), State("gone", "Gone", done=True)),
        (
            Field("url", "Address", "url"),
            Field(
                "category", "Category", "choice",
                ("repository", "bucket", "dashboard", "channel", "design", "other", "document"), sortable=True,
            ),
            Field("description", "Description", "longtext"),
        ),
    ),
)  # fmt: skip
