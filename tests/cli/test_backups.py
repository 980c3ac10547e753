"""`rootnode backup` at the command line, while a server runs and without one."""

from pathlib import Path

import apsw
from typer.testing import CliRunner

from rootnode.cli.commands import app
from rootnode.testing.server import running_server


def _rows(data: Path) -> list[tuple[object, ...]]:
    connection = apsw.Connection(str(data / "rootnode.db"))
    try:
        return list(connection.execute("SELECT place, verified IS NOT NULL, change FROM backup ORDER BY cut"))
    finally:
        connection.close()


def _run(*arguments: str, status: int = 0) -> str:
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == status, done.output
    return str(done.output)


def test_made_while_the_server_runs_verified_restored_and_remembered(tmp_path: Path) -> None:
    data, folder, other = (str(tmp_path / name) for name in ("data", "set", "other"))
    _run("project", "create", "Fraud", "--key", "FRAUD", "--data", data)
    with running_server(Path(data)):
        said = _run("backup", "create", folder, "--data", data)
        proof = said.partition("manifest, to tell it from any other: ")[2].split()[0]
        assert "hashes of passwords" in said
        said = _run("backup", "verify", folder, "--sha256", proof, "--scratch", str(tmp_path), "--data", data)
        assert "every row came back as it was" in said
        assert _rows(Path(data)) == [(folder, 1, 1)]
        assert "not empty" in _run("backup", "restore", folder, "--data", data, status=1)
    assert "Start the server" in _run("backup", "restore", folder, "--data", other)
    _run("backup", "create", f"{folder}-2", "--data", other)
    assert _rows(Path(other)) == [(f"{folder}-2", 0, 1)]  # the first was noted after its own moment
