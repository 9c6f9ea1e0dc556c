from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from review_app.store import Store, browse
from review_app.store.browse import Each, Mark, Query, Sort

NOW = datetime(2025, 1, 2)

# One problem a letter; the text of the responses and the answers found are set below.
SHELF = (
    {
        "name": "a: Half of ten?",
        "said": "correct",
        "level": 1,
        "subject": "Algebra",
        "rule": "same",
        "responses": 3,
    },
    {"name": "b: What is 100%_of it?", "said": "uncertain", "level": 5, "subject": "Algebra", "model": "boole"},
    {"name": "c: Name the DAY.", "said": "incorrect", "benchmark": "gsm8k", "rule": "sign", "reference": "Tuesday"},
    {"name": "d: Ⅳ, ünïcode and 汉字?", "said": "uncertain", "level": 3, "model": "boole", "reference": "7 cm"},
    {"name": "e: nobody graded this", "said": None, "level": 2, "subject": "Geometry"},
)
TEXTS = {"a": "It is 5. QED", "b": r"\boxed{x'y}", "c": "'; DROP TABLE runs; --", "d": "a\\b 回答是七", "e": "e"}
ANSWERS = {"a": "5", "b": r"\frac{1}{2}", "c": "tue", "d": "七"}


@pytest.fixture
def shelf(desk: Any) -> Store:
    """Five problems with seven responses: a confirmed, b disputed, c overridden, d pending, e without a case."""
    store: Store = desk.store
    cases = {str(row["name"])[0]: desk.case(**row) for row in SHELF}
    with store.cursor() as cursor:
        for letter, text in TEXTS.items():
            cursor.execute(
                "UPDATE responses SET text = $text FROM problems WHERE problems.id = problem_id AND statement[1] = $at",
                {"text": text, "at": letter},
            )
        for letter, answer in ANSWERS.items():
            cursor.execute("UPDATE extractions SET answer = $a WHERE case_id = $c", {"a": answer, "c": cases[letter]})
        cursor.execute("DELETE FROM extractions WHERE case_id = $case", {"case": cases["e"]})
    said = (("ann", "correct", "a"), ("ann", "correct", "b"), ("bob", "incorrect", "b"), ("bob", "correct", "c"))
    for annotator, outcome, letter in said:
        desk.decide(annotator, outcome, cases[letter])
    with store.cursor() as cursor:
        cursor.execute("UPDATE decisions SET cause = 'unit', note = 'no unit' WHERE annotator = 'bob'")
    response = store.value("SELECT response_id FROM outcomes WHERE case_id = $case", {"case": cases["c"]})
    store.append(
        "tool_verdicts", {"response_id": [response], "grader": ["t"], "outcome": ["incorrect"], "answer": [None]}
    )
    mark(store, cases)
    return store


def mark(store: Store, cases: dict[str, str]) -> None:
    """An audit of a; a flag on the reference of d, and a correction of c's that two people stand for."""
    of_case = {row["id"]: row["problem_id"] for row in store.rows("SELECT id, problem_id FROM cases")}
    audit = {"batch": "b", "stratum": "s", "automatic": "correct", "drawn_by": "x", "drawn_at": NOW}
    counts = {"responses": 1, "stratum_cases": 1, "stratum_responses": 1}
    flag = {"id": "f", "annotator": "ann", "answer": "8", "note": "", "flagged_at": NOW}
    ruling = {"ruling": "confirmed", "answer": "Friday", "note": "", "annotator": "bob", "ruled_at": NOW}
    for table, row in (
        ("audit_items", {**audit, **counts, "case_id": cases["a"]}),
        ("reference_flags", {**flag, "problem_id": of_case[cases["d"]], "case_id": cases["d"]}),
        ("reference_rulings", {**ruling, "problem_id": of_case[cases["c"]]}),
    ):
        store.append(table, {name: [value] for name, value in row.items()})


