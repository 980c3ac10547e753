"""What `rootnode example` asks of the server: to prepare the example, to say whether somebody looks, to conclude it, to remove it."""

from typing import Final

import msgspec

from rootnode.auth.caller import system_caller
from rootnode.auth.played import remove_example_people
from rootnode.auth.revocations import Revocation
from rootnode.auth.setup import setup_needed
from rootnode.auth.tokens import create_project_token, drop_project_tokens
from rootnode.cli.server.asking import Done
from rootnode.cli.server.failures import Refused
from rootnode.cli.server.story.concluding import conclude, finished
from rootnode.cli.server.story.history import load_history
from rootnode.cli.server.story.telling import tell
from rootnode.doors.rootnode import Rootnode, address_of
from rootnode.graph.projects import projects_of
from rootnode.graph.purge import purge_project, purge_some
from rootnode.kit.db import ReadTx
from rootnode.wire.people import NewToken

KEY: Final = "EXAMPLE"
LOGGED: Final = ("experiment", "run", "dataset", "dataset_version", "model", "model_version", "logged_model")
"""What the training makes: it is taken away when the training begins again."""
REASON: Final = "It was the example."


class NewExample(msgspec.Struct, frozen=True):
    """`rootnode example`. With `first`, only where there is no project yet but perhaps an example that was interrupted."""

    first: bool = False


class Plain(msgspec.Struct, frozen=True):
    """A command without arguments."""


class There(msgspec.Struct, frozen=True):
    """The example that is there."""

    project: str
    key: str
    done: bool


def _there(tx: ReadTx, workspace: str) -> There | None:
    sql = (
        "SELECT p.id, p.key FROM project p JOIN node n ON n.id = p.id WHERE p.workspace = :workspace AND n.fields LIKE :special "
        "ORDER BY p.id DESC LIMIT 1"
    )
    row = tx.row(sql, workspace=workspace, special='%"special":"example"%')
    return None if row is None else There(row[0], row[1], finished(tx, row[0]))


def prepare_example(rootnode: Rootnode, asked: NewExample) -> Done:
    """Tell the story as far as it goes without runs. The lines are where to log and a token for a day; none, where nothing is to be run."""
    caller, db = system_caller(rootnode.workspace), rootnode.db
    there = db.read_now(_there, rootnode.workspace)
    others = [each for each in db.read_now(projects_of, caller, limit=2) if there is None or each.node.id != there.project]
    if asked.first and (others or (there and there.done)):
        return Done()
    if there and there.done:
        where = f"{address_of(rootnode.settings)}/p/{there.key}"
        return Done(notes=(f"The example is there: {where}. `rootnode example --remove` takes it away.",))
    if there:
        while db.write_now(purge_some, caller, rootnode.graph, there.project, "The example begins again.", LOGGED):
            pass
    else:
        project = tell(rootnode, load_history(), db.read_now(_free_key))
        there = There(project, db.read_now(_key_of, project), done=False)
        rootnode.revocations.publish(_everybody(rootnode))
    new = NewToken("The example's training", ("read", "write", "ingest"), expires_in_days=1)
    token = db.write_now(create_project_token, caller, there.project, new)
    here = address_of(msgspec.structs.replace(rootnode.settings, public_url=""))
    return Done(lines=(f"{here}/p/{there.key}", token.secret or "", f"{address_of(rootnode.settings)}/p/{there.key}"))


def _free_key(tx: ReadTx) -> str:
    """EXAMPLE, or EXAMPLE2 and so on: keys are never given again."""
    number = 1
    while tx.row("SELECT 1 FROM project WHERE key = :key", key=(key := KEY + (str(number) if number > 1 else ""))):
        number += 1
    return key


def _key_of(tx: ReadTx, project: str) -> str:
    return str(tx.scalar("SELECT key FROM project WHERE id = :project", project=project))


def is_watched(rootnode: Rootnode, _: Plain) -> Done:
    """A line as soon as somebody has an account, and so may look."""
    return Done() if rootnode.db.read_now(setup_needed, rootnode.workspace) else Done(lines=("yes",))


def conclude_example(rootnode: Rootnode, _: Plain) -> Done:
    """Write down what the runs say; the lines tell it. Once only."""
    there = rootnode.db.read_now(_there, rootnode.workspace)
    if there is None:
        raise Refused("The example was removed meanwhile.")
    return Done() if there.done else Done(lines=tuple(conclude(rootnode, there.project)))


def remove_example(rootnode: Rootnode, _: Plain) -> Done:
    """Take the example away for good: items, runs, points, files, models, tokens and people."""
    caller, db = system_caller(rootnode.workspace), rootnode.db
    removed = 0
    while there := db.read_now(_there, rootnode.workspace):
        while some := db.write_now(purge_some, caller, rootnode.graph, there.project, REASON):
            removed += some
        db.write_now(drop_project_tokens, caller, rootnode.revocations, there.project)
        db.write_now(purge_project, caller, rootnode.graph, there.project, REASON)
        removed += 1
    people = db.write_now(remove_example_people, rootnode.workspace)
    rootnode.revocations.publish(_everybody(rootnode))
    if not removed and not people:
        return Done(notes=("There is no example here.",))
    return Done(notes=(f"Removed the example for good: {removed} items with all that belongs to them, and {people} people.",))


def _everybody(rootnode: Rootnode) -> Revocation:
    return Revocation(rootnode.workspace)
