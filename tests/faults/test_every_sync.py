"""F2: the server dies at its n-th sync of a file, for every n: before the first commit, between a file and its row, in a checkpoint.

strace sends SIGKILL as the call begins. `make test` tries a few n, `make soak` each up to 60.
"""

import random
import secrets
import shutil
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import pytest

from rootnode.kit.db.sqlite import SqliteDatabase
from rootnode.testing.engines import free_port
from rootnode.testing.kills.checker import Verdict, check_items
from rootnode.testing.kills.journal import Journal
from rootnode.testing.kills.run_checker import KINDS, check_runs
from rootnode.testing.kills.run_writer import RunWriter
from rootnode.testing.kills.writers import KEY, ItemWriter, Wire, Writer
from rootnode.testing.server import rootnode, start_server

PATIENCE: Final = 60
FEW: Final = (1, 3, 8, 21)

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(shutil.which("strace") is None, reason="no strace on this machine (on Debian: apt-get install strace)"),
]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A data folder with the project, and its token."""
    data = tmp_path_factory.mktemp("prepared") / "data"
    assert rootnode("project", "create", "Killed", "--key", KEY, "--data", str(data)).returncode == 0
    return data, rootnode("token", "create", "--project", KEY, "--data", str(data)).stdout.strip()


def _deadly(sync: int) -> list[str]:
    calls = "fdatasync,fsync"
    return ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={calls}", "-e", f"inject={calls}:signal=KILL:when={sync}"]


def _write_until_it_dies(data: Path, token: str, journal: Journal, sync: int, seed: int) -> bool:
    """Answers whether it died by the n-th sync; some threads never make so many."""
    server = start_server(data, port=free_port(), wrapped=_deadly(sync))
    port = int(server.url.rpartition(":")[2])
    writers: list[Writer] = [
        ItemWriter(0, journal, port, token, random.Random(seed)),
        RunWriter(1, journal, port, token, random.Random(seed + 1)),
    ]
    for writer in writers:
        writer.up.set()
    with ThreadPoolExecutor(len(writers)) as threads:
        running = [threads.submit(writer.run) for writer in writers]
        try:
            server.process.wait(20)
            died = True
        except subprocess.TimeoutExpired:
            died = False
        for writer in writers:
            writer.done.set()
        for each in running:
            each.result(PATIENCE)
    if not died:
        _stop_beneath(server.process.pid)
        server.process.wait(PATIENCE)
    if server.process.stdout is not None:
        server.process.stdout.close()
    return died


def _stop_beneath(tracer: int) -> None:
    for task in Path(f"/proc/{tracer}/task").iterdir():
        for child in (task / "children").read_text().split():
            subprocess.run(["kill", f"-{signal.SIGKILL.value}", child], check=True)


def _check(data: Path, token: str, journal: Journal) -> Verdict:
    """Start once more without strace, as an operator would; then compare everything."""
    verdict = Verdict()
    verdict.wrong += journal.refused
    server = start_server(data, port=free_port())
    wire = Wire(int(server.url.rpartition(":")[2]), token)
    check_runs(wire, [op for op in journal.ops if op.kind in KINDS], verdict)
    wire.close()
    server.stop()
    if server.process.stdout is not None:
        server.process.stdout.close()
    database = SqliteDatabase(data / "rootnode.db")
    check_items(database, [op for op in journal.ops if op.kind not in KINDS], verdict)
    database.close()
    return verdict


def _die_at(sync: int, prepared: tuple[Path, str], folder: Path) -> None:
    seed = secrets.randbelow(10**9)
    print(f"seed {seed}")
    data, token = folder / "data", prepared[1]
    shutil.copytree(prepared[0], data)
    journal = Journal(folder / "journal.jsonl")
    try:
        died = _start_and_write(data, token, journal, sync, seed)
        verdict = _check(data, token, journal)
    finally:
        journal.close()
    print(f"died at sync {sync}: {died}; {verdict}")
    assert verdict.faults == 0, str(verdict)


def _start_and_write(data: Path, token: str, journal: Journal, sync: int, seed: int) -> bool:
    try:
        return _write_until_it_dies(data, token, journal, sync, seed)
    except RuntimeError:  # it died before it answered, which is fine: the next start must heal it
        return True


@pytest.mark.parametrize("sync", FEW)
def test_f2_death_at_the_nth_sync_loses_and_doubles_nothing(sync: int, prepared: tuple[Path, str], tmp_path: Path) -> None:
    _die_at(sync, prepared, tmp_path)


@pytest.mark.soak
@pytest.mark.parametrize("sync", range(1, 61))
def test_f2_soak(sync: int, prepared: tuple[Path, str], tmp_path: Path) -> None:
    _die_at(sync, prepared, tmp_path)
