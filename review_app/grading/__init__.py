"""Grading: text in, verdict out. It says correct or incorrect only when it can show it."""

from review_app.grading.case import case_of
from review_app.grading.child import Limits
from review_app.grading.extract import extract
from review_app.grading.grade import GRADER, decide_fast, decide_slow, grade, grade_answer
from review_app.grading.pool import Graded, Pool
from review_app.grading.reasons import REASONS
from review_app.grading.reference import reference_of

__all__ = [
    "GRADER",
    "REASONS",
    "Graded",
    "Limits",
    "Pool",
    "case_of",
    "decide_fast",
    "decide_slow",
    "extract",
    "grade",
    "grade_answer",
    "reference_of",
]
