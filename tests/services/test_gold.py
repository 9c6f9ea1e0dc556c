from __future__ import annotations

import pytest

from review_app.domain import Decision, Outcome
from review_app.errors import InputError, NotFound
from review_app.services import gold
from review_app.services.ingest import Wishes, ingest
from review_app.services.review import MAX_NOTE
from review_app.store import Store, reviews
from review_app.store import gold as kept
from review_app.store.database import now

EGGS = "Ann has 2 eggs and buys 3. How many?"


@pytest.fixture
def cases(graded: Store) -> list[str]:
    """The cases of the small store, in one order."""
    return [row["case_id"] for row in graded.rows("SELECT DISTINCT case_id FROM outcomes ORDER BY 1")]


def agree(store: Store, case: str, outcome: Outcome, *people: str) -> None:
    reviews.add_decisions(store, [Decision(f"{name} {case}", case, name, outcome, now()) for name in people])


def known(store: Store) -> dict[str, str]:
    return {row["case_id"]: row["outcome"] for row in kept.items(store)}


def case_of(store: Store, problem: str, answer: str) -> str:
    return str(
        store.value(
            "SELECT case_id FROM outcomes WHERE statement = $problem AND answer = $answer",
            {"problem": problem, "answer": answer},
        )
    )


def test_a_researcher_makes_chosen_cases_gold(graded, cases):
    assert gold.make(graded, "Root", [*cases[:2], cases[0]], Outcome.INCORRECT, " by hand ") == 2
    assert known(graded) == dict.fromkeys(cases[:2], "incorrect")
    assert {row["note"] for row in kept.items(graded)} == {"by hand"}


@pytest.mark.parametrize(
    ("ids", "outcome", "note", "error", "says"),
    [
        pytest.param(1, Outcome.UNCERTAIN, "", InputError, "correct or incorrect", id="cannot tell is no answer"),
        pytest.param(0, Outcome.CORRECT, "", InputError, "no case chosen", id="no case"),
        pytest.param(1, Outcome.CORRECT, "x" * (MAX_NOTE + 1), InputError, "shorten it", id="a long note"),
        pytest.param(2, Outcome.CORRECT, "", NotFound, "1 of 2 cases", id="one is no case: none is taken"),
    ],
)
def test_what_cannot_be_gold_is_refused_whole(graded, cases, ids, outcome, note, error, says):
    chosen = {0: [], 1: cases[:1], 2: [cases[0], "c none"]}[ids]
    with pytest.raises(error, match=says):
        gold.make(graded, "Root", chosen, outcome, note)
    assert known(graded) == {}


def test_what_two_people_agree_on_is_proposed_and_becomes_gold(graded, cases):
    agree(graded, cases[0], Outcome.INCORRECT, "Ada", "Bob")
    agree(graded, cases[1], Outcome.CORRECT, "Ada")
    [row] = gold.propose(graded)
    assert (row["case_id"], row["outcome"], row["opinions"], row["adjudicated"]) == (cases[0], "incorrect", 2, False)
    assert row["statement"]
    assert gold.accept(graded, "Root", [cases[0]]) == 1
    assert known(graded) == {cases[0]: "incorrect"}
    assert gold.propose(graded) == []


def test_a_proposal_is_a_sample_that_its_seed_repeats(graded, cases):
    for case in cases:
        agree(graded, case, Outcome.CORRECT, "Ada", "Bob")
    drawn = [[row["case_id"] for row in gold.propose(graded, 2, seed=seed)] for seed in (1, 1, 2, 3, 4, 5)]
    assert drawn[0] == drawn[1]
    assert len({tuple(one) for one in drawn}) > 1
    assert len(gold.propose(graded, 100)) == len(cases)


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        pytest.param([0, 1], "people do not agree", id="one on which nobody agrees"),
        pytest.param([], "no case", id="none"),
    ],
)
def test_only_what_is_agreed_on_now_is_accepted_and_else_nothing(graded, cases, chosen, says):
    agree(graded, cases[0], Outcome.CORRECT, "Ada", "Bob")
    with pytest.raises(InputError, match=says):
        gold.accept(graded, "Root", [cases[at] for at in chosen])
    assert known(graded) == {}


def test_gold_is_withdrawn(graded, cases):
    gold.make(graded, "Root", cases[:2], Outcome.CORRECT)
    assert gold.withdraw(graded, "Eve", cases[:1]) == 1
    assert known(graded) == {cases[1]: "correct"}
    assert graded.value("SELECT DISTINCT annotator FROM withdrawals") == "Eve"
    with pytest.raises(InputError, match="tick at least one"):
        gold.withdraw(graded, "Eve", [])


