"""The sample is what its README says: reproducible, correct by a second computation, and varied."""

import ast
import csv
import json
import operator
import re
from collections import Counter
from fractions import Fraction
from pathlib import Path

import generate
import pytest
from sample_reading import Unreadable, agrees, boxed, expression

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "data" / "sample"
FILES = (
    "math.jsonl",
    "gsm8k.jsonl",
    "truth.jsonl",
    "outputs/invented-ada-7b.jsonl",
    "outputs/invented-boole-70b.jsonl",
)
ARITHMETIC = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


def rows(name):
    # Not splitlines: a response may hold a line separator that ends no line of JSON Lines.
    with (SAMPLE / name).open(encoding="utf-8", newline="\n") as file:
        return [json.loads(line) for line in file]


@pytest.fixture(scope="module")
def problems():
    return generate.problems()


@pytest.fixture(scope="module")
def values(problems):
    return {problem.statement: problem.check() for problem in problems}


@pytest.fixture(scope="module")
def drawn(values):
    """The statements that the generator draws; its own code reads no reply that was written by hand."""
    return values.keys() - {case.problem.statement for case in generate._by_hand()}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    out = tmp_path_factory.mktemp("sample")
    generate.main(out)
    return out


@pytest.fixture(scope="module")
def truth():
    return rows("truth.jsonl")


@pytest.fixture(scope="module")
def responses():
    return {key(row): row["response"] for name in FILES[3:] for row in rows(name)}


def key(row):
    return row["benchmark"], row["problem"], row["model"], row["sample"]


@pytest.mark.parametrize("name", FILES)
def test_generating_again_gives_the_committed_bytes(written, name):
    assert (written / name).read_bytes() == (SAMPLE / name).read_bytes()


def test_every_subject_has_four_problems_at_each_of_five_levels():
    cells = Counter((row["type"], row["level"]) for row in rows("math.jsonl"))
    assert len(cells) == 35
    assert min(cells.values()) >= 4
    assert sum(cells.values()) >= 150


def test_there_are_fifty_word_problems():
    assert len(rows("gsm8k.jsonl")) >= 50


def test_every_statement_is_unique():
    statements = [row["problem"] for row in rows("math.jsonl")] + [row["question"] for row in rows("gsm8k.jsonl")]
    assert Counter(statements).most_common(1)[0][1] == 1


def test_every_reference_answer_equals_a_second_computation(values):
    references = {row["problem"]: boxed(row["solution"]) for row in rows("math.jsonl")}
    references |= {row["question"]: row["answer"].rpartition("#### ")[2] for row in rows("gsm8k.jsonl")}
    assert references.keys() == values.keys()
    assert [(s, references[s], v) for s, v in values.items() if not agrees(references[s], v)] == []


def calculate(text):
    return _value(ast.parse(text.replace(",", ""), mode="eval").body)


def _value(node):
    if isinstance(node, ast.Constant):
        return Fraction(str(node.value))
    return ARITHMETIC[type(node.op)](_value(node.left), _value(node.right))


def test_every_calculator_note_is_right_and_the_last_one_is_the_answer():
    for row in rows("gsm8k.jsonl"):
        notes = re.findall(r"<<(.+?)=(.+?)>>", row["answer"])
        assert [note for note in notes if calculate(note[0]) != calculate(note[1])] == [], row["question"]
        assert calculate(notes[-1][1]) == calculate(row["answer"].rpartition("#### ")[2]), row["question"]


def test_some_final_numbers_have_a_thousands_separator_and_some_have_not():
    finals = [row["answer"].rpartition("#### ")[2] for row in rows("gsm8k.jsonl")]
    assert any("," in final for final in finals)
    assert any(re.fullmatch(r"\d{4,}", final) for final in finals)


def test_each_response_has_one_row_of_truth(truth, responses):
    assert Counter(map(key, truth)) == Counter(responses.keys())
    assert {row["truth"] for row in truth} == {"correct", "incorrect", "ambiguous"}
    assert all(row["why"] for row in truth)


def test_each_problem_is_answered_twice_by_both_models(values, responses):
    expected = {
        (statement, model.name, sample) for statement in values for model in generate.MODELS for sample in (0, 1)
    }
    assert {found[1:] for found in responses} == expected
    assert all(model.name.startswith("invented-") for model in generate.MODELS)


@pytest.mark.parametrize(
    ("model", "low", "high"),
    [("invented-ada-7b", 0.50, 0.60), ("invented-boole-70b", 0.80, 0.90)],
    ids=["the weak model is right about half the time", "the strong model is right most of the time"],
)
def test_the_models_differ_in_how_often_they_are_right(truth, model, low, high):
    given = [row["truth"] == "correct" for row in truth if row["model"] == model]
    assert low <= sum(given) / len(given) <= high


def test_drawn_responses_are_right_or_wrong_as_their_truth_says(truth, responses, values, drawn):
    faults, read = [], 0
    for row in truth:
        if row["problem"] not in drawn or row["truth"] == "ambiguous":
            continue
        found, read = boxed(responses[key(row)]), read + 1
        if agrees(found, values[row["problem"]]) != (row["truth"] == "correct"):
            faults.append((row["problem"], found, row["truth"], row["kind"]))
    assert faults == []
    assert read > 800


