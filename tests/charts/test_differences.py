"""The charts that tell where scores differ and why: waterfall, models compared, from run to run."""

from __future__ import annotations

import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from review_app.charts import models_compared, slope, waterfall, words
from review_app.metrics.insight import SCORES
from review_app.services.view_address import read_address
from review_app.store.browse import Query


def shown(text):
    """A title or label as a reader sees it."""
    return text.replace("<br>", " ").replace(words.NARROW_SPACE, " ").replace("\u200b", "")


def title(figure):
    return shown(figure.layout.title.text)


def note(figure):
    return shown(figure.layout.title.subtitle.text)


def steps(*rows):
    return pd.DataFrame(rows, columns=["cause", "change", "responses"])


TWENTY = [{"tool_outcome": "correct"}] * 12 + [{"tool_outcome": "incorrect"}] * 4
TWENTY += [{"tool_outcome": "incorrect", "automatic": "incorrect"}] * 4  # tool 60 %, corrected 80 %


def test_the_steps_lead_from_the_tools_score_to_the_corrected_one(insight):
    told = insight(TWENTY, steps=steps(("extraction", 0.25, 5), ("reference_wrong", -0.05, 1)))
    figure = waterfall.figure(told)
    assert [shown(bar.y[0]) for bar in figure.data] == [
        "Tool's own score", "Answer cut out differently", "Printed reference wrong", "Corrected score"
    ]  # fmt: skip
    ends = [(bar.base[0], bar.base[0] + bar.x[0]) for bar in figure.data]
    assert ends == [pytest.approx(pair) for pair in ((0.5, 0.6), (0.6, 0.85), (0.8, 0.85), (0.5, 0.8))]
    assert [shown(bar.text[0]) for bar in figure.data] == ["60.00 %", "+25.00", "−5.00", "80.00 %"]
    assert [bar.marker.pattern.shape or "" for bar in figure.data[1:3]] == ["", "/"], "what is taken is hatched"
    assert list(figure.layout.xaxis.range) == [0.5, 0.9]
    assert "The axis begins at 50 %." in note(figure)
    assert title(figure) == (
        "The corrected score is 80.0 %, the tool's 60.0 %; largest step: Answer cut out differently (+25.0)"
    )


@pytest.mark.parametrize(
    ("cause", "expected"),
    [
        pytest.param("unit", Query(causes=("unit",)), id="a cause that people gave"),
        pytest.param("pending", Query(outcomes=("uncertain",)), id="what still waits"),
        pytest.param("judge", None, id="a cause that Browse does not know"),
    ],
)
def test_a_step_opens_the_cases_of_its_cause(insight, cause, expected):
    link = waterfall.figure(insight(TWENTY, steps=steps((cause, 0.2, 4)))).data[1].customdata[0]
    assert (link if link is None else read_address(link)) == expected


@pytest.mark.parametrize(
    ("rows", "frame", "expected"),
    [
        pytest.param([{}], steps(("unit", 0.1, 1)), "The tool gave no score to compare with", id="no tool"),
        pytest.param(TWENTY, steps(), "No steps between the tool's score and the corrected one", id="no steps"),
    ],
)
def test_a_waterfall_without_steps_says_why(insight, rows, frame, expected):
    figure = waterfall.figure(insight(rows, steps=frame))
    assert (title(figure), len(figure.data)) == (expected, 0)


def test_the_table_of_steps_adds_up(insight):
    table = waterfall.table(insight(TWENTY, steps=steps(("unit", 0.15, 3), ("judge", 0.05, 2))))
    assert table["start"].tolist() == pytest.approx([0.6, 0.75])
    assert table["end"].tolist() == pytest.approx([0.75, 0.8])


def model(name, right, wrong, waiting=0, **values):
    rows = [{"model": name, "run_id": name} | values] * right
    rows += [{"model": name, "run_id": name, "automatic": "incorrect"} | values] * wrong
    return rows + [{"model": name, "run_id": name, "automatic": "uncertain"} | values] * waiting


