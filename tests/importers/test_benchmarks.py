"""The benchmarks' own files, good rows and bad ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest

from review_app.domain import problem_id
from review_app.errors import InputError

GSM8K = {"question": "Ann has 3 pens and buys 4. How many?", "answer": "3 + 4 = <<3+4=7>>7\n#### 7"}
MATH = {"problem": "What is $1+1$?", "level": "Level 3", "type": "Algebra", "solution": "It is $\\boxed{2}$."}
MATH500 = {
    "problem": "What is $1+1$?",
    "solution": "It is $\\boxed{2}$.",
    "answer": "2",
    "subject": "Counting & Probability",
    "level": 2,
    "unique_id": "test/counting_and_probability/7.json",
}
USER = {
    "question_id": 5,
    "source": "alignbench",
    "question": "1+1等于几？",
    "reference": "2",
    "category": "初等数学",
    "subcategory": "arithmetic",
}


def test_gsm8k_keeps_the_worked_answer_as_solution(write: Any, take: Any) -> None:
    (problem,) = take("gsm8k", write("test.jsonl", GSM8K)).problems
    assert (problem.statement, problem.reference, problem.solution) == (
        GSM8K["question"],
        "",
        GSM8K["answer"],
    )
    assert (problem.benchmark, problem.split, problem.level, problem.subject) == ("gsm8k", "test", None, None)
    assert problem.id == problem_id("gsm8k", "test", GSM8K["question"])


def test_math_keeps_level_subject_and_solution(write: Any, take: Any) -> None:
    (problem,) = take("math", write("test.jsonl", MATH)).problems
    assert (problem.reference, problem.solution) == ("", MATH["solution"])
    assert (problem.benchmark, problem.level, problem.subject) == ("math", 3, "Algebra")


def test_math500_keeps_answer_solution_and_id(write: Any, take: Any) -> None:
    (problem,) = take("math500", write("test.jsonl", MATH500)).problems
    assert (problem.reference, problem.solution) == ("2", MATH500["solution"])
    assert (problem.level, problem.subject) == (2, "Counting & Probability")
    assert problem.extra == {"unique_id": "test/counting_and_probability/7.json"}


def test_math500_takes_a_missing_subject_from_the_id(write: Any, take: Any) -> None:
    row = {name: value for name, value in MATH500.items() if name != "subject"}
    (problem,) = take("math500", write("test.jsonl", row)).problems
    assert problem.subject == "Counting & Probability"


@pytest.mark.parametrize(
    ("name", "row", "reason"),
    [
        pytest.param("gsm8k", {"question": "1?"}, "no column 'answer'", id="no answer"),
        pytest.param("gsm8k", GSM8K | {"answer": "seven"}, "no '####' line", id="an answer without its mark"),
        pytest.param("gsm8k", GSM8K | {"question": None}, "'question' is null", id="null question"),
        pytest.param("gsm8k", GSM8K | {"question": " \n"}, "the problem is empty", id="empty question"),
        pytest.param("gsm8k", GSM8K | {"question": 3}, "'question' is a number", id="a number for text"),
        pytest.param("math", {"problem": "1?"}, "no column 'solution'", id="no solution"),
        pytest.param("math", MATH | {"solution": ["x"]}, "'solution' is a list", id="a list for text"),
        pytest.param("math500", MATH500 | {"answer": None, "solution": None}, "neither 'answer'", id="no reference"),
        pytest.param("mathusereval", USER | {"reference": None}, "'reference' is null", id="null reference"),
        pytest.param("mathusereval", USER | {"source": None}, "together they are the key", id="half a key"),
    ],
)
def test_a_bad_row_is_rejected_with_its_reason_and_the_next_one_read(
    write: Any, take: Any, name: str, row: dict[str, Any], reason: str
) -> None:
    good = {"gsm8k": GSM8K, "math": MATH, "math500": MATH500, "mathusereval": USER}[name]
    taken = take(name, write("test.jsonl", row, good))
    assert len(taken.problems) == 1
    ((place, said),) = taken.reasons
    assert place == "1"
    assert reason in said


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        pytest.param("Level 5", 5, id="MATH's own form"),
        pytest.param("Level ?", None, id="three problems of MATH have none"),
        pytest.param(4, 4, id="a number"),
        pytest.param("2", 2, id="a number in a CSV"),
        pytest.param(7, None, id="MATH has five"),
        pytest.param(True, None, id="true is no level"),
        pytest.param(None, None, id="null"),
        pytest.param(1e300, None, id="a number out of this world"),
    ],
)
def test_levels_run_from_1_to_5_or_are_unknown(write: Any, take: Any, level: object, expected: int | None) -> None:
    (problem,) = take("math", write("test.jsonl", MATH | {"level": level})).problems
    assert problem.level == expected


def math_folder(root: Path) -> Path:
    for split, subject, number in (("test", "algebra", 2), ("test", "algebra", 10), ("train", "geometry", 1)):
        path = root / "MATH" / split / subject / f"{number}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        row = MATH | {"problem": f"Problem {number} of {split}", "type": subject.title()}
        path.write_text(json.dumps(row, indent=1), encoding="utf-8")
    return root / "MATH"


def test_the_original_math_folder_is_walked_with_split_and_id_from_the_path(tmp_path: Path, take: Any) -> None:
    taken = take("math", math_folder(tmp_path))
    found = [(problem.split, problem.extra["unique_id"], problem.subject) for problem in taken.problems]
    assert found == [
        ("test", "test/algebra/2.json", "Algebra"),
        ("test", "test/algebra/10.json", "Algebra"),
        ("train", "train/geometry/1.json", "Geometry"),
    ]


def test_one_bad_file_of_the_folder_costs_only_itself(tmp_path: Path, take: Any) -> None:
    folder = math_folder(tmp_path)
    (folder / "test/algebra/3.json").write_text("{", encoding="utf-8")
    (folder / "test/algebra/4.json").write_bytes(b"")
    taken = take("math", folder)
    assert len(taken.problems) == 3
    assert sorted(Path(reject.file).name for reject in taken.rejects) == ["3.json", "4.json"]


def test_the_split_of_a_math_subfolder_is_still_known(tmp_path: Path, take: Any) -> None:
    taken = take("math", math_folder(tmp_path) / "train")
    assert [(p.split, p.extra["unique_id"]) for p in taken.problems] == [("train", "train/geometry/1.json")]


def test_a_folder_of_parquet_files_is_read_as_the_hub_lays_it_out(tmp_path: Path, take: Any) -> None:
    for subject in ("algebra", "geometry"):
        (tmp_path / subject).mkdir()
        table = pyarrow.Table.from_pylist([MATH | {"problem": subject}])
        pyarrow.parquet.write_table(table, tmp_path / subject / "test-00000-of-00001.parquet")
    assert [(p.statement, p.split) for p in take("math", tmp_path).problems] == [
        ("algebra", "test"),
        ("geometry", "test"),
    ]


def test_a_folder_without_problems_is_refused(tmp_path: Path, take: Any) -> None:
    with pytest.raises(InputError, match=r"no \.json"):
        take("math", tmp_path)


def test_mathusereval_questions_are_told_apart_by_source_and_id(write: Any, take: Any) -> None:
    path = write("q.jsonl", USER, USER | {"source": "matheval", "question": "2+2等于几？"})
    first, second = take("mathusereval", path).problems
    assert first.id != second.id
    assert first.extra == {"source": "alignbench", "question_id": 5, "subcategory": "arithmetic"}
    assert (first.subject, first.level, first.reference) == ("初等数学", None, "2")


def test_mathusereval_answers_keep_null_ones_and_the_last_of_several(write: Any, take: Any) -> None:
    other = USER | {"source": "matheval", "question": "2+2等于几？"}
    path = write(
        "gpt.jsonl",
        USER | {"answer": "3", "model_id": "gpt"},
        other | {"answer": None, "model_id": "gpt"},
        USER | {"answer": "2", "model_id": "gpt"},
    )
    taken = take("mathusereval", path)
    assert [(response.text, response.sample) for response in taken.responses] == [("", 0), ("2", 0)]
    assert [run.model for run in taken.runs] == ["gpt"]
    assert taken.reasons == [("1", "answered again in line 3, which counts")]


def test_what_the_user_says_of_benchmark_and_split_wins(write: Any, take: Any) -> None:
    (problem,) = take("math", write("x.jsonl", MATH), benchmark="own", split="dev").problems
    assert problem.id == problem_id("own", "dev", "What is $1+1$?")
