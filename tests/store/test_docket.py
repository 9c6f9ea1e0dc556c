"""Flags and rulings in any order leave what a plain model says; what is new to a grader is told."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from review_app.domain import Outcome, Verdict
from review_app.errors import NotFound
from review_app.store import Store, docket

NUMBERS = count()


def flag(store: Store, case: str, who: str, answer: str) -> str:
    """A flag; its id."""
    name = f"flag-{next(NUMBERS)}"
    row = {"id": name, "problem_id": docket.problem_of(store, case), "case_id": case, "annotator": who}
    docket.add_flag(store, {**row, "answer": answer, "note": ""})
    return name


def judge(store: Store, outcome: str, grader: str = "1.0") -> list[str]:
    """Give all new cases a verdict by their corrected reference; their ids."""
    new = [case for batch in docket.new_cases(store, grader) for case in batch]
    said = Verdict(Outcome(outcome), "no_rule", "evidence", "2", "2", grader)
    docket.save_amended(store, [(case, said) for case in new])
    return [case.id for case in new]


def amended(store: Store, case: str) -> tuple[str | None, str]:
    row = store.row("SELECT amended_reference, amended_outcome FROM outcomes WHERE case_id = $case", {"case": case})
    assert row
    return row["amended_reference"], row["amended_outcome"]


def test_the_problem_of_no_case_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound, match="case c0: there is none"):
        docket.problem_of(store, "c0")
    with pytest.raises(NotFound, match="problem p0: there is none"):
        docket.problem(store, "p0")


def test_a_corrected_reference_stands_as_the_problems_own_without_its_solution(desk: Any) -> None:
    case = desk.case("1 + 1?", reference="3", solution=r"So \boxed{3}.")
    flag(desk.store, case, "ann", "2")
    docket.add_ruling(desk.store, docket.problem_of(desk.store, case), "confirmed", "bob", "2")
    [[new]] = docket.new_cases(desk.store, None)
    assert (new.id, new.problem.reference, new.problem.solution) == (case, "2", "")


def test_a_case_is_new_once_a_grader_and_reference_and_never_after_people_spoke(desk: Any) -> None:
    store, case = desk.store, desk.case("1 + 1?", reference="3")
    problem = docket.problem_of(store, case)
    flag(store, case, "ann", "2")
    docket.add_ruling(store, problem, "confirmed", "bob", "2")
    assert judge(store, "uncertain") == [case]
    assert judge(store, "correct") == []
    assert judge(store, "correct", "another") == [], "its responses have left it: none was cut by that grader"
    docket.add_ruling(store, problem, "confirmed", "bob", "two")
    assert amended(store, case) == ("two", "uncertain"), "what was said by another reference does not count"
    assert judge(store, "incorrect") == [case]
    docket.decide_amended(store, case, "two", Outcome.CORRECT, "", "cleo")
    assert judge(store, "incorrect", "another") == []
    assert amended(store, case) == ("two", "correct")
    docket.add_ruling(store, problem, "confirmed", "bob", "2")
    assert amended(store, case) == ("2", "uncertain"), "the earlier reference with its verdicts again"


PEOPLE = ["ann", "bob"]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("flag"), st.sampled_from(PEOPLE), st.sampled_from(["2", "4"])),
        st.tuples(st.just("take back"), st.integers(0, 9)),
        st.tuples(st.sampled_from(["confirmed", "rejected", "reopened"]), st.sampled_from(["2", "4"])),
    ),
    min_size=1,
    max_size=9,
)


class Model:
    """All that was said in order; what holds is read off it."""

    def __init__(self) -> None:
        self.events: list[tuple[str, str, str]] = []
        self.gone: set[str] = set()

    def flags(self) -> dict[str, str]:
        """Person -> answer, of the flags that stand: an older one counts again when the newer is taken back."""
        standing = [(who, what) for name, who, what in self.events if who in PEOPLE and name not in self.gone]
        return dict(standing)

    def ruling(self) -> tuple[str, str] | None:
        ruled = [(word, what) for _, word, what in self.events if word not in PEOPLE]
        return ruled[-1] if ruled else None

    def state(self) -> str | None:
        ruling = self.ruling()
        if not self.flags() and (ruling is None or ruling[0] == "reopened"):
            return None
        if ruling is None or ruling[0] == "reopened":
            return "open"
        last = max(at for at, event in enumerate(self.events) if event[1] not in PEOPLE)
        later = [name for name, who, _ in self.events[last:] if who in PEOPLE and name not in self.gone]
        return "open" if later else ruling[0]


@pytest.fixture(scope="module")
def fresh_names() -> Iterator[int]:
    return count()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_flags_and_rulings_in_any_order_follow_the_model(
    steps: list[tuple[Any, ...]], big_desk: Any, fresh_names: Iterator[int]
) -> None:
    store, model = big_desk.store, Model()
    case = big_desk.case(f"any order {next(fresh_names)}", reference="3")
    problem = docket.problem_of(store, case)
    for step in steps:
        match step:
            case "flag", who, answer:
                model.events.append((flag(store, case, who, answer), who, answer))
            case "take back", number:
                flags = [name for name, who, _ in model.events if who in PEOPLE and name not in model.gone]
                if flags:
                    gone = flags[number % len(flags)]
                    model.gone.add(gone)
                    with store.cursor() as cursor:
                        cursor.execute("INSERT INTO withdrawals VALUES (?, 'ann', now())", [gone])
            case ruling, answer:
                docket.add_ruling(store, problem, ruling, "cleo", answer)
                model.events.append(("", ruling, answer))
    entries = docket.entries(store, problem)
    assert (entries[0]["state"] if entries else None) == model.state()
    assert {row["annotator"]: row["answer"] for row in docket.flags(store, problem)} == model.flags()
    ruling = model.ruling()
    in_force = ruling[1] if ruling and ruling[0] == "confirmed" else None
    assert amended(store, case)[0] == in_force
    if entries:
        assert (entries[0]["people"], entries[0]["amended"]) == (len(model.flags()), in_force)
