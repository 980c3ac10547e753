"""The hub's rules (docs/spec/hub.md), each on both engines."""

from typing import Any

import msgspec

from insight.conftest import NOW
from rootnode.doors.api.hubs import hub
from rootnode.graph.changes import Connect, Trash, Update
from rootnode.graph.days import set_zone
from rootnode.graph.nodes import Node
from rootnode.graph.projects import create_project
from rootnode.kit.clock import DAY, HOUR, ManualClock
from rootnode.series.points import Points
from rootnode.testing.lab import Lab
from rootnode.wire.hub import Hub, Piece

AUC = "val/pr_auc"


def seen(lab: Lab, caller: Any = None) -> Hub:
    return lab.db.read_now(hub, caller or lab.caller, lab.graph.kinds, "FRAUD")


def text(pieces: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in pieces)


def said(lab: Lab) -> tuple[str, str]:
    """The word, and the sentence."""
    health = seen(lab).health
    return health.word, text(health.sentence)


def target(lab: Lab, value: float = 0.9, *, comparison: str = "at least", metric: str = AUC, **given: Any) -> Node:
    fields = {"category": "metric target", "metric": metric, "comparison": comparison, "target": value, **given}
    return lab.world.make("requirement", f"{metric} {comparison} {value}", fields=fields, state="agreed")


def reached(lab: Lab, name: str, value: float, *, ago: float = 0, metric: str = AUC, state: str = "finished") -> Node:
    run = lab.run(name)
    at = lab.db.read_now(lambda tx: tx.now) - int(ago * DAY)
    lab.log(run, points=Points.of([metric], [1], [at], [value]))
    lab.world.apply(Update(run.id, state=state, by_owner=True))
    return run


def test_h5_a_project_without_anything_is_quiet_and_says_how_to_begin(lab: Lab) -> None:
    word, sentence = said(lab)
    assert (word, sentence) == ("quiet", "Nothing is here yet: connect your code, or write down the first requirement.")
    found = seen(lab)
    assert (found.aim, found.line, found.concerns.shown, found.week) == (None, None, (), ())
    assert [phase.says for phase in found.phases] == [
        "no requirement yet", "no issue yet", "no run yet", "no deployment plan yet", "nothing serves yet",
    ]  # fmt: skip


def test_h5_only_runs_only_issues_and_everything_done(lab: Lab) -> None:
    reached(lab, "first", 0.7)
    assert said(lab) == ("quiet", "1 run is logged; no target is set yet.")
    lab.run("second")
    assert said(lab) == ("on track", "1 run is training; no target is set yet.")
    issues = [lab.world.make(title=f"Issue {number}") for number in range(3)]
    assert said(lab)[1] == "0 of 3 issues are done, none late or blocked, and 1 run is training; no target is set yet."
    lab.world.apply(*(Update(issue.id, state="done") for issue in issues))
    assert said(lab)[1].startswith("All 3 issues are done")


def test_h20_a_gap_is_told_with_the_days_left_and_the_best_run(lab: Lab) -> None:
    wanted = target(lab)
    assert said(lab) == ("on track", f"No run has logged {AUC} yet.")
    reached(lab, "worse", 0.84, ago=2)
    best = reached(lab, "better", 0.871)
    reached(lab, "failed", 0.99, state="failed")
    trashed = reached(lab, "trashed", 0.98)
    lab.world.apply(Trash(trashed.id))
    lab.metric(lab.run("broken"), AUC, float("nan"))
    lab.world.make("milestone", "Launch v2", state="active", fields={"due": "2026-12-02"})
    found = seen(lab)
    assert found.aim is not None
    assert found.aim.best is not None
    assert (found.aim.best.run, round(found.aim.gap or 0, 9), found.aim.reached) == (best.id, 0.029, False)
    assert said(lab) == ("at risk", f"{AUC} is 0.029 short of its target with 20 days left.")
    strong = [piece for piece in found.health.sentence if piece.strong]
    assert [piece.item.id for piece in strong if piece.item] == [wanted.id]
    assert found.phases[2].says == f"best {AUC} 0.871"


def test_h21_at_most_is_the_other_way_round_and_the_worst_target_comes_first(lab: Lab) -> None:
    target(lab, 0.9)
    target(lab, 80, comparison="at most", metric="p99", unit="ms")
    reached(lab, "quick", 92, metric="p99")
    reached(lab, "slow", 140, metric="p99")
    reached(lab, "good", 0.89)
    found = seen(lab)
    assert found.aim is not None
    assert (found.aim.metric, found.aim.says, [each.metric for each in found.aims]) == ("p99", "Gap 12 ms.", [AUC])
    assert said(lab)[1] == "p99 is 12 ms over its target (1 other target not reached)."
    reached(lab, "quickest", 79, metric="p99")
    reached(lab, "best", 0.91)
    assert said(lab) == ("on track", "All 2 targets are reached, and 5 runs are logged.")


