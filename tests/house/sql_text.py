"""No statement is built from what somebody sent: SQL is constant text, values are parameters."""

import ast
import re
from typing import Final

from house.source import Finding, Source, dotted, template

STARTS: Final = re.compile(r"\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH|CREATE|DROP|ALTER|WHERE|AND|OR|JOIN|LEFT|ORDER BY|LIMIT)\s")
WORDS: Final = {"SELECT", "INSERT", "UPDATE", "DELETE", "FROM", "WHERE", "SET", "INTO", "VALUES", "AND", "ORDER", "BY", "JOIN", "ON"}
FREE: Final = ("src/rootnode/kit/db/", "src/rootnode/migrations/", "src/rootnode/testing/")


def built(source: Source) -> list[Finding]:
    """Statements put together from values that are not plainly ours. Escape: `# sql: why`.

    Plainly ours are constants, names in capitals, whole numbers, `any_of`, `lock_rows` and `param`, and local names that
    are only ever made of these.
    """
    if source.path.startswith(FREE):
        return []
    ours: dict[int, set[str]] = {}
    for function in _functions(source.tree):
        ours |= dict.fromkeys(map(id, ast.walk(function)), _made_of_constants(function))
    found = []
    for node in ast.walk(source.tree):
        text, values = _put_together(node)
        bad = [value for value in values if not _trusted(value, ours.get(id(node), set()))]
        if bad and _is_sql(text) and not source.allows(node, "sql"):
            found.append(source.finding(node, f"builds a statement from {ast.unparse(bad[0])}: give it as a parameter"))
    return found


def _put_together(node: ast.AST) -> tuple[str, list[ast.expr]]:
    if isinstance(node, ast.JoinedStr):
        return template(node), [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        return _constant(node.left), [node.right]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        return _constant(node.func.value), [*node.args, *(keyword.value for keyword in node.keywords)]
    return "", []


def _is_sql(text: str) -> bool:
    return bool(STARTS.match(text)) or len(WORDS & set(re.findall(r"[A-Z]{2,}", text))) >= 2


def _trusted(value: ast.expr, ours: set[str]) -> bool:
    match value:
        case ast.Constant():
            return True
        case ast.Name():
            return value.id.isupper() or value.id in ours
        case ast.Attribute():
            return value.attr == "lock_rows" or value.attr.isupper()
        case ast.Subscript():  # what a table of constants says
            return isinstance(value.value, ast.Name) and value.value.id.isupper()
        case ast.BinOp():
            return _trusted(value.left, ours) and _trusted(value.right, ours)
        case ast.IfExp():
            return _trusted(value.body, ours) and _trusted(value.orelse, ours)
        case ast.JoinedStr():
            return all(_trusted(part.value, ours) for part in value.values if isinstance(part, ast.FormattedValue))
        case ast.Call(func=ast.Attribute(attr="replace" | "format", value=template)):
            return _trusted(template, ours) and all(_trusted(each, ours) for each in value.args)
        case ast.Call():
            return dotted(value.func).split(".")[-1] in {"any_of", "param", "len", "int"}
    return False


def _functions(tree: ast.Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Outer ones first, so that what an inner one knows of its own names is kept."""
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def _made_of_constants(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """Local names whose every value is plainly ours, and parameters that are whole numbers."""
    arguments = function.args
    given = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    ours = {each.arg for each in given if each.annotation is not None and ast.unparse(each.annotation) == "int"}
    foreign = {each.arg for each in given} - ours
    values = _assigned(function)
    for _ in range(4):
        bad = {name for name, value in values if value is None or not _trusted(value, ours - foreign)}
        ours = (ours | {name for name, _ in values}) - bad
    return ours - foreign


def _assigned(function: ast.AST) -> list[tuple[str, ast.expr | None]]:
    """Each local name with each value it is given; None where the value cannot be read from the text."""
    found: list[tuple[str, ast.expr | None]] = []
    plain: set[int] = set()
    for node in ast.walk(function):
        target, values = _assignment(node)
        if isinstance(target, ast.Name):
            plain.add(id(target))
            found += [(target.id, value) for value in values]
    stored = [node for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    return found + [(node.id, None) for node in stored if id(node) not in plain]


def _assignment(node: ast.AST) -> tuple[ast.expr | None, list[ast.expr | None]]:
    match node:
        case ast.Assign(targets=[target], value=value):
            return target, [value]
        case (
            ast.AugAssign(target=target, value=value)
            | ast.AnnAssign(target=target, value=value)
            | ast.NamedExpr(target=target, value=value)
        ):
            return target, [value]
        case ast.For(target=target, iter=ast.Tuple(elts=each)) | ast.comprehension(target=target, iter=ast.Tuple(elts=each)):
            return target, [*each]
    return None, []


def _constant(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return template(node)
    if isinstance(node, ast.BinOp):
        return _constant(node.left) + _constant(node.right)
    return ""
