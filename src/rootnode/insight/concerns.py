"""What is late and what is blocked (docs/spec/hub.md, H10 to H15)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final

import msgspec

from rootnode.auth.accounts import names_of
from rootnode.graph.access import visible
from rootnode.insight.figures import counted, day_in, said
from rootnode.insight.looking import END, Look, Tally, count_of, end_of, ends_by_id, name_of
from rootnode.kit.db import Row
from rootnode.wire.hub import Concern, Concerns
from rootnode.wire.items import End

SHOWN: Final = 8
BLOCKS: Final = 1_000
"""So many blocking links of a project are followed, the newest."""
IN_ALL: Final = 10_000
"""So many are asked for at once."""
FEW: Final = 10
"""In so many projects every type is looked at for what is late; in more only those that have some anywhere."""
PROMISES: Final = ("due", "time_box", "ends")
"""Fields that hold the day by which something is to be finished."""
PEOPLE: Final = ("assignee", "owner")
USABLE: Final = ("ready", "current", "live", "agreed")
"""States in which a thing holds nobody up any more, though more may be done about it."""
_RANK: Final = {"milestone": 0, "deployment_plan": 1, "dataset": 2, "dataset_version": 2, "hypothesis": 4, "cycle": 5}


class Promises(msgspec.Struct, frozen=True):
    """Of one project: how many items are late by (type, field), and which block which."""

    late: dict[tuple[str, str], int]
    blocks: dict[str, list[str]]
    """The blocked, each with its blockers."""
    marked: int
    """Issues that somebody marked as blocked without saying by what."""
    late_blockers: frozenset[str] = frozenset()
    """Those of the blockers that are late themselves, where the caller may see them."""

    @property
    def lates(self) -> int:
        return sum(self.late.values())

    @property
    def blocked(self) -> int:
        return len(self.blocks) + self.marked

    @property
    def held_up(self) -> dict[str, int]:
        """How many items each blocker holds up."""
        counts: dict[str, int] = {}
        for blockers in self.blocks.values():
            for blocker in blockers:
                counts[blocker] = counts.get(blocker, 0) + 1
        return counts


def unfinished(look: Look, kind: str, state: str) -> str:
    """SQL for "is not finished". The parameter is `finished`."""
    named = f"{kind} || '.' || {state}"
    return f"NOT {look.tx.any_of(named, 'finished')}"


def promises_of(look: Look, tallies: Mapping[str, Tally]) -> dict[str, Promises]:
    """What is late and what is blocked, counted, in each of the projects that were tallied."""
    projects = list(tallies)
    found = {project: Promises({}, {}, 0) for project in projects}
    for project, kind, field, count in _late_counts(look, tallies):
        found[project].late[kind, field] = count
    told: dict[str, set[str]] = {project: set() for project in projects}  # marked as blocked, and it is told by what
    for project, blocked, blocker, marked in _blocks(look, projects):
        found[project].blocks.setdefault(blocked, []).append(blocker)
        if marked:
            told[project].add(blocked)
    late = _late_blockers(look, [blocker for each in found.values() for blockers in each.blocks.values() for blocker in blockers])
    for project, each in found.items():
        found[project] = msgspec.structs.replace(each, late_blockers=late & each.held_up.keys())
    for project, tally in tallies.items():
        marked = count_of(tally, "issue", "blocked") - len(told[project])
        found[project] = msgspec.structs.replace(found[project], marked=marked)
    return found


def _late_counts(look: Look, tallies: Mapping[str, Tally]) -> list[Row]:
    """(project, kind, field, how many), each counted by itself in the index: PostgreSQL would sort them all to put them into groups."""
    tx = look.tx
    kinds = sorted({kind for tally in tallies.values() for kind in tally})
    by_field = dict.fromkeys(PROMISES, kinds) if len(tallies) <= FEW else _late_somewhere(look, kinds)
    each = (
        "SELECT project.value, kind.value, '{field}', (SELECT COUNT(*) FROM node_value v WHERE v.project = project.value "
        "AND v.kind = kind.value AND v.field = '{field}' AND v.text < :today AND v.text LIKE '____-__-__' "
        f"AND {unfinished(look, 'v.kind', 'v.state')}) "  # sql: constants only
        f"FROM {tx.each_of('projects')} project CROSS JOIN {tx.each_of('{field}')} kind"
    )
    sql = " UNION ALL ".join(each.format(field=field) for field in PROMISES)  # sql: constants only
    rows = tx.rows(sql, projects=list(tallies), today=look.today.isoformat(), finished=look.finished, **by_field)
    return [row for row in rows if row[3]]


def _late_somewhere(look: Look, kinds: list[str]) -> dict[str, list[str]]:
    """Of each field the types in which a day is past somewhere in the workspace: few, so that many projects are asked little."""
    tx = look.tx
    first = (  # not whether there is one: PostgreSQL would read all values to find out
        "SELECT MIN(v.text) FROM node_value v WHERE v.workspace = :workspace AND v.kind = kind.value AND v.field = field.value "
        "AND v.text IS NOT NULL"
    )
    sql = (
        f"SELECT field.value, kind.value FROM {tx.each_of('kinds')} kind CROSS JOIN {tx.each_of('fields')} field "
        f"WHERE ({first}) < :today"  # sql: constants only
    )
    given = {"kinds": kinds, "fields": list(PROMISES), "workspace": look.caller.workspace, "today": look.today.isoformat()}
    found: dict[str, list[str]] = {field: [] for field in PROMISES}
    for field, kind in tx.rows(sql, **given):
        found[field].append(kind)
    return found


def _blocks(look: Look, projects: list[str]) -> list[Row]:
    """(project, blocked, blocker, whether it is an issue marked so) of open items and what blocks them, unfinished and of no use yet.

    Of each project the newest links are followed until there are enough.
    """
    rows = [row for group in _together(look, projects) for row in _newest_blocks(look, group)]
    return sorted(rows, key=lambda row: (row[1], row[2]))


def _together(look: Look, projects: list[str]) -> list[list[str]]:
    """Projects that one question does for: those with few links together, each with more alone."""
    if len(projects) == 1:
        return [projects]
    among = look.tx.any_of("project", "projects")
    sql = f"SELECT project, COUNT(*) FROM link WHERE type = 'blocks' AND {among} GROUP BY project ORDER BY COUNT(*)"  # sql: constants only
    groups: list[list[str]] = []
    room = 0
    for project, links in look.tx.rows(sql, projects=projects):
        if links > room or links > BLOCKS:  # more of one project would take the place of others, so it stands alone
            groups.append([])
            room = IN_ALL if links <= BLOCKS else 0
        groups[-1].append(project)
        room -= links
    return groups


def _newest_blocks(look: Look, projects: list[str]) -> list[Row]:
    """Of one project with any number of links, or of several that have no more than `IN_ALL` together."""
    tx = look.tx
    ours = "l.project = :project" if len(projects) == 1 else tx.any_of("l.project", "projects")
    sql = (  # what is joined on is made an expression: PostgreSQL would else walk all nodes in order beside the few links
        "SELECT l.project, l.target, l.source, CASE WHEN t.kind = 'issue' AND t.state = 'blocked' THEN 1 ELSE 0 END "
        f"FROM link l CROSS JOIN node t CROSS JOIN node s WHERE l.type = 'blocks' AND {ours} "
        "AND t.id = l.target || '' AND t.trashed IS NULL AND s.id = l.source || '' AND s.trashed IS NULL "
        f"AND {unfinished(look, 't.kind', 't.state')} AND {unfinished(look, 's.kind', 's.state')} "
        f"AND NOT {tx.any_of('s.state', 'usable')} ORDER BY l.id DESC LIMIT :limit"  # sql: constants only
    )
    given: dict[str, Any] = {"project": projects[0]} if len(projects) == 1 else {"projects": projects}
    limit = BLOCKS if len(projects) == 1 else IN_ALL
    return tx.rows(sql, finished=look.finished, usable=list(USABLE), limit=limit, **given)


def _late_blockers(look: Look, blockers: Collection[str]) -> frozenset[str]:
    tx, still = look.tx, unfinished(look, "v.kind", "v.state")
    seen, params = visible(tx, look.caller, "v.project")
    sql = (
        f"SELECT v.node FROM {tx.each_of('nodes')} known CROSS JOIN node_value v WHERE v.node = known.value AND v.text < :today "
        f"AND {tx.passing('v.field', 'fields')} AND v.pos = 0 AND {seen} AND v.text LIKE '____-__-__' AND {still}"  # sql: constants only
    )
    given = params | {"nodes": sorted(set(blockers)), "fields": list(PROMISES), "finished": look.finished}
    return frozenset(node for (node,) in tx.rows(sql, today=look.today.isoformat(), **given)) if blockers else frozenset()


class _Late(msgspec.Struct, frozen=True):
    end: End
    fields: dict[str, Any]
    due: date
    field: str


def concerns_of(look: Look, project: str, promises: Promises) -> Concerns:
    """The few that matter most: first what is late and holds others up, then what is blocked, then what else is late."""
    late = _latest(look, project, promises)
    blocked = _blocked(look, project, promises, {each.end.id or "" for each in late})
    holding = [each for each in late if each.holds_up]
    rest = [each for each in late if not each.holds_up]
    room = SHOWN - min(SHOWN // 2, len(blocked))  # of each sort at least half, where there are so many
    first = [*holding, *rest][:room]
    few = blocked[: SHOWN - len(first)]
    shown = [*(each for each in first if each.holds_up), *few, *(each for each in first if not each.holds_up)]
    return Concerns(_with_people(look, shown), promises.lates, promises.blocked)


class _Found(msgspec.Struct, frozen=True):
    end: End
    what: Any
    reason: str
    fields: dict[str, Any]
    due: str | None = None
    blocker: End | None = None
    holds_up: int = 0


def _latest(look: Look, project: str, promises: Promises) -> list[_Found]:
    held = promises.held_up
    rows = _oldest(look, project, list(promises.late))
    rows += [each for each in _late_holding(look, promises) if each.end.id not in {row.end.id for row in rows}]
    rows.sort(key=lambda each: (-held.get(each.end.id or "", 0), _RANK.get(each.end.type or "", 3), each.due, each.end.id or ""))
    rows = rows[:SHOWN]
    blockers = ends_by_id(look, [blocker for each in rows for blocker in promises.blocks.get(each.end.id or "", [])[:1]])
    return [_late_in_words(look, each, promises, held, blockers) for each in rows]


def _oldest(look: Look, project: str, promised: Sequence[tuple[str, str]]) -> list[_Late]:
    """Of each (type, field) what has been late for longest."""
    if not promised:
        return []
    still = unfinished(look, "v.kind", "v.state")
    each = (
        f"SELECT * FROM (SELECT {END}, n.fields, v.text, v.field FROM node_value v CROSS JOIN node n CROSS JOIN project p "
        "WHERE v.project = :project AND v.kind = :kind{place} AND v.field = :field{place} AND v.text < :today "
        f"AND {still} AND n.id = v.node AND p.id = n.project ORDER BY v.text, v.node LIMIT :limit) AS oldest"  # sql: constants only
    )
    sql = " UNION ALL ".join(each.format(place=place) for place in range(len(promised)))  # sql: names of parameters
    given = {f"kind{place}": kind for place, (kind, _) in enumerate(promised)}
    given |= {f"field{place}": field for place, (_, field) in enumerate(promised)}
    rows = look.tx.rows(sql, project=project, finished=look.finished, today=look.today.isoformat(), limit=SHOWN, **given)
    return _lates(rows)


def _late_holding(look: Look, promises: Promises) -> list[_Late]:
    """Late blockers, those that hold up most: few of them are among the oldest."""
    tx, held = look.tx, promises.held_up
    sql = (
        f"SELECT {END}, n.fields, v.text, v.field FROM node_value v CROSS JOIN node n CROSS JOIN project p "
        f"WHERE {tx.any_of('v.node', 'nodes')} AND v.field IN ('due', 'time_box', 'ends') AND v.pos = 0 AND v.text < :today "
        "AND n.id = v.node AND p.id = n.project"  # sql: constants only
    )
    most = sorted(promises.late_blockers, key=lambda node: (-held.get(node, 0), node))[:SHOWN]
    return _lates(tx.rows(sql, nodes=most, today=look.today.isoformat())) if most else []


def _lates(rows: Sequence[Row]) -> list[_Late]:
    found = [(row, day_in(row[7])) for row in rows]
    return [_Late(end_of(row), msgspec.json.decode(row[6]), due, row[8]) for row, due in found if due]


def _late_in_words(look: Look, late: _Late, promises: Promises, held: dict[str, int], ends: dict[str, End]) -> _Found:
    node = late.end.id or ""
    blocker = next((ends[each] for each in promises.blocks.get(node, [])[:1] if each in ends), None)
    days = counted((look.today - late.due).days, "day")
    until = "its time box ended" if late.field == "time_box" else "it ended" if late.field == "ends" else "due"
    reason = f"{days} late, {until} {said(late.due, look.today)}"
    if count := held.get(node, 0):
        reason += f", holds up {count:,}"
    return _Found(late.end, "late", reason, late.fields, late.due.isoformat(), blocker, count)


def _blocked(look: Look, project: str, promises: Promises, late: Collection[str]) -> list[_Found]:
    """Issues and others that wait for something, what waits for something late first."""
    ids = sorted((node for node in promises.blocks if node not in late), reverse=True)[: SHOWN * 4]
    wanted = _items(look, ids)
    ends = ends_by_id(look, [promises.blocks[node][0] for node in ids])
    found = []
    for node, (end, fields) in wanted.items():
        blockers = promises.blocks[node]
        blocker = ends.get(blockers[0], End(restricted=True))
        due = day_in(fields.get("due"))
        name = "something that you may not see" if blocker.restricted else name_of(blocker)
        more = f" and {counted(len(blockers) - 1, 'other')}" if len(blockers) > 1 else ""
        found.append(_Found(end, "blocked", f"blocked by {name}{more}", fields, due.isoformat() if due else None, blocker))
    found.sort(key=lambda each: ((each.blocker.id if each.blocker else "") not in late, each.end.id or ""))
    if promises.marked and len(found) < SHOWN:
        found += _marked_items(look, project, [*promises.blocks, *late], SHOWN - len(found))
    return found


def _items(look: Look, ids: Sequence[str]) -> dict[str, tuple[End, dict[str, Any]]]:
    sql = f"SELECT {END}, n.fields FROM node n JOIN project p ON p.id = n.project WHERE {look.tx.any_of('n.id', 'ids')}"
    return {row[0]: (end_of(row), msgspec.json.decode(row[6])) for row in look.tx.rows(sql, ids=list(ids))}  # sql: constants only


def _marked_items(look: Look, project: str, but: Sequence[str], limit: int) -> list[_Found]:
    sql = (
        f"SELECT {END}, n.fields FROM node n JOIN project p ON p.id = n.project WHERE n.project = :project AND n.kind = 'issue' "
        f"AND n.state = 'blocked' AND n.trashed IS NULL AND NOT {look.tx.any_of('n.id', 'but')} "
        "ORDER BY n.id DESC LIMIT :limit"  # sql: constants only
    )
    rows = look.tx.rows(sql, project=project, but=list(but), limit=limit)
    return [_Found(end_of(row), "blocked", "marked as blocked; nothing says by what", msgspec.json.decode(row[6])) for row in rows]


def _with_people(look: Look, found: Sequence[_Found]) -> tuple[Concern, ...]:
    people = {id(each): next((each.fields[field] for field in PEOPLE if each.fields.get(field)), "") for each in found}
    names = names_of(look.tx, look.caller.workspace, {person for person in people.values() if person})
    return tuple(
        Concern(each.end, each.what, each.reason, each.due, each.blocker, each.holds_up, names.get(people[id(each)], "")) for each in found
    )
