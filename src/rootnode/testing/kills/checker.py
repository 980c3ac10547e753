"""The checker: everything in the stores against everything in the journal."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

import msgspec

from rootnode.graph.changes import COLUMNS, Change, change_of
from rootnode.kit.db import Database, ReadTx
from rootnode.testing.kills.journal import Op
from rootnode.testing.kills.writers import FILES, METRICS, MLFLOW, Wire
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


def check_runs(wire: Wire, ops: Sequence[Op], verdict: Verdict) -> None:
    """Points, params and files of runs, read back over HTTP from the server as it now is."""
    for run in sorted({op.sent["run"] for op in ops}):
        mine = [op for op in ops if op.sent["run"] == run]
        _check_points(wire, run, [op for op in mine if op.kind == "points"], verdict)
        _check_files(wire, run, [op for op in mine if op.kind == "file"], verdict)


def _check_points(wire: Wire, run: str, ops: Sequence[Op], verdict: Verdict) -> None:
    held = Counter((key, *point) for key in METRICS for point in _history(wire, run, key))
    params = Counter(each["key"] for each in _get(wire, f"{MLFLOW}/runs/get", run_id=run)["run"]["data"].get("params") or ())
    for op in ops:
        points = [tuple(point) for point in op.sent["points"]]
        times = [held.pop(point, 0) for point in points]
        there = params.pop(op.id, 0)
        right = set(times) == {1} and there == 1
        verdict.judge(op, max(*times, there), right=right, what=f"(points {times}, param {there})")
    verdict.stray += [f"point {point} of {run}" for point in held] + [f"param {name} of {run}" for name in params]


def _history(wire: Wire, run: str, key: str) -> list[tuple[int, int, float]]:
    found: list[tuple[int, int, float]] = []
    token = ""
    while True:
        page = _get(wire, f"{MLFLOW}/metrics/get-history", run_id=run, metric_key=key, **({"page_token": token} if token else {}))
        found += [(int(each["step"]), int(each["timestamp"]), float(each["value"])) for each in page.get("metrics") or ()]
        if not (token := page.get("next_page_token") or ""):
            return found


def _check_files(wire: Wire, run: str, ops: Sequence[Op], verdict: Verdict) -> None:
    listed = _get(wire, FILES, path=f"0/{run}/artifacts/files").get("files") or ()
    sizes = {each["path"].partition(".")[0]: int(each["file_size"]) for each in listed}
    for op in ops:
        size = sizes.pop(op.id, None)
        digest = _digest(lambda op=op: wire.send("GET", f"{FILES}/0/{run}/artifacts/files/{op.id}.bin"))  # type: ignore[misc]
        right = (size, digest) == (op.sent["size"], op.sent["sha256"])
        verdict.judge(op, int(size is not None or digest is not None), right=right, what=f"(size {size})")
    verdict.stray += [f"file {name} of {run}" for name in sizes]


def _digest(ask: Callable[[], tuple[int, bytes, bool]]) -> str | None:
    status, body, _ = ask()
    return hashlib.sha256(body).hexdigest() if status == 200 else None


def _get(wire: Wire, address: str, /, **query: str) -> dict[str, Any]:
    status, body, _ = wire.send("GET", f"{address}?{urlencode(query)}")
    if status != 200:
        raise RuntimeError(f"GET {address}: {status} {body[:500]!r}")
    found: dict[str, Any] = msgspec.json.decode(body)
    return found
