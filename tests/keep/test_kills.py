"""F9, F2: killed at each boundary of its steps, `backup create`, `verify` and `restore` leave what is complete, or says that it is not."""

import subprocess
import sys
from pathlib import Path

import pytest

from keep.conftest import Place
from keep.test_backup import back_up, quiet
from rootnode.config import Settings
from rootnode.keep.create import create
from rootnode.keep.cut import open_cut
from rootnode.keep.manifest import NAME
from rootnode.keep.mark import NAME as MARK
from rootnode.keep.restore import restore
from rootnode.kit.errors import Conflict
from rootnode.migrations.run import KNOWN
from rootnode.migrations.upgrade import upgrade

PROGRAM = Path(__file__).with_name("killing.py")
STEPS = {
    "create": (
        "open in tables",
        "open in series",
        "bytes of points",
        "rows",
        "bytes of files",
        "os.rename in target.unfinished",
        "os.rename in work",
    ),
    "verify": ("os.mkdir in work", "rows"),
    "restore": ("open in target", "bytes of files", "rows", "os.remove in target"),
}


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
@pytest.mark.parametrize("what", STEPS)
def test_f9_f2_killed_at_each_boundary(what: str, place: Place, tmp_path: Path) -> None:
    place.lab.series.snapshot()
    folder = back_up(place.settings, tmp_path / "set").folder
    given = [what, str(folder), str(place.settings.data), str(tmp_path / "kills" / "work")]
    (tmp_path / "kills").mkdir()
    done = subprocess.run([sys.executable, str(PROGRAM), *given], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    times, *labels = done.stdout.splitlines()
    assert int(times) >= 8
    assert set(STEPS[what]) <= set(labels)


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_f9_a_mark_that_was_broken_off_itself_stands_in_nobodys_way(place: Place, tmp_path: Path) -> None:
    made = back_up(place.settings, tmp_path / "set")
    target = Settings(data=tmp_path / "other")
    target.data.mkdir()
    (target.data / MARK).write_bytes(b"")
    assert restore(made.folder, target, upgrade, KNOWN, quiet) == made.manifest
    (target.data / MARK).write_bytes(b"")
    with pytest.raises(Conflict, match="not empty"):
        restore(made.folder, target, upgrade, KNOWN, quiet)


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_with_clickhouse_it_is_refused_before_anything_is_written(place: Place, tmp_path: Path) -> None:
    elsewhere = Settings(data=place.settings.data, series_url="http://clickhouse.invalid:8123/points")
    folder = tmp_path / "new" / "set"
    with open_cut(elsewhere) as cut:
        with pytest.raises(Conflict, match=r"in ClickHouse.*nothing was written.*--without-points"):
            create(cut, folder, quiet)
        assert not folder.parent.exists()
        create(cut, folder, quiet, without_points=True)
    assert (folder / NAME).is_file()
