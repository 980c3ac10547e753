"""From secrets to callers, on both engines."""

import msgspec
import pytest

from rootnode.auth.accounts import add_account, clean_email, clean_name
from rootnode.auth.caller import ALL_PERMISSIONS, Caller, system_caller
from rootnode.auth.credentials import caller_again, caller_of_account, caller_of_session, caller_of_token
from rootnode.auth.people import change_person
from rootnode.auth.revocations import Revocations
from rootnode.auth.sessions import MOST, open_session
from rootnode.auth.teams import add_member, create_team
from rootnode.auth.tokens import create_own_token, create_project_token
from rootnode.kit.clock import DAY, ManualClock
from rootnode.kit.db import Database
from rootnode.kit.errors import Conflict, Forbidden, Invalid, Unauthenticated
from rootnode.kit.ids import new_id
from rootnode.wire.people import NewToken, WorkspaceRole

WORKSPACE = "0" * 32
SYSTEM = system_caller(WORKSPACE)


def account(db: Database, name: str = "Ada", role: WorkspaceRole = "member") -> str:
    return db.write_now(add_account, WORKSPACE, name, f"{name}@example.org", role, "hash")


def session(db: Database, who: str) -> str:
    return db.write_now(open_session, who, "hash", days=30, browser="test\r\nx", address="")


@pytest.mark.parametrize(
    ("role", "groups"),
    [("owner", ["members", "admins"]), ("admin", ["members", "admins"]), ("member", ["members"]), ("guest", [])],
)
def test_principals_of_a_person(db: Database, role: WorkspaceRole, groups: list[str]) -> None:
    who = account(db, role=role)
    team = db.write_now(create_team, SYSTEM, "Fraud").id
    db.write_now(add_member, SYSTEM, Revocations(), team, who)
    caller = db.read_now(caller_of_session, session(db, who))
    assert caller is not None
    assert caller.principals == (who, team, *(f"{group}:{WORKSPACE}" for group in groups))
    assert (caller.role, caller.account, caller.actor) == (role, who, who)
    assert caller.permissions == ALL_PERMISSIONS
    assert db.read_now(caller_of_account, who) == msgspec.structs.replace(caller, session=None)


def test_a_project_token_is_its_project_and_nobody(db: Database) -> None:
    project = new_id()
    token = db.write_now(create_project_token, SYSTEM, project, NewToken("train", ("ingest",)))
    caller = db.read_now(caller_of_token, token.secret or "")
    assert caller == Caller(WORKSPACE, token.id, "train", "none", (f"project:{project}",), frozenset({"ingest"}), token=token.id)


def test_a_personal_token_is_its_person_capped(db: Database) -> None:
    who = account(db, role="admin")
    caller = db.read_now(caller_of_session, session(db, who))
    assert caller is not None
    token = db.write_now(create_own_token, caller, NewToken("t", ("read", "read")))
    assert token.permissions == ("read",)
    by_token = db.read_now(caller_of_token, token.secret or "")
    assert by_token is not None
    assert by_token.principals == caller.principals
    assert by_token.permissions == frozenset({"read"})
    assert not by_token.administers
    assert by_token.session is None


def test_secrets_of_one_kind_are_not_taken_for_another(db: Database) -> None:
    who = account(db)
    secret = session(db, who)
    token = db.write_now(create_project_token, SYSTEM, new_id(), NewToken("t", ("read",))).secret or ""
    assert db.read_now(caller_of_token, secret) is None
    assert db.read_now(caller_of_session, token) is None
    for wrong in ("", "x", secret[:-1], secret.upper(), secret + "x", "\ud800"):
        assert db.read_now(caller_of_session, wrong) is None


def test_a_token_cannot_make_a_stronger_one(db: Database) -> None:
    weak = msgspec.structs.replace(SYSTEM, permissions=frozenset({"write", "read"}))
    with pytest.raises(Forbidden):
        db.write_now(create_project_token, weak, new_id(), NewToken("t", ("ingest",)))
    with pytest.raises(Forbidden):
        db.write_now(create_own_token, SYSTEM, NewToken("t", ("read",)))


SENSELESS = (
    NewToken("t", ()),
    NewToken("", ("read",)),
    NewToken("t", ("read",), 0),
    NewToken("t", ("read",), 3651),
    NewToken("a\nb", ("read",)),
)


@pytest.mark.parametrize("new", SENSELESS)
def test_tokens_that_make_no_sense(db: Database, new: NewToken) -> None:
    with pytest.raises(Invalid):
        db.write_now(create_project_token, SYSTEM, new_id(), new)


def test_what_expires(db: Database, clock: ManualClock) -> None:
    secret = session(db, account(db))
    token = db.write_now(create_project_token, SYSTEM, new_id(), NewToken("t", ("read",), 30)).secret or ""
    clock.advance(30 * DAY - 1)
    assert db.read_now(caller_of_session, secret) is not None
    assert db.read_now(caller_of_token, token) is not None
    clock.advance(1)
    assert db.read_now(caller_of_session, secret) is None
    assert db.read_now(caller_of_token, token) is None


def test_looking_again_finds_the_caller_as_it_is_now(db: Database) -> None:
    who = account(db, role="admin")
    before = db.read_now(caller_of_session, session(db, who))
    assert before is not None
    db.write_now(change_person, SYSTEM, Revocations(), who, role="guest")
    again = db.read_now(caller_again, before)
    assert again is not None
    assert (again.role, again.principals) == ("guest", (who,))
    db.write_now(change_person, SYSTEM, Revocations(), who, suspended=True)
    assert db.read_now(caller_again, before) is None
    assert db.read_now(caller_again, SYSTEM) == SYSTEM


def test_a_session_needs_the_password_that_was_checked(db: Database) -> None:
    who = account(db)
    with pytest.raises(Unauthenticated):
        db.write_now(open_session, who, "another hash", days=30, browser="", address="")


def test_the_oldest_session_gives_way(db: Database, clock: ManualClock) -> None:
    who = account(db)
    secrets = []
    for _ in range(MOST + 1):
        secrets.append(session(db, who))
        clock.advance(1)
    assert db.read_now(caller_of_session, secrets[0]) is None
    assert db.read_now(caller_of_session, secrets[1]) is not None
    assert db.read_now(lambda tx: tx.scalar("SELECT COUNT(*) FROM session")) == MOST
    assert db.read_now(lambda tx: tx.scalar("SELECT browser FROM session LIMIT 1")) == "testx"


@pytest.mark.parametrize("email", ["ADA@example.org", " ada@EXAMPLE.org ", "\uff41da@example.org"])
def test_an_address_has_one_account_however_it_is_written(db: Database, email: str) -> None:
    account(db)
    with pytest.raises(Conflict):
        db.write_now(add_account, WORKSPACE, "Second", email, "member", "hash")


@pytest.mark.parametrize("email", ["", "ada", "@x", "a@", "a b@x.org", "a@b@c", "a@x\n.org", "a\u202e@x.org", "x" * 65 + "@y.org"])
def test_what_is_no_address(email: str) -> None:
    with pytest.raises(Invalid):
        clean_email(email)


@pytest.mark.parametrize("name", ["", " ", "a\nb", "a\x00", "\u202eevil", "x" * 101])
def test_what_is_no_name(name: str) -> None:
    with pytest.raises(Invalid):
        clean_name(name)
