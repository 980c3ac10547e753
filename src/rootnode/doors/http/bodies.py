"""Request bodies have a limit, counted on the bytes that really come, and must keep coming."""

import asyncio
from typing import Final

from litestar.types import HTTPReceiveMessage, Receive, Scope, WebSocketReceiveMessage

from rootnode.doors.http.incoming import header
from rootnode.doors.http.problems import RequestTimeout
from rootnode.kit.errors import Invalid, TooLarge

PIECE_SECONDS: Final = 30
"""So long a body may pause."""


def limited(scope: Scope, receive: Receive, limit: int | None) -> Receive:
    """A `receive` that raises TooLarge beyond `limit` bytes (None: no limit) and RequestTimeout when the body stalls."""
    announced = header(scope, b"content-length")
    if announced is not None:
        if not (announced.isascii() and announced.isdigit()):
            raise Invalid("The Content-Length header is not a number.", where="Content-Length")
        if limit is not None and int(announced) > limit:
            raise _too_large(limit)
    seen = 0
    complete = False

    async def receive_limited() -> HTTPReceiveMessage | WebSocketReceiveMessage:
        nonlocal seen, complete
        if complete:
            return await receive()
        try:
            async with asyncio.timeout(PIECE_SECONDS):
                message = await receive()
        except TimeoutError:
            raise RequestTimeout(f"The body paused for more than {PIECE_SECONDS} seconds.") from None
        if message["type"] == "http.request":
            seen += len(message.get("body", b""))
            complete = not message.get("more_body", False)
            if limit is not None and seen > limit:
                raise _too_large(limit)
        return message

    return receive_limited


def _too_large(limit: int) -> TooLarge:
    return TooLarge(f"The body is larger than the {limit} bytes that are taken here.", limit=limit)
