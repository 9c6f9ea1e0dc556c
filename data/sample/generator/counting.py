"""Counting & Probability: arrangements, draws, paths, expectations; every check counts one by one."""

# ruff: noqa: D103 - a family's name and the statement it draws say what it is

from fractions import Fraction
from itertools import combinations, permutations, product
from math import comb, factorial
from random import Random

import sympy as sp

from generator.answers import fraction, integer, tex
from generator.problem import Draft
from generator.wordings import percent


def dice_sum(rng: Random) -> Draft:
    total = rng.choice([4, 5, 6, 8, 9, 10])
    ways = 6 - abs(total - 7)
    return Draft(
        f"Two fair six-sided dice are rolled. What is the probability that the sum is ${total}$? Give a "
        f"common fraction.",
        ("There are $36$ equally likely rolls.", f"Of these, ${ways}$ have the sum ${total}$."),
        fraction(Fraction(ways, 36)),
        lambda: Fraction(sum(a + b == total for a, b in product(range(1, 7), repeat=2)), 36),
    )


def spinner_percent(rng: Random) -> Draft:
    red, colour = rng.choice([3, 4, 7, 9, 11]), rng.choice(["red", "green", "yellow"])
    return Draft(
        f"A spinner has $20$ equal sectors, of which ${red}$ are {colour}. "
        f"What is the chance, as a percentage, that it stops on a {colour} one?",
        (f"The chance is ${red}$ in $20$.", f"As a percentage that is ${5 * red}\\%$."),
        percent(5 * red),
        lambda: 100 * Fraction(len([s for s in range(20) if s < red]), 20),
    )


def repeated_letters(rng: Random) -> Draft:
    name = rng.choice(["LEVEL", "KAYAK", "PAPAYA", "COCOA", "TATTOO", "BALLOT", "SETTEE"])
    repeats = [name.count(letter) for letter in sorted(set(name)) if name.count(letter) > 1]
    below = r" \cdot ".join(f"{n}!" for n in repeats)
    count = factorial(len(name))
    for n in repeats:
        count //= factorial(n)
    return Draft(
        f"In how many different ways can the letters of the word {name} be arranged in a row?",
        (
            f"The word has ${len(name)}$ letters, some of them alike.",
            f"Dividing by the orders of the like letters gives $\\frac{{{len(name)}!}}{{{below}}} = {count}$.",
        ),
        integer(count),
        lambda: len(set(permutations(name))),
    )


def committee(rng: Random) -> Draft:
    people, seats = rng.randint(7, 10), rng.randint(3, 4)
    club = rng.choice(["chess club", "choir", "rowing team", "book circle"])
    return Draft(
        f"A {club} has ${people}$ members, and two of them, Ines and Karl, refuse to serve together. "
        f"How many committees of ${seats}$ members are possible?",
        (
            f"Without the refusal there are $\\binom{{{people}}}{{{seats}}} = {comb(people, seats)}$ committees.",
            f"Those with both of them number $\\binom{{{people - 2}}}{{{seats - 2}}} = {comb(people - 2, seats - 2)}$.",
            "Subtracting leaves the possible ones.",
        ),
        integer(comb(people, seats) - comb(people - 2, seats - 2)),
        lambda: sum(not {0, 1} <= set(chosen) for chosen in combinations(range(people), seats)),
    )


def same_colour(rng: Random) -> Draft:
    red, blue = rng.randint(3, 7), rng.randint(2, 6)
    value = Fraction(comb(red, 2) + comb(blue, 2), comb(red + blue, 2))
    return Draft(
        f"A bag holds ${red}$ red and ${blue}$ blue marbles. Two are drawn at random without putting any "
        f"back. "
        "What is the probability that they have the same colour?",
        (
            f"There are ${comb(red + blue, 2)}$ pairs of marbles.",
            f"Red pairs: ${comb(red, 2)}$; blue pairs: ${comb(blue, 2)}$.",
            f"The probability is ${tex(value)}$.",
        ),
        fraction(value),
        lambda: _share(a == b for a, b in combinations("r" * red + "b" * blue, 2)),
    )


def _share(events: object) -> Fraction:
    seen = list(events)
    return Fraction(sum(seen), len(seen))


