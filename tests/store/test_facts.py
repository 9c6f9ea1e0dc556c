"""What is counted from the copy in memory is what the view `outcomes` says, now and at any past moment."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import count

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review_app.domain import Selection
from review_app.metrics.progress import progress
from review_app.store import Store, open_store, outcomes
from review_app.store import facts as module
from review_app.store.facts import KEPT
from review_app.store.facts_tables import GROUP, SUMS

EVERYTHING = Selection()
START = datetime(2025, 2, 1)
NAMES = [name.strip() for name in GROUP.split(",")]
CELL = [*NAMES, "tool_outcome", "automatic", "outcome", "amended_outcome", "status", "rule", "cause", "strength"]


def same(one: pd.DataFrame, other: pd.DataFrame, columns: list[str]) -> bool:
    """Whether two frames have the same rows, whatever their order and types."""
    return rows(one[columns]) == rows(other[columns])


def rows(frame: pd.DataFrame) -> list[str]:
    """The rows in an order of their own; whole numbers are numbers."""
    values = frame.astype(object).where(frame.notna(), None).values.tolist()
    return sorted(repr([value if value is None or isinstance(value, str) else float(value) for value in row])
                  for row in values)  # fmt: skip


def plain_cells(store: Store, selection: Selection = EVERYTHING) -> pd.DataFrame:
    """Cells counted one response after the other."""
    grouped = outcomes.frame(store, selection).groupby(CELL, dropna=False, observed=True)
    return grouped.agg(responses=("sample", "size"), cases=("case_id", "nunique")).reset_index()


def plain_pairs(store: Store) -> pd.DataFrame:
    """The sums of each problem and run, counted in plain Python."""
    frame = outcomes.frame(store)
    frame["case_id"] = frame["case_id"].fillna(frame["response_id"])
    return pd.DataFrame([
        {**answers.iloc[0][NAMES].to_dict(), "problem_id": problem, "samples": len(answers), **sums(answers)}
        for (_, problem), answers in frame.groupby(["run_id", "problem_id"])
    ])  # fmt: skip


def sums(answers: pd.DataFrame) -> dict[str, float]:
    """What of SUMS the answers of one run to one problem give."""
    votes = answers["case_id"].value_counts()
    modal = answers[answers["case_id"].isin(votes[votes == votes.max()].index)].drop_duplicates("case_id")
    columns = {"automatic": "automatic", "": "outcome", "amended": "amended_outcome"}
    found = {
        f"{name}_{said}".removeprefix("_"): int((answers[column] == said).sum())
        for name, column in columns.items()
        for said in ("correct", "uncertain")
    }
    majority = {f"majority_{said}": round((modal["outcome"] == said).mean(), 6) for said in ("correct", "uncertain")}
    judged, right = answers["tool_outcome"].notna().sum(), (answers["tool_outcome"] == "correct").sum()
    return found | majority | {"tool_judged": judged, "tool_correct": right}


# Two runs, three samples, five problems: answers that agree, differ and tie; verdicts of all kinds; one never cut.
ANSWERS = """
INSERT INTO imports VALUES ('i', 'f', 'x', NULL, '{}', TIMESTAMP '2025-01-01');
INSERT INTO runs SELECT 'r' || n, 'model-' || n, 't', 's', '{}', NULL, 'i' FROM range(2) AS t(n);
INSERT INTO problems SELECT 'p' || n, 'math', 'test', 'k' || n, 'q', 'a', '', CASE WHEN n < 4 THEN n % 2 END,
    ['Algebra', NULL][1 + n % 2], '{}' FROM range(5) AS t(n);
CREATE TEMP TABLE made AS SELECT 'r' || r AS run, 'p' || p AS problem, s AS sample,
    'c' || p || (r + s * (p + 1)) % 3 AS case_id FROM range(2) AS a(r), range(5) AS b(p), range(3) AS c(s);
INSERT INTO responses SELECT run || problem || sample, run, problem, sample, 'text', 'i' FROM made;
INSERT INTO cases SELECT DISTINCT case_id, problem, case_id FROM made;
INSERT INTO extractions BY NAME SELECT run || problem || sample AS response_id, case_id, '1' AS answer, 0 AS start,
    1 AS finish, 'box' AS method, 'sure' AS strength, '' AS doubt, 'g' AS grader,
    TIMESTAMP '2025-01-02' AS extracted_at FROM made WHERE NOT (problem = 'p4' AND sample = 2);
