"""`rootnode doctor`: each problem with its remedy, and nothing changed."""

import hashlib
import os
import shutil
from pathlib import Path

import apsw
import psycopg
import pytest

from rootnode.app import open_rootnode
from rootnode.cli.server.doctor import examine
from rootnode.cli.server.sockets import ADMIN
from rootnode.config import Settings
from rootnode.kit import lock
from rootnode.testing.server import rootnode, running_server
from rootnode.wire.admin import Finding


@pytest.fixture(scope="module")
def _sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("doctor") / "data"
    open_rootnode(Settings(data=folder)).close()
    for path in folder.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return folder


@pytest.fixture
def data(_sound: Path, tmp_path: Path) -> Path:
    """A sound data folder, without a server."""
    copy = Path(shutil.copytree(_sound, tmp_path / "data"))
    copy.chmod(0o700)
    return copy


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("ROOTNODE_")]:
        monkeypatch.delenv(name)


def _findings(data: Path) -> list[Finding]:
    return list(examine({"data": data}, None))


def _problems(data: Path) -> list[Finding]:
    return [finding for finding in _findings(data) if finding.remedy]


def _hashes(data: Path) -> dict[str, str]:
    files = [path for path in data.rglob("*") if path.is_file() and not path.name.endswith(("-shm", "-wal"))]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_nothing_to_complain_of_and_nothing_changed(data: Path) -> None:
    before = _hashes(data)
    findings = _findings(data)
    assert [finding for finding in findings if finding.remedy] == []
    assert {finding.topic for finding in findings} == {
        "version",
        "settings",
        "data",
        "disk",
        "lock",
        "database",
        "curves",
        "files",
        "limits",
    }
    text = "\n".join(finding.text for finding in findings)
    assert f"SQLite {apsw.sqlite_lib_version()}" in text
    assert "quick check passed" in text
    assert _hashes(data) == before


def test_a_folder_that_is_not_there_yet_is_no_problem_and_is_not_made(tmp_path: Path) -> None:
    assert _problems(tmp_path / "none") == []
    assert not (tmp_path / "none").exists()


def test_a_damaged_sqlite_file(data: Path) -> None:
    path = data / "rootnode.db"
    whole = bytearray(path.read_bytes())
    whole[4096 * 3 : 4096 * 40] = os.urandom(4096 * 37)
    path.write_bytes(whole)
    (problem,) = _problems(data)
    assert problem.topic == "database"
    assert "backup" in problem.remedy


def test_a_file_that_is_no_database(data: Path) -> None:
    (data / "rootnode.db").write_bytes(b"not a database" * 1000)
    (problem,) = _problems(data)
    assert str(data / "rootnode.db") in problem.text


_SPOILT = "INSERT INTO node_count (project, kind, state, workspace, nodes) VALUES ('gone', 'issue', 'todo', 'gone', 3)"


def test_counts_that_are_off_are_named_and_mended(data: Path) -> None:
    assert "items are counted right" in [finding.text for finding in _findings(data)]
    connection = apsw.Connection(str(data / "rootnode.db"))
    connection.execute(_SPOILT)
    connection.close()
    (problem,) = _problems(data)
    assert problem.text == "items are counted wrong: gone: issue, todo: 3 counted, 0 there"
    assert problem.remedy == "Run: rootnode doctor --mend"
    done = rootnode("doctor", "--mend", "--data", str(data))
    assert "Counted again. gone: issue, todo: 3 counted, 0 there" in done.stdout
    assert done.returncode == 0, done.stdout + done.stderr
    assert _problems(data) == []


def test_counts_that_are_off_are_mended_on_postgres(tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROOTNODE_DATABASE_URL", postgres_url)
    data, given = tmp_path / "data", {"ROOTNODE_DATABASE_URL": postgres_url}
    assert "items are counted right" in [finding.text for finding in _findings(data)]
    with psycopg.connect(postgres_url) as connection:
        connection.execute(_SPOILT)
    (problem,) = _problems(data)
    assert "gone: issue, todo: 3 counted, 0 there" in problem.text
    done = rootnode("doctor", "--mend", "--data", str(data), extra=given)
    assert "Counted again. gone: issue, todo: 3 counted, 0 there" in done.stdout
    assert "counted wrong" not in done.stdout, done.stdout + done.stderr
    assert _problems(data) == []


def test_newer_data(data: Path) -> None:
    connection = apsw.Connection(str(data / "rootnode.db"))
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    (problem,) = _problems(data)
    assert "newer" in problem.text


def test_a_damaged_file_of_curves(data: Path) -> None:
    (path,) = (data / "series").glob("points-*.duckdb")
    path.write_bytes(path.read_bytes()[:5000])
    (problem,) = _problems(data)
    assert (problem.topic, str(path) in problem.text) == ("curves", True)


def test_a_folder_that_others_can_open(data: Path) -> None:
    data.chmod(0o755)
    (problem,) = _problems(data)
    assert problem.remedy == f"Run: chmod 700 {data}"


def test_a_server_nobody_else_can_name(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROOTNODE_HOST", "0.0.0.0")
    (problem,) = _problems(data)
    assert "ROOTNODE_PUBLIC_URL" in problem.remedy


def test_secrets_are_hidden(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROOTNODE_DATABASE_URL", "postgresql://somebody:hush@127.0.0.1:1/none")
    findings = _findings(data)
    assert "hush" not in repr(findings)
    assert [finding.topic for finding in findings if finding.remedy] == ["database"]


def test_settings_that_cannot_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROOTNODE_PORT", "x")
    monkeypatch.setenv("ROOTNODE_LOG_LEVEL", "loud")
    assert [finding.topic for finding in _problems(tmp_path)] == ["settings", "settings"]


def test_a_holder_that_does_not_answer(data: Path) -> None:
    with lock.take(data, "serve"):
        (problem,) = _problems(data)
    assert problem.topic == "server"


def test_the_running_server_is_asked(tmp_path: Path) -> None:
    with running_server(tmp_path / "data") as server:
        done = rootnode("doctor", "--data", str(server.data))
        assert done.returncode == 0, done.stdout + done.stderr
        assert f"held by process {server.process.pid} (serve)" in done.stdout
        for engine in ("database: ok", "curves: ok", "files: ok"):
            assert engine in done.stdout
        connection = apsw.Connection(str(server.data / "rootnode.db"))
        connection.set_busy_timeout(10_000)
        connection.execute(_SPOILT)
        connection.close()
        assert "items are counted wrong" in rootnode("doctor", "--data", str(server.data)).stdout
        assert "Counted again" in rootnode("doctor", "--mend", "--data", str(server.data)).stdout
        (server.data / ADMIN).unlink()
        done = rootnode("doctor", "--data", str(server.data))
        assert done.returncode == 1
        assert "PROBLEM" in done.stdout
        assert "->" in done.stdout
