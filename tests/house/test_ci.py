"""`.ci/run` fails when a test fails and when none ran, and ends with pytest's closing line."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from house.source import REPOSITORY


def run(folder: Path, output: str, code: int) -> tuple[int, str]:
    """`.ci/run` with a `make` that prints `output` and ends with `code`; answers its end and its last line."""
    (folder / ".ci").mkdir()
    shutil.copy(REPOSITORY / ".ci/run", folder / ".ci/run")
    make = folder / "make"
    make.write_text(f"#!/bin/sh\ncat <<'EOF'\n{output}\nEOF\nexit {code}\n")
    make.chmod(0o755)
    environment = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}
    done = subprocess.run([folder / ".ci/run"], env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout.splitlines()[-1]


@pytest.mark.parametrize(
    ("output", "code", "expected"),
    [
        ("....\n412 passed, 3 skipped in 61.02s (0:01:01)", 0, (0, "412 passed, 3 skipped in 61.02s (0:01:01)")),
        ("2 failed, 410 passed in 61.02s\nmake: *** [test] Error 1", 2, (2, "2 failed, 410 passed in 61.02s")),
        ("===== 5 passed in 0.10s =====", 0, (0, "===== 5 passed in 0.10s =====")),
        ("no tests ran in 0.01s\nmake: *** [test] Error 5", 2, (2, "0 passed, no test ran")),
        ("12 skipped in 0.01s", 0, (1, "0 passed, no test ran (12 skipped in 0.01s)")),
        ("make: nothing to be done", 0, (1, "0 passed, no test ran")),
        ("setup failed", 2, (2, "0 passed, no test ran")),
    ],
)
def test_its_end_tells_what_happened(output: str, code: int, expected: tuple[int, str], tmp_path: Path) -> None:
    assert run(tmp_path, output, code) == expected
