"""Audits: automatic verdicts that were drawn for people to check, and what people said of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from review_app.domain import Selection
from review_app.metrics.sampling import Candidate, Draw
from review_app.store.database import Row, Store
from review_app.store.outcomes import condition

# What can be drawn: a case with an automatic verdict that responses of the selection give now, that nobody decided
# (`auto`), and that was never drawn.
CANDIDATES = """
SELECT case_id, any_value(automatic) AS said, any_value(benchmark) AS benchmark,
    coalesce(any_value(rule), '') AS rule, count(*) AS responses
FROM outcomes
WHERE status = 'auto' AND case_id IS NOT NULL AND case_id NOT IN (SELECT case_id FROM audit_items) AND {where}
GROUP BY case_id
"""

# `drawn` counts the whole stratum of the batch, whatever the selection; `selected` only what is in it.
ITEMS = """
WITH given AS (
    SELECT case_id, count(*) FILTER (WHERE {where}) AS selected, count(*) AS responses_now FROM outcomes
    WHERE case_id IN (SELECT case_id FROM audit_items) GROUP BY case_id
)
SELECT items.case_id, items.batch, items.stratum, items.automatic AS said, items.responses, items.stratum_cases,
    items.stratum_responses, items.drawn_by, items.drawn_at, problems.benchmark,
    count(*) OVER (PARTITION BY items.batch, items.automatic, items.stratum) AS drawn,
    coalesce(selected, 0) AS selected, coalesce(responses_now, 0) AS responses_now,
    states.automatic AS says_now, states.decision, states.status = 'disputed' AS disputed
FROM audit_items AS items
JOIN case_states AS states ON states.case_id = items.case_id
JOIN problems ON problems.id = states.problem_id
LEFT JOIN given ON given.case_id = items.case_id
ORDER BY items.seq
"""

# The same without what people hold of it now, as of a moment.
DRAWN = """
SELECT items.case_id, items.batch, items.stratum, items.automatic AS said, items.responses, items.stratum_cases,
    items.stratum_responses, problems.benchmark,
    count(*) OVER (PARTITION BY items.batch, items.automatic, items.stratum) AS drawn
FROM audit_items AS items
JOIN cases ON cases.id = items.case_id JOIN problems ON problems.id = cases.problem_id
WHERE items.drawn_at <= $moment ORDER BY items.seq
"""

POPULATION = """
SELECT automatic AS said, benchmark, count(*) AS responses FROM outcomes
WHERE automatic <> 'uncertain' AND case_id IS NOT NULL AND {where} GROUP BY ALL ORDER BY ALL
"""

# What a list of cases shows of each; the answer is that of one of its responses.
SHOWN = """
SELECT states.case_id, benchmark, level, subject, statement, reference, rule, evidence, decision, annotator, cause,
    note, (SELECT any_value(answer) FROM extractions WHERE extractions.case_id = states.case_id) AS answer
FROM case_states AS states JOIN problems ON problems.id = states.problem_id
WHERE states.case_id IN (SELECT unnest($cases))
"""


def candidates(store: Store, selection: Selection) -> list[Candidate]:
    """The cases of a selection that can be drawn, each with its responses in the selection."""
    where, parameters = condition(selection)
    return [Candidate(**row) for row in store.rows(CANDIDATES.format(where=where), parameters)]


def add(store: Store, batch: str, draws: Sequence[Draw], by: str, moment: datetime) -> None:
    """Append a batch of drawn cases with what their strata were; committed when this returns."""
    store.append(
        "audit_items",
        {
            "batch": [batch] * len(draws),
            "case_id": [one.case.case_id for one in draws],
            "stratum": [one.stratum.name for one in draws],
            "automatic": [one.case.said for one in draws],
            "responses": [one.case.responses for one in draws],
            "stratum_cases": [len(one.stratum.cases) for one in draws],
            "stratum_responses": [one.stratum.responses for one in draws],
            "drawn_by": [by] * len(draws),
            "drawn_at": [moment] * len(draws),
        },
    )


def items(store: Store, selection: Selection) -> list[Row]:
    """Everything that was ever drawn, the oldest first, with what people hold of it now."""
    where, parameters = condition(selection)
    return store.rows(ITEMS.format(where=where), parameters)


def drawn(store: Store, moment: datetime | None = None) -> list[Row]:
    """Everything that was ever drawn (until a moment), the oldest first."""
    return store.rows(DRAWN, {"moment": moment or datetime.max})


def population(store: Store, selection: Selection) -> dict[tuple[str, str], int]:
    """How many responses of a selection have an automatic verdict now, by (outcome, benchmark)."""
    where, parameters = condition(selection)
    rows = store.rows(POPULATION.format(where=where), parameters)
    return {(row["said"], row["benchmark"]): row["responses"] for row in rows}


def shown(store: Store, cases: Sequence[str]) -> dict[str, Row]:
    """Problem, answer and decision of each case."""
    return {row["case_id"]: row for row in store.rows(SHOWN, {"cases": list(cases)})}
