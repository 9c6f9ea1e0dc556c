"""Hard cases by hand: words, letters, units, signs and amounts of money, told in unlike ways."""

import hard_problems as given
from generator.problem import HardCase, Row

CASES = (
    HardCase(
        given.DAY,
        (
            Row(
                "correct",
                "text-style",
                "in small letters",
                r"100 days are 14 weeks and 2 days. $\boxed{\text{tuesday}}$",
            ),
            Row(
                "incorrect",
                "wrong-word",
                "one day too early",
                r"$100 \bmod 7 = 1$, so it is $\boxed{\text{Monday}}$.",
            ),
            Row(
                "correct",
                "translated-word",
                "the right day in Chinese",
                r"因为 \(100 = 14 \times 7 + 2\)，星期日再过两天，所以是 \(\boxed{\text{星期二}}\)。",
            ),
            Row(
                "correct",
                "abbreviation",
                "the usual short form of the day",
                r"Two days after Sunday: $\boxed{\text{Tue.}}$",
            ),
        ),
    ),
    HardCase(
        given.CHOICE,
        (
            Row(
                "ambiguous",
                "option-value",
                "the value of the right option where its letter is asked",
                r"Only $29$ is prime. $\boxed{29}$",
            ),
            Row(
                "ambiguous",
                "letter-against-value",
                "the letter and the value name different options",
                r"The prime is 29: $\boxed{\text{(B) } 29}$",
            ),
            Row(
                "correct",
                "choice-letter",
                "the letter without brackets",
                r"21, 27 and 33 are multiples of 3. **C** remains. \(\boxed{C}\)",
            ),
            Row(
                "correct",
                "choice-letter",
                "the letter with the value of its option",
                r"\[\boxed{\textbf{(C)}\ 29}\]",
            ),
        ),
    ),
    HardCase(
        given.ANGLE,
        (
            Row("correct", "pi-form", "a slash for the fraction", r"$\frac38$ of $2\pi$ is $\boxed{3\pi/4}$."),
            Row(
                "ambiguous",
                "unit-other",
                "the same angle in degrees where radians are asked",
                r"$\frac38 \cdot 360^\circ = \boxed{135^\circ}$",
            ),
            Row(
                "ambiguous",
                "decimal-approx",
                "rounded where a multiple of pi is exact",
                r"$6.2832 \cdot 0.375 = \boxed{2.356}$",
            ),
            Row(
                "correct",
                "shorthand-latex",
                "\\frac34 without braces, pi beside it",
                r"Three eighths of \(2\pi\) are \(\boxed{\frac34\pi}\).",
            ),
        ),
    ),
    HardCase(
        given.COLDER,
        (
            Row(
                "ambiguous",
                "sign-of-difference",
                "a change of -8 where the size of the fall is asked",
                r"The change is $-5 - 3 = \boxed{-8}$ degrees.",
            ),
            Row(
                "incorrect",
                "wrong-value",
                "the sign of the second temperature is lost",
                r"$5 - 3 = \boxed{2}$",
            ),
            Row("correct", "degree-sign", "the degree sign is added", r"$3 - (-5) = \boxed{8^\circ}$"),
            Row(
                "correct",
                "no-box",
                "the right answer in bold at the end, without a box",
                "From 3 degrees down to 0 it fell by 3, and from 0 to -5 it fell by 5.\n\n**Answer: 8 degrees**",
            ),
        ),
    ),
    HardCase(
        given.RATIO,
        (
            Row(
                "correct",
                "mixed-number",
                "a whole number and a fraction side by side",
                r"Half of seven is $\boxed{3\frac{1}{2}}$.",
            ),
            Row(
                "ambiguous",
                "float-noise",
                "the trace of floating-point sums, not a rounding of the model's own",
                r"Running the numbers: 0.07 * 50 = $\boxed{3.5000000000000004}$",
            ),
            Row(
                "ambiguous",
                "unsimplified",
                "equal, but not in lowest terms",
                r"\[\frac{7}{100}\cdot 50 = \boxed{\frac{14}{4}}\]",
            ),
            Row(
                "correct",
                "decimal-exact",
                "the fraction ends as a decimal, the unit is added",
                r"\(\boxed{3.5 \text{ L}}\)",
            ),
        ),
    ),
    HardCase(
        given.COINS,
        (
            Row(
                "correct",
                "unit-added",
                "the unit of the question, added",
                "3*25=75 and 5*10=50, so Milo has \\boxed{125 cents}.",
            ),
            Row(
                "ambiguous",
                "unit-other",
                "the same amount in dollars where cents are asked",
                "The quarters make $0.75 and the dimes $0.50.\n#### $1.25",
            ),
            Row(
                "ambiguous",
                "unit-other",
                "the dollar sign makes it the same amount in another unit",
                "75 + 50 = 125, that is \\boxed{\\$1.25}.",
            ),
            Row(
                "correct",
                "hash-answer",
                "the right answer after ####",
                "Quarters: 75 cents. Dimes: 50 cents.\n#### 125",
            ),
        ),
    ),
    HardCase(
        given.SHARE,
        (
            Row(
                "ambiguous",
                "percent-vs-fraction",
                "the same share as a decimal where a percentage is asked",
                "84 / 240 = 0.35, so \\boxed{0.35}.",
            ),
            Row(
                "incorrect",
                "wrong-number",
                "the share of the other novels",
                "240 - 84 = 156 and 156 / 240 = 0.65.\n#### 65",
            ),
            Row(
                "correct",
                "percent-sign",
                "the percent sign is added",
                r"$\frac{84}{240} = \frac{7}{20}$, so the share is $\boxed{35\%}$.",
            ),
            Row(
                "correct",
                "no-box",
                "the right answer at the end of a Chinese sentence, without a box",
                "84 ÷ 240 = 0.35，所以答案是 35%。",
            ),
        ),
    ),
    HardCase(
        given.STOVE,
        (
            Row(
                "correct",
                "currency",
                "dollar sign, separator and cents",
                "12,800 - 11,550 leaves \\boxed{\\$1,250.00}.",
            ),
            Row(
                "incorrect",
                "wrong-number",
                "a slip in the subtraction",
                "8 stoves bring $12,800. Minus $11,550 leaves $2,250.\n#### 2250",
            ),
            Row(
                "correct",
                "hash-answer",
                "dollar sign and separator after ####",
                "8 * 1,600 = 12,800\n12,800 - 11,550 = 1,250\n#### $1,250",
            ),
            Row(
                "correct",
                "currency",
                "the dollars as a word",
                "The workshop keeps \\(\\boxed{1250\\text{ dollars}}\\).",
            ),
        ),
    ),
)