def test_h23_the_line_is_exact_whoever_came_when(lab: Lab) -> None:
    target(lab)
    for ago, value in ((9, 0.5), (8, 0.4), (7, 0.6), (6, 0.6), (5, 0.55), (1, 0.7)):
        reached(lab, f"run {ago}", value, ago=ago)
    line = seen(lab).line
    assert line is not None
    assert [(mark.title, mark.value) for mark in line.steps] == [("run 9", 0.5), ("run 7", 0.6), ("run 1", 0.7)]
    assert [mark.value for mark in line.dots] == [0.5, 0.4, 0.6, 0.6, 0.55, 0.7]


def test_h25_a_forecast_needs_a_pace(lab: Lab) -> None:
    target(lab)
    reached(lab, "first", 0.80, ago=40)
    assert "does not close at this pace" in forecast(lab)
    reached(lab, "second", 0.82, ago=20)
    assert forecast(lab) == "Too few steps forward for a forecast: 1 better value in the last 4 weeks."
    reached(lab, "third", 0.83, ago=10)
    reached(lab, "fourth", 0.84, ago=1)
    lab.world.make("milestone", "Launch v2", state="active", fields={"due": "2026-12-02"})
    assert forecast(lab) == "At the pace of the last 4 weeks (+0.01 a week) it closes on Thu 24 Dec, 22 days after Launch v2."
    assert seen(lab).health.because == "At the present pace the target is reached after the deadline."


def forecast(lab: Lab) -> str:
    line = seen(lab).line
    assert line is not None
    return line.forecast


def test_h11_what_is_late_and_holds_others_up_comes_first_with_its_person(lab: Lab) -> None:
    blocker = lab.world.make(title="Dataset v4", fields={"due": "2026-11-09", "assignee": lab.caller.account})
    other = lab.world.make(title="Write the report", fields={"due": "2026-11-01"})
    waits = lab.world.make(title="Refit calibration")
    lab.world.apply(Connect("blocks", blocker.id, waits.id))
    lab.world.make(title="Stuck", state="blocked")
    lab.world.make(title="Due today", fields={"due": "2026-11-12"})
    found = seen(lab).concerns
    assert [(each.item.id, each.what) for each in found.shown][:2] == [(blocker.id, "late"), (waits.id, "blocked")]
    assert found.shown[0].reason == "3 days late, due Mon 9 Nov, holds up 1"
    assert (found.shown[0].person, found.shown[1].reason, found.shown[-1].item.id) == ("Mika", f"blocked by {blocker.key}", other.id)
    assert (found.late, found.blocked) == (2, 2)
    assert said(lab)[1] == "Dataset v4 is 3 days late, which holds up 1 other; 1 more is late, and 1 item is blocked."
    lab.world.apply(Update(blocker.id, state="done"), Update(other.id, state="cancelled"))
    assert [each.what for each in seen(lab).concerns.shown] == ["blocked"]


def test_h11_what_is_late_and_marked_as_blocked_stands_once(lab: Lab) -> None:
    both = lab.world.make(title="Both", state="blocked", fields={"due": "2026-11-01"})
    marked = lab.world.make(title="Marked", state="blocked")
    assert [(each.item.id, each.what) for each in seen(lab).concerns.shown] == [(marked.id, "blocked"), (both.id, "late")]


def test_h14_a_blocker_that_may_not_be_seen_is_not_named(lab: Lab) -> None:
    hidden = lab.db.write_now(create_project, lab.world.owner, lab.graph, "Hidden", "HID", access="private")
    secret = lab.world.make(title="The secret plan", project=hidden.id, caller=lab.world.owner, fields={"due": "2026-11-01"})
    waits = lab.world.make(title="Waits")
    lab.world.apply(Connect("blocks", secret.id, waits.id), caller=lab.world.owner)
    found = seen(lab)
    assert found.concerns.shown[0].reason == "blocked by something that you may not see"
    assert b"secret" not in msgspec.json.encode(found)
    assert "late holds up" not in found.health.because


def test_h2_a_grave_incident_is_off_track_and_a_small_one_a_risk(lab: Lab) -> None:
    endpoint = lab.world.make("endpoint", "fraud-prod", state="live", fields={"environment": "production"})
    assert said(lab) == ("on track", "1 item is here, and nothing is open. 1 endpoint is live and no alert fires.")
    incident = lab.world.make("incident", "p99 doubled", fields={"severity": "low"})
    lab.world.apply(Connect("relates", incident.id, endpoint.id))
    assert said(lab) == ("at risk", "Incident p99 doubled is open.")
    (serving,) = seen(lab).endpoints
    assert (serving.environment, serving.trouble and serving.trouble.id) == ("production", incident.id)
    lab.world.apply(Update(incident.id, fields={"severity": "critical"}))
    assert said(lab)[0] == "off track"
    lab.world.apply(Update(incident.id, state="resolved"))
    assert said(lab)[0] == "on track"


