"""An export can be read without Rootnode, and nothing that a client named becomes a path or a formula (C2, C4, C22)."""

import asyncio
import csv
import json
import math
import re
from pathlib import Path

import duckdb
import pytest

from keep.conftest import LARGE, VALUES, Place
from rootnode.build.files import put_file
from rootnode.keep.cut import open_cut
from rootnode.keep.export.names import cell, file_name, slug
from rootnode.keep.export.work import Exported, export
from rootnode.kit.errors import Conflict, NotFound
from rootnode.live.comments import add_comment
from rootnode.series.points import FARTHEST, Points

NAME = re.compile(r"[A-Za-z0-9.-]+\Z")
HOSTILE = ("CON", "=cmd|' /C calc'!A0.csv", "-rf .TXT", "\u202egpj.exe", "a b/…/x", "日本語.md", "x" * 200)


def quiet(_what: str, _done: int, _total: int) -> None:
    """Nobody looks."""


def run(place: Place, folder: Path, only: str = "") -> Exported:
    with open_cut(place.settings) as cut:
        return export(cut, folder, place.lab.graph.kinds, quiet, only=only)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_everything_is_there_in_files_that_anybody_reads(place: Place, tmp_path: Path) -> None:
    lab = place.lab
    issue = lab.world.make(title="=1+1 loses money", fields={"description": "Steps to *repeat* it."})
    node = lab.run("=HYPERLINK(1)")
    lab.log(node, params=[("rate", "-0.5"), ("note", "@SUM(1)")])
    stored = asyncio.run(lab.blobs.put(b"hello"))
    for path in HOSTILE:
        lab.db.write_now(put_file, lab.caller, lab.graph, lab.project, node.id, path, stored)
    lab.series.snapshot()
    lab.metric(node, "late", 7.0)
    out = tmp_path / "out"
    done = run(place, out)
    assert (done.projects, done.runs, done.files, done.lost) == (1, 3, 3 + len(HOSTILE), 0)

    page = next((out / "FRAUD" / "items" / "issue").glob(f"{issue.key.lower()}-*.md")).read_text()
    assert 'title: "=1+1 loses money"' in page
    assert "## Description\n\nSteps to *repeat* it." in page
    assert "## History" in page
    items = [json.loads(line) for line in (out / "FRAUD" / "items.jsonl").read_text().splitlines()]
    assert {each["title"] for each in items} >= {"=1+1 loses money", "second", "Rare classes are found"}
    history = [json.loads(line) for line in (out / "FRAUD" / "history.jsonl").read_text().splitlines()]
    assert len(history) == lab.changes()

    runs = {row["name"]: row for row in _rows(out / "FRAUD" / "runs" / "runs.csv")}
    assert "'=HYPERLINK(1)" in runs
    params = {row["param"]: row["value"] for row in _rows(out / "FRAUD" / "runs" / "params.csv")}
    assert params == {"rate": "-0.5", "note": "'@SUM(1)", "depth": "6"}
    with duckdb.connect() as duck:
        there = f"FROM '{out}/FRAUD/runs/%s.parquet'"
        assert duck.execute(f"SELECT value {there % 'params'} WHERE param = 'note'").fetchall() == [("@SUM(1)",)]
        points = duck.execute(f"SELECT metric, step, value {there % 'points'} ORDER BY metric DESC, step").fetchall()
    assert [repr(value) for _, _, value in points] == [repr(value + 0.0) for value in VALUES] + ["7.0"]
    assert math.isnan(points[1][2])

    files = {row["path"].lstrip("'"): row for row in _rows(out / "FRAUD" / "files.csv")}
    assert (out / "FRAUD" / files["model.bin"]["file"]).read_bytes() == LARGE
    assert (out / "FRAUD" / files["a.txt"]["file"]).read_bytes() == b"small one"
    assert {(out / "FRAUD" / files[path]["file"]).read_bytes() for path in HOSTILE} == {b"hello"}
    for made in out.rglob("*"):
        assert all(NAME.match(part) for part in made.relative_to(out).parts), made
        assert made.stat().st_mode & 0o077 == 0
    texts = [made.read_text() for made in out.rglob("*") if made.suffix in (".csv", ".md", ".jsonl")]
    assert not any("no password" in text for text in texts)  # what stands for a hash in this world


def test_the_discussion_of_an_item_is_there(place: Place, tmp_path: Path) -> None:
    lab = place.lab
    issue, node = lab.world.make(title="Discussed"), lab.run("discussed too")
    first = lab.db.write_now(add_comment, lab.caller, lab.graph, issue.id, "Is it *really* so?")
    lab.db.write_now(add_comment, lab.caller, lab.graph, issue.id, "Later.")
    answer = lab.db.write_now(add_comment, lab.caller, lab.graph, issue.id, "It is.", parent=first.id)
    lab.db.write_now(add_comment, lab.caller, lab.graph, node.id, "Why did it stop?")
    run(place, tmp_path / "out")
    said = [json.loads(line) for line in (tmp_path / "out" / "FRAUD" / "comments.jsonl").read_text().splitlines()]
    assert [each["text"] for each in said] == ["Is it *really* so?", "Later.", "It is.", "Why did it stop?"]
    assert (said[2]["id"], said[2]["thread"], said[2]["node"], said[3]["node"]) == (answer.id, first.id, issue.id, node.id)
    assert (said[0]["author_name"], said[0]["created"][-1]) == (lab.caller.name, "Z")
    page = next((tmp_path / "out" / "FRAUD" / "items" / "issue").glob("*-discussed.md")).read_text()
    places = [page.index(text) for text in ("## Discussion", "Is it *really* so?", "It is.", "Later.", "## History")]
    assert places == sorted(places)
    assert f"### {lab.caller.name} in answer, " in page


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_a_time_that_no_calendar_has_is_exported_as_its_number(place: Place, tmp_path: Path) -> None:
    node = place.lab.run("strange clock")
    place.lab.log(node, points=Points.of(["far", "before"], [0, 0], [FARTHEST, -FARTHEST], [1.0, 2.0]))
    run(place, tmp_path / "out")
    times = {row["metric"]: row["last_time"] for row in _rows(tmp_path / "out" / "FRAUD" / "runs" / "metrics.csv")}
    assert (times["far"], times["before"]) == (str(FARTHEST), f"{-FARTHEST}")
    with duckdb.connect() as duck:
        for name, column in (("metrics", "last_time"), ("points", "time")):
            sql = f"SELECT epoch_us({column}) FROM '{tmp_path}/out/FRAUD/runs/{name}.parquet' WHERE metric = 'far'"
            assert duck.execute(sql).fetchall() == [(FARTHEST,)]


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_one_project_and_refusals(place: Place, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="NONE"):
        run(place, tmp_path / "out", "NONE")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("out")] == []
    assert run(place, tmp_path / "out", "fraud").projects == 1
    with pytest.raises(Conflict, match="already"):
        run(place, tmp_path / "out")


@pytest.mark.parametrize("text", ["=1+1", "+A1", "-A1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "  =1", '="a"', "-1+1|cmd"])
def test_c22_formulas_are_neutralised(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("value", [-0.5, -3, None, "-0.5", "+12", "1e-5", "-1E+9", "plain", "a=b", ""])
def test_c22_numbers_stay_numbers(value: object) -> None:
    assert cell(value) == value


def test_names_are_ours() -> None:
    assert slug("../../etc/passwd") == "etc-passwd"
    assert slug("日本") == "untitled"
    assert file_name(7, "plots/ROC Kurve (ü).PNG") == "0007-roc-kurve-u.png"
    assert file_name(1, "..") == "0001-untitled"
