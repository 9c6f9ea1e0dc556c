"""The plain table of responses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from review_app.domain import problem_id
from review_app.errors import InputError

ROW = {
    "benchmark": "math",
    "problem": "1 + 1?",
    "reference": "2",
    "model": "m",
    "sample": 0,
    "response": "It is 2.",
}


def without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in ROW.items() if name not in names}


def test_a_row_gives_problem_run_and_response(write: Any, take: Any) -> None:
    taken = take("responses", write("out.jsonl", ROW | {"level": 3, "subject": "algebra", "split": "dev"}))
    (problem,), (run,), (response,) = taken.problems, taken.runs, taken.responses
    assert (problem.id, problem.reference) == (problem_id("math", "dev", "1 + 1?"), "2")
    assert (problem.level, problem.subject) == (3, "Algebra")
    assert (run.model, run.source) == ("m", "folder/out.jsonl")
    assert (response.problem_id, response.sample, response.text) == (problem.id, 0, "It is 2.")


def test_every_model_in_the_table_is_a_run(write: Any, take: Any) -> None:
    taken = take("responses", write("out.jsonl", ROW, ROW | {"model": "n"}, ROW | {"sample": 1}))
    assert [run.model for run in taken.runs] == ["m", "n"]
    assert len({response.run_id for response in taken.responses}) == 2


def test_without_reference_the_problem_is_left_to_the_store(write: Any, take: Any) -> None:
    taken = take("responses", write("out.jsonl", without("reference")))
    assert (taken.problems[0].reference, taken.problems[0].solution, len(taken.responses)) == ("", "", 1)


def test_an_id_of_the_store_stands_for_the_statement(write: Any, take: Any) -> None:
    taken = take("responses", write("out.jsonl", without("problem") | {"problem_id": "math/test/abc"}))
    assert (taken.problems, taken.responses[0].problem_id) == ([], "math/test/abc")


def test_samples_without_a_number_are_counted_for_each_problem_and_model(write: Any, take: Any) -> None:
    row = without("sample")
    path = write("out.jsonl", row, row | {"problem": "2 + 2?"}, row, row | {"model": "n"}, row)
    assert [response.sample for response in take("responses", path).responses] == [0, 0, 1, 0, 2]


def test_counted_samples_go_on_after_numbered_ones(write: Any, take: Any) -> None:
    path = write("out.jsonl", ROW | {"sample": 4}, without("sample"))
    assert [response.sample for response in take("responses", path).responses] == [4, 5]


def test_one_sample_twice_is_taken_once_and_with_another_text_rejected(write: Any, take: Any) -> None:
    taken = take("responses", write("out.jsonl", ROW, ROW, ROW | {"response": "It is 3."}))
    assert [response.text for response in taken.responses] == ["It is 2."]
    assert taken.reasons == [("3", "sample 0 of this model and problem stands in 1 with another text")]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param(without("response"), "no column 'response'; there are benchmark, problem", id="no response"),
        pytest.param(ROW | {"response": None}, "'response' is null", id="null response"),
        pytest.param(ROW | {"response": 2}, "'response' is a number", id="a number for a response"),
        pytest.param(without("problem"), "no column 'problem' and no 'problem_id'", id="no problem"),
        pytest.param(ROW | {"problem": ""}, "the problem is empty", id="empty problem"),
        pytest.param(ROW | {"sample": -1}, "a number from 0 is needed", id="a negative sample"),
        pytest.param(ROW | {"sample": 2**31}, "a number from 0 is needed", id="a sample the store cannot hold"),
        pytest.param(ROW | {"sample": "one"}, "a number from 0 is needed", id="a sample in words"),
        pytest.param(ROW | {"sample": True}, "'sample' is true/false", id="true is no number"),
        pytest.param(ROW | {"reference": ["2"]}, "'reference' is a list", id="a list for a reference"),
    ],
)
def test_a_bad_row_is_rejected(write: Any, take: Any, row: dict[str, Any], reason: str) -> None:
    taken = take("responses", write("out.jsonl", row, ROW))
    assert len(taken.responses) == 1
    assert reason in taken.rejects[0].reason


def test_columns_are_mapped_also_inside_nested_values(write: Any, take: Any) -> None:
    row = {"q": "1 + 1?", "gold": 2, "out": {"texts": ["It is 2."]}, "who": "n", "response": "not this"}
    columns = {"problem": "q", "reference": "gold", "response": "out.texts.0", "model": "who"}
    taken = take("responses", write("out.jsonl", row), columns=columns)
    assert (taken.problems[0].reference, taken.runs[0].model) == ("2", "n")
    assert taken.responses[0].text == "It is 2."


def test_a_mapped_column_that_is_not_there_is_named(write: Any, take: Any) -> None:
    taken = take("responses", write("out.jsonl", ROW), columns={"response": "completion"})
    assert "no column 'completion'" in taken.rejects[0].reason


def test_a_field_that_does_not_exist_is_refused(write: Any, take: Any) -> None:
    with pytest.raises(InputError, match="no field answr"):
        take("responses", write("out.jsonl", ROW), columns={"answr": "x"})


def test_what_the_user_says_beats_the_table(write: Any, take: Any) -> None:
    taken = take("responses", write("out.jsonl", ROW), model="other", benchmark="own")
    assert (taken.runs[0].model, taken.problems[0].benchmark) == ("other", "own")


def test_a_csv_is_read_with_its_samples_as_text(tmp_path: Path, take: Any) -> None:
    path = tmp_path / "out.csv"
    path.write_text("problem,reference,response,sample,level\n1 + 1?,2,It is 2.,3,\n", encoding="utf-8")
    taken = take("responses", path)
    assert (taken.responses[0].sample, taken.problems[0].level, taken.runs[0].model) == (3, None, "out")


def test_rows_wrapped_in_one_object_are_found(tmp_path: Path, take: Any) -> None:
    path = tmp_path / "gsm8k.json"
    rows = [{"question": "1 + 1?", "correct_answer": "#### 2", "model_answer": "2"}]
    path.write_text(json.dumps({"score": 1.0, "model_outputs": rows}, indent=1), encoding="utf-8")
    columns = {"problem": "question", "solution": "correct_answer", "response": "model_answer"}
    taken = take("responses", path, columns=columns)
    assert (taken.problems[0].benchmark, taken.responses[0].text) == ("gsm8k", "2")
