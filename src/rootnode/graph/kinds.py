"""Kinds and link types: what a node may be, which fields and states it has, and how nodes may be linked.

A room declares its kinds in its `kinds.py`; `wiring.py` puts them into one `Kinds`. Adding a kind is adding a declaration.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from rootnode.kit.errors import Invalid
from rootnode.wire.items import Field, ItemType, Phase, State


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of node. The first state is the one a new node has.

    `ingest`: a token with only the permission to ingest may make and change nodes of this kind.
    `creatable`: people may make one by hand; others come from a protocol or from a verb of their own.
    `numbered`: gets a human key such as FRAUD-12; what machines make by the thousand does without.
    `owned`: attributes (title, parent, `fields.<name>`...) that only a verb of the kind's own room changes, because it
    keeps something else in step with them. A general edit of an item, and undo, leave them alone.
    """

    name: str
    label: str
    plural: str
    phase: Phase
    states: tuple[State, ...]
    fields: tuple[Field, ...] = ()
    creatable: bool = True
    ingest: bool = False
    numbered: bool = True
    owned: frozenset[str] = frozenset()

    def state(self, name: str) -> State:
        """The state of that name. Raises Invalid naming those there are."""
        for state in self.states:
            if state.name == name:
                return state
        known = ", ".join(state.name for state in self.states)
        raise Invalid(f"{self.plural} have no state '{name}'. Use one of: {known}.", where="state")

    def as_type(self) -> ItemType:
        """The kind in people's words."""
        fixed = tuple(sorted(name.removeprefix("fields.") for name in self.owned))
        return ItemType(self.name, self.label, self.plural, self.phase, self.states, self.fields, self.creatable, fixed)


@dataclass(frozen=True, slots=True)
class LinkType:
    """`upstream` names the end that the other one came from; None where a link is no lineage.

    `sources` and `targets` name the kinds allowed at each end; empty means any.
    """

    name: str
    upstream: Literal["source", "target"] | None = None
    sources: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()


_DATA = ("dataset", "dataset_version")
_MODELS = ("model", "model_version", "logged_model")

LINK_TYPES = (
    LinkType("documents", sources=("document",)),
    LinkType("blocks"),
    LinkType("implements", targets=("requirement", "decision", "document", "issue")),
    LinkType("evidence_for"),
    LinkType("trained_on", "target", sources=("run", "study", *_MODELS), targets=_DATA),
    LinkType("produced", "source", sources=("run", "study")),
    LinkType("evaluated_on", "target", sources=("run", *_MODELS), targets=_DATA),
    LinkType("derived_from", "target"),
    LinkType("deploys", "target", sources=("deployment_plan", "release"), targets=(*_MODELS, "deployment_spec")),
    LinkType("serves", "target", sources=("endpoint",), targets=("release", *_MODELS)),
    LinkType("caused_by", "target", sources=("incident", "alert", "issue")),
    LinkType("mentions"),
    LinkType("duplicates"),
    LinkType("supersedes"),
    LinkType("relates"),
)


class Kinds:
    """Every kind and link type that this server knows."""

    def __init__(self, kinds: Iterable[Kind], links: Iterable[LinkType] = LINK_TYPES) -> None:
        self._kinds: dict[str, Kind] = {}
        for kind in kinds:
            if kind.name in self._kinds:
                raise ValueError(f"kind '{kind.name}' is declared twice")
            self._kinds[kind.name] = kind
        self._links = {link.name: link for link in links}

    def __iter__(self) -> Iterator[Kind]:
        return iter(self._kinds.values())

    def kind(self, name: str) -> Kind:
        """The kind of that name. Raises Invalid."""
        if found := self._kinds.get(name):
            return found
        raise Invalid(f"There is no type '{name}'. Use one of: {', '.join(sorted(self._kinds))}.", where="type")

    def link(self, name: str) -> LinkType:
        """The link type of that name. Raises Invalid."""
        if found := self._links.get(name):
            return found
        raise Invalid(f"There is no link type '{name}'. Use one of: {', '.join(sorted(self._links))}.", where="type")

    def link_names(self) -> list[str]:
        """Names of the link types."""
        return list(self._links)

    def check_ends(self, link: LinkType, source: str, target: str) -> None:
        """Refuse a link between kinds that its type does not join."""
        for end, kind, allowed in (("source", source, link.sources), ("target", target, link.targets)):
            if allowed and kind not in allowed:
                raise Invalid(f"'{link.name}' cannot have a {kind} as its {end}; allowed: {', '.join(allowed)}.", where=end)

    def lineage(self, end: Literal["source", "target"]) -> list[str]:
        """Names of the link types whose upstream end is `end`."""
        return [link.name for link in self._links.values() if link.upstream == end]

    def joined(self, links: Iterable[str], end: Literal["source", "target"], kind: str) -> bool:
        """Whether one of these link types may have a node of that kind as its `end`."""
        allowed = [self._links[name].sources if end == "source" else self._links[name].targets for name in links]
        return any(not kinds or kind in kinds for kinds in allowed)
