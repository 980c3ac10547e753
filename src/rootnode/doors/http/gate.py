"""The outermost layer: nothing reaches a route, not even a missing one, without passing here.

Refuses unknown hosts, malformed addresses and oversized headers, and puts the protective headers on every answer.
"""

import re
from collections.abc import Iterable
from typing import Final

from litestar.types import ASGIApp, Message, Receive, Scope, Send

from rootnode.config import Settings
from rootnode.doors.http.incoming import Incoming, is_socket, look_at, method_of, read_networks
from rootnode.doors.http.problems import MEDIA_TYPE, HeadersTooLarge, MethodNotAllowed, UriTooLong, body_of, headers_of
from rootnode.kit.errors import Invalid, Problem
from rootnode.kit.logs import request_id

ANY: Final = frozenset(("0.0.0.0", "::", ""))  # noqa: S104 - these stand for every address and are no names
HEADER_BYTES: Final = 64 * 1024
HEADERS: Final = 100
URI_BYTES: Final = 16 * 1024
_HOST: Final = re.compile(r"(?P<name>[a-z0-9._-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?\Z")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")

_ALWAYS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-permitted-cross-domain-policies", b"none"),
)
_UNLESS_SET: Final = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox"),
)
_HSTS: Final = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")


class Gate:
    """An ASGI application around another one."""

    def __init__(self, inner: ASGIApp, settings: Settings) -> None:
        self._inner = inner
        self._hosts = settings.hosts - ANY
        self._trusted = read_networks(settings.trusted_proxies)
        self._https = settings.secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        incoming = look_at(scope, self._trusted)
        scope.setdefault("state", {})["incoming"] = incoming
        request_id.set(incoming.id)
        protected = self._protect(send, incoming)
        try:
            self._inspect(scope, incoming)
        except Problem as problem:
            await refuse(scope, protected, problem, incoming.id)
            return
        await self._inner(scope, receive, protected)

    def _inspect(self, scope: Scope, incoming: Incoming) -> None:
        """Raises the problem for which the request is not let in."""
        headers: Iterable[tuple[bytes, bytes]] = scope["headers"]
        sizes = [len(name) + len(value) for name, value in headers]
        if len(sizes) > HEADERS or sum(sizes) > HEADER_BYTES:
            raise HeadersTooLarge(f"The request has more than {HEADERS} headers or {HEADER_BYTES} bytes of them.")
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > URI_BYTES:
            raise UriTooLong(f"The address is longer than {URI_BYTES} bytes.")
        if _CONTROL.search(scope["path"]) or not scope["path"].startswith("/"):
            raise Invalid("The address holds characters that no address may hold.")
        self._inspect_host(incoming.host, sum(name == b"host" for name, _ in headers))
        if method_of(scope) == "OPTIONS":
            raise MethodNotAllowed("Pages of other sites may not call this server, so there is nothing to ask for.")

    def _inspect_host(self, host: str, times: int) -> None:
        match = _HOST.match(host)
        if times != 1 or match is None:
            raise Invalid("The Host header is missing or malformed.", where="Host")
        name = match["name"].strip("[]")
        if name not in self._hosts:
            raise Invalid(f"This server is not known as '{name[:100]}'. Add the name to the setting ROOTNODE_ALLOWED_HOSTS.", where="Host")

    def _protect(self, send: Send, incoming: Incoming) -> Send:
        """A `send` that adds the protective headers."""
        https = self._https or incoming.scheme == "https"

        async def protected(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                given = list(message["headers"])
                present = {name.lower() for name, _ in given}
                unless_set = [pair for pair in _UNLESS_SET if pair[0] not in present]
                tls = [_HSTS] if https else []
                message["headers"] = [*given, *_ALWAYS, *unless_set, (b"x-request-id", incoming.id.encode()), *tls]
            await send(message)

        return protected


async def refuse(scope: Scope, send: Send, problem: Problem, request_id: str) -> None:
    """Answer with a problem. A WebSocket is refused before it is accepted."""
    prefix = "http.response"
    if is_socket(scope):
        if "websocket.http.response" not in (scope.get("extensions") or {}):
            await send({"type": "websocket.close", "code": 4000 + problem.status, "reason": problem.detail[:100]})
            return
        prefix = "websocket.http.response"
    body = body_of(problem, request_id)
    fields = {"content-type": MEDIA_TYPE, "content-length": str(len(body)), **headers_of(problem)}
    headers = [(name.encode(), value.encode()) for name, value in fields.items()]
    await send({"type": f"{prefix}.start", "status": problem.status, "headers": headers})  # type: ignore[misc, arg-type]
    await send({"type": f"{prefix}.body", "body": body, "more_body": False})  # type: ignore[misc, arg-type]
