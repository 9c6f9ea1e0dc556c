from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from review_app.domain import Outcome, Reject, Response, Selection, ToolVerdict
from review_app.store import Store, outcomes, reviews

# What is said of a case, one word a step: `correct` by a grader, `ann:correct` by a person, `ann:undo` takes back
# what that person said last.
TABLE = [
    # the grader alone
    ("", "pending", "uncertain", "no verdict yet"),
    ("correct", "auto", "correct", "the grader is sure"),
    ("incorrect", "auto", "incorrect", "the grader is sure of the opposite"),
    ("uncertain", "pending", "uncertain", "the grader doubts, nobody decided"),
    # one person
    ("uncertain ann:correct", "overridden", "correct", "a doubt is settled by a person"),
    ("uncertain ann:incorrect", "overridden", "incorrect", "a doubt is settled the other way"),
    ("correct ann:correct", "confirmed", "correct", "a person agrees with the grader"),
    ("incorrect ann:incorrect", "confirmed", "incorrect", "a person agrees that it is wrong"),
    ("correct ann:incorrect", "overridden", "incorrect", "a person beats the grader"),
    ("incorrect ann:correct", "overridden", "correct", "a person beats the grader the other way"),
    (" ann:correct", "overridden", "correct", "a decision holds before there is a verdict"),
    (" ann:incorrect", "overridden", "incorrect", "so does the opposite"),
    # cannot tell
    ("uncertain ann:uncertain", "pending", "uncertain", "cannot tell is no opinion"),
    ("correct ann:uncertain", "auto", "correct", "cannot tell leaves the grader's word"),
    ("incorrect ann:uncertain", "auto", "incorrect", "cannot tell leaves the grader's other word"),
    (" ann:uncertain", "pending", "uncertain", "cannot tell without a verdict"),
    ("uncertain ann:uncertain bob:uncertain", "pending", "uncertain", "two who cannot tell"),
    ("uncertain ann:correct bob:uncertain", "overridden", "correct", "who cannot tell does not object"),
    ("uncertain ann:uncertain bob:incorrect", "overridden", "incorrect", "whatever the order"),
    ("correct ann:uncertain bob:correct", "confirmed", "correct", "one cannot tell, one confirms"),
    # two people
    ("uncertain ann:correct bob:correct", "overridden", "correct", "two agree against the grader's doubt"),
    ("correct ann:correct bob:correct", "confirmed", "correct", "two agree with the grader"),
    ("correct ann:incorrect bob:incorrect", "overridden", "incorrect", "two agree against the grader"),
    ("uncertain ann:correct bob:incorrect", "disputed", "uncertain", "two people differ"),
    ("correct ann:correct bob:incorrect", "disputed", "uncertain", "they differ, whatever the grader said"),
    ("incorrect ann:correct bob:incorrect", "disputed", "uncertain", "also where it said the opposite"),
    (" ann:correct bob:incorrect", "disputed", "uncertain", "and where it said nothing"),
    ("uncertain ann:correct bob:correct cy:incorrect", "disputed", "uncertain", "two against one is no agreement"),
    # a later opinion of the same person
    ("uncertain ann:correct ann:incorrect", "overridden", "incorrect", "a person's later word counts"),
    ("uncertain ann:correct ann:correct", "overridden", "correct", "the same word twice is one opinion"),
    ("uncertain ann:correct ann:uncertain", "pending", "uncertain", "a person may come to doubt"),
    ("uncertain ann:correct bob:incorrect bob:correct", "overridden", "correct", "a dispute ends when one gives in"),
    ("correct ann:incorrect ann:correct", "confirmed", "correct", "back to the grader's word"),
    ("uncertain ann:correct bob:incorrect ann:uncertain", "overridden", "incorrect", "one of two comes to doubt"),
    # withdrawal
    ("uncertain ann:correct ann:undo", "pending", "uncertain", "what is taken back was never said"),
    ("correct ann:incorrect ann:undo", "auto", "correct", "the grader's word holds again"),
    ("uncertain ann:correct ann:incorrect ann:undo", "overridden", "correct", "the word before holds again"),
    ("uncertain ann:correct ann:incorrect ann:undo ann:undo", "pending", "uncertain", "and then none"),
    ("uncertain ann:correct bob:incorrect bob:undo", "overridden", "correct", "the dispute is gone with it"),
    ("uncertain ann:correct bob:undo", "overridden", "correct", "nobody takes back another's word"),
    ("uncertain ann:correct ann:undo ann:incorrect", "overridden", "incorrect", "a new word after taking back"),
    ("uncertain ann:uncertain ann:undo", "pending", "uncertain", "taking back a doubt"),
    # the grader speaks again
    ("uncertain correct", "auto", "correct", "a newer grader is sure"),
    ("correct uncertain", "pending", "uncertain", "a newer grader doubts"),
    ("correct incorrect", "auto", "incorrect", "the newer grader counts"),
    ("uncertain ann:correct correct", "confirmed", "correct", "it comes round to what was decided"),
    ("correct ann:correct incorrect", "overridden", "correct", "a decision outlives a new verdict"),
    ("uncertain ann:correct bob:incorrect correct", "disputed", "uncertain", "no grader settles a dispute"),
    ("uncertain ann:uncertain correct", "auto", "correct", "it decides where a person could not"),
]  # fmt: skip


