"""Writes the sample benchmark, the two invented models' outputs and the truth about each of them.

    python data/sample/generate.py            # beside this file
    python data/sample/generate.py --out DIR  # elsewhere

The same seed gives the same bytes.
"""

import argparse
import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple

import broken_cases
import hard_cases
import hard_wordings
import hostile_cases
from generator import bank
from generator.problem import HardCase, Problem, Reply
from generator.replies import MODELS, SAMPLES, replies

SEED = 20240229
HERE = Path(__file__).resolve().parent


class Output(NamedTuple):
    """A reply with the model and the sample it stands for."""

    model: str
    sample: int
    reply: Reply


def problems(seed: int = SEED) -> list[Problem]:
    """Drawn problems first, then the hand-written ones; each with its check."""
    return [*_drawn(seed), *(case.problem for case in _by_hand())]


@cache
def _drawn(seed: int) -> tuple[Problem, ...]:
    return (*bank.math_problems(Random(f"{seed} math")), *bank.gsm8k_problems(Random(f"{seed} gsm8k")))


def _by_hand() -> tuple[HardCase, ...]:
    return hard_cases.CASES + hard_wordings.CASES + broken_cases.CASES + hostile_cases.CASES


def outputs(seed: int = SEED) -> list[Output]:
    """Every reply, the drawn problems' first; two samples a model and problem."""
    return [*_drawn_outputs(seed), *_hard_outputs()]


def _drawn_outputs(seed: int) -> Iterator[Output]:
    drawn = _drawn(seed)
    for model in MODELS:
        rng = Random(f"{seed} {model.name}")
        for problem in drawn:
            for sample, reply in enumerate(replies(problem, model, rng)):
                yield Output(model.name, sample, reply)


def _hard_outputs() -> Iterator[Output]:
    """The four replies of a hand-written case go round: both samples of one model, then of the other."""
    slots = [(model.name, sample) for model in MODELS for sample in range(SAMPLES)]
    for case in _by_hand():
        for (model, sample), reply in zip(slots, case.replies(), strict=True):
            yield Output(model, sample, reply)


def main(out: Path = HERE, seed: int = SEED) -> None:
    """Write all files into `out`."""
    every, given = problems(seed), outputs(seed)
    _write(out / "math.jsonl", (_math_row(p) for p in every if p.benchmark == "sample-math"))
    _write(out / "gsm8k.jsonl", (_gsm8k_row(p) for p in every if p.benchmark == "sample-gsm8k"))
    for model in MODELS:
        rows = (_output_row(output) for output in given if output.model == model.name)
        _write(out / "outputs" / f"{model.name}.jsonl", rows)
    _write(out / "truth.jsonl", map(_truth_row, given))


def _math_row(problem: Problem) -> dict[str, str]:
    return {
        "problem": problem.statement,
        "level": f"Level {problem.level}",
        "type": problem.subject,
        "solution": problem.solution(),
    }


def _gsm8k_row(problem: Problem) -> dict[str, str]:
    answer = problem.answer.text
    # As in GSM8K itself, some final numbers carry a thousands separator and some do not.
    final = f"{int(answer):,}" if len(problem.statement) % 2 else answer
    return {"question": problem.statement, "answer": "\n".join([*problem.steps, f"#### {final}"])}


def _key(output: Output) -> dict[str, str | int]:
    return {
        "benchmark": output.reply.benchmark,
        "problem": output.reply.problem,
        "sample": output.sample,
        "model": output.model,
    }


def _output_row(output: Output) -> dict[str, str | int]:
    return _key(output) | {"response": output.reply.text}


def _truth_row(output: Output) -> dict[str, str | int]:
    return _key(output) | {"truth": output.reply.truth, "kind": output.reply.kind, "why": output.reply.why}


def _write(path: Path, rows: Iterable[dict]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=HERE, help="the folder to write into")
    main(parser.parse_args().out)
