"""Every text that people see is there in both languages, and nothing else is."""

from __future__ import annotations

import ast
import json
import string
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from review_app import errors
from review_app.ui import words
from review_app.ui.plain import HOLE

PACKAGE = Path(errors.__file__).parent
CHINESE = json.loads((PACKAGE / "ui" / "locales" / "zh.json").read_text(encoding="utf-8"))

# Calls whose text somebody reads, and where among the arguments it stands; `say` may be told the language before it.
FIRST, SECOND = slice(1), slice(1, 2)
SAYING = {"say": slice(2), "label": FIRST, "later": FIRST, "Page": FIRST, "Said": SECOND}
ERRORS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)}
# Here even an error without values is met on pages; elsewhere it is a reason kept with a line of input, or for those
# who start the program.
PAGES_SEE = ("ui", "services", "store")

Scope = dict[str, list[ast.expr]]


@cache
def modules() -> dict[Path, ast.Module]:
    """Every module of the package, read."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}


def named(tree: ast.AST) -> Scope:
    """What the names of a module or function stand for: what they are set to, or the table they run through."""
    found: Scope = {}
    for node in ast.walk(tree):
        for target, value in bindings(node):
            for name in (part.id for part in ast.walk(target) if isinstance(part, ast.Name)):
                found.setdefault(name, []).append(value)
    return found


def bindings(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """The targets and values of an assignment or a loop."""
    match node:
        case ast.Assign(targets=targets, value=value):
            yield from ((target, value) for target in targets)
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            yield target, value
        case ast.For(target=target, iter=table) | ast.comprehension(target=target, iter=table):
            yield target, table


def imported(tree: ast.Module) -> Scope:
    """What names taken from other modules of the package stand for."""
    found: Scope = {}
    for node in (node for node in tree.body if isinstance(node, ast.ImportFrom)):
        place = PACKAGE.parent.joinpath(*(node.module or "").split(".")).with_suffix(".py")
        there = named(modules()[place]) if place in modules() else {}
        found |= {alias.asname or alias.name: there.get(alias.name, []) for alias in node.names}
    return found


def texts(node: ast.expr, scope: Scope) -> Iterator[str]:
    """The texts that an expression may be: a constant, a sum, a choice, a member of a table, a name of one of these."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.BinOp(op=ast.Add(), left=one, right=two):
            yield from (left + right for left in texts(one, scope) for right in texts(two, scope))
        case ast.Name(id=name):
            rest = {other: values for other, values in scope.items() if other != name}
            yield from of_all(scope.get(name, []), rest)
        case _:
            yield from of_all(members(node), scope)


def members(node: ast.expr) -> list[ast.expr]:
    """The parts of an expression that may be the text it gives. Tables that hold more than texts mark these `later`."""
    match node:
        case ast.IfExp(body=body, orelse=other):
            return [body, other]
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Dict(values=parts):
            return parts if all(isinstance(part, ast.Constant) for part in parts) else []
        case ast.Subscript(value=table):
            return [table]
        case ast.Call(func=ast.Attribute(value=table, attr="get" | "items" | "values")):
            return [table]
        case ast.Call(func=ast.Name(id="enumerate" | "list" | "sorted"), args=[table, *_]):
            return [table]
    return []


def of_all(nodes: Iterable[ast.expr], scope: Scope) -> Iterator[str]:
    """The texts of several expressions."""
    for node in nodes:
        yield from texts(node, scope)


def said_in(path: Path) -> set[str]:
    """The texts that a module says, marks for later, labels components with, or raises."""
    tree = modules()[path]
    everywhere = imported(tree) | named(tree)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    found: set[str] = set()
    for block in (tree, *functions):
        scope = everywhere | (named(block) if block is not tree else {})
        for call in (node for node in ast.walk(block) if isinstance(node, ast.Call)):
            at = place_of_text(call, path)
            if at is not None:
                found |= next(filter(None, (set(texts(arg, scope)) for arg in call.args[at])), set())
    return found