@pytest.fixture(scope="module")
def table_cases(big_desk: Any) -> dict[str, str]:
    """A case of its own for each row of the table."""
    names = [row[0] for row in TABLE]
    return dict(zip(names, big_desk.cases([f"{name}?" for name in names], None), strict=True))


@pytest.mark.parametrize(
    ("said", "status", "outcome"), [pytest.param(*row[:3], id=f"{row[0] or 'nothing'}: {row[3]}") for row in TABLE]
)
def test_what_holds_follows_from_what_was_said(
    said: str, status: str, outcome: str, big_desk: Any, table_cases: dict[str, str], request: pytest.FixtureRequest
) -> None:
    case, here = table_cases[said], request.node.name
    for number, step in enumerate(said.split()):
        annotator, _, word = step.rpartition(":")
        if not annotator:
            big_desk.verdict(case, word, grader=f"1.{number}")
        elif word == "undo":
            reviews.withdraw_last(big_desk.store, f"{annotator} {here}")
        else:
            big_desk.decide(f"{annotator} {here}", word, case)
    assert big_desk.state(case) == (status, outcome)


def test_the_table_above_shows_every_status_with_every_outcome_it_can_have() -> None:
    shown = {(status, outcome) for _, status, outcome, _ in TABLE}
    settled = {
        (status, outcome) for status in ("auto", "confirmed", "overridden") for outcome in ("correct", "incorrect")
    }
    assert shown == settled | {("disputed", "uncertain"), ("pending", "uncertain")}


def test_a_response_that_nobody_graded_is_pending(
    store: Store, problem: Callable[..., Any], run: Callable[..., Any], take: Callable[..., Any]
) -> None:
    asked, by = problem("1 + 1?"), run()
    take(store, asked, by, Response(by.id, asked.id, 0, "2"))
    found = store.row("SELECT case_id, automatic, status, outcome FROM outcomes")
    assert found == {"case_id": None, "automatic": "uncertain", "status": "pending", "outcome": "uncertain"}


def test_there_is_one_row_a_response_whatever_was_said_of_it(desk: Any) -> None:
    case = desk.case("1 + 1?", "uncertain", responses=3)
    desk.case("2 + 2?", "correct", responses=2)
    for grader in ("2.0", "3.0"):
        desk.verdict(case, "incorrect", grader)
    for annotator in ("ann", "bob", "ann"):
        desk.decide(annotator, "correct", case)
    store = desk.store
    ids = [row["id"] for row in store.rows("SELECT id FROM responses")]
    for grader in ("exact", "sympy"):
        store.append(
            "tool_verdicts",
            {
                "response_id": ids,
                "grader": [grader] * len(ids),
                "outcome": ["correct"] * len(ids),
                "answer": [None] * len(ids),
            },
        )
    found = store.row("SELECT count(*) AS n, count(DISTINCT response_id) AS responses FROM outcomes")
    assert found == {"n": 5, "responses": 5}


def test_a_decision_says_who_when_and_why(desk: Any) -> None:
    case = desk.case("1 + 1?")
    desk.decide("ann", "correct", case)
    desk.decide("bob", "correct", case)
    found = desk.store.row("SELECT decision, annotator, decided_at, note, cause FROM outcomes")
    assert (found["decision"], found["annotator"], found["note"], found["cause"]) == ("correct", "ann, bob", "", None)
    assert found["decided_at"].microsecond == 1


