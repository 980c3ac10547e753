"""G2 under concurrent writers: numbers without gaps, nothing that arrives late, keys that nobody else has."""

import random
import secrets
import threading
from concurrent.futures import ThreadPoolExecutor

from rootnode.graph.changes import Connect, Create, Update
from rootnode.graph.history import CatchUp, changes_after
from rootnode.graph.projects import create_project
from rootnode.kit.db import WriteTx
from rootnode.kit.errors import Invalid, Problem
from rootnode.testing.world import World

WRITERS = 8
TURNS = 12


def _writer(world: World, projects: list[str], seed: str, made: list[str]) -> int:
    """Writes of several sizes into several projects, some of which fail half way; answers how many changes were made."""
    draw = random.Random(seed)
    changes = 0
    for turn in range(TURNS):
        project = draw.choice(projects)
        match draw.randrange(4):
            case 0:
                made.append(world.make(project=project, title=f"{seed} {turn}").id)
                changes += 1
            case 1:
                several = [Create("issue", project, f"{seed} {turn} {each}") for each in range(draw.randint(2, 5))]
                made += [node.id for node in world.apply(*several).nodes]
                changes += len(several)
            case 2:
                try:
                    world.apply(Create("issue", project, "goes back"), Create("issue", project, ""))
                except Invalid:
                    continue
                raise AssertionError("an empty title was taken")
            case _:
                changes += _change(world, draw, made)
    return changes


def _change(world: World, draw: random.Random, made: list[str]) -> int:
    """Change and link what any writer made; answers how many changes that were. A race may be lost."""
    if len(made) < 2:
        return 0
    one, two = draw.sample(made, 2)
    try:
        world.apply(Update(one, title=f"changed {draw.random()}"), Connect("relates", one, two))
    except Problem:
        return 0
    return 2


def _watch(world: World, stop: threading.Event) -> list[int]:
    """Every number that a follower sees, in the order in which it sees them."""
    seen: list[int] = []
    upto = 0
    while True:
        last = stop.is_set()
        caught: CatchUp = world.db.read_now(changes_after, world.owner, upto)
        seen += [change.number for change in caught.changes]
        upto = caught.upto
        if last:
            return seen


def test_g2_eight_writers_leave_no_gap_and_a_reader_misses_nothing(world: World) -> None:
    seed = secrets.token_hex(4)
    print(f"seed {seed}")
    projects = [world.project.id] + [
        world.db.write_now(create_project, world.owner, world.graph, f"Project {number}", f"NUM{number}").id for number in range(2)
    ]
    made: list[str] = []
    stop = threading.Event()
    with ThreadPoolExecutor(WRITERS + 1) as threads:
        watching = threads.submit(_watch, world, stop)
        writing = [threads.submit(_writer, world, projects, f"{seed} {number}", made) for number in range(WRITERS)]
        least = sum(each.result() for each in writing)
        stop.set()
        seen = watching.result()
    assert seen == list(range(1, len(seen) + 1))
    # a link that is there already is no change, so `least` counts some that were none
    assert len(projects) + len(made) <= len(seen) <= len(projects) + least
    keys = world.db.read_now(lambda tx: tx.rows("SELECT project, number FROM node WHERE number > 0"))
    for project in projects:
        numbers = sorted(number for where, number in keys if where == project)
        assert numbers == list(range(1, len(numbers) + 1))


def test_g4_a_verb_that_fails_uses_up_no_number(world: World) -> None:
    def fails(tx: WriteTx) -> None:
        world.graph.apply(tx, world.member, [Create("issue", world.project.id, "goes back")], verb="create_item")
        raise Invalid("told to fail")

    before = world.make()
    for _ in range(3):
        try:
            world.db.write_now(fails)
        except Invalid:
            continue
    after = world.make()
    assert after.number == before.number + 1
    assert [change.number for change in world.db.read_now(changes_after, world.owner, 0).changes] == [1, 2, 3]
