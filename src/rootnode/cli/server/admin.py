"""What an operator can do to a Rootnode, written once: for the server that runs, and for a command that opens the stores itself.

Each is idempotent or refuses clearly. They act for the installation itself: whoever can open the data folder is trusted.
"""

from collections.abc import Callable
from typing import Any, Final

import msgspec

from rootnode.auth.accounts import clean_email, person_by_email
from rootnode.auth.caller import Caller, system_caller
from rootnode.auth.people import create_person, set_password
from rootnode.auth.tokens import create_project_token
from rootnode.cli.server.asking import Done
from rootnode.cli.server.examining import difference
from rootnode.cli.server.failures import Refused
from rootnode.cli.server.story.commands import NewExample, Plain, conclude_example, is_watched, prepare_example, remove_example
from rootnode.doors.rootnode import Rootnode
from rootnode.graph.access import project_by_key
from rootnode.graph.counts import recount
from rootnode.graph.nodes import nodes_by_id
from rootnode.graph.projects import create_project
from rootnode.keep.records import Noted, note_backup
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import NotFound, Problem
from rootnode.wire.people import NewToken, Token, WorkspaceRole


class NewAccount(msgspec.Struct, frozen=True):
    """`rootnode user create`."""

    email: str
    role: WorkspaceRole
    password: str
    name: str | None = None


class NewPassword(msgspec.Struct, frozen=True):
    """`rootnode user password`."""

    email: str
    password: str


class NewProject(msgspec.Struct, frozen=True):
    """`rootnode project create`."""

    name: str
    key: str


class NewProjectToken(msgspec.Struct, frozen=True):
    """`rootnode token create`. `permissions` are words with commas; `days` null means that it does not expire."""

    project: str
    permissions: str
    name: str
    days: int | None = None


def carry_out(rootnode: Rootnode, command: str, arguments: dict[str, Any]) -> Done:
    """Run the command of that name. Raises Refused or a Problem; blocks, so it is for threads."""
    if command not in COMMANDS:
        raise Refused(f"The running server does not know '{command}'. It may be of another version: restart it.")
    form, work = COMMANDS[command]
    try:
        asked = msgspec.convert(arguments, form)
    except msgspec.ValidationError as error:
        raise Refused(f"{error}. See `rootnode {command} --help`.") from None
    done: Done = work(rootnode, asked)
    return done


def make_account(rootnode: Rootnode, asked: NewAccount) -> Done:
    """Make an account. One that is there with the same role is left as it is; with another role it is refused."""
    email = clean_email(asked.email)
    name = asked.name or email.partition("@")[0]
    there = rootnode.db.read_now(person_by_email, rootnode.workspace, email)
    if there is None:
        rootnode.passwords.check_strength(asked.password, name, email)
        hashed = rootnode.passwords.hash_now(asked.password)
        rootnode.db.write_now(create_person, system_caller(rootnode.workspace), name, email, asked.role, hashed)
        return Done(notes=(f"Made the account {email} with the role '{asked.role}'.",))
    if there.role != asked.role:
        raise Refused(f"{email} has an account already, with the role '{there.role}'. Change the role under People in the web app.")
    return Done(notes=(f"{email} has an account with the role '{there.role}' already. Nothing was changed, also not the password.",))


def replace_password(rootnode: Rootnode, asked: NewPassword) -> Done:
    """Set a password for somebody who is locked out, and end their sessions."""
    there = rootnode.db.read_now(person_by_email, rootnode.workspace, asked.email)
    if there is None:
        raise Refused(f"{asked.email} has no account. Make one with `rootnode user create`.")
    rootnode.passwords.check_strength(asked.password, there.name, there.email)
    hashed = rootnode.passwords.hash_now(asked.password)
    rootnode.db.write_now(set_password, system_caller(rootnode.workspace), rootnode.revocations, there.id, hashed)
    return Done(notes=(f"Set the password of {there.email} and ended their sessions.",))


