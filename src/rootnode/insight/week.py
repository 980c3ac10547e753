"""What happened this week (docs/spec/hub.md, H40 to H43): results and acts, told in words, from the log of changes."""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from rootnode.insight.aims import signed
from rootnode.insight.figures import counted, number
from rootnode.insight.looking import END, Look, end_of, name_of
from rootnode.kit.clock import DAY
from rootnode.wire.hub import Aim, Happening, Mark, Piece
from rootnode.wire.items import End

WEEK: Final = 7 * DAY
SHOWN: Final = 12
OF_A_TYPE: Final = 40
"""So many items of a type are looked at, those changed last."""
BY_NAME: Final = 2
"""So many finished issues are named; the others are counted."""
LONG: Final = 20_000
"""Entries with longer bodies tell of texts, not of states."""

TOLD: Final[dict[str, dict[str, str]]] = {
    "issue": {"done": "done"},
    "decision": {"accepted": "taken", "superseded": "superseded"},
    "hypothesis": {"confirmed": "confirmed", "refuted": "refuted, kept on record", "undecided": "left undecided"},
    "requirement": {"met": "met"},
    "milestone": {"reached": "reached", "dropped": "dropped"},
    "deployment_plan": {"approved": "approved", "done": "carried out", "abandoned": "abandoned"},
    "release": {"live": "released", "rolled_back": "rolled back"},
    "endpoint": {"live": "went live", "off": "taken off"},
    "incident": {"open": "opened", "mitigated": "mitigated", "resolved": "resolved"},
    "model_version": {"draft": "registered", "ready": "registered"},
}
"""The states worth telling, in words."""


def _changed(kind: str) -> str:
    """SQL for the items of a type that are in a telling state and were changed last, each by its own way down the index."""
    states = ", ".join(f"'{state}'" for state in TOLD[kind])
    return (
        f"SELECT * FROM (SELECT {END} FROM node n CROSS JOIN project p WHERE n.project = :project AND n.kind = '{kind}' "
        f"AND n.trashed IS NULL AND n.updated >= :since AND n.state IN ({states}) AND p.id = n.project "
        "ORDER BY n.updated DESC, n.id DESC LIMIT :limit) AS last_of_kind"  # sql: constants only
    )


_CHANGED: Final = " UNION ALL ".join(map(_changed, TOLD))


class _Act(msgspec.Struct, frozen=True):
    end: End
    at: int
    by: str


def week_of(look: Look, project: str, aim: Aim | None, steps: Sequence[Mark]) -> tuple[Happening, ...]:
    """The newest first, at most 12."""
    acts = _acts(look, project)
    told = [*_runs(look, aim, steps), *_issues([act for act in acts if act.end.type == "issue"])]
    told += [_told(look, act) for act in acts if act.end.type != "issue"]
    told.sort(key=lambda each: each.at, reverse=True)
    return tuple(told[:SHOWN])


def _acts(look: Look, project: str) -> list[_Act]:
    """Each item that came into a telling state within the week, with when and by whom."""
    rows = look.tx.rows(_CHANGED, project=project, since=look.tx.now - WEEK, limit=OF_A_TYPE)
    ends: dict[str, End] = {row[0]: end_of(row) for row in rows}
    if not ends:
        return []
    sql = (
        "SELECT c.node, c.at, c.actor_name, c.body FROM change c "
        f"WHERE {look.tx.any_of('c.node', 'nodes')} AND c.type = 'node' AND c.at >= :since AND length(c.body) < :long "
        "AND c.body LIKE '%\"state\":[%' ORDER BY c.number DESC LIMIT 2000"  # sql: constants only
    )
    acts: dict[str, _Act] = {}
    for node, at, by, body in look.tx.rows(sql, nodes=list(ends), since=look.tx.now - WEEK, long=LONG):
        after = msgspec.json.decode(body)["set"].get("state", [None, None])[1]
        if node not in acts and after == ends[node].state:
            acts[node] = _Act(ends[node], at, by)
    return list(acts.values())


def _told(look: Look, act: _Act) -> Happening:
    kind = look.kinds.kind(act.end.type or "")
    by = f" by {act.by}" if act.by and kind.creatable else ""
    pieces = (Piece(f"{kind.label} "), _link(act.end), Piece(f" {TOLD[kind.name][act.end.state or '']}{by}"))
    return Happening(act.at, kind.phase, kind.name, act.end.state or "", pieces)


def _link(end: End) -> Piece:
    return Piece(end.title or name_of(end), strong=True, item=end)


def _issues(acts: Sequence[_Act]) -> Iterable[Happening]:
    """The last ones by name, the others as a number with the newest of the two."""
    acts = sorted(acts, key=lambda act: act.at, reverse=True)
    others = len(acts) - BY_NAME
    for place, act in enumerate(acts[:BY_NAME]):
        end = act.end
        pieces = [Piece(name_of(end), strong=True, item=end), Piece(f" {end.title} done by {act.by}")]
        if place == BY_NAME - 1 and others > 0:
            least = "at least " if len(acts) >= OF_A_TYPE else ""
            pieces.append(Piece(f"; {least}{counted(others, 'other')} done this week", phase="plan", type="issue"))
        yield Happening(act.at, "plan", "issue", "done", tuple(pieces))


def _runs(look: Look, aim: Aim | None, steps: Sequence[Mark]) -> Iterable[Happening]:
    """The best value of the week, and what it is better than."""
    if aim is None:
        return
    since = look.tx.now - WEEK
    before = [step for step in steps if step.at < since]
    lately = [step for step in steps if step.at >= since]
    for step in lately[-1:]:
        against = ""
        if before:
            gain = abs(step.value - before[-1].value)
            against = f", {signed(float(f'{gain:.2g}'), aim)} in a week"
        end = End(False, step.run, "run", step.run, step.title, "", aim.requirement.project_key)
        value = Piece(f" reached {aim.metric} {number(step.value, aim.unit)}, best so far{against}")
        yield Happening(step.at, "build", "run", "best", (Piece("Run "), _link(end), value))
