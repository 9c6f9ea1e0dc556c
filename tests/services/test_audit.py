from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from review_app.domain import Decision, Outcome, Selection
from review_app.errors import InputError, NotFound
from review_app.services import audit, audit_command
from review_app.services.grade import grade_all
from review_app.services.ingest import ingest
from review_app.store import Store, open_store, reviews
from review_app.store.database import now

EVERYTHING = Selection()
PROBLEMS = 30


@pytest.fixture(scope="module")
def big(tmp_path_factory) -> Iterator[Store]:
    """Thirty problems, two models: ada is wrong on every fifth, boole on every third, and nobody knows the last."""
    rows = [
        {"problem": f"What is {n} + 1?", "reference": str(n + 1), "model": model, "response": said}
        for n in range(PROBLEMS)
        for model, every in (("ada", 5), ("boole", 3))
        for said in [rf"\boxed{{{n + 1 + (n % every == 0)}}}" if n < PROBLEMS - 1 else "I do not know."]
    ]
    written = tmp_path_factory.mktemp("in") / "sums.jsonl"
    written.write_text("".join(json.dumps(row) + "\n" for row in rows))
    with open_store(":memory:") as opened:
        ingest(opened, "responses", written)
        grade_all(opened)
        yield opened


@pytest.fixture
def sums(big: Store) -> Store:
    """The same with nothing drawn and nothing decided."""
    with big.cursor() as cursor:
        for table in ("audit_items", "decisions", "withdrawals"):
            cursor.execute(f"DELETE FROM {table}")
    return big


def drawn(store: Store) -> list[str]:
    return [row["case_id"] for row in store.rows("SELECT case_id FROM audit_items ORDER BY seq")]


def decide(store: Store, cases: list[str], wrong: int = 0) -> None:
    """People check the cases and find the first ones wrong."""
    said = {row["case_id"]: row["automatic"] for row in store.rows("SELECT case_id, automatic FROM case_states")}
    other = {"correct": Outcome.INCORRECT, "incorrect": Outcome.CORRECT}
    reviews.add_decisions(
        store,
        [
            Decision(f"d{case}", case, "Ada", other[said[case]] if at < wrong else Outcome(said[case]), now())
            for at, case in enumerate(cases)
        ],
    )


def test_a_drawing_puts_cases_of_both_outcomes_into_the_store(sums):
    found = audit.draw(sums, "Root", 12, EVERYTHING, seed=1)
    assert (found.cases, found.asked, found.all_taken) == (12, 12, False)
    assert found.by_outcome["correct"] + found.by_outcome["incorrect"] == 12
    assert min(found.by_outcome.values()) >= 2
    kept = sums.rows("SELECT DISTINCT batch, drawn_by FROM audit_items")
    assert kept == [{"batch": found.batch, "drawn_by": "Root"}]


def test_the_same_seed_draws_the_same_cases(sums):
    first = audit.draw(sums, "Root", 10, EVERYTHING, seed=7) and drawn(sums)
    sums.rows("DELETE FROM audit_items RETURNING 1")
    audit.draw(sums, "Root", 10, EVERYTHING, seed=7)
    assert drawn(sums) == first


def test_a_second_drawing_takes_others_until_nothing_is_left(sums):
    some, rest = audit.draw(sums, "Root", 15, EVERYTHING), audit.draw(sums, "Root", 1000, EVERYTHING)
    cases = drawn(sums)
    automatic = sums.value("SELECT count(DISTINCT case_id) FROM outcomes WHERE automatic <> 'uncertain'")
    assert len(cases) == len(set(cases)) == some.cases + rest.cases == automatic
    assert rest.all_taken
    with pytest.raises(InputError, match="decided or drawn already"):
        audit.draw(sums, "Root", 1, EVERYTHING)


def test_two_who_draw_at_once_never_draw_the_same_case(sums):
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: audit.draw(sums, "Root", 8, EVERYTHING, seed=0), range(4)))
    cases = drawn(sums)
    assert len(cases) == len(set(cases)) == 32


@pytest.mark.parametrize("size", [0, -3, audit.MOST + 1])
def test_a_size_out_of_bounds_draws_nothing(sums, size):
    with pytest.raises(InputError, match="ask for 1 to 100,000"):
        audit.draw(sums, "Root", size, EVERYTHING)
    assert drawn(sums) == []


