"""Method: how answers were extracted, compared, reviewed and counted, with the numbers of this very report."""

from __future__ import annotations

from typing import Any

from review_app.charts import Section
from review_app.domain import Outcome, Strength
from review_app.services.blocks import Part
from review_app.services.dashboard import HEADINGS
from review_app.services.report.figures import charts
from review_app.services.report.found import Found
from review_app.wording import Say

# What the figures rest on; names and titles are not translated.
REFERENCES = {
    "wilson": "E. B. Wilson (1927): Probable inference, the law of succession, and statistical inference. JASA 22, "
    "209-212.",
    "clusters": "C. Franco, R. J. A. Little, T. A. Louis, E. V. Slud (2019): Comparative study of confidence intervals "
    "for proportions in complex sample surveys. Journal of Survey Statistics and Methodology 7, 334-364.",
    "at_k": "M. Chen and others (2021): Evaluating large language models trained on code. arXiv:2107.03374.",
    "macro": "G. Y. Zou, A. Donner (2008): Construction of confidence limits about effect measures: a general "
    "approach. Statistics in Medicine 27, 1693-1702.",
    "audits": "A. N. Angelopoulos and others (2023): Prediction-powered inference. Science 382, 669-674.",
    "agreement": "K. Krippendorff (2018): Content Analysis, 4th edition, chapter 12. Sage.",
}


def method(found: Found, say: Say) -> Part:
    """The text, the references it needs, and the charts."""
    told = [extraction(found, say), grading(found, say), review(found, say), *references(found, say)]
    told += [audit(found, say), bounds(say), intervals(found, say)]
    used = ["wilson"]
    if several(found):
        told.append(at_k(say))
        used += ["clusters", "at_k"]
    told.append(say("These figures rest on:"))
    used += ["macro"] + ["audits"] * bool(found.rectified) + ["agreement"] * bool(found.agreement.cases)
    heading = say(HEADINGS[Section.METHOD])
    return Part("method", heading, told, [REFERENCES[name] for name in used], charts=charts(found, Section.METHOD, say))


def several(found: Found) -> bool:
    """Whether some problem has several samples."""
    return bool(found.total["samples_most"] > 1)


def counted(found: Found, column: str) -> dict[Any, int]:
    """How many responses have each value of a column of the cells."""
    sums = found.insight.cells.groupby(column, dropna=True)["responses"].sum()
    return {value: int(count) for value, count in sums.items()}


def extraction(found: Found, say: Say) -> str:
    """How answers were cut out of responses."""
    strengths = counted(found, "strength")
    return say(
        "Answers: from each of {n:,} responses the final answer was cut out: surely in {sure:,}, with some doubt in "
        "{weak:,}; in {none:,} none was found. Responses to one problem that give the same answer form a case, "
        "{cases:,} in all; a case is graded and decided once for all of them.",
        n=int(found.total["n"]),
        sure=strengths.get(Strength.SURE, 0),
        weak=strengths.get(Strength.WEAK, 0),
        none=strengths.get(Strength.NONE, 0),
        cases=found.insight.progress.cases,
    )


def grading(found: Found, say: Say) -> str:
    """How answers were compared."""
    verdicts = counted(found, "automatic")
    return say(
        "Comparison: grader {grader} compared each answer with the reference by rules for its kind, exactly where that "
        "is possible. It says correct or incorrect only where that can be shown, else uncertain: {correct:,} responses "
        "correct, {incorrect:,} incorrect, {uncertain:,} uncertain.",
        grader=", ".join(found.manifest["grader"]) or "—",
        correct=verdicts.get(Outcome.CORRECT, 0),
        incorrect=verdicts.get(Outcome.INCORRECT, 0),
        uncertain=verdicts.get(Outcome.UNCERTAIN, 0),
    )


def review(found: Found, say: Say) -> str:
    """What people saw."""
    progress, guideline = found.insight.progress, found.manifest["guideline"]
    told = say(
        "People: the grader left {needing:,} cases to people. They decided {decided:,} cases, {confirmed:,} as the "
        "grader and {overridden:,} otherwise; {pending:,} wait, on {disputed:,} they differ.",
        needing=progress.needing,
        decided=progress.decided,
        confirmed=progress.confirmed,
        overridden=progress.overridden,
        pending=progress.pending,
        disputed=progress.disputed,
    )
    if guideline is None:
        return told
    return f"{told} {say('They followed version {guideline} of the guidelines.', guideline=guideline)}"


def references(found: Found, say: Say) -> list[str]:
    """What corrected references are, where there are any."""
    if not found.amended:
        return []
    return [
        say(
            "References: where one person reported a printed reference as wrong and a second confirmed it, responses "
            "were graded against the corrected one too; that score stands apart: it compares with no published one."
        )
    ]


def audit(found: Found, say: Say) -> str:
    """Which verdicts were checked that the grader was sure of."""
    if found.rectified is None:
        return say(
            "Audit: no automatic verdict was drawn for people to check, so nothing is known here of how often those "
            "are wrong that nobody looked at."
        )
    return say(
        "Audit: of the automatic verdicts some were drawn by chance, in strata of outcome, benchmark and rule, and "
        "{checked:,} were checked by people. A stratified difference estimator (prediction-powered inference) takes "
        "the errors found there out of all of them; these draws speak for {covered:.1%} of the automatic verdicts.",
        checked=found.rectified.checked,
        covered=found.rectified.covered,
    )


def bounds(say: Say) -> str:
    """What a pair of figures means."""
    return say(
        "Bounds: a response that is uncertain, or on which people differ, never counts as wrong silently. Where there "
        "are any, a score is a pair: all of them wrong, all of them right; its interval reaches from the lower end of "
        "the one to the upper end of the other."
    )


def intervals(found: Found, say: Say) -> str:
    """What the intervals are."""
    if not several(found):
        return say(
            "Intervals: all hold with 95 % and are Wilson's; those of macro averages recover the variance of each "
            "group from its own interval. They tell how far a score would move with other problems of the same kind."
        )
    return say(
        "Intervals: all hold with 95 %. Responses to one problem rise and fall together, so intervals are clustered by "
        "problem: Wilson's, with as many observations as a simple sample needs to have the variance of the ratio "
        "estimator by problems. Those of macro averages recover the variance of each group from its own interval. They "
        "tell how far a score would move with other problems of the same kind."
    )


def at_k(say: Say) -> str:
    """What pass@k and maj@k are."""
    return say(
        "Several samples: pass@k is the unbiased estimator 1 - C(n-c, k) / C(n, k) of c right among n samples; for "
        "maj@k answers that tie for most share the vote."
    )
