"""Keeps other sites' pages from acting with a visitor's session (CSRF, cross-site WebSockets, DNS rebinding)."""

from typing import Final
from urllib.parse import urlsplit

from litestar.types import Scope

from rootnode.doors.http.incoming import Incoming, header, method_of
from rootnode.doors.http.problems import UnsupportedMediaType
from rootnode.kit.errors import Forbidden

SAFE: Final = frozenset(("GET", "HEAD"))
_SAID: Final = "This call comes from a page of another site and was refused."


def origin_of(url: str) -> str:
    """Scheme, host and port of a URL as a browser writes them in `Origin`; empty for an empty URL."""
    if not url:
        return ""
    parts = urlsplit(url)
    port = "" if parts.port in (None, {"http": 80, "https": 443}.get(parts.scheme)) else f":{parts.port}"
    host = parts.hostname or ""
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}"


def check_origin(scope: Scope, incoming: Incoming, public_origin: str, *, cookie: bool) -> None:
    """Refuse what a page of another site may have sent. Programs send no Origin; with a cookie they must."""
    if method_of(scope) in SAFE:
        return
    site = header(scope, b"sec-fetch-site")
    if site not in (None, "same-origin"):
        raise Forbidden(_SAID, where="Sec-Fetch-Site")
    origin = header(scope, b"origin")
    if origin is None:
        if cookie:
            raise Forbidden("A call with a session cookie must say its Origin.", where="Origin")
        return
    if not origin or origin not in (f"{incoming.scheme}://{incoming.host}", public_origin):
        raise Forbidden(_SAID, where="Origin")


def check_media_type(scope: Scope, *, raw: bool) -> None:
    """Take only what a page of another site cannot send without asking: JSON, or raw bytes where the route takes them."""
    if method_of(scope) in SAFE:
        return
    given = header(scope, b"content-type")
    if given is None:
        if header(scope, b"transfer-encoding") is None and header(scope, b"content-length") in (None, "0"):
            return
        raise UnsupportedMediaType("Say what the body is: send 'Content-Type: application/json'.", where="Content-Type")
    kind = given.partition(";")[0].strip().lower()
    if kind == "application/json" or (raw and kind == "application/octet-stream"):
        return
    raise UnsupportedMediaType("Only JSON is taken here: send 'Content-Type: application/json'.", where="Content-Type")
