"""Algebra: equations, lines, sequences, inequalities and symmetric sums."""

# ruff: noqa: D103 - a family's name and the statement it draws say what it is

from fractions import Fraction
from random import Random

import sympy as sp

from generator.answers import exact, fraction, integer, interval, listing, point, polynomial, tex
from generator.problem import Draft
from generator.wordings import line, money

x = sp.Symbol("x")


def linear_equation(rng: Random) -> Draft:
    a, root, b = rng.randint(3, 9), rng.choice([-7, -4, -3, 2, 5, 6, 8, 11]), rng.randint(2, 20)
    c = a * root + b
    return Draft(
        f"{rng.choice(['Solve', 'Find the number $x$ that satisfies'])} ${a}x + {b} = {c}$.",
        (
            f"Subtracting ${b}$ from both sides leaves ${a}x = {c - b}$.",
            f"Dividing by ${a}$ gives $x = {root}$.",
        ),
        integer(root),
        lambda: next(n for n in range(-100, 101) if a * n + b == c),
    )


def function_value(rng: Random) -> Draft:
    a, b, at = rng.randint(2, 6), rng.randint(2, 15), rng.randint(-5, -2)
    return Draft(
        f"Let $f(x) = {a}x^2 - {b}x$. What is $f({at})$?",
        (
            f"Putting ${at}$ for $x$ gives ${a} \\cdot {at * at} + {-at * b}$.",
            f"The two terms add to ${a * at * at - b * at}$.",
        ),
        integer(a * at * at - b * at),
        lambda: sum(a * -at for _ in range(-at)) + sum(b for _ in range(-at)),
    )


def line_through(rng: Random) -> Draft:
    slope, start = Fraction(rng.choice([-3, -2, 2, 3, 4])), Fraction(rng.choice([-5, -1, 1, 4, 7]))
    p, q = rng.randint(-3, 0), rng.randint(1, 4)
    low, high = slope * p + start, slope * q + start
    return Draft(
        f"Find an equation of the line through $({p}, {low})$ and $({q}, {high})$. Write it as $y = mx + b$.",
        (
            f"The line rises ${high - low}$ over a run of ${q - p}$, so its slope is ${slope}$.",
            f"At $x = 0$ its height is ${start}$.",
        ),
        line(slope, start),
        lambda: sp.Eq(sp.Symbol("y"), sp.interpolate([(p, low), (q, high)], x)),
    )


def two_equations(rng: Random) -> Draft:
    u, v = rng.sample([n for n in range(-6, 9) if n], 2)
    a, b = rng.randint(2, 5), rng.randint(2, 5)
    return Draft(
        f"Find the ordered pair $(x, y)$ with $x + y = {u + v}$ and ${a}x - {b}y = {a * u - b * v}$.",
        (
            f"From the first equation, $y = {u + v} - x$.",
            f"The second becomes ${a + b}x = {(a + b) * u}$.",
            f"So $x = {u}$, and then $y = {v}$.",
        ),
        point(u, v),
        lambda: next(
            (m, n) for m in range(-20, 21) for n in range(-20, 21) if m + n == u + v and a * m - b * n == a * u - b * v
        ),
    )


def product_of_binomials(rng: Random) -> Draft:
    a, b, c, d = rng.randint(2, 5), rng.randint(1, 7), rng.randint(2, 4), rng.randint(1, 7)
    value = sp.expand((a * x + b) * (c * x - d))
    return Draft(
        f"Expand $({a}x + {b})({c}x - {d})$ and collect like terms.",
        (
            f"The four products are ${a * c}x^2$, $-{a * d}x$, ${b * c}x$ and $-{b * d}$.",
            f"Together they make ${tex(value)}$.",
        ),
        polynomial(value),
        lambda: sp.expand(sp.interpolate([(n, (a * n + b) * (c * n - d)) for n in (-1, 0, 2)], x)),
    )


def integer_roots(rng: Random) -> Draft:
    p, q = sorted(rng.sample([n for n in range(-9, 10) if n], 2))
    middle = tex(x**2 - (p + q) * x + p * q)
    return Draft(
        f"Find all solutions of ${middle} = 0$. List them separated by commas.",
        (f"We look for two numbers with sum ${p + q}$ and product ${p * q}$.", f"They are ${p}$ and ${q}$."),
        listing(p, q),
        lambda: frozenset(n for n in range(-100, 101) if n * n - (p + q) * n + p * q == 0),
    )


