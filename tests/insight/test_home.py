"""A person's day (docs/spec/hub.md, H60 to H66), on both engines."""

from itertools import pairwise

import pytest

from rootnode.doors.api.home import home
from rootnode.doors.api.hubs import hub
from rootnode.graph.access import write_grant
from rootnode.graph.batch import move_many
from rootnode.graph.changes import Connect, Update
from rootnode.graph.fields import CustomField
from rootnode.graph.projects import create_project, declare_fields
from rootnode.insight.aims import aims_of
from rootnode.insight.concerns import _late_somewhere, promises_of
from rootnode.insight.looking import Look, tallies
from rootnode.insight.phases import fires_of, stages_of
from rootnode.kit.clock import DAY, ManualClock
from rootnode.kit.db import ReadTx
from rootnode.testing.lab import Lab
from rootnode.wire.hub import Home
from rootnode.wire.items import Field, FieldType


def seen(lab: Lab, since: int | None = None) -> Home:
    return lab.db.read_now(home, lab.caller, lab.graph.kinds, since)


def test_h60_a_day_without_work_and_a_workspace_without_projects(lab: Lab) -> None:
    assert (seen(lab).tasks, seen(lab).running) == ((), ())
    stranger = lab.world.guest
    found = lab.db.read_now(home, stranger, lab.graph.kinds, None)
    assert (found.projects, found.tasks, found.news) == ((), (), ())


def test_h61_work_comes_late_first_then_soon_then_what_holds_up_then_by_priority(lab: Lab) -> None:
    me = {"assignee": lab.caller.account}
    world = lab.world
    low = world.make(title="Low", fields={**me, "priority": "low"})
    urgent = world.make(title="Urgent", fields={**me, "priority": "urgent"})
    holding = world.make(title="Holding", fields=me)
    soon = world.make(title="Soon", fields={**me, "due": "2026-11-14"})
    late = world.make(title="Late", fields={**me, "due": "2026-11-10"})
    world.apply(Connect("blocks", holding.id, low.id))
    world.make(title="Done", fields=me, state="done")
    world.make(title="Somebody else's", fields={"assignee": world.owner.account})
    hidden = lab.db.write_now(create_project, world.owner, lab.graph, "Hidden", "HID", access="private")
    world.make(title="Not mine to see", project=hidden.id, caller=world.owner, fields=me)
    found = seen(lab)
    assert [task.item.id for task in found.tasks] == [late.id, soon.id, holding.id, urgent.id, low.id]
    assert [task.reason for task in found.tasks] == ["2 days late", "due Sat 14 Nov", "holds up 1 other", "urgent", "blocked by 1 item"]
    assert (found.tasks_in_all, found.tasks[0].tone, found.tasks[0].project) == (5, "bad", "Card fraud detection")


def test_h61_a_projects_own_fields_of_those_names_may_hold_anything(lab: Lab) -> None:
    names: tuple[tuple[str, FieldType], ...] = (("priority", "number"), ("due", "number"), ("ends", "labels"), ("time_box", "flag"))
    custom = [CustomField(("endpoint",), Field(name, name, kind)) for name, kind in names]
    lab.db.write_now(declare_fields, lab.world.owner, lab.graph, lab.project, custom)
    fields = {"owner": lab.caller.account, "priority": 3, "due": 20261101, "ends": ["a"], "time_box": True}
    made = lab.world.make("endpoint", "Card scoring", fields=fields)
    assert [(task.item.id, task.due, task.priority) for task in seen(lab).tasks] == [(made.id, None, "")]


def test_h61_what_may_not_be_seen_is_not_counted(lab: Lab) -> None:
    hidden = lab.db.write_now(create_project, lab.world.owner, lab.graph, "Hidden", "HID", access="private")
    mine = lab.world.make(title="Mine", fields={"assignee": lab.caller.account})
    before, after = (lab.world.make(project=hidden.id, caller=lab.world.owner) for _ in range(2))
    lab.db.write_now(write_grant, lab.world.workspace, lab.project, lab.world.owner.actor, "lead")
    lab.world.apply(Connect("blocks", before.id, mine.id), Connect("blocks", mine.id, after.id), caller=lab.world.owner)
    assert [task.reason for task in seen(lab).tasks] == [""]


