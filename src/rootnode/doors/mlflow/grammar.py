"""MLflow's search language: `metrics.f1 > 0.9 and params.lr = '0.1'`, and orders such as `metrics.f1 DESC`.

Own tokens, own parser; what comes out are `Where`s and `Order`s, never SQL.
"""

import re
from typing import Final, Literal, TypeAlias

import msgspec

from rootnode.build.search import EXPERIMENTS, NUMBERS, RUNS, Operator, Order, What, Where
from rootnode.kit.errors import Invalid

Subject: TypeAlias = Literal["runs", "experiments"]
LONGEST: Final = 200_000

_TOKEN: Final = re.compile(
    r"""\s*(?:
      (?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.]))
    | (?P<text>'(?:[^']|'')*'|"[^"]*")
    | (?P<name>(?:[A-Za-z_][\w$#@]*|`[^`]*`)(?:\.(?:`[^`]*`|"[^"]*"|[\w$#@/\-]+(?:\.[\w$#@/\-]+)*))?)
    | (?P<sign><=|>=|!=|<>|=|<|>|\(|\)|,)
    )""",
    re.VERBOSE,
)
_KINDS: Final[dict[str, What]] = {
    **dict.fromkeys(("metric", "metrics"), "metric"),
    **dict.fromkeys(("parameter", "parameters", "param", "params"), "param"),
    **dict.fromkeys(("tag", "tags"), "tag"),
    **dict.fromkeys(("attribute", "attributes", "attr", "run"), "attribute"),
}
_ALIASES: Final = {"created": "start_time", "Created": "start_time", "run name": "run_name", "Run name": "run_name", "Run Name": "run_name"}
_LISTS: Final = {"run_id", "experiment_id"}
_COMPARATORS: Final[dict[str, set[str]]] = {
    "metric": {"=", "!=", "<", "<=", ">", ">="},
    "param": {"=", "!=", "LIKE", "ILIKE", "IS NULL", "IS NOT NULL"},
    "tag": {"=", "!=", "LIKE", "ILIKE", "IS NULL", "IS NOT NULL"},
    "number": {"=", "!=", "<", "<=", ">", ">="},
    "text": {"=", "!=", "LIKE", "ILIKE", "IN", "NOT IN"},
}


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
        where, place = _Comparison(tokens, place, subject).read()
        found.append(where)
    return tuple(found)


def order(given: str, subject: Subject) -> Order:
    """One key of an order. Raises Invalid."""
    tokens = _tokens(given, "order_by")
    way = tokens[1].text.lower() if len(tokens) == 2 else "asc"
    if not tokens or len(tokens) > 2 or tokens[0].kind not in ("name", "text") or way not in ("asc", "desc"):
        raise Invalid(f"Invalid order_by clause '{given[:200]}'. Could not be parsed.", where="order_by")
    what, key = _identifier(tokens[0].text, subject, "order_by")
    return Order(what, key, way == "desc")


class _Comparison:
    """Reads one comparison out of the tokens, from `place` on."""

    def __init__(self, tokens: list[Token], place: int, subject: Subject) -> None:
        self.tokens = tokens
        self.place = place
        self.subject = subject

    def read(self) -> tuple[Where, int]:
        """The condition, and where the next token is."""
        name = self.next("an identifier")
        if name.kind != "name":
            raise self.wrong(f"Expected 'Identifier' found '{name.text[:80]}'")
        what, key = _identifier(name.text, self.subject, "filter")
        operator = self.operator()
        numeric = what == "metric" or key in NUMBERS
        allowed = what if what != "attribute" else "number" if numeric else "text"
        if operator not in _COMPARATORS[allowed] or (operator in ("IN", "NOT IN") and key not in _LISTS):
            raise Invalid(f"Invalid comparator '{operator}' not one of {sorted(_COMPARATORS[allowed])}", where="filter")
        if operator in ("IS NULL", "IS NOT NULL"):
            return Where(what, key, operator), self.place
        if operator in ("IN", "NOT IN"):
            return Where(what, key, operator, tuple(_fit(key, text) for text in self.list())), self.place
        token = self.next("a value")
        value = self.number(token, what, key) if numeric else _fit(key, self.text(token, what))
        return Where(what, key, operator, value), self.place

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
            sign = "!=" if token.text == "<>" else token.text
            if sign in ("=", "!=", "<", "<=", ">", ">="):
                return sign  # type: ignore[return-value]
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


def _identifier(text: str, subject: Subject, where: str) -> tuple[What, str]:
    """`metrics.f1`, `tags."a b"` or `start_time` as (what, key). Raises Invalid with MLflow's sentences."""
    entity, dot, key = text.partition(".")
    if not dot:
        entity, key = "attribute", entity
    what = _KINDS.get(entity.strip("`"))
    valid = ("metric", "parameter", "tag", "attribute") if subject == "runs" else ("attribute", "tag")
    if what is None or (subject == "experiments" and what in ("metric", "param")):
        raise Invalid(f"Invalid entity type '{entity[:80]}'. Valid values are {list(valid)}", where=where)
    key = key[1:-1] if len(key) >= 2 and key[0] == key[-1] and key[0] in "`\"'" else key
    if what != "attribute":
        return what, key
    key = _ALIASES.get(key, key) if subject == "runs" else key
    attributes = (RUNS if subject == "runs" else EXPERIMENTS).attributes
    if key not in attributes:
        raise Invalid(f"Invalid attribute key '{key[:80]}' specified. Valid keys are {sorted(attributes)}", where=where)
    return what, key
