"""One item as Markdown with front matter: its fields, links and history."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from rootnode.graph.kinds import Kinds
from rootnode.graph.nodes import Node
from rootnode.live.comments import Comment

LONGEST_HISTORY: Final = 500
LONGEST_DISCUSSION: Final = 500


class Said(msgspec.Struct, frozen=True):
    """A line of history: when, who, and what in words."""

    at: int
    who: str
    what: str


def moment(at: int) -> str:
    """ISO 8601, UTC; the number itself where a client's clock was outside of the years that have a name."""
    try:
        return datetime.fromtimestamp(at / 1_000_000, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    except (ValueError, OverflowError, OSError):
        return str(at)


def json_text(value: Any) -> str:
    """JSON, which is also YAML."""
    return msgspec.json.encode(value).decode()


def page_of(
    node: Node,
    kinds: Kinds,
    people: Mapping[str, str],
    links: Sequence[tuple[str, str]],
    discussion: Sequence[Comment],
    history: Sequence[Said],
) -> str:
    """The whole file. `links` are (how, to what)."""
    kind = kinds.kind(node.kind)
    long = [field for field in kind.fields if field.type == "longtext" and node.fields.get(field.name)]
    short = {name: value for name, value in sorted(node.fields.items()) if name not in {field.name for field in long}}
    people_fields = {field.name for field in kind.fields if field.type == "person"}
    front: dict[str, Any] = {
        "id": node.id,
        "key": node.key if node.number else None,
        "type": node.kind,
        "title": node.title,
        "state": node.state,
        "parent": node.parent,
        "created": moment(node.created),
        "created_by": people.get(node.created_by, node.created_by),
        "updated": moment(node.updated),
        "in_trash_since": moment(node.trashed) if node.trashed else None,
        **{name: people.get(str(value), value) if name in people_fields else value for name, value in short.items()},
    }
    lines = [
        "---",
        *(f"{name}: {json_text(value)}" for name, value in front.items() if value is not None),
        "---",
        "",
        f"# {node.title}",
        "",
    ]
    for field in long:
        lines += [f"## {field.label}", "", str(node.fields[field.name]), ""]
    if links:
        lines += ["## Links", "", *(f"- {how}: {what}" for how, what in links), ""]
    if discussion:
        lines += ["## Discussion", "", *(line for comment in discussion for line in _said(comment))]
    if history:
        lines += ["## History", "", *(f"- {moment(said.at)} {said.who}: {said.what}" for said in history), ""]
    return "\n".join(lines)


def _said(comment: Comment) -> tuple[str, ...]:
    """A comment with who wrote it and when; answers come behind what they answer."""
    how = " in answer" if comment.thread != comment.id else ""
    edited = f", edited {moment(comment.edited)}" if comment.edited else ""
    return f"### {comment.author_name}{how}, {moment(comment.created)}{edited}", "", comment.text or "(deleted)", ""


def in_words(change_type: str, body: Mapping[str, Any]) -> str:
    """What a change did, in a few words; the whole of it is in history.jsonl."""
    if change_type == "node":
        changed = body.get("set", {}).items()
        return "; ".join(f"{name.removeprefix('fields.')} {_brief(before)} -> {_brief(after)}" for name, (before, after) in changed)
    if change_type == "link" and "link" in body:
        return f"{'linked' if body.get('made') else 'unlinked'} ({body['link']['type']})"
    return str(body.get("event", "removed for good"))


def _brief(value: Any) -> str:
    text = "nothing" if value is None else str(value).replace("\n", " ")
    return text if len(text) <= 60 else f"{text[:57]}..."
