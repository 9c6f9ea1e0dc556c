from __future__ import annotations

import json
from pathlib import Path

import pytest

from review_app.prompts.trace import before_output, program, turns
from tests.work import at_most

TORA = Path("/work/shared/data/outputs/tora/tora-70b-v1.0/gsm8k/test_tora_-1_seed0_t0.0_s0_e1319.jsonl")

CODE = "```python\nprint(1)\n```\n"
OUTPUT = "```output\n1\n```\n"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param(f"So:\n{CODE}", "print(1)\n", id="a program"),
        pytest.param(f"{CODE}{CODE}", "print(1)\n\nprint(1)\n", id="two that build on each other"),
        pytest.param(CODE.replace("\n", "\r\n"), "print(1)\r\n", id="lines as on Windows"),
        pytest.param(CODE.replace("python", "Py"), "print(1)\n", id="another name"),
        pytest.param(f"{CODE}{OUTPUT}\n{CODE}", "print(1)\n", id="what follows an output it made up does not count"),
        pytest.param("```python\ns = '```'\n```", "s = '```'\n", id="a fence within a line"),
        pytest.param("```python\nprint(1)", None, id="one that is not closed"),
        pytest.param("```\nprint(1)\n```", None, id="a block that does not call itself Python"),
        pytest.param("```python\n\n```", None, id="an empty one"),
        pytest.param(OUTPUT + CODE, None, id="an output first"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_the_program_in_an_answer(text: str, code: str | None) -> None:
    assert program(text) == code


def test_a_made_up_output_is_cut_off() -> None:
    assert before_output(f"a\n{CODE}{OUTPUT}so 1") == f"a\n{CODE}"


def test_a_trace_is_taken_apart_without_a_gap() -> None:
    text = f"First.\n{CODE}{OUTPUT}Then.\n{CODE}\n{OUTPUT}Thus 1.\n{CODE}"
    first, second = turns(text)
    assert (first.start, text[first.start : first.said], first.code, first.output) == (
        0,
        "First.\n",
        "print(1)\n",
        "1\n",
    )
    assert (second.start, text[second.start : second.said]) == (first.end, "\nThen.\n")
    assert text[second.end :] == f"\nThus 1.\n{CODE}"


@pytest.mark.parametrize(
    "text",
    [CODE, OUTPUT, "plain", OUTPUT + CODE, "```python\n" * 50_000, "```output\n" * 50_000, "```" + " " * 99_999 + "!"],
)
def test_what_is_no_trace_has_no_turns_and_takes_no_time(text: str) -> None:
    with at_most(1):
        assert turns(text) == []
        program(text)


@pytest.mark.skipif(not TORA.is_file(), reason="the outputs of ToRA are not here")
def test_the_traces_of_tora_are_read() -> None:
    texts = [json.loads(line)["code"][0] for line in TORA.read_text(encoding="utf-8").splitlines()]
    found = [turns(text) for text in texts]
    assert len(found) == 1319
    assert sum(not each for each in found) <= 2
    assert all(each[-1].end <= len(text) for each, text in zip(found, texts, strict=True) if each)