def letters(store: Store, query: Query, size: int = 50) -> str:
    """The problems of the rows, in order."""
    return "".join(row["statement"][0] for row in browse.rows(store, query, size=size))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param(Query(), "abcde", id="nothing asked for is everything, ungraded responses too"),
        pytest.param(Query(text="half OF"), "a", id="text in a statement, capitals or not"),
        pytest.param(Query(text="qed"), "a", id="text in a response"),
        pytest.param(Query(text="回答是"), "d", id="Chinese text"),
        pytest.param(Query(text="ÜNÏ"), "d", id="capitals beyond ASCII"),
        pytest.param(Query(text="a"), "abcde", id="a text in several"),
        pytest.param(Query(text="no such thing"), "", id="a text in none"),
        pytest.param(Query(answer="FRAC"), "b", id="answer"),
        pytest.param(Query(answer="5"), "a", id="answers only, not other texts"),
        pytest.param(Query(reference="cm"), "d", id="reference"),
        pytest.param(Query(reference="tues"), "c", id="printed reference, where it is corrected"),
        pytest.param(Query(reference="friday"), "c", id="corrected reference"),
        pytest.param(Query(statuses=("pending",)), "de", id="status"),
        pytest.param(Query(statuses=("confirmed", "disputed")), "ab", id="two statuses"),
        pytest.param(Query(automatic=("incorrect",)), "c", id="outcome of the grader"),
        pytest.param(Query(outcomes=("correct",)), "ac", id="outcome that holds"),
        pytest.param(Query(rules=("sign", "same")), "ac", id="rules"),
        pytest.param(Query(marks=(Mark.DIFFERS,)), "c", id="the tool said otherwise"),
        pytest.param(Query(marks=(Mark.AUDITED,)), "a", id="drawn for an audit"),
        pytest.param(Query(marks=(Mark.NOTED,)), "bc", id="with a note"),
        pytest.param(Query(marks=(Mark.FLAGGED,)), "d", id="flagged reference"),
        pytest.param(Query(marks=(Mark.NOTED, Mark.DIFFERS)), "c", id="two marks hold together"),
        pytest.param(Query(marks=("no such mark",)), "abcde", id="an unknown mark asks for nothing"),
        pytest.param(Query(annotators=("ann",)), "ab", id="annotator"),
        pytest.param(Query(annotators=("ann", "bob")), "abc", id="annotators are alternatives"),
        pytest.param(Query(causes=("unit",)), "bc", id="cause"),
        pytest.param(Query(annotators=("ann",), causes=("unit",)), "", id="annotator and cause are of one decision"),
        pytest.param(Query(benchmarks=("gsm8k",)), "c", id="benchmark"),
        pytest.param(Query(models=("boole",)), "bd", id="model"),
        pytest.param(Query(subjects=("Algebra",)), "ab", id="subject"),
        pytest.param(Query(levels=(1, 3)), "ad", id="levels"),
        pytest.param(Query(models=("boole",), statuses=("disputed",), text="it"), "b", id="all fields together"),
    ],
)
def test_each_field_narrows_what_is_found(shelf: Store, query: Query, expected: str) -> None:
    assert "".join(sorted(letters(shelf, query))) == expected
    assert browse.count(shelf, query) == len(expected)
    assert {text[0] for text in browse.frame(shelf, query)["statement"]} == set(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("100%_of", "b", id="wildcards of LIKE are characters"),
        pytest.param("1%f", "", id="a percent sign stands for nothing else"),
        pytest.param("H_lf", "", id="nor does an underscore"),
        pytest.param("'; DROP TABLE runs; --", "c", id="SQL is text"),
        pytest.param("x'y", "b", id="a quote"),
        pytest.param("a\\b", "d", id="a backslash"),
        pytest.param("$text", "", id="the name of a parameter"),
        pytest.param("{where}", "", id="braces"),
        pytest.param("\x00", "", id="a null byte"),
        pytest.param(".*", "", id="a regular expression"),
        pytest.param("?" * 1_000, "", id="a long text"),
    ],
)
def test_every_character_of_a_text_is_itself(shelf: Store, text: str, expected: str) -> None:
    for query in (Query(text=text), Query(text=text, each=Each.RESPONSE)):
        assert set(letters(shelf, query)) == set(expected)
    for query in (Query(answer=text), Query(reference=text), Query(rules=(text,)), Query(annotators=(text,))):
        assert letters(shelf, query) == ""
    assert shelf.value("SELECT count(*) FROM runs") == 2


