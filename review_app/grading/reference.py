"""Reference: the answer a benchmark holds to be right, from its short answer or its worked solution."""

from __future__ import annotations

from review_app.domain import Answer, Problem, Strength
from review_app.grading import asked
from review_app.grading.boxes import filled, find_boxes
from review_app.grading.extract import said_as


def reference_of(problem: Problem) -> Answer:
    r"""The short answer if there is one; else the solution's last box; else what follows its last `####`.

    A solution that boxes several different answers leaves doubt, whatever the short answer says; where the
    problem asks for all of them, they are one list.

    >>> reference_of(Problem("p", "gsm8k", "test", "", reference="", solution="2+2=4\n#### 4")).text
    '4'
    """
    boxes = boxed(problem.solution)
    doubt = "several_references" if len(boxes) > 1 else ""
    if doubt and asked.listed(problem.statement):
        return Answer(", ".join(boxes), 0, 0, "boxes", Strength.WEAK, doubt)
    if problem.reference.strip():
        return _answer(problem.reference, problem.reference.strip(), "reference", doubt)
    if boxes:
        return _answer(problem.solution, boxes[-1], "box", doubt)
    if "####" in problem.solution:
        return _answer(problem.solution, problem.solution.rpartition("####")[2].strip(), "hashes", "")
    return _answer(problem.solution, "", "none", "no_reference")


def boxed(solution: str) -> list[str]:
    r"""The different answers that a solution boxes; several spellings of one answer are one, the last.

    >>> boxed(r"\boxed{-2} and $\boxed{1}$, that is \boxed{1.0}")
    ['-2', '1.0']
    """
    said: dict[str, str] = {}
    for box in filled(solution, find_boxes(solution)):
        text = solution[box.start : box.end].strip()
        said.pop(said_as(text), None)
        said[said_as(text)] = text
    return list(said.values())


def _answer(whole: str, text: str, method: str, doubt: str) -> Answer:
    if not text:
        return Answer("", len(whole), len(whole), "none", Strength.NONE, "no_reference")
    start = whole.rfind(text)
    return Answer(text, start, start + len(text), method, Strength.WEAK if doubt else Strength.SURE, doubt)
