"""C11: every mounted route and socket with every kind of caller, against the matrix in `matrix.toml`.

A route that is not in the matrix fails, and so does one that nobody said how to call. To see what a new route answers,
run this file with ROOTNODE_SHOW_MATRIX=1, check each line with your own head, and put it into `matrix.toml`.
"""

import itertools
import os
import tomllib
from pathlib import Path
from typing import Any, Final

import pytest

from doors.callers import KINDS, Matrix
from doors.calls import call_of
from rootnode.doors.http.access import handlers_of
from rootnode.testing.app import Refused, Site

FILE: Final = Path(__file__).with_name("matrix.toml")
WEB: Final = ("/", "/{path:path}", "/p/{key:str}", "/p/{key:str}/{path:path}")
_addresses: Final = itertools.count(1)

pytestmark = pytest.mark.asyncio(loop_scope="module")


def expected() -> dict[str, dict[str, int]]:
    """Route -> kind of caller -> status, from the file: groups spelled out."""
    read = tomllib.loads(FILE.read_text("utf-8"))
    groups: dict[str, list[str]] = read["groups"]
    found: dict[str, dict[str, int]] = {}
    for route, statuses in read["routes"].items():
        found[route] = {}
        for status, names in statuses.items():
            for name in names:
                for kind in groups.get(name, [name]):
                    assert kind in KINDS, f"{route}: there is no caller {kind}"
                    assert kind not in found[route], f"{route}: {kind} stands there twice"
                    found[route][kind] = int(status)
    return found


def mounted(site: Site) -> list[str]:
    """Every route; those of the web app's files, which take every address, are tested in test_web."""
    return [f"{method} {path}" for method, path, _ in handlers_of(site.app) if path not in WEB]


async def status_of(matrix: Matrix, route: str, kind: str) -> int:
    """What a caller of that kind gets. Each comes from a network address of its own, so that no limit interferes."""
    credential = matrix.credential(kind)
    address, body = call_of(route, matrix, kind)
    method = route.partition(" ")[0]
    if method == "WS":
        try:
            async with matrix.site.socket(address, credential):
                return 101
        except Refused as refused:
            return refused.status
    client = matrix.site.client(credential, address=f"10.1.{next(_addresses) // 250}.{next(_addresses) % 250}")
    headers = {"content-type": "application/octet-stream"} if isinstance(body, bytes) else {}
    content: dict[str, Any] = {} if body is None else {"content": body} if isinstance(body, bytes) else {"json": body}
    return (await client.request(method, address, headers=headers, **content)).status_code


async def test_c11_each_route_is_in_the_matrix(matrix: Matrix) -> None:
    routes, written = mounted(matrix.site), expected()
    assert set(routes) == set(written), "mounted and written routes differ"
    for route, callers in written.items():
        assert set(callers) == set(KINDS), f"{route}: callers differ"


@pytest.mark.parametrize("route", sorted(expected()))
async def test_c11_each_caller_gets_what_the_matrix_says(matrix: Matrix, route: str) -> None:
    found = {kind: await status_of(matrix, route, kind) for kind in KINDS}
    assert found == expected()[route]


@pytest.mark.skipif("ROOTNODE_SHOW_MATRIX" not in os.environ, reason="prints what each route answers, for the one who adds a route")
async def test_show_the_matrix(matrix: Matrix) -> None:
    for route in mounted(matrix.site):
        by_status: dict[int, list[str]] = {}
        for kind in KINDS:
            by_status.setdefault(await status_of(matrix, route, kind), []).append(kind)
        print(f'\n[routes."{route}"]')
        for status, kinds in sorted(by_status.items()):
            print(f"{status} = {kinds}".replace("'", '"'))
