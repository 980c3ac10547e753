"""Asking for access (spec T17 to T20): who asks is never told whether there is such a place."""

from typing import Final

import msgspec

from rootnode.auth.audit import record
from rootnode.auth.caller import Caller
from rootnode.graph.access import NAMES, ROLES, grants_of, require_role, role_in
from rootnode.graph.act import hold_project
from rootnode.graph.apply import Graph
from rootnode.graph.nodes import find_project
from rootnode.graph.projects import grant
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import Invalid, NotFound
from rootnode.kit.ids import is_id, new_id
from rootnode.notify.entries import ANSWERED, ASKED, News, Said, put_news, settle
from rootnode.notify.subscribers import account_of
from rootnode.wire.people import ProjectRole

LONGEST: Final = 500
KEPT: Final = 200
"""So many of the places that somebody asked for are kept."""
TOLD: Final = 200
"""So many leads are told at most."""

_COLUMNS: Final = "r.id, r.project, r.account, r.name, r.role, r.words, r.created"
_INSERT: Final = (
    "INSERT INTO access_request (id, workspace, project, account, name, role, words, created, row_seq) "
    "VALUES (:id, :workspace, :project, :account, :name, :role, :words, :now, :row_seq) ON CONFLICT DO NOTHING"
)
_NOTE: Final = (
    "INSERT INTO asked_place (account, place, role, workspace, request, at, row_seq) "
    "VALUES (:account, :place, :role, :workspace, :request, :now, :row_seq) "
    "ON CONFLICT (account, place, role) DO UPDATE SET request = EXCLUDED.request, at = EXCLUDED.at, row_seq = EXCLUDED.row_seq"
)
_FORGET: Final = (
    "DELETE FROM asked_place WHERE account = :account AND row_seq < (SELECT MIN(row_seq) FROM "
    "(SELECT row_seq FROM asked_place WHERE account = :account ORDER BY row_seq DESC LIMIT :kept) AS newest)"
)


class AccessRequest(msgspec.Struct, frozen=True):
    """An open request. `role` is its rank."""

    id: str
    project: str
    account: str
    name: str
    role: int
    words: str
    created: int


def request_access(tx: WriteTx, caller: Caller, place: str, role: ProjectRole, words: str) -> None:
    """Ask the leads of the project that holds `place` for a role. Does nothing where there is none, or where the caller has it."""
    account = account_of(caller)
    caller.require("write")
    words = _said(words)
    project = find_project(tx, caller.workspace, place)
    record(tx, caller, "access.requested", project or "", role=role)  # in any case, so that both take a write
    request = None
    if project is not None and role_in(tx, caller, project) < ROLES[role]:
        request = _request(tx, caller, project, account, role, words)
    _note(tx, caller, account, place, role, request)


def _note(tx: WriteTx, caller: Caller, account: str, place: str, role: ProjectRole, request: str | None) -> None:
    """Keep what was asked, as it was named, in any case: who asked reads it again where they asked."""
    given = {"account": account, "place": place.lower(), "role": ROLES[role], "workspace": caller.workspace, "request": request}
    tx.run(_NOTE, **given, now=tx.now, row_seq=tx.next_row_seq())
    tx.run(_FORGET, account=account, kept=KEPT)


def _request(tx: WriteTx, caller: Caller, project: str, account: str, role: ProjectRole, words: str) -> str:
    """The request that waits for the project's leads, with what this one asks for where none did."""
    request = new_id()
    facts = {"workspace": caller.workspace, "project": project, "account": account, "name": caller.name, "words": words}
    if not tx.run(_INSERT, id=request, **facts, role=ROLES[role], now=tx.now, row_seq=tx.next_row_seq()):
        open_one = "SELECT id FROM access_request WHERE project = :project AND account = :account AND decided IS NULL"
        return str(tx.scalar(open_one, project=project, account=account))  # asked before, and not answered yet
    said = Said("request_access", "access.requested", role=role)
    leads = [lead for lead in _leads(tx, caller.workspace, project) if lead != account]
    news = [News(caller.workspace, lead, request, project, project, ASKED, tx.now, account, caller.name, said) for lead in leads]
    put_news(tx, news)
    return request


class OwnRequest(msgspec.Struct, frozen=True):
    """What the caller asked for at a place, and what became of it. `granted`: the rank given, 0 for none, None while it waits."""

    role: int
    at: int
    granted: int | None
    decided: int | None
    decided_by: str
    answer: str


def own_requests(tx: ReadTx, caller: Caller, place: str) -> list[OwnRequest]:
    """What the caller asked for there, the newest first. Of a place that is not there it reads as of one where nobody has answered."""
    sql = (
        "SELECT s.role, s.at, r.granted, r.decided, COALESCE(a.name, ''), COALESCE(r.answer, '') FROM asked_place s "
        "LEFT JOIN access_request r ON r.id = s.request AND r.decided IS NOT NULL LEFT JOIN account a ON a.id = r.decided_by "
        "WHERE s.account = :account AND s.place = :place ORDER BY s.at DESC, s.role DESC LIMIT 4"
    )
    return [OwnRequest(*row) for row in tx.rows(sql, account=account_of(caller), place=place.lower())]


