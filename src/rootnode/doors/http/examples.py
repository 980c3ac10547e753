"""One example for each message of the API, for its description. They are real values, so they cannot drift from the types."""

from typing import Final

import msgspec

from rootnode.wire import hub, items, people, runs

_AT: Final = 1_795_000_000_000_000
_ADA: Final = "0198f3a0c1d27b6e9f00a1b2c3d4e5f6"
_RUN: Final = "0198f3b0c1d27b6e9f00a1b2c3d4e5f6"
_ISSUE: Final = "0198f3b1c1d27b6e9f00a1b2c3d4e5f6"
_PROJECT: Final = "0198f3a1c1d27b6e9f00a1b2c3d4e5f6"
_ACT: Final = "0198f3b2c1d27b6e9f00a1b2c3d4e5f6"

_person: Final = people.Person(_ADA, "Ada Lovelace", "ada@example.org", "admin")
_team: Final = people.Team("0198f3a2c1d27b6e9f00a1b2c3d4e5f6", "Fraud", (_person,))
_token: Final = people.Token(
    "0198f3a3c1d27b6e9f00a1b2c3d4e5f6", "training on the cluster", ("read", "ingest"), _AT, _PROJECT, None, None, "rn_..."
)
_invitation: Final = people.Invitation(
    "0198f3a4c1d27b6e9f00a1b2c3d4e5f6",
    "grace@example.org",
    "member",
    _AT,
    _AT + 604_800_000_000,
    "https://rootnode.example.org/invite?code=...",
)
_session: Final = people.SignedIn("0198f3a5c1d27b6e9f00a1b2c3d4e5f6", "Mozilla/5.0 ...", _AT, _AT, _AT + 2_592_000_000_000, current=True)
_row: Final = people.AuditEntry(812, _AT, "person.role", _ADA, "Ada Lovelace", _ADA, "192.0.2.7", {"before": "guest", "after": "member"})

_field: Final = items.Field("priority", "Priority", "choice", ("low", "high"), sortable=True)
_state: Final = items.State("done", "Done", done=True)
_type: Final = items.ItemType("issue", "Issue", "Issues", "plan", (items.State("open", "Open"), _state), (_field,))
_item: Final = items.Item(
    _ISSUE, "issue", "FRAUD-12", _PROJECT, "FRAUD", "Rare classes are missed", "open", {"priority": "high"}, 3, _AT, _ADA, _AT, _ADA
)
_run_item: Final = items.Item(_RUN, "run", "", _PROJECT, "FRAUD", "gifted-owl-42", "finished", {}, 2, _AT, _ADA, _AT, _ADA)
_project: Final = items.Project(_PROJECT, "FRAUD", "Fraud detection", "lead", "workspace", 4, _AT, "Stops stolen cards within a second.")
_end: Final = items.End(id=_RUN, type="run", title="gifted-owl-42", state="finished", project_key="FRAUD")
_link: Final = items.Link("0198f3a6c1d27b6e9f00a1b2c3d4e5f6", "evidence_for", "out", _end, "person", _ADA, _AT)
_grant: Final = items.Grant(_ADA, "editor")
_own: Final = items.OwnField(("issue",), items.Field("customer", "Customer", "text", sortable=True))
_part: Final = items.Difference("added", "rare ")
_change: Final = items.FieldChange("state", "open", "done")
_entry: Final = items.Entry(4711, _AT, _ADA, "Ada Lovelace", "update_item", _ACT, "item", (_change,))
_logged: Final = items.LogEntry(4711, _AT, _ADA, "update_item", _ACT, "item", _ISSUE, _PROJECT, "issue", {"state": ["open", "done"]})
_step: Final = items.ContextItem(_end, 1, "up", "trained_on", _ISSUE)

_latest: Final = runs.MetricLatest("val/pr_auc", 0.81, 40, _AT, 0.32, 0.82)
_curve: Final = runs.Curve(_RUN, "val/pr_auc", (1, 2), (_AT, _AT), (0.32, 0.41), (0.32, 0.41), (0.32, 0.41), exact=True, started=_AT)
_file: Final = runs.File("plots/roc.png", is_dir=False, size=48_213)
_column: Final = runs.RunColumn("val/pr_auc", 418)
_row_of: Final = runs.CompareRow("param.depth", {_RUN: "6"}, differs=False)
_double: Final = runs.Double(_run_item, _run_item)
_cells: Final = runs.RunRow(_run_item, {"metric.val/pr_auc": 0.81, "param.depth": 6.0})

