"""What holds for every chart: it draws what is there, tells it in the reader's language, and links to the cases."""

from __future__ import annotations

import json
import re
from dataclasses import fields, replace

import pandas as pd
import pytest

from review_app.charts import CHARTS, Section, look
from review_app.domain import Selection
from review_app.metrics.accuracy import scores
from review_app.metrics.insight import COUNTS, KEYS, MAJORITY, Insight
from review_app.services.view_address import read_address
from tests.work import at_most

ALL = pytest.mark.parametrize("name", CHARTS)
# What Browse has no filter for: nothing opens.
CLOSED = {"Review progress", "Accuracy by length", "Calibration"}
# What a drawn figure holds as words: of our own, or of its data.
TOLD = {"Algebra", "Geometry", "Ada", "Boole", "math", "fallback", "text", "weak", "gt", "lt"}
HOSTILE = '<a href="https://example.org">$x^2$</a>'


def foreign(text, **values):
    """Says a text in a language whose every letter is 字; what is filled in stays."""
    parts = re.split(r"(\{[^}]*\})", text)
    said = "".join(part if part.startswith("{") else re.sub("[A-Za-z]", "字", part) for part in parts)
    return said.format(**values)


def flat(values):
    """The members of a list of any depth."""
    for value in values:
        yield from flat(value) if isinstance(value, list | tuple) else (value,)


def links(figure):
    """What each mark that can be hovered opens."""
    return [opened for trace in figure.data if trace.hoverinfo != "skip" for opened in flat(list(trace.customdata))]


def hovers(figure):
    return [
        text for trace in figure.data if trace.hovertext is not None for text in flat(list(trace.hovertext)) if text
    ]


@ALL
def test_a_full_insight_is_drawn_and_told(full, name):
    figure = CHARTS[name].figure(full)
    assert figure.data
    assert figure.layout.title.text
    assert figure.layout.title.subtitle.text
    assert all(re.search(r"\d", text) for text in hovers(figure)), "a hovered mark tells its counts"


@ALL
@pytest.mark.parametrize("kind", ["one", "pending"])
def test_very_little_is_drawn_without_a_stumble(insight, full, name, kind):
    rows = {"one": [{"level": 3, "tool_outcome": "correct"}], "pending": [{"automatic": "uncertain", "rule": None}] * 3}
    small = {field.name: getattr(full, field.name).head(1) for field in fields(full) if field.name in SMALL}
    figure = CHARTS[name].figure(insight(rows[kind], **(small if kind == "one" else {})))
    assert figure.layout.title.text
    json.loads(figure.to_json())


SMALL = ("steps", "lengths", "days", "calibration", "agreement")


@ALL
def test_every_mark_opens_its_cases_or_nothing(full, name):
    figure = CHARTS[name].figure(replace(full, selection=Selection(benchmarks=("math",))))
    for trace in figure.data:
        marks = [] if trace.hoverinfo == "skip" else trace.z if trace.type == "heatmap" else trace.x
        assert trace.customdata is None or len(trace.customdata) == len(marks)
    found = [read_address(link) for link in links(figure) if link is not None]
    assert (not found) == (name in CLOSED)
    assert all(query.benchmarks == ("math",) for query in found), "the selection goes on holding"


@ALL
def test_every_word_is_in_the_readers_language(full, name):
    figure = CHARTS[name].figure(full, foreign)
    axes = [figure.layout.xaxis.title.text, figure.layout.yaxis.title.text]
    texts = [figure.layout.title.text, figure.layout.title.subtitle.text, *axes, *hovers(figure)]
    for trace in figure.data:
        texts += [trace.name, *flat([list(part) for part in (trace.x, trace.y, trace.text) if part is not None])]
    seen = {word for text in texts for word in re.findall("[A-Za-z]{2,}", str(text or "").replace("<br>", " "))}
    assert seen <= TOLD
    assert "字" in figure.layout.title.text


@ALL
def test_names_from_files_are_shown_as_text_never_as_markup_or_formula(insight, full, name):
    odd = {"model": HOSTILE, "benchmark": HOSTILE, "subject": HOSTILE, "rule": HOSTILE, "tool_outcome": "incorrect"}
    frames = {
        field: getattr(full, field).replace(
            {"m1": HOSTILE, "Ada": HOSTILE, "j1": HOSTILE, "math": HOSTILE, "unit": HOSTILE}
        )
        for field in SMALL
    }
    frames["steps"] = frames["steps"].assign(cause=HOSTILE)
    rows = [odd | {"run_id": run, "level": level} for run in ("r1", "r2") for level in (1, 2)]
    figure = CHARTS[name].figure(insight(rows, **frames))
    assert figure.data
    drawn = figure.to_json().replace("\\u003c", "<")
    assert "<a" not in drawn
    assert "$" not in drawn