def test_h31_issues_are_those_of_the_active_milestone(lab: Lab) -> None:
    launch = lab.world.make("milestone", "Launch v2", state="active", fields={"due": "2026-12-02"})
    lab.world.make(title="Elsewhere")
    lab.world.make(title="One", parent=launch.id, state="done")
    lab.world.make(title="Two", parent=launch.id)
    plan = seen(lab).phases[1]
    assert (plan.done, plan.of, plan.says) == (1, 2, "issues of Launch v2")


def test_h40_the_week_tells_results_and_acts_and_counts_the_rest(lab: Lab, clock: ManualClock) -> None:
    target(lab)
    reached(lab, "old best", 0.86, ago=9)
    old = lab.world.make(title="Long done", state="todo")
    lab.world.apply(Update(old.id, state="done"))
    clock.advance(8 * DAY)
    lab.world.apply(Update(old.id, title="Done long ago"))
    issues = [lab.world.make(title=f"Issue {number}") for number in range(4)]
    idea = lab.world.make("hypothesis", "Graphs beat counts")
    for each in (*issues, idea):
        clock.advance(1_000_000)
        lab.world.apply(Update(each.id, state="refuted" if each is idea else "done"))
    clock.advance(1_000_000)
    reached(lab, "ftt-large", 0.8714)
    week = [text(each.words) for each in seen(lab).week]
    assert week[0] == f"Run ftt-large reached {AUC} 0.8714, best so far, +0.011 in a week"
    assert week[1:] == [
        "Hypothesis Graphs beat counts refuted, kept on record by Mika",
        f"{issues[3].key} Issue 3 done by Mika",
        f"{issues[2].key} Issue 2 done by Mika; 2 others done this week",
    ]


def test_h50_documents_apply_by_link_before_label_and_say_why(lab: Lab) -> None:
    late = lab.world.make(title="Dataset v4", fields={"due": "2026-11-09", "labels": ["data"]})
    filed = lab.world.make("document", "When data arrives late", fields={"category": "runbook", "labels": ["Data"]}, state="current")
    lab.world.make("document", "Minutes", fields={"category": "note", "labels": ["data"]})
    (shown,) = seen(lab).documents
    assert (shown.document.id, shown.category, shown.reason) == (filed.id, "runbook", "because Dataset v4 is 3 days late")
    linked = lab.world.make("document", "Protocol of v4", fields={"category": "protocol"})
    lab.world.apply(Connect("documents", linked.id, late.id))
    assert [each.document.id for each in seen(lab).documents] == [linked.id]


def test_h24_of_very_many_runs_dots_are_a_sample_and_the_line_stays_exact(lab: Lab) -> None:
    target(lab)
    first = lab.run("one")
    now = lab.db.read_now(lambda tx: tx.now)
    rows = [(f"{number:032x}", number) for number in range(700)]

    def fill(tx: Any) -> None:
        for run, number in rows:
            given = {"id": run, "number": number, "value": 0.5 + (number * 7919 % 700) / 2000, "at": now - (700 - number) * 1_000_000}
            given |= {"workspace": first.workspace, "project": lab.project}
            tx.run(
                "INSERT INTO node (id, workspace, project, kind, number, title, state, fields, rev, created, created_by, updated, "
                "updated_by) VALUES (:id, :workspace, :project, 'run', 0, :id, 'finished', '{}', 1, :at, '', :at, '')",
                **{name: given[name] for name in ("id", "workspace", "project", "at")},
            )
            tx.run(
                "INSERT INTO metric_latest (run, key, workspace, project, last, last_step, last_time, min, max, points, row_seq) "
                "VALUES (:id, 'val/pr_auc', :workspace, :project, :value, 1, :at, :value, :value, 1, :number)",
                **given,
            )

    lab.db.write_now(fill)
    line = seen(lab).line
    assert line is not None
    best, steps = 0.0, []
    for _, number in rows:
        value = 0.5 + (number * 7919 % 700) / 2000
        if value > best:
            best = value
            steps.append(value)
    assert [mark.value for mark in line.steps] == steps
    assert 200 <= len(line.dots) <= 300


def test_h10_what_is_late_is_so_by_the_day_of_the_workspace(lab: Lab, clock: ManualClock) -> None:
    lab.world.make(title="Due that day", fields={"due": "2026-11-12"})
    for zone, hours in (("UTC", 14), ("Asia/Tokyo", 5), ("America/New_York", 19)):
        lab.db.write_now(set_zone, lab.world.owner, zone)
        for more, late in ((0, 0), (1, 1)):
            clock.value = NOW + (hours + more) * HOUR  # 9:41 and so many hours, UTC
            assert seen(lab).concerns.late == late, (zone, more)