def _said(words: str) -> str:
    words = " ".join(words.split())
    if len(words) > LONGEST or "\0" in words:
        raise Invalid(f"Say it in {LONGEST} characters at most.", where="words")
    return words


def _leads(tx: ReadTx, workspace: str, project: str) -> list[str]:
    """People who lead a project by name or by team and can sign in; where there are none, those who administer the workspace."""
    named = [principal for principal, role in grants_of(tx, project) if role == "lead" and is_id(principal)]
    live = "a.workspace = :workspace AND a.suspended IS NULL AND a.example IS NULL"
    mates = f"SELECT m.account FROM team_member m WHERE {tx.any_of('m.team', 'named')}"  # sql: constants only
    among = f"({tx.any_of('a.id', 'named')} OR a.id IN ({mates}))"  # sql: constants only
    sql = f"SELECT a.id FROM account a WHERE {live} AND {among} ORDER BY a.id LIMIT :most"  # sql: constants only
    found = tx.rows(sql, workspace=workspace, named=named, most=TOLD)
    if not found:
        sql = f"SELECT a.id FROM account a WHERE {live} AND a.role IN ('owner', 'admin') ORDER BY a.id LIMIT :most"  # sql: constants only
        found = tx.rows(sql, workspace=workspace, most=TOLD)
    return [row[0] for row in found]


def open_requests(tx: ReadTx, caller: Caller, project: str) -> list[AccessRequest]:
    """What waits for a decision of the project's leads, oldest first; at most 500. Raises NotFound, Forbidden."""
    require_role(tx, caller, project, "lead")
    sql = f"SELECT {_COLUMNS} FROM access_request r WHERE r.project = :project AND r.decided IS NULL ORDER BY r.id LIMIT 500"
    return [AccessRequest(*row) for row in tx.rows(sql, project=project)]


def requests_by_id(tx: ReadTx, ids: list[str]) -> dict[str, AccessRequest]:
    """Those of the requests that are open. For entries of an inbox, which only those have who lead."""
    among = tx.any_of("r.id", "ids")
    sql = f"SELECT {_COLUMNS} FROM access_request r WHERE {among} AND r.decided IS NULL"  # sql: constants only
    return {row[0]: AccessRequest(*row) for row in tx.rows(sql, ids=ids)}


def answers_by_id(tx: ReadTx, caller: Caller, ids: list[str]) -> dict[str, str]:
    """What the caller was told when requests of theirs were declined."""
    among = tx.any_of("r.id", "ids")
    sql = f"SELECT r.id, r.answer FROM access_request r WHERE {among} AND r.account = :account AND r.answer <> ''"  # sql: constants only
    return {row[0]: row[1] for row in tx.rows(sql, ids=ids, account=caller.account)}


def decide(tx: WriteTx, caller: Caller, graph: Graph, project: str, request: str, role: ProjectRole | None, words: str = "") -> None:
    """Give who asked a role, or decline with None and `words`. Takes the request out of every lead's inbox.

    Who is declined is told; the role that is given tells of itself. Raises NotFound, Forbidden, Invalid.
    """
    require_role(tx, caller, project, "lead")
    caller.require("write")
    if role is not None and words.strip():
        raise Invalid("Words are read where a request is declined; a role tells of itself. Leave them out.", where="words")
    hold_project(tx, project)  # before the request's row, as whoever gives a role does
    sql = f"SELECT {_COLUMNS} FROM access_request r WHERE r.id = :id AND r.project = :project AND r.decided IS NULL {tx.lock_rows}"
    row = tx.row(sql, id=request, project=project) if is_id(request) else None
    if row is None:
        raise NotFound("There is no such request; perhaps somebody has answered it already.")
    asked, answer = AccessRequest(*row), _said(words)
    tx.run(
        "UPDATE access_request SET decided = :now, decided_by = :by, granted = :granted, answer = :answer, row_seq = :row_seq "
        "WHERE id = :id",
        id=request, answer=answer, now=tx.now, by=caller.actor, granted=ROLES[role] if role else 0, row_seq=tx.next_row_seq(),
    )  # fmt: skip
    settle(tx, request)
    if role is None:
        said = Said("decide_access", "access.declined", role=role_name(asked.role))
        put_news(tx, [News(caller.workspace, asked.account, request, project, project, ANSWERED, tx.now, caller.actor, caller.name, said)])
    held = dict(grants_of(tx, project)).get(asked.account)
    if role is not None and (held is None or ROLES[held] < ROLES[role]):
        grant(tx, caller, graph, project, asked.account, role)
    record(tx, caller, "access.decided", asked.account, project=project, role=role or "declined")


def role_name(rank: int) -> ProjectRole:
    """The name of a role's rank."""
    return NAMES[rank]
