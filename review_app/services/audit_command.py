"""Audit command: what `review-app audit` does, on an open store or in the server that holds it.

Arguments and answers are plain values, for they travel as JSON.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from review_app.domain import Outcome, Selection
from review_app.errors import NotFound
from review_app.metrics.audit import Rate
from review_app.metrics.estimate import Estimate
from review_app.services import audit
from review_app.services.export import runs_named
from review_app.services.status import percent
from review_app.services.team_commands import BY
from review_app.store import Store, outcomes

Values = Mapping[str, Any]

# The heads of `rows`.
HEADS = ("said", "benchmark · rule", "drawn", "decided", "wrong", "of the responses")

NAMES = {
    Outcome.CORRECT: "said correct but wrong",
    Outcome.INCORRECT: "said incorrect but right",
}


def run(store: Store, wish: Values) -> Values:
    """Draw `sample` verdicts of `benchmarks` and `runs` by `seed`; without a sample tell what people found so far.

    The answer is `lines` of text, and `rows` a stratum.
    """
    selection = chosen(store, wish["benchmarks"], wish["runs"])
    if wish["sample"] is None:
        return reported(audit.report(store, selection))
    return {"lines": drawn(audit.draw(store, BY, wish["sample"], selection, wish["seed"])), "rows": []}


def chosen(store: Store, benchmarks: Sequence[str], runs: Sequence[str]) -> Selection:
    """The named benchmarks and runs. Raises NotFound for an unknown name."""
    known = outcomes.choices(store)["benchmarks"]
    missing = [name for name in benchmarks if name not in known]
    if missing:
        raise NotFound(
            "{name}: no such benchmark; there are: {known}", name=missing[0], known=", ".join(known) or "none"
        )
    return replace(runs_named(store, runs), benchmarks=tuple(benchmarks))


def drawn(found: audit.Drawn) -> list[str]:
    """What a drawing gave."""
    counted = f"{found.by_outcome.get(Outcome.CORRECT, 0):,} said correct, "
    counted += f"{found.by_outcome.get(Outcome.INCORRECT, 0):,} said incorrect"
    told = [f"{found.cases:,} automatic verdicts drawn from {found.strata:,} strata ({counted}); they are in the queue"]
    if found.all_taken:
        told.append(f"fewer than the {found.asked:,} asked for: every other one is decided or was drawn before")
    return told


def reported(found: audit.Audit) -> Values:
    """The figures, and a row a stratum."""
    if not found.batches:
        return {"lines": ["no automatic verdict was drawn yet: `review-app audit --sample 200` draws some"], "rows": []}
    report = found.report
    lines = [
        described("automatic verdicts wrong", report.all),
        *(described(name, report.by_outcome[said]) for said, name in NAMES.items()),
        f"truly correct, of what was judged automatically: {written(report.right)}",
        f"these speak for {percent(report.covered)} of what was judged automatically; intervals hold with 95 %",
    ]
    if found.changed:
        lines.append(f"{found.changed:,} verdicts changed since they were drawn: draw anew to measure the grader as is")
    rows = [
        [said, stratum, f"{rate.drawn:,}", f"{rate.decided:,}", f"{rate.wrong:,}", written(rate.share)]
        for (said, stratum), rate in report.by_stratum.items()
    ]
    return {"lines": lines, "rows": rows}


def described(name: str, rate: Rate) -> str:
    """`automatic verdicts wrong: 4.00 % (1.10 … 13.46 %); 2 of 50 decided, 60 drawn`."""
    return f"{name}: {written(rate.share)}; {rate.wrong:,} of {rate.decided:,} decided, {rate.drawn:,} drawn"


def written(found: Estimate) -> str:
    """`4.00 % (1.10 … 13.46 %)`, or why there is no figure."""
    if found.value is None or found.low is None or found.high is None:
        return found.reason
    return f"{percent(found.value)} ({percent(found.low).removesuffix(' %')} … {percent(found.high)})"