def test_h62_the_document_that_fits_stands_with_the_task(lab: Lab) -> None:
    me = {"assignee": lab.caller.account, "labels": ["drift"]}
    task = lab.world.make(title="Look into drift", fields=me)
    filed = lab.world.make("document", "When features drift", fields={"category": "runbook", "labels": ["drift"]}, state="current")
    (found,) = seen(lab).tasks
    assert found.document is not None
    assert (found.document.document.id, found.document.reason) == (filed.id, "filed under drift")
    lab.world.apply(Update(task.id, state="done"))
    assert seen(lab).tasks == ()


def test_h63_running_runs_are_the_persons_own(lab: Lab) -> None:
    run = lab.run("mine")
    lab.world.apply(Update(lab.run("ended").id, state="finished", by_owner=True))
    assert [each.run.id for each in seen(lab).running] == [run.id]


def test_h64_home_and_hub_say_the_same_word_and_the_worst_comes_first(lab: Lab) -> None:
    lab.db.write_now(create_project, lab.world.owner, lab.graph, "Another", "AAA")
    lab.world.make("incident", "p99 doubled")
    assert [(each.project.key, each.health.word) for each in seen(lab).projects] == [("FRAUD", "off track"), ("AAA", "quiet")]


def test_h60_the_worst_project_is_shown_however_many_come_before_it(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rootnode.insight.home.PROJECTS", 1)
    lab.db.write_now(create_project, lab.world.owner, lab.graph, "Another", "AAA")
    last = lab.db.write_now(create_project, lab.world.owner, lab.graph, "Last", "ZZZ")
    lab.world.make("incident", "p99 doubled", project=last.id)
    found = seen(lab)
    assert [(each.project.key, each.health.word) for each in found.projects] == [("ZZZ", "off track")]
    assert found.projects_in_all == 3


@pytest.mark.parametrize(("most", "in_all"), [(1, 1), (2, 2), (2, 3), (1, 9), (9, 9)])
def test_h12_links_of_many_projects_are_followed_like_those_of_one(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, most: int, in_all: int
) -> None:
    monkeypatch.setattr("rootnode.insight.concerns.BLOCKS", most)
    monkeypatch.setattr("rootnode.insight.concerns.IN_ALL", in_all)
    projects, blocked = [lab.project], {}
    projects += [lab.db.write_now(create_project, lab.world.owner, lab.graph, key, key).id for key in ("TWO", "THREE", "FOUR")]
    for count, project in enumerate(projects):
        made = [lab.world.make(project=project).id for _ in range(count + 1)]
        for blocker, item in pairwise(made):
            lab.world.apply(Connect("blocks", blocker, item))
        blocked[project] = set(made[1:][-most:])

    def look(tx: ReadTx) -> None:
        ground = Look(tx, lab.caller, lab.graph.kinds)
        together = promises_of(ground, tallies(ground, projects))
        for project in projects:
            assert set(together[project].blocks) == blocked[project]
            assert together[project] == promises_of(ground, tallies(ground, [project]))[project]

    lab.db.read_now(look)


@pytest.mark.parametrize("few", [0, 99])
def test_h11_what_is_late_in_many_projects_is_counted_like_in_one(lab: Lab, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    monkeypatch.setattr("rootnode.insight.concerns.FEW", few)
    second, third = (lab.db.write_now(create_project, lab.world.owner, lab.graph, key, key).id for key in ("TWO", "THREE"))
    for project, kind, fields, state in (
        (lab.project, "issue", {"due": "2026-11-11"}, None), (lab.project, "issue", {"due": "2026-11-10"}, None),
        (lab.project, "issue", {"due": "2026-11-10"}, "done"), (lab.project, "issue", {"due": "2026-11-12"}, None),
        (lab.project, "cycle", {"starts": "2026-11-01", "ends": "2026-11-08"}, None), (second, "milestone", {"due": "2026-11-12"}, None),
        (second, "hypothesis", {"time_box": "2026-11-01"}, None), (second, "issue", {"due": "2026-11-01"}, "done"),
        (third, "deployment_plan", {"due": "2026-11-11"}, None), (third, "milestone", {}, None),
    ):  # fmt: skip
        lab.world.make(kind, project=project, fields=fields, state=state)
    late = {
        lab.project: {("issue", "due"): 2, ("cycle", "ends"): 1},
        second: {("hypothesis", "time_box"): 1},
        third: {("deployment_plan", "due"): 1},
    }

    def look(tx: ReadTx) -> None:
        ground = Look(tx, lab.caller, lab.graph.kinds)
        assert {key: each.late for key, each in promises_of(ground, tallies(ground, list(late))).items()} == late
        for project, expected in late.items():
            assert promises_of(ground, tallies(ground, [project]))[project].late == expected
        asked = _late_somewhere(ground, sorted(kind.name for kind in lab.graph.kinds))
        assert {field: sorted(kinds) for field, kinds in asked.items()} == {
            "due": ["deployment_plan", "issue"],
            "time_box": ["hypothesis"],
            "ends": ["cycle"],
        }

    lab.db.read_now(look)
    shown = {each.project.key: each.health for each in seen(lab).projects}
    for key, project in (("FRAUD", lab.project), ("TWO", second), ("THREE", third)):
        found = lab.db.read_now(hub, lab.caller, lab.graph.kinds, key)
        assert (found.health.word, found.health.because, found.concerns.late) == (
            shown[key].word,
            shown[key].because,
            sum(late[project].values()),
        )


def test_h60_no_project_starves_another(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    second = lab.db.write_now(create_project, lab.world.owner, lab.graph, "Second", "SEC").id
    ends = {}
    for project in (lab.project, second):
        first, then = (lab.world.make(project=project) for _ in range(2))
        lab.world.apply(Connect("blocks", first.id, then.id))
        fires = [lab.world.make("incident", "It burns", project=project).id for _ in range(3)]
        lab.world.make("milestone", "Far", project=project, fields={"due": "2027-06-01"})
        near = lab.world.make("milestone", "Near", project=project, fields={"due": "2027-01-01"})
        active = lab.world.make("milestone", "Active", project=project, state="active", fields={"due": "2027-12-01"})
        category = {"category": "metric target", "comparison": "at least", "target": 0.9}
        aim, _ = (lab.world.make("requirement", project=project, fields={**category, "metric": metric}).id for metric in "ab")
        ends[project] = (then.id, fires[:0:-1], [active.id, near.id], aim)
    for name in ("phases.FIRES", "phases.STAGES"):
        monkeypatch.setattr(f"rootnode.insight.{name}", 2)
    for name in ("aims.IN_ALL", "concerns.IN_ALL", "phases.IN_ALL"):
        monkeypatch.setattr(f"rootnode.insight.{name}", 4 if "phases" in name else 2)

    def look(tx: ReadTx) -> None:
        ground, both = Look(tx, lab.caller, lab.graph.kinds), [lab.project, second]
        fires, stages, aims = fires_of(ground, both), stages_of(ground, both), aims_of(ground, both)
        promises = promises_of(ground, tallies(ground, both))
        for project, (blocked, burning, milestones, aim) in ends.items():
            assert [each.requirement.id for each in aims[project]] == [aim]
            assert list(promises[project].blocks) == [blocked]
            assert [fire.end.id for fire in fires[project]] == burning
            assert [end.id for end, _ in stages[project]] == milestones

    lab.db.read_now(look)


def test_h65_news_are_what_others_did_since(lab: Lab, clock: ManualClock) -> None:
    before = clock.now()
    clock.advance(DAY)
    mine = lab.world.make(title="Mine")
    theirs = lab.world.make(title="Theirs", caller=lab.world.owner)
    lab.world.apply(Update(mine.id, state="done"), caller=lab.world.owner)
    lab.run("a run")
    found = seen(lab, before).news
    assert [(each.item.id, each.words, each.by) for each in found] == [(mine.id, "Done", "Olga"), (theirs.id, "made", "Olga")]
    clock.advance(2 * DAY)
    assert (len(seen(lab).news), len(seen(lab, clock.now()).news)) == (0, 0)


def test_h65_no_news_of_what_moved_out_of_sight(lab: Lab) -> None:
    world = lab.world
    world.make(title="Here", caller=world.owner)
    gone = world.make(title="Gone", caller=world.owner)
    lab.db.write_now(create_project, world.owner, lab.graph, "Hidden", "HID", access="private")
    lab.db.write_now(move_many, world.owner, lab.graph, [gone.id], "HID")
    assert {each.item.title for each in seen(lab).news} == {"Here", "Card fraud detection"}
