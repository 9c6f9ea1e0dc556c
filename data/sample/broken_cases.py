"""Hard cases by hand: replies that end badly, or not at all, or hide where their answer stands."""

import hard_problems as given
from generator.problem import HardCase, Row

_CASE = (
    "If the two logarithms are taken over the base $3$, every number in the problem is a power of $3$: "
    "$81 = 3^4$, $9 = 3^2$ and $27 = 3^3$. "
)
# About 20,000 characters, so that pages, extractors and time limits meet a reply of real length.
LONG = "\n\n".join(
    f"**Attempt {n}.** {_CASE}Let me test the value ${n}/8$ for the sum: it is "
    f"{'too small' if n < 44 else 'not smaller'}, "
    "so I go on to the next one."
    for n in range(1, 87)
)
LOOP = "Let me compute the logarithm again. We have $\\log_3 81 = 4$ because $3^4 = 81$.\n" * 40

CASES = (
    HardCase(
        given.POWER,
        (
            Row(
                "incorrect",
                "repeating",
                "the same line over and over, and no answer",
                LOOP + "Let me compute the",
            ),
            Row(
                "correct",
                "no-box",
                "the answer stands first and is explained later",
                "**Answer: 11/2**\n\nThe first logarithm is 4, the second 3/2.",
            ),
            Row(
                "correct",
                "very-long",
                "the right box after some 20,000 characters",
                LONG + "\n\nThe value $44/8$ fits. Therefore $\\boxed{\\frac{11}{2}}$.",
            ),
            Row("correct", "decimal-exact", "the fraction ends as a decimal", r"$4 + 1.5 = \boxed{5.5}$"),
        ),
    ),
    HardCase(
        given.CUBE,
        (
            Row(
                "ambiguous",
                "truncated",
                "cut off inside the box, before or after the last digit",
                r"Each place has five choices, so $5^3 = \boxed{12",
            ),
            Row(
                "incorrect",
                "truncated",
                "cut off before any answer",
                r"Let us count the words by the number of different letters. With one letter there",
            ),
            Row(
                "ambiguous",
                "unsimplified",
                "equal, but the power is not worked out",
                r"Three places, five choices each: \[\boxed{5^3}\]",
            ),
            Row(
                "ambiguous",
                "either-or",
                "the answer is left open between two numbers",
                r"It depends on the reading: $\boxed{125 \text{ or } 60}$.",
            ),
        ),
    ),
    HardCase(
        given.SEVEN,
        (
            Row(
                "ambiguous",
                "empty-box",
                "the box is empty, the right number stands in the sentence before",
                r"$2^{20}$ ends in 6, and $6 + 6 = 12$ leaves 2. Final answer: $\boxed{}$",
            ),
            Row(
                "ambiguous",
                "two-boxes",
                "two different boxes, none of them taken back",
                r"The power gives $\boxed{6}$ and the sum gives $\boxed{2}$, as asked above. Both are "
                r"remainders.",
            ),
            Row(
                "ambiguous",
                "contradicted",
                "the right box is doubted after it",
                "The sum ends in $\\boxed{2}$.\n\nHmm, actually the power ends in 4, so the remainder should "
                "be 0 instead.",
            ),
            Row(
                "correct",
                "no-box",
                "the right answer at the end of a sentence, without a box",
                r"Since \(2^{20} = 1048576\), we divide \(1048582\) by \(10\). The remainder is 2.",
            ),
        ),
    ),
    HardCase(
        given.TWELVE,
        (
            Row(
                "correct",
                "prompt-echo",
                "the instruction is repeated with its own box before the answer",
                "You asked me to put the final answer within \\boxed{}.\n\nSubtract 5, multiply by 3: $n = "
                "12$.\n\n\\boxed{12}",
            ),
            Row(
                "correct",
                "nested-box",
                "a box within a box",
                r"$\frac{n}{3} = 4$ gives $\boxed{\boxed{12}}$.",
            ),
            Row(
                "correct",
                "other-box",
                "framed with \\fbox instead",
                r"Multiplying $4$ by $3$ we find \fbox{12}.",
            ),
            Row(
                "correct",
                "equation-chain",
                "the whole calculation in the box",
                r"\(\boxed{n = 3 \cdot 4 = 12}\)",
            ),
        ),
    ),
    HardCase(
        given.FIVE,
        (
            Row("incorrect", "refusal", "no answer is given", "I'm sorry, but I can't help with this request."),
            Row("incorrect", "empty", "the reply is empty", ""),
            Row(
                "correct",
                "structured",
                "the answer is a field of a JSON object",
                '```json\n{"reasoning": "15 - 10", "answer": 5}\n```',
            ),
            Row("incorrect", "empty", "the reply is only blanks and line ends", " \n\t\n  "),
        ),
    ),
    HardCase(
        given.GRID,
        (
            Row(
                "ambiguous",
                "code",
                "a program whose output is not shown",
                "```python\nfrom math import comb\nprint(comb(3, 2) * comb(4, 2))\n```\nThe program prints the answer.",
            ),
            Row(
                "ambiguous",
                "thinking",
                "the thought is never closed, its box may not be the final one",
                "<think>\nTwo rows, three columns. Counting: 6 + 7 + 2 + 2 + 1 = 18, so \\boxed{18}? Let me "
                "count the long ones again",
            ),
            Row(
                "correct",
                "thinking",
                "another number is boxed in the thought, the right one after it",
                "<think>\nThe small squares alone are $\\boxed{6}$. But larger rectangles count too: $3 "
                "\\cdot 6 = 18$.\n</think>\n\n"
                "Choosing two of three lines and two of four lines gives $\\boxed{18}$ rectangles.",
            ),
            Row(
                "incorrect",
                "thinking",
                "the right number is boxed in the thought, a wrong one after it",
                "<think>\nPerhaps $\\boxed{18}$.\n</think>\n\nThere are six squares and six dominoes, so "
                "$\\boxed{12}$.",
            ),
        ),
    ),
)
