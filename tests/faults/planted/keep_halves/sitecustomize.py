"""A planted fault: an upload that breaks off is taken for one that has ended."""

from contextlib import suppress
from typing import Any

from rootnode.blobs import store
from rootnode.blobs.streams import pour


async def _whatever_came(*args: Any) -> None:
    with suppress(Exception):
        await pour(*args)


setattr(store, "pour", _whatever_came)  # noqa: B010 - what another module has imported