@ALL
def test_the_frame_that_is_drawn_can_be_had_as_a_table(full, insight, name):
    table = CHARTS[name].table(full)
    assert len(table)
    assert all(isinstance(column, str) for column in table.columns)
    assert len(CHARTS[name].table(insight([]))) == 0


@ALL
def test_marks_differ_in_more_than_colour(full, name):
    """Two series of one figure differ in symbol, in pattern, in place or in fill, not in hue alone."""
    traces = [
        trace for trace in CHARTS[name].figure(full).data if trace.showlegend is not False and trace.hoverinfo != "skip"
    ]
    if traces[0].type != "scatter":
        return  # bars: patterns and outlines are tested where they are drawn
    kinds = [(trace.marker.symbol, trace.marker.size) for trace in traces]
    assert len(set(kinds)) == len(kinds)


def test_every_section_but_that_of_tables_has_charts():
    assert {row.section for row in CHARTS.values()} == set(Section) - {Section.AVERAGES}


def huge():
    """20 models × 100 subjects × 5 levels on 5 benchmarks, with names that no axis has room for."""
    rows = [
        (f"r{model}", f"an-organisation/a-model-with-a-long-name-{model}B", f"benchmark {subject % 5}", "test", level,
         f"A subject with quite a long name, number {subject}", 1, 1, 1, 1, 0, right, 0, right, 0, float(right), 0.0,
         60 + 9 * right)
        for model in range(20) for subject in range(100) for level in range(1, 6) for right in (0, 1)
    ]  # fmt: skip
    tally = pd.DataFrame(rows, columns=[*KEYS, *COUNTS, *MAJORITY, "problems"]).astype({"level": "Int64"})
    cells = tally[list(KEYS)].assign(
        tool_outcome=None, automatic="correct", outcome="correct", amended_outcome="correct", status="auto",
        rule=[f"rule {number % 60}" for number in range(len(tally))], cause=None, strength="sure",
        responses=tally["problems"], cases=tally["problems"],
    )  # fmt: skip
    days = pd.DataFrame(
        [(date, f"annotator.with.a.long.name.{person}@example.org", 10, 8.0 + person)
         for date in pd.date_range("2024-01-01", periods=500, freq="D").date for person in range(0, 60, 6)],
        columns=["day", "annotator", "decisions", "median_seconds"],
    )  # fmt: skip
    return Insight(tally, cells, days=days)


@pytest.fixture(scope="module")
def large() -> Insight:
    return huge()


@ALL
def test_a_million_responses_of_twenty_models_and_a_hundred_subjects_stay_readable(full, large, name):
    frames = {field: getattr(full, field) for field in ("steps", "lengths", "calibration", "agreement")}
    with at_most(3):
        figure = CHARTS[name].figure(replace(large, **frames))
    rows = max(len(set(flat(list(trace.y)))) for trace in figure.data)
    sideways = figure.layout.yaxis.type == "category"
    assert rows <= 61 or not sideways, "small ones are put together or left out, and that is said"
    if sideways:
        lines = max(str(place).count("<br>") + 1 for trace in figure.data for place in trace.y)
        assert lines <= 3, "long names are shortened"
        assert figure.layout.height >= 12 * rows * lines, "the figure grows with its rows"


def test_the_huge_frame_is_one_of_a_million(large):
    assert scores(large.tally)["n"].item() > 1_000_000


@pytest.mark.parametrize(
    ("names", "width", "most", "expected"),
    [
        pytest.param(["short"], 8, 2, ["short"], id="short"),
        pytest.param(["one two three"], 8, 2, ["one two<br>three"], id="folded between words"),
        pytest.param(["Qwen2.5-Math-7B"], 11, 2, ["Qwen2.5-<br>Math-7B"], id="a long word is parted at its marks"),
        pytest.param(["one two three four five"], 8, 2, ["one two<br>…ur five"], id="the middle is left out"),
        pytest.param(["same", "same"], 8, 2, ["same", "same\u200b"], id="two of the same stay two"),
        pytest.param(["一二三四五六七八"], 4, 2, ["一二<br>…八"], id="Chinese has the room of two"),
    ],
)
def test_labels_fit_their_room(names, width, most, expected):
    assert look.labels(names, width, most) == expected


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        pytest.param(0.62, 0.88, [0.6, 0.7, 0.8, 0.9], id="to the tenths around"),
        pytest.param(0.0, 1.0, [0, 0.2, 0.4, 0.6, 0.8, 1.0], id="all"),
        pytest.param(0.5, 0.5, [0.4, 0.5, 0.6], id="one value has room around it"),
        pytest.param(1.0, 1.0, [0.9, 1.0], id="nothing lies above all"),
    ],
)
def test_an_axis_of_points_begins_where_they_are(low, high, ticks):
    assert look.share_axis(low, high)["tickvals"] == pytest.approx(ticks)
