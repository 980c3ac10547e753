"""What follows from the example's runs once they have run: verdicts, evidence, what a target lacks. Each number is read from the runs."""

from collections.abc import Iterable
from typing import Final, Literal, TypeAlias

import msgspec

from rootnode.auth.caller import Caller, system_caller
from rootnode.auth.credentials import caller_of_account
from rootnode.auth.played import example_people
from rootnode.build.pages import RunPage, run_pages
from rootnode.build.registry_pages import version_by_alias
from rootnode.cli.server.story.history import load_history
from rootnode.cli.server.story.telling import address_of_person, items_told
from rootnode.doors.rootnode import Rootnode
from rootnode.graph.apply import Graph
from rootnode.graph.changes import Connect, Request, Update
from rootnode.graph.nodes import Node
from rootnode.kit.db import ReadTx, WriteTx
from rootnode.kit.errors import NotFound

MODEL: Final = "digit-reader"
NOISE: Final = 0.01
"""Below one point a difference is none (the story's guideline says why)."""
Verdict: TypeAlias = Literal["confirmed", "refuted", "undecided"]


class Result(msgspec.Struct, frozen=True):
    """A finished run: what it was, and how it was judged."""

    node: Node
    family: str
    idea: str
    metrics: dict[str, float]

    @property
    def accuracy(self) -> float:
        return self.metrics["test_accuracy"]


def finished(tx: ReadTx, project: str) -> bool:
    """Whether the story has come to its end there."""
    sql = (
        "SELECT 1 FROM node WHERE project = :project AND kind = 'hypothesis' "
        "AND state IN ('confirmed', 'refuted', 'undecided') AND trashed IS NULL LIMIT 1"
    )
    return tx.row(sql, project=project) is not None


def conclude(rootnode: Rootnode, project: str) -> list[str]:
    """Write down what the runs say; answers the verdicts in a line each. Raises NotFound where too little has run."""
    work = rootnode.db.read_now(_gather, rootnode, project)
    rootnode.db.write_now(work.write)
    return work.lines


def _gather(tx: ReadTx, rootnode: Rootnode, project: str) -> "_Work":
    operator = system_caller(rootnode.workspace)
    ids = [row[0] for row in tx.rows("SELECT run FROM run_place WHERE project = :project ORDER BY run LIMIT 200", project=project)]
    pages = [page for page in run_pages(tx, ids) if page.node.trashed is None]
    champion = version_by_alias(tx, project, MODEL, "champion")
    people = {
        address.partition("@")[0]: caller_of_account(tx, account) for address, account in example_people(tx, rootnode.workspace).items()
    }
    items = items_told(tx, operator, load_history(), project)
    missing = {address_of_person(name) for name, caller in people.items() if caller is None}
    if missing:
        raise NotFound(f"The example's people are not all there: {', '.join(sorted(missing))}.")
    sql = "SELECT id, kind, title FROM node WHERE project = :project AND kind IN ('model', 'dataset') AND trashed IS NULL LIMIT 100"
    named = {(kind, title): id_ for id_, kind, title in tx.rows(sql, project=project)}
    known = {name: caller for name, caller in people.items() if caller is not None}
    return _Work(rootnode.graph, known, items, pages, champion.node.id, champion.run, named)


def results_of(pages: Iterable[RunPage]) -> list[Result]:
    """Those that were judged."""
    found = []
    for page in pages:
        metrics = {each.key: each.last for each in page.metrics}
        if "test_accuracy" in metrics:
            found.append(Result(page.node, page.tags.get("family", ""), page.tags.get("idea", ""), metrics))
    return found


def best(results: Iterable[Result], family: str, idea: str = "") -> Result:
    """The one that was judged best. Raises NotFound."""
    fitting = [result for result in results if (result.family, result.idea) == (family, idea)]
    if not fitting:
        raise NotFound(f"No {family} run has finished yet{f' that tests {idea}' if idea else ''}.")
    return max(fitting, key=lambda result: result.accuracy)


def compared(challenger: float, champion: float) -> Verdict:
    """Whether the first is better than the second, by more than noise."""
    if abs(challenger - champion) < NOISE:
        return "undecided"
    return "confirmed" if challenger > champion else "refuted"


def share(value: float) -> str:
    """A share as people write it."""
    return f"{value:.1%}"


def points(value: float) -> str:
    """A difference of two shares, without its sign."""
    return f"{abs(100 * value):.1f} points"