def test_a_run_is_found_by_its_id(shelf: Store) -> None:
    run = shelf.value("SELECT id FROM runs WHERE model = 'boole'")
    assert letters(shelf, Query(runs=(run,), sort=Sort.PROBLEM)) in ("bd", "db")
    assert browse.run_names(shelf)[run] == "boole · out/a.jsonl"


def test_a_withdrawn_decision_is_found_no_more(shelf: Store) -> None:
    with shelf.cursor() as cursor:
        cursor.execute("INSERT INTO withdrawals SELECT id, 'bob', decided_at FROM decisions WHERE annotator = 'bob'")
    assert letters(shelf, Query(annotators=("bob",))) == ""
    assert letters(shelf, Query(marks=(Mark.NOTED,))) == ""
    assert browse.people(shelf) == {"annotators": ["ann"], "causes": []}


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        pytest.param(Sort.RESPONSES, "a", id="the case of three responses"),
        pytest.param(Sort.LEVEL, "bdea", id="the hardest, and last what has no level"),
        pytest.param(Sort.DECIDED, "cb", id="what was decided last"),
        pytest.param(Sort.PROBLEM, "c", id="benchmarks by name"),
    ],
)
def test_rows_are_sorted(shelf: Store, sort: Sort, expected: str) -> None:
    found = letters(shelf, Query(sort=sort))
    assert found.startswith(expected)
    assert sorted(found) == list("abcde")


def test_a_case_is_one_row_with_its_responses_and_models(shelf: Store, desk: Any) -> None:
    desk.case("a: Half of ten?", None, responses=1, level=1, subject="Algebra", model="cantor")
    [row] = browse.rows(shelf, Query(text="half of"), size=50)
    wanted = {"responses": 4, "models": ["ada", "cantor"], "status": "confirmed", "outcome": "correct", "total": 1}
    assert {name: row[name] for name in wanted} == wanted
    assert (row["annotator"], row["answer"], row["rule"], row["reference"]) == ("ann", "5", "same", "2")


def test_a_response_can_be_a_row_of_its_own(shelf: Store) -> None:
    rows = browse.rows(shelf, Query(each=Each.RESPONSE, text="half of"), size=50)
    assert [(row["model"], row["sample"], row["responses"], row["total"]) for row in rows] == [
        ("ada", sample, 1, 3) for sample in range(3)
    ]


def test_a_response_that_nobody_graded_is_a_row_without_a_case(shelf: Store) -> None:
    [row] = browse.rows(shelf, Query(text="nobody graded"), size=50)
    assert (row["case_id"], row["status"], row["outcome"], row["answer"]) == (None, "pending", "uncertain", None)


@pytest.mark.parametrize("each", Each)
def test_pages_divide_the_rows_and_end(shelf: Store, each: Each) -> None:
    total = browse.count(shelf, Query(each=each))
    pages = [browse.rows(shelf, Query(each=each, page=page), size=2) for page in range(1, total + 2)]
    found = [row["id"] for page in pages for row in page]
    assert len(found) == len(set(found)) == total
    assert {row["total"] for page in pages for row in page} == {total}
    assert pages[-1] == []
    assert browse.rows(shelf, Query(page=1_000_000), size=50) == []


def test_an_empty_store_has_nothing(store: Store) -> None:
    assert browse.rows(store, Query(), size=50) == []
    assert browse.count(store, Query()) == 0
    assert browse.frame(store, Query(text="x")).empty
    assert browse.people(store) == {"annotators": [], "causes": []}


def test_the_frame_is_that_of_exports(shelf: Store) -> None:
    frame = browse.frame(shelf, Query(text="half of"))
    assert len(frame) == 3
    assert str(frame["level"].dtype) == "Int64"


def test_the_shelf_is_what_its_name_says(shelf: Store) -> None:
    rows = shelf.rows("SELECT DISTINCT statement[1] AS letter, status FROM outcomes ORDER BY letter")
    assert {row["letter"]: row["status"] for row in rows} == {
        "a": "confirmed", "b": "disputed", "c": "overridden", "d": "pending", "e": "pending",
    }  # fmt: skip
