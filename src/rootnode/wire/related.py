"""What stands beside an item: where it hangs, documents that apply, people who know."""

from typing import Literal

import msgspec

from rootnode.wire.items import End, Way


class Place(msgspec.Struct, frozen=True):
    """What an item hangs beneath, outermost first."""

    above: tuple[End, ...]


class DocumentReason(msgspec.Struct, frozen=True):
    """Why a document applies. `linked`: by a link of the type `link`; `lineage`: it documents `via`; `label`: both have `label`."""

    why: Literal["linked", "lineage", "label"]
    link: str | None = None
    direction: Way | None = None
    via: End | None = None
    label: str | None = None


class AppliedDocument(msgspec.Struct, frozen=True):
    """`link` is the one that says the document is about this very item; null where it applies for other reasons."""

    document: End
    reasons: tuple[DocumentReason, ...]
    category: str | None = None
    link: str | None = None
    dismissed: bool = False


class AppliedDocuments(msgspec.Struct, frozen=True):
    """At most 30, the surest first; those that somebody dismissed come last."""

    documents: tuple[AppliedDocument, ...]


class DocumentAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`accept` links the document with the item; `dismiss` says that it does not apply; `recall` takes that back."""

    document: str
    answer: Literal["accept", "dismiss", "recall"]


class PersonReason(msgspec.Struct, frozen=True):
    """Why somebody knows. `field`: named in the field `label`; `made` it, or `via`; `changed` it `count` times; `owns` `via`."""

    why: Literal["field", "made", "changed", "owns"]
    label: str | None = None
    count: int | None = None
    via: End | None = None


class KnowingPerson(msgspec.Struct, frozen=True):
    person: str
    name: str
    reasons: tuple[PersonReason, ...]


class KnowingPeople(msgspec.Struct, frozen=True):
    """At most six, those who know most first."""

    people: tuple[KnowingPerson, ...]
