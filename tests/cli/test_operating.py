"""An operator's commands, with the server down and up."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import apsw
import httpx
import pytest

from rootnode.cli.server import operating
from rootnode.cli.server.failures import Refused
from rootnode.cli.server.sockets import ADMIN, connect_admin, listen_admin
from rootnode.config import Settings
from rootnode.kit import lock
from rootnode.testing.server import rootnode, running_server

PASSWORD = "correct horse battery"
TOKEN = re.compile(r"rn_[A-Za-z0-9_-]{43}\n\Z")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder that is not there yet."""
    return tmp_path / "data"


@pytest.fixture(params=["down", "up"])
def place(request: pytest.FixtureRequest, data: Path) -> Iterator[Path]:
    """A data folder without a server, then one that a server owns."""
    if request.param == "down":
        yield data
        return
    with running_server(data):
        yield data


def test_account_project_and_token(place: Path) -> None:
    def run(*arguments: str, given: str = "") -> tuple[int, str, str]:
        done = rootnode(*arguments, "--data", str(place), given=given)
        return done.returncode, done.stdout, done.stderr

    account = ("user", "create", "ada@example.com", "--password-stdin", "--role")
    assert run(*account, "owner", given=PASSWORD + "\n")[:2] == (0, "")
    status, out, err = run(*account, "owner", given="another fine password\n")
    assert (status, out) == (0, "")
    assert "already" in err
    status, out, err = run(*account, "guest", given=PASSWORD + "\n")
    assert (status, out) == (1, "")
    assert "role 'owner'" in err
    assert "web app" in err

    assert run("project", "create", "Fraud", "--key", "fraud")[:2] == (0, "")
    assert run("project", "create", "Fraud", "--key", "FRAUD")[:2] == (0, "")
    status, out, err = run("project", "create", "Other", "--key", "FRAUD")
    assert status == 1
    assert "'Fraud'" in err

    status, out, err = run("token", "create", "--project", "fraud", "--permissions", "read,write,ingest")
    assert (status, err) == (0, "")
    assert TOKEN.match(out)
    status, out, err = run("token", "create", "--project", "FRAUD", "--permissions", "read,root")
    assert (status, out) == (1, "")
    assert "read, write, ingest" in err
    status, out, err = run("token", "create", "--project", "NONE")
    assert (status, out) == (1, "")
    assert "no project" in err


def test_what_they_make_can_be_used(data: Path) -> None:
    rootnode("user", "create", "ada@example.com", "--role", "owner", "--password-stdin", "--data", str(data), given=PASSWORD)
    rootnode("project", "create", "Fraud", "--key", "FRAUD", "--data", str(data))
    before = rootnode("token", "create", "--project", "FRAUD", "--data", str(data)).stdout.strip()
    with running_server(data) as server:
        assert server.setup_link is None
        while_up = rootnode("token", "create", "--project", "FRAUD", "--data", str(data)).stdout.strip()
        for token in (before, while_up):
            answer = httpx.get(f"{server.url}/api/v1/projects/FRAUD", headers={"authorization": f"Bearer {token}"})
            assert answer.status_code == 200, answer.text
            assert answer.json()["key"] == "FRAUD"
        signed_in = httpx.post(f"{server.url}/api/v1/session", json={"email": "ADA@example.com", "password": PASSWORD})
        assert signed_in.json()["person"]["role"] == "owner"


def test_a_password_can_be_set_anew(data: Path) -> None:
    rootnode("user", "create", "ada@example.com", "--role", "owner", "--password-stdin", "--data", str(data), given=PASSWORD)
    with running_server(data) as server:
        done = rootnode("user", "password", "ada@example.com", "--password-stdin", "--data", str(data), given="a whole new secret")
        assert done.returncode == 0, done.stderr
        url = f"{server.url}/api/v1/session"
        assert httpx.post(url, json={"email": "ada@example.com", "password": PASSWORD}).status_code == 401
        assert httpx.post(url, json={"email": "ada@example.com", "password": "a whole new secret"}).status_code < 300
    done = rootnode("user", "password", "nobody@example.com", "--password-stdin", "--data", str(data), given=PASSWORD)
    assert done.returncode == 1
    assert "no account" in done.stderr


