from __future__ import annotations

import krippendorff
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from statsmodels.stats.inter_rater import fleiss_kappa

from review_app.metrics import resampling
from review_app.metrics.agreement import (
    FEW_CASES,
    FEWEST,
    NO_DISAGREEMENT,
    NO_OVERLAP,
    ONE_CATEGORY,
    agreement,
    agreement_by,
    pair_agreement,
)

# Krippendorff (2011), Computing Krippendorff's alpha-reliability, examples B and C.
TWO_OBSERVERS = {"A": "0100000010", "B": "1110010000"}
FOUR_OBSERVERS = {"A": "123321412...", "B": "1233224125.3", "C": ".3332342251.", "D": "1233244125 1.".replace(" ", "")}

# The worked example of Fleiss' kappa: ten subjects, fourteen raters, five categories.
FOURTEEN_RATERS = (
    (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
)  # fmt: skip

# Cohen (1968): two judges, three categories, 200 persons; kappa 0.49.
TWO_JUDGES = ((88, 10, 2), (14, 40, 6), (18, 10, 12))


def from_counts(counts) -> pd.DataFrame:
    """Opinions of which each case has so many of each category; the k-th opinion of a case is the k-th person's."""
    rows = []
    for case, row in enumerate(counts):
        said = [str(category) for category, often in enumerate(row) for _ in range(often)]
        rows += [{"case_id": f"c{case:05}", "annotator": f"p{k}", "outcome": one} for k, one in enumerate(said)]
    return pd.DataFrame(rows, columns=["case_id", "annotator", "outcome"])


def two_people(table) -> pd.DataFrame:
    """Opinions of two people with this table: rows are what Ada says, columns what Bob says."""
    cells = [(row, column) for row, line in enumerate(table) for column, n in enumerate(line) for _ in range(n)]
    rows = [
        {"case_id": f"c{case}", "annotator": name, "outcome": str(said)}
        for case, cell in enumerate(cells)
        for name, said in zip(("Ada", "Bob"), cell, strict=True)
    ]
    return pd.DataFrame(rows)


# --- published values


@pytest.mark.parametrize(
    ("said", "alpha", "cases"),
    [
        pytest.param(TWO_OBSERVERS, 0.095, 10, id="two observers, no missing data"),
        pytest.param(FOUR_OBSERVERS, 0.743, 11, id="four observers, missing data, one unit with one value only"),
    ],
)
def test_alpha_is_krippendorffs_own(opinions, said, alpha, cases):
    found = agreement(opinions(said))
    assert found.alpha.value == pytest.approx(alpha, abs=5e-4)
    assert found.cases == found.alpha.n == cases


def test_fleiss_kappa_is_that_of_the_worked_example():
    found = agreement(from_counts(FOURTEEN_RATERS))
    assert found.fleiss.value == pytest.approx(0.210, abs=5e-4)
    assert (found.raters, found.annotators, found.cases, found.pairs) == (14, 14, 10, 10 * 91)
    # P-bar of the same example is the mean share of agreeing pairs.
    assert found.percent.value == pytest.approx(0.378, abs=5e-4)


def test_cohens_kappa_is_the_published_one_and_its_interval_follows_the_formula():
    """Kappa (0.70 - 0.41) / (1 - 0.41); the standard error by Fleiss, Cohen & Everitt (1969)."""
    (found,) = pair_agreement(two_people(TWO_JUDGES))
    table = np.array(TWO_JUDGES) / 200
    rows, columns, po, kappa = table.sum(1), table.sum(0), np.trace(table), 0.29 / 0.59
    pe = float(rows @ columns)
    diagonal = sum(table[i, i] * ((1 - pe) - (rows[i] + columns[i]) * (1 - po)) ** 2 for i in range(3))
    rest = sum(table[i, j] * (columns[i] + rows[j]) ** 2 for i in range(3) for j in range(3) if i != j)
    variance = (diagonal + (1 - po) ** 2 * rest - (po * pe - 2 * pe + po) ** 2) / (200 * (1 - pe) ** 4)
    assert found.kappa.value == pytest.approx(kappa)
    assert found.kappa.low == pytest.approx(kappa - 1.959964 * variance**0.5, abs=1e-5)
    assert found.kappa.high == pytest.approx(kappa + 1.959964 * variance**0.5, abs=1e-5)
    assert found.kappa.value == pytest.approx(0.49, abs=5e-3)
    assert (found.percent.value, found.percent.n) == (pytest.approx(0.7), 200)


# --- computed by hand


def test_per_cent_agreement_counts_pairs_of_opinions_on_one_case(opinions):
    """Case 0: three agree (3 of 3 pairs); case 1: two against one (1 of 3); case 2: one opinion, no pair."""
    found = agreement(opinions({"Ada": "ccc", "Bob": "cc.", "Cy": "ci."}))
    assert found.percent.value == pytest.approx(4 / 6)
    assert (found.cases, found.pairs, found.annotators, found.percent.n) == (2, 6, 3, 2)


def test_cannot_tell_is_no_opinion_unless_asked_for(opinions):
    frame = opinions({"Ada": "cciu", "Bob": "cuiu"})
    assert agreement(frame).pairs == 2
    assert agreement(frame).percent.value == 1
    assert agreement(frame, uncertain=True).pairs == 4
    assert agreement(frame, uncertain=True).percent.value == 0.75


def test_fleiss_takes_the_cases_with_the_usual_number_of_opinions(opinions):
    found = agreement(opinions({"Ada": "ccii", "Bob": "ciic", "Cy": "i..."}))
    assert (found.raters, found.fleiss.n, found.alpha.n) == (2, 3, 4)
    # Cases 1 to 3: c/i, i/i, i/c. P = 1/3, shares 2/6 and 4/6, so (1/3 - 5/9) / (4/9).
    assert found.fleiss.value == pytest.approx(-0.5)


def test_the_last_opinion_of_a_person_on_a_case_holds(opinions):
    frame = pd.concat([opinions({"Ada": "i", "Bob": "c"}), opinions({"Ada": "c"})], ignore_index=True)
    assert agreement(frame).percent.value == 1
    assert agreement(frame).pairs == 1


def test_pairs_are_those_with_a_case_in_common(opinions):
    found = pair_agreement(opinions({"Ada": "cci.", "Bob": "cic.", "Cy": "...c"}))
    assert [(pair.first, pair.second, pair.percent.n) for pair in found] == [("Ada", "Bob", 3)]
    # po = 1/3, pe = 2/3 * 2/3 + 1/3 * 1/3 = 5/9.
    assert found[0].kappa.value == pytest.approx(-0.5)


def test_groups_have_their_own_figures_and_the_missing_one_comes_last(opinions):
    frame = opinions({"Ada": "ccc", "Bob": "cii"}, rule=["units", "sign", None])
    found = agreement_by(frame, "rule")
    assert {name: one.percent.value for name, one in found.items()} == {"sign": 0, "units": 1, "—": 0}
    assert list(found) == ["sign", "units", "—"]


# --- degenerate input


@pytest.mark.parametrize(
    ("said", "percent", "alpha"),
    [
        pytest.param({}, NO_OVERLAP, NO_OVERLAP, id="nobody"),
        pytest.param({"Ada": "ccii"}, NO_OVERLAP, NO_OVERLAP, id="one annotator"),
        pytest.param({"Ada": "cc..", "Bob": "..ii"}, NO_OVERLAP, NO_OVERLAP, id="no case in common"),
        pytest.param({"Ada": "uuuu", "Bob": "cccc"}, NO_OVERLAP, NO_OVERLAP, id="the other could not tell"),
        pytest.param({"Ada": "cccc", "Bob": "cccc"}, "", ONE_CATEGORY, id="one category"),
        pytest.param({"Ada": "c", "Bob": "i"}, "", FEW_CASES, id="one case"),
        pytest.param({"Ada": "ci" * FEWEST, "Bob": "ci" * FEWEST}, "", NO_DISAGREEMENT, id="no disagreement"),
    ],
)
def test_what_cannot_be_told_has_a_reason(opinions, said, percent, alpha):
    found = agreement(opinions(said))
    assert (found.percent.reason, found.alpha.reason, found.fleiss.reason) == (percent, alpha, alpha)
    assert (found.percent.value is None) == bool(percent)
    assert (found.alpha.value is None) == (alpha in (NO_OVERLAP, ONE_CATEGORY))
    assert found.alpha.low is found.alpha.high is found.fleiss.low is None


@pytest.mark.parametrize(
    ("said", "value", "reason"),
    [
        pytest.param({"Ada": "cccc", "Bob": "cccc"}, None, ONE_CATEGORY, id="one category"),
        pytest.param({"Ada": "cccc", "Bob": "iiii"}, 0, FEW_CASES, id="each always says their own"),
        pytest.param({"Ada": "cici", "Bob": "cici"}, 1, FEW_CASES, id="few cases"),
        pytest.param({"Ada": "ci" * FEWEST, "Bob": "ci" * FEWEST}, 1, NO_DISAGREEMENT, id="no disagreement"),
        pytest.param({"Ada": "ci" * FEWEST, "Bob": "cc" * FEWEST}, 0, "", id="one always says the same"),
    ],
)
def test_kappa_of_a_pair_that_cannot_be_told_has_a_reason(opinions, said, value, reason):
    (found,) = pair_agreement(opinions(said))
    assert found.kappa.value == (value if value is None else pytest.approx(value))
    assert found.kappa.reason == reason


def test_an_empty_frame_has_no_groups_and_no_pairs(opinions):
    frame = opinions({}, rule=[])
    assert agreement_by(frame, "rule") == {}
    assert pair_agreement(frame) == []


# --- against the libraries

COUNTS = arrays(np.int64, st.tuples(st.integers(2, 30), st.integers(2, 3)), elements=st.integers(0, 4))


@settings(max_examples=60, deadline=None)
@given(COUNTS, st.integers(0, 2**32 - 1))
def test_alpha_of_resamples_is_the_librarys(counts, seed):
    counts = counts[counts.sum(axis=1) >= 2]
    if not len(counts):
        return
    chosen = np.random.default_rng(seed).integers(len(counts), size=len(counts))
    drawn = np.bincount(chosen, minlength=len(counts))[None, :]
    if (counts[chosen].sum(axis=0) > 0).sum() < 2:
        return
    (ours,) = resampling.alphas(counts, drawn)
    assert ours == pytest.approx(krippendorff.alpha(value_counts=counts[chosen], level_of_measurement="nominal"))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 5), min_size=2, max_size=30), st.integers(0, 2**32 - 1))
