"""People: who decided and how far they agree, and the cases in which their word holds against the grader's."""

from __future__ import annotations

from collections.abc import Callable

from review_app.charts import Section, waterfall
from review_app.domain import Outcome
from review_app.metrics.estimate import Estimate
from review_app.services.blocks import Part, Table, beginning
from review_app.services.dashboard import HEADINGS
from review_app.services.report.figures import charts
from review_app.services.report.found import Found
from review_app.services.status import percent
from review_app.store.database import Row
from review_app.wording import Say, later

STATEMENT, ANSWER, NOTE = 240, 120, 240  # characters
OUTCOMES = {
    Outcome.CORRECT: later("correct"),
    Outcome.INCORRECT: later("incorrect"),
    Outcome.UNCERTAIN: later("uncertain"),
}


def people(found: Found, say: Say) -> Part | None:
    """Decisions and agreement; None where nobody decided anything."""
    days, agreed = found.insight.days, found.agreement
    if days.empty:
        return None
    told = [
        say(
            "Annotators: {people:,}; opinions that stand: {opinions:,}, from {first:%Y-%m-%d} to {last:%Y-%m-%d}.",
            people=days["annotator"].nunique(),
            opinions=int(days["decisions"].sum()),
            first=days["day"].min(),
            last=days["day"].max(),
        )
    ]
    if agreed.cases:
        told.append(
            say(
                "On {cases:,} cases with at least two opinions {percent} of {pairs:,} pairs agree; Krippendorff's "
                "alpha, which allows for chance, is {alpha}.",
                cases=agreed.cases,
                pairs=agreed.pairs,
                percent=estimate(agreed.percent, percent, say),
                alpha=estimate(agreed.alpha, "{:.3f}".format, say),
            )
        )
    else:
        told.append(say("No case has two opinions yet, so it cannot be told how far people agree."))
    if found.insight.selection.runs or found.insight.selection.models:
        told.append(say("These figures are of the chosen benchmarks, whichever model gave the answer."))
    return Part("people", say(HEADINGS[Section.PEOPLE]), told, charts=charts(found, Section.PEOPLE, say))


def estimate(figure: Estimate, written: Callable[[float], str], say: Say) -> str:
    """`93.10 % (88.00 % … 96.20 %)`, or why there is none."""
    if figure.value is None:
        return say(figure.reason)
    if figure.low is None or figure.high is None:
        return written(figure.value)
    return f"{written(figure.value)} ({written(figure.low)} … {written(figure.high)})"


def overridden(found: Found, say: Say) -> Part | None:
    """The list of cases that people decided otherwise than the grader; None where there are none."""
    listed = found.overridden
    if not listed.cases:
        return None
    told = [
        say(
            "In {cases:,} cases people's word holds instead of the grader's: in {contradicted:,} they contradict its "
            "verdict (these come first), in the others it could not tell.",
            cases=listed.cases,
            contradicted=listed.contradicted,
        )
    ]
    left = listed.cases - len(listed.rows)
    if left:
        told.append(
            say(
                "The first {shown:,} are listed; “review-app export xlsx” writes all of them (status overridden).",
                shown=len(listed.rows),
            )
        )
    names = (later("Problem"), later("Reference"), later("Answer"), later("Grader"), later("Rule"), later("What holds"),
             later("Cause"), later("Note"), later("Responses"))  # fmt: skip
    rows = [case(row, say) for row in listed.rows]
    table = Table([say(name) for name in names], rows, left=left, wide=frozenset({0, 1, 2, 7}))
    return Part("overridden", say("Cases that people decided otherwise"), told, tables=[table])


def case(row: Row, say: Say) -> list[str]:
    """One row of the list."""
    about = " · ".join(filter(None, (row["benchmark"], row["subject"], level(row, say))))
    cause = waterfall.cause(row["cause"], say) if row["cause"] else ""
    return [
        f"{about}\n{beginning(row['statement'], STATEMENT)}",
        beginning(row["reference"], ANSWER),
        beginning(row["answer"], ANSWER),
        say(OUTCOMES[Outcome(row["automatic"])]),
        row["rule"] or "",
        say(OUTCOMES[Outcome(row["outcome"])]),
        cause,
        beginning(row["note"], NOTE),
        f"{row['responses']:,}",
    ]


def level(row: Row, say: Say) -> str:
    """`Level 3`, empty without one."""
    return "" if row["level"] is None else say("Level {level}", level=row["level"])
