"""Team report: how people agree, how each of them works, and whether they follow the grader, of a selection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from review_app.domain import Selection
from review_app.metrics.agreement import Agreement, PairAgreement, agreement, agreement_by, pair_agreement
from review_app.metrics.anchoring import Anchoring, anchoring
from review_app.metrics.annotators import Annotator, annotators
from review_app.store import Store
from review_app.store import opinions as said


@dataclass(frozen=True, slots=True)
class TeamReport:
    """`by_benchmark` and `by_rule` hold only groups where a case has two opinions."""

    annotators: list[Annotator]
    agreement: Agreement
    by_benchmark: Mapping[str, Agreement]
    by_rule: Mapping[str, Agreement]
    pairs: list[PairAgreement]
    anchoring: Anchoring


def team_report(store: Store, selection: Selection) -> TeamReport:
    """Everything that is known of the team on the benchmarks and rules of the selection."""
    decisions, opinions = said.decisions(store, selection), said.opinions(store, selection)
    return TeamReport(
        annotators=annotators(decisions, opinions, said.gold(store, selection)),
        agreement=agreement(opinions),
        by_benchmark=judged_twice(agreement_by(opinions, "benchmark")),
        by_rule=judged_twice(agreement_by(opinions, "rule")),
        pairs=pair_agreement(opinions),
        anchoring=anchoring(decisions),
    )


def judged_twice(groups: Mapping[str, Agreement]) -> Mapping[str, Agreement]:
    """The groups that tell something."""
    return {name: found for name, found in groups.items() if found.cases}
