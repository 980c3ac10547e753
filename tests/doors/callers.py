"""Every kind of caller there is, and fresh things for them to act upon."""

import itertools
from collections.abc import Callable
from functools import partial
from typing import Any, Final, TypeAlias

import msgspec

from rootnode.auth.caller import system_caller
from rootnode.auth.invitations import invite
from rootnode.auth.teams import add_member, create_team
from rootnode.auth.tokens import revoke_project_token
from rootnode.blobs import Stored
from rootnode.build.experiments import create_experiment, delete_experiment
from rootnode.build.files import put_file
from rootnode.build.runs import NewRun, create_run, delete_run
from rootnode.graph.changes import Connect, Create, Trash
from rootnode.graph.saved_views import create_view
from rootnode.kit.ids import new_id
from rootnode.kit.jobs import cancel, enqueue
from rootnode.testing.app import Site, Someone
from rootnode.wire.people import NewInvitation, Permission, Token

Credential: TypeAlias = str | Token | None

PERMISSIONS: Final[dict[str, tuple[Permission, ...]]] = {
    "token_read": ("read",), "token_write": ("read", "write"), "token_ingest": ("ingest",),
}  # fmt: skip
KINDS: Final = (
    "nobody", "expired", "suspended", "revoked_token", "expired_token",
    "stranger", "guest", "guest_viewer", "member", "viewer", "commenter", "editor", "lead", "admin", "owner",
    "token_read", "token_write", "token_ingest", "token_other_project", "token_of_lead_read", "token_of_owner",
)  # fmt: skip
"""Credentials that are worth nothing; people (member and guest: without a role in the project); tokens.

A stranger owns another workspace."""


