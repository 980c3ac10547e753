"""The five phases in numbers (docs/spec/hub.md, H30 to H35): a small function each, from counts that were made once."""

from datetime import date
from typing import Final

import msgspec

from rootnode.insight.aims import Deadline
from rootnode.insight.concerns import Promises
from rootnode.insight.figures import counted, day_in, in_list, number
from rootnode.insight.looking import END, Look, Tally, count_of, end_of, open_count
from rootnode.wire.hub import Aim, PhaseFacts
from rootnode.wire.items import End

FIRES: Final = 200
STAGES: Final = 100
IN_ALL: Final = 10_000
"""So many rows are read for all projects together: the first of each before the second of any."""


class Stage(msgspec.Struct, frozen=True):
    """What is being worked towards: an active milestone or cycle, and its issues by state."""

    of: End
    issues: dict[str, int]


class Fire(msgspec.Struct, frozen=True):
    """An open incident or a firing alert. `grave`: high, critical, or an incident that nobody has judged."""

    end: End
    grave: bool


class Ground(msgspec.Struct, frozen=True):
    """What the sentence and the phases are made of."""

    tally: Tally
    promises: Promises
    aims: list[Aim]
    fires: list[Fire]
    deadline: Deadline | None
    stage: Stage | None = None


def fires_of(look: Look, projects: list[str]) -> dict[str, list[Fire]]:
    """What burns in each project, the newest first; at most 200 of each."""
    tx = look.tx
    sql = (
        f"SELECT * FROM (SELECT {END}, n.project, n.fields, ROW_NUMBER() OVER (PARTITION BY n.project ORDER BY n.id DESC) AS place "
        f"FROM node n CROSS JOIN project p WHERE {tx.any_of('n.project', 'projects')} "
        "AND n.kind IN ('incident', 'alert') AND n.state IN ('open', 'acknowledged', 'firing') AND n.trashed IS NULL "
        "AND NOT (n.kind = 'alert' AND n.state = 'acknowledged') AND p.id = n.project) AS ranked "
        "WHERE place <= :most ORDER BY place, id LIMIT :limit"  # sql: constants only
    )
    found: dict[str, list[Fire]] = {}
    for row in sorted(tx.rows(sql, projects=projects, most=FIRES, limit=IN_ALL), key=lambda row: str(row[0]), reverse=True):
        severity = msgspec.json.decode(row[7]).get("severity")
        grave = severity in ("high", "critical") or (severity is None and row[1] == "incident")
        found.setdefault(row[6], []).append(Fire(end_of(row), grave))
    return found


def stages_of(look: Look, projects: list[str]) -> dict[str, list[tuple[End, date | None]]]:
    """Open milestones and active cycles of each project with their days: active ones first, then by day. At most 100 of each."""
    tx = look.tx
    order = "CASE n.state WHEN 'active' THEN 0 ELSE 1 END, COALESCE(v.text, '9999'), n.id"
    sql = (
        f"SELECT * FROM (SELECT {END}, n.project, n.fields, ROW_NUMBER() OVER (PARTITION BY n.project ORDER BY {order}) AS place "
        "FROM node n CROSS JOIN project p LEFT JOIN node_value v ON v.node = n.id AND v.pos = 0 "
        "AND v.field = CASE n.kind WHEN 'milestone' THEN 'due' ELSE 'ends' END "
        f"WHERE {tx.any_of('n.project', 'projects')} AND n.kind IN ('milestone', 'cycle') AND n.trashed IS NULL AND p.id = n.project "
        "AND (n.state = 'active' OR (n.state = 'planned' AND n.kind = 'milestone'))) AS ranked "
        "WHERE place <= :most ORDER BY place, id LIMIT :limit"  # sql: constants only
    )
    found: dict[str, list[tuple[End, date | None]]] = {}
    for row in tx.rows(sql, projects=projects, most=STAGES, limit=IN_ALL):
        end, fields = end_of(row), msgspec.json.decode(row[7])
        found.setdefault(row[6], []).append((end, day_in(fields.get("due") or fields.get("ends"))))
    for stages in found.values():
        stages.sort(key=lambda stage: (stage[0].state != "active", stage[0].type != "milestone", stage[1] or date.max))
    return found


def deadline_of(stages: list[tuple[End, date | None]], target_date: str | None) -> Deadline | None:
    """H22: the day of the nearest open milestone, the active ones first; else the project's target date."""
    for end, day in stages:
        if end.type == "milestone" and day:
            return Deadline(day, end)
    day = day_in(target_date)
    return Deadline(day, None) if day else None


def stage_of(look: Look, stages: list[tuple[End, date | None]]) -> Stage | None:
    """H31: the first active milestone or cycle that has issues beneath it."""
    sql = "SELECT state, COUNT(*) FROM node WHERE parent = :parent AND kind = 'issue' AND trashed IS NULL GROUP BY state"
    for end, _ in [stage for stage in stages if stage[0].state == "active"][:4]:
        issues = {state: int(count) for state, count in look.tx.rows(sql, parent=end.id)}
        if issues:
            return Stage(end, issues)
    return None


