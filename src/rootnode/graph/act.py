"""One act: what `apply` knows while it carries out the requests of one verb call."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from rootnode.auth.caller import Caller
from rootnode.graph.access import NAMES, ROLES, role_in
from rootnode.graph.changes import Pending
from rootnode.graph.fields import CustomField, custom_fields
from rootnode.graph.guards import Allow, Asked, Guards, Queue, Refuse
from rootnode.graph.kinds import Kind, Kinds
from rootnode.graph.nodes import COLUMNS, Node, missing, node_of
from rootnode.kit.db import WriteTx
from rootnode.kit.errors import Forbidden, Guarded, Invalid, NotFound
from rootnode.wire.items import Field
from rootnode.wire.people import ProjectRole


class ProjectRow(msgspec.Struct, frozen=True):
    """What writing needs to know of a project, and the rank of the caller's role in it."""

    id: str
    key: str
    custom: tuple[CustomField, ...]
    rank: int


class Act:
    """The caller, the verb and the operation, and the changes so far."""

    def __init__(self, tx: WriteTx, caller: Caller, kinds: Kinds, guards: Guards, verb: str, operation: str) -> None:
        self.tx = tx
        self.caller = caller
        self.kinds = kinds
        self.guards = guards
        self.verb = verb
        self.operation = operation
        self.pending: list[Pending] = []
        self.queued: list[str] = []
        self.moved = 0

    def project(self, project: str) -> ProjectRow:
        """The project's row. Raises NotFound where it is not there or not visible."""
        known: dict[tuple[str, str], ProjectRow] = self.tx.local.setdefault("graph.projects", {})
        if found := known.get((project, self.caller.actor)):
            return found
        row = self.tx.row("SELECT key, custom_fields FROM project WHERE id = :id", id=project)
        rank = role_in(self.tx, self.caller, project) if row else 0
        if row is None or rank == 0:
            raise NotFound("There is no such project, or you may not see it.")
        known[project, self.caller.actor] = found = ProjectRow(project, row[0], custom_fields(row[1]), rank)
        return found

    def allowed(self, project: str, kind: Kind, role: ProjectRole = "editor") -> ProjectRow:
        """The project, if the caller may write nodes of `kind` in it. Raises NotFound, Forbidden."""
        found = self.project(project)
        role = "lead" if kind.name == "project" and role == "editor" else role
        if found.rank < ROLES[role]:
            raise Forbidden(f"This needs the role '{role}' in {found.key}; yours is '{NAMES[found.rank]}'. Ask one of its leads.")
        if not (kind.ingest and "ingest" in self.caller.permissions):
            self.caller.require("write")
        return found

    def locked(self, node: str) -> Node:
        """The node, locked until the commit where the engine needs that. Raises NotFound also where it is not visible."""
        if self.tx.lock_rows:  # by itself: after a wait the engine would look for a node that has moved in its former project
            self.tx.row(f"SELECT 1 FROM node WHERE id = :id {self.tx.lock_rows}", id=node)
        sql = f"SELECT {COLUMNS} FROM node n JOIN project p ON p.id = n.project WHERE n.id = :id"  # sql: constants only
        row = self.tx.row(sql, id=node)
        if row is None or row[1] != self.caller.workspace or role_in_act(self, row[2]) == 0:
            raise missing(node)
        return node_of(row)

    def tree_of(self, project: str) -> None:
        """Hold the project's tree still until the commit, where several write at once: whoever moves, adds, trashes or
        restores looks at more nodes than it changes."""
        hold_project(self.tx, project)

    def tree_around(self, node: str) -> None:
        """`tree_of` the project that a node is in; nothing where there is no such node."""
        hold_projects_of(self.tx, [node])

    def fields_of(self, kind: Kind, project: ProjectRow) -> list[Field]:
        """Every field that nodes of `kind` have in that project."""
        return [*kind.fields, *(custom.field for custom in project.custom if kind.name in custom.kinds)]

    def field(self, kind: Kind, project: ProjectRow, name: str) -> Field:
        """The declared field of that name. Raises Invalid naming those there are."""
        fields = self.fields_of(kind, project)
        for field in fields:
            if field.name == name:
                return field
        known = ", ".join(field.name for field in fields) or "none"
        raise Invalid(f"{kind.plural} have no field '{name[:80]}'. Their fields: {known}.", where=f"fields.{name[:80]}")

    def judge(self, node: Node, wanted: Iterable[tuple[str, Any, Any]]) -> list[tuple[str, Any, Any]]:
        """Those of the wanted (attribute, before, after) that the guards allow now; queued ones are recorded. Raises Guarded."""
        granted = []
        for attribute, before, after in wanted:
            match self.guards.ask(self.tx, self.caller, Asked(node, attribute, before, after)):
                case Allow():
                    granted.append((attribute, before, after))
                case Refuse(reason):
                    raise Guarded(reason, where=attribute)
                case Queue(_, record):
                    record(self.tx)
                    self.queued.append(attribute)
        return granted

    def log_node(self, node: Node, changed: Iterable[tuple[str, Any, Any]]) -> None:
        """Note the changed (attribute, before, after) of a node for the change log."""
        body = {"set": {attribute: [before, after] for attribute, before, after in changed}}
        self.pending.append(Pending("node", node.id, node.project, node.kind, body))


def hold_project(tx: WriteTx, project: str) -> None:
    """Hold a project's tree and names still until the commit: always before the rows of its nodes, so that nobody waits in a ring."""
    if tx.lock_rows:
        tx.row(f"SELECT 1 FROM project WHERE id = :project {tx.lock_rows}", project=project)


def hold_projects_of(tx: WriteTx, nodes: Sequence[str], others: Iterable[str] = ()) -> None:
    """`hold_project` of those that the nodes are in, and of the others. A node may move while its project is waited for, so
    this looks again until all are held: from then on none of them moves."""
    if not tx.lock_rows:
        return
    sql = f"SELECT DISTINCT project FROM node WHERE {tx.any_of('id', 'nodes')}"  # sql: constants only
    held: set[str] = set()
    while wanted := {*others, *(row[0] for row in tx.rows(sql, nodes=list(nodes)))} - held:
        for project in sorted(wanted):
            hold_project(tx, project)
        held |= wanted


def role_in_act(act: Act, project: str) -> int:
    """The rank of the caller's role in a project, 0 where there is none."""
    try:
        return act.project(project).rank
    except NotFound:
        return 0
