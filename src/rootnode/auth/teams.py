"""Teams: names for groups of people, to whom projects can be opened."""

from typing import Final

from rootnode.auth.accounts import COLUMNS, clean_name, person, person_of
from rootnode.auth.audit import record
from rootnode.auth.caller import Caller
from rootnode.auth.people import RANK
from rootnode.auth.revocations import Revocation, Revocations
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import Conflict, Forbidden, NotFound
from rootnode.kit.ids import new_id
from rootnode.wire.people import Person, Team

MOST_MEMBERS: Final = 1000


def teams_of(tx: ReadTx, caller: Caller, *, after: str = "", limit: int = 200) -> list[Team]:
    """Teams in the order of their making, from the one after id `after` on. Guests and project tokens see only their own."""
    own = "1 = 1" if RANK[caller.role] >= RANK["member"] else tx.any_of("id", "own")
    sql = (
        f"SELECT id, name FROM team WHERE workspace = :workspace AND id > :after AND {own} ORDER BY id LIMIT :limit"  # sql: constants only
    )
    params = {} if own == "1 = 1" else {"own": list(caller.principals)}
    rows = tx.rows(sql, workspace=caller.workspace, after=after, limit=limit, **params)
    members = _members(tx, [row[0] for row in rows])
    return [Team(row[0], row[1], tuple(members.get(row[0], ()))) for row in rows]


def team(tx: ReadTx, caller: Caller, team_id: str) -> Team:
    """One team with its members. Raises NotFound."""
    name = tx.scalar("SELECT name FROM team WHERE id = :id AND workspace = :workspace", id=team_id, workspace=caller.workspace)
    if name is None:
        raise NotFound("There is no such team.")
    return Team(team_id, name, tuple(_members(tx, [team_id]).get(team_id, ())))


def teams_among(tx: ReadTx, workspace: str, ids: list[str]) -> list[str]:
    """Those of the ids that are teams of the workspace."""
    sql = f"SELECT id FROM team WHERE workspace = :workspace AND {tx.any_of('id', 'ids')}"  # sql: constants only
    return [row[0] for row in tx.rows(sql, workspace=workspace, ids=ids)]


def _members(tx: ReadTx, teams: list[str]) -> dict[str, list[Person]]:
    among = tx.any_of("m.team", "teams")
    sql = (
        f"SELECT m.team, {COLUMNS} FROM team_member m JOIN account a ON a.id = m.account WHERE {among} "  # sql: constants only
        "ORDER BY m.team, a.id LIMIT 100000"
    )
    found: dict[str, list[Person]] = {}
    for row in tx.rows(sql, teams=teams):
        found.setdefault(row[0], []).append(person_of(row[1:]))
    return found


def create_team(tx: WriteTx, caller: Caller, name: str) -> Team:
    """Raises Forbidden, Invalid, Conflict."""
    _require_admin(caller)
    made, text = new_id(), clean_name(name)
    sql = (
        "INSERT INTO team (id, workspace, name, name_folded, created) VALUES (:id, :workspace, :name, :folded, :now) "
        "ON CONFLICT (workspace, name_folded) DO NOTHING"
    )
    if not tx.run(sql, id=made, workspace=caller.workspace, name=text, folded=text.casefold(), now=tx.now):
        raise Conflict("There is a team of that name already.", where="name")
    record(tx, caller, "team.created", made, name=text)
    return Team(made, text)


def rename_team(tx: WriteTx, caller: Caller, team_id: str, name: str) -> Team:
    """Raises Forbidden, Invalid, NotFound, Conflict."""
    _require_admin(caller)
    before, text = team(tx, caller, team_id), clean_name(name)
    taken = "SELECT id FROM team WHERE workspace = :workspace AND name_folded = :folded AND id <> :id"
    if tx.row(taken, workspace=caller.workspace, folded=text.casefold(), id=team_id):
        raise Conflict("There is a team of that name already.", where="name")
    tx.run("UPDATE team SET name = :name, name_folded = :folded WHERE id = :id", name=text, folded=text.casefold(), id=team_id)
    record(tx, caller, "team.renamed", team_id, before=before.name, after=text)
    return Team(team_id, text, before.members)


def delete_team(tx: WriteTx, caller: Caller, revocations: Revocations, team_id: str) -> None:
    """What the team was given in projects is worth nothing afterwards. Raises Forbidden, NotFound."""
    _require_admin(caller)
    gone = team(tx, caller, team_id)
    tx.run("DELETE FROM team_member WHERE team = :team", team=team_id)
    tx.run("DELETE FROM team WHERE id = :id", id=team_id)
    record(tx, caller, "team.deleted", team_id, name=gone.name)
    for member in gone.members:
        _changed(tx, caller, revocations, member.id)


def add_member(tx: WriteTx, caller: Caller, revocations: Revocations, team_id: str, account: str) -> Team:
    """Twice is as good as once. Raises Forbidden, NotFound, Conflict."""
    _require_admin(caller)
    if len(team(tx, caller, team_id).members) >= MOST_MEMBERS:
        raise Conflict(f"A team has {MOST_MEMBERS} members at most.")
    person(tx, caller.workspace, account)
    sql = "INSERT INTO team_member (team, account, workspace) VALUES (:team, :account, :workspace) ON CONFLICT (team, account) DO NOTHING"
    if tx.run(sql, team=team_id, account=account, workspace=caller.workspace):
        record(tx, caller, "team.joined", team_id, person=account)
        _changed(tx, caller, revocations, account)
    return team(tx, caller, team_id)


def remove_member(tx: WriteTx, caller: Caller, revocations: Revocations, team_id: str, account: str) -> Team:
    """Raises Forbidden, NotFound."""
    _require_admin(caller)
    team(tx, caller, team_id)
    if not tx.run("DELETE FROM team_member WHERE team = :team AND account = :account", team=team_id, account=account):
        raise NotFound("This person is not in the team.")
    record(tx, caller, "team.left", team_id, person=account)
    _changed(tx, caller, revocations, account)
    return team(tx, caller, team_id)


def _require_admin(caller: Caller) -> None:
    if not caller.administers:
        raise Forbidden("Only an owner or admin of the workspace may do this.")


def _changed(tx: WriteTx, caller: Caller, revocations: Revocations, account: str) -> None:
    revocation = Revocation(caller.workspace, account=account)
    tx.after_commit(lambda: revocations.publish(revocation))
