"""`rootnode example`: against a running server, once on the first start, and gone when the server is."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from rootnode.app import open_rootnode
from rootnode.auth.caller import system_caller
from rootnode.auth.played import example_people
from rootnode.cli.server.admin import carry_out
from rootnode.cli.server.example import training
from rootnode.cli.server.story.concluding import compared
from rootnode.cli.server.story.history import acts_of, load_history
from rootnode.config import Settings
from rootnode.graph.lists import Listing, counts, nodes
from rootnode.kit.clock import DAY
from rootnode.testing.replay import assert_replays
from rootnode.testing.server import COMMAND, RunningServer, environment, rootnode, running_server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    with running_server(tmp_path / "data") as running:
        yield running


def stand_in(folder: Path, script: str) -> str:
    """A program in the place of the Python that trains."""
    path = folder / "python"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o700)
    return str(path)


def test_the_story_is_told_by_what_really_ran_once_and_goes_without_a_trace(server: RunningServer) -> None:
    """One real training for all of it: two epochs each, with the stock client, in its own process."""
    if not (training().parent / ".venv").exists():
        pytest.skip("example: its environment is not installed (make setup)")
    where = ("--data", str(server.data))
    owner = ("user", "create", "ada@example.org", "--role", "owner", "--password-stdin", *where)
    rootnode(*owner, given="a fine long passphrase\n")
    told = rootnode("example", "--first", "--quick", *where)
    assert (told.returncode, told.stderr) == (0, ""), told.stdout
    assert f"Watch it in the browser: {server.url}/p/EXAMPLE" in told.stdout
    assert "champion" in told.stdout
    assert told.stdout.endswith(f"The example is done: {server.url}/p/EXAMPLE\n")
    again = rootnode("example", "--first", *where)
    assert (again.returncode, again.stdout) == (0, "")
    assert "The example is there" in rootnode("example", *where).stdout

    with httpx.Client(base_url=f"{server.url}/api/v1", headers={"origin": server.url}) as client:
        client.post("/session", json={"email": "ada@example.org", "password": "a fine long passphrase"}).raise_for_status()
        _look(client)
        assert client.post("/session", json={"email": "ines@example.invalid", "password": ""}).status_code == 401
        removed = rootnode("example", "--remove", "--yes", *where)
        assert "and 6 people" in removed.stderr
        assert client.get("/projects").json()["projects"] == []
        assert [one["name"] for one in client.get("/people").json()["people"]] == ["ada"]
        assert rootnode("example", "--remove", "--yes", *where).stderr == "There is no example here.\n"
    assert server.stop() == 0
    _nothing_is_left(server.data)


def _look(client: httpx.Client) -> None:
    """Runs of both families, a sweep, a failure; verdicts with their runs as evidence; aliases that the results have earned."""

    def listed(kind: str) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = client.get("/projects/EXAMPLE/items", params={"type": kind, "limit": 100}).json()["items"]
        return items

    runs = listed("run")
    assert len(runs) >= 12
    assert {run["state"] for run in runs} == {"finished", "failed"}
    assert client.get("/projects").json()["projects"][0]["special"] == "example"
    verdicts = {item["title"]: item for item in listed("hypothesis")}
    half = verdicts["Half-size pictures are enough"]
    assert "points; the criterion allowed one" in half["fields"]["verdict"]
    evidence = [
        link
        for link in client.get(f"/items/{half['id']}/links").json()["links"]
        if (link["type"], link["direction"]) == ("evidence_for", "in")
    ]
    assert len(evidence) == 4
    assert all(link["end"]["type"] == "run" for link in evidence)
    aliases = listed("model")[0]["fields"]["aliases"]
    results = {}
    for version in listed("model_version"):
        metrics = client.get(f"/runs/{version['fields']['run']}").json()["metrics"]
        results[version["fields"]["version"]] = next(each["last"] for each in metrics if each["key"] == "test_accuracy")
    ranked = sorted(results.values(), reverse=True)
    assert [results[aliases["champion"]], results[aliases["challenger"]]] == ranked[:2]
    assert all(person["example"] for person in client.get("/people").json()["people"] if person["name"] != "ada")


def _nothing_is_left(folder: Path) -> None:
    rootnode_ = open_rootnode(Settings(data=folder))
    try:
        for table in ("node", "link", "node_value", "run_param", "run_tag", "metric_latest", "file", "blob_ref", "token", "project_access"):
            assert rootnode_.db.read_now(lambda tx, name: tx.scalar(f"SELECT COUNT(*) FROM {name}"), table) == 0, table
    finally:
        rootnode_.close()


def test_the_planning_history_is_played_over_six_weeks_and_numbers_have_no_gaps(tmp_path: Path) -> None:
    opened = open_rootnode(Settings(data=tmp_path))
    try:
        done = carry_out(opened, "example", {})
        assert done.lines[0].endswith("/p/EXAMPLE")
        caller = system_caller(opened.workspace)
        project = opened.db.read_now(lambda tx: tx.scalar("SELECT id FROM project"))
        times = opened.db.read_now(lambda tx: [row[0] for row in tx.rows("SELECT at FROM change ORDER BY number")])
        assert times == sorted(times)
        assert 40 * DAY < opened.clock.now() - times[0] < 44 * DAY
        assert opened.db.read_now(assert_replays) == len(times)
        states = {state for kind, state, _ in opened.db.read_now(counts, caller, project) if kind == "issue"}
        assert states == {state.name for state in opened.graph.kinds.kind("issue").states}
        issues = opened.db.read_now(nodes, caller, opened.graph.kinds, Listing(project, "issue")).nodes
        assert {issue.fields["assignee"] for issue in issues} <= set(opened.db.read_now(example_people, opened.workspace).values())
        assert opened.setup_link is not None, "the example's people are nobody who has set up"
    finally:
        opened.close()


def test_the_history_names_only_what_it_has() -> None:
    history = load_history()
    refs = [told.ref for told in history.item]
    assert len(refs) == len(set(refs))
    assert {act.by for act in acts_of(history)} == set(history.people)
    assert {tie.to for told in history.item for tie in told.links} <= set(refs)


def test_a_difference_below_noise_is_no_difference() -> None:
    assert [compared(0.97, 0.96 + each) for each in (0.005, -0.01, 0.03)] == ["undecided", "confirmed", "refuted"]


def test_a_training_that_logged_nothing_is_not_finished_and_begins_again(server: RunningServer, tmp_path: Path) -> None:
    python = stand_in(tmp_path, 'echo "$MLFLOW_TRACKING_URI ${#MLFLOW_TRACKING_TOKEN} $(basename $1)"')
    for _ in range(2):
        asked = rootnode("example", "--python", python, "--data", str(server.data))
        assert f"{server.url}/p/EXAMPLE 46 train.py" in asked.stdout
        assert asked.returncode == 1
        assert asked.stdout.endswith(" not found. `rootnode example` runs it again.\n")


def test_a_failed_training_says_what_to_do(server: RunningServer, tmp_path: Path) -> None:
    failed = rootnode("example", "--python", stand_in(tmp_path, "exit 3"), "--data", str(server.data))
    assert failed.returncode == 3
    assert "`rootnode example` runs it again" in failed.stdout


def test_it_ends_with_the_server(server: RunningServer, tmp_path: Path) -> None:
    marker = tmp_path / "pid"
    command = [*COMMAND, "example", "--python", stand_in(tmp_path, f"echo $$ > {marker}; exec sleep 300"), "--data", str(server.data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()) as example:
        assert example.stdout
        assert "trains and logs to" in example.stdout.readline()
        for _ in range(600):
            if marker.exists() and marker.read_text().strip():
                break
            time.sleep(0.05)
        assert server.stop() == 0
        _, errors = example.communicate(timeout=60)
    assert (example.returncode, errors) == (1, "The server stopped.\n")
    assert not Path(f"/proc/{marker.read_text().strip()}").exists()


def test_without_its_environment_it_says_how_to_make_one(server: RunningServer, tmp_path: Path) -> None:
    refused = rootnode("example", "--python", str(tmp_path / "none"), "--data", str(server.data))
    assert refused.returncode == 1
    assert "requirements.txt" in refused.stderr
