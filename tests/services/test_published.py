from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from statsmodels.stats.proportion import proportion_confint

from review_app.domain import Outcome, PublishedScore, Selection
from review_app.metrics import cautions
from review_app.metrics.model_names import same_model
from review_app.metrics.published import OTHER_METRIC, Gap
from review_app.metrics.sameness import MATH_500, OTHER_PROBLEMS
from review_app.services import ledger, review
from review_app.services import published as service
from review_app.services.grade import grade_all
from review_app.services.ingest import ingest
from review_app.services.published import against, without_entry
from review_app.store import Store, open_store
from review_app.store.database import now
from review_app.wording import Sentence

# Of `ada` on GSM8K (see conftest): each of three problems twice; one right, one wrong, one that people must read.
OURS = PublishedScore("org/Ada", "GSM8K", "accuracy (%)", 50.0, "here", split="test", n=3, shots=0)


@pytest.fixture(autouse=True)
def nothing_shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """The ledger holds what a test adds."""
    monkeypatch.setattr(ledger, "SHIPPED", ())


def only(store: Store, score: PublishedScore, **chosen: Any) -> service.Against:
    ledger.add(store, "Emmy", score)
    [found] = against(store, Selection(**chosen))
    return found


def test_a_run_stands_beside_the_entry_of_its_model_and_benchmark(graded: Store) -> None:
    found = only(graded, OURS)
    assert isinstance(found.gap, Gap)
    assert (found.model, found.published, found.tool) == ("ada", OURS, None)
    assert (found.measured.problems, found.measured.metric) == (3, "avg@2")
    assert (found.measured.score.low, found.measured.score.high) == pytest.approx((1 / 3, 2 / 3))
    assert (found.gap.low, found.gap.high) == pytest.approx((1 / 3 - 0.5, 2 / 3 - 0.5))
    assert (found.gap.published_low, found.gap.published_high) == pytest.approx(
        proportion_confint(1.5, 3, method="wilson")
    )
    assert [(part.stage, part.name) for part in found.gap.parts] == [("unexplained", "unexplained")]
    assert found.gap.parts[0].share == pytest.approx(1 / 3 - 0.5)
    assert {note.text for note in found.warnings} == {
        cautions.UNKNOWN_SHOTS, cautions.NOT_WHOLE, service.NO_TOOL, service.OPEN,
    }  # fmt: skip
    assert without_entry(graded, [found]) == [("boole", "gsm8k")]


def test_what_people_decide_moves_the_gap_and_the_past_stays(graded: Store) -> None:
    before, moment = only(graded, OURS), now()
    case = graded.value("SELECT DISTINCT case_id FROM outcomes WHERE model = 'ada' AND status = 'pending'")
    review.decide(graded, "Emmy", [case], Outcome.CORRECT)
    entry = ledger.entries(graded)[0]
    ledger.change(graded, "Emmy", entry.id, PublishedScore("ada", "gsm8k", "pass@1", 2 / 3, "there"), "table 4")
    [after] = against(graded)
    assert isinstance(after.gap, Gap)
    assert (after.gap.low, after.gap.high) == pytest.approx((0, 0))
    assert [(part.stage, round(part.share, 6)) for part in after.gap.parts] == [
        ("people", -0.333333),
        ("unexplained", 0),
    ]
    assert against(graded, Selection(), moment) == [before]
    assert against(graded, Selection(), datetime(2000, 1, 1)) == []


@pytest.mark.parametrize(
    ("change", "text"),
    [
        pytest.param({"split": "train"}, OTHER_PROBLEMS, id="another split"),
        pytest.param({"metric": "maj@64 (%)"}, OTHER_METRIC, id="a vote among more samples"),
        pytest.param({"metric": "pass@4 (%)"}, OTHER_METRIC, id="a k that two samples cannot give"),
    ],
)
def test_what_cannot_be_compared_is_listed_and_refused(graded: Store, change: dict[str, Any], text: str) -> None:
    found = only(graded, PublishedScore(**{**{name: getattr(OURS, name) for name in OURS.__slots__}, **change}))
    assert isinstance(found.gap, Sentence)
    assert found.gap.text == text
    assert found.notes == ()


