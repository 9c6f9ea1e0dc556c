"""Whether intervals hold the truth as often as they say: 93 to 97 % of simulated runs, or more where the numbers are
few and whole. Seeded; all runs of a world are the groups of one frame, so a world takes a fraction of a second."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from review_app.metrics.at_k import maj_at_k, pass_at_k
from review_app.metrics.audit import Item
from review_app.metrics.bounded import Bounded
from review_app.metrics.clusters import wilson
from review_app.metrics.comparison import bootstrap, difference
from review_app.metrics.macro import macro
from review_app.metrics.rectified import Known, rectified
from review_app.metrics.score import score
from review_app.metrics.scoreboard import scoreboard
from review_app.metrics.user_eval import table

# With so many runs the coverage seen varies by about 1 point (two standard deviations).
RUNS = 2_000
LEAST, MOST = 0.93, 0.97

# How hard problems are: the probability of a right sample, drawn anew for each problem.
HARDNESS: dict[str, Callable[[np.random.Generator, Any], Any]] = {
    "any": lambda random, size: random.beta(1, 1, size),
    "easy or hard": lambda random, size: random.beta(0.4, 0.1, size),
    "nearly all easy": lambda random, size: random.beta(0.95, 0.05, size),
    "alike": lambda random, size: random.beta(40, 20, size),
}
MEANS = {"any": 1 / 2, "easy or hard": 4 / 5, "nearly all easy": 0.95, "alike": 2 / 3}


def simulated(hardness: str, problems: int, samples: int, runs: int = RUNS, seed: int = 1) -> pd.DataFrame:
    """A tally of many runs that tell the same: a row for each run and number of right samples."""
    random = np.random.default_rng(seed)
    right = random.binomial(samples, HARDNESS[hardness](random, (runs, problems)))
    return tallied(right, samples)


def tallied(right: Any, samples: int, **keys: Any) -> pd.DataFrame:
    """The tally of an array of right samples, one row a run, one column a problem."""
    runs = len(right)
    counts = np.bincount((np.arange(runs)[:, None] * (samples + 1) + right).ravel(), minlength=runs * (samples + 1))
    run, correct = np.divmod(np.flatnonzero(counts), samples + 1)
    said = {f"{name}{what}": correct * (what == "correct") for name in ("automatic_", "", "amended_")
            for what in ("correct", "uncertain")}  # fmt: skip
    frame = pd.DataFrame(
        {"run_id": run, "model": run, "benchmark": "math", "split": "test", "level": 1, "subject": "a"}
    )
    frame = frame.assign(
        samples=samples, tool_judged=samples, tool_correct=correct, **said,
        majority_correct=np.where(2 * correct == samples, 0.5, 2 * correct > samples), majority_uncertain=0.0,
        problems=counts[counts > 0],
    )  # fmt: skip
    return frame.assign(**keys)


def covered(low: Any, high: Any, truth: float) -> float:
    """The share of the intervals that hold the truth."""
    held = (np.asarray(low) <= truth + 1e-12) & (truth - 1e-12 <= np.asarray(high))
    return float(held.mean())


@pytest.mark.parametrize("hardness", HARDNESS)
@pytest.mark.parametrize(
    ("problems", "samples", "most"),
    [
        pytest.param(500, 1, MOST, id="500 problems, one sample"),
        pytest.param(60, 1, 0.985, id="60 problems, one sample: few numbers are possible"),
        pytest.param(200, 4, MOST, id="200 problems, 4 samples"),
        pytest.param(200, 16, MOST, id="200 problems, 16 samples"),
        pytest.param(5, 16, 1.0, id="5 problems, 16 samples"),
        pytest.param(30, 16, 0.985, id="30 problems, 16 samples: rather too long than too short"),
    ],
)
def test_scores(hardness, problems, samples, most):
    found = score(simulated(hardness, problems, samples), ["model"])
    share = covered(found["corrected_interval_low"], found["corrected_interval_high"], MEANS[hardness])
    assert LEAST <= share <= most


def test_scores_while_cases_are_open_hold_the_truth_however_they_are_decided():
    frame = simulated("any", 200, 4)
    open_ = np.minimum(frame["correct"], 1)  # truly right, not yet decided
    found = score(frame.assign(correct=frame["correct"] - open_, uncertain=open_), ["model"])
    assert covered(found["corrected_interval_low"], found["corrected_interval_high"], 1 / 2) >= LEAST


def test_scores_of_several_runs_on_the_same_problems_are_not_too_sure():
    """How far runs move together is not known, so the interval is too long rather than too short."""
    random = np.random.default_rng(2)
    hardness = random.beta(0.5, 0.5, (1000, 200))
    runs = [tallied(random.binomial(1, hardness), 1).assign(run_id=lambda frame, k=k: frame["run_id"] + 10_000 * k)
            for k in range(3)]  # fmt: skip
    found = score(pd.concat(runs, ignore_index=True), ["model"])
    assert covered(found["corrected_interval_low"], found["corrected_interval_high"], 1 / 2) >= LEAST
    low, high = wilson(found["corrected_low"], found["n"])
    assert covered(low, high, 1 / 2) < 0.9, "as if they were other problems"


def test_macro_averages():
    levels = {1: ("any", 300), 2: ("easy or hard", 80), 3: ("nearly all easy", 120)}
    parts = [simulated(name, size, 1, seed=size).assign(level=level) for level, (name, size) in levels.items()]
    found = macro(pd.concat(parts, ignore_index=True), "level", ["model"])
    truth = (1 / 2 + 4 / 5 + 0.95) / 3
    assert LEAST <= covered(found["corrected_interval_low"], found["corrected_interval_high"], truth) <= MOST


@pytest.mark.parametrize("hardness", ["any", "easy or hard", "alike"])
def test_pass_at_k(hardness):
    found = pass_at_k(simulated(hardness, 150, 8), ["model"])
    hard = HARDNESS[hardness](np.random.default_rng(7), 400_000)
    for k, rows in found.groupby("k"):
        share = covered(rows["interval_low"], rows["interval_high"], float((1 - (1 - hard) ** k).mean()))
        # 8 samples of problems that are alike nearly all hold a right one: then few numbers are possible.
        assert LEAST <= share <= (MOST if hardness != "alike" else 1.0), k


@pytest.mark.parametrize("hardness", ["any", "easy or hard"])
def test_maj_at_k(hardness):
    random = np.random.default_rng(8)
    right = random.binomial(7, HARDNESS[hardness](random, 1_000_000))
    found = maj_at_k(simulated(hardness, 200, 7), ["model"])
    assert LEAST <= covered(found["interval_low"], found["interval_high"], float((right > 3).mean())) <= MOST


@pytest.mark.parametrize("samples", [1, 8])
@pytest.mark.parametrize("hardness", ["any", "easy or hard"])
def test_differences_of_two_runs(hardness, samples):
    random = np.random.default_rng(9)

    def apart(size):
        hard = HARDNESS[hardness](random, size)
        weaker = hard * random.uniform(0.8, 1.0, size)
        return hard, weaker, (hard - weaker).mean()

    hard, weaker, _ = apart((RUNS, 200))
    truth = apart(2_000_000)[2]
    right = (random.binomial(samples, hard) - random.binomial(samples, weaker)) / samples
    found = [difference(row, samples) for row in right]
    assert LEAST <= covered([one.low for one in found], [one.high for one in found], truth) <= MOST
    drawn = [bootstrap(row) for row in right[:250]]
    # 250 runs vary by 2.8 points.
    assert LEAST - 0.028 <= covered([one.low for one in drawn], [one.high for one in drawn], truth) <= MOST + 0.028


def test_ratings():
    random = np.random.default_rng(10)
    ratings = np.minimum(10, random.geometric(0.12, (1000, 113)))
    truth = float(np.minimum(10, random.geometric(0.12, 2_000_000)).mean())
    model, number = np.divmod(np.arange(ratings.size), 113)
    frame = pd.DataFrame({"model": model, "problem_id": number, "category": "初等数学", "subcategory": "algebra"})
    found = table(frame.assign(rating=ratings.ravel())).set_index("name").loc["algebra"]
    # 1,000 runs vary by 1.4 points.
    assert LEAST <= covered(found["interval_low"], found["interval_high"], truth) <= MOST + 0.01


def test_figures_of_graders():
    random = np.random.default_rng(11)
    people, wrong = random.random((1000, 250)) < 0.6, random.random((1000, 250)) < 0.1
    frame = pd.DataFrame({"grader": np.repeat(np.arange(1000), 250), "responses": 1})
    frame["people"] = np.where(people, "correct", "incorrect").ravel()
    frame["said"] = np.where(people != wrong, "correct", "incorrect").ravel()
    found = scoreboard(frame)
    right = 0.6 * 0.9
    for name, truth in (("precision", right / (right + 0.4 * 0.1)), ("recall", 0.9), ("accuracy", 0.9)):
        assert LEAST <= covered(found[f"{name}_low"], found[f"{name}_high"], truth) <= MOST + 0.005


# How often a grader says correct.
SAYS_CORRECT = 0.7


def audited(
    random: np.random.Generator, problems: int, drawn: int, errors: tuple[float, float]
) -> tuple[Any, list[Item], dict[tuple[str, str], int]]:
    """What the grader says of each problem, the verdicts that an audit drew, and how many there are of each."""
    says = random.random(problems) < SAYS_CORRECT
    wrong = random.random(problems) < np.where(says, *errors)
    items, population = [], {}
    for said, other, mine in (("correct", "incorrect", says), ("incorrect", "correct", ~says)):
        population[said, "math"] = size = int(mine.sum())
        taken = random.permutation(wrong[mine])[: round(drawn * size / problems)]
        items += [
            Item(f"{said}{number}", "one", said, "math", "math", 1, len(taken), size, size, 1, other if bad else said)
            for number, bad in enumerate(taken)
        ]
    return says, items, population


@pytest.mark.parametrize(
    ("errors", "most"),
    [
        pytest.param((0.02, 0.2), 1.0, id="few errors: rather too long than too short"),
        pytest.param((0.1, 0.45), MOST, id="many errors"),
    ],
)
def test_rectified_scores_where_the_plain_ones_are_biased(errors, most):
    """`errors`: how often the grader is wrong where it says correct, and incorrect."""
    random, found = np.random.default_rng(12), []
    for _ in range(400):
        says, items, population = audited(random, 500, 120, errors)
        share = float(says.mean())
        plain = Bounded(share, share, *(float(end) for end in wilson(np.array(share), np.array(500.0))))
        found.append(rectified(items, population, Known(0, 0, 0), plain))
    truth = SAYS_CORRECT * (1 - errors[0]) + (1 - SAYS_CORRECT) * errors[1]
    ends = [(one.true.interval_low, one.true.interval_high) for one in found if one.true]
    assert len(ends) == 400
    # 400 runs vary by 2.2 points.
    assert LEAST - 0.01 <= covered(*zip(*ends, strict=True), truth) <= most + 0.022
    assert np.mean([one.true.low for one in found]) == pytest.approx(truth, abs=0.005)
    plain_ends = [(one.plain.interval_low, one.plain.interval_high) for one in found]
    assert covered(*zip(*plain_ends, strict=True), truth) < 0.85, "the grader's own score is off"