def test_kappa_of_resamples_is_the_librarys(correct, seed):
    counts = np.array([(one, 5 - one) for one in correct])
    chosen = np.random.default_rng(seed).integers(len(counts), size=len(counts))
    drawn = np.bincount(chosen, minlength=len(counts))[None, :]
    if (counts[chosen].sum(axis=0) > 0).sum() < 2:
        return
    (ours,) = resampling.kappas(counts, drawn)
    assert ours == pytest.approx(fleiss_kappa(counts[chosen]))


def test_the_interval_is_that_of_a_plain_bootstrap():
    """Of 120 cases, drawn one by one and given to the library."""
    random = np.random.default_rng(7)
    counts = np.array([(3, 0)] * 60 + [(0, 3)] * 40 + [(2, 1)] * 12 + [(1, 2)] * 8)
    drawn = [
        krippendorff.alpha(value_counts=counts[random.integers(120, size=120)], level_of_measurement="nominal")
        for _ in range(1_500)
    ]
    found = agreement(from_counts(counts)).alpha
    assert (found.low, found.high) == pytest.approx(np.percentile(drawn, [2.5, 97.5]), abs=0.02)
    assert found.low < found.value < found.high


def test_the_same_opinions_give_the_same_interval():
    frame = from_counts([(2, 0)] * 20 + [(1, 1)] * 5 + [(0, 2)] * 9)
    assert agreement(frame) == agreement(frame.sample(frac=1, random_state=3))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 4), st.sampled_from("ciu")), max_size=60))
def test_any_opinions_have_figures_or_reasons(said):
    outcomes = {"c": "correct", "i": "incorrect", "u": "uncertain"}
    rows = [(f"c{case}", f"p{person}", outcomes[letter]) for case, person, letter in said]
    frame = pd.DataFrame(rows, columns=["case_id", "annotator", "outcome"])
    for uncertain in (False, True):
        found = agreement(frame, uncertain=uncertain)
        for one in (found.percent, found.fleiss, found.alpha):
            assert one.value is None or -1 - 1e-9 <= one.value <= 1 + 1e-9
            assert (one.low is None) == bool(one.reason)
    for pair in pair_agreement(frame):
        assert pair.kappa.value is not None or pair.kappa.reason
