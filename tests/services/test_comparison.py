from __future__ import annotations

import json
from collections.abc import Callable
from math import sqrt
from pathlib import Path

import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from review_app.domain import Outcome
from review_app.errors import ExportError, InputError
from review_app.metrics.estimate import Estimate
from review_app.services import comparison_command, review
from review_app.services.comparison import Versus, ask, compare, flip_rows, suggested, write_flips
from review_app.services.comparison_chart import figure, finding
from review_app.services.grade import grade_all
from review_app.store import Store, outcomes
from review_app.store.database import now
from review_app.wording import Sentence

Find = Callable[[Store, int, int | str], str]


def run_of(store: Store, model: str) -> str:
    return next(run for run, name in outcomes.run_models(store).items() if name == model)


def versus(store: Store, first: str = "pascal", baseline: str = "quine", **how: object) -> Versus:
    found = compare(store, ask([run_of(store, first)], run_of(store, baseline), **how))  # type: ignore[arg-type]
    one = found.against[run_of(store, first)]
    assert isinstance(one, Versus), one
    return one


def ends(found: Estimate) -> tuple[float | None, ...]:
    return found.value, found.low, found.high, found.n


def test_two_runs_are_compared_as_computed_by_hand(arena: Store) -> None:
    """Of ten settled problems Pascal has 8, Quine 3; six are right of Pascal alone, one of Quine alone."""
    one = versus(arena)
    found = one.found
    assert (found.problems, found.pending, found.alone, found.wins, found.losses) == (10, 1, 0, 6, 1)
    centre = 5 / 12
    margin = 1.959964 * sqrt((9 / 12 - centre**2) / 12)
    assert ends(found.difference) == pytest.approx((0.5, centre - margin, centre + margin, 10), abs=1e-6)
    assert found.p_value == pytest.approx(2 * (1 + 7) / 2**7)
    assert found.reach == pytest.approx(((5 - 1) / 11, 5 / 11)), "the open one may be wrong or right of Pascal"
    assert ends(one.own) == pytest.approx((0.8, *proportion_confint(8, 10, method="wilson"), 10))
    assert ends(one.baseline) == pytest.approx((0.3, *proportion_confint(3, 10, method="wilson"), 10))


def test_levels_are_compared_with_p_values_for_their_number(arena: Store) -> None:
    """Level 1: three right of Pascal alone, p = 2 / 2³; level 2: three against one, p = 2 (1 + 4) / 2⁴."""
    by = versus(arena).by
    assert by["level"][["level", "problems", "difference"]].values.tolist() == [[1, 5, 0.6], [2, 5, 0.4]]
    assert by["level"]["p_value"].tolist() == pytest.approx([0.25, 0.625])
    assert by["level"]["p_adjusted"].tolist() == pytest.approx([0.5, 0.625])
    assert len(by["subject"]) == 0, "no problem has a subject"


def test_what_people_decide_counts_and_a_past_moment_knows_nothing_of_it(contest: Store, answer_case: Find) -> None:
    before = versus(contest)
    moment = now()
    review.decide(contest, "Ann", [answer_case(contest, 11, "")], Outcome.INCORRECT)
    after = versus(contest)
    assert (after.found.problems, after.found.pending, after.found.losses) == (11, 0, 2)
    past = versus(contest, moment=moment)
    assert past.found == before.found
    assert past.flips.equals(before.flips)
    automatic = versus(contest, score="automatic").found
    assert (automatic.problems, automatic.difference.value) == (10, 0.5), "the grader alone"


def test_flips_tell_the_problem_and_what_each_run_answered(arena: Store, tmp_path: Path) -> None:
    found = compare(arena, ask([run_of(arena, "pascal")], run_of(arena, "quine")))
    rows = flip_rows(arena, found, run_of(arena, "pascal"))
    told = {(row["reference"], row["better"], *row["first_answers"], *row["second_answers"]) for row in rows}
    assert told == {(str(n), "first", str(n), "7") for n in range(103, 109)} | {("109", "second", "7", "109")}
    path = write_flips(arena, found, tmp_path)
    file = pd.read_csv(path)
    assert len(file) == 7
    last = file[file["reference"] == 109].iloc[0]
    assert last[["run", "baseline", "better", "share_correct", "baseline_share_correct", "level"]].tolist() == [
        "pascal", "quine", "baseline", 0, 1, 2,
    ]  # fmt: skip
    assert (last["statement"], last["answers"], last["baseline_answers"]) == ("What is 9?", 7, 109)


