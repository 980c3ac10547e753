"""MLflow's search language: `metrics.f1 > 0.9 and params.lr = '0.1'`, and orders such as `metrics.f1 DESC`.

Own tokens, own parser; what comes out are `Where`s and `Order`s, never SQL.
"""

import re
from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

import msgspec

from rootnode.build.model_search import LOGGED_MODELS
from rootnode.build.registry_search import MODEL_FILTERS, MODEL_ORDERS, VERSION_FILTERS, VERSION_ORDERS
from rootnode.build.runs import NAME
from rootnode.build.search import DATASET, EXPERIMENTS, NUMBERS, RUNS, Operator, Order, What, Where
from rootnode.kit.errors import Invalid

Subject: TypeAlias = Literal["runs", "experiments", "models", "versions", "logged_models"]
LONGEST: Final = 200_000

_TOKEN: Final = re.compile(
    r"""\s*(?:
      (?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.]))
    | (?P<text>'(?:[^']|'')*'|"[^"]*")
    | (?P<name>(?:[A-Za-z_][\w$#@]*|`[^`]*`)(?:\.(?:`[^`]*`|"[^"]*"|'[^']*'|[\w$#@/\-]+(?:\.[\w$#@/\-]+)*))?)
    | (?P<sign><=|>=|!=|<>|=|<|>|\(|\)|,)
    )""",
    re.VERBOSE,
)
_KINDS: Final[dict[str, What]] = {
    **dict.fromkeys(("metric", "metrics"), "metric"),
    **dict.fromkeys(("parameter", "parameters", "param", "params"), "param"),
    **dict.fromkeys(("tag", "tags"), "tag"),
    **dict.fromkeys(("attribute", "attributes", "attr", "run"), "attribute"),
    **dict.fromkeys(("dataset", "datasets"), "dataset"),
}
_EXPERIMENT_KINDS: Final = {word: what for word, what in _KINDS.items() if what in ("tag", "attribute")}
_REGISTRY_KINDS: Final[dict[str, What]] = {"attribute": "attribute", "tag": "tag", "tags": "tag"}
_ALIASES: Final = {"created": "start_time", "Created": "start_time", "run name": "run_name", "Run name": "run_name", "Run Name": "run_name"}
_MODEL_KINDS: Final[dict[str, What]] = {"attributes": "attribute", "metrics": "metric", "params": "param", "tags": "tag"}
_MODEL_ALIASES: Final = {
    "creation_time": "creation_timestamp_ms",
    "creation_timestamp": "creation_timestamp_ms",
    "last_updated_timestamp": "last_updated_timestamp_ms",
}
_COMPARATORS: Final[dict[str, set[str]]] = {
    "metric": {"=", "!=", "<", "<=", ">", ">="},
    "param": {"=", "!=", "LIKE", "ILIKE", "IS NULL", "IS NOT NULL"},
    "tag": {"=", "!=", "LIKE", "ILIKE", "IS NULL", "IS NOT NULL"},
    "number": {"=", "!=", "<", "<=", ">", ">="},
    "text": {"=", "!=", "LIKE", "ILIKE", "IN", "NOT IN"},
    "dataset": {"=", "!=", "LIKE", "ILIKE", "IN", "NOT IN"},
}


class Language(msgspec.Struct, frozen=True):
    """What may be said of one subject: words before the dot, attributes to filter and to order by, those compared with lists.

    `titles`: tags that are kept as an attribute. `registry`: the model registry has narrower comparisons of tags, and sentences
    of its own. `listed`: every text may be compared with a list, and none with NULL.
    """

    kinds: Mapping[str, What]
    valid: str
    filters: frozenset[str]
    orders: frozenset[str]
    lists: frozenset[str]
    aliases: Mapping[str, str] = {}
    titles: Mapping[str, str] = {}
    registry: bool = False
    listed: bool = False


_REGISTRY_VALID: Final = "Valid entity types are ('attribute', 'tag', 'tags')"
LANGUAGES: Final[Mapping[Subject, Language]] = {
    "runs": Language(
        _KINDS, "Valid values are ['metric', 'parameter', 'tag', 'attribute', 'dataset']",
        frozenset(RUNS.attributes), frozenset(RUNS.attributes), frozenset(("run_id", "experiment_id")), _ALIASES, {NAME: "run_name"},
    ),
    "experiments": Language(
        _EXPERIMENT_KINDS, "Valid values are ['attribute', 'tag']", frozenset(EXPERIMENTS.attributes), frozenset(EXPERIMENTS.attributes),
        frozenset(("experiment_id",)),
    ),
    "models": Language(_REGISTRY_KINDS, _REGISTRY_VALID, MODEL_FILTERS, MODEL_ORDERS, frozenset(("name",)), registry=True),
    "versions": Language(
        _REGISTRY_KINDS, _REGISTRY_VALID, VERSION_FILTERS, VERSION_ORDERS, frozenset(("name", "run_id")), registry=True,
    ),
    "logged_models": Language(
        _MODEL_KINDS, f"Expected one of {list(_MODEL_KINDS)}.", frozenset(LOGGED_MODELS.attributes), frozenset(LOGGED_MODELS.attributes),
        frozenset(), _MODEL_ALIASES, listed=True,
    ),
}  # fmt: skip