def phases_of(look: Look, ground: Ground) -> tuple[PhaseFacts, ...]:
    """All five, in order."""
    return (_scope(look, ground), _plan(look, ground), _build(ground), _ship(look, ground.tally), _watch(ground.tally))


def _scope(look: Look, ground: Ground) -> PhaseFacts:
    tally = ground.tally
    met, dropped, every = (count_of(tally, "requirement", *states) for states in (("met",), ("dropped",), ()))
    wanted = every - dropped
    if not wanted:
        documents = count_of(tally, "document")
        says = counted(documents, "document") if documents else "no requirement yet"
        return PhaseFacts("scope", 0, None, "requirements", says)
    short = [aim for aim in ground.aims if not aim.reached]
    still = open_count(look, tally, "requirement")
    says = f"{short[0].metric} still short" if short else "requirements"
    return PhaseFacts("scope", met, wanted, "met", says, f"{still:,} open" if still else "all met", "plain" if still else "good")


def _plan(look: Look, ground: Ground) -> PhaseFacts:
    issues = ground.stage.issues if ground.stage else ground.tally.get("issue", {})
    every = sum(issues.values()) - issues.get("cancelled", 0)
    late = sum(count for (kind, _), count in ground.promises.late.items() if look.kinds.kind(kind).phase == "plan")
    note = f"{late:,} late" if late else f"{ground.promises.blocked:,} blocked" if ground.promises.blocked else ""
    if not every:
        other = count_of(ground.tally, "milestone") + count_of(ground.tally, "hypothesis")
        says = counted(other, "other item") if other else "no issue yet"
        return PhaseFacts("plan", 0, None, "issues", says, note, "warn" if note else "plain")
    says = "issues"
    if ground.stage:
        says = f"issues of {ground.stage.of.title}"
    done = issues.get("done", 0)
    if not note and done == every:
        return PhaseFacts("plan", done, every, "done", says, "all done", "good")
    return PhaseFacts("plan", done, every, "done", says, note, "warn" if note else "plain")


def _build(ground: Ground) -> PhaseFacts:
    runs, running = count_of(ground.tally, "run"), count_of(ground.tally, "run", "running")
    best = next((aim for aim in ground.aims if aim.best), None)
    if best and best.best:
        says = f"best {best.metric} {number(best.best.value, best.unit)}"
    else:
        models = count_of(ground.tally, "model")
        says = counted(models, "model") if models else "no target to hold them against" if runs else "no run yet"
    note = f"{running:,} training" if running else ""
    return PhaseFacts("build", runs, None, "run" if runs == 1 else "runs", says, note)


def _ship(look: Look, tally: Tally) -> PhaseFacts:
    done = count_of(tally, "deployment_plan", "done")
    every = count_of(tally, "deployment_plan") - count_of(tally, "deployment_plan", "abandoned")
    releases = count_of(tally, "release", "live", "rolling_out")
    if not every:
        says = f"{counted(releases, 'release')} live" if releases else "no deployment plan yet"
        return PhaseFacts("ship", releases, None, "release" if releases == 1 else "releases", says)
    states = [
        f"{count:,} {state.label.lower()}"
        for state in look.kinds.kind("deployment_plan").states
        if not state.done and (count := count_of(tally, "deployment_plan", state.name))
    ]
    waiting = open_count(look, tally, "deployment_plan")
    says = f"plans; {in_list(states)}" if states else f"plans; {counted(releases, 'release')} live"
    return PhaseFacts("ship", done, every, "carried out", says, "waiting" if waiting else "all done", "plain" if waiting else "good")


def _watch(tally: Tally) -> PhaseFacts:
    live, planned = count_of(tally, "endpoint", "live"), count_of(tally, "endpoint", "planned")
    incidents, alerts = count_of(tally, "incident", "open", "acknowledged"), count_of(tally, "alert", "firing")
    monitors = count_of(tally, "monitor", "on")
    watched = counted(monitors, "monitor") if monitors else "no monitor yet"
    every = live + planned
    if incidents or alerts:
        note = f"{incidents:,} open" if incidents else f"{alerts:,} firing"
        burning = [counted(incidents, "open incident")] if incidents else []
        burning += [counted(alerts, "firing alert")] if alerts else []
        return PhaseFacts("watch", live, every or None, "live", in_list(burning), note, "bad")
    if not every:
        return PhaseFacts("watch", 0, None, "endpoints", watched if monitors else "nothing serves yet")
    return PhaseFacts("watch", live, every, "live", f"endpoints; {watched}", "all quiet" if live else "", "good" if live else "plain")
