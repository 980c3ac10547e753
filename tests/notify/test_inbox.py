"""Rules T9 to T16 of docs/spec/talk.md, on both engines."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any

import msgspec
import pytest

from rootnode.auth.caller import Caller
from rootnode.graph.access import write_grant
from rootnode.graph.batch import move_many
from rootnode.graph.changes import Connect, Event, Trash, Update
from rootnode.graph.followers import advance, rewind
from rootnode.graph.nodes import node_by_ref
from rootnode.graph.projects import create_project, set_access
from rootnode.graph.purge import purge
from rootnode.graph.undo import undo
from rootnode.kit.clock import DAY, HOUR, ManualClock
from rootnode.kit.db import Database, ReadTx, WriteTx
from rootnode.kit.db.postgres import PostgresDatabase
from rootnode.kit.errors import Forbidden, Invalid, NotFound
from rootnode.live.comments import add_comment
from rootnode.notify.entries import ASSIGNED, FOLLOWED, GIVEN, MENTIONED, News, Said, forget_news, move_news, put_news
from rootnode.notify.inbox import Change, InboxEntry, View, change_entry, inbox, read_all, unread_count
from rootnode.notify.subscribers import Subscription, follow, subscription
from rootnode.notify.telling import Inboxes
from rootnode.testing.world import World, new_world, person
from rootnode.wire.people import ProjectRole


class Post:
    """A world whose log the inboxes follow."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.world: World = new_world(db)
        self.inboxes = Inboxes(self.world.graph.kinds)
        self.item = self.world.make().id  # the member's

    def deliver(self) -> None:
        while self.db.write_now(advance, self.inboxes, self.world.workspace):
            pass

    def read(self, who: Caller, view: View = "unread") -> list[InboxEntry]:
        self.deliver()
        return self.db.read_now(partial(inbox, view=view), who).entries

    def count(self, who: Caller) -> int:
        self.deliver()
        return self.db.read_now(unread_count, who)

    def say(self, who: Caller, text: str) -> None:
        self.db.write_now(add_comment, who, self.world.graph, self.item, text)

    def change(self, who: Caller, entry: InboxEntry, **given: Any) -> InboxEntry:
        return self.db.write_now(change_entry, who, entry.id, Change(**given))

    def follow(self, who: Caller, node: str, following: bool = True) -> Subscription:
        return self.db.write_now(lambda tx: follow(tx, who, node_by_ref(tx, who, node), following))

    def follows(self, who: Caller, node: str) -> Subscription:
        self.deliver()
        return self.db.read_now(lambda tx: subscription(tx, who, node_by_ref(tx, who, node)))


@pytest.fixture
def post(db: Database) -> Post:
    return Post(db)


def test_t9_t10_people_follow_by_what_they_do_and_a_no_stands(post: Post) -> None:
    owner, member = post.world.owner, post.world.member
    assert (post.follows(member, post.item).why, post.follows(member, post.item).following) == ("made", True)
    assert post.follows(owner, post.item) == Subscription(True, "project", 1), "who makes a project follows all in it"
    post.follow(owner, post.world.project.id, following=False)
    assert not post.follows(owner, post.item).following
    post.say(owner, "words")
    assert post.follows(owner, post.item).why == "commented"
    post.follow(owner, post.item, following=False)
    post.say(owner, f"[@Olga](person:{owner.actor}) more")
    assert post.follows(owner, post.item) == Subscription(False, "chosen", 1)
    post.say(member, f"[@Olga](person:{owner.actor})?")
    assert [entry.reason for entry in post.read(owner)] == [MENTIONED]


def test_t11_a_whole_project_without_what_one_said_no_to(post: Post) -> None:
    owner, member = post.world.owner, post.world.member
    post.follow(owner, post.item, following=False)
    other = post.world.make(title="Other").id
    post.world.apply(Update(post.item, title="New"), Update(other, title="New"))
    run = post.world.make("run", "A run").id
    post.world.apply(Update(run, state="finished", by_owner=True), Event(run, "logged", {"points": 3}))
    assert [entry.node for entry in post.read(owner)] == [other]
    post.follow(owner, run)
    post.world.apply(Update(run, state="failed", by_owner=True), caller=member)
    assert [(entry.node, entry.said.state) for entry in post.read(owner)] == [(run, "failed"), (other, None)]


def test_t12_t13_one_entry_an_item_with_the_newest_act_a_count_and_the_weightiest_reason(post: Post) -> None:
    owner, member = post.world.owner, post.world.member
    post.world.apply(Update(post.item, fields={"assignee": owner.actor}), caller=member)
    post.world.apply(Update(post.item, state="in_progress"), caller=member)
    post.deliver()
    post.say(member, "words")
    [entry] = post.read(owner)
    assert (entry.node, entry.reason, entry.count, entry.said.event) == (post.item, ASSIGNED, 4, "comment.added")
    assert post.read(member) == [], "nobody is told of what they did"
    post.db.write_now(rewind, post.inboxes, post.world.workspace)
    assert len(post.read(owner)) == 1