def held_in(template: Path) -> set[str]:
    """The texts between braces in a page of HTML; a single small word is the name of a value."""
    holes = (" ".join(hole.split()) for hole in HOLE.findall(template.read_text(encoding="utf-8")))
    return {hole for hole in holes if not (hole.isidentifier() and hole.islower())}


def place_of_text(call: ast.Call, path: Path) -> slice | None:
    """Which argument of a call is a text that people read; None where it has none."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name in ERRORS:
        seen = bool(call.keywords) or path.relative_to(PACKAGE).parts[0] in PAGES_SEE
        return FIRST if seen else None
    return SAYING.get(name)


@cache
def said() -> dict[str, str]:
    """Every text of the code, with a module that says it."""
    inside = {path: said_in(path) for path in modules()} | {path: held_in(path) for path in PACKAGE.rglob("*.html")}
    return {text: str(path.relative_to(PACKAGE.parent)) for path, found in inside.items() for text in found}


def literals() -> set[str]:
    """Every string that stands in the code, said or not."""
    nodes = (node for tree in modules().values() for node in ast.walk(tree))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def fields(text: str) -> list[tuple[str, str]]:
    """The `{names}` of a text, each with how it is written out."""
    return sorted((name, spec or "") for _, name, spec, _ in string.Formatter().parse(text) if name is not None)


def is_words(text: str) -> bool:
    """Whether there is anything to translate."""
    return any(letter.isalpha() for piece, *_ in string.Formatter().parse(text) for letter in piece)


def test_the_scan_finds_what_the_code_says() -> None:
    assert {
        "Import and grade",  # a label
        "{count} cases decided",  # what a handler tells
        "Level {level}",  # said by a chart
        "Automatic",  # marked for later in a table
        "Accuracy is {start}",  # a name set to one of several
        "{folder}: cannot be made ({reason}); name a file with --output",  # an error
        "Dashboard",  # a page
        "Change the password",  # a page of plain HTML
        "The answer is correct; next case",  # a table that is said row by row
    } <= set(said())


def test_every_text_of_the_code_has_its_chinese() -> None:
    missing = {text: path for text, path in said().items() if is_words(text) and text not in CHINESE}
    assert missing == {}


def test_no_chinese_is_left_over() -> None:
    assert set(CHINESE) - set(said()) - literals() == set()


def test_a_translation_fills_in_what_the_english_fills_in() -> None:
    different = {text: chinese for text, chinese in CHINESE.items() if fields(text) != fields(chinese)}
    assert different == {}


def test_a_translation_is_no_copy_and_no_blank() -> None:
    assert {text for text, chinese in CHINESE.items() if chinese.strip() in ("", text)} == set()


def test_the_catalog_is_sorted_so_that_changes_are_seen() -> None:
    assert list(CHINESE) == sorted(CHINESE)


@pytest.mark.parametrize(
    ("cookies", "accepted", "language"),
    [
        pytest.param({}, "", "en", id="nothing known"),
        pytest.param({}, "zh-CN,zh;q=0.9,en;q=0.8", "zh", id="a Chinese browser"),
        pytest.param({}, "zh-TW", "zh", id="any Chinese is nearer than English"),
        pytest.param({}, "fr,zh;q=0.5", "zh", id="the first that we have"),
        pytest.param({"language": "en"}, "zh-CN", "en", id="the switch before the browser"),
        pytest.param({"language": "xx"}, "zh-CN", "zh", id="a cookie of nothing"),
    ],
)
def test_the_language_is_the_switches_and_else_the_browsers(cookies, accepted, language) -> None:
    assert words.language_of(cookies, accepted) == language


def test_values_may_have_any_name() -> None:
    assert words.say("en", "{text} {language}", text=1, language=2) == "1 2"


def test_a_label_that_would_have_to_be_filled_in_is_refused() -> None:
    with pytest.raises(ValueError, match="say it in a handler"):
        words.label("{count} cases")


def test_gradio_is_given_every_text_under_the_names_it_knows_languages_by() -> None:
    given = words.translations().translations_dict
    assert set(given) == {"en", "zh-CN"}
    assert given["en"] == {text: text for text in CHINESE}
    assert given["zh-CN"] == CHINESE
