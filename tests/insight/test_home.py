"""A person's day (docs/spec/hub.md, H60 to H66), on both engines."""

from rootnode.doors.api.home import home
from rootnode.graph.changes import Connect, Update
from rootnode.graph.projects import create_project
from rootnode.kit.clock import DAY, ManualClock
from rootnode.testing.lab import Lab
from rootnode.wire.hub import Home


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
