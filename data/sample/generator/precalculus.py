"""Precalculus: angles, vectors, matrices, polar form and trigonometric equations."""

# ruff: noqa: D103 - a family's name and the statement it draws say what it is

from fractions import Fraction
from random import Random

import sympy as sp

from generator.answers import exact, fraction, integer, listing, matrix, point, tex
from generator.problem import Draft
from generator.wordings import complex_number

t = sp.Symbol("t")


def to_radians(rng: Random) -> Draft:
    angle = rng.choice([15, 36, 40, 72, 75, 105, 135, 150, 210, 240, 300])
    value = sp.Rational(angle, 180) * sp.pi
    return Draft(
        f"Convert ${angle}^\\circ$ to radians.",
        (
            "Half a turn is $180^\\circ$ or $\\pi$ radians.",
            f"So the angle is $\\frac{{{angle}}}{{180}}\\pi$.",
        ),
        exact(value),
        lambda: sp.rad(angle),
    )


def exact_value(rng: Random) -> Draft:
    angle, name = rng.choice([120, 135, 150, 225, 240, 300, 315, 330]), rng.choice(["sin", "cos"])
    value = getattr(sp, name)(sp.rad(angle))
    near = min(angle % 180, 180 - angle % 180)
    return Draft(
        f"Find the exact value of $\\{name} {angle}^\\circ$.",
        (
            f"The angle makes ${near}^\\circ$ with the horizontal axis.",
            f"Its size is that of $\\{name} {near}^\\circ$, and the quadrant gives the sign: ${tex(value)}$.",
        ),
        fraction(Fraction(str(value))) if value.is_Rational else exact(value),
        lambda: sp.nsimplify(float(getattr(sp, name)(angle * sp.pi.evalf(30) / 180)), [sp.sqrt(2), sp.sqrt(3)], 1e-10),
    )


def dot_product(rng: Random) -> Draft:
    u, v = ([rng.choice([-6, -4, -2, 1, 3, 5, 7]) for _ in range(3)] for _ in range(2))
    value = sum(a * b for a, b in zip(u, v, strict=True))
    return Draft(
        f"Compute the dot product of the vectors $({u[0]}, {u[1]}, {u[2]})$ and $({v[0]}, {v[1]}, {v[2]})$.",
        (
            f"The products of the entries are ${u[0] * v[0]}$, ${u[1] * v[1]}$ and ${u[2] * v[2]}$.",
            f"Their sum is ${value}$.",
        ),
        integer(value),
        lambda: sp.Matrix(u).dot(sp.Matrix(v)),
    )


def vector_length(rng: Random) -> Draft:
    a, b, c = rng.choice([(1, 2, 3), (2, 4, 5), (3, 3, 6), (2, 2, 4), (1, 5, 7), (4, 4, 2 * 3), (3, 5, 8), (1, 1, 4)])
    value = sp.sqrt(a * a + b * b + c * c)
    return Draft(
        f"What is the length of the vector $({a}, -{b}, {c})$? Simplify the radical.",
        (f"The squares of the entries add to ${a * a + b * b + c * c}$.", f"The length is ${tex(value)}$."),
        exact(value),
        lambda: sp.Point(0, 0, 0).distance(sp.Point(a, -b, c)),
    )


def matrix_product(rng: Random) -> Draft:
    a, b = (sp.Matrix(2, 2, [rng.randint(-3, 5) for _ in range(4)]) for _ in range(2))
    value = a * b
    return Draft(
        f"Compute ${_shown(a)} {_shown(b)}$.",
        (
            "Each entry is a row of the first matrix times a column of the second.",
            f"The first row becomes $({value[0, 0]}, {value[0, 1]})$ and the second $({value[1, 0]}, {value[1, 1]})$.",
        ),
        matrix(value),
        lambda: sp.Matrix(2, 2, lambda i, j: sum(a[i, k] * b[k, j] for k in range(2))),
    )


def _shown(value: sp.Matrix) -> str:
    return sp.latex(value, mat_str="pmatrix", mat_delim="").replace(r"\\", r" \\ ")


def to_rectangular(rng: Random) -> Draft:
    radius, angle = rng.choice([2, 4, 6, 8]), rng.choice([30, 60, 120, 150, 210, 330])
    value = (radius * sp.cos(sp.rad(angle)), radius * sp.sin(sp.rad(angle)))
    return Draft(
        f"The polar coordinates of a point are $\\left({radius}, {tex(sp.rad(angle))}\\right)$. Find its "
        f"rectangular coordinates.",
        (
            f"They are $x = {radius} \\cos {tex(sp.rad(angle))}$ and $y = {radius} \\sin {tex(sp.rad(angle))}$.",
            f"So $x = {tex(value[0])}$ and $y = {tex(value[1])}$.",
        ),
        point(*value),
        lambda: (radius * sp.exp(sp.I * sp.rad(angle))).expand(complex=True).as_real_imag(),
    )


