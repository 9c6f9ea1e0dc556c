"""The charts about people (progress, pace, agreement) and about the method (heatmap, verdicts, length, calibration)."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from review_app.charts import (
    accuracy_by_length,
    accuracy_by_level_and_subject,
    agreement,
    calibration,
    pace,
    review_progress,
    verdict_mix,
    words,
)
from review_app.metrics.insight import AGREEMENT, CALIBRATION, DAYS, LENGTHS
from review_app.metrics.progress import Progress
from review_app.services.view_address import read_address
from review_app.store.browse import Query


def shown(text):
    """A title or label as a reader sees it."""
    return text.replace("<br>", " ").replace(words.NARROW_SPACE, " ").replace("\u200b", "")


def title(figure):
    return shown(figure.layout.title.text)


def note(figure):
    return shown(figure.layout.title.subtitle.text)


# --- accuracy by level and subject

CELLS = [{"level": 1, "subject": "A"}] * 9 + [{"level": 1, "subject": "A", "automatic": "uncertain"}]
CELLS += [{"level": 2, "subject": "B", "automatic": "incorrect"}] * 6 + [{"level": 2, "subject": "B"}] * 4


def test_a_cell_holds_the_accuracy_and_how_many_responses_it_stands_on(insight):
    heat, texts = accuracy_by_level_and_subject.figure(insight(CELLS)).data
    assert (list(heat.x), list(heat.y)) == (["Level 1", "Level 2"], ["A", "B"])
    assert [list(row) for row in heat.z] == [[0.9, None], [None, 0.4]], "what is not there is left out, not 0"
    assert [shown(text) for text in texts.text] == ["90–100 % n = 10", "40 % n = 10"]
    assert list(texts.textfont.color) == ["white", "black"], "dark cells have white text"
    assert shown(heat.hovertext[0][0]).startswith("A, Level 1: 90.0–100.0 % 9 of 10 correct 1 pending 95 % interval: ")
    assert read_address(heat.customdata[1][1]) == Query(subjects=("B",), levels=(2,))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(CELLS, "So far weakest is B, Level 2 (40 %), strongest A, Level 1 (90–100 %)", id="one pending"),
        pytest.param([*CELLS[:9], CELLS[0], *CELLS[10:]],
                     "Weakest is B, Level 2 (40 %), strongest A, Level 1 (100 %)", id="decided"),
        pytest.param(CELLS[:3], "Accuracy is 100 %", id="one cell"),
        pytest.param(CELLS[:3] + CELLS[10:13], "Too few responses in each cell to name the weakest", id="chance"),
        pytest.param([{"level": 1}] * 10 + [{"level": 2}] * 10, "Accuracy is 100 % in every cell", id="no difference"),
    ],
)  # fmt: skip
def test_the_weakest_cell_is_named_where_it_is_large_enough(insight, rows, expected):
    assert title(accuracy_by_level_and_subject.figure(insight(rows))) == expected


def test_with_many_levels_cells_have_no_room_for_counts(insight):
    for levels, texts in ((7, "100 %"), (11, None)):
        figure = accuracy_by_level_and_subject.figure(insight([{"level": n, "subject": "A"} for n in range(levels)]))
        written = shown(figure.data[1].text[0]) if len(figure.data) > 1 else None
        assert written == texts


# --- verdicts by rule


def test_a_bar_is_parted_by_what_holds_and_who_says_so(insight):
    people = {"rule": "boxes", "automatic": "uncertain", "status": "overridden"}
    rows = (
        [{}] * 6
        + [{"automatic": "incorrect"}] * 2
        + [people | {"outcome": "correct"}, {"rule": None, "automatic": "uncertain"}]
    )
    table = verdict_mix.table(insight(rows)).set_index("rule")
    assert table.loc["all"].to_dict() == {
        "correct_grader": 6, "correct_people": 1, "open": 1, "incorrect_people": 0, "incorrect_grader": 2, "n": 10
    }  # fmt: skip
    assert table.index.tolist() == ["all", "text", "boxes", "—"]
    figure = verdict_mix.figure(insight(rows))
    assert [bar.name for bar in figure.data] == [
        "Correct: grader",
        "Correct: people",
        "Still open",
        "Incorrect: grader",
    ]
    assert [bar.marker.pattern.shape or "" for bar in figure.data] == ["", "/", "", ""]
    assert sum(bar.x[0] for bar in figure.data) == pytest.approx(1)
    assert title(figure) == "The grader settles 80 % by itself; text is its most frequent rule (80 %)"
    assert read_address(figure.data[1].customdata[2]) == Query(
        statuses=("confirmed", "overridden"), outcomes=("correct",), rules=("boxes",)
    )
    assert figure.data[2].customdata[3] is None, "no verdict is no rule that Browse could filter by"


def test_a_disputed_case_is_open_whoever_said_what(insight):
    table = verdict_mix.table(insight([{"outcome": "uncertain", "status": "disputed"}]))
    assert table["open"].tolist() == [1, 1]


# --- accuracy by length


def lengths(*rows):
    """(shortest, longest, cut off, responses, correct)"""
    made = [("r1", "m1", "math", *ends, n, right, 0, right, 0) for *ends, n, right in rows]
    return pd.DataFrame(made, columns=list(LENGTHS))


def test_whole_and_cut_off_responses_have_a_line_each(insight):
    given = lengths((0, 499, False, 20, 19), (500, 999, False, 10, 7), (500, 999, True, 10, 1))
    whole, cut = accuracy_by_length.figure(insight([{}], lengths=given)).data
    assert (list(whole.x), list(whole.y)) == (["0–499", "500–999"], [0.95, 0.7])
    assert (list(cut.x), list(cut.y)) == (["500–999"], [0.1])
    assert whole.marker.symbol != cut.marker.symbol


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([(0, 499, False, 90, 80), (500, 999, True, 10, 1)],
                     "10.0 % of the responses are cut off; 10 % of these are right", id="cut off"),
        pytest.param([(0, 499, False, 20, 19), (500, 999, False, 10, 5), (1000, 1999, False, 2, 2)],
                     "Accuracy is 95 % for the shortest responses and 50 % for the longest", id="two say nothing"),
        pytest.param([(0, 499, False, 4, 2)], "Accuracy is 50 %", id="one bucket"),
    ],
)  # fmt: skip
def test_the_finding_by_length(insight, rows, expected):
    assert title(accuracy_by_length.figure(insight([{}], lengths=lengths(*rows)))) == expected


# --- calibration


def said(*rows):
    """(name, said, correct, n)"""
    made = [("judge", name, 0.0, 1.0, said, correct, n) for name, said, correct, n in rows]
    return pd.DataFrame(made, columns=list(CALIBRATION))


def test_a_judge_that_is_surer_than_right_is_named_with_its_gap(insight):
    given = said(("j", 0.9, 6, 10), ("j", 0.7, 5, 10), ("other", 0.5, 50, 100))
    figure = calibration.figure(insight([{}], calibration=given))
    assert title(figure) == "Judge j expects 80 % to be correct, people hold 55 % to be"
    line, judge = figure.data[0], next(trace for trace in figure.data if trace.name == "Judge j")
    assert (list(line.x), list(line.y)) == ([0, 1], [0, 1])
    assert (list(judge.x), list(judge.y)) == ([0.7, 0.9], [0.5, 0.6])


def test_a_small_gap_is_called_none(insight):
    figure = calibration.figure(insight([{}], calibration=said(("j", 0.61, 60, 100))))
    assert title(figure) == "What is said to be correct is so within 1.0 percentage points"


# --- review progress


def days(count, step=1, annotators=("Ada",), decisions=2):
    first = date(2026, 1, 1)
    rows = [(first + timedelta(days=n * step), name, decisions, 10.0) for n in range(count) for name in annotators]
    return pd.DataFrame(rows, columns=list(DAYS))


def test_days_without_decisions_are_drawn_as_such(insight):
    figure = review_progress.figure(
        insight([{}], days=days(3, step=2), progress=Progress(confirmed=4, decided=4, pending=3))
    )
    (bars,) = figure.data
    assert list(bars.y) == [2, 0, 2, 0, 2]
    assert title(figure) == "6 decisions on 3 days, 6 in the last seven"
    assert note(figure) == "4 cases decided, 3 still waiting."


@pytest.mark.parametrize(
    ("count", "bars"),
    [
        pytest.param(60, 60, id="days"),
        pytest.param(200, 30, id="weeks"),
        pytest.param(800, 27, id="months"),
    ],
)
def test_a_long_time_is_drawn_in_weeks_or_months_and_loses_no_decision(insight, count, bars):
    figure = review_progress.figure(insight([{}], days=days(count)))
    assert len(figure.data[0].y) == pytest.approx(bars, abs=1)
    assert sum(figure.data[0].y) == 2 * count
    assert len(figure.layout.xaxis.tickvals) <= 4, "labels are thinned"


# --- pace


def test_what_is_usual_is_the_median_by_decisions(insight):
    given = pd.DataFrame(
        [(date(2026, 1, 1), "Ada", 90, 10.0), (date(2026, 1, 2), "Ada", 10, 100.0), (date(2026, 1, 1), "Bo", 5, None),
         (date(2026, 1, 1), "Cy", 50, 30.0)],
        columns=list(DAYS),
    )  # fmt: skip
    table = pace.table(insight([{}], days=given))
    assert table[["annotator", "seconds"]].values.tolist() == [["Ada", 10.0], ["Cy", 30.0]], (
        "untimed people have no pace"
    )
    figure = pace.figure(insight([{}], days=given))
    assert title(figure) == "A decision takes 10 s (Ada) to 30 s (Cy)"
    assert read_address(figure.data[1].customdata[0]) == Query(annotators=("Ada",))


# --- agreement


def agreements(*rows):
    """(kind, name, percent, alpha)"""
    made = [
        (kind, name, 10, 10, percent, percent - 0.1, percent, alpha, alpha, alpha)
        for kind, name, percent, alpha in rows
    ]
    return pd.DataFrame(made, columns=list(AGREEMENT))


def test_benchmarks_stand_before_rules_and_name_the_finding(insight):
    given = agreements(("rule", "text", 0.5, 0.2), ("benchmark", "math", 0.9, 0.8), ("benchmark", "aime", 0.8, 0.6))
    figure = agreement.figure(insight([{}], agreement=given))
    assert list(figure.layout.yaxis.categoryarray) == ["math", "aime", "rule text"]
    assert title(figure) == "People agree least in aime (80 %) and most in math (90 %)"
    assert [read_address(link) for link in figure.data[0].customdata] == [
        Query(benchmarks=("math",)), Query(benchmarks=("aime",)), Query(rules=("text",))
    ]  # fmt: skip
    assert list(figure.layout.xaxis.range) == [0, 1]


def test_less_agreement_than_by_chance_has_its_place_on_the_axis(insight):
    for alpha, first in ((-0.2, -0.5), (-0.9, -1)):
        figure = agreement.figure(insight([{}], agreement=agreements(("benchmark", "math", 0.4, alpha))))
        assert figure.layout.xaxis.range[0] == first