def test_several_runs_are_each_compared_with_the_baseline_or_refused_with_the_reason(arena: Store) -> None:
    runs = {name: run for run, name in outcomes.run_models(arena).items()}
    found = compare(arena, ask(list(runs.values()), runs["quine"]))
    reasons = {found.names[run]: one.said() for run, one in found.against.items() if isinstance(one, Sentence)}
    assert set(reasons) == {"turing", "zermelo"}
    assert "turing was asked other/test and quine was asked sums/test" in reasons["turing"]
    assert "zermelo has 2 samples a problem and quine has 1" in reasons["zermelo"]
    p = {found.names[run]: (one.found.p_value, one.found.p_adjusted) for run, one in found.found.items()}
    assert p["pascal"] == pytest.approx((0.125, 0.25)), "two tests"
    assert p["russell"] == pytest.approx((0.125, 0.25)), "wrong where Quine is right: 1, 2, 9 and 11"
    assert suggested(arena) == [runs["pascal"], runs["quine"]], "of the largest group that can be compared"


def test_runs_of_one_model_are_told_apart_by_their_files(contest: Store) -> None:
    first, second = run_of(contest, "pascal"), run_of(contest, "quine")
    with contest.cursor() as cursor:
        cursor.execute("UPDATE runs SET model = 'pascal'")
    assert compare(contest, ask([first, second])).names == {
        first: "pascal · in/pascal.jsonl",
        second: "pascal · in/quine.jsonl",
    }


@pytest.mark.parametrize(
    ("first", "baseline", "benchmarks", "says"),
    [
        ("pascal", "russell", [], "pascal is better than russell by 80.0 points (31.4 … 100.0)"),
        ("russell", "pascal", [], "russell is worse than pascal by 80.0 points (31.4 … 100.0)"),
        ("pascal", "quine", [], "No difference between pascal and quine can be shown: 50.0 points (-1.3 … 84.6)"),
        ("pascal", "quine", ["none"], "These runs cannot be compared"),
    ],
)
def test_the_finding_says_who_is_better_or_that_it_cannot_be_told(arena, first, baseline, benchmarks, says) -> None:
    asked = ask([run_of(arena, first)], run_of(arena, baseline), benchmarks=benchmarks)
    assert finding(compare(arena, asked)) == says


def test_the_chart_has_a_line_for_the_whole_and_each_level(arena: Store) -> None:
    drawn = figure(compare(arena, ask([run_of(arena, "quine"), run_of(arena, "pascal")])))
    assert [list(trace.y) for trace in drawn.data] == [["All problems"], ["Level 1", "Level 2"]]
    assert list(drawn.data[1].x) == pytest.approx([0.6, 0.4])
    assert all("level=" in link for link in drawn.data[1].customdata)


@pytest.mark.parametrize(
    ("runs", "how", "says"),
    [
        pytest.param([], {}, "two or more", id="nothing"),
        pytest.param(["a", "a"], {}, "two or more", id="one run twice"),
        pytest.param(["a", "b"], {"score": "best"}, "no such score", id="a score that is not there"),
        pytest.param([str(n) for n in range(51)], {}, "too many", id="more than a page holds"),
    ],
)
def test_what_cannot_be_compared_is_told_before_anything_is_read(runs, how, says) -> None:
    with pytest.raises(InputError, match=says):
        ask(runs, **how)


def test_the_commands_answer_travels_as_json_whatever_is_missing(contest: Store, add_run) -> None:
    """Zeno's only problem of level 9 is open: there its figures are missing."""
    for model in ("zeno", "plato"):
        rows = [*range(101, 111), "I do not know."]
        add_run(contest, model, rows)
    with contest.cursor() as cursor:
        cursor.execute("UPDATE problems SET level = 9 WHERE reference = '111'")
    grade_all(contest)
    wish = {"runs": ["zeno", "plato"], "baseline": "plato", "benchmarks": [], "score": "corrected", "as_of": None}
    found = json.loads(json.dumps(comparison_command.run(contest, wish), allow_nan=False))
    [one] = found["comparisons"]
    assert (found["baseline"]["name"], one["name"], one["difference"]["value"]) == ("plato", "zeno", 0)
    assert one["by_level"][-1] | {"level": 9, "problems": 0, "pending": 1, "difference": None} == one["by_level"][-1]


def test_without_flips_there_is_nothing_to_write_and_without_runs_nothing_to_compare(arena: Store, tmp_path) -> None:
    found = compare(arena, ask([run_of(arena, "pascal"), run_of(arena, "quine")], benchmarks=["none"]))
    told = [one.said() for one in found.against.values() if isinstance(one, Sentence)]
    assert told == ["quine has no judged responses here"]
    with pytest.raises(ExportError, match="nothing to write"):
        write_flips(arena, found, tmp_path)


def test_nothing_is_suggested_of_an_empty_store(store: Store) -> None:
    assert suggested(store) == []