class Matrix:
    """A private project MX in which each role is held by one person, a second one, OTHER, and one to move things to, SIDE.

    In SIDE the lead is a viewer, and the viewer, the commenter and the editor are editors.
    """

    def __init__(self, site: Site, stored: Stored) -> None:
        self.site = site
        self.stored = stored
        self.numbers = itertools.count(1)
        self._tokens: dict[str, Token] = {}
        self.system = system_caller(site.rootnode.workspace)
        self.owner = site.person("owner", "Owner")
        self.people: dict[str, Someone] = {
            "owner": self.owner,
            "admin": site.person("admin", "Admin"),
            "member": site.person("member", "Member"),
            "guest": site.person("guest", "Guest"),
            "suspended": site.person("member", "Suspended"),
            "stranger": site.person("owner", "Stranger", workspace=site.workspace()),
        }
        self.project = site.project("MX", by=self.owner)
        self.other = site.project("OTHER", by=self.owner)
        for role in ("viewer", "commenter", "editor", "lead"):
            self.people[role] = site.person("member", role.title())
            site.grant(self.project, self.people[role], role)
        self.side = site.project("SIDE", by=self.owner)
        site.grant(self.side, self.people["lead"], "viewer")
        for who in ("viewer", "commenter", "editor"):
            site.grant(self.side, self.people[who], "editor")
        self.people["guest_viewer"] = site.person("guest", "Guest viewer")
        site.grant(self.project, self.people["guest_viewer"], "viewer")
        site.grant(self.project, self.people["suspended"], "lead")

    def credential(self, kind: str) -> Credential:
        """A credential of that kind of caller: a fresh session, or the one token of the kind."""
        if kind not in self._tokens:
            made = self._credential(kind)
            if not isinstance(made, Token):
                return made
            self._tokens[kind] = made
        return self._tokens[kind]

    def _credential(self, kind: str) -> Credential:
        match kind:
            case "nobody":
                return None
            case "token_read" | "token_write" | "token_ingest":
                return self.site.project_token(self.project, PERMISSIONS[kind])
            case "token_other_project":
                return self.site.project_token(self.other)
            case "token_of_lead_read":
                return self.site.own_token(self.people["lead"], ("read",))
            case "token_of_owner":
                return self.site.own_token(self.owner)
            case "revoked_token":
                token = self.site.project_token(self.project)
                self.write(revoke_project_token, self.site.rootnode.revocations, self.project, token.id)
                return token
            case "expired_token":
                return self._expired(self.site.project_token(self.project), "token")
            case "expired":
                return self._expired(self.site.session(self.people["lead"]), "session")
            case "suspended":
                return self._suspended()
            case _:
                return self.site.session(self.people[kind])

    def _expired(self, credential: Credential, table: str) -> Credential:
        sql = f"UPDATE {table} SET expires = :now WHERE id = (SELECT id FROM {table} ORDER BY id DESC LIMIT 1)"
        self.site.rootnode.db.write_now(lambda tx: tx.run(sql, now=tx.now))
        return credential

    def _suspended(self) -> Credential:
        db, who = self.site.rootnode.db, self.people["suspended"]
        db.write_now(lambda tx: tx.run("UPDATE account SET suspended = NULL WHERE id = :id", id=who.id))
        secret = self.site.session(who)
        db.write_now(lambda tx: tx.run("UPDATE account SET suspended = :now WHERE id = :id", id=who.id, now=tx.now))
        return secret

    # things to act upon, fresh for each call

    def write(self, verb: Callable[..., Any], *args: Any) -> Any:
        """Carry out a verb as the server itself."""
        return self.site.rootnode.db.write_now(verb, self.system, *args)

    def apply(self, *requests: Any) -> Any:
        """Change the graph as the server itself."""
        graph = self.site.rootnode.graph
        return self.site.rootnode.db.write_now(graph.apply, self.system, requests, verb="prepare")

    def item(self) -> str:
        """A new item of MX."""
        return str(self.apply(Create("issue", self.project, f"Item {next(self.numbers)}")).node.id)

    def document(self) -> str:
        """A new document of MX."""
        return str(self.apply(Create("document", self.project, f"Document {next(self.numbers)}")).node.id)

    def trashed(self) -> str:
        """A new item of MX, in the trash."""
        item = self.item()
        self.apply(Trash(item))
        return item

    def link(self) -> str:
        """A new link between two new items of MX."""
        return str(self.apply(Connect("relates", self.item(), self.item())).link.id)

    def view(self) -> str:
        """A new view of MX that is shared; its owner is none of the callers."""
        somebody = msgspec.structs.replace(self.system, account=new_id())
        save = partial(create_view, shared=True)
        name = f"View {next(self.numbers)}"
        return str(self.site.rootnode.db.write_now(save, somebody, self.project, "plan", name, "issue", {}).id)

    def person(self) -> Someone:
        """A new member."""
        return self.site.person("member", f"Extra {next(self.numbers)}")

    def team(self, *members: Someone) -> str:
        """A new team."""
        made = self.write(create_team, f"Team {next(self.numbers)}").id
        for member in members:
            self.write(add_member, self.site.rootnode.revocations, made, member.id)
        return str(made)

    def code(self) -> str:
        """Of a new invitation."""
        made = self.write(invite, NewInvitation(f"invited{next(self.numbers)}@example.org"), "")
        return str(made.link.partition("code=")[2])

    def rev(self, node: str) -> int:
        """The present rev."""
        found: int = self.site.rootnode.db.read_now(lambda tx: tx.scalar("SELECT rev FROM node WHERE id = :id", id=node))
        return found

    def granted(self) -> str:
        """Somebody new who is a viewer of MX."""
        someone = self.person()
        self.site.grant(self.project, someone, "viewer")
        return someone.id

    def operation(self) -> str:
        """An act that can be undone: a new item of MX."""
        return str(self.apply(Create("issue", self.project, f"Item {next(self.numbers)}")).operation)

    def given_up(self) -> str:
        """A job that can be tried again."""
        db = self.site.rootnode.db
        job = db.write_now(enqueue, self.site.rootnode.workspace, "nobody.does.this")
        db.write_now(cancel, job)
        return job

    def invitation(self) -> str:
        """The id of a new invitation."""
        return str(self.write(invite, NewInvitation(f"invited{next(self.numbers)}@example.org"), "").id)

    def membership(self) -> str:
        """`TEAM/members/PERSON` of a new team with one member."""
        someone = self.person()
        return f"{self.team(someone)}/members/{someone.id}"

    def own(self, what: str, kind: str) -> str:
        """The id of a fresh session or token of the caller of that kind; of the viewer where the caller is no person."""
        who = self.people.get(kind, self.people["viewer"])
        if who.id == self.people["suspended"].id:
            who = self.people["viewer"]
        if what == "token":
            return self.site.own_token(who).id
        self.site.session(who)
        sql = "SELECT id FROM session WHERE account = :account ORDER BY id DESC LIMIT 1"
        return str(self.site.rootnode.db.read_now(lambda tx: tx.scalar(sql, account=who.id)))

    def run(self, *, trashed: bool = False) -> str:
        """A new run in the experiment 0 of MX, with a tag."""
        graph = self.site.rootnode.graph
        made = str(self.write(create_run, graph, self.project, NewRun(tags={"k": "v"})).id)
        if trashed:
            self.write(delete_run, graph, self.project, made)
        return made

    def doubled(self) -> tuple[str, str]:
        """Two runs that the same call has begun."""
        new = NewRun(name=f"Doubled {next(self.numbers)}", started=1_700_000_000_000_000)
        first, second = (str(self.write(create_run, self.site.rootnode.graph, self.project, new).id) for _ in range(2))
        return first, second

    def run_with_file(self) -> str:
        """A new run with the file a.txt."""
        made = self.run()
        self.write(put_file, self.site.rootnode.graph, self.project, made, "a.txt", self.stored)
        return made

    def experiment(self, *, trashed: bool = False) -> str:
        """The number of a new experiment of MX, with a tag."""
        graph = self.site.rootnode.graph
        made = self.write(partial(create_experiment, tags={"k": "v"}), graph, self.project, f"Experiment {next(self.numbers)}").number
        if trashed:
            self.write(delete_experiment, graph, self.project, made)
        return str(made)