def test_hand_written_responses_with_a_readable_answer_are_as_their_truth_says(truth, responses, values):
    by_hand = {case.problem.statement for case in generate.hard_cases.CASES + generate.hard_wordings.CASES}
    faults, read = [], 0
    for row in truth:
        if row["problem"] not in by_hand or row["truth"] == "ambiguous":
            continue
        try:
            found = agrees(boxed(responses[key(row)]), values[row["problem"]])
        except Unreadable:
            continue
        read += 1
        # Words and forms of intervals are beyond this reader; it may miss an equality but not invent one.
        if found and row["truth"] == "incorrect":
            faults.append((row["problem"], responses[key(row)], row["kind"]))
    assert faults == []
    assert read >= 20


def test_unsimplified_answers_equal_the_reference_in_value(truth, responses, values, drawn):
    some = [row for row in truth if row["kind"] == "unsimplified" and row["problem"] in drawn]
    assert len(some) >= 10
    for row in some:
        assert agrees(boxed(responses[key(row)]), values[row["problem"]]), row["problem"]


def test_decimal_approximations_are_near_the_reference_but_not_equal(truth, responses, values, drawn):
    some = [row for row in truth if row["kind"] == "decimal-approx" and row["problem"] in drawn]
    assert some
    for row in some:
        gap = abs(float(expression(boxed(responses[key(row)])) - values[row["problem"]]))
        assert 0 < gap < 0.001, row["problem"]


def test_the_readme_explains_exactly_the_kinds_that_occur(truth):
    explained = re.findall(r"^\| `([a-z-]+)` \|", (SAMPLE / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(explained) == sorted({row["kind"] for row in truth})


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        (r"\A\Z", "a model may return nothing"),
        (r"\\boxed\{\}", "a box may be empty"),
        (r"<script>", "scripts must not run on a page"),
        (r"onerror=", "neither must handlers of images"),
        (r"!\[.*\]\(https?://", "outside images tell the reader's address"),
        (r"position:fixed", "overlays can cover the buttons"),
        (r"<form", "forms can ask for passwords"),
        (r"\\href\{javascript:", "links can run scripts from inside formulas"),
        (r"9\^\{9\^\{9\^\{9", "powers can be too large to work out"),
        (r"\{{300}", "braces can be nested deeper than a parser's stack"),
        (r"\\input\{/etc/passwd\}", "TeX can read files"),
        (r"\\boxed\{__import__", "evaluating a box can run programs"),
        (r"\u200b", "invisible characters split numbers"),
        (r"\u202e", "right-to-left marks turn numbers round"),
        (r"\u2028", "line separators split lines where they should not"),
        (r"\x1b\[31m", "terminals obey escape characters"),
        (r"\A=HYPERLINK", "spreadsheets obey cells that begin with ="),
        (
            r"<think>[^<]*\\boxed\{6\}[\s\S]*</think>[\s\S]*\\boxed\{18\}",
            "the thought may box another number",
        ),
        (r"\A[\s\S]{18000,22000}\Z", "replies can be very long"),
        (r"答案是", "models answer in Chinese"),
        (r"\\\[", "formulas may stand on their own line"),
        (r"\*\*Step 1", "models write Markdown"),
        (r"\n#### ", "models imitate GSM8K"),
        (r"The final answer is", "models may forget the box"),
    ],
)
def test_every_shape_of_trouble_is_present(responses, pattern, reason):
    assert any(re.search(pattern, text) for text in responses.values()), reason


def test_samples_of_a_problem_sometimes_give_the_same_answer_in_another_form(truth):
    forms = {}
    for row in truth:
        if row["truth"] == "correct":
            forms.setdefault((row["model"], row["problem"]), set()).add(row["kind"])
    assert sum(len(kinds) > 1 for kinds in forms.values()) >= 30


def test_the_sample_stays_under_two_megabytes():
    assert sum((SAMPLE / name).stat().st_size for name in FILES) < 2_000_000


def test_published_scores_are_percentages_with_a_source():
    with (ROOT / "data" / "published_scores.csv").open(encoding="utf-8", newline="") as file:
        table = csv.DictReader(file)
        scores = list(table)
    assert table.fieldnames == [
        "model", "benchmark", "split", "n", "metric", "k", "shots", "prompt", "value", "source", "date", "note",
    ]  # fmt: skip
    assert all(0 < float(score["value"]) <= 100 and score["source"] for score in scores)
    assert {score["benchmark"] for score in scores} == {"MATH-500", "MATH", "GSM8K"}
    assert len({tuple(score.values()) for score in scores}) == len(scores) >= 18


@pytest.mark.parametrize(
    ("text", "value", "same"),
    [
        (r"\frac{1}{2}", Fraction(1, 2), True),
        ("0.5", Fraction(1, 2), True),
        (r"\frac{1}{3}", Fraction(1, 2), False),
        ("(1, 2)", (2, 1), False),
        ("3, 2", frozenset({2, 3}), True),
        ("3", frozenset({2, 3}), False),
        (r"\text{(B)}", "B", True),
        (r"\text{Monday}", "Tuesday", False),
        ("101_2", "101_2", True),
        ("101_3", "101_2", False),
        (r"3\sqrt{2}", 18**0.5, True),
        ("1 + 2i", 1 + 2j, True),
        ("1 - 2i", 1 + 2j, False),
    ],
)
def test_the_reader_tells_equal_answers_from_unequal_ones(text, value, same):
    assert agrees(text, value) is same


def test_the_reader_refuses_what_could_run():
    with pytest.raises(Unreadable):
        expression("__import__('os').system('true')")
