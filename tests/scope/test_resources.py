"""Pasted addresses: what sort each is, how it is called, and that nothing is kept twice or lost."""

import re
from collections.abc import Iterator

import pytest

from rootnode.graph.changes import Trash
from rootnode.graph.undo import undo
from rootnode.kit.db import Database
from rootnode.kit.errors import Forbidden, Invalid, NotFound
from rootnode.scope.addresses import addresses_in
from rootnode.scope.resources import Added, add_resources
from rootnode.testing.replay import assert_replays
from rootnode.testing.world import World, new_world


@pytest.fixture
def world(db: Database) -> Iterator[World]:
    world = new_world(db)
    yield world
    assert db.read_now(assert_replays) > 0


def paste(world: World, text: str) -> Added:
    return world.db.write_now(add_resources, world.member, world.graph, world.project.id, text)


@pytest.mark.parametrize(
    ("address", "category", "title"),
    [
        ("https://github.com/northbank/fraud", "repository", "northbank/fraud"),
        ("https://github.com/northbank/fraud.git", "repository", "northbank/fraud"),
        ("https://github.com/northbank/fraud/blob/main/docs/plan.md", "repository", "northbank/fraud: docs/plan.md"),
        ("https://github.com/northbank/fraud/pull/12", "repository", "northbank/fraud #12"),
        ("https://gitlab.northbank.example/ml/risk/fraud", "repository", "ml/risk/fraud"),
        ("https://gitlab.com/ml/fraud/-/issues/3", "repository", "ml/fraud #3"),
        ("git@github.com:northbank/fraud.git", "repository", "northbank/fraud"),
        ("https://huggingface.co/datasets/northbank/cards", "repository", "northbank/cards"),
        ("https://code.northbank.example/x/y.git", "repository", "x/y"),
        ("s3://fraud-data/v4/train", "bucket", "fraud-data/v4/train"),
        ("gs://fraud-data", "bucket", "fraud-data"),
        ("https://fraud-data.s3.eu-west-1.amazonaws.com/v4/", "bucket", "fraud-data/v4"),
        ("https://storage.googleapis.com/fraud-data/x", "bucket", "fraud-data/x"),
        ("https://grafana.northbank.example/d/a1b2/fraud-prod-latency?orgId=1", "dashboard", "Fraud prod latency"),
        ("https://wandb.ai/northbank/fraud/runs/x1", "dashboard", "northbank/fraud"),
        ("http://mlflow.northbank.example:5000/#/experiments/3", "dashboard", "MLflow: experiments/3"),
        ("https://app.datadoghq.eu/dashboard/x1y/fraud", "dashboard", "Datadog: Fraud"),
        ("https://northbank.slack.com/archives/C0123", "channel", "Slack of northbank: C0123"),
        ("https://teams.microsoft.com/l/channel/19%3aab/Fraud%20team?groupId=1", "channel", "Fraud team"),
        ("https://chat.mattermost.example/ml/channels/fraud", "channel", "#fraud"),
        ("https://www.figma.com/file/AbC/Fraud-console?node-id=1", "design", "Fraud console"),
        ("https://miro.com/app/board/uXj/", "design", "Miro: UXj"),
        ("https://www.notion.so/northbank/Launch-checklist-0123456789abcdef0123456789abcdef", "document", "Launch checklist"),
        ("https://arxiv.org/pdf/1706.03762.pdf", "document", "arXiv 1706.03762"),
        ("https://northbank.example/reports/q3-review.pdf", "document", "Q3 review.pdf"),
        ("https://northbank.example/somewhere", "other", "northbank.example/somewhere"),
    ],
)
def test_what_an_address_leads_to(address: str, category: str, title: str) -> None:
    (found,) = addresses_in(address, 1)
    assert (found.category, found.title) == (category, title)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("https://ok.example/a\nnot an address", "Line 2: 'not' is no address"),
        ("javascript:alert(1)", "Line 1: 'javascript:alert(1)' is no address"),
        ("data:text/html,x", "Line 1: 'data:text/html,x' is no address"),
        ("file:///etc/passwd", "Line 1"),
        ("https://me:secret@git.example/x", "holds a password"),
        ("http://[::1", "Line 1"),
        ("https://", "Line 1"),
        ("https://x.example/" + "a" * 3_000, "at most 2,000 are kept"),
        ("  \n ", "no address in what was pasted"),
        ("\n".join(f"https://x.example/{number}" for number in range(21)), "at most 20"),
    ],
)
def test_what_is_refused_names_its_line(text: str, says: str) -> None:
    with pytest.raises(Invalid, match=re.escape(says)):
        addresses_in(text, 20)


def test_pasting_is_one_act_that_can_be_undone_and_keeps_nothing_twice(world: World) -> None:
    text = "- https://github.com/northbank/fraud\n<s3://fraud-data/v4>, https://GitHub.com/northbank/fraud.git/?utm_source=x\n"
    added = paste(world, text).added
    assert [node.title for node in added] == ["northbank/fraud", "fraud-data/v4"]
    assert [node.fields["url"] for node in added] == ["https://github.com/northbank/fraud", "s3://fraud-data/v4"]
    again = paste(world, "git@github.com:northbank/fraud.git gs://other")
    assert [node.id for node in again.known] == [added[0].id]
    assert [node.title for node in again.added] == ["other"]
    operations = set(world.db.read_now(lambda tx: tx.rows("SELECT operation FROM change WHERE verb = 'add_resources'")))
    assert len(operations) == 2
    (first,) = world.db.read_now(lambda tx: tx.rows("SELECT operation FROM change WHERE node = :node", node=added[0].id))
    world.db.write_now(undo, world.member, world.graph, first[0])
    assert len(paste(world, "https://github.com/northbank/fraud").added) == 1
    world.apply(Trash(again.added[0].id))
    assert len(paste(world, "gs://other").added) == 1


def test_nothing_is_kept_where_one_line_is_wrong_or_the_role_is_missing(world: World) -> None:
    with pytest.raises(Invalid):
        paste(world, "https://x.example/a nonsense")
    with pytest.raises((Forbidden, NotFound)):
        world.db.write_now(add_resources, world.guest, world.graph, world.project.id, "https://x.example/a")
    assert world.db.read_now(lambda tx: tx.scalar("SELECT COUNT(*) FROM node WHERE kind = 'resource'")) == 0