def test_t12_what_is_old_tells_nobody_and_links_tell_both_ends(post: Post, clock: ManualClock) -> None:
    clock.advance(15 * DAY)
    assert post.read(post.world.owner) == []
    assert post.follows(post.world.member, post.item).following
    far = post.world.make(title="Far", caller=post.world.owner).id
    post.follow(post.world.owner, post.world.project.id, following=False)
    post.world.apply(Connect("blocks", post.item, far), caller=post.world.member)
    assert [(entry.node, entry.said.event) for entry in post.read(post.world.owner)] == [(far, "linked")]


def test_t12_the_far_end_of_a_link_is_told_under_its_own_project(post: Post) -> None:
    world, (owner, member) = post.world, (post.world.owner, post.world.member)
    other = post.db.write_now(create_project, owner, world.graph, "Other", "OTHER", access="private")
    for who in (owner, member):
        post.db.write_now(write_grant, world.workspace, other.id, who.actor, "lead")
    far = world.make(title="Far", project=other.id, caller=member).id
    post.follow(member, post.item, following=False)
    world.apply(Connect("blocks", post.item, far), caller=owner)
    assert [entry.node for entry in post.read(member)] == [far]
    sql = "SELECT node, project FROM inbox_entry WHERE account = :me"
    assert dict(post.db.read_now(lambda tx: tx.rows(sql, me=member.actor))) == {far: other.id}
    post.db.write_now(write_grant, world.workspace, other.id, member.actor, None)
    assert post.read(member) == []


def test_t12_news_say_in_which_project_the_item_is_now(post: Post) -> None:
    member = post.world.member
    said = Said("update_item", None)
    news = News(member.workspace, member.actor, post.item, "elsewhere", post.item, FOLLOWED, 1, "x", "X", said)
    for project in ("elsewhere", post.world.project.id):
        post.db.write_now(put_news, [msgspec.structs.replace(news, project=project)])
    assert [entry.node for entry in post.read(member)] == [post.item]


def test_t14_read_done_and_snoozed_come_back(post: Post, clock: ManualClock) -> None:
    owner, member = post.world.owner, post.world.member
    [entry] = post.read(owner)
    post.change(owner, entry, read=True)
    assert (post.count(owner), len(post.read(owner, "all"))) == (0, 1)
    post.change(owner, entry, done=True)
    assert post.read(owner, "all") == []
    post.say(member, "words")
    assert [(each.count, each.done_at) for each in post.read(owner)] == [(1, None)]
    post.change(owner, entry, snoozed=clock.now() + HOUR)
    post.world.apply(Update(post.item, title="Other"), caller=member)
    assert (post.count(owner), len(post.read(owner, "snoozed")), post.read(owner, "all")) == (0, 1, [])
    clock.advance(2 * HOUR)
    assert (post.count(owner), post.read(owner, "snoozed")) == (1, [])
    post.change(owner, entry, snoozed=clock.now() + HOUR)
    post.say(member, f"[@Olga](person:{owner.actor})")
    assert [each.reason for each in post.read(owner)] == [MENTIONED]
    with pytest.raises(Invalid, match="between now"):
        post.change(owner, entry, snoozed=1)
    post.db.write_now(read_all, owner)
    assert post.count(owner) == 0


def test_t15_what_may_not_be_seen_is_neither_shown_nor_counted_nor_changed(post: Post) -> None:
    world, guest = post.world, post.world.guest

    def write(role: ProjectRole | None) -> None:
        post.db.write_now(write_grant, world.workspace, world.project.id, guest.actor, role)

    payload = {"principal": guest.actor, "role": "viewer"}
    write("viewer")
    world.apply(Event(world.project.id, "access.changed", payload), caller=world.owner)
    post.say(world.owner, f"[@Gus](person:{guest.actor})")
    assert {entry.reason for entry in post.read(guest)} == {GIVEN, MENTIONED}
    entry = post.read(guest)[0]
    write(None)
    assert (post.read(guest), post.read(guest, "all"), post.count(guest)) == ([], [], 0)
    with pytest.raises(NotFound):
        post.change(guest, entry, read=True)
    with pytest.raises(NotFound):
        post.change(world.owner, entry, read=True)
    with pytest.raises(Forbidden, match="no person"):
        post.db.read_now(unread_count, Caller(world.workspace, "t", "token", "none", ()))


