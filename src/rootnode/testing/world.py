"""A small world for tests: a workspace with a few callers and a project, on whichever engine the database has."""

from dataclasses import dataclass
from typing import Any

from rootnode.auth.accounts import add_account
from rootnode.auth.caller import Caller
from rootnode.graph.apply import Applied, Graph
from rootnode.graph.changes import Create, Request
from rootnode.graph.nodes import Node
from rootnode.graph.projects import create_project, create_workspace
from rootnode.kit.db import Database
from rootnode.kit.ids import new_id
from rootnode.wire.people import WorkspaceRole
from rootnode.wiring import new_graph


@dataclass
class World:
    """`owner` made the project FRAUD, which is open to the workspace; `member` may edit in it; `guest` sees nothing."""

    db: Database
    graph: Graph
    workspace: str
    owner: Caller
    member: Caller
    guest: Caller
    project: Node

    def apply(self, *requests: Request, caller: Caller | None = None, verb: str = "test") -> Applied:
        """Carry out requests as `member`, or as somebody else."""
        return self.db.write_now(self.graph.apply, caller or self.member, list(requests), verb=verb)

    def make(self, kind: str = "issue", title: str = "A title", caller: Caller | None = None, **given: Any) -> Node:
        """A new node of the project."""
        return self.apply(Create(kind, given.pop("project", self.project.id), title, **given), caller=caller, verb="create_item").node


def person(workspace: str, role: WorkspaceRole, name: str, account: str = "") -> Caller:
    """A caller as `auth` would make it for a signed-in person."""
    account = account or new_id()
    principals = [account]
    if role != "guest":
        principals.append(f"members:{workspace}")
    if role in ("owner", "admin"):
        principals.append(f"admins:{workspace}")
    return Caller(workspace, account, name, role, tuple(principals), account=account)


def new_world(db: Database, *, key: str = "FRAUD") -> World:
    """Make the world in an empty database that has the schema."""
    graph = new_graph()
    workspace = db.write_now(create_workspace, "Northbank ML")
    people: tuple[tuple[WorkspaceRole, str], ...] = (("owner", "Olga"), ("member", "Mika"), ("guest", "Gus"))
    owner, member, guest = (
        person(workspace, role, name, db.write_now(add_account, workspace, name, f"{name}.{workspace}@example.org", role, "no password"))
        for role, name in people
    )
    project = db.write_now(create_project, owner, graph, "Card fraud detection", key)
    return World(db, graph, workspace, owner, member, guest, project)
