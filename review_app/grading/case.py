"""Case: which responses to a problem give the same answer, and so are graded and decided once."""

from __future__ import annotations

from review_app.domain import Answer, Case, Strength, case_id, digest
from review_app.grading.normalize import typeset

# A key is read by people in exports: a longer one, or one no file could hold, is replaced by its digest.
KEY_LIMIT = 200


def case_of(problem_id: str, answer: Answer, text: str) -> Case:
    r"""Sure answers that read the same after typesetting share a case; any other response has one of its own.

    >>> from review_app.grading import extract
    >>> texts = [r"\boxed{\dfrac12}", r"It is $\boxed{\frac{1}{2}}$."]
    >>> len({case_of("math/test/1", extract(text), text).id for text in texts})
    1
    """
    key = _answer_key(typeset(answer.text)) if answer.strength is Strength.SURE else f"response {digest(text)}"
    return Case(case_id(problem_id, key), problem_id, key)


def _answer_key(clean: str) -> str:
    fits = len(clean) <= KEY_LIMIT and clean.isprintable()
    return f"answer {clean}" if fits else f"answer {digest(clean, length=32)}"
