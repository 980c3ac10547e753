"""The kinds of the phase plan."""

from rootnode.graph.kinds import Kind
from rootnode.wire.items import Field, State

KINDS = (
    Kind(
        "issue", "Issue", "Issues", "plan",
        (
            State("backlog", "Backlog"), State("todo", "To do"), State("in_progress", "In progress"), State("blocked", "Blocked"),
            State("in_review", "In review"), State("done", "Done", done=True), State("cancelled", "Cancelled", done=True),
        ),
        (
            Field("description", "Description", "longtext"),
            Field("priority", "Priority", "choice", ("none", "low", "medium", "high", "urgent"), sortable=True),
            Field("assignee", "Assignee", "person", sortable=True),
            Field("due", "Due", "date", sortable=True),
            Field("estimate", "Estimate", "number", sortable=True, help="In points."),
            Field("labels", "Labels", "labels", sortable=True),
        ),
    ),
    Kind(
        "milestone", "Milestone", "Milestones", "plan",
        (
            State("planned", "Planned"), State("active", "Active"), State("reached", "Reached", done=True),
            State("dropped", "Dropped", done=True),
        ),
        (
            Field("description", "Description", "longtext"),
            Field("due", "Due", "date", sortable=True),
            Field("owner", "Owner", "person", sortable=True),
        ),
    ),
    Kind(
        "cycle", "Cycle", "Cycles", "plan",
        (State("planned", "Planned"), State("active", "Active"), State("finished", "Finished", done=True)),
        (Field("starts", "Starts", "date", sortable=True), Field("ends", "Ends", "date", sortable=True), Field("goal", "Goal", "longtext")),
    ),
    Kind(
        "meeting", "Meeting", "Meetings", "plan",
        (State("planned", "Planned"), State("held", "Held", done=True), State("cancelled", "Cancelled", done=True)),
        (
            Field("held_on", "Held on", "date", sortable=True),
            Field("notes", "Notes", "longtext"),
            Field("organiser", "Organiser", "person", sortable=True),
        ),
    ),
    Kind(
        "hypothesis", "Hypothesis", "Hypotheses", "plan",
        (
            State("open", "Open"), State("testing", "Testing"), State("confirmed", "Confirmed", done=True),
            State("refuted", "Refuted", done=True), State("undecided", "Undecided", done=True),
        ),
        (
            Field("question", "Question", "longtext"),
            Field("time_box", "Time box", "date", sortable=True, help="The day on which the search ends, whatever was found."),
            Field("kill_criterion", "Kill criterion", "longtext", help="What result would end it early."),
            Field("verdict", "Verdict", "longtext", help="What was found. Negative results are kept."),
            Field("owner", "Owner", "person", sortable=True),
        ),
    ),
)  # fmt: skip