INSERT INTO verdicts BY NAME SELECT id AS case_id,
    ['correct', 'incorrect', 'uncertain'][1 + (ascii(id[3]) + ascii(id[2])) % 3] AS outcome, 'rule' || id[3] AS rule,
    'e' AS evidence, '' AS expected, '' AS found, 'g' AS grader, 0.1 AS seconds,
    TIMESTAMP '2025-01-03' AS graded_at FROM cases;
INSERT INTO tool_verdicts SELECT run || problem || sample, 'g', CASE sample WHEN 0 THEN 'correct' ELSE 'incorrect' END,
    NULL, NULL FROM made WHERE sample < 2
"""
DECIDE = """
INSERT INTO decisions BY NAME SELECT $id AS id, $case AS case_id, $person AS annotator, $said AS outcome,
    'unit' AS cause, '' AS note, false AS blind, $moment AS decided_at
"""
TAKE_BACK = """
INSERT INTO withdrawals SELECT id, annotator, $moment FROM standing_decisions
WHERE annotator = $person ORDER BY seq DESC LIMIT 1
"""


def some_answers(store: Store) -> None:
    with store.cursor() as cursor:
        cursor.execute(ANSWERS)


def do(store: Store, number: int, step: tuple[str, int, str]) -> None:
    """Somebody decides a case or takes their last word back, a minute after the step before."""
    person, case, said = step
    moment = START + timedelta(minutes=number)
    with store.cursor() as cursor:
        if said == "undo":
            cursor.execute(TAKE_BACK, {"moment": moment, "person": person})
            return
        cases = [row["id"] for row in store.rows("SELECT id FROM cases ORDER BY id")]
        values = {"id": f"d{number}", "case": cases[case], "person": person, "said": said, "moment": moment}
        cursor.execute(DECIDE, values)


MINUTES = count()
STEP = st.tuples(
    st.sampled_from(["ann", "bob"]), st.integers(0, 4), st.sampled_from(["correct", "incorrect", "uncertain", "undo"])
)


@pytest.fixture(scope="module")
def kept() -> Iterator[Store]:
    """One for all examples."""
    with open_store(":memory:") as store:
        some_answers(store)
        yield store


@settings(max_examples=8, deadline=None)
@given(steps=st.lists(STEP, max_size=6))
def test_whatever_people_say_every_count_is_that_of_the_view(kept: Store, steps: list[tuple[str, int, str]]) -> None:
    with kept.cursor() as cursor:
        cursor.execute("DELETE FROM decisions; DELETE FROM withdrawals")
    facts, past = module.of(kept), []
    for step in steps:
        number = next(MINUTES)  # no two examples share a moment: the past does not change
        do(kept, number, step)
        past.append((START + timedelta(minutes=number), plain_cells(kept)))
    with facts.at() as view:
        assert same(whole(view.cells(EVERYTHING)), plain_cells(kept), [*CELL, "responses"])
        assert same(view.pairs(EVERYTHING), plain_pairs(kept), [*NAMES, "problem_id", *SUMS.split(", ")])
    for moment, cells in past[-2:]:
        with facts.at(moment) as view:
            assert same(whole(view.cells(EVERYTHING)), cells, [*CELL, "responses"])


def whole(cells: pd.DataFrame) -> pd.DataFrame:
    """Cells that are alike but for what they do not tell, put together."""
    return cells.groupby(CELL, dropna=False, observed=True)["responses"].sum().reset_index()


@pytest.fixture
def answered() -> Iterator[Store]:
    with open_store(":memory:") as store:
        some_answers(store)
        yield store


def test_the_tally_puts_problems_together_that_are_alike(answered: Store) -> None:
    with module.of(answered).at() as view:
        tally, pairs = view.tally(EVERYTHING), view.pairs(EVERYTHING)
    sums = SUMS.split(", ")
    counted = pairs.groupby([*NAMES, *sums], dropna=False).size().rename("problems").reset_index()
    assert same(tally, counted, [*NAMES, *sums, "problems"])


@pytest.mark.parametrize(
    "selection",
    [
        pytest.param(Selection(), id="everything"),
        pytest.param(Selection(models=("model-1",)), id="a model"),
        pytest.param(Selection(levels=(1,), subjects=("Algebra",)), id="nothing at all"),
        pytest.param(Selection(levels=(0, 1)), id="levels"),
    ],
)
def test_a_selection_narrows_cells_and_counts(answered: Store, selection: Selection) -> None:
    do(answered, 0, ("ann", 0, "correct"))
    counted = progress(outcomes.frame(answered, selection))
    with module.of(answered).at() as view:
        cells, counts = view.cells(selection), view.counts(selection)
    assert same(whole(cells), plain_cells(answered, selection), [*CELL, "responses"])
    assert counts == {name: getattr(counted, name) for name in counts}


def test_what_came_is_counted_at_the_next_look_and_only_what_changed_is_made_anew(answered: Store) -> None:
    facts = module.of(answered)
    with facts.at() as view:
        before = view.counts(EVERYTHING)
        made = view._copy
        do(answered, 0, ("ann", 0, "correct"))
        assert view.counts(EVERYTHING) == before, "an open view stands still"
    with facts.at() as view:
        assert view.counts(EVERYTHING) != before
        assert (view._copy.rows, view._copy.people) == (made.rows, made.people + 1)


def test_responses_are_counted_by_length(answered: Store) -> None:
    with answered.cursor() as cursor:
        cursor.execute("UPDATE responses SET text = repeat('x', [0, 250, 251, 500, 501, 40000][1 + sample % 6])")
    with module.of(answered).at() as view:
        lengths, counts = view.lengths(EVERYTHING), view.counts(EVERYTHING)
    assert lengths["responses"].sum() == counts["responses"]
    ends = set(zip(lengths["shortest"], lengths["longest"], strict=True))
    assert ends <= {(0, 250), (251, 500), (501, 1000), (32001, 64000)}
    assert set(lengths["truncated"]) == {False}
    frame = outcomes.frame(answered, EVERYTHING)
    for name, column in (("automatic_correct", "automatic"), ("correct", "outcome")):
        assert lengths[name].sum() == (frame[column] == "correct").sum()


def test_a_case_that_people_decided_counts_once_for_each_that_spoke_of_it(answered: Store) -> None:
    for number in range(3):
        do(answered, number, ("ann", number, "correct"))
    frame = outcomes.frame(answered, EVERYTHING)
    frame = frame[frame["status"].isin(["confirmed", "overridden"])]
    with module.of(answered).at() as view:
        found = view.decided(EVERYTHING)
    for source, column in (("grader", "automatic"), ("tool", "tool_outcome")):
        expected = frame[frame[column].isin(["correct", "incorrect"])].groupby(column)["case_id"].nunique()
        own = found[found["source"] == source].set_index("said")
        assert own["n"].to_dict() == expected.to_dict()
        assert (own["correct"] == own["n"]).all()


def test_a_copy_of_many_is_good_for_a_while(answered: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MANY", 1)
    monkeypatch.setattr(module, "SHARE", 1e-6)
    facts = module.of(answered)
    with facts.at() as view:
        before = view.counts(EVERYTHING)
    do(answered, 0, ("ann", 0, "correct"))
    with facts.at() as view:
        assert view.counts(EVERYTHING) == before
    monkeypatch.setattr(module, "monotonic", lambda: float("inf"))
    with facts.at() as view:
        assert view.counts(EVERYTHING) != before


def test_what_was_made_of_a_view_is_made_once_until_something_comes(answered: Store) -> None:
    made: list[int] = []
    for _ in range(2):
        with module.of(answered).at() as view:
            assert view.once("it", lambda: made.append(1) or len(made)) == 1
    do(answered, 0, ("ann", 0, "correct"))
    with module.of(answered).at() as view:
        assert view.once("it", lambda: made.append(1) or len(made)) == 2


def test_few_copies_are_kept(answered: Store) -> None:
    facts = module.of(answered)
    for day in range(4, 10):
        with facts.at(datetime(2025, 1, day)) as view:
            assert view.counts(EVERYTHING)["responses"] == 30
    names = answered.rows("SELECT table_name AS name FROM duckdb_tables() WHERE database_name = 'counting'")
    assert len(names) == 5 * KEPT


def test_before_anything_was_imported_there_is_nothing(answered: Store) -> None:
    with module.of(answered).at(datetime(2024, 1, 1)) as view:
        assert set(view.counts(EVERYTHING).values()) == {0}
        assert view.tally(EVERYTHING).empty
        assert view.cells(EVERYTHING).empty


def test_many_look_while_people_decide(answered: Store) -> None:
    facts = module.of(answered)

    def look(_: int) -> int:
        with facts.at() as view:
            view.tally(EVERYTHING)
            return int(view.counts(EVERYTHING)["responses"])

    with ThreadPoolExecutor(4) as threads:
        looks = threads.map(look, range(12))
        for number in range(6):
            do(answered, number, ("ann", number % 5, "correct"))
        assert set(looks) == {30}