def test_weak_passwords_bad_addresses_and_bad_roles_are_refused(data: Path) -> None:
    def stderr_of(email: str, role: str, password: str) -> str:
        done = rootnode("user", "create", email, "--role", role, "--password-stdin", "--data", str(data), given=password)
        assert done.returncode == 1, done.stderr
        assert not done.stdout
        assert "Traceback" not in done.stderr
        return done.stderr

    assert "too short" in stderr_of("ada@example.com", "owner", "short\n")
    assert "e-mail" in stderr_of("ada", "owner", PASSWORD)
    assert "--help" in stderr_of("ada@example.com", "emperor", PASSWORD)


def test_only_the_owner_of_the_folder_can_read_what_is_in_it(data: Path) -> None:
    with running_server(data):
        assert data.stat().st_mode & 0o777 == 0o700
        assert (data / ADMIN).stat().st_mode & 0o777 == 0o600
        loose = [path.name for path in data.rglob("*") if path.stat().st_mode & 0o077 and not path.is_dir()]
        assert loose == []


def test_a_long_path_to_the_data_works(tmp_path: Path) -> None:
    data = tmp_path / ("long" * 30) / ("longer" * 20) / "data"
    with running_server(data):
        done = rootnode("project", "create", "Fraud", "--key", "FRAUD", "--data", str(data))
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("depth", [1, 40])
def test_sockets_at_any_depth_and_nobody_else_can_connect(tmp_path: Path, depth: int) -> None:
    folder = tmp_path.joinpath(*["deeper"] * depth)
    folder.mkdir(parents=True)
    listening = listen_admin(folder)
    try:
        assert (folder / ADMIN).stat().st_mode & 0o777 == 0o600
        connect_admin(folder, 5).close()
        listen_admin(folder).close()  # what a killed server left behind is replaced
        with pytest.raises(ConnectionRefusedError):
            connect_admin(folder, 5)
    finally:
        listening.close()
    assert len(os.fsencode(folder / ADMIN)) > 107 or depth == 1


def test_without_an_answer_the_holder_is_named(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operating, "PATIENCE", 0.2)
    with lock.take(data, "serve"), pytest.raises(Refused, match=f"process {os.getpid()}"):
        operating.administer(Settings(data=data), "project create", {"name": "x", "key": "XX"})


def test_the_socket_survives_nonsense(data: Path) -> None:
    with running_server(data) as server:
        for said in (
            b"",
            b"\n",
            b"nonsense\n",
            b'{"command":"user delete","arguments":{}}\n',
            b'{"command":"user create","arguments":{"role":1}}\n',
        ):
            with connect_admin(data, 10) as connection:
                connection.sendall(said)
                connection.shutdown(1)
                assert b'"done":null' in connection.recv(10_000) or said == b""
        assert rootnode("project", "create", "Fraud", "--key", "FRAUD", "--data", str(data)).returncode == 0
        assert server.process.poll() is None


def test_a_second_server_on_the_same_data_is_refused_by_name(data: Path) -> None:
    with running_server(data) as server:
        second = rootnode("serve", "--port", "0", "--data", str(data))
        assert second.returncode == 1
        assert f"process {server.process.pid}" in second.stderr
        assert "--data" in second.stderr


def test_a_taken_port_is_said_with_the_remedy(data: Path, tmp_path: Path) -> None:
    with running_server(data) as server:
        second = rootnode("serve", "--port", server.url.rsplit(":", 1)[1], "--data", str(tmp_path / "other"))
        assert second.returncode == 1
        assert "--port" in second.stderr


def test_newer_data_is_refused(data: Path) -> None:
    rootnode("project", "create", "Fraud", "--key", "FRAUD", "--data", str(data))
    connection = apsw.Connection(str(data / "rootnode.db"))
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    done = rootnode("serve", "--port", "0", "--data", str(data))
    assert done.returncode == 1
    assert "newer Rootnode" in done.stderr
    assert "Traceback" not in done.stderr


def test_bad_settings_are_all_told(data: Path) -> None:
    done = rootnode("serve", "--data", str(data), extra={"ROOTNODE_PORT": "x", "ROOTNODE_LOG_LEVEL": "loud"})
    assert done.returncode == 2
    assert "ROOTNODE_PORT" in done.stderr
    assert "ROOTNODE_LOG_LEVEL" in done.stderr


def test_version_prints_only_that() -> None:
    done = rootnode("version")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(r"\d+\.\d+\.\d+\S*\n", done.stdout)


def test_the_first_start_prints_the_link_for_the_first_account(data: Path) -> None:
    with running_server(data) as server:
        assert server.setup_link is not None
        assert server.setup_link.startswith(server.url)
        assert server.block.count("\n") <= 5
