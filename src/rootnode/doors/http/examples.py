"""One example for each message of the API, for its description. They are real values, so they cannot drift from the types."""

from typing import Final

import msgspec

from rootnode.wire import admin, first, hub, items, models, people, related, runs, talk, views

_AT: Final = 1_795_000_000_000_000
_ADA: Final = "0198f3a0c1d27b6e9f00a1b2c3d4e5f6"
_RUN: Final = "0198f3b0c1d27b6e9f00a1b2c3d4e5f6"
_ISSUE: Final = "0198f3b1c1d27b6e9f00a1b2c3d4e5f6"
_DOCUMENT: Final = "0198f3b3c1d27b6e9f00a1b2c3d4e5f6"
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
_entry: Final = items.Entry(4711, _AT, _ADA, "Ada Lovelace", "update_item", _ACT, "item", (_change,), undoable=True)
_logged: Final = items.LogEntry(4711, _AT, _ADA, "update_item", _ACT, "item", _ISSUE, _PROJECT, "issue", {"state": ["open", "done"]})
_step: Final = items.ContextItem(_end, 1, "up", "trained_on", _ISSUE)

_document: Final = items.End(id=_DOCUMENT, type="document", key="FRAUD-7", title="Slices", state="current", project_key="FRAUD")
_reason: Final = related.DocumentReason("label", label="slice")
_applied: Final = related.AppliedDocument(_document, (_reason,), "guideline")
_why: Final = related.PersonReason("owns", via=_end)
_knows: Final = related.KnowingPerson(_ADA, "Ada Lovelace", (_why,))

_view: Final = views.SavedView(
    "0198f3a7c1d27b6e9f00a1b2c3d4e5f6", "FRAUD", "plan", _ADA, "Late and mine", "issue", {"state": "todo", "sort": "due"},
    shared=True, pinned=False, created=_AT, updated=_AT,
)  # fmt: skip
_edit: Final = views.ItemEdit(_ISSUE, 3, state="done")

_latest: Final = runs.MetricLatest("val/pr_auc", 0.81, 40, _AT, 0.32, 0.82)
_curve: Final = runs.Curve(
    _RUN, "val/pr_auc", (1, 2), (_AT, _AT), (0.32, 0.41), (0.32, 0.41), (0.32, 0.41), exact=True, started=_AT, nan_at=()
)
_file: Final = runs.File("plots/roc.png", is_dir=False, size=48_213)
_column: Final = runs.RunColumn("val/pr_auc", 418)
_group: Final = runs.RunGroup("ft_transformer", "ft_transformer", 9, 9, 0.8641, 0.0049, 0.612, 0.8714)
_row_of: Final = runs.CompareRow("param.depth", {_RUN: "6"}, differs=False)
_double: Final = runs.Double(_run_item, _run_item)
_cells: Final = runs.RunRow(_run_item, {"metric.val/pr_auc": 0.81, "param.depth": 6.0})

_hidden = views.HiddenField("Risk", 2)
_quota: Final = admin.Quota(50_000_000_000, None)
_held: Final = admin.ProjectStorage(_PROJECT, "FRAUD", "Fraud detection", 12_400_000_000, 3_120, 48_000_000, 412, 380, _quota)
_job: Final = admin.Job("0198f3b5c1d27b6e9f00a1b2c3d4e5f6", "blobs.sweep", "dead", 5, _AT, _AT, _AT, "the disk is full")
_backup: Final = admin.Backup("0198f3b6c1d27b6e9f00a1b2c3d4e5f6", "/backups/26", "0.1.0", _AT, 4711, 12_900_000_000, 84.2, _AT, 12.5)
_finding: Final = admin.Finding("disk", "0.4 GiB free", "Free some space before the disk is full: writes are refused then.")

