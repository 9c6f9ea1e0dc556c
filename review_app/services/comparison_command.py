"""Comparison command: what `review-app compare` does, on an open store or in the server that holds it.

Arguments and answers are plain values, for they travel as JSON; missing numbers are None.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from review_app.errors import InputError
from review_app.metrics.comparison import MCNEMAR, T_TEST
from review_app.metrics.estimate import Estimate
from review_app.services import comparison
from review_app.services.comparison import Asked, Compared, Versus
from review_app.services.export import runs_named
from review_app.services.insight import past_moment
from review_app.services.status import percent
from review_app.store import Store
from review_app.wording import Sentence

Values = Mapping[str, Any]

# Figures of a row by level or subject -> their names in the answer.
PART = {
    "problems": "problems",
    "pending": "pending",
    "first": "score",
    "second": "baseline_score",
    "difference": "difference",
    "low": "low",
    "high": "high",
    "p_value": "p_value",
    "p_adjusted": "p_adjusted",
}
FLIP = {
    "problem_id": "problem",
    "level": "level",
    "subject": "subject",
    "first": "score",
    "second": "baseline_score",
    "better": "better",
}
BETTER = {"first": "run", "second": "baseline"}

OVERALL_HEADS = (
    "run",
    "problems",
    "score",
    "baseline's score",
    "difference, points",
    "better",
    "worse",
    "p",
    "left out",
)
PART_HEADS = ("problems", "score", "baseline's score", "difference, points", "p")
FLIP_HEADS = ("problem", "level", "subject", "score", "baseline's score", "better")
TESTS = {MCNEMAR: "exact McNemar test", T_TEST: "t test over problems"}


def run(store: Store, wish: Values) -> Values:
    """Compare `runs` (ids or models) with `baseline`, on `benchmarks`, by `score`, `as_of` a moment."""
    return told(comparison.compare(store, asked(store, wish)))


def asked(store: Store, wish: Values) -> Asked:
    """The wish with runs by their ids. Raises NotFound for an unknown run, InputError for what means nothing."""
    runs = runs_named(store, wish["runs"]).runs if wish["runs"] else ()
    return comparison.ask(
        runs,
        baseline_named(store, wish["baseline"]),
        benchmarks=wish["benchmarks"],
        score=wish["score"],
        moment=past_moment(wish["as_of"]),
    )


def baseline_named(store: Store, name: str | None) -> str | None:
    """The one run of that id or model."""
    if not name:
        return None
    found = runs_named(store, [name]).runs
    if len(found) > 1:
        raise InputError("{name}: has several runs ({runs}); name one of them as the baseline",
                         name=name, runs=", ".join(found))  # fmt: skip
    return found[0]


def told(found: Compared) -> Values:
    """Everything that was found."""
    wish, baseline = found.asked, found.asked.baseline
    return {
        "baseline": {"run": baseline, "name": found.names[baseline]},
        "score": wish.score,
        "benchmarks": list(wish.benchmarks),
        "as_of": wish.moment.isoformat() + "Z" if wish.moment else None,
        "comparisons": [
            {"run": run, "name": found.names[run], **(refused(one) if isinstance(one, Sentence) else figures(one))}
            for run, one in found.against.items()
        ],
    }


def refused(reason: Sentence) -> dict[str, Any]:
    """Why two runs cannot be compared."""
    return {"refused": reason.said()}


def figures(one: Versus) -> dict[str, Any]:
    """A comparison in numbers."""
    found = one.found
    return {
        "refused": None,
        "problems": found.problems,
        "samples": found.samples,
        "pending": found.pending,
        "alone": found.alone,
        "score": estimate(one.own),
        "baseline_score": estimate(one.baseline),
        "difference": estimate(found.difference),
        "bootstrap": estimate(found.bootstrap),
        "reach": [plain(end) for end in found.reach],
        "better": found.wins,
        "worse": found.losses,
        "test": found.test,
        "p_value": found.p_value,
        "p_adjusted": found.p_adjusted,
        **{f"by_{name}": rows(table, {name: name, **PART}) for name, table in one.by.items()},
        "flips": [row | {"better": BETTER[row["better"]]} for row in rows(one.flips, FLIP)],
    }


def estimate(found: Estimate) -> dict[str, Any]:
    """`{"value": 0.5, "low": 0.4, "high": 0.6, "n": 100}`."""
    return {name: value for name, value in asdict(found).items() if name != "reason"}


def rows(table: Any, columns: Mapping[str, str]) -> list[dict[str, Any]]:
    """The rows of a frame with these columns under their names."""
    return [{columns[name]: plain(value) for name, value in row.items()}
            for row in table[list(columns)].to_dict("records")]  # fmt: skip


def plain(value: Any) -> Any:
    """A number of numpy's or pandas' as one of Python's; None for a missing one."""
    import pandas as pd

    return None if pd.isna(value) else value.item() if hasattr(value, "item") else value


def overall_row(one: Values) -> tuple[str, ...]:
    """A comparison as the cells of OVERALL_HEADS."""
    return (
        one["name"],
        f"{one['problems']:,}",
        between(one["score"], percent),
        between(one["baseline_score"], percent),
        between(one["difference"], points),
        f"{one['better']:,}",
        f"{one['worse']:,}",
        p(one["p_adjusted"]),
        f"{one['pending']:,}",
    )


def part_row(name: str, row: Values) -> tuple[str, ...]:
    """A level or subject as its name and the cells of PART_HEADS."""
    found = {"value": row["difference"], "low": row["low"], "high": row["high"]}
    shares = (share(row["score"]), share(row["baseline_score"]))
    return str(row[name]), f"{row['problems']:,}", *shares, between(found, points), p(row["p_adjusted"])


def flip_row(row: Values) -> tuple[str, ...]:
    """A flip as the cells of FLIP_HEADS."""
    known = (row["problem"], row["level"], row["subject"])
    return (
        *("—" if value is None else str(value) for value in known),
        *(share(row[name]) for name in ("score", "baseline_score")),
        row["better"],
    )


def notes(one: Values) -> Sequence[str]:
    """What must be known of a comparison, in sentences."""
    said = [f"p by the {TESTS[one['test']]}, corrected for the number of rows (Holm); intervals hold with 95 %"]
    said.append(f"bootstrap over problems: {between(one['bootstrap'], points)} points")
    if one["pending"]:
        low, high = map(points, one["reach"])
        said.append(
            f"{one['pending']:,} shared problems are left out, for cases of them are open: with them the difference is "
            f"between {low} and {high} points, whatever people decide"
        )
    if one["alone"]:
        said.append(f"{one['alone']:,} problems are left out, for only one of the runs answered them")
    return said


def between(found: Values, written: Any) -> str:
    """`+3.2 (+1.0 … +5.4)`; a dash of nothing."""
    if found["value"] is None:
        return "—"
    return f"{written(found['value'])} ({written(found['low']).removesuffix(' %')} … {written(found['high'])})"


def share(value: float | None) -> str:
    """A score; a dash of nothing."""
    return "—" if value is None else percent(value)


def points(difference: float) -> str:
    """A difference in percentage points.

    >>> points(0.0321)
    '+3.21'
    """
    return f"{100 * difference:+.2f}"


def p(value: float | None) -> str:
    """A p-value in as many digits as say something.

    >>> p(0.04321), p(0.00001), p(None)
    ('0.043', '< 0.0001', '—')
    """
    if value is None:
        return "—"
    return "< 0.0001" if value < 0.0001 else f"{value:.4f}" if value < 0.001 else f"{value:.3f}"
