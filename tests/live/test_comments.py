"""Rules T1 to T8 of docs/spec/talk.md, on both engines."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from rootnode.auth.caller import Caller
from rootnode.graph.access import write_grant
from rootnode.graph.batch import move_many
from rootnode.graph.changes import Trash
from rootnode.graph.projects import create_project
from rootnode.graph.purge import purge
from rootnode.kit.db import Database, ReadTx, WriteTx
from rootnode.kit.db.postgres import PostgresDatabase
from rootnode.kit.errors import Conflict, Forbidden, Invalid, NotFound
from rootnode.live.comments import (
    Comment,
    add_comment,
    delete_comment,
    discussion,
    edit_comment,
    excerpts,
    forget_comments,
    move_comments,
    plain,
)
from rootnode.testing.replay import assert_replays
from rootnode.testing.world import World, new_world


class Talk:
    """A world, an issue in it, and short words for what is said of it. The guest may comment."""

    def __init__(self, db: Database) -> None:
        self.world: World = new_world(db)
        self.world.graph.on_purge.append(forget_comments)
        self.db = db
        self.item = self.world.make().id
        self.role(self.world.guest, "commenter")

    def role(self, who: Caller, role: Any) -> None:
        self.db.write_now(write_grant, self.world.workspace, self.world.project.id, who.actor, role)

    def say(self, who: Caller, text: str, parent: str | None = None) -> Comment:
        return self.db.write_now(partial(add_comment, parent=parent), who, self.world.graph, self.item, text)

    def take(self, who: Caller, comment: Comment) -> None:
        self.db.write_now(delete_comment, who, self.world.graph, comment.id)

    def read(self, **given: Any) -> list[Comment]:
        return self.db.read_now(partial(discussion, **given), self.world.owner, self.item).comments

    def events(self) -> list[str]:
        sql = "SELECT body FROM change WHERE node = :node AND type = 'event' ORDER BY number"
        return [row[0] for row in self.db.read_now(lambda tx: tx.rows(sql, node=self.item))]


@pytest.fixture
def talk(db: Database) -> Iterator[Talk]:
    yield Talk(db)
    assert db.read_now(assert_replays) > 0


def test_t1_t2_who_may_say_what_and_what_the_log_keeps(talk: Talk) -> None:
    world = talk.world
    said = talk.say(world.guest, "  Recall is **0.62** there  ")
    assert (said.text, said.author, said.edited) == ("Recall is **0.62** there", world.guest.actor, None)
    edited = talk.db.write_now(edit_comment, world.guest, world.graph, said.id, "It is 0.63")
    assert (edited.text, edited.edited is not None) == ("It is 0.63", True)
    with pytest.raises(Forbidden, match="who wrote"):
        talk.db.write_now(edit_comment, world.owner, world.graph, said.id, "Mine")
    with pytest.raises(Forbidden, match="a lead"):
        talk.take(world.member, said)
    talk.role(world.guest, "viewer")
    with pytest.raises(Forbidden, match="commenter"):
        talk.say(world.guest, "Not any more")
    talk.take(world.owner, said)
    assert talk.read() == []
    assert [event.count(said.id) for event in talk.events()] == [1, 1, 1]
    assert not any("0.6" in event for event in talk.events())


def test_t1_not_in_the_trash_and_not_what_cannot_be_seen(talk: Talk) -> None:
    talk.role(talk.world.guest, None)
    with pytest.raises(NotFound):
        talk.say(talk.world.guest, "Hello?")
    talk.world.apply(Trash(talk.item))
    with pytest.raises(Conflict, match="trash"):
        talk.say(talk.world.member, "Too late")


def test_t3_t4_threads_stay_together_and_page_by_key(talk: Talk) -> None:
    first, second = (talk.say(talk.world.member, text) for text in ("first", "second"))
    answer = talk.say(talk.world.guest, "answer", first.id)
    talk.say(talk.world.owner, "answer to it", answer.id)
    assert [each.text for each in talk.read()] == ["first", "answer", "answer to it", "second"]
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = talk.db.read_now(partial(discussion, cursor=cursor, limit=1), talk.world.owner, talk.item)
        seen, cursor = [*seen, *(each.text for each in page.comments)], page.next
    assert seen == ["first", "answer", "answer to it", "second"]
    talk.take(talk.world.member, second)
    with pytest.raises(NotFound, match="not there any more"):
        talk.say(talk.world.guest, "x", second.id)


def test_t5_a_place_stays_while_there_are_answers(talk: Talk) -> None:
    root = talk.say(talk.world.member, "words")
    answers = [talk.say(talk.world.guest, text, root.id) for text in ("a", "b")]
    talk.take(talk.world.member, root)
    assert [(each.text, each.deleted is not None) for each in talk.read()] == [("", True), ("a", False), ("b", False)]
    for answer in answers:
        talk.take(talk.world.guest, answer)
    assert talk.read() == []


def test_t6_t7_mentions_are_people_of_ours_and_texts_are_bounded(talk: Talk) -> None:
    owner = talk.world.owner.actor
    said = talk.say(talk.world.member, f"[@Olga](person:{owner}) and [@No](person:{'a' * 32}) and [@Olga](person:{owner})")
    assert said.mentions == (owner,)
    for text in ("  ", "x" * 20_001, "a\0b"):
        with pytest.raises(Invalid):
            talk.say(talk.world.member, text)
    shown = talk.db.read_now(excerpts, talk.world.owner, [said.id])
    assert shown[said.id].startswith("@Olga and @No")
    assert plain("# A *bold*\n\n[link](https://x.y) `code`") == "A bold link code"


def test_t8_purge_takes_it_along(talk: Talk) -> None:
    talk.say(talk.world.member, "words")
    talk.world.apply(Trash(talk.item))
    talk.db.write_now(purge, talk.world.owner, talk.world.graph, talk.item, "Holds a name")
    assert talk.db.read_now(lambda tx: tx.scalar("SELECT COUNT(*) FROM comment")) == 0


def test_t8_a_comment_written_while_the_item_moves_goes_with_it(postgres: PostgresDatabase) -> None:
    talk = Talk(postgres)
    world = talk.world
    world.graph.on_move.append(move_comments)
    there = postgres.write_now(create_project, world.owner, world.graph, "Churn", "CHURN")
    with ThreadPoolExecutor(1) as pool:

        def move(tx: WriteTx) -> Future[Comment]:
            move_many(tx, world.owner, world.graph, [talk.item], "CHURN")
            saying = pool.submit(talk.say, world.member, "On its way")
            assert any(somebody_waits(postgres) for _ in range(20_000))
            return saying

        assert postgres.write_now(move).result().project == there.id
    assert [each.project for each in talk.read()] == [there.id]
    postgres.read_now(assert_replays)


def somebody_waits(postgres: PostgresDatabase) -> bool:
    return bool(postgres.read_now(ReadTx.scalar, "SELECT COUNT(*) FROM pg_locks WHERE NOT granted"))