def test_a_decision_covers_a_response_that_is_imported_later(desk: Any) -> None:
    case = desk.case("1 + 1?", "uncertain", responses=1)
    desk.decide("ann", "correct", case)
    assert desk.case("1 + 1?", None, responses=3) == case
    found = desk.store.rows("SELECT status, outcome FROM outcomes")
    assert found == [{"status": "overridden", "outcome": "correct"}] * 3


SHELF = [
    {"name": "a?", "said": "correct", "level": 1, "subject": "Algebra", "rule": "same_text"},
    {"name": "b?", "said": "uncertain", "level": 5, "subject": "Algebra", "model": "boole"},
    {"name": "c?", "said": "incorrect", "level": None, "subject": None, "benchmark": "gsm8k", "rule": "sign"},
]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        pytest.param({}, "abc", id="nothing chosen is everything"),
        pytest.param({"models": ("boole",)}, "b", id="one model"),
        pytest.param({"models": ("boole", "ada")}, "abc", id="two models"),
        pytest.param({"benchmarks": ("gsm8k",)}, "c", id="benchmark"),
        pytest.param({"subjects": ("Algebra",)}, "ab", id="subject"),
        pytest.param({"levels": (5,)}, "b", id="level"),
        pytest.param({"rules": ("sign", "same_text")}, "ac", id="rules"),
        pytest.param({"subjects": ("Algebra",), "levels": (1,)}, "a", id="all conditions hold together"),
        pytest.param({"subjects": ("Algebra",), "models": ("nobody",)}, "", id="nothing fits"),
        pytest.param({"subjects": ("'; DROP TABLE runs; --",)}, "", id="SQL in a filter is a value"),
    ],
)
def test_a_selection_chooses_responses(chosen: dict[str, Any], expected: str, desk: Any) -> None:
    for row in SHELF:
        desk.case(**row)
    selection = Selection(**chosen)
    frame = outcomes.frame(desk.store, selection)
    assert "".join(sorted(text[0] for text in frame["statement"])) == expected
    assert str(frame["level"].dtype) == "Int64"


def test_a_selection_by_run_chooses_that_run(desk: Any) -> None:
    for row in SHELF:
        desk.case(**row)
    [run] = desk.store.rows("SELECT id FROM runs WHERE model = 'boole'")
    frame = outcomes.frame(desk.store, Selection(runs=(run["id"],)), columns="statement")
    assert list(frame["statement"]) == ["b?"]


def test_the_choices_of_each_filter_are_what_the_store_holds(desk: Any) -> None:
    for row in SHELF:
        desk.case(**row)
    choices = dict(outcomes.choices(desk.store))
    assert len(choices.pop("runs")) == 2
    assert choices == {
        "models": ["ada", "boole"],
        "benchmarks": ["gsm8k", "math"],
        "subjects": ["Algebra"],
        "levels": [1, 5],
        "rules": ["no_rule", "same_text", "sign"],
    }


def test_runs_are_counted_by_benchmark(desk: Any) -> None:
    for row in SHELF:
        desk.case(**row)
    desk.decide("ann", "correct", desk.case("d?", "incorrect"))
    counted = [
        (row["model"], row["benchmark"], row["responses"], row["automatic_correct"], row["correct"], row["pending"])
        for row in outcomes.runs(desk.store)
    ]
    assert counted == [("ada", "gsm8k", 1, 0, 0, 0), ("ada", "math", 2, 1, 2, 0), ("boole", "math", 1, 0, 0, 1)]


def test_totals_count_everything(
    desk: Any, problem: Callable[..., Any], run: Callable[..., Any], take: Callable[..., Any]
) -> None:
    for row in SHELF:
        desk.case(**row)
    disputed = desk.case("d?")
    desk.decide("ann", "correct", disputed)
    desk.decide("bob", "incorrect", disputed)
    by, asked = run("cy"), problem("new?")
    verdict = ToolVerdict("exact", Outcome.CORRECT)
    take(desk.store, asked, by, Response(by.id, asked.id, 0, "?", (verdict,)), Reject("a", "1", "bad"))
    assert outcomes.totals(desk.store) == {
        "problems": 5, "runs": 3, "responses": 5, "cases": 4, "verdicts": 4, "ungraded": 1, "pending": 1,
        "disputed": 1, "decisions": 2, "rejects": 1,
    }  # fmt: skip