class Token(msgspec.Struct, frozen=True):
    """`kind` is number, text, name or sign; `text` as it was written."""

    kind: str
    text: str


def _tokens(given: str, where: str) -> list[Token]:
    if len(given) > LONGEST:
        raise Invalid(f"A search is {LONGEST:,} characters long at most.", where=where)
    found, place = [], 0
    end = len(given.rstrip())
    while place < end:
        match = _TOKEN.match(given, place)
        if match is None or match.lastgroup is None:
            raise Invalid(f"Invalid clause(s) in filter string: '{given[place : place + 80].strip()}'", where=where)
        found.append(Token(match.lastgroup, match[match.lastgroup]))
        place = match.end()
    return found


def conditions(given: str, subject: Subject) -> tuple[Where, ...]:
    """The conditions of a filter. Raises Invalid, with MLflow's sentences where it has one."""
    tokens = _tokens(given, "filter")
    found: list[Where] = []
    place = 0
    while place < len(tokens):
        if found:
            if not _is_word(tokens[place], "AND"):
                raise Invalid(f"Invalid clause(s) in filter string: '{tokens[place].text[:80]}'", where="filter")
            place += 1
        where, place = _Comparison(tokens, place, LANGUAGES[subject]).read()
        found.append(where)
    return tuple(found)


def model_order(given: str, dataset: tuple[str, str] | None, *, descending: bool) -> Order:
    """One key of an order of logged models, which clients name without signs around it. Raises Invalid with MLflow's sentences."""
    entity, dot, key = given.partition(".")
    if dot and entity != "metrics":
        raise Invalid(f"Invalid order by field name: {given[:200]}. Only metrics are supported.", where="order_by")
    if dot:
        return Order("metric", key, descending, dataset)
    attribute = _MODEL_ALIASES.get(given, given)
    if attribute not in LOGGED_MODELS.attributes:
        raise Invalid(f"Invalid order by field name: {given[:200]}", where="order_by")
    return Order("attribute", attribute, descending)


def order(given: str, subject: Subject) -> Order:
    """One key of an order. Raises Invalid."""
    tokens = _tokens(given, "order_by")
    way = tokens[1].text.lower() if len(tokens) == 2 else "asc"
    if not tokens or len(tokens) > 2 or tokens[0].kind not in ("name", "text") or way not in ("asc", "desc"):
        raise Invalid(f"Invalid order_by clause '{given[:200]}'. Could not be parsed.", where="order_by")
    what, key = _identifier(tokens[0].text, LANGUAGES[subject], "order_by")
    return Order(what, key, way == "desc")


