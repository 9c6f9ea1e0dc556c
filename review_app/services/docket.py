"""The docket: annotators flag references that they hold to be wrong; a second person rules, and scores follow.

What people decided stays as it is, for they judge by the printed reference. By a confirmed correction the grader
judges all cases of the problem anew, beside its verdicts by the printed one.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import uuid4

from review_app import grading
from review_app.domain import Answer, Outcome, Problem, Strength
from review_app.errors import InputError, NotAllowed
from review_app.grading.pool import chunks
from review_app.services.review import checked_answer, checked_note
from review_app.store import Store, docket
from review_app.store.database import Row

# Verdicts by corrected references are kept so many at a time; a stop costs at most these.
KEPT_TOGETHER = 50


def flag(store: Store, annotator: str, case_id: str, answer: str, note: str = "") -> str:
    """Somebody holds the reference of this case's problem to be wrong and `answer` to be right; the flag's id.

    A later flag of the same person for the same problem replaces the earlier one. Raises InputError for an answer
    that is none or says the same as the reference, NotFound for no case.
    """
    problem_id = docket.problem_of(store, case_id)
    right = proposed(printed_problem(store, problem_id), answer)
    row = {"id": uuid4().hex, "problem_id": problem_id, "case_id": case_id, "annotator": annotator}
    docket.add_flag(store, {**row, "answer": right, "note": checked_note(note)})
    return str(row["id"])


def confirm(store: Store, by: str, problem_id: str, answer: str, note: str = "") -> int:
    """`answer` is the right one: grade all cases of the problem by it; how many were graded.

    Raises InputError where nobody flagged the problem or the answer is none, NotAllowed where nobody but this
    person holds it to be right.
    """
    entry = flagged(store, problem_id)
    right = proposed(printed_problem(store, problem_id), answer)
    if entry["state"] == "confirmed" and entry["amended"] == right:
        raise InputError("{name} confirmed exactly this already", name=entry["ruled_by"])
    require_second_person(by, right, docket.flags(store, problem_id))
    docket.add_ruling(store, problem_id, "confirmed", by, right, checked_note(note))
    with grading.Pool() as pool:
        return grade_amended(store, pool)


def reject(store: Store, by: str, problem_id: str, note: str = "") -> None:
    """The printed reference stands. Raises InputError where nobody flagged the problem or this is ruled already."""
    if flagged(store, problem_id)["state"] == "rejected":
        raise InputError("this is rejected already; reopen it to rule anew")
    docket.add_ruling(store, problem_id, "rejected", by, note=checked_note(note))


def reopen(store: Store, by: str, problem_id: str, note: str = "") -> None:
    """Take the ruling back: until the next one the printed reference holds. Raises InputError without a ruling."""
    if flagged(store, problem_id)["ruling"] in (None, "reopened"):
        raise InputError("nobody has ruled on this yet; there is nothing to reopen")
    docket.add_ruling(store, problem_id, "reopened", by, note=checked_note(note))


def decide_amended(store: Store, by: str, case_id: str, outcome: Outcome, note: str = "") -> None:
    """A person's word on a case that the grader cannot tell by the corrected reference.

    Raises InputError where the reference is not corrected, the grader could tell, or the word is "cannot tell".
    """
    if outcome is Outcome.UNCERTAIN:
        raise InputError("by the corrected reference an answer is correct or incorrect; leave it where you cannot tell")
    problem_id = docket.problem_of(store, case_id)
    amended = flagged(store, problem_id)["amended"]
    if amended is None:
        raise InputError("the reference of this problem is not corrected; confirm a right answer first")
    said = next((row for row in docket.cases(store, problem_id) if row["case_id"] == case_id), None)
    held = {row["case_id"]: row["amended_outcome"] for row in docket.given(store, problem_id)}.get(case_id)
    if said is None or (held != Outcome.UNCERTAIN and said["amended_rule"] != docket.PEOPLE):
        raise InputError("the grader could tell this case by the corrected reference; nothing is left to decide")
    docket.decide_amended(store, case_id, amended, outcome, checked_note(note), by)


def grade_amended(store: Store, pool: grading.Pool, grader: str | None = None) -> int:
    """Judge by the corrected references what has no such verdict yet; how many cases there were.

    With `grader` also what has one of another version only; what people said of a case stays.
    """
    count = 0
    for batch in docket.new_cases(store, grader):
        for cases in chunks(batch, KEPT_TOGETHER):
            said = pool.verdicts((case.problem, case.answer) for case in cases)
            docket.save_amended(store, zip(cases, said, strict=True))
            count += len(cases)
    return count


def flagged(store: Store, problem_id: str) -> Row:
    """The docket's entry of a problem. Raises InputError where nobody flagged it."""
    found = docket.entries(store, problem_id)
    if not found:
        raise InputError("nobody has flagged the reference of problem {problem}", problem=problem_id)
    return found[0]


def printed_problem(store: Store, problem_id: str) -> Problem:
    """The problem as the grader wants it. Raises NotFound."""
    row = docket.problem(store, problem_id)
    plain = ("benchmark", "split", "statement", "reference", "solution", "level", "subject")
    return Problem(row["problem_id"], **{name: row[name] for name in plain})


def proposed(problem: Problem, answer: str) -> str:
    """A right answer as it is kept. Raises InputError for none, a long one, or the printed one in other words."""
    clean = checked_answer(answer, "")
    if not clean:
        raise InputError("write the right answer: a flag without one cannot be ruled on")
    printed = grading.reference_of(problem)
    if printed.strength is Strength.SURE and says_the_same(printed.text, clean):
        raise InputError("{answer} says the same as the printed reference; nothing would change", answer=clean)
    return clean


def says_the_same(first: str, second: str) -> bool:
    r"""Whether two answers are one: they read the same, or plain arithmetic shows it.

    >>> says_the_same("0.5", r"\frac{1}{2}"), says_the_same("5", "6")
    (True, False)
    """
    keys = (grading.case_of("", whole(text), text).key for text in (first, second))
    if len(set(keys)) == 1:
        return True
    said = grading.decide_fast(Problem("", "", "", "", first), whole(second))
    return said is not None and said.outcome is Outcome.CORRECT


def whole(text: str) -> Answer:
    """A text that is nothing but an answer."""
    return Answer(text, 0, len(text), "proposed", Strength.SURE)


def require_second_person(by: str, right: str, flags: Iterable[Row]) -> None:
    """A correction takes two people. Raises NotAllowed where only `by` stands for it."""
    proposing = {row["annotator"]: says_the_same(row["answer"], right) for row in flags}
    if not set(proposing) - {by}:
        raise NotAllowed("nobody but you holds this reference to be wrong; a correction takes two people")
    if proposing.get(by) and sum(proposing.values()) == 1:
        raise NotAllowed("you alone proposed this answer; another person must confirm it")
