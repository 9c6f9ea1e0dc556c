from __future__ import annotations

import pytest

from review_app.charts import words
from review_app.charts.differences import Line, figure, points_axis
from review_app.metrics.estimate import NOTHING, Estimate, none

LINES = [
    Line("All problems", Estimate(0.1, -0.02, 0.22, 50)),
    Line("Level 1", Estimate(-0.3, -0.42, -0.1, 20), part=True, link="level=1"),
    Line("Level 2", none(0, NOTHING), part=True),
]


def test_a_line_is_a_dot_with_its_interval_and_what_has_no_figure_is_not_drawn() -> None:
    whole, part = figure(LINES, "Better", "Of all").data
    assert (list(whole.x), list(whole.y)) == ([0.1], ["All problems"])
    assert (whole.error_x.array[0], whole.error_x.arrayminus[0]) == pytest.approx((0.12, 0.12))
    assert (list(part.y), list(part.customdata)) == (["Level 1"], ["level=1"])
    assert part.hovertext[0] == "Level 1: −30.0 percentage points<br>20 problems<br>95 % interval: −42.0 … −10.0"
    assert whole.marker.symbol != part.marker.symbol, "told apart without colours"


@pytest.mark.parametrize(
    ("high", "named"),
    [
        pytest.param(0.28, ["−30", "−15", "±0", "+15", "+30"], id="up to the next step of five"),
        pytest.param(0.001, ["−5", "−2.5", "±0", "+2.5", "+5"], id="a small difference"),
        pytest.param(1.0, ["−100", "−50", "±0", "+50", "+100"], id="all there can be"),
    ],
)
def test_the_axis_has_zero_in_its_middle(high: float, named: list[str]) -> None:
    axis = points_axis([Line("a", Estimate(0.0, 0.0, high, 9))])
    assert axis["ticktext"] == named
    assert axis["range"][0] == -axis["range"][1]


@pytest.mark.parametrize("lines", [[], LINES[2:]], ids=["nothing", "nothing to count"])
def test_without_figures_the_chart_says_why(lines: list[Line]) -> None:
    drawn = figure(lines, "These runs cannot be compared", "")
    assert (len(drawn.data), drawn.layout.title.text) == (0, "These runs cannot be compared")


def test_two_names_that_are_the_same_keep_two_rows_and_one_series_needs_no_legend() -> None:
    drawn = figure([Line("a" * 80, Estimate(0.1, 0.0, 0.2, 9))] * 2, "t", words.NOTHING)
    assert len(set(drawn.data[0].y)) == 2
    assert drawn.layout.showlegend is False
