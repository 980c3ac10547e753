"""The fixtures themselves: a test that stands on a broken fixture proves nothing."""

import socket

import httpx
import psycopg
import pytest

from rootnode.kit.db import Database, ReadTx, WriteTx
from rootnode.kit.db.schema import metadata
from rootnode.testing.engines import S3, Cluster


def _write(tx: WriteTx, name: str) -> int:
    tx.run("INSERT INTO workspace (id, name, seq, created) VALUES (:id, :name, 0, :now)", id=name, name=name, now=tx.now)
    return tx.next_row_seq()


def _names(tx: ReadTx) -> list[str]:
    return [name for (name,) in tx.rows("SELECT name FROM workspace ORDER BY name LIMIT 10")]


@pytest.mark.parametrize("round_", [1, 2])
async def test_each_test_gets_a_database_of_its_own_with_the_schema(db: Database, round_: int) -> None:
    assert await db.read(_names) == []
    first = await db.write(_write, "a")
    assert await db.write(_write, "b") > first
    assert await db.read(_names) == ["a", "b"]


def test_both_engines_run(db: Database, request: pytest.FixtureRequest) -> None:
    assert db.dialect == request.node.callspec.params["db"]


def test_postgres_is_as_the_product_needs_it(cluster: Cluster, postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        shown = connection.execute("SELECT current_setting('server_encoding'), current_setting('lc_collate')").fetchone()
        tables = connection.execute("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'").fetchone()
    assert shown == ("UTF8", "C")
    assert tables is not None
    assert tables[0] >= len(metadata.tables)


def test_s3_gives_an_empty_bucket(s3: S3, s3_bucket: str) -> None:
    answer = httpx.get(f"{s3.endpoint}/{s3_bucket}")
    assert answer.status_code == 200
    assert "<Contents>" not in answer.text


@pytest.mark.parametrize("host", ["192.0.2.1", "example.org", "2001:db8::1"])
def test_tests_have_no_network_but_loopback(host: str) -> None:
    with pytest.raises(PermissionError, match="no network"):
        socket.create_connection((host, 80), timeout=1)


def test_a_datagram_socket_does_not_get_out_either() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out, pytest.raises(PermissionError, match="no network"):
        out.connect(("192.0.2.1", 53))
