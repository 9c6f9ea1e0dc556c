"""Hand-written problems for the hard cases, each with its own computation beside it."""

from fractions import Fraction
from itertools import product

import sympy as sp
from generator.problem import Answer, Problem

x, y = sp.symbols("x y")


def _hard(subject: str, level: int, statement: str, steps: tuple[str, ...], answer: str, check: object) -> Problem:
    return Problem(subject, level, statement, steps, Answer(answer), check)  # type: ignore[arg-type]


def _half_open(eighths: list[Fraction]) -> sp.Interval:
    """The gap from the first of the eighths to the one after the last, which is the first left out."""
    return sp.Interval.Ropen(sp.Rational(eighths[0]), sp.Rational(eighths[-1] + Fraction(1, 8)))


HALF = _hard(
    "Prealgebra",
    2,
    "A tin is three quarters full of rice. A third of the rice is used. What part of the tin is still full?",
    (
        "Two thirds of the rice remain.",
        r"So $\frac{2}{3} \cdot \frac{3}{4} = \frac{1}{2}$ of the tin is full.",
    ),
    r"\frac{1}{2}",
    lambda: Fraction(3, 4) - Fraction(3, 4) / 3,
)
ROOT_TWO = _hard(
    "Geometry",
    2,
    "How long is the diagonal of a square whose sides have length $1$?",
    (
        "The diagonal is the hypotenuse of a right triangle with two legs of length $1$.",
        r"Its square is $1 + 1 = 2$.",
    ),
    r"\sqrt{2}",
    lambda: sp.Point(0, 0).distance(sp.Point(1, 1)),
)
LENGTH = _hard(
    "Geometry",
    1,
    "A strip of ribbon $84$ cm long is cut into seven equal pieces. How many centimetres long is each piece?",
    ("Each piece has one seventh of the length.", r"That is $84 \div 7 = 12$ centimetres."),
    "12",
    lambda: next(n for n in range(85) if 7 * n == 84),
)
SQUARES = _hard(
    "Algebra",
    1,
    "Find every real number whose square is $4$. List them separated by commas.",
    ("Both a positive and a negative number have this square.", "They are $-2$ and $2$."),
    "-2, 2",
    lambda: frozenset(n for n in range(-10, 11) if n * n == 4),
)
HALF_OPEN = _hard(
    "Intermediate Algebra",
    2,
    r"For which real $x$ does $x$ round down to $0$? Answer in interval notation.",
    (
        "The number must not be below $0$, and it must stay below $1$.",
        "The left end belongs to the set, the right one does not.",
    ),
    "[0, 1)",
    lambda: _half_open([Fraction(k, 8) for k in range(-20, 20) if Fraction(k, 8) // 1 == 0]),
)
LINE = _hard(
    "Algebra",
    3,
    "Give an equation, in any form, of the line with slope $2$ that passes through $(3, 7)$.",
    (
        "The line rises by $2$ for each unit to the right.",
        "Three units back from the point its height is $7 - 6 = 1$.",
    ),
    "y = 2x + 1",
    lambda: sp.Eq(y, sp.solve(sp.Eq((y - 7) / (x - 3), 2), y)[0]),
)
FACTOR = _hard(
    "Algebra",
    2,
    "Multiply out $x(x + 1)$.",
    ("Each term in the bracket is multiplied by $x$.", "This gives $x^2$ and $x$."),
    "x^2 + x",
    lambda: sp.interpolate([(n, n * (n + 1)) for n in (0, 1, 2)], x),
)
THOUSAND = _hard(
    "Prealgebra",
    3,
    "A printer makes $25$ copies in a minute. How many copies does it make in $50$ minutes?",
    ("The copies of all the minutes add up.", r"That is $25 \cdot 50 = 1250$."),
    "1250",
    lambda: sum(25 for _ in range(50)),
)
PAIRS = _hard(
    "Counting & Probability",
    2,
    "Eight chess players each play every other player once. How many games are there?",
    ("Each game is a pair of players.", r"There are $\binom{8}{2} = 28$ pairs."),
    "28",
    lambda: sum(a < b for a, b in product(range(8), repeat=2)),
)
DAY = _hard(
    "Number Theory",
    1,
    "Today is Sunday. Which day of the week is it in $100$ days?",
    (
        r"Since $100 = 7 \cdot 14 + 2$, fourteen whole weeks pass.",
        "Two more days lead from Sunday to Tuesday.",
    ),
    r"\text{Tuesday}",
    lambda: ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"][100 % 7],
)
CHOICE = _hard(
    "Prealgebra",
    1,
    r"Which of these numbers is prime? $$\text{(A)}\ 21 \quad \text{(B)}\ 27 \quad \text{(C)}\ 29 \quad "
    r"\text{(D)}\ 33$$ Answer with the letter.",
    ("Three of the numbers are multiples of $3$.", "Only $29$ has no divisor but $1$ and itself."),
    r"\text{(C)}",
    lambda: next(k for k, n in zip("ABCD", (21, 27, 29, 33), strict=True) if all(n % d for d in range(2, n))),
)
ANGLE = _hard(
    "Precalculus",
    2,
    "The hand of a gauge turns by three eighths of a full turn. By how many radians does it turn?",
    (r"A full turn is $2\pi$ radians.", r"Three eighths of it are $\frac{3}{8} \cdot 2\pi$."),
    r"\frac{3\pi}{4}",
    lambda: sp.rad(360 * sp.Rational(3, 8)),
)
COLDER = _hard(
    "Prealgebra",
    1,
    r"At noon it was $3^\circ$ and at midnight $-5^\circ$. By how many degrees did the temperature fall?",
    ("From $3$ down to $0$ are three degrees, and five more lead to $-5$.", "Together these are $8$."),
    "8",
    lambda: len(range(-5, 3)),
)
RATIO = _hard(
    "Prealgebra",
    4,
    "A car uses $7$ litres of fuel for $100$ km. How many litres does it use for $50$ km?",
    ("For half the distance it uses half the fuel.", r"That is $7 \div 2 = \frac{7}{2}$ litres."),
    r"\frac{7}{2}",
    lambda: Fraction(7, 100) * 50,
)
CUBE = _hard(
    "Counting & Probability",
    4,
    "How many three-letter words can be written with the letters A, B, C, D and E, repeats allowed?",
    ("There are five choices for each place.", "So the number is $5^3 = 125$."),
    "125",
    lambda: len(list(product("ABCDE", repeat=3))),
)
SEVEN = _hard(
    "Number Theory",
    2,
    "What is the remainder when $2^{20} + 6$ is divided by $10$?",
    (
        "The units digits of the powers of two repeat after four, so $2^{20}$ ends in $6$.",
        "Then the sum ends in $2$.",
    ),
    "2",
    lambda: int(str(2**20 + 6)[-1]),
)
TWELVE = _hard(
    "Algebra",
    2,
    r"If $\frac{n}{3} + 5 = 9$, what is $n$?",
    (r"Taking away $5$ leaves $\frac{n}{3} = 4$.", "So $n = 12$."),
    "12",
    lambda: next(n for n in range(100) if Fraction(n, 3) + 5 == 9),
)
FIVE = _hard(
    "Geometry",
    3,
    "A right triangle has legs of length $9$ and $12$. By how much is its hypotenuse longer than $10$?",
    (r"The hypotenuse is $\sqrt{81 + 144} = 15$.", "It is longer than $10$ by $5$."),
    "5",
    lambda: sp.Point(0, 9).distance(sp.Point(12, 0)) - 10,
)
GRID = _hard(
    "Counting & Probability",
    3,
    "How many rectangles of any size are there in a grid of two rows and three columns of squares?",
    (
        "A rectangle is fixed by two of the three horizontal and two of the four vertical lines.",
        r"So there are $3 \cdot 6 = 18$.",
    ),
    "18",
    lambda: sum(a < b and c < d for a, b, c, d in product(range(3), range(3), range(4), range(4))),
)
POWER = _hard(
    "Intermediate Algebra",
    3,
    r"Simplify $\log_3 81 + \log_9 27$.",
    (
        r"The first logarithm is $4$.",
        r"The second is $\frac{3}{2}$, because $9^{3/2} = 27$.",
        r"The sum is $\frac{11}{2}$.",
    ),
    r"\frac{11}{2}",
    lambda: sp.nsimplify(sp.log(81.0) / sp.log(3.0) + sp.log(27.0) / sp.log(9.0), tolerance=1e-9),
)
PILLARS = _hard(
    "Geometry",
    2,
    "A rectangle has area $45$ and one side of length $9$. What is its perimeter?",
    (r"The other side is $45 \div 9 = 5$.", r"The perimeter is $2 \cdot (9 + 5) = 28$."),
    "28",
    lambda: next(2 * (9 + n) for n in range(50) if 9 * n == 45),
)
FLOOR = _hard(
    "Number Theory",
    3,
    "How many multiples of $6$ lie strictly between $100$ and $200$?",
    (
        "The first one is $102$ and the last one is $198$.",
        r"They are $\frac{198 - 102}{6} + 1 = 17$ numbers.",
    ),
    "17",
    lambda: sum(n % 6 == 0 for n in range(101, 200)),
)
MATCH = _hard(
    "Algebra",
    4,
    "The function $g$ satisfies $g(n + 1) = 2g(n) - 3$ for every whole number $n$, and $g(0) = 4$. Find $g(4)$.",
    ("Step by step, $g(1) = 5$, $g(2) = 7$ and $g(3) = 11$.", "The next value is $22 - 3 = 19$."),
    "19",
    lambda: 3 + 2**4 * (4 - 3),
)
CLOCK = _hard(
    "Number Theory",
    4,
    "The product of two consecutive odd numbers is $143$. What is the greater of the two if both are positive?",
    (
        "If $m$ is the number between them, then $m^2 - 1 = 143$.",
        "So $m = 12$, and the greater number is $13$.",
    ),
    "13",
    lambda: next(n for n in range(3, 100, 2) if n * (n - 2) == 143),
)


def _word(statement: str, steps: tuple[str, ...], answer: int, check: object) -> Problem:
    return Problem("", 0, statement, steps, Answer(str(answer)), check, benchmark="sample-gsm8k")  # type: ignore[arg-type]


COINS = _word(
    "Milo has 3 quarters and 5 dimes in a jar. How many cents is that?",
    (
        "The quarters are 3*25=<<3*25=75>>75 cents.",
        "The dimes are 5*10=<<5*10=50>>50 cents.",
        "Together 75+50=<<75+50=125>>125 cents.",
    ),
    125,
    lambda: sum([25] * 3 + [10] * 5),
)
SHARE = _word(
    "A bookshop has 240 novels, and 84 of them are second-hand. What percent of the novels are second-hand?",
    ("The share is 84/240=<<84/240=0.35>>0.35.", "As a percentage that is 0.35*100=<<0.35*100=35>>35."),
    35,
    lambda: next(p for p in range(101) if 240 * p == 84 * 100),
)
STOVE = _word(
    "A workshop sells 8 stoves at $1,600 each and pays $11,550 for material. How many dollars are left?",
    (
        "The stoves bring in $8*1600=<<8*1600=12800>>12,800.",
        "After the material $12800-11550=<<12800-11550=1250>>1,250 are left.",
    ),
    1250,
    lambda: -11550 + sum(1600 for _ in range(8)),
)
