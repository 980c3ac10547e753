"""`rootnode upgrade --check` says what would be done, and does nothing."""

import hashlib
from pathlib import Path

import apsw
import pytest
from typer.testing import CliRunner

from rootnode.cli.commands import app
from rootnode.cli.server.upgrading import steps_after
from rootnode.migrations.run import KNOWN
from rootnode.migrations.upgrade import upgrade


def _check(data: Path) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["upgrade", "--check", "--data", str(data)])
    return done.exit_code, done.output


def test_older_newest_newer_and_none(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert _check(data) == (0, f"Rootnode 0.1.0 writes schema {KNOWN[-1]}.\nThere is no data yet: the first start makes it.\n")
    assert not data.exists()
    data.mkdir()
    path = data / "rootnode.db"
    upgrade(f"sqlite:///{path}", "0003")
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    status, said = _check(data)
    assert status == 3
    assert f"{len(KNOWN) - 3} steps" in said
    assert "0007  Quotas and backups" in said
    assert "before-upgrade-from-0003" in said
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before
    upgrade(f"sqlite:///{path}")
    assert _check(data)[0] == 0
    connection = apsw.Connection(str(path))
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    status, said = _check(data)
    assert (status, "newer Rootnode" in said) == (1, True)


@pytest.mark.postgres
def test_on_postgres(empty_postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROOTNODE_DATABASE_URL", empty_postgres_url)
    assert _check(tmp_path)[0] == 0
    upgrade(empty_postgres_url, "0006")
    status, said = _check(tmp_path)
    assert (status, "rootnode backup create DIR" in said) == (3, True)


def test_without_check_nothing_is_done(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["upgrade", "--data", str(tmp_path / "none")])
    assert done.exit_code == 2
    assert not (tmp_path / "none").exists()


def test_every_step_says_what_it_is_for() -> None:
    assert all(len(what) > 5 for _, what in steps_after(KNOWN[0]))
