"""The lock on a data folder."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from rootnode.kit import lock
from rootnode.kit.lock import Holder, Locked

HOLD = """
import sys, time
from pathlib import Path
from rootnode.kit import lock
held = lock.take(Path(sys.argv[1]), "serve")
print("held", flush=True)
time.sleep(60)
"""


def test_one_holder_at_a_time_and_it_is_named(tmp_path: Path) -> None:
    with lock.take(tmp_path, "serve"):
        with pytest.raises(Locked) as caught:
            lock.take(tmp_path, "doctor")
        assert caught.value.holder == Holder(os.getpid(), "serve")
        assert str(os.getpid()) in str(caught.value)
        assert lock.holder_of(tmp_path) == Holder(os.getpid(), "serve")
    assert lock.holder_of(tmp_path) is None
    lock.take(tmp_path, "serve").release()


def test_the_folder_is_made_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    with lock.take(folder, "serve"):
        assert folder.stat().st_mode & 0o777 == 0o700
        assert (folder / lock.FILE_NAME).stat().st_mode & 0o777 == 0o600


def test_a_folder_that_is_not_there_is_free(tmp_path: Path) -> None:
    assert lock.holder_of(tmp_path / "none") is None
    assert not (tmp_path / "none").exists()


def test_release_twice_does_not_close_somebody_elses_file(tmp_path: Path) -> None:
    held = lock.take(tmp_path, "serve")
    held.release()
    with (tmp_path / "other").open("w") as other:
        held.release()
        other.write("still open")


def test_a_killed_holder_leaves_the_lock_free(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process, process.stdout:
        assert process.stdout.readline() == "held\n"
        assert lock.holder_of(tmp_path) == Holder(process.pid, "serve")
        process.send_signal(signal.SIGKILL)
        process.wait()
    with lock.take(tmp_path, "serve"):
        assert lock.holder_of(tmp_path) == Holder(os.getpid(), "serve")
