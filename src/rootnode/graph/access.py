"""Who may do what: the unit of access is the project.

A project grants roles to principals; a caller has principals (see `auth.caller`) and, for each project, the greatest
role granted to one of them. Reads join `visible`, so that what may not be seen is never read.
"""

from typing import Any, Final

from rootnode.auth.caller import Caller
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import Forbidden, NotFound
from rootnode.wire.people import ProjectRole

ROLES: Final[dict[ProjectRole, int]] = {"viewer": 1, "commenter": 2, "editor": 3, "lead": 4}
NAMES: Final[dict[int, ProjectRole]] = {rank: name for name, rank in ROLES.items()}
KEYED: Final = "(p.key_folded = :key OR p.id = (SELECT f.project FROM former_key f WHERE f.key_folded = :key))"
"""SQL saying that project `p` has, or had before, the key `key` in small letters."""


def visible(tx: ReadTx, caller: Caller, column: str) -> tuple[str, dict[str, Any]]:
    """SQL saying that the project in `column` is one the caller may see, and the parameters it needs."""
    caller.require("read")
    among = tx.any_of("granted.principal", "principals")
    # sql: callers name a column of their own statement
    sql = f"{column} IN (SELECT granted.project FROM project_access granted WHERE {among} AND granted.workspace = :workspace)"
    return sql, {"principals": list(caller.principals), "workspace": caller.workspace}


def role_in(tx: ReadTx, caller: Caller, project: str) -> int:
    """The rank of the caller's role in a project; 0 for none."""
    among = tx.any_of("principal", "principals")
    sql = f"SELECT MAX(role) FROM project_access WHERE project = :project AND workspace = :workspace AND {among}"  # sql: constants only
    return tx.scalar(sql, project=project, workspace=caller.workspace, principals=list(caller.principals)) or 0


def require_role(tx: ReadTx, caller: Caller, project: str, role: ProjectRole) -> None:
    """Refuse unless the caller has at least `role`: NotFound where the project is not even visible, else Forbidden."""
    rank = role_in(tx, caller, project)
    if rank == 0:
        raise NotFound("There is no such project, or you may not see it.")
    if rank < ROLES[role]:
        raise Forbidden(f"This needs the role '{role}' in the project; yours is '{NAMES[rank]}'. Ask one of its leads.")


def project_by_key(tx: ReadTx, caller: Caller, key: str) -> tuple[str, str]:
    """(id, key) of the project with that key, in any case of letters; one it had before leads to it, too. Raises NotFound."""
    seen, params = visible(tx, caller, "p.id")
    row = tx.row(f"SELECT p.id, p.key FROM project p WHERE {KEYED} AND {seen}", key=key.lower(), **params)  # sql: constants only
    if row is None:
        raise NotFound(f"There is no project '{key[:40]}', or you may not see it.")
    return row[0], row[1]


def grants_of(tx: ReadTx, project: str) -> list[tuple[str, ProjectRole]]:
    """(principal, role) pairs of a project, at most 10,000."""
    rows = tx.rows("SELECT principal, role FROM project_access WHERE project = :p ORDER BY principal LIMIT 10000", p=project)
    return [(principal, NAMES[rank]) for principal, rank in rows]


def write_grant(tx: WriteTx, workspace: str, project: str, principal: str, role: ProjectRole | None) -> None:
    """Set or, with None, take away what `principal` may do. For the graph's own verbs, which check and record it."""
    if role is None:
        tx.run("DELETE FROM project_access WHERE project = :project AND principal = :principal", project=project, principal=principal)
        return
    sql = (
        "INSERT INTO project_access (project, principal, workspace, role) VALUES (:project, :principal, :workspace, :role) "
        "ON CONFLICT (project, principal) DO UPDATE SET role = :role"
    )
    tx.run(sql, project=project, principal=principal, workspace=workspace, role=ROLES[role])