def distinct_digits(rng: Random) -> Draft:
    least = rng.randint(2, 7)
    count = (10 - least) * 9 * 8
    return Draft(
        f"How many three-digit whole numbers have three different digits and a first digit of at least ${least}$?",
        (
            f"There are ${10 - least}$ choices for the first digit.",
            f"Then $9$ digits remain for the second place and $8$ for the third, ${count}$ numbers in all.",
        ),
        integer(count),
        lambda: sum(len(set(str(n))) == 3 and int(str(n)[0]) >= least for n in range(100, 1000)),
    )


def paths_through(rng: Random) -> Draft:
    a, b, c, d = (rng.randint(1, 4) for _ in range(4))
    count = comb(a + b, a) * comb(c + d, c)
    return Draft(
        f"A bug walks on grid lines from $(0,0)$ to $({a + c},{b + d})$, each step one unit right or one "
        f"unit up. "
        f"How many of its paths pass through $({a},{b})$?",
        (
            f"There are $\\binom{{{a + b}}}{{{a}}} = {comb(a + b, a)}$ paths to $({a},{b})$.",
            f"From there $\\binom{{{c + d}}}{{{c}}} = {comb(c + d, c)}$ paths go on.",
            f"The product is ${count}$.",
        ),
        integer(count),
        lambda: sum(sum(steps[: a + b]) == a for steps in product((0, 1), repeat=a + b + c + d) if sum(steps) == a + c),
    )


def larger_of_two(rng: Random) -> Draft:
    sides = rng.choice([4, 5, 6, 8, 10, 12])
    value = Fraction((sides + 1) * (4 * sides - 1), 6 * sides)
    return Draft(
        f"Two fair ${sides}$-sided dice, numbered from $1$ to ${sides}$, are rolled, and the larger number "
        "(or the common one) is written down. What is its expected value?",
        (
            f"The larger number is $k$ in $2k - 1$ of the ${sides**2}$ rolls.",
            f"So we need the sum of $k(2k - 1)$ for $k$ from $1$ to ${sides}$, over ${sides**2}$.",
            f"This is ${tex(value)}$.",
        ),
        fraction(value),
        lambda: Fraction(sum(max(roll) for roll in product(range(1, sides + 1), repeat=2)), sides**2),
    )


def no_two_heads(rng: Random) -> Draft:
    flips = rng.randint(5, 10)
    few, many = 2, 3
    for _ in range(flips - 2):
        few, many = many, few + many
    value = Fraction(many, 2**flips)
    return Draft(
        f"A fair coin is flipped ${flips}$ times. What is the probability that no two heads come one right "
        f"after the other?",
        (
            "Let $a_n$ count the good strings of length $n$; a good string ends in T, or in TH.",
            f"So $a_n = a_{{n-1}} + a_{{n-2}}$ with $a_1 = 2$ and $a_2 = 3$, and $a_{{{flips}}} = {many}$.",
            f"Dividing by $2^{{{flips}}}$ gives ${tex(value)}$.",
        ),
        fraction(value),
        lambda: _share("HH" not in "".join(word) for word in product("HT", repeat=flips)),
    )


def binomial_coefficient(rng: Random) -> Draft:
    a, b, power = rng.randint(2, 3), rng.choice([-3, -2, -1, 2, 3]), rng.randint(5, 7)
    k, x = rng.randint(2, 4), sp.Symbol("x")
    value = comb(power, k) * a**k * b ** (power - k)
    return Draft(
        f"What is the coefficient of $x^{k}$ when $({tex(a * x + b)})^{power}$ is multiplied out?",
        (
            f"The term with $x^{k}$ is $\\binom{{{power}}}{{{k}}} ({a}x)^{k} ({b})^{{{power - k}}}$.",
            f"Its coefficient is ${comb(power, k)} \\cdot {a**k} \\cdot ({b ** (power - k)})$, that is ${value}$.",
        ),
        integer(value),
        lambda: sp.Poly((a * x + b) ** power, x).coeff_monomial(x**k),
    )


SUBJECT = "Counting & Probability"
FAMILIES = (
    (1, dice_sum, 3),
    (1, spinner_percent, 2),
    (2, repeated_letters, 3),
    (2, committee, 2),
    (3, same_colour, 3),
    (3, distinct_digits, 2),
    (4, paths_through, 3),
    (4, larger_of_two, 2),
    (5, no_two_heads, 2),
    (5, binomial_coefficient, 3),
)