def test_models_stand_in_the_order_of_their_scores_with_wilsons_interval(insight):
    figure = models_compared.figure(insight(model("a", 50, 50) + model("b", 90, 10)))
    (dots,) = figure.data
    assert list(dots.y) == ["b", "a"]
    assert list(dots.x) == [0.9, 0.5]
    low, high = proportion_confint(90, 100, method="wilson")
    assert (0.9 - dots.error_x.arrayminus[0], 0.9 + dots.error_x.array[0]) == pytest.approx((low, high))
    assert title(figure) == "b leads on math with 90.0 %, its interval above all others"
    assert read_address(dots.customdata[0]) == Query(models=("b",), benchmarks=("math",))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(model("a", 6, 4) + model("b", 7, 3),
                     "b leads on math with 70.0 %, but its interval overlaps that of a", id="too few to tell"),
        pytest.param(model("a", 8, 2), "a scores 80.0 % on math", id="one model"),
        pytest.param(model("a", 80, 10, 10) + model("b", 5, 95),
                     "a leads on math with 80.0–90.0 %, its interval above all others", id="bounds while some wait"),
        pytest.param(model("a", 9, 1) + model("b", 90, 10, benchmark="aime"), "b scores 90.0 % on aime",
                     id="of several benchmarks the one with most responses"),
    ],
)  # fmt: skip
def test_the_leader_is_named_as_surely_as_the_intervals_allow(insight, rows, expected):
    assert title(models_compared.figure(insight(rows))) == expected


def test_pending_responses_have_a_hollow_dot_where_they_would_lead(insight):
    corrected, upper = models_compared.figure(insight(model("a", 6, 2, 2))).data
    assert (list(corrected.x), list(upper.x)) == ([0.6], [0.8])
    assert upper.marker.symbol == "circle-open"
    assert corrected.x[0] + corrected.error_x.array[0] == pytest.approx(proportion_confint(8, 10, method="wilson")[1])
    assert read_address(upper.customdata[0]).outcomes == ("uncertain",)


def test_intervals_that_are_given_are_taken(insight):
    given = pd.DataFrame([("a", "math", 100, 50, 0.6, 0.6, 0.41, 0.79)], columns=list(SCORES))
    (dots,) = models_compared.figure(insight(model("a", 60, 40), scores=given)).data
    assert (dots.error_x.arrayminus[0], dots.error_x.array[0]) == pytest.approx((0.19, 0.19))


def test_the_tools_own_score_stands_beside(insight):
    corrected, tool = models_compared.figure(insight(model("a", 3, 1, tool_outcome="incorrect"))).data
    assert (list(corrected.x), list(tool.x)) == ([0.75], [0.0])


def test_more_models_than_can_be_compared_are_left_out_and_counted(insight):
    rows = [row for number in range(65) for row in model(f"m{number:02}", 1, number % 3)]
    figure = models_compared.figure(insight(rows))
    assert len(figure.data[0].y) == 60
    assert "5 more rows are not drawn" in note(figure)


def levels(run, *right):
    return [row for level, count in enumerate(right, start=1) for row in model(run, count, 10 - count, level=level)]


def test_a_line_leads_from_run_to_run_for_the_whole_and_each_level(insight):
    figure = slope.figure(insight(levels("a", 8, 4) + levels("b", 9, 7)))
    assert [line.name for line in figure.data] == ["All problems", "Level 1", "Level 2"]
    assert [list(line.x) for line in figure.data] == [["a", "b"]] * 3
    assert [list(line.y) for line in figure.data] == [
        pytest.approx(pair) for pair in ([0.6, 0.8], [0.8, 0.9], [0.4, 0.7])
    ]
    assert title(figure) == "On math, b is 20.0 percentage points above a"
    assert read_address(figure.data[2].customdata[1]) == Query(benchmarks=("math",), runs=("b",), levels=(2,))
    assert any(figure.data[0].error_y.array), "the whole has intervals"
    assert not any(figure.data[1].error_y.array), "those of many lines would hide each other"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(model("a", 5, 5), "No two runs on the same benchmark", id="one run"),
        pytest.param(model("a", 5, 5) + model("b", 5, 5, benchmark="aime"), "No two runs on the same benchmark",
                     id="runs on different benchmarks are not compared"),
        pytest.param(model("a", 5, 5) + model("b", 5, 5), "On math, b and a score the same", id="no difference"),
    ],
)  # fmt: skip
def test_a_slope_needs_two_runs_on_one_benchmark(insight, rows, expected):
    assert title(slope.figure(insight(rows))) == expected


def test_runs_that_answered_other_numbers_of_problems_are_told(insight):
    assert "different numbers of problems" in note(slope.figure(insight(model("a", 5, 5) + model("b", 5, 6))))
    assert "different" not in note(slope.figure(insight(model("a", 5, 5) + model("b", 6, 4))))


def test_runs_of_one_model_are_told_apart(insight):
    rows = model("a", 5, 5) + [row | {"run_id": "second"} for row in model("a", 6, 4)]
    assert [shown(place) for place in slope.figure(insight(rows)).data[0].x] == ["a a", "a second"]
