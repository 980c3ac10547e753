"""A verb or query within the project that the address names, in one transaction."""

from collections.abc import Callable
from typing import Annotated, Concatenate, ParamSpec, TypeAlias, TypeVar

from litestar.params import PathParameter

from rootnode.auth.caller import Caller
from rootnode.build.places import project_to_write
from rootnode.doors.rootnode import Rootnode
from rootnode.graph.access import project_by_key
from rootnode.graph.apply import Graph
from rootnode.kit.db import ReadTx, WriteTx

P = ParamSpec("P")
T = TypeVar("T")
Key: TypeAlias = Annotated[str, PathParameter(description="The project's key.")]


async def read(
    rootnode: Rootnode, caller: Caller, key: str, query: Callable[Concatenate[ReadTx, str, P], T], /, *args: P.args, **kwargs: P.kwargs
) -> T:
    """`query(tx, project, ...)` in the project with that key. Raises NotFound where the caller may not see it."""

    def within(tx: ReadTx) -> T:
        project, _ = project_by_key(tx, caller, key)
        return query(tx, project, *args, **kwargs)

    return await rootnode.db.read(within)


async def write(
    rootnode: Rootnode,
    caller: Caller,
    key: str,
    verb: Callable[Concatenate[WriteTx, Caller, Graph, str, P], T],
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """`verb(tx, caller, graph, project, ...)` in the project with that key. Raises NotFound where the caller has no role in it."""

    def within(tx: WriteTx) -> T:
        return verb(tx, caller, rootnode.graph, project_to_write(tx, caller, key), *args, **kwargs)

    return await rootnode.db.write(within)
