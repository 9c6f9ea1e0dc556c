"""The bundle of wrong answers: a line for each, and the same to read."""

from __future__ import annotations

import json

import pytest
from markdown_it import MarkdownIt

from review_app.exporters import EXPORTERS
from review_app.exporters.wrong_questions import code, fenced, plain

WRONG = {"automatic": "incorrect", "outcome": "incorrect"}


@pytest.fixture
def bundle(write, outcomes_frame, tmp_path):
    """`bundle(rows, texts)`: the objects, and the Markdown."""

    def made(rows, texts=None):
        lines, page = write("wrong_questions", outcomes_frame(rows), tmp_path / "wrong.jsonl", texts=texts)
        return [json.loads(line) for line in lines.read_text("utf-8").splitlines()], page.read_text("utf-8")

    return made


def test_it_holds_what_is_wrong_now_and_nothing_else(bundle):
    decided = {"automatic": "correct", "outcome": "incorrect", "decision": "incorrect", "annotator": "安娜",
               "status": "overridden", "cause": "unit", "note": "in cm"}  # fmt: skip
    saved = {"automatic": "incorrect", "outcome": "correct"}
    lines, page = bundle([{}, WRONG, decided, saved, {"automatic": "uncertain"}])
    assert [line["problem_id"] for line in lines] == ["math/test/1", "math/test/2"]
    assert [line["text"] for line in lines] == ["text of s1", "text of s2"]
    assert (lines[1]["annotator"], lines[1]["note"], lines[1]["reference"]) == ("安娜", "in cm", "2")
    assert "- People: incorrect, says 安娜 (unit): in cm" in page
    assert page.count("\n## ") == 2


def test_each_run_has_a_heading_of_its_own(bundle):
    _, page = bundle([WRONG | {"model": "b", "run_id": "r2"}, WRONG | {"model": "a"}, WRONG | {"model": "a"}])
    assert [line for line in page.splitlines() if line.startswith(("# ", "## "))] == [
        "# a: wrong answers", "## 1. math/test/1", "## 2. math/test/2", "# b: wrong answers", "## 1. math/test/0",
    ]  # fmt: skip


HOSTILE = [
    "# no heading",
    "```\nno code\n```",
    "<script>alert(1)</script>",
    "$x_1$ *a* [l](http://x)",
    "~~~~\n````",
    "",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_model_changes_the_page(bundle, text):
    _, page = bundle([WRONG | {"answer": text, "evidence": text, "statement": text or "?"}], {"s0": text})
    found = MarkdownIt().parse(page)
    headings = [found[at + 1].content for at, token in enumerate(found) if token.type == "heading_open"]
    assert headings == ["m1: wrong answers", "1. math/test/0", "Problem", "Response"]
    fences = [token.content for token in found if token.type == "fence"]
    assert fences == [f"{text or '?'}\n", f"{text}\n"]
    assert not any(token.type in ("html_block", "link_open") for token in found)


def test_texts_are_quoted_as_they_are():
    assert code("a ` b") == "``a ` b``"
    assert code("`a`") == "`` `a` ``"
    assert fenced("```") == "````text\n```\n````\n"
    assert plain("a\n#b") == "a \\#b"


def test_the_bundle_says_what_it_needs():
    assert EXPORTERS["wrong_questions"].needs == "texts"