def inverse_matrix(rng: Random) -> Draft:
    a, b = rng.randint(2, 5), rng.randint(1, 4)
    value = sp.Matrix([[a, a * b - 1], [1, b]])
    found = sp.Matrix([[b, 1 - a * b], [-1, a]])
    return Draft(
        f"Find the inverse of the matrix ${_shown(value)}$.",
        (
            f"The determinant is ${a} \\cdot {b} - {a * b - 1} \\cdot 1 = 1$.",
            "For a two by two matrix of determinant one, exchange the diagonal entries and turn the other signs.",
        ),
        matrix(found),
        value.inv,
    )


def complex_power(rng: Random) -> Draft:
    a, b, power = rng.choice([1, 2, 3]), rng.choice([-2, -1, 1, 2]), rng.choice([3, 4, 5])
    value = sp.expand((a + b * sp.I) ** power)
    if not sp.im(value):
        return complex_power(rng)
    return Draft(
        f"Write $({tex(a + b * sp.I)})^{power}$ in the form $p + qi$ with real $p$ and $q$.",
        (
            f"The square is ${tex(sp.expand((a + b * sp.I) ** 2))}$.",
            "Multiplying on, one factor at a time, gives the power.",
        ),
        complex_number(int(sp.re(value)), int(sp.im(value))),
        lambda: sum(sp.binomial(power, k) * a ** (power - k) * b**k * sp.I**k for k in range(power + 1)),
    )


def trig_equation(rng: Random) -> Draft:
    value = rng.choice([sp.Rational(1, 2), sp.sqrt(2) / 2, sp.sqrt(3) / 2, -sp.Rational(1, 2), -sp.sqrt(3) / 2])
    name = rng.choice(["sin", "cos"])
    roots = [k * sp.pi / 12 for k in range(24) if getattr(sp, name)(k * sp.pi / 12) == value]
    return Draft(
        f"Find all solutions of $\\{name} x = {tex(value)}$ with $0 \\le x < 2\\pi$. List them separated by commas.",
        (
            "There is one solution in each of two quadrants.",
            f"They are ${tex(roots[0])}$ and ${tex(roots[1])}$.",
        ),
        listing(*roots),
        lambda: frozenset(sp.solveset(getattr(sp, name)(t) - value, t, sp.Interval.Ropen(0, 2 * sp.pi))),
    )


def cross_product(rng: Random) -> Draft:
    u, v = ([rng.choice([-3, -2, 1, 2, 4, 5]) for _ in range(3)] for _ in range(2))
    value = sp.Matrix(u).cross(sp.Matrix(v))
    if not any(value) or list(value) == list(value)[::-1]:
        return cross_product(rng)
    return Draft(
        f"Find the cross product of $({u[0]}, {u[1]}, {u[2]})$ and $({v[0]}, {v[1]}, {v[2]})$, in this order.",
        (
            f"The first entry is ${u[1]} \\cdot ({v[2]}) - ({u[2]}) \\cdot ({v[1]}) = {value[0]}$.",
            f"The second is ${value[1]}$ and the third ${value[2]}$.",
        ),
        point(*value),
        lambda: tuple(sp.Matrix([[1 if k == i else 0 for k in range(3)], u, v]).det() for i in range(3)),
    )


def cosine_of_sum(rng: Random) -> Draft:
    a, c = rng.choice([(3, 5), (5, 13), (8, 17)]), rng.choice([(4, 5), (12, 13), (15, 17)])
    sin_a, sin_b = Fraction(*a), Fraction(*c)
    cos_a, cos_b = (
        Fraction(str(sp.sqrt(1 - sp.Rational(*a) ** 2))),
        Fraction(str(sp.sqrt(1 - sp.Rational(*c) ** 2))),
    )
    value = cos_a * cos_b - sin_a * sin_b
    if not value:
        return cosine_of_sum(rng)
    return Draft(
        f"Acute angles $A$ and $B$ satisfy $\\sin A = {tex(sin_a)}$ and $\\sin B = {tex(sin_b)}$. Find $\\cos(A + B)$.",
        (
            f"The cosines are $\\cos A = {tex(cos_a)}$ and $\\cos B = {tex(cos_b)}$, both positive.",
            "The addition theorem is $\\cos(A + B) = \\cos A \\cos B - \\sin A \\sin B$.",
            f"It gives ${tex(value)}$.",
        ),
        fraction(value),
        lambda: sp.nsimplify(
            sp.cos(sp.asin(sp.Rational(*a)) + sp.asin(sp.Rational(*c))).evalf(40),
            rational=True,
            tolerance=1e-20,
        ),
    )


SUBJECT = "Precalculus"
FAMILIES = (
    (1, to_radians, 3),
    (1, exact_value, 2),
    (2, dot_product, 2),
    (2, vector_length, 3),
    (3, matrix_product, 3),
    (3, to_rectangular, 2),
    (4, inverse_matrix, 2),
    (4, complex_power, 2),
    (4, trig_equation, 1),
    (5, cross_product, 2),
    (5, cosine_of_sum, 3),
)
