"""Page tokens of searches: how many were answered so far, as MLflow's own server writes it."""

import base64
import binascii

import msgspec

from rootnode.build.search import Search
from rootnode.kit.errors import Invalid


def next_token(search: Search, found: int) -> str | None:
    """The token of the next page, if there is one: the search's limit is one more than was asked for, to see that."""
    if found < search.limit:
        return None
    return base64.b64encode(msgspec.json.encode({"offset": search.offset + search.limit - 1})).decode()


def offset_in(token: str | None) -> int:
    """How many come before this page. Raises Invalid with MLflow's sentence."""
    if not token:
        return 0
    try:
        offset = msgspec.json.decode(base64.b64decode(token, validate=True), type=dict[str, int])["offset"]
    except (msgspec.DecodeError, binascii.Error, ValueError, KeyError):
        raise Invalid("Invalid page token, could not base64-decode", where="page_token") from None
    if not 0 <= offset < 1 << 40:
        raise Invalid("Invalid page token, offset out of range", where="page_token")
    return offset
