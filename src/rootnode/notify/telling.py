"""Feeds the inboxes: a follower of the change log (spec T12 to T16)."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, TypeVar

import msgspec

from rootnode.graph.changes import Change, arrived
from rootnode.graph.kinds import Kind, Kinds
from rootnode.kit.clock import DAY
from rootnode.kit.db import WriteTx
from rootnode.notify.entries import ASSIGNED, FOLLOWED, GIVEN, MENTIONED, News, Said, put_news
from rootnode.notify.subscribers import NewSubscriber, Why, followers_of, refusals, subscribe

Placed = TypeVar("Placed", News, NewSubscriber)

FRESH: Final = 14 * DAY
"""Nobody is told of what is older: a server that starts to follow a long log, or one that stood still."""


class Inboxes:
    """Takes in changes; makes subscribers of those who act, and tells subscribers what others did."""

    name = "inbox"

    def __init__(self, kinds: Kinds) -> None:
        self._kinds = {kind.name: kind for kind in kinds}

    def follow(self, tx: WriteTx, changes: Sequence[Change]) -> None:
        """Everything that the changes mean to people."""
        heard = [change for change in changes if not change.body.get("purged") and change.kind in self._kinds]
        subscribe(tx, _placed(tx, _people_only(tx, [each for change in heard for each in self._new_subscribers(change)])))
        fresh = [change for change in heard if change.at > tx.now - FRESH]
        told = [news for change in fresh for news in self._named(change)]
        told += self._followed(tx, [change for change in fresh if _matters(self._kinds[change.kind], change)])
        put_news(tx, _placed(tx, _joined(_for_people(tx, told))))

    def _new_subscribers(self, change: Change) -> Iterator[NewSubscriber]:
        kind = self._kinds[change.kind]
        by_hand = kind.creatable or kind.name == "project"
        if "kind" in change.body.get("set", {}) and by_hand:
            yield _subscriber(change, change.actor, "made")
        for account in _assigned(kind, change):
            yield _subscriber(change, account, "assigned")
        if change.body.get("event") == "comment.added":
            yield _subscriber(change, change.actor, "commented")
        for account in _mentioned(change):
            yield _subscriber(change, account, "mentioned")

    def _named(self, change: Change) -> Iterator[News]:
        """For those whom the change itself names."""
        for account in _assigned(self._kinds[change.kind], change):
            yield _news(change, account, ASSIGNED)
        for account in _mentioned(change):
            yield _news(change, account, MENTIONED)
        if change.body.get("event") == "access.changed" and change.body["payload"].get("role"):
            yield _news(change, change.body["payload"]["principal"], GIVEN)

    def _followed(self, tx: WriteTx, changes: Sequence[Change]) -> Iterator[News]:
        ends = {end for change in changes for end in _ends(change)}
        nodes = sorted(ends | {change.project for change in changes})
        followers = followers_of(tx, nodes) if nodes else {}
        unwanted = refusals(tx, nodes) if nodes else set()
        for change in changes:
            own = {account for end in _ends(change) for account in followers.get(end, ())}
            whole = set() if _by_machine(self._kinds[change.kind], change) else set(followers.get(change.project, ()))
            for account in sorted(own | {each for each in whole if (change.node, each) not in unwanted}):
                yield _news(change, account, FOLLOWED, self._end_for(change, account, followers))

    def _end_for(self, change: Change, account: str, followers: dict[str, list[str]]) -> str:
        """The end of a link that somebody follows; the item itself for all else."""
        if change.other and account not in followers.get(change.node, ()) and account in followers.get(change.other, ()):
            return change.other
        return change.node


def _ends(change: Change) -> tuple[str, ...]:
    return (change.node, change.other) if change.other else (change.node,)


def _by_machine(kind: Kind, change: Change) -> bool:
    """Of what programs make by the thousand, followers of a whole project hear only what people say of it."""
    return not kind.creatable and kind.name != "project" and change.type != "event"


def _matters(kind: Kind, change: Change) -> bool:
    """Whether followers are told: comments, links, and fields that people set; of runs only how they end and trash.

    Of a move they are told once: of what came along beneath the item they hear nothing.
    """
    if "with" in change.body:
        return False
    if change.type == "event":
        return bool(change.body.get("event") == "comment.added")
    if change.type == "link":
        return bool(change.body["link"]["made"] == "person")
    changed = change.body["set"].keys()
    if kind.creatable or kind.name == "project":
        return bool(changed)
    ends = any(state.done and state.name == change.body["set"].get("state", (None, None))[1] for state in kind.states)
    return ends or "trashed" in changed


def _assigned(kind: Kind, change: Change) -> Iterator[str]:
    """Accounts that a change put into one of the item's fields for people."""
    fields = {f"fields.{field.name}" for field in kind.fields if field.type == "person"}
    for attribute, (_, after) in change.body.get("set", {}).items():
        if attribute in fields and isinstance(after, str):
            yield after


