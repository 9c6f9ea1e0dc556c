"""Rectified: the corrected score of a selection, put right by what people found of verdicts drawn in audits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from review_app.domain import Outcome, Selection
from review_app.metrics.audit import Cell, Item
from review_app.metrics.bounded import bounded
from review_app.metrics.rectified import Known, Rectified, rectified
from review_app.metrics.score import score
from review_app.services.audit import item
from review_app.store import Store, audits, facts
from review_app.store.database import Row
from review_app.wording import later, sentence

if TYPE_CHECKING:
    import pandas as pd

CHANGED = later(
    "{changed:,} drawn verdicts have changed since, because the grader judged anew: "
    "the new ones are as often wrong as the old ones were."
)


def estimate(store: Store, selection: Selection, moment: datetime | None = None) -> Rectified | None:
    """The estimate of a selection, now or as of a moment; None where no response of it was ever drawn. Without a
    checked verdict it holds the reason in place of figures."""
    drawn = audits.drawn(store, moment)
    if not drawn:
        return None
    with facts.of(store).at(moment) as view:
        given = view.given(selection, [row["case_id"] for row in drawn])
        tally, cells = view.tally(selection), view.cells(selection)
    if not given:
        return None
    items, benchmarks = items_of(drawn, given), {row["case_id"]: row["benchmark"] for row in drawn}
    audited = [row | {"benchmark": benchmarks[row["case_id"]]} for row in given if row["automatic"] != "uncertain"]
    total: dict[Any, Any] = score(tally).iloc[0].to_dict()
    found = rectified(items, population(cells, audited), known(cells, audited), bounded(total))
    changed = changes(drawn, given)
    told = [*found.assumptions, sentence(CHANGED, changed=changed)] if changed and found.true else found.assumptions
    return replace(found, assumptions=told)


def items_of(drawn: Sequence[Row], given: Sequence[Row]) -> list[Item]:
    """The drawn verdicts that responses of the selection give, with what people say of them."""
    found = {row["case_id"]: row for row in given}
    return [
        item({**row, "selected": here["selected"], "decision": here["decision"]})
        for row in drawn
        if (here := found.get(row["case_id"]))
    ]


def population(cells: pd.DataFrame, audited: Sequence[Row]) -> dict[Cell, int]:
    """How many responses have a verdict of the grader that stands unless an audit says otherwise: those that nobody
    decided, and those that were drawn whatever people say of them."""
    kept = cells[(cells["status"] == "auto") & (cells["automatic"] != "uncertain")]
    found: Counter[Cell] = Counter()
    for said, benchmark, responses in zip(kept["automatic"], kept["benchmark"], kept["responses"], strict=True):
        found[said, benchmark] += int(responses)
    for row in audited:
        # A drawn one that nobody decided has been counted, unless people differ on it.
        if row["status"] != "auto":
            found[row["automatic"], row["benchmark"]] += row["selected"]
    return dict(found)


def known(cells: pd.DataFrame, audited: Sequence[Row]) -> Known:
    """What is no automatic verdict: decided outside of audits, or open."""
    settled = cells[cells["status"].isin(["confirmed", "overridden"])]
    counts = [settled["responses"], settled.loc[settled["outcome"] == Outcome.CORRECT, "responses"]]
    pending = cells.loc[cells["outcome"] == Outcome.UNCERTAIN, "responses"]
    inside = [row for row in audited if row["decision"] is not None]
    return Known(
        decided=int(counts[0].sum()) - sum(row["selected"] for row in inside),
        correct=int(counts[1].sum()) - sum(row["selected"] for row in inside if row["decision"] == Outcome.CORRECT),
        pending=int(pending.sum()) - sum(row["selected"] for row in audited if row["status"] == "disputed"),
    )


def changes(drawn: Sequence[Row], given: Sequence[Row]) -> int:
    """How many drawn verdicts are not the grader's any more."""
    said = {row["case_id"]: row["said"] for row in drawn}
    return sum(row["automatic"] != said[row["case_id"]] for row in given)
