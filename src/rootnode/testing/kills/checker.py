"""The verdict, and the checker of items: everything in the store against everything in the journal."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from rootnode.graph.changes import COLUMNS, Change, change_of
from rootnode.kit.db import Database, ReadTx
from rootnode.testing.kills.journal import Op
from rootnode.testing.replay import assert_replays

SHOWN: Final = 10


@dataclass(slots=True)
class Verdict:
    """What was found. A good one has no lost, no doubled, no wrong and no stray."""

    acked: Counter[str] = field(default_factory=Counter)
    """Acknowledged writes by kind."""
    unknown_there: int = 0
    """Writes that were not acknowledged and were carried out all the same, once: kills between commit and answer."""
    unknown_not_there: int = 0
    replayed: int = 0
    """Repeated writes that were answered from the first time."""
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    stray: list[str] = field(default_factory=list)
    """What is there though nobody sent it."""
    changes: int = 0
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def faults(self) -> int:
        return len(self.lost) + len(self.doubled) + len(self.wrong) + len(self.stray)

    def judge(self, op: Op, times: int, *, right: bool, what: str = "") -> None:
        """Note what became of a write that was found `times` times."""
        if times > 1:
            self.doubled.append(f"{op.kind} {op.id}: {times} times {what}")
        elif times == 0 and op.acked is not None:
            self.lost.append(f"{op.kind} {op.id}, acknowledged in life {op.life}")
        elif times == 1 and not right:
            self.wrong.append(f"{op.kind} {op.id}: not what was sent {what}")
        elif op.acked is None:
            self.unknown_there += times
            self.unknown_not_there += 1 - times
        if op.acked is not None:
            self.acked[op.kind] += 1
            self.replayed += op.replayed

    def __str__(self) -> str:
        faults = [f"{name} {len(found)}: {found[:SHOWN]}" for name, found in self._faults() if found]
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in sorted(self.acked.items()))
        kept = f"acknowledged {kinds}; unknown {self.unknown_there} there, {self.unknown_not_there} not; {self.replayed} replayed"
        return "; ".join([kept, f"{self.changes:,} changes", *(faults or ["no faults"]), str(self.facts)])

    def _faults(self) -> Iterable[tuple[str, list[str]]]:
        return (("lost", self.lost), ("doubled", self.doubled), ("wrong", self.wrong), ("stray", self.stray))


def check_items(db: Database, ops: Sequence[Op], verdict: Verdict) -> None:
    """Items and links: through the log of changes, which the replay check then holds against the tables."""
    try:
        verdict.changes = db.read_now(assert_replays)
    except AssertionError as error:
        verdict.wrong.append(f"the replay check: {str(error)[:500]}")
    by_token, by_link = db.read_now(_changes)
    sent = {op.id: op for op in ops}
    for op in ops:
        found = by_link[op.sent["source"], op.sent["target"]] if op.kind == "link" else by_token[op.id]
        verdict.judge(op, len(found), right=bool(found) and _matches(op, found[0]))
        if op.kind == "link":
            by_link.pop((op.sent["source"], op.sent["target"]), None)
    verdict.stray += [f"title {token}" for token in by_token if token not in sent]
    verdict.stray += [f"link {ends}" for ends, found in by_link.items() if found]
    _check_order(ops, by_token, verdict)


def _changes(tx: ReadTx) -> tuple[dict[str, list[Change]], dict[tuple[str, str], list[Change]]]:
    """The changes of items by the token in the title that they set, and those of links by their ends."""
    by_token: dict[str, list[Change]] = defaultdict(list)
    by_link: dict[tuple[str, str], list[Change]] = defaultdict(list)
    sql = f"SELECT {COLUMNS} FROM change c WHERE c.kind = 'issue' ORDER BY c.number"  # sql: constants only
    for change in map(change_of, tx.rows(sql)):
        if change.type == "link":
            by_link[change.body["link"]["source"], change.body["link"]["target"]].append(change)
        else:
            title = change.body["set"].get("title", [None, "no title"])[1]
            by_token[title.partition(" ")[0]].append(change)
    return by_token, by_link


def _matches(op: Op, change: Change) -> bool:
    """Whether a change did what was sent, and what was answered."""
    if op.kind == "link":
        return op.acked is None or op.answer["id"] == change.body["link"]["id"]
    was = change.body["set"]
    held = {name.removeprefix("fields."): after for name, (_, after) in was.items() if name.startswith("fields.")}
    if op.kind == "create":
        same = held == op.sent["fields"] and was["state"][1] == op.sent["state"]
        return same and (op.acked is None or (op.answer["id"], op.answer["fields"]) == (change.node, held))
    # a value that was there already is not in the change
    unchanged = all(held.get(name, value) == value for name, value in op.sent["fields"].items())
    answered = op.acked is None or (op.answer["rev"], op.answer["fields"]) == (op.sent["rev"], op.sent["fields"])
    return unchanged and change.node == op.sent["item"] and answered


def _check_order(ops: Sequence[Op], by_token: dict[str, list[Change]], verdict: Verdict) -> None:
    """What one writer was told is done comes before what it sent later."""
    last: dict[int, int] = defaultdict(int)
    for op in ops:
        if op.acked is not None and op.kind in ("create", "update") and (found := by_token.get(op.id)):
            if found[0].number < last[op.writer]:
                verdict.wrong.append(f"{op.kind} {op.id}: stands before what its writer did earlier")
            last[op.writer] = found[0].number