def test_a_file_names_cases_by_their_ids_or_by_problem_and_answer(graded, cases, write):
    eggs = case_of(graded, EGGS, "5")
    other = next(case for case in cases if case != eggs)
    path = write(
        "gold.jsonl",
        {"case_id": other, "outcome": "incorrect", "note": "checked"},
        {"problem": f"  {EGGS}\n", "answer": 5, "outcome": "CORRECT"},
    )
    taken = gold.take_file(graded, "Root", path)
    assert (taken.made, taken.known, taken.rejects) == (2, 0, [])
    assert known(graded) == {other: "incorrect", eggs: "correct"}
    again = gold.take_file(graded, "Root", path)
    assert (again.made, again.known) == (0, 2)
    assert graded.value("SELECT count(*) FROM decisions") == 2, "taking a file twice changes nothing"


def test_a_file_changes_an_answer_that_was_known_otherwise(graded, cases, write):
    gold.make(graded, "Root", cases[:1], Outcome.CORRECT)
    gold.take_file(graded, "Root", write("gold.jsonl", {"case_id": cases[0], "outcome": "incorrect"}))
    assert known(graded) == {cases[0]: "incorrect"}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        pytest.param("{broken", "not valid JSON", id="no JSON"),
        pytest.param([1], "not an object", id="no object"),
        pytest.param({"outcome": "correct"}, "neither 'case_id' nor 'problem'", id="no case"),
        pytest.param({"problem": EGGS, "outcome": "correct"}, "neither 'case_id' nor", id="a problem without answer"),
        pytest.param({"case_id": "c none", "outcome": "correct"}, "no response", id="an unknown case"),
        pytest.param({"case_id": 7, "outcome": "correct"}, "'case_id' is a number", id="an id that is no text"),
        pytest.param({"problem": EGGS, "answer": "77", "outcome": "correct"}, "no response", id="no such answer"),
        pytest.param({"problem": "Who?", "answer": "5", "outcome": "correct"}, "no such problem", id="no problem"),
        pytest.param(
            {"problem": EGGS, "answer": "5", "outcome": "correct", "benchmark": "math"}, "no such problem",
            id="another benchmark",
        ),
        pytest.param({"problem": EGGS, "answer": "5"}, "no column 'outcome'", id="no outcome"),
        pytest.param({"problem": EGGS, "answer": "5", "outcome": "uncertain"}, "correct or incorrect", id="no answer"),
        pytest.param(
            {"problem": EGGS, "answer": "5", "outcome": "correct", "note": "x" * (MAX_NOTE + 1)}, "shorten it",
            id="a long note",
        ),
    ],
)  # fmt: skip
def test_a_bad_line_is_named_by_its_number_and_the_good_ones_are_taken(graded, write, line, says):
    good = {"problem": EGGS, "answer": "5", "outcome": "correct"}
    taken = gold.take_file(graded, "Root", write("gold.jsonl", good, line))
    assert taken.made == 1
    [reject] = taken.rejects
    assert reject.place == "2"
    assert says in reject.reason


def test_two_lines_that_contradict_each_other_take_the_first(graded, write):
    good = {"problem": EGGS, "answer": "5", "outcome": "correct"}
    taken = gold.take_file(graded, "Root", write("gold.jsonl", good, good, good | {"outcome": "incorrect"}))
    assert (taken.made, [(one.place, one.reason) for one in taken.rejects]) == (
        1, [("3", "line 1 says correct of the same answer")]
    )  # fmt: skip
    assert set(known(graded).values()) == {"correct"}


def test_rejected_lines_come_in_their_order(graded, write):
    lines = [{"case_id": "c none", "outcome": "correct"}, "{", {"case_id": "c no", "outcome": "correct"}]
    assert [one.place for one in gold.take_file(graded, "Root", write("gold.jsonl", *lines)).rejects] == ["1", "2", "3"]


def test_a_problem_of_two_benchmarks_must_be_told_apart(graded, write):
    ingest(graded, "gsm8k", write("copy.jsonl", {"question": EGGS, "answer": "#### 5"}), Wishes(benchmark="copy"))
    good = {"problem": EGGS, "answer": "5", "outcome": "correct"}
    taken = gold.take_file(graded, "Root", write("gold.jsonl", good, good | {"benchmark": "gsm8k"}))
    assert taken.made == 1
    [reject] = taken.rejects
    assert (reject.place, reject.reason) == ("1", "the problem stands in copy, gsm8k; name one with 'benchmark'")


@pytest.mark.parametrize("content", [pytest.param("", id="empty"), pytest.param("\x00\x01\x02" * 99, id="binary")])
def test_a_file_that_is_none_is_refused(graded, tmp_path, content):
    path = tmp_path / "gold.jsonl"
    path.write_text(content)
    with pytest.raises(InputError, match=r"gold\.jsonl"):
        gold.take_file(graded, "Root", path)
    with pytest.raises(InputError, match="no such file"):
        gold.take_file(graded, "Root", tmp_path / "missing.jsonl")
