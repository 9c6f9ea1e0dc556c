"""What the services' tests share: an empty store, and small files as people would bring them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from review_app.domain import Answer, Case, Outcome, Strength, Verdict, case_id, problem_id, run_id
from review_app.services.grade import grade_all
from review_app.services.ingest import ingest
from review_app.store import Store, gradebook, open_store

GSM8K = [
    ("Ann has 2 eggs and buys 3. How many?", "5"),
    ("Bob has 9 and eats 1. How many?", "8"),
    ("Cy has 7. How many?", "7"),
]

# To each problem what two invented models say, and what the grader should make of it.
ANSWERS = {
    "ada": [r"\boxed{5}", r"\boxed{3}", "I do not know."],
    "boole": [r"So \boxed{5}.", r"\boxed{8} or \boxed{9}", r"\boxed{7}"],
}


@pytest.fixture(scope="session")
def kept_store() -> Iterator[Store]:
    """One for the whole session: to empty a store is ten times as fast as to make one."""
    with open_store(":memory:") as opened:
        yield opened


@pytest.fixture
def store(kept_store: Store) -> Store:
    """An empty store."""
    with kept_store.cursor() as cursor:
        own = "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()"
        for (table,) in cursor.execute(own).fetchall():
            if table != "schema_versions":
                cursor.execute(f"DELETE FROM {table}")
    return kept_store


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the files that every test may read and none may write."""
    return tmp_path_factory.mktemp("base")


def lines(path: Path, *rows: Any) -> Path:
    """Write rows as JSON Lines, text as it stands."""
    path.parent.mkdir(exist_ok=True)
    texts = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("".join(text + "\n" for text in texts), encoding="utf-8")
    return path


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """`write("in.jsonl", row, row)` makes a file of a test's own."""
    return lambda name, *rows: lines(tmp_path / "in" / name, *rows)


@pytest.fixture(scope="session")
def benchmark(base: Path) -> Path:
    rows = ({"question": question, "answer": f"Count.\n#### {answer}"} for question, answer in GSM8K)
    return lines(base / "in" / "gsm8k.jsonl", *rows)


@pytest.fixture(scope="session")
def outputs(base: Path) -> Path:
    """Two models in one plain table, two samples of each answer."""
    rows = [
        {"benchmark": "gsm8k", "problem": problem, "model": model, "sample": sample, "response": text}
        for model, texts in ANSWERS.items()
        for (problem, _), text in zip(GSM8K, texts, strict=True)
        for sample in (0, 1)
    ]
    return lines(base / "in" / "outputs.jsonl", *rows)


def load(store: Store, benchmark: Path, outputs: Path) -> Store:
    ingest(store, "gsm8k", benchmark)
    ingest(store, "responses", outputs)
    return store


@pytest.fixture
def loaded(store: Store, benchmark: Path, outputs: Path) -> Store:
    """The benchmark and the outputs, not graded."""
    return load(store, benchmark, outputs)


@pytest.fixture
def graded(loaded: Store) -> Store:
    """The same, graded."""
    grade_all(loaded)
    return loaded


@pytest.fixture(scope="session")
def shelf(benchmark: Path, outputs: Path) -> Iterator[Store]:
    """The same for tests that only read it."""
    with open_store(":memory:") as opened:
        grade_all(load(opened, benchmark, outputs))
        yield opened


