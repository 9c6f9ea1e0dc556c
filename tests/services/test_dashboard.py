from __future__ import annotations

from dataclasses import replace

import pytest

from review_app.charts import CHARTS, Section, verdict_mix
from review_app.domain import Outcome, Selection
from review_app.metrics.insight import FRAMES, counted
from review_app.services import audit, docket, review
from review_app.services.dashboard import charts, view
from review_app.services.insight import insight
from review_app.services.rectified import estimate
from review_app.services.status import span
from review_app.services.view_address import read_address
from review_app.store import Store, browse, outcomes
from review_app.store import docket as docket_store
from review_app.store.browse import Each
from review_app.ui import words


def figures(store: Store, selection: Selection | None = None) -> dict[str, str]:
    return dict(view(store, selection or Selection()).figures)


def test_the_figures_of_a_store_are_those_of_its_responses(graded: Store) -> None:
    # Each answer twice. ada: right, wrong, no answer; boole: right, two boxes, right.
    assert figures(graded) == {
        "tool's own score": "—",
        "automatic": "50.00 … 83.33 %",
        "corrected": "50.00 … 83.33 %",
        "95 % interval": "12.53 … 98.23 %",
        "responses": "12",
        "cases": "5",
        "left to people": "2",
        "decided by people": "0",
        "still waiting": "2",
    }


def test_a_decision_moves_the_corrected_score_and_leaves_the_automatic_one(graded: Store) -> None:
    first = review.doubtful_page(graded, Selection(), 1, 1).rows[0]["case_id"]
    review.decide(graded, "Emmy", [first], Outcome.CORRECT)
    seen = figures(graded)
    assert (seen["automatic"], seen["corrected"]) == ("50.00 … 83.33 %", "66.67 … 83.33 %")
    assert (seen["decided by people"], seen["still waiting"]) == ("1", "1")


@pytest.mark.parametrize(
    ("selection", "responses", "automatic"),
    [
        pytest.param(Selection(models=("ada",)), "6", "33.33 … 66.67 %", id="one model"),
        pytest.param(Selection(models=("ada", "boole")), "12", "50.00 … 83.33 %", id="both are all"),
    ],
)
def test_a_selection_narrows_the_figures(graded: Store, selection: Selection, responses: str, automatic: str) -> None:
    seen = figures(graded, selection)
    assert (seen["responses"], seen["automatic"]) == (responses, automatic)


@pytest.mark.parametrize(
    "selection", [pytest.param(Selection(), id="nothing"), pytest.param(Selection(models=("nobody",)), id="nobody")]
)
def test_an_empty_selection_says_so_and_still_draws_every_chart(store: Store, selection: Selection) -> None:
    shown = view(store, selection, section=Section.SCORE)
    assert shown.headline.startswith("No responses")
    assert len(shown.charts) == len(charts(Section.SCORE))


def test_a_corrected_reference_adds_a_score_of_its_own(graded: Store) -> None:
    case = graded.value("SELECT any_value(case_id) FROM outcomes WHERE answer = '3'")
    assert "under corrected references" not in figures(graded)
    docket.flag(graded, "Ann", case, "3")
    docket.confirm(graded, "Bob", docket_store.problem_of(graded, case), "3")
    seen = figures(graded)
    assert (seen["corrected"], seen["under corrected references"]) == ("50.00 … 83.33 %", "66.67 … 100.00 %")
    assert "under corrected references" not in figures(graded, Selection(subjects=("none",)))


def test_a_chart_reads_no_frame_but_those_that_it_names(graded: Store) -> None:
    review.decide(graded, "Emmy", [review.doubtful_page(graded, Selection(), 1, 1).rows[0]["case_id"]], Outcome.CORRECT)
    whole = insight(graded, Selection())
    for name, chart in CHARTS.items():
        part = insight(graded, Selection(), None, chart.reads)
        assert [frame for frame in FRAMES if len(getattr(part, frame))] <= list(chart.reads), name
        assert chart.figure(part).to_json() == chart.figure(whole).to_json(), name
        assert chart.table(part).equals(chart.table(whole)), name


def test_what_was_drawn_is_kept_for_each_language_until_something_is_said(graded: Store) -> None:
    english, chinese = map(words.speaker, words.LANGUAGES)
    first = view(graded, Selection(), english)
    assert view(graded, Selection(), english).charts is first.charts
    assert view(graded, Selection(), chinese).headline != first.headline
    case = review.doubtful_page(graded, Selection(), 1, 1).rows[0]["case_id"]
    review.decide(graded, "Emmy", [case], Outcome.CORRECT)
    assert view(graded, Selection(), english).headline != first.headline


@pytest.mark.parametrize("selection", [Selection(), Selection(models=("ada",))], ids=["everything", "one model"])
def test_a_bar_opens_as_many_responses_as_it_stands_for(graded: Store, selection: Selection) -> None:
    insight = counted(outcomes.frame(graded, selection), selection=selection)
    rows, bars = verdict_mix.table(insight), verdict_mix.figure(insight).data
    parts = [column for column, *_ in verdict_mix.PARTS if rows[column].any()]
    opened = 0
    for column, bar in zip(parts, bars, strict=True):
        for count, link in zip(rows[column], bar.customdata, strict=True):
            if link is not None:
                assert browse.count(graded, replace(read_address(link), each=Each.RESPONSE)) == count
                opened += count
    assert opened


def test_audits_put_an_estimate_beside_the_corrected_score_with_its_grounds(graded: Store) -> None:
    assert "estimate from audits" not in figures(graded)
    audit.draw(graded, "Root", 2, Selection(), seed=1)
    assert "no estimate" in view(graded, Selection()).grounds[0]
    drawn = [row["case_id"] for row in graded.rows("SELECT case_id FROM audit_items ORDER BY seq")]
    review.decide(graded, "Ann", drawn, Outcome.CORRECT)
    shown = view(graded, Selection())
    estimated = estimate(graded, Selection())
    assert estimated
    assert estimated.true
    assert dict(shown.figures)["estimate from audits"] == span(estimated.true.low, estimated.true.high)
    assert len(shown.grounds) == 1 + len(estimated.assumptions)
