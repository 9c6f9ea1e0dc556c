from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review_app.metrics.sampling import FLOOR, LARGEST, OTHER_RULES, Candidate, Draw, allocation, draw, strata


def cases(said: str, rule: str, *responses: int, benchmark: str = "math") -> list[Candidate]:
    """Cases of one stratum with so many responses each."""
    return [
        Candidate(f"{said}-{benchmark}-{rule}-{number}", said, benchmark, rule, count)
        for number, count in enumerate(responses)
    ]


def drawn_by_stratum(found: list[Draw]) -> dict[tuple[str, str], int]:
    return dict(Counter((one.case.said, one.stratum.name) for one in found))


candidates = st.lists(
    st.tuples(
        st.sampled_from(["correct", "incorrect"]),
        st.sampled_from(["math", "gsm8k"]),
        st.sampled_from(["same_text", "sign", "scale"]),
        st.integers(1, 60),
    ),
    min_size=1,
    max_size=60,
).map(lambda rows: [Candidate(f"c{number}", *row) for number, row in enumerate(rows)])


@given(candidates, st.integers(1, 80), st.integers(0, 2**32))
def test_a_draw_has_the_size_asked_for_and_no_case_twice(found, size, seed):
    drawn = draw(found, size, Random(seed))
    ids = [one.case.case_id for one in drawn]
    assert len(ids) == len(set(ids)) == min(size, len(found))
    assert {one.case for one in drawn} <= set(found)


@given(candidates, st.integers(1, 80), st.integers(0, 2**32))
def test_a_drawn_case_is_of_its_stratum_and_a_stratum_of_one_outcome_and_benchmark(found, size, seed):
    for one in draw(found, size, Random(seed)):
        assert one.case in one.stratum.cases
        assert {(case.said, case.benchmark) for case in one.stratum.cases} == {(one.case.said, one.case.benchmark)}
        assert one.stratum.responses == sum(case.responses for case in one.stratum.cases)


@given(candidates, st.integers(1, 80))
def test_every_case_is_in_one_stratum(found, size):
    parted = [case for stratum in strata(found, size) for case in stratum.cases]
    assert Counter(parted) == Counter(found)


@given(candidates, st.integers(1, 80), st.integers(0, 2**32))
def test_no_stratum_goes_without_while_the_size_allows_it(found, size, seed):
    groups = strata(found, size)
    counts = allocation(groups, size)
    assert sum(counts) == min(size, len(found))
    wanted = [min(FLOOR, len(stratum.cases)) for stratum in groups]
    if size >= sum(wanted):
        assert all(count >= least for count, least in zip(counts, wanted, strict=True))
    elif size >= len(groups):
        assert min(counts) >= 1
    assert all(count <= len(stratum.cases) for count, stratum in zip(counts, groups, strict=True))


@given(candidates, st.integers(1, 80), st.integers(0, 2**32), st.randoms())
def test_the_same_seed_draws_the_same_cases_whatever_the_order(found, size, seed, random):
    shuffled = random.sample(found, len(found))
    first, second = (draw(order, size, Random(seed)) for order in (found, shuffled))
    assert [(one.case, one.stratum.name) for one in first] == [(one.case, one.stratum.name) for one in second]


def test_another_seed_draws_others():
    found = cases("correct", "same_text", *[1] * 100)
    assert len({tuple(one.case.case_id for one in draw(found, 5, Random(seed))) for seed in range(20)}) > 15


@pytest.mark.parametrize(
    ("found", "size", "expected"),
    [
        pytest.param(
            [*cases("correct", "same_text", *[3] * 100), *cases("incorrect", "sign", *[1] * 100)],
            40,
            {("correct", "math · same_text"): 30, ("incorrect", "math · sign"): 10},
            id="in proportion to responses, not to cases",
        ),
        pytest.param(
            [*cases("correct", "same_text", *[1] * 990), *cases("incorrect", "sign", *[1] * 10)],
            20,
            {("correct", "math · same_text"): 18, ("incorrect", "math · other rules"): 2},
            id="a small outcome gets two all the same",
        ),
        pytest.param(
            [
                *cases("correct", "same_text", *[1] * 96),
                *cases("correct", "sign", *[1] * 2),
                *cases("correct", "scale", *[1] * 2),
            ],
            20,
            {("correct", "math · same_text"): 18, ("correct", f"math · {OTHER_RULES}"): 2},
            id="rules too small for two draws are one stratum",
        ),
        pytest.param(
            [*cases("correct", "same_text", 1, 1), *cases("correct", "same_text", *[1] * 38, benchmark="gsm8k")],
            20,
            {("correct", "gsm8k · same_text"): 18, ("correct", "math · other rules"): 2},
            id="benchmarks are apart",
        ),
        pytest.param(
            [*cases("correct", "same_text", 1), *cases("incorrect", "sign", 1, 1)],
            50,
            {("correct", "math · same_text"): 1, ("incorrect", "math · sign"): 2},
            id="all there are where there are fewer",
        ),
        pytest.param(
            [*cases("correct", "same_text", 50, *[1] * 50)],
            4,
            {("correct", f"math · same_text · {LARGEST}"): 1, ("correct", "math · same_text"): 3},
            id="a case of half the responses is certain",
        ),
    ],
)
def test_the_sample_is_shared_out_among_strata(found, size, expected):
    assert drawn_by_stratum(draw(found, size, Random(1))) == expected


def test_a_case_is_drawn_with_a_chance_in_proportion_to_its_responses():
    found, rounds = cases("correct", "same_text", 1, 1, 2, 3, 5, 20), 6_000
    often = Counter(one.case.responses for seed in range(rounds) for one in draw(found, 3, Random(seed)))
    assert often[20] == rounds, "a third of all responses or more: certain"
    shares = {count: often[count] / rounds for count in (2, 3, 5)} | {1: often[1] / rounds / 2}
    assert shares == pytest.approx({1: 2 / 12, 2: 4 / 12, 3: 6 / 12, 5: 10 / 12}, abs=0.025)