def quadratic_inequality(rng: Random) -> Draft:
    low, width = rng.randint(-8, 2), rng.randint(2, 9)
    high = low + width
    expr = sp.expand((x - low) * (x - high))
    strict = rng.random() < 0.5
    return Draft(
        f"For which real $x$ is ${tex(expr)} {'<' if strict else chr(92) + 'le'} 0$? Give the answer in "
        f"interval notation.",
        (
            f"The left side factors with roots ${low}$ and ${high}$.",
            f"The parabola opens upward, so it lies below the axis between them{', ends excluded' if strict else ''}.",
        ),
        interval(low, high, "()" if strict else "[]"),
        lambda: sp.solve_univariate_inequality(expr < 0 if strict else expr <= 0, x, relational=False),
    )


def compound_interest(rng: Random) -> Draft:
    start, rate = rng.choice([2000, 4000, 8000]), rng.choice([5, 10, 20])
    cents = start * (100 + rate) ** 2 // 100
    return Draft(
        f"An account holds $\\${start:,}$ and earns ${rate}\\%$ interest at the end of each year, "
        "added to the account. How many dollars does it hold after two years?",
        (
            f"Each year multiplies the balance by ${(100 + rate) / 100}$.",
            f"After one year it is $\\${start * (100 + rate) // 100:,}$.",
            "One more year gives the balance.",
        ),
        money(cents),
        lambda: (start + start * Fraction(rate, 100)) + (start + start * Fraction(rate, 100)) * Fraction(rate, 100),
    )


def geometric_series(rng: Random) -> Draft:
    first, top, bottom = rng.randint(2, 9), rng.randint(1, 3), rng.choice([5, 7, 8])
    ratio = Fraction(top, bottom)
    total = first / (1 - ratio)
    return Draft(
        f"The first term of an infinite geometric series is ${first}$ and its common ratio is "
        f"${tex(ratio)}$. "
        "What is the sum of the series?",
        (
            f"The sum $S$ satisfies $S = {first} + {tex(ratio)} S$.",
            f"Hence ${tex(1 - ratio)} S = {first}$.",
            f"This gives $S = {tex(total)}$.",
        ),
        fraction(total),
        lambda: sp.summation(first * sp.Rational(top, bottom) ** x, (x, 0, sp.oo)),
    )


def larger_root(rng: Random) -> Draft:
    centre, inside = rng.randint(2, 7), rng.choice([2, 3, 5, 6, 7])
    expr = sp.expand((x - centre) ** 2 - inside)
    return Draft(
        f"What is the larger solution of ${tex(expr)} = 0$? Give an exact value.",
        (
            f"Completing the square gives $(x - {centre})^2 = {inside}$.",
            f"So $x = {centre} \\pm \\sqrt{{{inside}}}$, and the plus sign belongs to the larger one.",
        ),
        exact(centre + sp.sqrt(inside)),
        lambda: max(sp.solve(expr, x)),
    )


def sum_of_cubes(rng: Random) -> Draft:
    u, v = rng.sample(range(2, 12), 2)
    total, product = u + v, u * v
    return Draft(
        f"Two numbers have sum ${total}$ and product ${product}$. What is the sum of their cubes?",
        (
            "For numbers $a$ and $b$ we have $a^3 + b^3 = (a + b)^3 - 3ab(a + b)$.",
            f"Here this is ${total**3} - 3 \\cdot {product} \\cdot {total} = {total**3 - 3 * product * total}$.",
        ),
        integer(total**3 - 3 * product * total),
        lambda: next(m**3 + (total - m) ** 3 for m in range(total) if m * (total - m) == product),
    )


SUBJECT = "Algebra"
FAMILIES = (
    (1, linear_equation, 3),
    (1, function_value, 2),
    (2, line_through, 3),
    (2, two_equations, 2),
    (3, product_of_binomials, 3),
    (3, integer_roots, 2),
    (4, quadratic_inequality, 2),
    (4, compound_interest, 2),
    (4, geometric_series, 1),
    (5, larger_root, 3),
    (5, sum_of_cubes, 2),
)