_resource: Final = items.Item(
    "0198f3b4c1d27b6e9f00a1b2c3d4e5f6", "resource", "FRAUD-14", _PROJECT, "FRAUD", "northbank/fraud", "current",
    {"url": "https://github.com/northbank/fraud", "category": "repository"}, 1, _AT, _ADA, _AT, _ADA,
)  # fmt: skip
_issue_end: Final = items.End(id=_ISSUE, type="issue", key="FRAUD-12", title="Rare classes are missed", state="open", project_key="FRAUD")
_wanted: Final = items.End(id=_ACT, type="requirement", key="FRAUD-2", title="PR-AUC of 0.9", state="agreed", project_key="FRAUD")
_piece: Final = hub.Piece("0.029 short", strong=True, item=_wanted)
_health: Final = hub.HubHealth("at risk", "Something late holds up other work.", (hub.Piece("val/pr_auc is "), _piece, hub.Piece(".")))
_phase: Final = hub.PhaseFacts("scope", 14, 16, "met", "requirements; val/pr_auc still short", "2 open")
_mark: Final = hub.Mark(_RUN, "gifted-owl-42", _AT, 0.871)
_aim: Final = hub.Aim(_wanted, "val/pr_auc", "at least", 0.9, "", _mark, 0.029, reached=False, says="Gap 0.029.")
_line: Final = hub.Line((_mark,), (_mark,), "Too few steps forward for a forecast: 1 better value in the last 4 weeks.")
_concern: Final = hub.Concern(_issue_end, "late", "3 days late, due Mon 9 Nov", "2026-11-09", person="Ada Lovelace")
_concerns: Final = hub.Concerns((_concern,), 1, 0)
_happening: Final = hub.Happening(_AT, "plan", "issue", "done", (_piece,))
_applying: Final = hub.Applying(_wanted, "runbook", "because FRAUD-12 is 3 days late")
_serving: Final = hub.Serving(items.End(id=_ACT, type="endpoint", title="fraud-prod", state="live", project_key="FRAUD"), "production")
_task: Final = hub.Task(_issue_end, "Fraud detection", "3 days late", "bad", "2026-11-09", "high", _applying)
_running: Final = hub.RunningRun(_end, "Fraud detection", _AT)
_news: Final = hub.News(_AT, "Grace Hopper", _issue_end, "Fraud detection", "Done")
_told: Final = hub.ProjectHealth(_project, _health)

EXAMPLES: Final[tuple[msgspec.Struct, ...]] = (
    # people
    _person, _team, _token, _invitation, _session, _row,
    people.Session(setup_needed=False, version="0.1.0", person=_person, workspace="Workspace"),
    people.SignIn("ada@example.org", "a fine long passphrase"),
    people.SetUp("code of the link that the server printed", "Ada Lovelace", "ada@example.org", "a fine long passphrase"),
    people.NewToken("training on the cluster", ("read", "ingest"), 90),
    people.NewInvitation("grace@example.org", "member"),
    people.AcceptInvitation("code of the link", "Grace Hopper", "a fine long passphrase"),
    people.PersonPatch(role="member"), people.MePatch("Ada Lovelace"), people.NewTeam("Fraud"),
    people.NewPassword("a fine long passphrase", "another long passphrase"),
    people.People((_person,)), people.Teams((_team,)), people.Tokens((msgspec.structs.replace(_token, secret=None),)),
    people.Invitations((msgspec.structs.replace(_invitation, link=None),)), people.SignedIns((_session,)), people.Audit((_row,), "812"),
    # items
    _field, _state, _type, _item, _project, _end, _link, _grant, _own, _part, _change, _entry, _logged, _step,
    items.NewItem("issue", "Rare classes are missed", fields={"priority": "high"}), items.ItemPatch(3, state="done"),
    items.Page((_item,)), items.NewProject("Fraud detection", "FRAUD"), items.Count("issue", "open", 17),
    items.ProjectSummary(_project, (items.Count("issue", "open", 17),)), items.Types((_type,), ("blocks", "relates")),
    items.Projects((_project,)), items.ProjectPatch(4, name="Fraud"), items.ProjectAccess("teams", (_grant,)), items.NewAccess("teams"),
    items.OwnFields((_own,)), items.Group("high", 5), items.Groups((items.Group("high", 5),)), items.Purge("Holds a person's data."),
    items.Purged((_ISSUE,)), items.Undone(_ACT, (_item,)), items.Links((_link,)), items.NewLink("blocks", _ISSUE, _RUN),
    items.History((_entry,)), items.Undo(_ACT), items.Context((_step,)), items.LiveMessage(4711, (_logged,)),
    # hub
    _piece, _health, _phase, _mark, _aim, _line, _concern, _concerns, _happening, _applying, _serving, _task, _running, _news, _told,
    hub.Hub(
        _project, _AT, _health, (_phase,), _aim, _line, (), _concerns, (_happening,), (_applying,), (_serving,), (_resource,), 1
    ),
    hub.Home(_AT, _AT, (_task,), 1, (_running,), (_told,), 1, (_news,)),
    hub.NewResources("https://github.com/northbank/fraud"), hub.Resources((_resource,), (), _ACT),
    # runs
    _latest, _curve, _file, _cells, runs.Run(_run_item, {"depth": "6"}, {"git": "4f2c1e"}, (_latest,)),
    runs.CurvesQuery((_RUN,), ("val/pr_auc",)), runs.Curves((_curve,)), runs.Files((_file,)), runs.RunTable((_cells,)),
    _column, runs.RunColumns((_column,), (runs.RunColumn("depth", 1000),), (runs.RunColumn("git", 3),)),
    _row_of, runs.Comparison((_run_item,), (_row_of,)), runs.RunPatch(2, note="The one we shipped."),
    _double, runs.Doubles((_double,)), runs.Merge(_RUN),
)  # fmt: skip
