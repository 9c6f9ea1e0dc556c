"""Reference: the answer a benchmark holds to be right, from its short answer or its worked solution."""

from __future__ import annotations

from review_app.domain import Answer, Problem, Strength
from review_app.grading.boxes import filled, find_boxes
from review_app.grading.extract import differ


def reference_of(problem: Problem) -> Answer:
    r"""The short answer if there is one; else the solution's last box; else what follows its last `####`.

    A solution that boxes several different answers leaves doubt, whatever the short answer says.

    >>> reference_of(Problem("p", "gsm8k", "test", "", reference="", solution="2+2=4\n#### 4")).text
    '4'
    """
    boxes = [
        problem.solution[box.start : box.end].strip() for box in filled(problem.solution, find_boxes(problem.solution))
    ]
    doubt = "several_references" if differ(boxes) else ""
    if problem.reference.strip():
        return _answer(problem.reference, problem.reference.strip(), "reference", doubt)
    if boxes:
        return _answer(problem.solution, boxes[-1], "box", doubt)
    if "####" in problem.solution:
        return _answer(problem.solution, problem.solution.rpartition("####")[2].strip(), "hashes", "")
    return _answer(problem.solution, "", "none", "no_reference")


def _answer(whole: str, text: str, method: str, doubt: str) -> Answer:
    if not text:
        return Answer("", len(whole), len(whole), "none", Strength.NONE, "no_reference")
    start = whole.rfind(text)
    return Answer(text, start, start + len(text), method, Strength.WEAK if doubt else Strength.SURE, doubt)
