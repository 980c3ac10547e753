"""What is known of a request before anybody looks into it: its id, and where it truly comes from."""

import ipaddress
from collections.abc import Iterable
from typing import Any, Final, TypeAlias

import msgspec
from litestar.types import Scope

from rootnode.kit.ids import new_id
from rootnode.kit.logs import accepted_id

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
_SCHEMES: Final = {"ws": "http", "wss": "https"}


class Incoming(msgspec.Struct, frozen=True):
    """`id` names the request in answers and logs; `address` is the client's; `host` is the Host header, `scheme` http or https."""

    id: str
    address: str
    scheme: str
    host: str


def incoming_of(scope: Scope) -> Incoming:
    """What the gate found out about this request."""
    found: Incoming = scope["state"]["incoming"]
    return found


def is_socket(scope: Scope) -> bool:
    """Whether this is a WebSocket's handshake."""
    return str(scope["type"]) == "websocket"


def method_of(scope: Scope) -> str:
    """GET, POST, ...; WS for a WebSocket's handshake."""
    return "WS" if is_socket(scope) else str(scope.get("method"))


def header(scope: Scope, name: bytes) -> str | None:
    """The first header of that (lower-case) name."""
    for key, value in scope["headers"]:
        if key == name:
            return value.decode("latin-1")
    return None


def read_networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Addresses and networks such as 10.0.0.0/8. Raises ValueError."""
    return tuple(ipaddress.ip_network(text, strict=False) for text in texts)


def look_at(scope: Scope, trusted: tuple[Network, ...]) -> Incoming:
    """Forwarded headers count only when the peer, and every proxy named after the client, is a trusted proxy."""
    client: Any = scope.get("client")
    address = client[0] if client else "unknown"
    scheme = _SCHEMES.get(scope["scheme"], scope["scheme"])
    host = header(scope, b"host") or ""
    request = None
    if trusted and _within(address, trusted):
        request = accepted_id(header(scope, b"x-request-id"))
        address = _forwarded_for(scope, address, trusted)
        said = _listed(scope, b"x-forwarded-proto")[-1:]
        scheme = said[0].lower() if said and said[0].lower() in ("http", "https") else scheme
    return Incoming(request or new_id(), address, scheme, host.lower())


def _forwarded_for(scope: Scope, address: str, trusted: tuple[Network, ...]) -> str:
    """Walk back from the peer: the first address that is not one of our proxies is the client's."""
    forwarded = _listed(scope, b"x-forwarded-for")
    while forwarded and _within(address, trusted):
        address = forwarded.pop()
    return address if _is_address(address) else "unknown"


def _listed(scope: Scope, name: bytes) -> list[str]:
    """The values of a header that is a list, from all lines of it: some proxies add a line of their own."""
    lines = [value.decode("latin-1") for key, value in scope["headers"] if key == name]
    return [part.strip() for part in ",".join(lines).split(",") if part.strip()]


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _within(address: str, networks: tuple[Network, ...]) -> bool:
    return _is_address(address) and any(ipaddress.ip_address(address) in network for network in networks)