class _Work:
    """Each conclusion is an act of its own, of the person whose matter it is."""

    def __init__(
        self, graph: Graph, people: dict[str, Caller], items: dict[str, Node], pages: list[RunPage], version: str, run: str,
        named: dict[tuple[str, str], str],
    ) -> None:  # fmt: skip
        self._graph = graph
        self._people = people
        self._items = items
        self._results = results_of(pages)
        self._failed = [page.node for page in pages if page.node.state == "failed"]
        self._version = version
        self._run = run
        self._named = named
        self._acts: list[tuple[str, str, list[Request]]] = []
        self.lines: list[str] = []
        self._half_size()
        self._second_layer()
        self._linear()
        self._targets()
        self._rest()

    def write(self, tx: WriteTx) -> None:
        for who, verb, requests in self._acts:
            self._graph.apply(tx, self._people[who], requests, verb=verb)

    def _link(self, who: str, type_: str, sources: Iterable[str], target: str) -> None:
        """Links from what is there to an item of the story that is still there."""
        if target in self._items:
            self._acts += [(who, "link_items", [Connect(type_, source, self._items[target].id)]) for source in sources]

    def _change(self, who: str, ref: str, state: str | None = None, **fields: str) -> None:
        node = self._items.get(ref)
        if node is not None:
            update = Update(node.id, fields=fields) if state is None else Update(node.id, state=state, fields=fields)
            self._acts.append((who, "update_item", [update]))

    def _verdict(self, who: str, ref: str, verdict: Verdict, said: str, evidence: list[Result]) -> None:
        self._link(who, "evidence_for", [result.node.id for result in evidence], ref)
        self._change(who, ref, verdict, verdict=said)
        if ref in self._items:
            self.lines.append(f"{verdict}: {self._items[ref].title}")

    def _half_size(self) -> None:
        pairs = [(best(self._results, family), best(self._results, family, "half-size")) for family in ("linear", "neural")]
        losses = [full.accuracy - half.accuracy for full, half in pairs]
        verdict: Verdict = "refuted" if max(losses) > NOISE else "confirmed"
        told = "; ".join(
            f"{family}: {share(full.accuracy)} with full pictures, {share(half.accuracy)} with half-size ones"
            for family, (full, half) in zip(("linear", "neural"), pairs, strict=True)
        )
        said = f"{told}. The greater loss is {points(max(losses))}; the criterion allowed one. "
        said += "Do not try it again without bigger pictures." if verdict == "refuted" else "It may be used."
        self._verdict("tomas", "half_size", verdict, said, [each for pair in pairs for each in pair])
        outcome = "Full size, 8 x 8." if verdict == "refuted" else "Half size, 4 x 4."
        self._change("tomas", "full_size", "accepted", outcome=f"{outcome} {said}")
        if "half_size" in self._items:
            self._link("tomas", "evidence_for", [self._items["half_size"].id], "full_size")
        self._change("aiko", "half_issue", "done")

    def _second_layer(self) -> None:
        wide, deep = best(self._results, "neural"), best(self._results, "neural", "second-layer")
        verdict = compared(deep.accuracy, wide.accuracy)
        gap = deep.accuracy - wide.accuracy
        said = f"Two layers read {share(deep.accuracy)}, one layer {share(wide.accuracy)}: a difference of {points(gap)}"
        said += ", which is less than one point and so none." if verdict == "undecided" else "."
        self._verdict("aiko", "second_layer", verdict, said, [wide, deep])
        self._change("priya", "sweep", "done")

    def _linear(self) -> None:
        linear = best(self._results, "linear")
        verdict: Verdict = "confirmed" if linear.accuracy >= 0.95 else "refuted"
        self._verdict(
            "aiko", "linear_enough", verdict, f"The best linear run reads {share(linear.accuracy)} of the test pictures.", [linear]
        )

    def _targets(self) -> None:
        """The champion against each metric target: met, or what it lacks."""
        champion = next((result for result in self._results if result.node.id == self._run), None)
        if champion is None:
            raise NotFound("The champion's run is not there.")
        told = []
        for ref, who in (("accuracy", "ines"), ("worst", "aiko")):
            node = self._items.get(ref)
            if node is None:
                continue
            value, target = champion.metrics[node.fields["metric"]], node.fields["target"]
            self._link(who, "evidence_for", [champion.node.id], ref)
            if value >= target:
                self._change(who, ref, "met")
            told.append(f"{node.title}: {share(value)}, {points(value - target)} {'above' if value >= target else 'short of'} the target.")
        self.lines += told
        if "plan" in self._items:
            before = self._items["plan"].fields.get("description", "")
            self._change("jonas", "plan", description="\n".join([before, "", "The champion today:", *(f"- {line}" for line in told)]))
            self._acts.append(("jonas", "link_items", [Connect("deploys", self._items["plan"].id, self._version)]))

    def _rest(self) -> None:
        """What belongs together now that it is there."""
        if "hinge" in self._items:
            for failed in self._failed[:1]:
                self._acts.append(("tomas", "link_items", [Connect("caused_by", self._items["hinge"].id, failed.id)]))
        for ref, who, kind, title in (
            ("model_card", "aiko", "model", MODEL),
            ("data_card", "ruth", "dataset", "digits-train"),
            ("data_card", "ruth", "dataset", "digits-test"),
            ("guideline", "aiko", "dataset", "digits-test"),
        ):
            if ref in self._items and (kind, title) in self._named:
                self._acts.append((who, "link_items", [Connect("documents", self._items[ref].id, self._named[kind, title])]))
        self._change("aiko", "model_card", "in_review")
