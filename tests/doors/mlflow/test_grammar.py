"""MLflow's search language: what it says, what it does not, and that no text can break the parser (C8)."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rootnode.build.search import Order, Where
from rootnode.doors.mlflow.grammar import Subject, conditions, order
from rootnode.kit.errors import Invalid


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("  ", ()),
        ("metrics.f1 > 0.9", (Where("metric", "f1", ">", 0.9),)),
        ("metric.f1>=-1e-3", (Where("metric", "f1", ">=", -1e-3),)),
        ("metrics.`val loss` < 1", (Where("metric", "val loss", "<", 1.0),)),
        ('metrics."a.b" != 2', (Where("metric", "a.b", "!=", 2.0),)),
        ("metrics.val/loss <= 1", (Where("metric", "val/loss", "<=", 1.0),)),
        ("params.lr = '0.1' AND params.b = \"x\"", (Where("param", "lr", "=", "0.1"), Where("param", "b", "=", "x"))),
        ("param.lr LIKE '%1' and parameters.c ilike 'A_'", (Where("param", "lr", "LIKE", "%1"), Where("param", "c", "ILIKE", "A_"))),
        ("tags.mlflow.source.name = 'it''s'", (Where("tag", "mlflow.source.name", "=", "it's"),)),
        (
            "tags.mlflow.runName = 'a' and tag.`mlflow.runName` LIKE 'b%'",
            (Where("attribute", "run_name", "=", "a"), Where("attribute", "run_name", "LIKE", "b%")),
        ),
        ("tags.'a b' = 'c'", (Where("tag", "a b", "=", "c"),)),
        ("tag.a IS NULL and params.b is not null", (Where("tag", "a", "IS NULL"), Where("param", "b", "IS NOT NULL"))),
        ("attributes.status = 'FINISHED'", (Where("attribute", "status", "=", "FINISHED"),)),
        ("status != 'FAILED'", (Where("attribute", "status", "!=", "FAILED"),)),
        ("attr.start_time > 1664067852747", (Where("attribute", "start_time", ">", 1_664_067_852_747.0),)),
        ("run_id IN ('a', 'b')", (Where("attribute", "run_id", "IN", ("a", "b")),)),
        ("attributes.run_id not in ('a',)", (Where("attribute", "run_id", "NOT IN", ("a",)),)),
        ("`Run name` = 'x'", (Where("attribute", "run_name", "=", "x"),)),
        ("created <> 3", (Where("attribute", "start_time", "!=", 3.0),)),
    ],
)
def test_what_a_filter_says(text: str, expected: tuple[Where, ...]) -> None:
    assert conditions(text, "runs") == expected


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("metrics.f1", "Invalid comparison clause"),
        ("metrics.f1 >", "Invalid comparison clause"),
        ("> 1", "Invalid comparison clause"),
        ("metrics.f1 > 1 OR metrics.f1 < 0", "Invalid clause"),
        ("metrics.f1 > 1 metrics.f1 < 0", "Invalid clause"),
        ("(metrics.f1 > 1)", "Invalid comparison clause"),
        ("metrics.f1 > 1;", "Invalid clause"),
        ("metrics.f1 > 1 and", "Invalid comparison clause"),
        ("metrics.f1 > '1'", "Expected numeric value type for metric. Found '1'"),
        ("metrics.f1 LIKE '1'", "Invalid comparator 'LIKE'"),
        ("datasets.colour = 'x'", "Invalid dataset key 'colour' specified"),
        ("metrics.f1 IS NULL", "Invalid comparator 'IS NULL'"),
        ("params.a = 1", "Expected a quoted string value for param"),
        ("params.a > '1'", "Invalid comparator '>'"),
        ("params.a IN ('1')", "Invalid comparator 'IN'"),
        ("attributes.run_name IN ('1')", "Invalid comparator 'IN'"),
        ("start_time = 'x'", "Expected numeric value type for numeric attribute: start_time. Found 'x'"),
        ("colour.a = 'x'", "Invalid entity type 'colour'"),
        ("attributes.colour = 'x'", "Invalid attribute key 'colour'"),
        ("params.a = 'x", "Invalid clause"),
        ("run_id IN ()", "Expected a quoted string value"),
        ("run_id IN ('a'", "Invalid comparison clause"),
        ("tags.a IS 'x'", "Expected NULL"),
        ("tags.a NOT LIKE 'x'", "Expected comparison found"),
        ("1 = 1", "Expected 'Identifier' found '1'"),
        ("x" * 200_001, "characters long"),
    ],
)
def test_what_is_no_filter(text: str, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        conditions(text, "runs")
    assert sentence in refused.value.detail
    assert refused.value.where == "filter"


def test_experiments_have_their_own_words() -> None:
    text = "name LIKE 'a%' AND tags.team = 'x' and experiment_id IN ('1', '2') and creation_time > 5"
    assert conditions(text, "experiments") == (
        Where("attribute", "name", "LIKE", "a%"),
        Where("tag", "team", "=", "x"),
        Where("attribute", "experiment_id", "IN", (1, 2)),
        Where("attribute", "creation_time", ">", 5.0),
    )
    for wrong in ("metrics.f1 > 1", "status = 'x'", "experiment_id IN ('x')", "run_id = 'x'"):
        with pytest.raises(Invalid):
            conditions(wrong, "experiments")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("metrics.f1 DESC", Order("metric", "f1", descending=True)),
        ("metrics.f1", Order("metric", "f1")),
        ("start_time asc", Order("attribute", "start_time")),
        ("attributes.`run_name` desc", Order("attribute", "run_name", descending=True)),
        ('params."a b"', Order("param", "a b")),
    ],
)
def test_what_an_order_says(text: str, expected: Order) -> None:
    assert order(text, "runs") == expected


@pytest.mark.parametrize("text", ["", "f1", "metrics.f1 up", "metrics.f1 DESC, params.a", "metrics.f1 DESC NULLS FIRST", "1", "= DESC"])
def test_what_is_no_order(text: str) -> None:
    with pytest.raises(Invalid):
        order(text, "runs")


WORDS = r"""
metrics.f1 params.`a_b` tags. status and AND or NOT IN IS NULL like = != <> > ( ) , 'x' "y" ' " ` 0.5 -1e9 . 1. \ ; -- /* é 'it''s' run_id %
"""
words = st.sampled_from([*WORDS.split(), "\x00", "params.`a b`"])
texts = st.lists(words | st.text(max_size=5), max_size=12).map(" ".join) | st.text(max_size=60)


@settings(max_examples=500, deadline=None)
@given(text=texts, subject=st.sampled_from(["runs", "experiments"]))
def test_c8_no_text_breaks_the_parser(text: str, subject: Subject) -> None:
    for parse in (conditions, order):
        with suppress(Invalid):
            parse(text, subject)


@pytest.mark.parametrize("piece", ["'", "metrics.f1 > ", "(", "a.", "`", " ", "1e", "a = 'x' and ", "''", '"'])
def test_c8_a_long_filter_is_read_or_refused(piece: str) -> None:
    """In time that grows with its length: were it otherwise, this would not end."""
    with suppress(Invalid):
        conditions(piece * (199_999 // len(piece)), "runs")
