"""Latex: a reading written out again, so that an annotator sees what was understood."""

from __future__ import annotations

from fractions import Fraction

from review_app.grading.syntax.tree import (
    Based,
    Chain,
    Group,
    Listing,
    Matrix,
    Node,
    Quantity,
    Ratio,
    Reading,
    Union,
    Words,
)

# More than this of an answer is not shown.
SHOWN_LIMIT = 200

_NAMES = {"pi": "\\pi", "oo": "\\infty"}
_INFIX = {"+": "{0} + {1}", "-": "{0} - {1}", "*": "{0} \\cdot {1}", "mixed": "{0}{1}"}
_FORMS = {
    **_INFIX,
    "/": "\\frac{{{0}}}{{{1}}}",
    "^": "{0}^{{{1}}}",
    "neg": "-{0}",
    "bracket": "({0})",
    "percent": "{0}\\%",
    "degrees": "{0}^\\circ",
    "factorial": "{0}!",
    "binom": "\\binom{{{0}}}{{{1}}}",
    "abs": "|{0}|",
    "floor": "\\lfloor {0} \\rfloor",
    "ceiling": "\\lceil {0} \\rceil",
    "log": "\\log_{{{1}}} {0}",
}


def latex(reading: Reading) -> str:
    r"""What was understood, as LaTeX.

    >>> from review_app.grading.syntax.reading import read
    >>> latex(read(r"x = 2\sqrt3 \text{ cm}"))
    'x = 2 \\cdot \\sqrt{3}\\text{ centimeter}'
    """
    return _reading(reading)[:SHOWN_LIMIT]


def _reading(reading: Reading) -> str:
    if isinstance(reading, Quantity):
        return _node(reading.node) + (f"\\text{{ {reading.unit}}}" if reading.unit else "")
    if isinstance(reading, Words):
        return f"\\text{{{reading.text}}}"
    if isinstance(reading, Based):
        return f"{reading.digits}_{{{reading.base}}}"
    return _composed(reading)


def _composed(reading: Listing | Group | Union | Matrix | Chain | Ratio) -> str:
    if isinstance(reading, Matrix):
        rows = " \\\\ ".join(" & ".join(map(_reading, row)) for row in reading.rows)
        return f"\\begin{{pmatrix}} {rows} \\end{{pmatrix}}"
    if isinstance(reading, Chain):
        signs = (f" {sign} " for sign in (*reading.signs, ""))
        return "".join(_reading(side) + sign for side, sign in zip(reading.sides, signs, strict=True)).strip()
    if isinstance(reading, Group):
        return f"{reading.ends[0]}{_joined(reading.items, ', ')}{reading.ends[1]}"
    if isinstance(reading, Union):
        return _joined(reading.parts, " \\cup ")
    if isinstance(reading, Ratio):
        return _joined(reading.parts, ":") + (f"\\text{{ {reading.half}}}" if reading.half else "")
    return f"\\{{{_joined(reading.items, ', ')}\\}}"


def _joined(readings: tuple[Reading, ...], separator: str) -> str:
    return separator.join(map(_reading, readings))


def _node(node: Node) -> str:
    parts = [_node(part) for part in node.args]
    if node.op == "num":
        return _number(node)
    if node.op == "sym":
        return _NAMES.get(str(node.data), str(node.data))
    if node.op == "root":
        return f"\\sqrt{{{parts[0]}}}" if parts[1] == "2" else f"\\sqrt[{parts[1]}]{{{parts[0]}}}"
    if node.op == "call":
        return f"\\operatorname{{{node.data}}}({parts[0]})"
    return _FORMS.get(node.op, f"\\text{{{node.op}}}").format(*parts)


def _number(node: Node) -> str:
    value = Fraction(node.data)
    if node.places > 0:
        digits = str(abs(int(value * 10**node.places))).rjust(node.places + 1, "0")
        return f"{'-' * (value < 0)}{digits[: -node.places]}.{digits[-node.places :]}"
    whole = value.denominator == 1
    return str(value.numerator) if whole else f"\\frac{{{value.numerator}}}{{{value.denominator}}}"
