"""Who is calling, and the people, teams, tokens and invitations of a workspace."""

from typing import Any, Literal, TypeAlias

import msgspec

WorkspaceRole: TypeAlias = Literal["owner", "admin", "member", "guest"]
ProjectRole: TypeAlias = Literal["lead", "editor", "commenter", "viewer"]
Permission: TypeAlias = Literal["read", "write", "ingest"]
Focus: TypeAlias = Literal["build", "run", "plan", "operate"]


class Person(msgspec.Struct, frozen=True):
    """An account. `role` is the workspace role. Nobody can sign in as a person of the `example`."""

    id: str
    name: str
    email: str
    role: WorkspaceRole
    suspended: bool = False
    example: bool = False


class Me(Person, frozen=True):
    """The caller's own account. `focus`: what they mostly do, if they said so; it orders what they see and hides nothing."""

    focus: Focus | None = None


class Session(msgspec.Struct, frozen=True):
    """What a browser asks first. `person` is null when nobody is signed in. `address`: the setting `public_url`, for who is signed in.
    `zone`: the time zone of the workspace, which decides what day it is."""

    setup_needed: bool
    version: str
    person: Person | None = None
    workspace: str = ""
    focus: Focus | None = None
    address: str = ""
    zone: str = "UTC"


class SignIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    email: str
    password: str


class SetUp(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Makes the first owner. `code` comes from the one-time link that the server printed. `zone`: the time zone of the browser, which
    becomes the workspace's."""

    code: str
    name: str
    email: str
    password: str
    focus: Focus | None = None
    zone: str = "UTC"


class NewToken(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`expires_in_days` null means the token does not expire."""

    name: str
    permissions: tuple[Permission, ...]
    expires_in_days: int | None = None


class Token(msgspec.Struct, frozen=True):
    """Times are microseconds UTC. `secret` is shown once, in the answer that creates the token."""

    id: str
    name: str
    permissions: tuple[Permission, ...]
    created: int
    project: str | None = None
    expires: int | None = None
    last_used: int | None = None
    secret: str | None = None


class Team(msgspec.Struct, frozen=True):
    id: str
    name: str
    members: tuple[Person, ...] = ()


class NewInvitation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    email: str
    role: WorkspaceRole = "member"


class Invitation(msgspec.Struct, frozen=True):
    """`link` is shown once, in the answer that creates the invitation."""

    id: str
    email: str
    role: WorkspaceRole
    created: int
    expires: int
    link: str | None = None


class AcceptInvitation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    name: str
    password: str
    focus: Focus | None = None


class PersonPatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Only what is given changes. `suspended` true signs the person out everywhere and stops their tokens."""

    role: WorkspaceRole | msgspec.UnsetType = msgspec.UNSET
    suspended: bool | msgspec.UnsetType = msgspec.UNSET


class MePatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Only what is given changes. `focus` null forgets it."""

    name: str | msgspec.UnsetType = msgspec.UNSET
    focus: Focus | None | msgspec.UnsetType = msgspec.UNSET


class NewPassword(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Changing the password signs the person out everywhere else."""

    current: str
    new: str


class NewTeam(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str


class SignedIn(msgspec.Struct, frozen=True):
    """One browser in which the person is signed in. Times are microseconds UTC."""

    id: str
    browser: str
    created: int
    last_used: int
    expires: int
    current: bool = False


class AuditEntry(msgspec.Struct, frozen=True):
    """One row of the audit trail. `address` is the client's on the network, where known."""

    number: int
    at: int
    what: str
    actor: str
    actor_name: str
    target: str
    address: str
    facts: dict[str, Any]


class People(msgspec.Struct, frozen=True):
    people: tuple[Person, ...]
    next: str | None = None


class Teams(msgspec.Struct, frozen=True):
    teams: tuple[Team, ...]
    next: str | None = None


class Tokens(msgspec.Struct, frozen=True):
    tokens: tuple[Token, ...]
    next: str | None = None


class Invitations(msgspec.Struct, frozen=True):
    invitations: tuple[Invitation, ...]
    next: str | None = None


class SignedIns(msgspec.Struct, frozen=True):
    sessions: tuple[SignedIn, ...]
    next: str | None = None


class Audit(msgspec.Struct, frozen=True):
    entries: tuple[AuditEntry, ...]
    next: str | None = None
