"""Stored bytes as an answer: streamed in constant memory, whole or a range, never as something a browser runs."""

import posixpath
import re
from typing import Any, Final
from urllib.parse import quote

from litestar import Request, Response
from litestar.response import Stream

from rootnode.blobs import Blobs
from rootnode.kit.errors import Problem

BINARY: Final = "application/octet-stream"
_TEXT: Final = "text/plain; charset=utf-8"
INLINE: Final = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    **dict.fromkeys((".txt", ".md", ".csv", ".tsv", ".log", ".yaml", ".yml", ".toml", ".ini", ".cfg", ".py", ".sql", ".jsonl"), _TEXT),
}
"""Endings of names that may be shown in place. Everything else is saved, whatever it says it is."""
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox"
_RANGE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})\Z")


class RangeNotSatisfiable(Problem):
    """416: the range begins behind the end."""

    status = 416
    code = "range_not_satisfiable"


def byte_range(given: str | None, size: int) -> tuple[int, int] | None:
    """The range [start, end) that a Range header asks for; None for the whole, also where the header is of no known form.

    Raises RangeNotSatisfiable.
    """
    match = _RANGE.match(given.replace(" ", "")) if given else None
    if match is None or not (match[1] or match[2]):
        return None
    start = int(match[1]) if match[1] else max(0, size - int(match[2]))
    end = min(int(match[2]) + 1, size) if match[1] and match[2] else size
    if start >= size or end <= start:
        raise RangeNotSatisfiable(f"The file has {size} bytes; the range asked for lies beyond them.", size=size)
    return start, end


def disposition(name: str, *, inline: bool) -> str:
    """The Content-Disposition of a file of that name (RFC 6266): plain for old clients, and as it is."""
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", name) or "file"
    return f"{'inline' if inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


async def download(
    request: Request[Any, Any, Any], blobs: Blobs, digest: str, size: int, path: str, *, inline: bool = False
) -> Response[Any]:
    """The bytes under `digest` as an answer; `path` only gives the name. `inline` shows in place what is safe to show."""
    kind = INLINE.get(posixpath.splitext(path)[1].lower()) if inline else None
    tag = f'"{digest[:32]}"'
    headers = {
        "accept-ranges": "bytes",
        "cache-control": "private, no-cache",
        "content-disposition": disposition(posixpath.basename(path), inline=kind is not None),
        "content-security-policy": _POLICY,
        "etag": tag,
    }
    if request.headers.get("if-none-match") == tag:
        return Response(b"", status_code=304, headers=headers)
    asked = request.headers.get("range") if request.headers.get("if-range", tag) == tag else None
    part = byte_range(asked, size)
    start, end = part or (0, size)
    headers["content-length"] = str(end - start)
    headers["content-type"] = kind or BINARY
    if part:
        headers["content-range"] = f"bytes {start}-{end - 1}/{size}"
    _, pieces = await blobs.open(digest, start, end, verify=part is None)
    return Stream(pieces, status_code=206 if part else 200, headers=headers)
