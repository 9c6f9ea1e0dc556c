"""Geometry: lengths, angles, areas and volumes; checks go through coordinates where they can."""

# ruff: noqa: D103 - a family's name and the statement it draws say what it is

from fractions import Fraction
from math import atan2, cos, hypot, pi, sin
from math import degrees as degrees_of
from random import Random

import sympy as sp

from generator.answers import exact, fraction, integer, point, tex
from generator.problem import Draft
from generator.wordings import degrees


def shoelace(*corners: tuple) -> sp.Expr:
    """The area of a polygon from its corners in order."""
    turned = (*corners[1:], corners[0])
    return sp.Abs(sum(a * d - b * c for (a, b), (c, d) in zip(corners, turned, strict=True))) / 2


def triangle_area(rng: Random) -> Draft:
    base, height = 2 * rng.randint(2, 9), rng.randint(3, 12)
    return Draft(
        f"A triangle has a base of ${base}$ cm, and the height on it is ${height}$ cm. "
        "How many square centimetres is its area?",
        (
            "The area is half the base times the height.",
            f"That is ${base // 2} \\cdot {height} = {base * height // 2}$.",
        ),
        integer(base * height // 2, "square centimetres"),
        lambda: shoelace((0, 0), (base, 0), (3, height)),
    )


def third_angle(rng: Random) -> Draft:
    a, b = rng.randint(25, 80), rng.randint(30, 85)
    return Draft(
        f"Two angles of a triangle measure ${a}^\\circ$ and ${b}^\\circ$. What is the measure of the third?",
        ("The three angles add to $180^\\circ$.", f"So the third is $180^\\circ - {a + b}^\\circ$."),
        degrees(180 - a - b),
        lambda: next(c for c in range(181) if a + b + c == 180),
    )


def circle_area(rng: Random) -> Draft:
    radius = rng.randint(3, 15)
    return Draft(
        f"The circumference of a circle is ${2 * radius}\\pi$. What is its area, in terms of $\\pi$?",
        (
            f"From $2\\pi r = {2 * radius}\\pi$ the radius is ${radius}$.",
            f"The area is $\\pi \\cdot {radius}^2$.",
        ),
        exact(radius**2 * sp.pi),
        lambda: sp.Circle(sp.Point(0, 0), radius).area,
    )


def polygon_angle(rng: Random) -> Draft:
    sides = rng.choice([5, 6, 8, 9, 10, 12, 15])
    each = 180 - 360 // sides
    return Draft(
        f"How large is each interior angle of a regular polygon with ${sides}$ sides?",
        (
            f"The exterior angles add to $360^\\circ$, so each of them is ${360 // sides}^\\circ$.",
            f"The interior angle is what is missing to $180^\\circ$, that is ${each}^\\circ$.",
        ),
        degrees(each),
        lambda: round(_corner_angle(sides)),
    )


def _corner_angle(sides: int) -> float:
    """Between the two sides that meet at the corner (1, 0), measured from coordinates."""
    turn = 2 * pi / sides
    return 2 * degrees_of(atan2(sin(turn), 1 - cos(turn)))


def diagonal(rng: Random) -> Draft:
    a, b = rng.sample([2, 3, 4, 5, 6, 7, 9, 10], 2)
    if hypot(a, b).is_integer():
        b += 1
    return Draft(
        f"A rectangle measures ${a}$ by ${b}$. How long is its diagonal? Give the answer in simplest radical form.",
        (
            f"By the theorem of Pythagoras the square of the diagonal is ${a * a} + {b * b} = {a * a + b * b}$.",
            f"Its root is ${tex(sp.sqrt(a * a + b * b))}$.",
        ),
        exact(sp.sqrt(a * a + b * b)),
        lambda: sp.Point(0, 0).distance(sp.Point(a, b)),
    )


def reflection(rng: Random) -> Draft:
    a, b = rng.sample([-7, -5, -4, -2, 1, 3, 6, 8], 2)
    axis = rng.randint(-3, 4)
    return Draft(
        f"The point $({a}, {b})$ is reflected across the vertical line $x = {axis}$. What are the "
        f"coordinates of its image?",
        (
            f"The height ${b}$ stays the same.",
            f"The line is halfway, so the new first coordinate is $2 \\cdot ({axis}) - ({a})$.",
        ),
        point(2 * axis - a, b),
        lambda: tuple(sp.Point(a, b).reflect(sp.Line((axis, 0), (axis, 1)))),
    )


def sector_area(rng: Random) -> Draft:
    radius, angle = rng.randint(3, 8), rng.choice([40, 45, 60, 72, 135, 150])
    value = sp.Rational(angle * radius**2, 360) * sp.pi
    return Draft(
        f"A sector of a circle with radius ${radius}$ has a central angle of ${angle}^\\circ$. Find its area "
        f"in terms of $\\pi$.",
        (
            f"The sector is $\\frac{{{angle}}}{{360}}$ of the disc.",
            f"The disc has the area ${radius**2}\\pi$.",
            f"So the area is ${tex(value)}$.",
        ),
        exact(value),
        lambda: sp.integrate(sp.Rational(1, 2) * radius**2, (sp.Symbol("t"), 0, sp.pi * angle / 180)),
    )


def cone_volume(rng: Random) -> Draft:
    radius, height, t = rng.randint(2, 7), rng.randint(4, 11), sp.Symbol("t")
    value = sp.Rational(radius**2 * height, 3) * sp.pi
    return Draft(
        f"A cone has base radius ${radius}$ and height ${height}$. What is its volume? Leave $\\pi$ in the answer.",
        (
            "The volume is one third of the base times the height.",
            f"The base is ${radius**2}\\pi$.",
            f"This gives ${tex(value)}$.",
        ),
        exact(value),
        lambda: sp.integrate(sp.pi * (sp.Rational(radius, height) * t) ** 2, (t, 0, height)),
    )


def incircle(rng: Random) -> Draft:
    a, b, c, area = rng.choice([(13, 14, 15, 84), (9, 10, 17, 36), (10, 13, 13, 60), (11, 13, 20, 66), (7, 15, 20, 42)])
    value = Fraction(2 * area, a + b + c)
    return Draft(
        f"A triangle has sides ${a}$, ${b}$ and ${c}$. What is the radius of its inscribed circle?",
        (
            f"Half the perimeter is ${tex(Fraction(a + b + c, 2))}$, and Heron's formula gives the area ${area}$.",
            "The radius is the area over half the perimeter.",
            f"That is ${tex(value)}$.",
        ),
        fraction(value),
        lambda: _inradius(a, b, c),
    )


def _inradius(a: int, b: int, c: int) -> sp.Expr:
    """The side c on the axis, the opposite corner found from the two other sides."""
    across = sp.Rational(b * b + c * c - a * a, 2 * c)
    return 2 * shoelace((0, 0), (c, 0), (across, sp.sqrt(b * b - across**2))) / (a + b + c)


def inscribed_triangle(rng: Random) -> Draft:
    radius = rng.choice([2, 4, 6, 8, 10])
    value = sp.Rational(3 * radius**2, 4) * sp.sqrt(3)
    return Draft(
        f"An equilateral triangle is inscribed in a circle of radius ${radius}$. What is the area of the triangle?",
        (
            f"The side is ${tex(radius * sp.sqrt(3))}$, since the radius is two thirds of the height.",
            f"The area is $\\frac{{\\sqrt{{3}}}}{{4}}$ times the square of the side, which is ${tex(value)}$.",
        ),
        exact(value),
        lambda: sp.simplify(
            shoelace(*((radius * sp.cos(2 * sp.pi * k / 3), radius * sp.sin(2 * sp.pi * k / 3)) for k in range(3)))
        ),
    )


def distance_to_line(rng: Random) -> Draft:
    a, b, c = rng.choice([(3, 4, 5), (5, 12, 13), (8, 15, 17)])
    p, q, d = rng.randint(1, 6), rng.randint(1, 6), rng.randint(1, 9)
    value = Fraction(a * p + b * q + d, c)
    return Draft(
        f"What is the distance from the point $({p}, {q})$ to the line ${a}x + {b}y + {d} = 0$?",
        (
            f"The normal vector $({a}, {b})$ has length ${c}$.",
            f"The left side at the point is ${a * p + b * q + d}$.",
            f"The distance is ${tex(value)}$.",
        ),
        fraction(value),
        lambda: sp.Line(sp.Point(0, sp.Rational(-d, b)), slope=sp.Rational(-a, b)).distance(sp.Point(p, q)),
    )


SUBJECT = "Geometry"
FAMILIES = (
    (1, triangle_area, 3),
    (1, third_angle, 2),
    (2, circle_area, 3),
    (2, polygon_angle, 2),
    (3, diagonal, 3),
    (3, reflection, 2),
    (4, sector_area, 3),
    (4, cone_volume, 2),
    (5, incircle, 2),
    (5, inscribed_triangle, 1),
    (5, distance_to_line, 2),
)