def test_t16_pages_by_key_and_purge_forgets(post: Post, clock: ManualClock) -> None:
    owner = post.world.owner
    post.world.graph.on_purge.append(forget_news)
    items = [post.item, *(post.world.make(title=f"Item {number}").id for number in range(4))]
    for item in items:
        clock.advance(1)
        post.world.apply(Update(item, title="New"))
    post.deliver()
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = post.db.read_now(partial(inbox, cursor=cursor, limit=2), owner)
        seen, cursor = [*seen, *(entry.node for entry in page.entries)], page.next
    assert seen == items[::-1]
    post.world.apply(Trash(items[0]))
    post.db.write_now(purge, owner, post.world.graph, items[0], "r")
    assert items[0] not in [entry.node for entry in post.read(owner)]
    assert not post.db.read_now(lambda tx: tx.rows("SELECT 1 FROM subscriber WHERE node = :node", node=items[0]))
    assert FOLLOWED == 1


def test_g23_what_moves_takes_its_followers_and_entries_along(post: Post) -> None:
    world, member, owner = post.world, post.world.member, post.world.owner
    world.graph.on_move.append(move_news)
    world.db.write_now(create_project, owner, world.graph, "Churn", "CHURN")
    post.say(owner, "Look at this")
    assert [entry.node for entry in post.read(member)] == [post.item]
    world.db.write_now(set_access, owner, world.graph, world.project.id, "private")
    assert post.read(member) == []
    world.db.write_now(move_many, owner, world.graph, [post.item], "CHURN")
    (told,) = post.read(member)
    assert (told.node, told.said.changed, told.count) == (post.item, ("project",), 2)
    assert post.follows(member, post.item).following


def test_g23_a_move_is_told_once_in_both_projects_and_not_of_what_came_along(post: Post) -> None:
    world, owner = post.world, post.world.owner
    there = world.db.write_now(create_project, owner, world.graph, "Churn", "CHURN")
    for _ in range(3):
        world.make(parent=post.item)
    above = world.make()
    world.apply(Update(post.item, parent=above.id))
    post.deliver()
    for who in (owner, world.member):
        post.db.write_now(read_all, who)
    guest = person(world.workspace, "member", "Gail", world.guest.actor)
    post.follow(guest, there.id)
    move = world.db.write_now(move_many, world.member, world.graph, [post.item], "CHURN").operation
    for who in (owner, guest):  # who follows both, and who follows the new one
        assert [(each.node, each.count, each.said.changed) for each in post.read(who)] == [(post.item, 1, ("project",))]
    post.db.write_now(read_all, guest)
    world.db.write_now(undo, world.member, world.graph, move)
    assert [(each.node, each.count, each.said.verb) for each in post.read(guest)] == [(post.item, 1, "undo")]


def test_t15_what_is_taken_in_after_the_item_moved_out_of_sight_is_not_shown(post: Post) -> None:
    world, owner, member = post.world, post.world.owner, post.world.member
    world.graph.on_move.append(move_news)
    hidden = world.db.write_now(create_project, owner, world.graph, "Secret", "SECRET", access="private")
    other = world.make(caller=owner).id
    post.follow(member, post.item, following=False)
    world.apply(Update(post.item, fields={"assignee": member.actor}), Update(other, fields={"assignee": member.actor}), caller=owner)
    world.db.write_now(move_many, owner, world.graph, [post.item, other], "SECRET")
    assert (post.read(member), post.count(member)) == ([], 0)
    homes = "SELECT project FROM inbox_entry WHERE account = :me UNION SELECT project FROM subscriber WHERE node IN (:one, :two)"
    assert post.db.read_now(lambda tx: tx.rows(homes, me=member.actor, one=post.item, two=other)) == [(hidden.id,)]


@pytest.mark.parametrize("first", ["follower", "mover"])
def test_t15_what_is_taken_in_while_the_item_moves_goes_with_it(postgres: PostgresDatabase, first: str) -> None:
    post = Post(postgres)
    world, owner, member = post.world, post.world.owner, post.world.member
    world.graph.on_move.append(move_news)
    hidden = world.db.write_now(create_project, owner, world.graph, "Secret", "SECRET", access="private")
    post.deliver()
    world.apply(Update(post.item, fields={"assignee": member.actor}), caller=owner)
    verbs: dict[str, Callable[[WriteTx], object]] = {
        "mover": lambda tx: move_many(tx, owner, world.graph, [post.item], "SECRET"),
        "follower": lambda tx: advance(tx, post.inboxes, world.workspace),
    }
    with ThreadPoolExecutor(1) as pool:

        def both(tx: WriteTx) -> Future[object]:
            verbs.pop(first)(tx)
            waiting = pool.submit(postgres.write_now, verbs.popitem()[1])
            assert any(somebody_waits(postgres) for _ in range(20_000))
            return waiting

        postgres.write_now(both).result()
    sql = "SELECT DISTINCT project FROM inbox_entry WHERE account = :me"
    assert postgres.read_now(lambda tx: tx.rows(sql, me=member.actor)) == [(hidden.id,)]
    assert post.read(member) == []


def somebody_waits(postgres: PostgresDatabase) -> bool:
    return bool(postgres.read_now(ReadTx.scalar, "SELECT COUNT(*) FROM pg_locks WHERE NOT granted"))
