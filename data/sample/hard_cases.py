"""Hard cases by hand: numbers, sets, intervals and lines in unlike forms, equal or only nearly so."""

import hard_problems as given
from generator.problem import HardCase, Row

CASES = (
    HardCase(
        given.HALF,
        (
            Row(
                "correct",
                "decimal-exact",
                "one half ends as a decimal, so nothing is rounded",
                r"After using a third, two thirds of $\frac{3}{4}$ are left, which is $\boxed{0.5}$.",
            ),
            Row(
                "correct",
                "shorthand-latex",
                "\\frac12 without braces is typeset as one half",
                r"$\frac34 - \frac13\cdot\frac34 = \frac34 - \frac14$, so $\boxed{\frac12}$ of the tin is "
                r"full.",
            ),
            Row(
                "ambiguous",
                "percent-vs-fraction",
                "the same share as a percentage where a part is asked",
                r"The tin keeps \(\frac{2}{3}\) of \(75\%\). **Result:** \(\boxed{50\%}\)",
            ),
            Row(
                "ambiguous",
                "decimal-comma",
                "a decimal comma, or a list of 0 and 5",
                "Remaining rice: two thirds of three quarters.\n\n\\[\\boxed{0,5}\\]",
            ),
        ),
    ),
    HardCase(
        given.ROOT_TWO,
        (
            Row(
                "ambiguous",
                "decimal-approx",
                "rounded to three places where an exact length is known",
                r"By Pythagoras the diagonal squared is $1 + 1 = 2$, so it is about $\boxed{1.414}$.",
            ),
            Row(
                "ambiguous",
                "decimal-approx",
                "rounded, and says so",
                r"我们用勾股定理：对角线的平方是 \(1^2+1^2=2\)，所以 \(\boxed{d \approx 1.41}\)。",
            ),
            Row(
                "correct",
                "unicode-maths",
                "the root sign is a character, not a command",
                "The diagonal satisfies d² = 1² + 1².\n\n\\boxed{√2}",
            ),
            Row(
                "ambiguous",
                "unsimplified",
                "equal to the root of two, with a root left in the denominator",
                r"With an angle of $45^\circ$ we have $1 = d \cdot \frac{\sqrt{2}}{2}$, hence "
                r"$\boxed{\dfrac{2}{\sqrt{2}}}$.",
            ),
        ),
    ),
    HardCase(
        given.LENGTH,
        (
            Row(
                "correct",
                "unit-added",
                "the unit of the question, added",
                r"Divide by seven: $84 \div 7$. $\boxed{12 \text{ cm}}$",
            ),
            Row(
                "ambiguous",
                "unit-other",
                "the same length in another unit than the one asked for",
                r"The ribbon is 840 mm long, so each piece has $\boxed{120 \text{ mm}}$.",
            ),
            Row(
                "correct",
                "self-corrected",
                "the first box is taken back openly, the last one stands",
                "I first get $\\boxed{14}$.\n\nWait, that would be for six pieces. There are seven, so the "
                "length is $84/7$ and the "
                "corrected answer is $\\boxed{12}$.",
            ),
            Row(
                "correct",
                "unit-added",
                "the unit in roman letters with a tie",
                r"Each piece measures \[\boxed{12\mathrm{~cm}}.\]",
            ),
        ),
    ),
    HardCase(
        given.SQUARES,
        (
            Row(
                "correct",
                "plus-minus",
                "one sign stands for both members",
                r"From $x^2 = 4$ we get $\boxed{\pm 2}$.",
            ),
            Row(
                "incorrect",
                "missing-member",
                "the negative number is missing",
                r"The number with square $4$ is $\boxed{2}$.",
            ),
            Row(
                "correct",
                "reordered-list",
                "the members in another order, each said of x",
                r"Factoring, \((x-2)(x+2)=0\), so \(\boxed{x = 2 \text{ or } x = -2}\).",
            ),
            Row(
                "ambiguous",
                "two-boxes",
                "the members stand in two boxes",
                r"The negative one is $\boxed{-2}$ and the positive one is $\boxed{2}$.",
            ),
        ),
    ),
    HardCase(
        given.HALF_OPEN,
        (
            Row(
                "correct",
                "interval-form",
                "the interval is said of x",
                r"Rounding down means the whole part. Thus $\boxed{x\in[0,1)}$.",
            ),
            Row(
                "incorrect",
                "interval-ends",
                "the right end is closed, but 1 rounds down to 1",
                r"It is everything from 0 to 1: $\boxed{[0, 1]}$",
            ),
            Row(
                "correct",
                "interval-form",
                "a chain of inequalities for the interval",
                "### Solution\n\n1. $x$ is at least $0$.\n2. $x$ is less than $1$.\n\n$$\\boxed{0 \\le x < 1}$$",
            ),
            Row(
                "correct",
                "interval-form",
                "a set described by its condition",
                r"The set is $\boxed{\{x \mid 0 \leq x < 1\}}$.",
            ),
        ),
    ),
    HardCase(
        given.LINE,
        (
            Row(
                "correct",
                "equation-form",
                "the same line with everything on one side, and any form is allowed",
                r"The slope is $2$, so the equation is $2x - y + c = 0$ with $6 - 7 + c = 0$: $\boxed{2x - y "
                r"+ 1 = 0}$",
            ),
            Row(
                "ambiguous",
                "side-missing",
                "the right side of the equation without the equation",
                r"Slope 2, height 1 at zero: $\boxed{2x+1}$.",
            ),
            Row(
                "correct",
                "equation-form",
                "the same line through the given point",
                r"In point-slope form: \(\boxed{y - 7 = 2(x - 3)}\)",
            ),
            Row(
                "correct",
                "reordered-terms",
                "the terms in another order",
                r"直线的斜率为2，过点 \((3,7)\)，所以 \(\boxed{y = 1 + 2x}\)。",
            ),
        ),
    ),
    HardCase(
        given.FACTOR,
        (
            Row(
                "ambiguous",
                "unsimplified",
                "equal, but not multiplied out as the problem demands",
                r"There is nothing to do: $\boxed{x(x+1)}$.",
            ),
            Row(
                "incorrect",
                "wrong-value",
                "the second product has lost its x",
                r"$x \cdot x = x^2$ and then $+1$, so $\boxed{x^2 + 1}$.",
            ),
            Row(
                "correct",
                "reordered-terms",
                "the terms in another order",
                r"Distribute: \(x \cdot x\) and \(x \cdot 1\). \[\boxed{x + x^2}\]",
            ),
            Row(
                "correct",
                "equation-chain",
                "the problem's own expression on the left",
                r"$$\boxed{x(x + 1) = x^2 + x}$$",
            ),
        ),
    ),
    HardCase(
        given.THOUSAND,
        (
            Row(
                "correct",
                "thousands",
                "a thousands separator",
                r"25 copies each minute for 50 minutes gives $\boxed{1,250}$ copies.",
            ),
            Row(
                "ambiguous",
                "decimal-comma",
                "a thousands point, or one and a quarter",
                r"Es sind $25 \cdot 50$ Kopien, also $\boxed{1.250}$.",
            ),
            Row(
                "correct",
                "scientific",
                "the same number as a power of ten",
                r"The product is \(\boxed{1.25 \times 10^{3}}\).",
            ),
            Row(
                "correct",
                "thousands",
                "a thin space between the thousands",
                r"$25 \times 50 = \boxed{1\,250}$",
            ),
        ),
    ),
    HardCase(
        given.PAIRS,
        (
            Row(
                "ambiguous",
                "unsimplified",
                "equal, but the binomial is not worked out",
                r"We choose 2 of the 8 players: $\boxed{\binom{8}{2}}$.",
            ),
            Row(
                "incorrect",
                "wrong-value",
                "each game is counted twice",
                r"Each of 8 players has 7 opponents, so $8 \cdot 7 = \boxed{56}$.",
            ),
            Row(
                "correct",
                "number-word",
                "the number is written in letters, without a box",
                "Each of the eight players meets seven others, and every game is shared by two of them. In "
                "total there are twenty-eight games.",
            ),
            Row(
                "correct",
                "prose-in-box",
                "the number in a sentence inside the box",
                r"$\boxed{\text{There are } 28 \text{ games in all.}}$",
            ),
        ),
    ),
)
