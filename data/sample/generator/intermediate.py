"""Intermediate Algebra: polynomials, complex numbers, extrema, domains and rational inequalities."""

# ruff: noqa: D103 - a family's name and the statement it draws say what it is

from fractions import Fraction
from math import sqrt
from random import Random

import sympy as sp

from generator.answers import exact, fraction, integer, interval, point, signed, tex
from generator.problem import Draft
from generator.wordings import complex_number

x = sp.Symbol("x")


def remainder(rng: Random) -> Draft:
    a, b, at = rng.randint(2, 5), rng.randint(2, 9), rng.choice([-3, -2, 2, 3])
    value = a * at**3 - b * at + 4
    return Draft(
        f"What is the remainder when ${a}x^3 - {b}x + 4$ is divided by ${tex(x - at)}$?",
        (
            f"By the remainder theorem it is the value of the polynomial at $x = {at}$.",
            f"That is ${a * at**3} {signed(-b * at)} + 4 = {value}$.",
        ),
        integer(value),
        lambda: sp.rem(a * x**3 - b * x + 4, x - at, x),
    )


def complex_product(rng: Random) -> Draft:
    a, b, c, d = rng.randint(1, 6), rng.randint(2, 5), rng.randint(1, 4), rng.randint(2, 6)
    real, imaginary = a * c + b * d, b * c - a * d
    if not imaginary or not real:
        return complex_product(rng)
    return Draft(
        f"Let $i^2 = -1$. Multiply out $({a} + {b}i)({c} - {d}i)$ and write the result as $p + qi$.",
        (
            f"The products are ${a * c}$, $-{a * d}i$, ${b * c}i$ and $-{b * d}i^2 = {b * d}$.",
            f"The real part is ${real}$ and the imaginary part is ${imaginary}$.",
        ),
        complex_number(real, imaginary),
        lambda: sp.expand((a + b * sp.I) * (c - d * sp.I)),
    )


def vertex(rng: Random) -> Draft:
    a, h, k = rng.choice([-3, -2, 2, 3]), rng.choice([-4, -2, 1, 3, 5]), rng.choice([-6, -1, 2, 7])
    expr = sp.expand(a * (x - h) ** 2 + k)
    return Draft(
        f"Find the vertex of the parabola $y = {tex(expr)}$. Give it as an ordered pair.",
        (
            f"Completing the square gives $y = {a}({tex(x - h)})^2 {signed(k)}$.",
            f"The vertex lies at $x = {h}$, at height ${k}$.",
        ),
        point(h, k),
        lambda: (sp.solve(sp.diff(expr, x), x)[0], expr.subs(x, sp.solve(sp.diff(expr, x), x)[0])),
    )


def geometric_of_i(rng: Random) -> Draft:
    first, second = rng.sample(range(21, 90), 2)
    total = sp.I ** (first % 4) + sp.I ** (second % 4)
    value = sp.expand(total * (3 + 2 * sp.I))
    if not sp.im(value):
        return geometric_of_i(rng)
    return Draft(
        f"Simplify $(3 + 2i)(i^{{{first}}} + i^{{{second}}})$, where $i^2 = -1$.",
        (
            f"Powers of $i$ repeat after four, so the exponents may be replaced by ${first % 4}$ and ${second % 4}$.",
            f"The second factor is therefore ${tex(total)}$.",
            "Multiplying out gives the result.",
        ),
        complex_number(int(sp.re(value)), int(sp.im(value))),
        lambda: _power_sum(first, second),
    )


def _power_sum(*powers: int) -> sp.Expr:
    """Multiply by i again and again with whole numbers only: (a + bi)i = -b + ai."""
    real, imaginary = 0, 0
    for power in powers:
        a, b = 1, 0
        for _ in range(power):
            a, b = -b, a
        real, imaginary = real + a, imaginary + b
    return 3 * real - 2 * imaginary + (3 * imaginary + 2 * real) * sp.I


def squares_of_roots(rng: Random) -> Draft:
    roots = rng.sample([-4, -3, -2, 1, 2, 3, 5], 3)
    expr = sp.expand(sp.prod(x - r for r in roots))
    e1 = sum(roots)
    e2 = roots[0] * roots[1] + roots[0] * roots[2] + roots[1] * roots[2]
    return Draft(
        f"Let $r$, $s$ and $t$ be the roots of ${tex(expr)} = 0$. Find $r^2 + s^2 + t^2$.",
        (
            f"By Vieta's formulas the roots have sum ${e1}$, and their products in pairs add to ${e2}$.",
            f"The sum of the squares is $({e1})^2 - 2 \\cdot ({e2}) = {e1 * e1 - 2 * e2}$.",
        ),
        integer(e1 * e1 - 2 * e2),
        lambda: sum(n * n for n in range(-20, 21) if expr.subs(x, n) == 0),
    )


def root_domain(rng: Random) -> Draft:
    a, b = rng.randint(2, 7), rng.randint(1, 17)
    end = Fraction(b, a)
    return Draft(
        f"What is the domain of the real-valued function $f(x) = \\sqrt{{{a}x - {b}}}$? Use interval notation.",
        (
            f"The radicand must not be negative, so ${a}x \\ge {b}$.",
            f"That is $x \\ge {tex(end)}$, without an upper end.",
        ),
        interval(end, sp.oo, "[)"),
        lambda: sp.solve_univariate_inequality(a * x - b >= 0, x, relational=False),
    )


