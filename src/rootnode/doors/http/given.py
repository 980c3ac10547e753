"""What handlers get by naming it: `caller: GivenCaller`, `rootnode: GivenRootnode`, and on public routes `visitor: GivenVisitor`.

Callers ask for `rootnode` only to come after it: what could be had side by side, Litestar puts into a group of tasks, which
costs every call more than both.
"""

from typing import TypeAlias

from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.params import SkipValidation
from litestar.types import Scope

from rootnode.auth.caller import Caller
from rootnode.doors.rootnode import Rootnode
from rootnode.kit.errors import Unauthenticated

GivenCaller: TypeAlias = NamedDependency[SkipValidation[Caller]]
GivenVisitor: TypeAlias = NamedDependency[SkipValidation[Caller | None]]
GivenRootnode: TypeAlias = NamedDependency[SkipValidation[Rootnode]]


def caller_given(scope: Scope, rootnode: GivenRootnode) -> Caller:  # noqa: ARG001 - see above
    """The caller whom the entry has admitted."""
    caller: Caller | None = scope["state"].get("caller")
    if caller is None:
        raise Unauthenticated("Sign in, or send a valid token.")
    return caller


def visitor_given(scope: Scope, rootnode: GivenRootnode) -> Caller | None:  # noqa: ARG001 - see above
    """The caller on a public route that asks who it is (`opt={"identify": True}`)."""
    visitor: Caller | None = scope["state"].get("caller")
    return visitor


def rootnode_given(state: State) -> Rootnode:
    """The opened Rootnode that hangs on the application."""
    rootnode: Rootnode = state["rootnode"]
    return rootnode


def dependencies() -> dict[str, Provide]:
    """For `Litestar(dependencies=...)`."""
    return {
        "caller": Provide(caller_given, sync_to_thread=False),
        "visitor": Provide(visitor_given, sync_to_thread=False),
        "rootnode": Provide(rootnode_given, sync_to_thread=False),
    }