def test_votes_and_chances_are_compared_where_there_are_samples_enough(graded: Store) -> None:
    # Both samples of a problem say the same: one right of three, one open.
    for metric in ("maj@2", "pass@2"):
        ledger.add(graded, "Emmy", PublishedScore("ada", "gsm8k", metric, 0.5, "here", n=3))
    for found in against(graded):
        assert isinstance(found.gap, Gap)
        assert found.measured.metric == found.published.metric
        assert (found.measured.score.low, found.measured.score.high) == pytest.approx((1 / 3, 2 / 3))
        assert found.gap.parts == ()


def test_another_benchmark_and_another_model_are_not_looked_at(graded: Store) -> None:
    for score in (
        PublishedScore("ada", "AIME", "pass@1", 0.5, "x"),
        PublishedScore("Lovelace", "GSM8K", "pass@1", 0.5, "x"),
    ):
        ledger.add(graded, "Emmy", score)
    assert against(graded) == []


@pytest.fixture
def tools(write: Any) -> Iterator[Store]:
    """Four problems of MATH; the tool calls two of the right three wrong."""
    rows = [
        {"problem": f"What is {at}?", "solution": rf"$\boxed{{{at}}}$", "level": "Level 1",
         "type": "Algebra", "predict_answer": rf"\boxed{{{at if at < 4 else 0}}}", "is_correct": at == 1}
        for at in range(1, 5)
    ]  # fmt: skip
    with open_store(":memory:") as opened:
        ingest(opened, "percent4", write("Ada.jsonl", *rows))
        grade_all(opened)
        yield opened


def test_what_the_tool_misread_is_a_part_and_math_is_never_taken_for_math_500(tools: Store) -> None:
    for benchmark in ("MATH", "MATH-500"):
        ledger.add(tools, "Emmy", PublishedScore("ada", benchmark, "pass@1", 0.9, "x", n=4))
    same, other = against(tools)
    assert isinstance(same.gap, Gap)
    assert same.tool == pytest.approx(0.25)
    assert [(part.stage, part.name, round(part.share, 6)) for part in same.gap.parts] == [
        ("grader", "extraction", -0.5), ("unexplained", "unexplained", -0.15),
    ]  # fmt: skip
    assert sum(part.share for part in same.gap.parts) == pytest.approx(same.tool - 0.9)
    assert cautions.NO_SPLIT in {note.text for note in same.notes}
    assert isinstance(other.gap, Sentence)
    assert other.gap.text == MATH_500
    [narrow] = [one for one in against(tools, Selection(levels=(1,))) if isinstance(one.gap, Gap)]
    assert service.NARROWED in {note.text for note in narrow.notes}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("Qwen/Qwen2.5-72B-Instruct", "qwen2.5 72b instruct", True, id="owner, case, separators"),
        pytest.param("Qwen__Qwen2.5-7B", "Qwen2.5-7B", True, id="a path as lm-eval writes it"),
        pytest.param("Qwen2.5-72B", "Qwen2.5-7.2B", False, id="a point between digits counts"),
        pytest.param("Claude-3-5", "Claude-35", False, id="a hyphen between digits counts"),
        pytest.param("o1", "o1-mini", False, id="another model of the family"),
        pytest.param("!", "?", False, id="names without a letter"),
    ],
)
def test_names_are_the_same_but_for_what_is_a_matter_of_taste(one: str, other: str, same: bool) -> None:
    assert same_model(one, other) is same


@pytest.mark.parametrize(
    ("value", "n", "k", "possible"),
    [
        pytest.param(75.16, 500, 1, False, id="375 of 500 are 75.0, 376 are 75.2"),
        pytest.param(75.16, 5000, 1, True, id="3,758 of 5,000"),
        pytest.param(74.6, 500, 1, True, id="373 of 500"),
        pytest.param(79.68, 1319, None, True, id="1,051 of 1,319, rounded"),
        pytest.param(75.16, 500, 16, True, id="the average of several samples may be anything"),
        pytest.param(75.16, None, 1, True, id="of how many was not said"),
    ],
)
def test_a_score_that_no_number_of_right_answers_gives_is_told(value: float, n: int, k: int, possible: bool) -> None:
    assert cautions.whole(PublishedScore("m", "b", "accuracy (%)", value, "s", n=n, k=k)) is possible
