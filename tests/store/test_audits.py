from __future__ import annotations

from datetime import datetime
from itertools import count
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review_app.domain import Decision, Kind, Outcome, Selection
from review_app.metrics.sampling import Candidate, Draw, Stratum, draw
from review_app.store import audits, reviews

EVERYTHING = Selection()
NOON = datetime(2025, 3, 1, 12)


def drawn(desk, *cases: str, batch: str = "one", responses: int = 1) -> None:
    """Put cases among the drawn ones, all of one stratum."""
    found = tuple(Candidate(case, "correct", "math", "same_text", responses) for case in cases)
    stratum = Stratum("math · same_text", found)
    audits.add(desk.store, batch, [Draw(case, stratum) for case in found], "Root", NOON)


def settled(desk, case: str, outcome: str, kind: Kind) -> None:
    reviews.add_decisions(desk.store, [Decision(f"{kind} {case}", case, "Root", Outcome(outcome), NOON, kind=kind)])


def names(desk, selection: Selection = EVERYTHING) -> list[str]:
    return sorted(case.case_id for case in audits.candidates(desk.store, selection))


def test_automatic_verdicts_can_be_drawn_with_what_gave_them(desk):
    case = desk.case("p", "incorrect", responses=3, rule="sign", benchmark="gsm8k")
    assert audits.candidates(desk.store, EVERYTHING) == [Candidate(case, "incorrect", "gsm8k", "sign", 3)]


@pytest.mark.parametrize(
    "never",
    [
        pytest.param(lambda desk: desk.case("no", "uncertain"), id="the grader could not tell"),
        pytest.param(lambda desk: desk.case("no", None), id="not graded yet"),
        pytest.param(lambda desk: desk.decide("Ada", "correct", desk.case("no", "correct")), id="decided"),
        pytest.param(lambda desk: drawn(desk, desk.case("no", "correct")), id="drawn before"),
        pytest.param(lambda desk: settled(desk, desk.case("no", "correct"), "correct", Kind.GOLD), id="gold"),
        pytest.param(
            lambda desk: settled(desk, desk.case("no", "correct"), "incorrect", Kind.ADJUDICATION), id="settled"
        ),
    ],
)
def test_what_can_be_drawn_is_undecided_certain_and_was_not_drawn(desk, never):
    never(desk)
    free = desk.case("yes", "correct")
    assert names(desk) == [free]


def test_people_who_differ_keep_a_case_from_being_drawn_and_cannot_tell_does_not(desk):
    disputed, unsure = desk.cases(["d", "u"], "correct")
    desk.decide("Ada", "correct", disputed)
    desk.decide("Bob", "incorrect", disputed)
    desk.decide("Ada", "uncertain", unsure)
    assert names(desk) == [unsure]


def test_a_verdict_that_its_responses_left_is_not_drawn(desk):
    gone, here = desk.cases(["p", "q"], "correct")
    text = desk.store.value("SELECT response_id FROM extractions WHERE case_id = $case", {"case": gone})
    desk.store.append(
        "extractions",
        {
            "response_id": [text], "case_id": [here], "answer": ["2"], "start": [0], "finish": [1], "method": ["box"],
            "strength": ["sure"], "doubt": [""], "grader": ["2.0"], "extracted_at": [NOON],
        },
    )  # fmt: skip
    assert [(case.case_id, case.responses) for case in audits.candidates(desk.store, EVERYTHING)] == [(here, 2)]


def test_a_selection_narrows_what_is_drawn_and_counts_its_responses_only(desk):
    case = desk.case("p", "correct", responses=3, model="ada")
    desk.case("p", None, responses=2, model="boole")
    desk.case("q", "correct", model="boole")
    found = audits.candidates(desk.store, Selection(models=("ada",)))
    assert [(one.case_id, one.responses) for one in found] == [(case, 3)]


def test_drawn_cases_are_kept_with_their_strata_and_what_people_hold(desk):
    first, second = desk.cases(["p", "q"], "correct", responses=2)
    drawn(desk, first, second, responses=2)
    desk.decide("Ada", "incorrect", first)
    rows = {row["case_id"]: row for row in audits.items(desk.store, EVERYTHING)}
    kept = ("batch", "stratum", "said", "responses", "stratum_cases", "stratum_responses", "drawn", "selected")
    assert [rows[first][name] for name in kept] == ["one", "math · same_text", "correct", 2, 2, 4, 2, 2]
    assert [rows[case]["decision"] for case in (first, second)] == ["incorrect", None]
    assert (rows[first]["drawn_by"], rows[first]["drawn_at"]) == ("Root", NOON)


