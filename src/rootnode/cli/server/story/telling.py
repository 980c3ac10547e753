"""Plays the planning history: real acts of the example's people, as of the days on which the story has them happen."""

import datetime
from collections import Counter
from typing import Any, Final

from rootnode.auth.caller import Caller, system_caller
from rootnode.auth.credentials import caller_of_account
from rootnode.auth.played import add_example_person, example_people
from rootnode.cli.server.story.history import DATES, PEOPLE, TEXTS, Act, History, Then, Tie, Told, acts_of, date_after, first_text
from rootnode.doors.rootnode import Rootnode
from rootnode.graph.changes import UNSET, Connect, Create, Request, Update
from rootnode.graph.nodes import Node, nodes_by_id
from rootnode.graph.projects import create_project, grant
from rootnode.kit.clock import DAY, HOUR, MINUTE
from rootnode.kit.db import ReadTx
from rootnode.kit.db.past import as_of
from rootnode.wire.people import ProjectRole

VERBS: Final = {Told: "create_item", Then: "update_item", Tie: "link_items"}
BEGINS: Final = 8 * HOUR
LASTS: Final = 9 * HOUR


def address_of_person(short: str) -> str:
    """An address at which nobody can be reached."""
    return f"{short}@example.invalid"


def tell(rootnode: Rootnode, history: History, key: str) -> str:
    """Make the project and its people and play all that happened; answers the project's id."""
    teller = _Teller(rootnode, history)
    teller.begin(key)
    acts = acts_of(history)
    days = Counter(act.day for act in acts)
    played: Counter[int] = Counter()
    for act in acts:
        teller.play(act, BEGINS + LASTS * played[act.day] // days[act.day])
        played[act.day] += 1
    return teller.project


class _Teller:
    """What is known while the history is played."""

    def __init__(self, rootnode: Rootnode, history: History) -> None:
        self._db = rootnode.db
        self._graph = rootnode.graph
        self._workspace = rootnode.workspace
        self._history = history
        now = rootnode.clock.now()
        self._midnight = now - now % DAY
        self._today = datetime.datetime.fromtimestamp(now / 1_000_000, datetime.UTC).date()
        self._ids: dict[str, str] = {}
        self._texts: dict[str, str] = {}
        self._people: dict[str, Caller] = {}
        self.project = ""

    def begin(self, key: str) -> None:
        """The people, the project, and who may write in it."""
        operator = system_caller(self._workspace)
        first = min(told.day for told in self._history.item)
        start = self._moment(first, 7 * HOUR)
        for name in self._history.people:
            full = self._history.people[name]
            self._db.write_now(as_of, start, add_example_person, self._workspace, full, address_of_person(name))
        known = self._db.read_now(example_people, self._workspace)
        accounts = {name: known[address_of_person(name)] for name in self._history.people}
        summary = self._history.summary
        made = self._db.write_now(
            as_of, start, create_project, operator, self._graph, self._history.name, key, summary=summary, special="example"
        )
        self.project = made.id
        for name, account in accounts.items():
            role: ProjectRole = "lead" if name == "priya" else "editor"
            self._db.write_now(as_of, start, grant, operator, self._graph, made.id, account, role)
        self._people = {name: self._caller(account) for name, account in accounts.items()}
        lead = Update(made.id, fields={"lead": accounts["priya"], "target_date": date_after(self._today, 18)})
        self._db.write_now(as_of, start + MINUTE, self._graph.apply, operator, [lead], verb="update_project")

    def _caller(self, account: str) -> Caller:
        found = self._db.read_now(caller_of_account, account)
        if found is None:
            raise LookupError(f"The example's person {account} is not there.")
        return found

    def play(self, act: Act, time_of_day: int) -> None:
        """Carry one act out as of its day."""
        moment = self._moment(act.day, time_of_day)
        verb, caller = VERBS[type(act.does)], self._people[act.by]
        node = self._db.write_now(as_of, moment, self._graph.apply, caller, [self._request(act)], verb=verb)
        if isinstance(act.does, Told):
            self._ids[act.told.ref] = node.node.id

    def _moment(self, day: int, time_of_day: int) -> int:
        return self._midnight + day * DAY + time_of_day

    def _request(self, act: Act) -> Request:
        told = act.told
        match act.does:
            case Told():
                return Create(told.type, self.project, told.title, state=told.state, fields=self._fields(told))
            case Tie(type=type_, to=far):
                return Connect(type_, self._ids[told.ref], self._ids[far])
            case Then(state=state, replace=replace):
                return Update(self._ids[told.ref], state=state or UNSET, fields=self._edited(told, replace))

    def _fields(self, told: Told) -> dict[str, Any]:
        fields = {name: self._value(name, value) for name, value in told.fields.items()}
        if told.text:
            fields[TEXTS[told.type]] = self._texts[told.ref] = first_text(told)
        return fields

    def _value(self, name: str, value: Any) -> Any:
        if name in DATES:
            return date_after(self._today, value)
        return self._people[value].account if name in PEOPLE else value

    def _edited(self, told: Told, replace: tuple[str, str] | None) -> dict[str, Any]:
        if replace is None:
            return {}
        self._texts[told.ref] = self._texts[told.ref].replace(*replace)
        return {TEXTS[told.type]: self._texts[told.ref]}


def items_told(tx: ReadTx, caller: Caller, history: History, project: str) -> dict[str, Node]:
    """The story's items in a project where it was told, by their short names; those in the trash or renamed are missing."""
    rows = tx.rows(
        "SELECT id, kind, title FROM node WHERE project = :project AND number > 0 AND trashed IS NULL ORDER BY id LIMIT 2000",
        project=project,
    )
    found = {(kind, title): id_ for id_, kind, title in reversed(rows)}
    ids = {told.ref: found[told.type, told.title] for told in history.item if (told.type, told.title) in found}
    nodes = nodes_by_id(tx, caller, list(ids.values()))
    return {ref: nodes[id_] for ref, id_ in ids.items() if id_ in nodes}