def test_a_report_tells_rates_batches_and_errors(sums):
    audit.draw(sums, "Root", 12, EVERYTHING, seed=1)
    cases = drawn(sums)
    decide(sums, cases[:10], wrong=2)
    found = audit.report(sums, EVERYTHING)
    assert (found.report.all.drawn, found.report.all.decided, found.report.all.wrong) == (12, 10, 2)
    assert 0 < found.report.all.share.low < found.report.all.share.value < found.report.all.share.high < 1
    [batch] = found.batches
    assert (batch.drawn, batch.decided, batch.wrong, batch.gone, batch.drawn_by) == (12, 10, 2, 0, "Root")
    assert {row["case_id"] for row in found.errors} == set(cases[:2])
    assert all(row["said"] != row["decision"] for row in found.errors)
    sizes = [row["responses"] for row in found.errors]
    assert sizes == sorted(sizes, reverse=True)


def test_everything_checked_gives_the_truth_without_doubt(sums):
    audit.draw(sums, "Root", 1000, EVERYTHING)
    decide(sums, drawn(sums), wrong=3)
    found = audit.report(sums, EVERYTHING).report
    wrong = sums.value("SELECT avg((decision <> automatic)::INT) FROM outcomes WHERE automatic <> 'uncertain'")
    right = sums.value("SELECT avg((outcome = 'correct')::INT) FROM outcomes WHERE automatic <> 'uncertain'")
    assert (found.all.share.low, found.all.share.value, found.all.share.high) == pytest.approx((wrong,) * 3)
    assert (found.right.low, found.right.value, found.right.high) == pytest.approx((right,) * 3)
    for model in ("ada", "boole"):
        mine = sums.value(
            "SELECT avg((decision <> automatic)::INT) FROM outcomes WHERE automatic <> 'uncertain' AND model = $model",
            {"model": model},
        )
        assert audit.report(sums, Selection(models=(model,))).report.all.share.value == pytest.approx(mine)


def test_a_verdict_that_changed_since_is_counted(sums):
    audit.draw(sums, "Root", 1000, EVERYTHING)
    assert audit.report(sums, EVERYTHING).changed == 0
    with sums.cursor() as cursor:
        cursor.execute(
            "UPDATE audit_items SET automatic = if(automatic = 'correct', 'incorrect', 'correct') "
            "WHERE case_id IN (SELECT unnest($cases))",
            {"cases": drawn(sums)[:2]},
        )
    assert audit.report(sums, EVERYTHING).changed == 2


def test_a_store_without_a_drawing_has_an_empty_report(store):
    found = audit.report(store, EVERYTHING)
    assert (found.batches, list(found.errors), found.changed, found.report.all.drawn) == ([], [], 0, 0)


# --- the command


def wish(**changes: Any) -> dict[str, Any]:
    return {"sample": None, "benchmarks": [], "runs": [], "seed": None} | changes


def test_the_command_draws_and_then_reports(sums):
    said = audit_command.run(sums, wish(sample=12, seed=1))
    assert "12 automatic verdicts drawn" in said["lines"][0]
    assert said["rows"] == []
    decide(sums, drawn(sums), wrong=2)
    told = audit_command.run(sums, wish())
    assert "automatic verdicts wrong: " in told["lines"][0]
    assert "2 of 12 decided, 12 drawn" in told["lines"][0]
    assert sum(int(row[2]) for row in told["rows"]) == 12
    assert all(len(row) == len(audit_command.HEADS) for row in told["rows"])


def test_the_command_says_when_there_was_less_than_asked_for(sums):
    lines = audit_command.run(sums, wish(sample=5000))["lines"]
    assert "fewer than the 5,000 asked for" in lines[1]


def test_before_the_first_drawing_the_command_says_how_to_draw(sums):
    assert "--sample 200" in audit_command.run(sums, wish())["lines"][0]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        pytest.param({"benchmarks": ["nope"]}, "nope: no such benchmark; there are: custom", id="an unknown benchmark"),
        pytest.param({"runs": ["nope"]}, "nope: no such run or model", id="an unknown run"),
    ],
)
def test_an_unknown_name_is_refused(sums, changes, says):
    with pytest.raises(NotFound, match=says):
        audit_command.run(sums, wish(sample=3, **changes))
    assert drawn(sums) == []


def test_a_run_narrows_the_drawing(sums):
    audit_command.run(sums, wish(sample=1000, runs=["ada"]))
    models = sums.rows("SELECT case_id FROM audit_items EXCEPT SELECT case_id FROM outcomes WHERE model = 'ada'")
    assert models == []
