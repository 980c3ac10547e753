"""The bench itself: its targets, its rows, and the object that it writes for each row. The figures are not tested."""

import json
from pathlib import Path
from typing import Final

import pytest

from bench import report
from bench.__main__ import main
from bench.figures import percentile
from bench.rows import TARGETS, Measured, Place, Row, rows, targets

SECTIONS: Final = {"trunk", "runs", "web", "documents", "plan", "build", "watch"}
ORIGINAL: Final = TARGETS.parents[2] / "shared" / "targets.toml"
CONTRACT: Final = ("name", "value", "unit", "peer", "peer_value", "ratio", "target", "met")


def test_the_targets_are_whole() -> None:
    known = targets()
    assert {target.section for target in known.values()} == SECTIONS
    assert (known["kill9_lost"].bound, known["kill9_lost"].value) == ("max", 0)
    assert all(target.unit for target in known.values())


@pytest.mark.skipif(not ORIGINAL.exists(), reason="the pages that the project was planned on are not beside this checkout")
def test_the_targets_are_an_exact_copy() -> None:
    assert TARGETS.read_bytes() == ORIGINAL.read_bytes()


def test_every_target_of_the_sections_that_are_built_has_a_row() -> None:
    built = {"trunk", "runs", "web"}
    known = targets()
    measured = [row.name for row in rows() if known[row.name].section in built]
    assert measured == [name for name, target in known.items() if target.section in built]


def test_a_row_is_written_as_the_contract_says() -> None:
    known = targets()
    written = report.result(known["graph_write_sqlite"], Measured(3_000, "a peer", 1_000, {"more": 1}), {"seed": 7})
    assert tuple(written)[: len(CONTRACT)] == CONTRACT
    assert {name: written[name] for name in ("ratio", "target", "met", "more", "seed")} == {
        "ratio": 3.0, "target": 1_500.0, "met": True, "more": 1, "seed": 7,
    }  # fmt: skip
    assert report.result(known["start_warm"], Measured(3.1), {})["met"] is False
    assert report.result(known["kill9_lost"], Measured(0, short="only 10 of 200 kills"), {})["met"] is False
    failed = report.result(known["start_warm"], None, {"error": "it did not start"})
    assert (failed["value"], failed["met"], failed["peer"], failed["ratio"]) == (None, False, None, None)
    assert "NO" in report.table([failed])


def test_one_row_can_be_asked_for_and_one_that_fails_is_reported(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(place: Place) -> Measured:
        assert place.folder.is_dir()
        raise RuntimeError("told to fail")

    monkeypatch.setattr("bench.__main__.rows", lambda: iter([Row("start_warm", fails), Row("memory_idle", lambda _: Measured(100))]))
    monkeypatch.setattr(report, "LATEST", tmp_path / "results" / "latest.jsonl")
    arguments = ["bench", "--folder", str(tmp_path), "--seed", "7"]
    monkeypatch.setattr("sys.argv", [*arguments, "--only", "memory_idle"])
    assert main() == 0
    monkeypatch.setattr("sys.argv", [*arguments, "--only", "trunk"])
    assert main() == 1
    written = [json.loads(line) for line in report.LATEST.read_text().splitlines()]
    assert [(each["name"], each["value"], each.get("error")) for each in written] == [
        ("start_warm", None, "RuntimeError: told to fail"), ("memory_idle", 100, None),
    ]  # fmt: skip
    monkeypatch.setattr("sys.argv", [*arguments, "--only", "nothing"])
    assert main() == 2
    assert "memory_idle" in capsys.readouterr().err


def test_percentiles() -> None:
    assert [percentile(range(1, 101), share) for share in (0.5, 0.95, 1)] == [50, 95, 100]
    assert percentile([3.0], 0.95) == 3.0
