"""The same HTTP stack with nothing behind it: a body is written to a file and synced, a file is streamed. No hash, no access checks."""

import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any

import uvicorn
from litestar import Litestar, Request, get, put
from litestar.params import PathParameter
from litestar.response import Stream

PIECE = 1 << 20
FOLDER = Path(sys.argv[1])

Name = Annotated[str, PathParameter()]


@put("/{name:str}", status_code=200)
async def upload(request: Request[Any, Any, Any], name: Name) -> bytes:
    """Write the body as it comes; answer once it is on the disk."""
    with (FOLDER / name).open("wb", buffering=PIECE) as file:
        async for chunk in request.stream():
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return b"{}"


@get("/{name:str}")
async def download(name: Name) -> Stream:
    """The file in pieces."""
    path = FOLDER / name
    return Stream(_pieces(path), headers={"content-length": str(path.stat().st_size)}, media_type="application/octet-stream")


async def _pieces(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb", buffering=0) as file:
        while piece := file.read(PIECE):
            yield piece


app = Litestar([upload, download], request_max_body_size=None, logging_config=None)
uvicorn.run(app, port=int(sys.argv[2]), loop="uvloop", http="httptools", log_config=None, access_log=False)
