"""Replies of the two invented models to the drawn problems: how often they are right, and in what form."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from generator import voices
from generator.problem import Form, Problem, Reply, Truth


@dataclass(frozen=True)
class Model:
    """An invented model: of a hundred replies so many are right, so many doubtful, the rest wrong."""

    name: str
    right: int
    doubtful: int


MODELS = (Model("invented-ada-7b", 57, 4), Model("invented-boole-70b", 84, 5))
SAMPLES = 2
SLIPS = (
    "Carrying this out quickly gives the result.",
    "The rest is only arithmetic.",
    "From here one reads off the value.",
    "Simplifying, and keeping an eye on the signs, we are done.",
)


def replies(problem: Problem, model: Model, rng: Random) -> Iterator[Reply]:
    """One reply a sample."""
    for _ in range(SAMPLES):
        truth = _truth(model, rng)
        yield reply(problem, _form(problem, truth, rng), rng)


def _truth(model: Model, rng: Random) -> Truth:
    weights = (model.right, model.doubtful, 100 - model.right - model.doubtful)
    return rng.choices(("correct", "ambiguous", "incorrect"), weights)[0]


def _form(problem: Problem, truth: Truth, rng: Random) -> Form:
    others = problem.answer.having(truth)
    if truth == "correct" and (not others or rng.random() < 0.5):
        return problem.answer.plain()
    # A kind of answer without a doubtful form is given plainly instead.
    return rng.choice(others) if others else problem.answer.plain()


def reply(problem: Problem, form: Form, rng: Random) -> Reply:
    """`form` told in a voice; a wrong or doubtful answer is reached by a slip instead of the last step."""
    steps = tuple(re.sub(r"<<.*?>>", "", step) for step in problem.steps)
    if form.truth == "incorrect":
        steps = (*steps[:-1], rng.choice(SLIPS))
    choices = _voices(problem, form, rng)
    voice = rng.choices([v for v, _ in choices], [weight for _, weight in choices])[0]
    kind, why = form.kind, form.why
    if kind == "plain" and voice in (voices.unboxed, voices.unboxed_chinese):
        kind, why = "no-box", "the right answer at the end of a sentence, without a box"
    elif kind == "plain" and voice is voices.hashed:
        kind, why = "hash-answer", "the right answer after ####, as GSM8K writes it"
    return Reply(problem.statement, voice(problem, steps, form, rng), form.truth, kind, why, problem.benchmark)


def _voices(problem: Problem, form: Form, rng: Random) -> tuple[tuple[voices.Voice, int], ...]:
    if problem.benchmark == "sample-gsm8k" and re.fullmatch(r"-?[\d,.]+", form.text) and rng.random() < 0.25:
        return voices.HASHED
    if form.kind == "plain" and rng.random() < 0.12:
        return voices.UNBOXED
    return voices.BOXED
