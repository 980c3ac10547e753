"""Runs the whole: set up, write, kill, start, ..., check."""

import random
import time
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rootnode.kit.db import Database
from rootnode.kit.db.postgres import PostgresDatabase
from rootnode.kit.db.sqlite import SqliteDatabase
from rootnode.testing.kills.checker import Verdict, check_items
from rootnode.testing.kills.journal import Journal
from rootnode.testing.kills.lives import Lives
from rootnode.testing.kills.run_checker import KINDS, check_runs
from rootnode.testing.kills.run_writer import RunWriter
from rootnode.testing.kills.writers import KEY, ItemWriter, Wire, Writer

EARLY: Final = 0.1
"""So often a server is killed before it answers."""
LIFE: Final = 5.0
"""Seconds that a life lasts at most."""
WARM: Final = 120.0
"""Seconds that the first life waits at most for one acknowledgement of each of EACH."""
EACH: Final = frozenset(("create", "run", "points", "metric", "file"))
"""The kinds of write that every plan acknowledges, however slow the machine."""


@dataclass(frozen=True)
class Plan:
    """How many kills, by how many writers of each sort, and how many of the starts are new interpreters."""

    kills: int
    seed: int
    items: int = 2
    runs: int = 8
    unforked: float = 0.1
    deadline: float | None = None
    """Seconds after which no further kill is made."""
    database_url: str = ""


def run(folder: Path, plan: Plan, *, extra: Mapping[str, str] | None = None) -> Verdict:
    """Carry the plan out below `folder`, which is empty; answers what was found.

    Raises whatever keeps the test from being one: a server that does not come up again, a writer that fails.
    """
    data = folder / "data"
    settings = {**(extra or {}), "ROOTNODE_LOG_LEVEL": "warning"}
    if plan.database_url:
        settings["ROOTNODE_DATABASE_URL"] = plan.database_url
    journal = Journal(folder / "journal.jsonl")
    lives = Lives(data, extra=settings)
    try:
        lives.command("project", "create", "Killed often", "--key", KEY)
        token = lives.command("token", "create", "--project", KEY)
        lives.spawn(forked=True)
        lives.wait()
        writers = _writers(plan, journal, lives.port, token)
        made = _kill_and_start(lives, writers, plan, journal)
        verdict = _check(lives, journal, token, plan)
    finally:
        lives.close()
        journal.close()
    verdict.facts |= {
        "seed": plan.seed,
        "kills": made,
        "starts_forked": lives.forked_count,
        "starts_plain": lives.count - lives.forked_count,
    }
    return verdict


def _writers(plan: Plan, journal: Journal, port: int, token: str) -> list[Writer]:
    draws = [random.Random(f"{plan.seed} {number}") for number in range(plan.items + plan.runs)]
    writers: list[Writer] = [ItemWriter(number, journal, port, token, draws[number]) for number in range(plan.items)]
    writers += [RunWriter(number, journal, port, token, draws[number]) for number in range(plan.items, len(draws))]
    return writers


def _kill_and_start(lives: Lives, writers: list[Writer], plan: Plan, journal: Journal) -> int:
    """Let the writers write while the server is killed; answers how many kills there were."""
    with ThreadPoolExecutor(len(writers), "writer") as threads:
        _up(lives, writers)
        running = [threads.submit(writer.run) for writer in writers]
        try:
            return _kills(lives, writers, plan, running, journal)
        finally:
            for writer in writers:
                writer.done.set()
            for each in running:
                each.result()


def _kills(lives: Lives, writers: list[Writer], plan: Plan, running: list[Future[None]], journal: Journal) -> int:
    draw = random.Random(plan.seed)
    until = time.monotonic() + plan.deadline if plan.deadline else None
    kills = 0
    _first_of_each(journal, running)
    while kills < plan.kills and (until is None or time.monotonic() < until):
        _live(journal, draw)
        kills += _kill(lives, writers)
        while kills < plan.kills and draw.random() < EARLY:
            lives.spawn(forked=True)
            time.sleep(draw.uniform(0, 0.4))
            lives.end()
            kills += 1
        lives.spawn(forked=draw.random() >= plan.unforked)
        lives.wait()
        _up(lives, writers)
        for each in running:
            if each.done():
                each.result()
    return kills


def _first_of_each(journal: Journal, running: list[Future[None]]) -> None:
    """Let the first life last until each kind was acknowledged once, so that few kills on a slow machine test all of them."""
    until = time.monotonic() + WARM
    while not journal.kinds.issuperset(EACH) and time.monotonic() < until and not any(each.done() for each in running):
        time.sleep(0.01)


def _live(journal: Journal, draw: random.Random) -> None:
    """Let it live for some acknowledgements, counted so that a slow machine tests as much as a quick one: often for few, as
    any instant after the start must be hit, sometimes for enough to fill a log."""
    enough = journal.acks + draw.choice((draw.randint(0, 3), draw.randint(0, 20), draw.randint(0, 120)))
    until = time.monotonic() + LIFE
    while journal.acks < enough and time.monotonic() < until:
        time.sleep(0.001)
    time.sleep(draw.uniform(0, 0.02))


def _up(lives: Lives, writers: list[Writer]) -> None:
    for writer in writers:
        writer.life = lives.count
        writer.up.set()


def _kill(lives: Lives, writers: list[Writer]) -> int:
    """Kill first, tell the writers after: they must find out the hard way."""
    lives.end()
    for writer in writers:
        writer.up.clear()
    return 1


def _check(lives: Lives, journal: Journal, token: str, plan: Plan) -> Verdict:
    verdict = Verdict()
    verdict.wrong += journal.refused
    wire = Wire(lives.port, token)
    check_runs(wire, [op for op in journal.ops if op.kind in KINDS], verdict)
    wire.close()
    lives.end()
    database: Database = PostgresDatabase(plan.database_url) if plan.database_url else SqliteDatabase(lives.data / "rootnode.db")
    try:
        check_items(database, [op for op in journal.ops if op.kind not in KINDS], verdict)
    finally:
        database.close()
    return verdict
