"""Status: what the store holds and how each run scores, as text."""

from __future__ import annotations

from review_app.domain import Outcome
from review_app.errors import ReviewError
from review_app.services.grade import Graded
from review_app.store import Store, outcomes
from review_app.store.database import Row
from review_app.store.intake import Intake
from review_app.wording import Say, english, later

SCORE_HEADS = (
    later("model"),
    later("benchmark"),
    later("source"),
    later("responses"),
    later("tool's own"),
    later("automatic"),
    later("corrected"),
    later("pending"),
)

# What the grader said of cases, in the order of the alphabet.
COUNTED_OUTCOMES = {
    Outcome.CORRECT: later("{count:,} correct"),
    Outcome.INCORRECT: later("{count:,} incorrect"),
    Outcome.UNCERTAIN: later("{count:,} uncertain"),
}


def overview(store: Store, say: Say = english) -> str:
    """One line of counts."""
    return say(
        "{place}: {problems:,} problems, {runs:,} runs, {responses:,} responses in {cases:,} cases "
        "({ungraded:,} responses not graded); {pending:,} cases wait for people, {disputed:,} are disputed; "
        "{decisions:,} decisions; {rejects:,} input rows rejected",
        place=store.path,
        **outcomes.totals(store),
    )


def describe(report: Intake | ReviewError, say: Say = english) -> str:
    """One line for what an import took in, or why it took in nothing."""
    if isinstance(report, ReviewError):
        return f"✗ {say(report.template, **report.values)}"
    told = "{sign} {file}: {contents}: {counts}, {rejected:,} rejected"
    return say(
        told,
        sign="✓" if report.useful else "✗",
        file=report.file,
        contents=contents(report, say),
        counts=counts(report, say),
        rejected=report.rejected,
    )


def contents(report: Intake, say: Say) -> str:
    """`lm_eval of ada on gsm8k`: the format, the models and benchmarks, as far as there are any."""
    told = "{format}"
    if report.benchmarks:
        told = "{format} on {benchmarks}"
    if report.models:
        told = "{format} of {models} on {benchmarks}" if report.benchmarks else "{format} of {models}"
    return say(told, format=report.format, models=", ".join(report.models), benchmarks=", ".join(report.benchmarks))


def counts(report: Intake, say: Say) -> str:
    """`2 new problems (0 known), 6 new responses (0 known)`; kinds of which there were none are left out."""
    told = []
    if report.problems_new or report.problems_known:
        problems = {"new": report.problems_new, "known": report.problems_known}
        told.append(say("{new:,} new problems ({known:,} known)", **problems))
    if report.responses_new or report.responses_known:
        responses = {"new": report.responses_new, "known": report.responses_known}
        told.append(say("{new:,} new responses ({known:,} known)", **responses))
    return ", ".join(told) or say("nothing usable")


def describe_grading(graded: Graded, say: Say = english) -> str:
    """One line for what the grader did."""
    counted = say("{responses:,} responses graded, {cases:,} new cases", responses=graded.responses, cases=graded.cases)
    verdicts = [say(COUNTED_OUTCOMES[Outcome(name)], count=count) for name, count in sorted(graded.outcomes.items())]
    return f"{counted}: {', '.join(verdicts)}" if verdicts else counted


def score_rows(store: Store) -> list[tuple[str, ...]]:
    """One row a run and benchmark: names, counts, and the three scores in percent."""
    return [score_row(row) for row in outcomes.runs(store)]


def score_row(row: Row) -> tuple[str, ...]:
    """A corrected score shows both bounds while cases are pending."""
    total = row["responses"]
    tool = percent(row["tool_correct"] / row["tool_graded"]) if row["tool_graded"] else "—"
    corrected = span(row["correct"] / total, (row["correct"] + row["pending"]) / total)
    names = (row["model"], row["benchmark"], row["source"])
    return (
        *names,
        f"{total:,}",
        tool,
        percent(row["automatic_correct"] / total),
        corrected,
        f"{row['pending']:,}",
    )


def percent(share: float) -> str:
    """Two decimals, as scores are published.

    >>> percent(0.3902)
    '39.02 %'
    """
    return f"{100 * share:.2f} %"


def span(low: float, high: float) -> str:
    """A score with its bounds; one number where they meet.

    >>> span(0.39, 0.43), span(0.5, 0.5)
    ('39.00 … 43.00 %', '50.00 %')
    """
    return percent(low) if low == high else f"{100 * low:.2f} … {percent(high)}"
