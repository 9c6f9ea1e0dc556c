"""What many calls want written is written in one transaction, and each is told of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from review_app.domain import Decision, Lease, Outcome
from review_app.errors import InputError, NotFound
from review_app.store import submissions
from review_app.store.submissions import Entry

NOON = datetime(2025, 1, 1, 12)


def decision(id: str, case: str, annotator: str = "ann", **more: Any) -> Decision:
    return Decision(id, case, annotator, Outcome.CORRECT, NOON, **more)


def write(desk: Any, *said: Decision | tuple[Decision, str]) -> list[bool | type]:
    """What each decision of a batch is told: whether it is new, or which error it meets."""
    pairs = [one if isinstance(one, tuple) else (one, "") for one in said]
    told = submissions.write(desk.store, [Entry(NOON, one, answer) for one, answer in pairs])
    return [type(outcome) if isinstance(outcome, Exception) else outcome for outcome in told]


def ids(desk: Any) -> list[str]:
    return [row["id"] for row in desk.store.rows("SELECT id FROM decisions ORDER BY seq")]


def test_a_batch_is_written_in_its_order(desk: Any) -> None:
    cases = desk.cases(["a?", "b?", "c?"])
    assert write(desk, *(decision(f"d{at}", case) for at, case in enumerate(cases))) == [True] * 3
    assert ids(desk) == ["d0", "d1", "d2"]


def test_the_same_decision_twice_in_a_batch_or_later_is_one(desk: Any) -> None:
    case = desk.case("a?")
    assert write(desk, decision("d", case), replace(decision("d", case), note="again")) == [True, False]
    assert write(desk, decision("d", case)) == [False]
    assert desk.store.value("SELECT note FROM decisions") == ""


@pytest.mark.parametrize("at_once", [True, False], ids=["in one batch", "in two"])
@pytest.mark.parametrize("other", ["person", "case"])
def test_an_id_belongs_to_whoever_came_first(desk: Any, at_once: bool, other: str) -> None:
    case, another = desk.cases(["a?", "b?"])
    first = decision("d", case)
    second = decision("d", case, "bob") if other == "person" else decision("d", another)
    told = write(desk, first, second) if at_once else write(desk, first) + write(desk, second)
    assert told == [True, InputError]
    assert desk.store.value("SELECT annotator FROM decisions") == "ann"


def test_an_unknown_case_costs_only_its_own_entry(desk: Any) -> None:
    case = desk.case("a?")
    assert write(desk, decision("x", "c0"), decision("d", case), decision("y", "c0")) == [NotFound, True, NotFound]
    assert write(desk, decision("d", "c0")) == [InputError]
    assert ids(desk) == ["d"]


def test_a_flag_is_written_with_its_decision_and_once(desk: Any) -> None:
    case = desk.case("a?")
    said = decision("d", case, note="see below")
    assert write(desk, (said, "7"), (replace(said), "8"), (decision("x", "c0"), "9")) == [True, False, NotFound]
    [flag] = desk.store.rows("SELECT id, case_id, problem_id, answer, note FROM reference_flags")
    problem = desk.store.value("SELECT problem_id FROM cases")
    assert flag == {"id": "d", "case_id": case, "problem_id": problem, "answer": "7", "note": "see below"}


def test_all_fields_of_a_decision_reach_the_table(desk: Any) -> None:
    case = desk.case("a?")
    said = decision("d", case, "Ann 👩‍🔬", cause="unit", note="NUL \x00", seconds=1.5, blind=True, guideline=3)
    write(desk, said, decision("e", case))
    full, bare = desk.store.rows("SELECT * EXCLUDE (seq) FROM decisions ORDER BY seq")
    assert (full["annotator"], full["cause"], full["note"], full["seconds"], full["blind"], full["guideline"]) == (
        "Ann 👩‍🔬", "unit", "NUL \x00", 1.5, True, 3,
    )  # fmt: skip
    assert (bare["cause"], bare["note"], bare["seconds"], bare["guideline"], bare["kind"]) == (
        None, "", None, None, "opinion",
    )  # fmt: skip


def test_leases_and_decisions_of_many_calls_go_together(desk: Any) -> None:
    case = desk.case("a?")
    lease = Lease(case, "ann", "t", True, NOON)
    entries = [
        Entry(NOON, leases=(lease, replace(lease, annotator="bob")), event="claimed"),
        Entry(NOON, decision("d", case)),
        Entry(NOON, leases=(lease,), event="released"),
        Entry(NOON),
    ]
    assert submissions.write(desk.store, entries) == [True] * 4
    rows = desk.store.rows("SELECT annotator, tab, event, blind FROM leases ORDER BY seq")
    assert [(row["annotator"], row["event"]) for row in rows] == [
        ("ann", "claimed"), ("bob", "claimed"), ("ann", "released"),
    ]  # fmt: skip
    assert {(row["tab"], row["blind"]) for row in rows} == {("t", True)}


def test_only_ones_own_standing_decision_is_withdrawn(desk: Any) -> None:
    case = desk.case("a?")
    write(desk, decision("d", case))
    for id, annotator in (("d", "bob"), ("x", "ann"), ("'; DROP TABLE decisions; --", "ann")):
        with pytest.raises(NotFound):
            submissions.withdraw(desk.store, id, annotator, NOON)
    assert submissions.withdraw(desk.store, "d", "ann", NOON) == case
    with pytest.raises(NotFound, match="taken back already"):
        submissions.withdraw(desk.store, "d", "ann", NOON)


def test_the_latest_of_a_person_come_first_without_what_was_taken_back(desk: Any) -> None:
    cases = desk.cases(["a?", "b?", "c?"])
    write(desk, *(decision(f"d{at}", case) for at, case in enumerate(cases)), decision("b", cases[0], "bob"))
    submissions.withdraw(desk.store, "d1", "ann", NOON)
    rows = submissions.latest(desk.store, "ann", 9)
    assert [(row["id"], row["statement"], row["answer"]) for row in rows] == [("d2", "c?", "2"), ("d0", "a?", "2")]
    assert [row["id"] for row in submissions.latest(desk.store, "ann", 1)] == ["d2"]


def test_times_are_read_the_oldest_first_and_only_the_last(desk: Any) -> None:
    cases = desk.cases(["a?", "b?", "c?", "d?"])
    times = (1.0, None, 3.0, 4.0)
    write(desk, *(decision(f"d{at}", cases[at], seconds=seconds) for at, seconds in enumerate(times)))
    assert submissions.seconds(desk.store, "ann", 9) == [1.0, 3.0, 4.0]
    assert submissions.seconds(desk.store, "ann", 2) == [3.0, 4.0]
    assert submissions.seconds(desk.store, "bob", 2) == []
