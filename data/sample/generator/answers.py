"""Answers by kind: each function writes the reference text and the forms a model may give instead."""

import re
from fractions import Fraction

import sympy as sp

from generator.problem import Answer, doubt, right, wrong


def tex(value: object) -> str:
    r"""`tex(Fraction(-3, 4)) == r"-\frac{3}{4}"`; sympy's printer, with `2\sqrt{3}` for `2 \sqrt{3}`."""
    if isinstance(value, Fraction):
        value = sp.Rational(value.numerator, value.denominator)
    text = re.sub(r"(\d) (\\sqrt|\\pi|[a-z])", r"\1\2", sp.latex(sp.sympify(value), order="lex"))
    return re.sub(r"\^\{(\d)\}", r"^\1", re.sub(r"^- |(?<=[(,]) ?- ", "-", text))


def signed(n: int) -> str:
    """A number to be added after another: `signed(-3) == "- 3"`."""
    return f"{'-' if n < 0 else '+'} {abs(n)}"


def integer(n: int, unit: str = "") -> Answer:
    """A whole number, with `unit` (`"cm"`) where a model may add it."""
    forms = [
        wrong(str(n + 1), "off-by-one", "one too many"),
        wrong(str(n - 1), "off-by-one", "one too few"),
        wrong(str(n + 10), "wrong-number", "a carry went wrong"),
        right(f"{n}.0", "trailing-zeros", "a zero after the point changes nothing"),
    ]
    if n:
        forms.append(wrong(str(-n), "wrong-sign", "the sign is lost"))
        forms.append(doubt(rf"\frac{{{2 * n}}}{{2}}", "unsimplified", "equal, but the division is not carried out"))
    if unit:
        forms.append(right(rf"{n} \text{{ {unit}}}", "unit-added", "the unit of the question, added"))
    if abs(n) >= 1000:
        forms.append(right(f"{n:,}", "thousands", "a thousands separator"))
        forms.append(right(f"{n:,}".replace(",", "{,}"), "thousands", "a LaTeX thousands separator"))
    return Answer(str(n), tuple(forms))


def fraction(value: Fraction) -> Answer:
    """A fraction in lowest terms; a whole number falls back to `integer`."""
    if value.denominator == 1:
        return integer(value.numerator)
    sign, top, bottom = "-" * (value < 0), abs(value.numerator), value.denominator
    forms = [
        right(rf"{sign}\dfrac{{{top}}}{{{bottom}}}", "fraction-style", "a taller fraction"),
        right(f"{sign}{top}/{bottom}", "fraction-style", "a slash for the fraction"),
        right(rf"\frac{{{sign}{top}}}{{{bottom}}}", "fraction-style", "the sign in the numerator"),
        doubt(rf"{sign}\frac{{{3 * top}}}{{{3 * bottom}}}", "unsimplified", "equal, but not in lowest terms"),
        wrong(rf"{sign}\frac{{{top + 1}}}{{{bottom}}}", "off-by-one", "the numerator is one too large"),
        wrong(rf"{'' if sign else '-'}\frac{{{top}}}{{{bottom}}}", "wrong-sign", "the sign is lost"),
    ]
    if top != bottom:
        forms.append(wrong(rf"{sign}\frac{{{bottom}}}{{{top}}}", "reciprocal", "the fraction is upside down"))
    return Answer(tex(value), (*forms, *_decimals(value)))


def _decimals(value: Fraction) -> tuple:
    digits = f"{float(value):.3f}"
    if Fraction(digits) == value:
        short = digits.rstrip("0")
        return (
            right(short, "decimal-exact", "the fraction ends as a decimal"),
            right(digits, "decimal-exact", "the decimal, with zeros to three places"),
        )
    return (doubt(digits, "decimal-approx", "rounded to three places where an exact value is asked"),)


def exact(value: sp.Expr) -> Answer:
    """A radical or a multiple of pi: `exact(2*sqrt(3))`."""
    text = tex(value)
    approx = doubt(f"{float(value):.3f}", "decimal-approx", "rounded to three places where an exact value is asked")
    forms = [
        approx,
        wrong(tex(value + 1), "wrong-value", "one more than the value"),
        wrong(tex(2 * value), "wrong-value", "a factor of two too much"),
        wrong(tex(-value), "wrong-sign", "the sign is lost"),
    ]
    return Answer(text, (*forms, *_pi_forms(value), *_root_forms(value)))


def _pi_forms(value: sp.Expr) -> tuple:
    ratio = sp.nsimplify(value / sp.pi)
    if not ratio.is_Rational or ratio.is_Integer:
        return ()
    return (
        right(rf"{tex(ratio)}\pi", "pi-form", "pi stands beside the fraction"),
        right(rf"{ratio.p}\pi/{ratio.q}", "pi-form", "a slash for the fraction"),
    )