def doubtful_cases(store: Store, weights: list[int], **verdict: Any) -> list[str]:
    """As many cases that the grader left to people, each given by so many responses; the ids, the heaviest first.

    Made past import and grading, which have tests of their own and take their time.
    """
    run = run_id("ada", "tool", "out/a.jsonl")
    intake = {"params": ["{}"], "created_at": [None], "import_id": ["i"]}
    store.append("runs", {"id": [run], "model": ["ada"], "tool": ["tool"], "source": ["out/a.jsonl"], **intake})
    names = [problem_id("math", "test", f"{number}?") for number in range(len(weights))]
    same = {"benchmark": "math", "split": "test", "reference": "2", "solution": "", "level": 3, "subject": "Algebra"}
    statements = {"id": names, "text_key": names, "statement": [f"{number}?" for number in range(len(weights))]}
    store.append(
        "problems",
        statements | {name: [value] * len(names) for name, value in same.items()} | {"extra": ["{}"] * len(names)},
    )
    texts = [(name, sample) for name, weight in zip(names, weights, strict=True) for sample in range(weight)]
    store.append(
        "responses",
        {
            "id": [f"{name} {sample}" for name, sample in texts],
            "run_id": [run] * len(texts),
            "problem_id": [name for name, _ in texts],
            "sample": [sample for _, sample in texts],
            "text": ["I say 3"] * len(texts),
            "import_id": ["i"] * len(texts),
        },
    )
    cases = {name: Case(case_id(name, "answer 3"), name, "answer 3") for name in names}
    answer = Answer("3", 6, 7, "box", Strength.SURE)
    gradebook.save_extractions(
        store, [gradebook.Extraction(f"{name} {sample}", cases[name], answer) for name, sample in texts], "1.0"
    )
    said = Verdict(**{"outcome": Outcome.UNCERTAIN, "rule": "no_rule", "evidence": "no rule fits", "expected": "2",
                      "found": "3", "grader": "1.0"} | verdict)  # fmt: skip
    gradebook.save_verdicts(store, [(case.id, said) for case in cases.values()])
    return [cases[name].id for name, _ in sorted(zip(names, weights, strict=True), key=lambda pair: -pair[1])]


@pytest.fixture(scope="session")
def make_cases() -> Callable[..., list[str]]:
    """`make_cases(store, [3, 1])` makes two cases that wait for people, of three responses and of one."""
    return doubtful_cases


# What two models with one sample each answer to problems 1 to 11, whose answers are 101 to 111; 7 is wrong.
NO_IDEA = "I do not know."
CONTEST = {
    "pascal": [*range(101, 109), 7, 7, NO_IDEA],
    "quine": [101, 102, *[7] * 6, 109, 7, 111],
}


def contest_rows(model: str, answers: list[Any], **more: Any) -> list[dict[str, Any]]:
    """The answers as rows of a plain table; the first five problems are of level 1, the others of level 2."""
    return [
        {"benchmark": "sums", "problem": f"What is {number}?", "reference": str(100 + number), "model": model,
         "level": 1 if number <= 5 else 2, "response": said if said == NO_IDEA else rf"\boxed{{{said}}}"} | more
        for number, said in enumerate(answers, 1)
    ]  # fmt: skip


@pytest.fixture(scope="session")
def add_run(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., None]:
    """`add_run(store, "turing", [101, 7], copies=2, benchmark="other")` imports a run like those of the contest."""

    def add(store: Store, model: str, answers: list[Any], copies: int = 1, **more: Any) -> None:
        rows = [row for row in contest_rows(model, answers, **more) for _ in range(copies)]
        ingest(store, "responses", lines(tmp_path_factory.mktemp("run") / "in" / f"{model}.jsonl", *rows))

    return add


@pytest.fixture
def contest(store: Store, add_run: Callable[..., None]) -> Store:
    """Two graded runs, each in its own file; one case waits for people.

    Both are right: 1, 2. Pascal alone: 3 to 8. Quine alone: 9. Neither: 10, with one answer. Open: 11, Quine is right.
    """
    for model, answers in CONTEST.items():
        add_run(store, model, answers)
    grade_all(store)
    return store


@pytest.fixture(scope="session")
def arena(add_run: Callable[..., None]) -> Iterator[Store]:
    """The contest for tests that only read it, with runs that are wrong everywhere, were asked something else, and
    were asked twice."""
    with open_store(":memory:") as opened:
        for model, answers in CONTEST.items():
            add_run(opened, model, answers)
        add_run(opened, "russell", [7] * 11)
        add_run(opened, "turing", [101] * 2, benchmark="other", problem="Another one?")
        add_run(opened, "zermelo", [*range(101, 112)], copies=2)
        grade_all(opened)
        yield opened


@pytest.fixture(scope="session")
def contest_answers() -> Mapping[str, list[Any]]:
    """Model -> what it answers to each problem of the contest."""
    return CONTEST


@pytest.fixture(scope="session")
def answer_case() -> Callable[[Store, int, int | str], str]:
    """`answer_case(store, 10, 7)`: the case of the contest's problem 10 whose answer is 7."""

    def find(store: Store, number: int, answer: int | str) -> str:
        values = {"reference": str(100 + number), "answer": str(answer)}
        where = "reference = $reference AND answer = $answer"
        return str(store.value(f"SELECT any_value(case_id) FROM outcomes WHERE {where}", values))

    return find