def _mentioned(change: Change) -> Sequence[str]:
    told: Sequence[str] = ()
    if change.body.get("event") in ("comment.added", "comment.edited"):
        told = change.body["payload"].get("mentions", ())
    return told


def _subscriber(change: Change, account: str, why: Why) -> NewSubscriber:
    return NewSubscriber(change.node, account, change.workspace, change.project, why)


def _news(change: Change, account: str, reason: int, node: str = "") -> News:
    node = node or change.node
    said = msgspec.structs.replace(_said(change), named=reason in (ASSIGNED, MENTIONED))
    return News(change.workspace, account, node, change.project, node, reason, change.at, change.actor, change.actor_name, said)


def _said(change: Change) -> Said:
    if change.type == "link":
        return Said(change.verb, "linked" if change.body["made"] else "unlinked", (str(change.body["link"]["type"]),))
    if change.type == "event":
        payload: dict[str, Any] = change.body.get("payload", {})
        return Said(change.verb, change.body["event"], comment=payload.get("comment"), role=payload.get("role"))
    if arrived(change):  # those who follow the project that it came to hear that it moved, too
        return Said(change.verb, None, ("project",))
    was = change.body["set"]
    state = was["state"][1] if "state" in was else None
    return Said(change.verb, None, tuple(name.removeprefix("fields.") for name in was)[:20], state)


def _joined(news: Sequence[News]) -> list[News]:
    """One for each person and subject: the newest, with the weightiest reason and the number of acts."""
    joined: dict[tuple[str, str], News] = {}
    for each in news:
        key = (each.account, each.subject)
        before = joined.get(key)
        if before is None:
            joined[key] = each
            continue
        same = before.at == each.at and before.actor == each.actor and before.said.verb == each.said.verb
        newest = before if same and before.reason >= each.reason else each
        count = before.count + (0 if same else 1)
        joined[key] = msgspec.structs.replace(newest, reason=max(before.reason, each.reason), count=count)
    return [joined[key] for key in sorted(joined)]


def _placed(tx: WriteTx, told: Sequence[Placed]) -> list[Placed]:
    """Each with the project in which its item is now: it may have moved since, and the far end of a link may be in another one.

    None of the items moves until the commit, for a move takes along only the entries and followers that it sees.
    """
    lock = "FOR SHARE" if tx.lock_rows else ""
    sql = f"SELECT id, project FROM node WHERE {tx.any_of('id', 'ids')} ORDER BY id {lock}"  # sql: constants only
    homes = {row[0]: row[1] for row in tx.rows(sql, ids=sorted({each.node for each in told}))} if told else {}
    return [msgspec.structs.replace(each, project=homes[each.node]) for each in told if each.node in homes]


def _accounts(tx: WriteTx, ids: set[str]) -> set[str]:
    sql = f"SELECT id FROM account WHERE {tx.any_of('id', 'ids')}"  # sql: constants only
    return {row[0] for row in tx.rows(sql, ids=sorted(ids))} if ids else set()


def _people_only(tx: WriteTx, new: Sequence[NewSubscriber]) -> list[NewSubscriber]:
    known = _accounts(tx, {each.account for each in new})
    return [each for each in new if each.account in known]


def _for_people(tx: WriteTx, news: Sequence[News]) -> list[News]:
    """Without what people did themselves, and what is meant for nobody who has an account."""
    known = _accounts(tx, {each.account for each in news})
    return [each for each in sorted(news, key=lambda one: one.at) if each.account in known and each.account != each.actor]
