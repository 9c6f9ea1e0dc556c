"""Answers that are not bare numbers: degrees, percents, money, words, letters, numerals in a base."""

from fractions import Fraction

import sympy as sp

from generator.answers import tex
from generator.problem import Answer, doubt, right, wrong


def degrees(n: int) -> Answer:
    """An angle in degrees, the sign written in the reference."""
    forms = (
        right(str(n), "degree-sign", "the degree sign is left out where degrees are asked"),
        right(rf"{n}^{{\circ}}", "degree-sign", "the degree sign in braces"),
        right(rf"{n} \text{{ degrees}}", "degree-sign", "the degree sign as a word"),
        wrong(rf"{180 - n if n != 90 else 100}^\circ", "wrong-value", "the supplement of the angle"),
        wrong(rf"{n + 1}^\circ", "off-by-one", "one degree too many"),
    )
    return Answer(rf"{n}^\circ", forms)


def percent(n: int) -> Answer:
    """A percentage, the sign written in the reference."""
    forms = (
        right(str(n), "percent-sign", "the percent sign is left out where a percentage is asked"),
        right(rf"{n} \text{{ percent}}", "percent-sign", "the percent sign as a word"),
        doubt(f"{n / 100:g}", "percent-vs-fraction", "the same share as a decimal where a percentage is asked"),
        wrong(rf"{n * 10}\%", "wrong-number", "a factor of ten too much"),
        wrong(rf"{n + 1}\%", "off-by-one", "one percent too many"),
    )
    return Answer(rf"{n}\%", forms)


def money(cents: int) -> Answer:
    r"""Dollars: `money(125000)` is `\$1,250`, `money(250)` is `\$2.50`."""
    amount = f"{cents // 100:,}" if cents % 100 == 0 else f"{cents / 100:,.2f}"
    forms = (
        right(amount.replace(",", ""), "currency", "neither dollar sign nor separator"),
        right(rf"\${cents / 100:,.2f}", "currency", "with the cents"),
        right(rf"{amount} \text{{ dollars}}", "currency", "the dollars as a word"),
        wrong(rf"\${cents / 100 + 10:,.2f}", "wrong-number", "ten dollars too many"),
        wrong(rf"\${cents / 1000:,.2f}", "wrong-number", "a factor of ten too little"),
    )
    return Answer(rf"\${amount}", forms)


def word(text: str, others: tuple[str, ...]) -> Answer:
    """A word out of a known few: `word("Tuesday", days)`."""
    rest = [other for other in others if other != text]
    forms = (
        right(text, "text-style", "without \\text"),
        right(rf"\text{{{text.lower()}}}", "text-style", "in small letters"),
        right(rf"\textbf{{{text}}}", "text-style", "in bold"),
        *(wrong(rf"\text{{{other}}}", "wrong-word", "another of the possible words") for other in rest[:3]),
    )
    return Answer(rf"\text{{{text}}}", forms)


def letter(key: str, option: str) -> Answer:
    """The letter of an option: `letter("B", "12")`."""
    others = [other for other in "ABCDE" if other != key]
    forms = (
        right(key, "choice-letter", "the bare letter"),
        right(f"({key})", "choice-letter", "the letter in brackets"),
        right(rf"\text{{({key}) {option}}}", "choice-letter", "the letter with the text of its option"),
        wrong(rf"\text{{({others[0]})}}", "wrong-letter", "another option"),
        wrong(others[1], "wrong-letter", "another option"),
    )
    return Answer(rf"\text{{({key})}}", forms)


def numeral(digits: str, base: int) -> Answer:
    """A numeral in a base, with the base as its index."""
    value = int(digits, base)
    forms = (
        right(f"{digits}_{{{base}}}", "base-form", "the index in braces"),
        right(digits, "base-form", "the index is left out where the base is asked"),
        wrong(
            f"{digits[::-1]}_{base}" if digits != digits[::-1] else f"1{digits}_{base}",
            "wrong-base",
            "the digits are in the wrong order",
        ),
        wrong(f"{write(value + 1, base)}_{base}", "off-by-one", "one too many"),
    )
    return Answer(f"{digits}_{base}" if base < 10 else f"{digits}_{{{base}}}", forms)


def write(n: int, base: int) -> str:
    """`write(11, 2) == "1011"`."""
    digits = ""
    while n:
        n, digit = divmod(n, base)
        digits = "0123456789AB"[digit] + digits
    return digits or "0"


def line(slope: Fraction, start: Fraction) -> Answer:
    """A line as an equation, `y = mx + b`."""
    x = sp.Symbol("x")
    rise = sp.Rational(slope) * x
    body = rise + sp.Rational(start)
    level = sp.Rational(start)
    forms = [
        right(f"{tex(body)} = y", "equation-form", "the sides are exchanged"),
        wrong(f"y = {tex(-rise + level)}", "wrong-sign", "the slope has the wrong sign"),
        wrong(f"y = {tex(rise + level + 1)}", "off-by-one", "the line is one too high"),
    ]
    if start:
        sign = "-" if slope < 0 else "+"
        forms.append(
            right(
                f"y = {tex(level)} {sign} {tex(abs(sp.Rational(slope)) * x)}",
                "reordered-terms",
                "the terms in another order",
            )
        )
    return Answer(f"y = {tex(body)}", tuple(forms))


def complex_number(real: int, imaginary: int) -> Answer:
    """`complex_number(3, -2)` is `3 - 2i`; the imaginary part is not nought."""
    written = _i(imaginary)
    text = f"{real} {'-' if imaginary < 0 else '+'} {_i(abs(imaginary))}" if real else written
    forms = [
        wrong(f"{real} {'+' if imaginary < 0 else '-'} {_i(abs(imaginary))}", "wrong-sign", "the conjugate"),
        wrong(
            f"{real + 1} {'-' if imaginary < 0 else '+'} {_i(abs(imaginary))}",
            "off-by-one",
            "the real part is one too large",
        ),
    ]
    if real:
        forms.append(
            right(
                f"{written} {'-' if real < 0 else '+'} {abs(real)}",
                "reordered-terms",
                "the imaginary part first",
            )
        )
    return Answer(text, tuple(forms))


def _i(n: int) -> str:
    return {1: "i", -1: "-i"}.get(n, f"{n}i")
