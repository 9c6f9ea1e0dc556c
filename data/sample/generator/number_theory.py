"""Number Theory: divisors, remainders, numerals in other bases; nearly every check tries all numbers."""

# ruff: noqa: D103 - a family's name and the statement it draws say what it is

from math import gcd, prod
from random import Random

from generator.answers import integer, listing
from generator.problem import Draft
from generator.wordings import numeral, word, write

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def greatest_divisor(rng: Random) -> Draft:
    common, (a, b) = rng.choice([6, 8, 12, 14, 15]), rng.choice([(2, 3), (3, 5), (4, 7), (5, 9), (3, 8)])
    m, n = common * a, common * b
    return Draft(
        f"What is the greatest common divisor of ${m}$ and ${n}$?",
        (
            f"We can write ${m} = {common} \\cdot {a}$ and ${n} = {common} \\cdot {b}$.",
            f"As ${a}$ and ${b}$ have no common factor, ${common}$ is the greatest common divisor.",
        ),
        integer(common),
        lambda: max(d for d in range(1, m + 1) if m % d == 0 and n % d == 0),
    )


def product_remainder(rng: Random) -> Draft:
    a, b, m = rng.randint(101, 199), rng.randint(201, 299), rng.choice([7, 9, 11])
    return Draft(
        f"Find the remainder when ${a} \\cdot {b}$ is divided by ${m}$.",
        (
            f"Modulo ${m}$ the factors leave ${a % m}$ and ${b % m}$.",
            f"Their product ${a % m * (b % m)}$ leaves ${a * b % m}$.",
        ),
        integer(a * b % m),
        lambda: a * b - m * (a * b // m),
    )


def to_base(rng: Random) -> Draft:
    base, n = rng.choice([2, 3, 5, 6, 8, 12]), rng.randint(60, 250)
    return Draft(
        f"Write the decimal number ${n}$ in base ${base}$.",
        (
            f"We divide by ${base}$ again and again and keep the remainders.",
            f"The first remainder is ${n % base}$, and read from the last one to the first they give "
            f"${write(n, base)}$.",
        ),
        numeral(write(n, base), base),
        lambda: f"{_greedy(n, base)}_{base}",
    )


def _greedy(n: int, base: int) -> str:
    """From the highest power down, taking away as often as possible."""
    power = max(k for k in range(12) if base**k <= n)
    digits = ""
    for k in range(power, -1, -1):
        times = max(d for d in range(base) if d * base**k <= n)
        digits, n = digits + "0123456789AB"[times], n - times * base**k
    return digits


def count_divisors(rng: Random) -> Draft:
    a, b, c = rng.randint(2, 4), rng.randint(1, 3), rng.choice([5, 7, 11])
    n = 2**a * 3**b * c
    return Draft(
        f"How many positive divisors does ${n}$ have?",
        (
            f"The factorization is ${n} = 2^{a} \\cdot 3^{b} \\cdot {c}$.",
            f"The exponents of a divisor can be chosen in ${a + 1} \\cdot {b + 1} \\cdot 2$ ways.",
        ),
        integer((a + 1) * (b + 1) * 2),
        lambda: sum(n % d == 0 for d in range(1, n + 1)),
    )


def weekday(rng: Random) -> Draft:
    start, days = rng.randrange(7), rng.randint(60, 400)
    what = rng.choice(["A ferry service opens", "A clock is wound", "A seed is planted", "A library book is lent"])
    return Draft(
        f"{what} on a {DAYS[start]}. What day of the week is it exactly ${days}$ days later?",
        (
            f"Since ${days} = 7 \\cdot {days // 7} + {days % 7}$, only ${days % 7}$ days matter.",
            f"Counting them on from {DAYS[start]} gives the day.",
        ),
        word(DAYS[(start + days) % 7], DAYS),
        lambda: (DAYS * 60)[start:][days],
    )


def units_digit(rng: Random) -> Draft:
    base, power = rng.choice([3, 7, 8, 12, 13, 17]), rng.randint(41, 99)
    cycle = [pow(base, k, 10) for k in range(1, 5)]
    return Draft(
        f"What is the units digit of ${base}^{{{power}}}$?",
        (
            f"The units digits of the powers repeat in the cycle ${', '.join(map(str, cycle))}$.",
            f"The exponent leaves ${power % 4}$ on division by $4$, which picks the digit ${pow(base, power, 10)}$.",
        ),
        integer(pow(base, power, 10)),
        lambda: int(str(base**power)[-1]),
    )


def base_addition(rng: Random) -> Draft:
    base = rng.choice([3, 4, 5, 7])
    a, b = rng.randint(base**2, base**3 - 1), rng.randint(base**2, base**3 - 1)
    return Draft(
        f"Add ${write(a, base)}_{base} + {write(b, base)}_{base}$ and give the sum in base ${base}$.",
        (
            f"In decimal the two numbers are ${a}$ and ${b}$, with the sum ${a + b}$.",
            f"Written in base ${base}$ the sum is ${write(a + b, base)}_{base}$.",
        ),
        numeral(write(a + b, base), base),
        lambda: f"{_greedy(int(write(a, base), base) + int(write(b, base), base), base)}_{base}",
    )


def inverse(rng: Random) -> Draft:
    m, a = rng.choice([17, 19, 23, 29, 31]), rng.randint(3, 15)
    value = pow(a, -1, m)
    return Draft(
        f"Find the integer $n$ with $0 \\le n < {m}$ and ${a}n \\equiv 1 \\pmod{{{m}}}$.",
        (
            f"We look for a multiple of ${m}$ that is one short of a multiple of ${a}$.",
            f"Since ${a} \\cdot {value} = {a * value} = {m} \\cdot {a * value // m} + 1$, the number is ${value}$.",
        ),
        integer(value),
        lambda: next(n for n in range(m) if a * n % m == 1),
    )


def two_remainders(rng: Random) -> Draft:
    (m, n), value = rng.choice([(7, 9), (8, 11), (5, 13), (9, 10)]), rng.randint(20, 60)
    return Draft(
        f"What is the smallest positive integer that leaves the remainder ${value % m}$ when divided by "
        f"${m}$ "
        f"and the remainder ${value % n}$ when divided by ${n}$?",
        (
            f"The moduli have no common factor, so there is exactly one such number up to ${m * n}$.",
            f"Going through ${value % n}, {value % n + n}, {value % n + 2 * n}, \\ldots$ we meet it at ${value}$.",
        ),
        integer(value),
        lambda: next(k for k in range(1, m * n) if (k % m, k % n) == (value % m, value % n)),
    )


def trailing_zeros(rng: Random) -> Draft:
    n = rng.randint(30, 160)
    parts = [n // 5**k for k in (1, 2, 3) if n // 5**k]
    return Draft(
        f"In how many zeros does ${n}!$ end?",
        (
            "Factors of $2$ abound, so only the factors of $5$ need counting.",
            f"The multiples of $5$, $25$ and so on give ${' + '.join(map(str, parts))} = {sum(parts)}$.",
        ),
        integer(sum(parts)),
        lambda: len(str(prod(range(1, n + 1)))) - len(str(prod(range(1, n + 1))).rstrip("0")),
    )


def square_residue(rng: Random) -> Draft:
    m, root = rng.choice([21, 33, 35, 39, 55]), rng.randint(1, 12)
    while gcd(m, root) > 1:
        root += 1
    roots = sorted(n for n in range(m) if (n - root) * (n + root) % m == 0)
    return Draft(
        f"Find all integers $n$ with $0 \\le n < {m}$ and $n^2 \\equiv {root * root % m} \\pmod{{{m}}}$. "
        "List them separated by commas.",
        (
            f"One root is ${root % m}$, and its negative is another.",
            f"The modulus has two prime factors, so mixing the signs gives two more: there are ${len(roots)}$ in all.",
        ),
        listing(*roots),
        lambda: frozenset(n for n in range(m) if pow(n, 2, m) == root * root % m),
    )


SUBJECT = "Number Theory"
FAMILIES = (
    (1, greatest_divisor, 3),
    (1, product_remainder, 2),
    (2, to_base, 3),
    (2, count_divisors, 2),
    (3, weekday, 2),
    (3, units_digit, 2),
    (3, base_addition, 1),
    (4, inverse, 3),
    (4, two_remainders, 2),
    (5, trailing_zeros, 3),
    (5, square_residue, 2),
)
