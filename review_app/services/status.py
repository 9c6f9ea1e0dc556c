"""Status: what the store holds and how each run scores, as text."""

from __future__ import annotations

from review_app.errors import ReviewError
from review_app.services.grade import Graded
from review_app.store import Store, outcomes
from review_app.store.database import Row
from review_app.store.intake import Intake

SCORE_HEADS = ("model", "benchmark", "source", "responses", "tool's own", "automatic", "corrected", "pending")


def overview(store: Store) -> str:
    """One line of counts."""
    held = outcomes.totals(store)
    return (
        f"{store.path}: {held['problems']:,} problems, {held['runs']:,} runs, {held['responses']:,} responses in "
        f"{held['cases']:,} cases ({held['ungraded']:,} responses not graded); "
        f"{held['pending']:,} cases wait for people, {held['disputed']:,} are disputed; "
        f"{held['decisions']:,} decisions; {held['rejects']:,} input rows rejected"
    )


def describe(report: Intake | ReviewError) -> str:
    """One line for what an import took in, or why it took in nothing."""
    if isinstance(report, ReviewError):
        return f"✗ {report}"
    counted = [
        f"{new:,} new {name} ({known:,} known)"
        for name, new, known in (
            ("problems", report.problems_new, report.problems_known),
            ("responses", report.responses_new, report.responses_known),
        )
        if new or known
    ]
    models = f" of {', '.join(report.models)}" if report.models else ""
    benchmarks = f" on {', '.join(report.benchmarks)}" if report.benchmarks else ""
    summary = ", ".join(counted) or "nothing usable"
    sign = "✓" if report.useful else "✗"
    return f"{sign} {report.file}: {report.format}{models}{benchmarks}: {summary}, {report.rejected:,} rejected"


def describe_grading(graded: Graded) -> str:
    """One line for what the grader did."""
    verdicts = ", ".join(f"{count:,} {outcome}" for outcome, count in sorted(graded.outcomes.items()))
    counted = f"{graded.responses:,} responses graded, {graded.cases:,} new cases"
    return f"{counted}: {verdicts}" if verdicts else counted


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