def make_project(rootnode: Rootnode, asked: NewProject) -> Done:
    """Make a project. One that is there with the same name is left as it is; with another name it is refused."""
    caller = system_caller(rootnode.workspace)
    there = rootnode.db.read_now(_title_of, caller, asked.key)
    if there is None:
        rootnode.db.write_now(create_project, caller, rootnode.graph, asked.name, asked.key)
        return Done(notes=(f"Made the project {asked.key.upper()}.",))
    if there != asked.name.strip():
        raise Refused(f"The key {asked.key.upper()} belongs to the project '{there}'. Choose another key.")
    return Done(notes=(f"The project {asked.key.upper()} is there already. Nothing was changed.",))


def _title_of(tx: ReadTx, caller: Caller, key: str) -> str | None:
    try:
        project, _ = project_by_key(tx, caller, key)
    except NotFound:
        return None
    node = nodes_by_id(tx, caller, [project])[project]
    if node.trashed is not None:
        raise Refused(f"The project {node.project_key} is in the trash. Restore it in the web app, or choose another key.")
    return node.title


def make_token(rootnode: Rootnode, asked: NewProjectToken) -> Done:
    """Make a token of a project; its secret is the only line. Every call makes another one."""
    permissions = [word.strip() for word in asked.permissions.split(",") if word.strip()]
    try:
        new = msgspec.convert({"name": asked.name, "permissions": permissions, "expires_in_days": asked.days}, NewToken)
    except msgspec.ValidationError:
        raise Refused(f"'{asked.permissions}' are not permissions. Give words from read, write, ingest, with commas.") from None
    token = rootnode.db.write_now(_write_token, system_caller(rootnode.workspace), asked.project, new)
    return Done(lines=(token.secret or "",))


def _write_token(tx: WriteTx, caller: Caller, key: str, new: NewToken) -> Token:
    project, _ = project_by_key(tx, caller, key)
    return create_project_token(tx, caller, project, new)


class Check(msgspec.Struct, frozen=True):
    """`rootnode doctor`, to the server that runs."""


def check_engines(rootnode: Rootnode, _: Check) -> Done:
    """Ask each engine for something small; one line each: its name, a tab, and 'ok' or what is wrong."""
    asked: dict[str, Callable[[], object]] = {
        "database": lambda: rootnode.db.write_now(lambda tx: tx.rows("SELECT id FROM workspace LIMIT 1")),
        "curves": lambda: rootnode.series.read_range_now("0" * 32, "doctor", limit=1),
        "files": rootnode.blobs.check,
    }
    lines = []
    for name, ask in asked.items():
        try:
            ask()
        except Problem as error:
            lines.append(f"{name}\t{error}")
        else:
            lines.append(f"{name}\tok")
    lines += [f"curves\t{batch}" for batch in rootnode.series.lag().damaged]
    return Done(lines=tuple(lines))


class Recount(msgspec.Struct, frozen=True):
    """`rootnode doctor --mend`."""


def count_again(rootnode: Rootnode, _: Recount) -> Done:
    """Put the kept counts of items right; a line for each that was off."""
    return Done(lines=tuple(f"Counted again. {difference(off)}" for off in rootnode.db.write_now(recount)))


def remember_backup(rootnode: Rootnode, made: Noted) -> Done:
    """For the page Backups: one was made, or verified."""
    rootnode.db.write_now(note_backup, system_caller(rootnode.workspace), made)
    return Done()


COMMANDS: Final[dict[str, tuple[type[msgspec.Struct], Any]]] = {
    "check": (Check, check_engines),
    "recount": (Recount, count_again),
    "user create": (NewAccount, make_account),
    "user password": (NewPassword, replace_password),
    "project create": (NewProject, make_project),
    "token create": (NewProjectToken, make_token),
    "example": (NewExample, prepare_example),
    "backup noted": (Noted, remember_backup),
    "example watched": (Plain, is_watched),
    "example conclude": (Plain, conclude_example),
    "example remove": (Plain, remove_example),
}
