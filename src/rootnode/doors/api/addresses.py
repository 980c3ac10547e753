"""The parts of addresses that name something."""

from typing import Annotated, TypeAlias

from litestar.params import PathParameter

Key: TypeAlias = Annotated[str, PathParameter(description="The project's key, such as FRAUD, in any case of letters.")]
Ref: TypeAlias = Annotated[str, PathParameter(description="An item's id, or its key such as FRAUD-12.")]
Id: TypeAlias = Annotated[str, PathParameter(name="id", description="An id: 32 hex digits.")]
