"""Evidence: the cards that people judge by, read from the store, many at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from review_app.errors import NotFound
from review_app.grading.magnitude import magnitude
from review_app.store import Store, evidence, judgments, reviews, steps
from review_app.store.database import Row

# Benchmarks in whose texts `$…$` is money, never mathematics.
MONEY_BENCHMARKS = ("gsm8k",)


@dataclass(frozen=True, slots=True)
class Card:
    """One case as a person sees it.

    `case` is the case with its problem and newest verdict, `responses` the first that share the answer (`total` in
    each says how many there are), `siblings` the other answers to the problem. `expected` and `found` are the
    decimal values of reference and answer, empty where there is none. `opinions` are what people said of this very
    case; annotators who shall decide it are not shown them. `suggestions` is the advice of judges on it.
    """

    case: Row
    responses: list[Row]
    siblings: list[Row]
    expected: str
    found: str
    opinions: list[Row] = field(default_factory=list)
    suggestions: list[Row] = field(default_factory=list)

    @property
    def case_id(self) -> str:
        """The id that a link to this case carries."""
        return str(self.case["case_id"])

    @property
    def total(self) -> int:
        """How many responses give this answer."""
        return int(self.responses[0]["total"])

    @property
    def dollars(self) -> bool:
        """Whether `$…$` is mathematics in the problem's own text."""
        return statement_uses_dollars(self.case["benchmark"])

    def tells_of(self, case_id: str) -> bool:
        """Whether another answer to the same problem is this case."""
        return any(row["case_id"] == case_id for row in self.siblings)


def statement_uses_dollars(benchmark: str) -> bool:
    """Whether `$…$` is mathematics in this benchmark's own texts.

    >>> statement_uses_dollars("math500"), statement_uses_dollars("gsm8k")
    (True, False)
    """
    return not any(name in benchmark for name in MONEY_BENCHMARKS)


def read_cards(store: Store, ids: Iterable[str]) -> dict[str, Card]:
    """The cards of cases. A case that no response gives any more, or that is unknown, has none."""
    wanted = list(dict.fromkeys(ids))
    responses: dict[str, list[Row]] = {}
    for row in with_steps(store, evidence.responses(store, wanted)):
        responses.setdefault(row["case_id"], []).append(row)
    of_problem: dict[str, list[Row]] = {}
    for row in evidence.siblings(store, wanted):
        of_problem.setdefault(row["problem_id"], []).append(row)
    advice: dict[str, list[Row]] = {}
    for row in judgments.suggestions(store, wanted):
        advice.setdefault(row["case_id"], []).append(row)
    return {
        row["case_id"]: replace(
            card(row, responses[row["case_id"]], of_problem.get(row["problem_id"], [])),
            suggestions=advice.get(row["case_id"], []),
        )
        for row in evidence.cases(store, wanted)
        if row["case_id"] in responses
    }


def with_steps(store: Store, responses: list[Row]) -> list[Row]:
    """The responses, each with the `steps` that led to it."""
    found = steps.of_responses(store, [row["response_id"] for row in responses])
    return [row | {"steps": found.get(row["response_id"], [])} for row in responses]


def card(case: Row, responses: list[Row], of_problem: list[Row]) -> Card:
    """A case with what belongs to it."""
    siblings = [row for row in of_problem if row["case_id"] != case["case_id"]]
    return Card(case, responses, siblings, magnitude(case["reference"]), magnitude(responses[0]["answer"]))


def open_card(store: Store, case_id: str) -> Card:
    """One card with the opinions on it. Raises NotFound."""
    found = read_cards(store, [case_id])
    if case_id in found:
        return replace(found[case_id], opinions=reviews.opinions(store, case_id))
    if evidence.cases(store, [case_id]):
        raise NotFound(
            "case {case}: no response gives this answer any more, a newer grader reads another in them", case=case_id
        )
    raise NotFound("case {case}: there is none here; it may belong to another database", case=case_id)