class _Comparison:
    """Reads one comparison out of the tokens, from `place` on."""

    def __init__(self, tokens: list[Token], place: int, language: Language) -> None:
        self.tokens = tokens
        self.place = place
        self.language = language

    def read(self) -> tuple[Where, int]:
        """The condition, and where the next token is."""
        name = self.next("an identifier")
        if name.kind != "name":
            raise self.wrong(f"Expected 'Identifier' found '{name.text[:80]}'")
        what, key = _identifier(name.text, self.language, "filter")
        operator = self.operator()
        numeric = what == "metric" or (what == "attribute" and key in NUMBERS)
        self.check(what, key, operator, numeric=numeric)
        if operator in ("IS NULL", "IS NOT NULL"):
            return Where(what, key, operator), self.place
        if operator in ("IN", "NOT IN"):
            return Where(what, key, operator, tuple(_fit(key, text) for text in self.list())), self.place
        token = self.next("a value")
        value = self.number(token, what, key) if numeric else _fit(key, self.text(token, what))
        return Where(what, key, operator, value), self.place

    def check(self, what: What, key: str, operator: Operator, *, numeric: bool) -> None:
        allowed = what if what != "attribute" else "number" if numeric else "text"
        if self.language.listed:
            allowed = "number" if numeric else "text"
            if operator in _COMPARATORS[allowed]:
                return
            expected = sorted(_COMPARATORS[allowed])
            raise Invalid(f"Invalid comparison operator for {what}s.{key[:80]}: '{operator}'. Expected one of {expected}.", where="filter")
        listed = operator in ("IN", "NOT IN")
        listed = listed and what != "dataset"
        known = operator in _COMPARATORS[allowed] and not (self.language.registry and operator in ("IS NULL", "IS NOT NULL"))
        if known and not (listed and key not in self.language.lists):
            return
        if not self.language.registry:
            raise Invalid(f"Invalid comparator '{operator}' not one of {sorted(_COMPARATORS[allowed])}", where="filter")
        if listed and what == "attribute":
            raise Invalid(
                f"Only {sorted(self.language.lists)} attributes support comparison with a list of quoted string values.", where="filter"
            )
        raise Invalid(f"Invalid comparator for {what}{f' {key}' if numeric else ''}: {operator}", where="filter")

    def next(self, what: str) -> Token:
        if self.place >= len(self.tokens):
            raise self.wrong(f"Expected {what} at the end")
        self.place += 1
        return self.tokens[self.place - 1]

    def wrong(self, why: str) -> Invalid:
        return Invalid(f"Invalid comparison clause. {why}", where="filter")

    def operator(self) -> Operator:
        token = self.next("a comparison")
        if token.kind == "sign":
            match token.text:
                case "=" | "!=" | "<" | "<=" | ">" | ">=" as sign:
                    return sign
                case "<>":
                    return "!="
        elif token.kind == "name":
            match token.text.upper():
                case "LIKE" | "ILIKE" | "IN" as word:
                    return word
                case "NOT" if _is_word(self.next("IN"), "IN"):
                    return "NOT IN"
                case "IS":
                    return self.null()
        raise self.wrong(f"Expected comparison found '{token.text[:80]}'")

    def null(self) -> Operator:
        token = self.next("NULL")
        if _is_word(token, "NULL"):
            return "IS NULL"
        if _is_word(token, "NOT") and _is_word(self.next("NULL"), "NULL"):
            return "IS NOT NULL"
        raise self.wrong(f"Expected NULL found '{token.text[:80]}'")

    def number(self, token: Token, what: str, key: str) -> float:
        if self.language.registry:
            return _whole(token, key)
        if token.kind != "number":
            of = "metric" if what == "metric" else f"numeric attribute: {key}"
            raise Invalid(f"Expected numeric value type for {of}. Found {token.text[:80]}", where="filter")
        return float(token.text)

    def text(self, token: Token, what: str) -> str:
        if token.kind != "text":
            raise Invalid(f"Expected a quoted string value for {what} (e.g. 'my-value'). Got value {token.text[:80]}", where="filter")
        return _unquoted(token.text)

    def list(self) -> list[str]:
        found: list[str] = []
        if self.next("(").text != "(":
            raise self.wrong("Expected a list of quoted strings in parentheses")
        while True:
            found.append(self.text(self.next("a quoted string"), "attributes"))
            match self.next("')' or ','").text:
                case ")":
                    return found
                case "," if self.place < len(self.tokens) and self.tokens[self.place].text == ")":
                    self.place += 1
                    return found
                case ",":
                    continue
                case other:
                    raise self.wrong(f"Expected ')' or ',' found '{other[:80]}'")


def _is_word(token: Token, word: str) -> bool:
    return token.kind == "name" and token.text.upper() == word


def _unquoted(text: str) -> str:
    return text[1:-1].replace("''", "'") if text[0] == "'" else text[1:-1]


def _fit(key: str, text: str) -> str | int:
    """The value as it is compared: an experiment's id is a number, everything else a text."""
    if key != "experiment_id":
        return text
    if not (text.isascii() and text.isdigit() and len(text) < 18):
        raise Invalid(f"Invalid experiment ID '{text[:80]}'. Experiment ID must be a valid integer.", where="filter")
    return int(text)


def _whole(token: Token, key: str) -> int:
    """A version's number, which may also stand in quotes."""
    text = _unquoted(token.text) if token.kind == "text" else token.text
    if not re.fullmatch(r"[+-]?\d{1,17}", text, re.ASCII):
        raise Invalid(f"Invalid value for numeric attribute '{key}': {text[:80]}", where="filter")
    return int(text)


def _identifier(text: str, language: Language, where: str) -> tuple[What, str]:
    """`metrics.f1`, `tags."a b"` or `start_time` as (what, key). Raises Invalid with MLflow's sentences."""
    entity, dot, key = text.partition(".")
    what = language.kinds.get(entity.strip("`")) if dot else "attribute"
    key = key if dot else entity
    if what is None:
        raise Invalid(f"Invalid entity type '{entity[:80]}'. {language.valid}", where=where)
    key = key[1:-1] if len(key) >= 2 and key[0] == key[-1] and key[0] in "`\"'" else key
    if what == "tag" and key in language.titles:
        return "attribute", language.titles[key]
    if what == "dataset" and (where == "order_by" or key not in DATASET):
        raise Invalid(f"Invalid dataset key '{key[:80]}' specified. Valid keys are '{sorted(DATASET)}'", where=where)
    if what != "attribute":
        return what, key
    key = language.aliases.get(key, key)
    known = language.filters if where == "filter" else language.orders
    if key not in known:
        kind = "order by" if language.registry and where == "order_by" else "attribute"
        raise Invalid(f"Invalid {kind} key '{key[:80]}' specified. Valid keys are {sorted(known)}", where=where)
    return what, key