_comment: Final = talk.Comment(_ACT, _ISSUE, _ADA, "Ada Lovelace", "Recall is 0.62 there.", _AT)
_own_asked: Final = talk.OwnRequest("editor", _AT, _AT + 3_600_000_000, "Ada Lovelace", None, "Ask again after the launch.")
_asked: Final = talk.AccessRequest(_ACT, _ADA, "Ada Lovelace", "viewer", "I review the launch.", _AT)
_inbox_entry: Final = talk.InboxEntry(
    _ACT, _end, "mentioned", 2, _AT, _ADA, "Ada Lovelace", "comment", "comment.added", excerpt="Recall is 0.62"
)
_did: Final = talk.ActPart(_end, "item", (_change,))
_act: Final = talk.Act(4711, _AT, _ADA, "Ada Lovelace", "update_item", _ACT, (_did,), 1, undoable=True)
_present: Final = talk.Present(_ADA, "Ada Lovelace", _AT, _end)

_example_task: Final = first.ExampleTask("find_refuted", "EXAMPLE", done=False, dismissed=False, item=_ISSUE)
_reached: Final = first.Reached(4, 312.5)
_found_by: Final = first.FoundBy(120, (71, 16, 7, 2, 1, 0, 0, 0, 0, 1), 14, 8)

