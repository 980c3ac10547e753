"""uvicorn's HTTP protocol with a bound on the head of a request: its size while it arrives, and the time it may take.

The gate looks at whole requests only; without this a client could send headers without end.
"""

import asyncio
from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from rootnode.doors.http.gate import HEADER_BYTES, URI_BYTES
from rootnode.doors.http.problems import MEDIA_TYPE, HeadersTooLarge, RequestTimeout, body_of
from rootnode.kit.errors import Invalid, Problem
from rootnode.kit.ids import new_id

HEAD_BYTES: Final = 2 * (HEADER_BYTES + URI_BYTES)
"""More than the gate lets pass, so that it is the one that answers in all but the worst cases."""
HEAD_SECONDS: Final = 20


class BoundedHttp(HttpToolsProtocol):
    """For `uvicorn.Config(http=BoundedHttp)`."""

    _seen = 0
    _in_head = False
    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._begin()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._begin()

    def on_headers_complete(self) -> None:
        self._end()
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._in_head and not self.transport.is_closing():
            self._seen += len(data)
            if self._seen > HEAD_BYTES:
                self._give_up(HeadersTooLarge(f"The head of the request is larger than {HEAD_BYTES} bytes."))

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - the parser's sentence says nothing more
        self._give_up(Invalid("This is not HTTP as it should be."))

    def _begin(self) -> None:
        self._end()
        self._in_head, self._seen = True, 0
        self._late = self.loop.call_later(HEAD_SECONDS, self._too_late)

    def _end(self) -> None:
        self._in_head = False
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _too_late(self) -> None:
        if self._seen:
            self._give_up(RequestTimeout(f"The head of the request took longer than {HEAD_SECONDS} seconds."))
        else:
            self.transport.close()

    def _give_up(self, problem: Problem) -> None:
        """Answer without the application, and hang up."""
        self._end()
        body = body_of(problem, new_id())
        head = (
            f"HTTP/1.1 {problem.status} {type(problem).__name__}\r\ncontent-type: {MEDIA_TYPE}\r\ncontent-length: {len(body)}\r\n"
            "x-content-type-options: nosniff\r\ncache-control: no-store\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()