def _root_forms(value: sp.Expr) -> tuple:
    square = sp.nsimplify(value**2)
    if value.is_Rational or not square.is_Integer or value < 0:
        return ()
    forms = [wrong(rf"\sqrt{{{square + 1}}}", "off-by-one", "the radicand is one too large")]
    if tex(value) != rf"\sqrt{{{square}}}":
        forms.append(doubt(rf"\sqrt{{{square}}}", "unsimplified", "equal, but the square is not taken out of the root"))
    return tuple(forms)


def point(*values: object) -> Answer:
    """An ordered tuple, where the order counts."""
    parts = [tex(value) for value in values]
    inner = ", ".join(parts)
    forms = [
        right(rf"\left( {inner} \right)", "spacing", "stretching brackets"),
        right("(" + ",".join(parts) + ")", "spacing", "no blanks"),
        wrong(
            f"({', '.join([*parts[:-1], tex(values[-1] + 1)])})",
            "off-by-one",
            "the last entry is one too large",
        ),
    ]
    if len(parts) > 2:
        forms.append(wrong(f"({', '.join(parts[:-1])})", "missing-member", "the last entry is missing"))
    if parts[::-1] != parts:
        forms.append(wrong(f"({', '.join(reversed(parts))})", "swapped-tuple", "the entries are in the wrong order"))
    return Answer(f"({inner})", tuple(forms))


def listing(*values: object) -> Answer:
    """Two or more members, where the order does not count: `listing(-2, 3, 5)`."""
    parts = [tex(value) for value in values]
    forms = (
        right(", ".join(reversed(parts)), "reordered-list", "the members in another order"),
        right(rf"\{{{', '.join(parts)}\}}", "set-braces", "the members in braces"),
        right(
            r" \text{ and } ".join([", ".join(parts[:-1]), parts[-1]]),
            "reordered-list",
            "'and' for the last comma",
        ),
        wrong(", ".join(parts[:-1]) if len(parts) > 1 else "0", "missing-member", "a member is missing"),
        wrong(", ".join([*parts, "0" if 0 not in values else "1"]), "extra-member", "a member too many"),
        wrong(", ".join([*parts[:-1], tex(values[-1] + 1)]), "off-by-one", "a member is one too large"),
    )
    return Answer(", ".join(parts), forms)


def interval(low: object, high: object, brackets: str = "[]") -> Answer:
    """`interval(0, 1, "[)")`; `-oo` and `oo` may stand for the ends."""
    left, right_end = tex(low), tex(high)
    opened, closed = brackets
    other = {"[": "(", "(": "[", "]": ")", ")": "]"}
    text = f"{opened}{left}, {right_end}{closed}"
    changed = (
        f"{opened}{left}, {right_end}{other[closed]}"
        if high != sp.oo
        else f"{other[opened]}{left}, {right_end}{closed}"
    )
    forms = (
        right(rf"x \in {opened}{left},{right_end}{closed}", "interval-form", "said of x"),
        right(rf"\left{opened}{left}, {right_end}\right{closed}", "spacing", "stretching brackets"),
        wrong(changed, "interval-ends", "an end is open where it should be closed, or the other way round"),
        wrong(
            f"{opened}{tex(low if high != sp.oo else low + 1)}, {tex(high if high == sp.oo else high + 1)}{closed}",
            "off-by-one",
            "an end is one too large",
        ),
    )
    return Answer(text, forms)


def polynomial(expr: sp.Expr) -> Answer:
    """A polynomial or other expression, in sympy's order; models may turn the order round."""
    terms = sp.Add.make_args(sp.expand(expr))
    backwards = sorted(terms, key=lambda term: (sp.total_degree(term), str(term)))
    forms = [
        wrong(tex(expr + 1), "off-by-one", "the constant is one too large"),
        wrong(tex(-expr), "wrong-sign", "every sign is turned"),
    ]
    turned = "".join(_signed(term) for term in backwards).removeprefix(" + ").strip()
    if turned != tex(expr):
        forms.append(right(turned, "reordered-terms", "the terms in another order"))
    return Answer(tex(expr), tuple(forms))


def _signed(term: sp.Expr) -> str:
    written = tex(term)
    return f" - {written[1:]}" if written.startswith("-") else f" + {written}"


def matrix(value: sp.Matrix) -> Answer:
    """A matrix with round brackets; square ones mean the same."""
    changed = value.copy()
    changed[0, 0] += 1
    forms = (
        right(_rows(value, "bmatrix"), "matrix-style", "square brackets for round ones"),
        wrong(_rows(changed, "pmatrix"), "off-by-one", "the first entry is one too large"),
        wrong(_rows(-value, "pmatrix"), "wrong-sign", "every sign is turned"),
    )
    return Answer(_rows(value, "pmatrix"), forms)


def _rows(value: sp.Matrix, style: str) -> str:
    rows = r" \\ ".join(" & ".join(tex(entry) for entry in value.row(i)) for i in range(value.rows))
    return rf"\begin{{{style}}} {rows} \end{{{style}}}"