_version_item: Final = items.Item(
    _DOCUMENT, "model_version", _DOCUMENT, _PROJECT, "FRAUD", "fraud v3", "ready", {"version": 3}, 1, _AT, _ADA, _AT, _ADA
)
_brief: Final = models.RunBrief(_run_item, {"val/pr_auc": 0.81})
_model_files: Final = models.ModelFiles(_RUN, "model", 6, 48_213, described=True)
_tagged: Final = runs.Tagged(_version_item, {"team": "risk"})
_version_row: Final = models.ModelVersionRow(_version_item, 3, "None", ("champion",), {}, _brief, (_end,))
_source: Final = models.ModelSource("classifier", _ISSUE, versions=(_end,))
_dataset: Final = models.DatasetRow(_version_item, "local", "cards.parquet", 4, 1)
_use: Final = models.DatasetUse(_brief, "trained_on", "training")
_value: Final = models.ModelValue("accuracy", 0.97, 0, _AT, "holdout")

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
    people.Session(setup_needed=False, version="0.1.0", person=_person, workspace="Workspace", focus="build"),
    people.SignIn("ada@example.org", "a fine long passphrase"),
    people.SetUp("code of the printed link", "Ada Lovelace", "ada@example.org", "a fine long passphrase", "build", "Europe/Berlin"),
    people.NewToken("training on the cluster", ("read", "ingest"), 90),
    people.NewInvitation("grace@example.org", "member"),
    people.AcceptInvitation("code of the link", "Grace Hopper", "a fine long passphrase", "plan"),
    people.PersonPatch(role="member"), people.MePatch("Ada Lovelace", "build"),
    people.Me(_ADA, "Ada Lovelace", "ada@example.org", "admin", focus="build"),
    people.NewTeam("Fraud"),
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
    # beside an item
    _reason, _applied, _why, _knows, related.Place((_end,)), related.AppliedDocuments((_applied,)),
    related.DocumentAnswer(_DOCUMENT, "dismiss"), related.KnowingPeople((_knows,)),
    # hub
    _piece, _health, _phase, _mark, _aim, _line, _concern, _concerns, _happening, _applying, _serving, _task, _running, _news, _told,
    hub.Hub(
        _project, _AT, _health, (_phase,), _aim, _line, (), _concerns, (_happening,), (_applying,), (_serving,), (_resource,), 1
    ),
    hub.Home(_AT, _AT, (_task,), 1, (_running,), (_told,), 1, (_news,)),
    hub.NewResources("https://github.com/northbank/fraud"), hub.Resources((_resource,), (), _ACT),
    # views
    _view, _edit, views.SavedViews((_view,)), views.NewView("plan", "Late and mine", {"state": "todo"}, "issue", "FRAUD"),
    views.ViewPatch(name="Late"), views.Pin(_ISSUE, _end), views.Pins((views.Pin(_ISSUE, _end),)), views.Batch((_edit,)),
    views.Batched(_ACT, (_item,)), views.Move((_item.id,), "CHURN"), _hidden,
    views.Moving(3, (_hidden,)), views.Found((_end,), (_project,), (_person,), (_view,)),
    # runs
    _latest, _curve, _file, _cells, runs.Run(_run_item, {"depth": "6"}, {"git": "4f2c1e"}, (_latest,)),
    runs.CurvesQuery((_RUN,), ("val/pr_auc",)), runs.Curves((_curve,)), runs.Files((_file,)), runs.RunTable((_cells,)),
    _column, runs.RunColumns((_column,), (runs.RunColumn("depth", 1000),), (runs.RunColumn("git", 3),)),
    _group, runs.RunGroups((_group,), 2, 1_284),
    _row_of, runs.Comparison((_run_item,), (_row_of,)), runs.RunPatch(2, note="The one we shipped."),
    _double, runs.Doubles((_double,)), runs.Merge(_RUN),
    # administration
    _quota, _held, _job, _backup, _finding, admin.QuotaPatch(bytes=50_000_000_000, points=None), admin.Workspace("Europe/Berlin"),
    admin.Storage((_held,), _AT, 12_400_000_000, 310_000_000_000, 500_000_000_000), admin.Jobs((_job,), {"dead": 1}),
    admin.Condition((_finding,), 1), admin.Backups((_backup,), _backup, stale=False),
    # talk
    _comment, talk.NewComment("Recall is 0.62 there."), talk.CommentPatch("Recall is 0.63 there."), talk.Discussion((_comment,), 1),
    talk.Following(True, "commented", 4), talk.NewFollowing(True), _inbox_entry, talk.Inbox((_inbox_entry,), 1), talk.InboxCount(1),
    talk.InboxPatch(done=True), _asked, talk.AccessRequests((_asked,)), talk.NewAccessRequest("FRAUD", words="I review the launch."),
    talk.Asked(), _own_asked, talk.OwnRequests((_own_asked,)), talk.Decision("viewer"),
    _did, _act, talk.Activity((_act,)), _present, talk.Presence((_present,)),
    talk.Beat("a1b2", "FRAUD", "FRAUD-12"),
    # the first minutes
    first.Settle("Fraud detection", "FRAUD"), _example_task, first.ExampleTasks((_example_task,)), first.ExampleTaskPatch(_ISSUE),
    first.Searched(7, 1), _reached, first.ServingOutcome(3, 1_209_600.0), _found_by,
    first.Outcomes(4, _reached, first.Reached(3, 86_400.0), first.Reached(4, 120.0), first.ServingOutcome(3, 1_209_600.0), _found_by, 12),
    runs.TagsPatch((_RUN,), {"team": "risk", "old": None}), _tagged, runs.TaggedItems((_tagged,)),
    # models
    _model_files, _brief, _version_row, _source, _dataset, _use, _value,
    models.ModelVersions((_version_row,)), models.ModelSources((_source,)),
    models.ModelPage(_version_item, registered=True, aliases={"champion": 3}, tags={"team": "risk"}), models.ModelAlias("champion", 3),
    models.AliasAnswer({"champion": 3}), models.ModelPatch("fraud-ftt"), models.NewModelVersion("fraud-ftt", model=_ISSUE),
    models.ModelVersionPage(_version_item, _end, 3, "None", ("champion",), {}, "models:/m-1", "", None, _end, (_end,), _model_files),
    models.DatasetVersions((_dataset,)),
    models.DatasetPage(_version_item, _end, "cards", "local", "cards.parquet", "{}", None, cut=False, uses=(_use,), models=(_end,)),
    models.LoggedModelPage(_version_item, f"m-{_DOCUMENT}", "sklearn", _brief, {"depth": "6"}, {}, (_value,), (_end,), (_end,)),
)  # fmt: skip
