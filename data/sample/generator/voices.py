"""Ways to tell a solution: the same steps and answer as a short note, a list, Chinese, a long talk."""

import re
from collections.abc import Callable
from random import Random

from generator.problem import Form, Problem

Voice = Callable[[Problem, tuple[str, ...], Form, Random], str]
# Inline maths `$...$`; `\$` inside is a dollar sign and does not end it.
INLINE = re.compile(r"(?<!\\)\$((?:\\.|[^$\\])+)\$")


def brackets(text: str) -> str:
    r"""`$x$` to `\(x\)`."""
    return INLINE.sub(lambda found: rf"\({found[1]}\)", text)


def short(problem: Problem, steps: tuple[str, ...], form: Form, rng: Random) -> str:
    """The last step and the box, nothing else."""
    return f"{brackets(steps[-1])} \\(\\boxed{{{form.text}}}\\)"


def plain(problem: Problem, steps: tuple[str, ...], form: Form, rng: Random) -> str:
    """All steps in one paragraph."""
    opening = rng.choice(["Let's work this out.", "We need to be careful here.", "First, look at what is given."])
    return f"{opening} {' '.join(steps)}\n\nSo the answer is $\\boxed{{{form.text}}}$."


def numbered(problem: Problem, steps: tuple[str, ...], form: Form, rng: Random) -> str:
    """Markdown with a heading and numbered steps in bold."""
    lines = [f"**Step {n}.** {brackets(step)}" for n, step in enumerate(steps, 1)]
    return "## Solution\n\n" + "\n\n".join(lines) + f"\n\n**Final answer:** \\(\\boxed{{{form.text}}}\\)"


def bulleted(problem: Problem, steps: tuple[str, ...], form: Form, rng: Random) -> str:
    """A Markdown list, the box in a display of dollars."""
    lines = "\n".join(f"- {step}" for step in steps)
    return f"Here is how I would do it:\n\n{lines}\n\n$$\\boxed{{{form.text}}}$$"


def displayed(problem: Problem, steps: tuple[str, ...], form: Form, rng: Random) -> str:
    """Several paragraphs, formulas on lines of their own."""
    told = "\n\n".join(_display_last(step) for step in steps)
    check = rng.choice(
        [
            "A quick check of the arithmetic agrees.",
            "This fits the conditions of the problem.",
            "We can put this back into the statement to confirm it.",
        ]
    )
    return (
        f"To solve the problem, let us go through it step by step.\n\n{told}\n\n{check}\n\n"
        f"Therefore,\n\\[\n\\boxed{{{form.text}}}\n\\]"
    )


def _display_last(step: str) -> str:
    """The last formula of a step on a line of its own, where the step has one."""
    found = list(INLINE.finditer(step))
    if not found:
        return step
    last = found[-1]
    before, after = brackets(step[: last.start()]), brackets(step[last.end() :]).lstrip(" .,")
    return f"{before.rstrip()}\n\\[\n{last[1]}\n\\]\n{after}".rstrip()


def chinese(problem: Problem, steps: tuple[str, ...], form: Form, rng: Random) -> str:
    """The formulas of the steps, told in Chinese."""
    formulas = [found[1] for step in steps for found in INLINE.finditer(step)] or _sums(steps)
    told = "".join(
        f"{word} \\({formula}\\)。\n"
        for word, formula in zip(
            ["由题意，先看", "接着得到", "于是有", "再由此得", "整理可得", "最后有"], formulas, strict=False
        )
    )
    return f"解：我们一步一步来分析这道题。\n{told}\n因此，答案是 \\(\\boxed{{{form.text}}}\\)。"


def _sums(steps: tuple[str, ...]) -> list[str]:
    return [found[0] for step in steps for found in re.finditer(r"[\d+*/-]+=[\d,]*\d", step)]


def thinking(problem: Problem, steps: tuple[str, ...], form: Form, rng: Random) -> str:
    """The steps in a thought block, the box after it."""
    doubts = rng.choice(["Hmm, let me see. ", "Okay, so what is asked? ", "Wait, I should read that again. "])
    return (
        f"<think>\n{doubts}{' '.join(steps)} Let me double-check the numbers. Yes, that seems "
        f"fine.\n</think>\n\n"
        f"{brackets(steps[0])} Working this through, we arrive at \\[\\boxed{{{form.text}}}\\]"
    )


def unboxed(problem: Problem, steps: tuple[str, ...], form: Form, rng: Random) -> str:
    """No box: the answer ends the last sentence."""
    return f"{' '.join(map(brackets, steps))}\n\nThe final answer is \\({form.text}\\)."


def unboxed_chinese(problem: Problem, steps: tuple[str, ...], form: Form, rng: Random) -> str:
    """No box, in Chinese."""
    return chinese(problem, steps, form, rng).rsplit("因此", 1)[0] + f"综上所述，答案是 \\({form.text}\\)。"


def hashed(problem: Problem, steps: tuple[str, ...], form: Form, rng: Random) -> str:
    """As GSM8K writes it, the number after ####."""
    return "\n".join(steps) + f"\n#### {form.text}"


BOXED: tuple[tuple[Voice, int], ...] = (
    (short, 2),
    (plain, 4),
    (numbered, 3),
    (bulleted, 2),
    (displayed, 5),
    (chinese, 2),
    (thinking, 1),
)
# Only a plain answer is told without a box, so that a reader can see where it ends.
UNBOXED: tuple[tuple[Voice, int], ...] = ((unboxed, 2), (unboxed_chinese, 1))
HASHED: tuple[tuple[Voice, int], ...] = ((hashed, 4), (plain, 1))
