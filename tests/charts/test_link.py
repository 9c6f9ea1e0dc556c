from __future__ import annotations

import pytest

from review_app.charts.link import FILTERS, MOST_VALUES, group, link
from review_app.domain import Selection
from review_app.metrics.accuracy import MISSING
from review_app.services.view_address import NAMES, read_address
from review_app.store.browse import Query


@pytest.mark.parametrize(
    ("selection", "filters", "expected"),
    [
        pytest.param(Selection(), {}, Query(), id="nothing narrows nothing"),
        pytest.param(Selection(), {"level": 3}, Query(levels=(3,)), id="a level"),
        pytest.param(Selection(models=("a b",)), {"outcome": "correct"}, Query(models=("a b",), outcomes=("correct",)),
                     id="the selection goes on holding"),
        pytest.param(Selection(runs=("r",), benchmarks=("m",), subjects=("S",), levels=(1, 2), rules=("text",)), {},
                     Query(runs=("r",), benchmarks=("m",), subjects=("S",), levels=(1, 2), rules=("text",)),
                     id="all of a selection"),
        pytest.param(Selection(models=("a", "b")), {"model": "a"}, Query(models=("a",)), id="a mark narrows it"),
        pytest.param(Selection(), {"status": ("pending", "disputed")}, Query(statuses=("pending", "disputed")),
                     id="alternatives"),
        pytest.param(Selection(), {"subject": "P & Q = 中文"}, Query(subjects=("P & Q = 中文",)), id="signs"),
        pytest.param(Selection(), {"cause": "unit", "annotator": "Ada", "rule": "text", "automatic": "uncertain"},
                     Query(causes=("unit",), annotators=("Ada",), rules=("text",), automatic=("uncertain",)),
                     id="others"),
    ],
)  # fmt: skip
def test_browse_reads_from_a_link_what_was_meant(selection, filters, expected):
    assert read_address(link(selection, **filters)) == expected


@pytest.mark.parametrize(
    "filters",
    [
        pytest.param({"level": MISSING}, id="problems without a level"),
        pytest.param({"subject": tuple(f"s{n}" for n in range(MOST_VALUES + 1))}, id="too many for an address"),
    ],
)
def test_nothing_opens_where_browse_could_not_show_just_these_cases(filters):
    assert link(Selection(), **filters) is None


@pytest.mark.parametrize(
    ("value", "given", "expected"),
    [
        pytest.param(3, {}, {"level": 3}, id="a level"),
        pytest.param(MISSING, {"alone": True}, {}, id="all problems"),
        pytest.param(MISSING, {}, {"level": MISSING}, id="those without one among others"),
        pytest.param("all others", {"others": ("a", "b")}, {"level": ("a", "b")}, id="what was put together"),
    ],
)
def test_a_row_is_filtered_by_its_value(value, given, expected):
    assert group("level", value, **given) == expected


def test_the_filters_are_those_of_browse():
    assert set(FILTERS) <= set(NAMES.values())
