r"""Reads the sample's answers as values: `agrees(r"\frac{1}{2}", Fraction(1, 2))`.

A small reader of its own, so that the sample is not judged by the grader it is meant to test.
"""

import re
from collections.abc import Callable
from functools import cache
from itertools import chain

import sympy as sp
from sympy.parsing.sympy_parser import (
    implicit_multiplication_application,
    parse_expr,
    standard_transformations,
)

# Whatever is left of the LaTeX must be made of these before sympy may see it: sympy runs what it parses.
HARMLESS = re.compile(r"(?:\d+(?:\.\d+)?|pi|oo|sqrt|[xyI]|\*\*|[-+*/() ])+")
DROPPED = re.compile(r"\\left|\\right|\\!|\\,|\\\$|\$|\\%|\^\{?\\circ\}?|\\(?:text|mathrm|mathbf)\{[^{}]*\}|\{,\}")
SHORT_FRACTION = re.compile(r"\\frac(\d)(\d)")
FRACTION = re.compile(r"\\frac\{([^{}]*)\}\{([^{}]*)\}")
ROOT = re.compile(r"\\sqrt\{([^{}]*)\}")
# Two points where different expressions in x and y do not happen to meet.
POINTS = ({"x": 1.37, "y": -2.21}, {"x": 3.19, "y": 0.83})


class Unreadable(ValueError):
    """The text is no answer this reader knows."""


def boxed(response: str) -> str:
    """The last box, else what stands after ####, else what ends the reply in brackets."""
    start = response.rfind(r"\boxed{")
    if start >= 0:
        return _braced(response[start + len(r"\boxed") :])
    found = re.search(r"#### (.*)$|(?:answer is|答案是) \\\((.*)\\\)[.。]$", response)
    if not found:
        raise Unreadable(response[-80:])
    return found[1] or found[2]


def _braced(text: str) -> str:
    depth = 0
    for at, character in enumerate(text):
        depth += {"{": 1, "}": -1}.get(character, 0)
        if not depth:
            return text[1:at]
    raise Unreadable(text[:80])


@cache
def expression(text: str) -> sp.Expr:
    """A number or an expression in x, y and i; a chain of equations gives its last side."""
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text.rsplit("=", maxsplit=1)[-1]).replace("dfrac", "frac")
    text = SHORT_FRACTION.sub(r"((\1)/(\2))", DROPPED.sub("", text))
    while (inner := ROOT.sub(r"(sqrt(\1))", FRACTION.sub(r"((\1)/(\2))", text))) != text:
        text = inner
    for command, plain in (
        (r"\pi", "pi "),
        (r"\infty", "oo"),
        (r"\cdot", "*"),
        (r"\times", "*"),
        ("^", "**"),
        ("i", "I"),
    ):
        text = text.replace(command, plain) if command != "i" else re.sub(r"(?<!p)i", "I", text)
    text = text.translate(str.maketrans("{}", "()")).strip()
    if not HARMLESS.fullmatch(text):
        raise Unreadable(text)
    try:
        return parse_expr(text, transformations=(*standard_transformations, implicit_multiplication_application))
    except (SyntaxError, TypeError) as error:
        raise Unreadable(text) from error


def _equal(left: object, right: object) -> bool:
    gap = sp.sympify(left) - sp.sympify(right)
    if gap is sp.nan:  # infinity against itself
        return left == right
    return all(abs(complex(gap.subs(point))) < 1e-9 for point in POINTS)


def agrees(text: str, value: object) -> bool:
    """Does the text give the value? Order counts in tuples and not in sets."""
    return next(compare for kind, compare in READERS if isinstance(value, kind))(text, value)


def _word(text: str, value: str) -> bool:
    bare = re.sub(r"\\text(?:bf)?\{(.*)\}", r"\1", text).strip()
    bare = re.sub(r"_\{(\d+)\}", r"_\1", bare)
    option = re.fullmatch(r"\(?([A-E])\)?(?: .*)?", bare)
    found = option[1] if option and len(value) == 1 else bare
    return found.casefold() == value.casefold() or re.fullmatch(rf"{re.escape(found)}_\d+", value) is not None


def _members(text: str) -> list[sp.Expr]:
    text = text.replace(r" \text{ and } ", ",").replace(r"\{", "").replace(r"\}", "")
    return [expression(part.strip()) for part in text.split(",")]


def _set(text: str, value: frozenset) -> bool:
    found = _members(text)
    return len(found) == len(value) and all(any(_equal(f, v) for f in found) for v in value)


def _tuple(text: str, value: tuple) -> bool:
    found = _members(DROPPED.sub("", text).strip().removeprefix("(").removesuffix(")"))
    return len(found) == len(value) and all(map(_equal, found, value))


def _interval(text: str, value: sp.Interval) -> bool:
    text = DROPPED.sub("", text).replace(r"x \in", "").strip()
    if text[:1] not in ("(", "[") or text[-1:] not in (")", "]"):
        raise Unreadable(text)
    low, high = _members(text[1:-1])
    same_ends = (text[0] == "(") == bool(value.left_open) and (text[-1] == ")") == bool(value.right_open)
    return same_ends and _equal(low, value.start) and _equal(high, value.end)


def _matrix(text: str, value: sp.MatrixBase) -> bool:
    inner = re.sub(r"\\(?:begin|end)\{[bp]matrix\}", "", text)
    rows = [[expression(entry.strip()) for entry in row.split("&")] for row in inner.split(r"\\")]
    return len(rows) == value.rows and all(map(_equal, chain.from_iterable(rows), value))


def _line(text: str, value: sp.Eq) -> bool:
    if text.count("=") != 1:
        raise Unreadable(text)
    left, right = map(expression, text.split("="))
    ratio = (left - right) / (value.lhs - value.rhs)
    return _equal(sp.simplify(ratio), ratio.subs(POINTS[0]))


READERS: tuple[tuple[type | tuple[type, ...], Callable], ...] = (
    (str, _word),
    (frozenset, _set),
    (tuple, _tuple),
    (sp.Interval, _interval),
    (sp.MatrixBase, _matrix),
    (sp.Eq, _line),
    (object, lambda text, value: _equal(expression(text), value)),
)
