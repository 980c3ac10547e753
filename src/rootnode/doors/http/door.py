"""The router of a door."""

from typing import Self

from litestar import Router


class Door(Router):
    """Routes below one path, for one application. Litestar takes in a deep copy of a router, handler by handler: a fifth of a start.

    Nobody else holds this one, so it is taken in as it is.
    """

    def __deepcopy__(self, _memo: dict[int, object]) -> Self:
        return self
