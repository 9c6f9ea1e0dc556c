"""Prealgebra: fractions, percents, means, rates and money."""

# ruff: noqa: D103 - a family's name and the statement it draws say what it is

from fractions import Fraction
from random import Random
from statistics import median

import sympy as sp

from generator.answers import fraction, integer, tex
from generator.problem import Draft
from generator.wordings import letter, money, percent, word

NAMES = ("Amara", "Bruno", "Chioma", "Dmitri", "Elif", "Farid", "Greta", "Hiro")


def fraction_sum(rng: Random) -> Draft:
    a, b, c, d = rng.randint(1, 5), rng.choice([6, 8, 9]), rng.randint(1, 3), rng.choice([4, 5, 7])
    value = Fraction(a, b) + Fraction(c, d)
    return Draft(
        f"What is $\\frac{{{a}}}{{{b}}} + \\frac{{{c}}}{{{d}}}$? Give a fraction in lowest terms.",
        (
            f"Over the common denominator ${b * d}$ the numerators are ${a * d}$ and ${c * b}$.",
            f"Their sum over ${b * d}$ reduces to ${tex(value)}$.",
        ),
        fraction(value),
        lambda: sp.Rational(a, b) - sp.Rational(-c, d),
    )


def share_of(rng: Random) -> Draft:
    share, whole = rng.choice([15, 20, 30, 45, 60]), 20 * rng.randint(3, 15)
    thing, done = rng.choice(
        [
            ("seats of a theatre", "sold on Monday"),
            ("pages of a diary", "filled in spring"),
            ("trees of an orchard", "planted this year"),
        ]
    )
    return Draft(
        f"Of the ${whole}$ {thing}, ${share}\\%$ were {done}. How many is that?",
        (
            f"One percent of ${whole}$ is ${whole / 100:g}$.",
            f"Taking it ${share}$ times gives ${share * whole // 100}$.",
        ),
        integer(share * whole // 100),
        lambda: next(n for n in range(whole) if 100 * n == share * whole),
    )


def middle_value(rng: Random) -> Draft:
    values = [rng.randint(3, 40) for _ in range(6)]
    ordered = sorted(values)
    value = Fraction(ordered[2] + ordered[3], 2)
    return Draft(
        f"Find the median of the six numbers ${', '.join(map(str, values))}$.",
        (
            f"In order they are ${', '.join(map(str, ordered))}$.",
            f"The median is the mean of ${ordered[2]}$ and ${ordered[3]}$.",
        ),
        fraction(value),
        lambda: Fraction(median(values)),
    )


def largest_fraction(rng: Random) -> Draft:
    options = [
        Fraction(n, d) for n, d in rng.sample([(3, 7), (5, 11), (4, 9), (7, 16), (2, 5), (6, 13), (5, 12), (9, 20)], 5)
    ]
    best = max(options)
    key = "ABCDE"[options.index(best)]
    shown = r" \quad ".join(rf"\text{{({k})}}\ {tex(option)}" for k, option in zip("ABCDE", options, strict=True))
    return Draft(
        f"Which of these fractions is the largest? $${shown}$$ Answer with the letter.",
        (
            "All five are a little less than one half.",
            f"The one closest to it is ${tex(best)}$, option {key}.",
        ),
        letter(key, f"${tex(best)}$"),
        lambda: "ABCDE"[sorted(range(5), key=lambda k: float(options[k]))[-1]],
    )


def discount(rng: Random) -> Draft:
    price, off, thing = (
        20 * rng.randint(3, 30),
        rng.choice([15, 25, 35, 45]),
        rng.choice(["coat", "lamp", "tent", "bicycle"]),
    )
    cents = price * (100 - off)
    return Draft(
        f"A {thing} that costs $\\${price}$ is sold at ${off}\\%$ off. What is the sale price, in dollars?",
        (
            f"The buyer pays ${100 - off}\\%$ of the price.",
            f"That is ${(100 - off) / 100:g} \\cdot {price}$ dollars.",
        ),
        money(cents),
        lambda: price - Fraction(off * price, 100),
    )


def farthest_runner(rng: Random) -> Draft:
    names = rng.sample(NAMES, 3)
    steps = rng.sample([(12, 52), (9, 75), (11, 60), (14, 45), (10, 69), (8, 88)], 3)
    distances = [rounds * metres for rounds, metres in steps]
    best = names[distances.index(max(distances))]
    told = "; ".join(f"{who} ran ${n}$ rounds of ${m}$ m" for who, (n, m) in zip(names, steps, strict=True))
    return Draft(
        f"{told}. Who ran the farthest?",
        (
            f"The distances are ${distances[0]}$, ${distances[1]}$ and ${distances[2]}$ metres.",
            f"The greatest belongs to {best}.",
        ),
        word(best, tuple(names)),
        lambda: _only_farthest(names, steps),
    )


def _only_farthest(names: list[str], steps: list[tuple[int, int]]) -> str:
    """The one whom nobody equals or passes; a tie has no answer and fails here."""
    laps = [sum(metres for _ in range(rounds)) for rounds, metres in steps]
    [best] = [who for who, run in zip(names, laps, strict=True) if sum(other >= run for other in laps) == 1]
    return best


def working_together(rng: Random) -> Draft:
    a, b = rng.sample([3, 4, 5, 6, 8, 9, 10], 2)
    who, other = rng.sample(NAMES, 2)
    value = Fraction(a * b, a + b)
    return Draft(
        f"{who} paints a fence in ${a}$ hours and {other} paints it in ${b}$ hours. "
        "How many hours do they need together?",
        (
            f"In one hour they paint $\\frac{{1}}{{{a}}} + \\frac{{1}}{{{b}}} = {tex(1 / value)}$ of the fence.",
            f"So the whole fence takes ${tex(value)}$ hours.",
        ),
        fraction(value),
        lambda: sp.solve(sp.Symbol("t") / a + sp.Symbol("t") / b - 1)[0],
    )


def percent_change(rng: Random) -> Draft:
    old, change = 20 * rng.randint(4, 20), rng.choice([5, 15, 35, 40, 65])
    new = old * (100 + change) // 100
    return Draft(
        f"The number of visitors to a garden rose from ${old}$ to ${new}$. By what percent did it rise?",
        (f"The increase is ${new - old}$.", f"Compared with ${old}$ this is ${change}\\%$."),
        percent(change),
        lambda: next(p for p in range(1, 101) if old * p == 100 * (new - old)),
    )


def multiples_sum(rng: Random) -> Draft:
    step, top = rng.choice([4, 6, 7, 9]), rng.randint(20, 40)
    value = step * top * (top + 1) // 2
    return Draft(
        f"What is the sum of all positive multiples of ${step}$ up to and including ${step * top}$?",
        (
            f"The sum is ${step}$ times the sum of the numbers from $1$ to ${top}$.",
            f"That sum is ${top * (top + 1) // 2}$, which gives ${value}$.",
        ),
        integer(value),
        lambda: sum(range(step, step * top + 1, step)),
    )


def repeating_decimal(rng: Random) -> Draft:
    block = rng.choice([n for n in range(12, 98) if n % 11])
    value = Fraction(block, 99)
    return Draft(
        f"Express the repeating decimal $0.\\overline{{{block}}}$ as a common fraction in lowest terms.",
        (
            f"If $x$ is the number, then $100x - x = {block}$.",
            f"So $x = \\frac{{{block}}}{{99}}$, in lowest terms ${tex(value)}$.",
        ),
        fraction(value),
        lambda: Fraction(int(str(block) * 20), 10**40).limit_denominator(1000),
    )


SUBJECT = "Prealgebra"
FAMILIES = (
    (1, fraction_sum, 3),
    (1, share_of, 2),
    (2, middle_value, 2),
    (2, largest_fraction, 3),
    (3, discount, 3),
    (3, farthest_runner, 2),
    (4, working_together, 3),
    (4, percent_change, 2),
    (5, multiples_sum, 3),
    (5, repeating_decimal, 2),
)
