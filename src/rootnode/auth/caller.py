"""The caller: a typed parameter of every verb and query."""

from typing import Final, Literal, TypeAlias

import msgspec

from rootnode.kit.errors import Forbidden
from rootnode.wire.people import Permission

Role: TypeAlias = Literal["owner", "admin", "member", "guest", "none"]

ALL_PERMISSIONS: Final[frozenset[Permission]] = frozenset(("read", "write", "ingest"))


class Caller(msgspec.Struct, frozen=True):
    """Somebody whose identity has been proven, and what they may at most do.

    `principals` are the names under which a project may have granted access: the account's id, its teams' ids,
    `members:<workspace>` (not guests), `admins:<workspace>` (owners and admins), `project:<project>` (a project's tokens).
    `permissions` cap what the principals grant. `actor` is written into the change log.
    """

    workspace: str
    actor: str
    name: str
    role: Role
    principals: tuple[str, ...]
    permissions: frozenset[Permission] = ALL_PERMISSIONS
    account: str | None = None
    session: str | None = None
    token: str | None = None

    def require(self, permission: Permission) -> None:
        """Refuse unless the caller's credential carries `permission`."""
        if permission not in self.permissions:
            raise Forbidden(f"This token lacks the permission '{permission}'. Create one that has it.")

    @property
    def administers(self) -> bool:
        """Whether the caller may change people, teams and settings: an owner or admin, with write permission."""
        return self.role in ("owner", "admin") and "write" in self.permissions


def system_caller(workspace: str, name: str = "Rootnode") -> Caller:
    """The server itself, or its operator at the command line."""
    return Caller(workspace, "system", name, "owner", (f"admins:{workspace}", f"members:{workspace}"))