def horizontal_asymptote(rng: Random) -> Draft:
    a, b, c = rng.randint(2, 9), rng.choice([3, 4, 5, 7, 8]), rng.randint(2, 9)
    value = Fraction(a, b)
    return Draft(
        f"The graph of $y = \\frac{{{a}x^2 - {c}}}{{{b}x^2 + {c}x + 1}}$ has a horizontal asymptote $y = k$. "
        f"What is $k$?",
        ("For large $x$ only the leading terms matter.", f"Their quotient is ${tex(value)}$."),
        fraction(value),
        lambda: sp.limit((a * x**2 - c) / (b * x**2 + c * x + 1), x, sp.oo),
    )


def partial_fractions(rng: Random) -> Draft:
    p, q = rng.sample(range(1, 7), 2)
    a, b = rng.sample([-5, -3, -2, 1, 2, 4, 6], 2)
    top = sp.expand(a * (x + q) + b * (x + p))
    return Draft(
        f"Find the ordered pair $(A, B)$ with $\\frac{{{tex(top)}}}{{(x + {p})(x + {q})}} = "
        f"\\frac{{A}}{{x + {p}}} + \\frac{{B}}{{x + {q}}}$ wherever both sides are defined.",
        (
            f"Clearing denominators gives ${tex(top)} = A(x + {q}) + B(x + {p})$.",
            f"Putting $x = -{p}$ isolates $A$, and $x = -{q}$ isolates $B$.",
            f"We get $A = {a}$ and $B = {b}$.",
        ),
        point(a, b),
        lambda: next(
            (m, n)
            for m in range(-9, 10)
            for n in range(-9, 10)
            if all(m * (t + q) + n * (t + p) == top.subs(x, t) for t in (0, 1))
        ),
    )


def least_sum(rng: Random) -> Draft:
    a, b = rng.randint(2, 5), rng.choice([3, 5, 6, 7, 10])
    value = 2 * sp.sqrt(a * b)
    if value.is_Integer:
        return least_sum(rng)
    return Draft(
        f"For positive real $x$, what is the least possible value of ${a}x + \\frac{{{b}}}{{x}}$?",
        (
            f"The two terms have the constant product ${a * b}$.",
            "By the inequality of the means their sum is at least twice the root of it.",
            f"Equality is reached for ${a}x^2 = {b}$, so the least value is ${tex(value)}$.",
        ),
        exact(value),
        lambda: sp.simplify((a * x + b / x).subs(x, max(sp.solve(a - b / x**2, x)))),
    )


def log_equation(rng: Random) -> Draft:
    base, power, root = rng.choice(
        [(2, 3, 4), (2, 5, 8), (3, 2, 9), (3, 3, 9), (5, 2, 25), (2, 4, 8), (6, 2, 9), (10, 2, 20)]
    )
    shift = Fraction(root * root - base**power, root)
    if shift.denominator != 1 or shift < 1:
        return log_equation(rng)
    return Draft(
        f"Solve $\\log_{{{base}}} x + \\log_{{{base}}} (x - {shift}) = {power}$ for real $x$.",
        (
            f"Both logarithms exist only for $x > {shift}$.",
            f"Joining them gives $x(x - {shift}) = {base**power}$.",
            f"Of the two roots only $x = {root}$ is large enough.",
        ),
        integer(root),
        lambda: next(n for n in range(int(shift) + 1, 200) if n * (n - shift) == base**power),
    )


def rational_inequality(rng: Random) -> Draft:
    pole, zero = rng.sample(range(-6, 8), 2)
    low, high = sorted((pole, zero))
    return Draft(
        f"Solve $\\frac{{{tex(x - zero)}}}{{{tex(x - pole)}}} \\le 0$ over the real numbers, in interval notation.",
        (
            f"The quotient changes its sign at ${zero}$ and at ${pole}$, and is positive far out.",
            f"It is zero at ${zero}$ but not defined at ${pole}$, so only one end belongs to the solution.",
        ),
        interval(low, high, "[)" if zero < pole else "(]"),
        lambda: sp.solve_univariate_inequality((x - zero) / (x - pole) <= 0, x, relational=False),
    )


def no_real_root(rng: Random) -> Draft:
    c = rng.choice([2, 3, 5, 6, 7, 9, 11])
    end = 2 * sp.sqrt(c)
    return Draft(
        f"For which real numbers $x$ has the equation $t^2 + xt + {c} = 0$ no real solution $t$? Use "
        f"interval notation.",
        (
            f"There is no real solution exactly when the discriminant $x^2 - {4 * c}$ is negative.",
            f"This means that $|x|$ is less than ${tex(end)}$.",
        ),
        interval(-end, end, "()"),
        lambda: sp.Interval.open(*(sign * sp.nsimplify(sqrt(4 * c), [sp.sqrt(c)]) for sign in (-1, 1))),
    )


SUBJECT = "Intermediate Algebra"
FAMILIES = (
    (1, remainder, 3),
    (1, complex_product, 2),
    (2, vertex, 3),
    (2, geometric_of_i, 2),
    (3, squares_of_roots, 2),
    (3, root_domain, 2),
    (3, horizontal_asymptote, 1),
    (4, partial_fractions, 3),
    (4, least_sum, 2),
    (5, log_equation, 1),
    (5, rational_inequality, 2),
    (5, no_real_root, 2),
)
