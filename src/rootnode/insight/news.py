"""What others changed since the person's last visit (docs/spec/hub.md, H65): from the newest entries of the log, item by item."""

from typing import Final

import msgspec

from rootnode.graph.access import visible
from rootnode.graph.changes import newest
from rootnode.insight.figures import in_list
from rootnode.insight.looking import END, Look, end_of
from rootnode.kit.clock import DAY
from rootnode.wire.hub import News

SHOWN: Final = 10
LOOKED_AT: Final = 5_000
"""So many entries of the log, the newest ones, are looked through."""
READ: Final = 200
LONG: Final = 20_000
MACHINES: Final = ("run", "logged_model", "model_version", "dataset_version", "experiment")
"""Types that programs change all the time; their results are told on the hubs."""


def news_for(look: Look, since: int | None) -> tuple[News, ...]:
    """The newest first, each item once with its last change; of the last day where no visit is known."""
    tx = look.tx
    seen, params = visible(tx, look.caller, "c.project")
    still, _ = visible(tx, look.caller, tx.beside_index("n.project"))  # where it is now, and what it is called, are told, too
    sql = (
        f"SELECT {END}, c.at, c.actor_name, r.title, c.body FROM change c CROSS JOIN node n CROSS JOIN project p CROSS JOIN node r "
        f"WHERE c.workspace = :workspace AND c.number > :from AND c.type = 'node' AND c.at > :since AND c.actor <> :me AND {seen} "
        f"AND NOT {tx.any_of('c.kind', 'machines')} AND length(c.body) < :long AND n.id = c.node AND n.trashed IS NULL "
        f"AND {still} AND p.id = n.project AND r.id = n.project ORDER BY c.number DESC LIMIT :limit"  # sql: constants only
    )
    start = newest(tx, look.caller.workspace) - LOOKED_AT
    given = params | {"from": start, "machines": list(MACHINES), "me": look.caller.actor, "long": LONG}
    found: dict[str, News] = {}
    for row in tx.rows(sql, since=tx.now - DAY if since is None else since, limit=READ, **given):
        if row[0] not in found and len(found) < SHOWN:
            found[row[0]] = News(row[6], row[7], end_of(row), row[8], _words(look, row[1], row[9]))
    return tuple(found.values())


def _words(look: Look, kind: str, body: str) -> str:
    """What a change did: made, Done, changed due and assignee."""
    given = msgspec.json.decode(body)["set"]
    if "kind" in given:
        return "made"
    if "project" in given or "number" in given:
        return "moved to another project"
    if "trashed" in given:
        return "restored"
    if "state" in given:
        states = {state.name: state.label for state in look.kinds.kind(kind).states}
        return states.get(given["state"][1], "")
    labels = {field.name: field.label.lower() for field in look.kinds.kind(kind).fields}
    names = [attribute.removeprefix("fields.") for attribute in given]
    return f"changed {in_list([labels.get(name, name.replace('_', ' ')) for name in names[:3]])}"