def test_a_disputed_case_is_undecided_and_says_so(desk):
    case = desk.case("p", "correct")
    drawn(desk, case)
    desk.decide("Ada", "incorrect", case)
    desk.decide("Bob", "correct", case)
    [row] = audits.items(desk.store, EVERYTHING)
    assert (row["decision"], row["disputed"]) == (None, True)


def test_the_verdict_at_drawing_is_kept_when_the_grader_changes_its_mind(desk):
    case = desk.case("p", "correct")
    drawn(desk, case)
    desk.verdict(case, "incorrect", "2.0")
    [row] = audits.items(desk.store, EVERYTHING)
    assert (row["said"], row["says_now"]) == ("correct", "incorrect")


def test_the_selection_tells_how_much_of_a_drawn_case_it_holds(desk):
    case = desk.case("p", "correct", responses=3, model="ada")
    desk.case("p", None, responses=2, model="boole")
    drawn(desk, case, desk.case("q", "correct", benchmark="gsm8k"))
    rows = audits.items(desk.store, Selection(models=("boole",)))
    assert [(row["selected"], row["responses_now"], row["drawn"]) for row in rows] == [(2, 5, 2), (0, 1, 2)]


def test_the_population_counts_responses_by_what_the_grader_says_now(desk):
    desk.cases(["p", "q"], "correct", responses=2)
    desk.case("r", "incorrect", benchmark="gsm8k")
    desk.case("s", "uncertain")
    assert audits.population(desk.store, EVERYTHING) == {("correct", "math"): 4, ("incorrect", "gsm8k"): 1}
    assert audits.population(desk.store, Selection(benchmarks=("gsm8k",))) == {("incorrect", "gsm8k"): 1}


def test_a_case_is_shown_with_problem_answer_and_decision(desk):
    case = desk.case("p", "correct")
    desk.decide("Ada", "incorrect", case)
    row = audits.shown(desk.store, [case])[case]
    assert [row[name] for name in ("statement", "reference", "answer", "decision", "annotator")] == [
        "p", "2", "2", "incorrect", "Ada"
    ]  # fmt: skip
    assert audits.shown(desk.store, []) == {}


CASES = 4
PLACES = st.integers(0, CASES - 1)
STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("decide"),
            st.integers(0, CASES - 1),
            st.sampled_from(["ann", "bob"]),
            st.sampled_from(list(Outcome)),
        ),
        st.tuples(st.just("judge"), PLACES, st.sampled_from(list(Outcome))),
        st.tuples(st.just("undo"), st.sampled_from(["ann", "bob"])),
        st.tuples(st.just("draw"), st.integers(1, 4), st.integers(0, 99)),
    ),
    max_size=10,
)
NUMBERS = count()


@settings(max_examples=20, deadline=None)
@given(STEPS, st.lists(st.sampled_from(list(Outcome)), min_size=CASES, max_size=CASES))
def test_whatever_happens_only_undecided_certain_verdicts_are_drawn_and_none_twice(big_desk, steps, said):
    here = f"subject {next(NUMBERS)}"
    cases = big_desk.cases([f"{here} {number}" for number in range(CASES)], "correct", subject=here)
    for case, outcome in zip(cases, said, strict=True):
        if outcome is not Outcome.CORRECT:
            big_desk.verdict(case, str(outcome))
    verdicts, opinions, ever = dict(zip(cases, said, strict=True)), [], set()
    for name, *values in steps:
        if name == "decide":
            at, who, outcome = values
            big_desk.decide(f"{who} {here}", str(outcome), cases[at])
            opinions.append((who, cases[at], outcome))
        elif name == "judge":
            at, outcome = values
            big_desk.verdict(cases[at], str(outcome), f"{len(opinions)}")
            verdicts[cases[at]] = outcome
        elif name == "undo":
            reviews.withdraw_last(big_desk.store, f"{values[0]} {here}")
            mine = [number for number, one in enumerate(opinions) if one[0] == values[0]]
            for number in mine[-1:]:
                del opinions[number]
        else:
            size, seed = values
            newest = {(who, case): outcome for who, case, outcome in opinions}
            decided = {case for (_, case), outcome in newest.items() if outcome is not Outcome.UNCERTAIN}
            free = {case for case in cases if verdicts[case] is not Outcome.UNCERTAIN} - decided - ever
            found = draw(audits.candidates(big_desk.store, Selection(subjects=(here,))), size, Random(seed))
            audits.add(big_desk.store, f"{here} {len(ever)}", found, "Root", NOON)
            new = {one.case.case_id for one in found}
            assert new <= free
            assert len(found) == len(new) == min(size, len(free))
            ever |= new
