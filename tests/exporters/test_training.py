"""Sets to train on: only what is verified, nothing twice, the same for the same seed."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_app.errors import ExportError
from review_app.exporters.material import Options
from review_app.exporters.steps import digest, steps

RIGHT, WRONG, OPEN = ({"outcome": word, "amended_outcome": word} for word in ("correct", "incorrect", "uncertain"))


def responses(*groups):
    """Rows of responses: (problem, outcome, how many)."""
    rows = [{"problem_id": problem, "statement": f"{problem}?", "reference": problem, **outcome}
            for problem, outcome, count in groups for _ in range(count)]  # fmt: skip
    return [row | {"sample": number, "response_id": f"s{number}"} for number, row in enumerate(rows)]


@pytest.fixture
def exported(write, outcomes_frame, tmp_path):
    """`exported("sft", rows, texts)`: the objects that a format writes."""

    def made(name, rows, texts=None, **options):
        path = write(name, outcomes_frame(rows), tmp_path / "out", texts=texts, options=Options(**options))[0]
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]

    return made


def test_only_what_is_verified_correct_is_trained_on(exported):
    found = exported("sft", responses(("p", RIGHT, 1), ("q", WRONG, 1), ("r", OPEN, 1)))
    origin = {"problem": "p", "model": "m1", "run": "r1", "sample": 0, "response": "s0", "reference": "p"}
    assert found == [{"prompt": "p?", "completion": "text of s0", **origin}]


def test_what_agrees_with_a_reference_that_people_found_wrong_is_not_trained_on(exported):
    rows = responses(("p", {"outcome": "correct", "amended_outcome": "incorrect"}, 1), ("q", RIGHT, 1))
    assert [row["problem"] for row in exported("sft", rows)] == ["q"]


def test_of_two_tellings_with_the_same_steps_one_is_kept(exported):
    texts = {"s0": "**Step 1:** $1+1$\nSo it is 2.", "s1": "1. \\(1 + 1\\)\n\n- so it is 2", "s2": "Count: 2"}
    found = exported("sft", responses(("p", RIGHT, 3)), texts)
    assert len(found) == 2
    assert texts["s2"] in {row["completion"] for row in found}


def test_the_same_words_for_two_problems_are_two_solutions(exported):
    texts = {"s0": "It is 2.", "s1": "It is 2."}
    assert len(exported("sft", responses(("p", RIGHT, 1), ("q", RIGHT, 1)), texts)) == 2


def test_a_problem_gives_no_more_than_the_cap(exported):
    rows = responses(("p", RIGHT, 9), ("q", RIGHT, 2))
    assert [row["problem"] for row in exported("sft", rows, cap=3)] == ["p"] * 3 + ["q"] * 2
    assert [row["problem"] for row in exported("sft", rows)] == ["p"] * 4 + ["q"] * 2


def test_the_seed_settles_which_and_another_seed_takes_others(exported):
    rows = responses(("p", RIGHT, 30))
    first = exported("sft", rows, seed=1)
    assert exported("sft", rows[::-1], seed=1) == first
    assert exported("sft", rows, seed=2) != first


def test_the_choice_within_a_problem_does_not_hang_on_the_others(exported):
    alone = exported("sft", responses(("p", RIGHT, 30)), seed=5)
    beside = exported("sft", responses(("p", RIGHT, 30), ("a", RIGHT, 7)), seed=5)
    assert [row for row in beside if row["problem"] == "p"] == alone


def test_pairs_are_of_one_problem_and_each_response_stands_in_one(exported):
    found = exported(
        "dpo", responses(("p", RIGHT, 3), ("p", WRONG, 2), ("q", RIGHT, 2), ("r", WRONG, 2), ("p", OPEN, 3))
    )
    assert [row["prompt"] for row in found] == ["p?", "p?"]
    chosen, rejected = ({row[f"{side}_response_id"] for row in found} for side in ("chosen", "rejected"))
    assert chosen < {"s0", "s1", "s2"}
    assert rejected == {"s3", "s4"}
    assert len(chosen) == 2
    assert all(row["chosen"] == f"text of {row['chosen_response_id']}" for row in found)
    assert {"prompt", "chosen", "rejected"} <= found[0].keys()


def test_a_cap_holds_for_pairs(exported):
    assert len(exported("dpo", responses(("p", RIGHT, 9), ("p", WRONG, 9)), cap=2)) == 2


def test_conversations_hold_the_same_responses_as_the_set_for_fine_tuning(exported):
    rows = responses(("p", RIGHT, 9), ("q", WRONG, 2))
    plain = [(row["prompt"], row["completion"]) for row in exported("sft", rows)]
    shared = [row["conversations"] for row in exported("sharegpt", rows)]
    assert [(human["value"], gpt["value"]) for human, gpt in shared] == plain
    assert {(human["from"], gpt["from"]) for human, gpt in shared} == {("human", "gpt")}
    chats = [row["messages"] for row in exported("messages", rows)]
    assert [(user["content"], assistant["content"]) for user, assistant in chats] == plain
    assert {(user["role"], assistant["role"]) for user, assistant in chats} == {("user", "assistant")}


@pytest.mark.parametrize(
    ("name", "rows", "message"),
    [
        pytest.param("sft", responses(("p", WRONG, 2)), "no response is verified correct", id="nothing correct"),
        pytest.param("dpo", responses(("p", RIGHT, 2), ("q", WRONG, 1)), "no problem has a correct", id="no pair"),
        pytest.param("wrong_questions", responses(("p", RIGHT, 2)), "no response is wrong", id="nothing wrong"),
    ],
)
def test_nothing_to_train_on_is_an_error_that_leaves_no_file(exported, tmp_path, name, rows, message):
    with pytest.raises(ExportError, match=message):
        exported(name, rows)
    assert list(tmp_path.iterdir()) == []


def test_texts_are_read_in_small_batches_without_changing_what_is_found(exported, monkeypatch):
    rows = responses(*((f"p{number:02}", RIGHT, 7) for number in range(9)))
    whole = exported("sft", rows)
    monkeypatch.setattr("review_app.store.exports.BATCH_BYTES", 40)  # four texts or so
    assert exported("sft", rows) == whole


SAME = [
    pytest.param("1. We add.\n2. So 5.", "We add\n\nso 5", id="numbering, blank lines, capitals, points"),
    pytest.param("**Step 3:** $x = 5$", "Step 3: \\(x=5\\)", id="emphasis and delimiters"),
    pytest.param("- a\\,b \\quad c", "* ab c", id="bullets and spacing"),
    pytest.param("  #### Answer\n\\left(1\\right)", "answer\n(1)", id="headings and sizes of brackets"),
]
OTHER = [
    pytest.param("so x = 5", "so x = -5", id="a sign"),
    pytest.param("1.5 apples", "5 apples", id="a number with a point is no numbering"),
    pytest.param("a\nb", "b\na", id="the order of steps"),
    pytest.param("\\lefteqn{a}", "eqn{a}", id="a command that begins like another"),
]


@pytest.mark.parametrize(("one", "two"), SAME)
def test_two_tellings_have_the_same_steps(one, two):
    assert digest(one) == digest(two)


@pytest.mark.parametrize(("one", "two"), OTHER)
def test_two_solutions_have_different_steps(one, two):
    assert digest(one) != digest(two)


@given(st.text())
def test_any_text_has_steps_and_spaces_never_change_them(text):
    assert steps(text) == steps("\n".join(f"  {line}\t" for line in text.splitlines()))
    assert all(steps(text))
