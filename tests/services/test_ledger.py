from __future__ import annotations

import csv
from pathlib import Path

import pytest

from review_app.domain import PublishedScore
from review_app.errors import ExportError, InputError
from review_app.services import ledger, ledger_file
from review_app.services.ledger_row import score_of
from review_app.store import Store, published

GOOD = {"model": "GPT-4o", "benchmark": "MATH-500", "metric": "pass@1 (%)", "value": "74.6", "source": "a report"}
SHIPPED = Path(__file__).resolve().parents[2] / "data" / "published_scores.csv"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        pytest.param({"model": " "}, "model is missing", id="no model"),
        pytest.param({"source": ""}, "source is missing", id="what nobody can look up is no published score"),
        pytest.param({"value": "high"}, "must be a number", id="no number"),
        pytest.param({"value": "nan"}, "no share", id="not a number"),
        pytest.param({"value": "101"}, "0 to 100 %", id="above all"),
        pytest.param({"value": "74.6", "metric": "pass@1"}, r"as pass@1 \(%\)", id="percent under a share's name"),
        pytest.param({"k": "8"}, "do not agree", id="another k than the metric's"),
        pytest.param({"metric": "accuracy (%)", "k": "8"}, "of one sample", id="k of plain accuracy"),
        pytest.param({"n": "0"}, "at least 1", id="no problems"),
        pytest.param({"shots": "-1"}, "at least 0", id="fewer than no shots"),
        pytest.param({"n": "9" * 30}, "at least 1", id="more than a column holds"),
        pytest.param({"date": "2025-02-30"}, "2025-01-22", id="no such day"),
        pytest.param({"note": "x" * 4_001}, "4,?001", id="a pasted file"),
    ],
)
def test_what_is_no_published_score_is_refused_with_what_to_do(change: dict[str, str], told: str) -> None:
    with pytest.raises(InputError, match=told):
        score_of(GOOD | change)


def test_what_was_not_said_stays_empty_and_the_metric_tells_its_k() -> None:
    assert score_of(GOOD) == PublishedScore("GPT-4o", "MATH-500", "pass@1 (%)", 74.6, "a report", k=1)
    assert score_of(GOOD | {"metric": "maj@64", "value": "0.9"}).k == 64
    assert score_of(GOOD | {"n": "5,000", "date": "2025-01", "shots": 4.0}).n == 5000


def test_a_ledger_begins_with_what_the_project_ships_and_takes_it_once(store: Store) -> None:
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        wanted = [score_of(row) for row in csv.DictReader(file)]
    found = ledger.entries(store)
    assert sorted(map(repr, wanted)) == sorted(repr(row.score) for row in found)
    assert {row.made_at for row in found} == {published.begun(store)}, "nobody saw the ledger without them"
    gone = found[0]
    ledger.withdraw(store, "Ada", gone.id, "not theirs")
    assert gone.entry not in {row.entry for row in ledger.entries(store)}, "what was withdrawn does not come back"


def test_two_who_change_one_entry_at_once_are_told(store: Store) -> None:
    made = ledger.add(store, "Ada", score_of(GOOD))
    ledger.change(store, "Bob", made.id, score_of(GOOD | {"value": "75"}), "table 4")
    with pytest.raises(InputError, match="meanwhile"):
        ledger.withdraw(store, "Ada", made.id, "a slip")
    with pytest.raises(InputError, match="reason"):
        ledger.withdraw(store, "Ada", published.history(store, made.entry)[-1].id, "  ")


def test_a_written_file_changes_nothing_and_an_edited_one_what_was_edited(store: Store, tmp_path: Path) -> None:
    ledger.add(store, "Ada", score_of(GOOD | {"note": 'a "note",\nof two lines', "prompt": "=1+1", "source": "你好"}))
    path = ledger_file.write(store, tmp_path)
    before = ledger.entries(store)
    taken = ledger_file.take(store, "Bob", path)
    assert (taken.added, taken.changed, taken.known, taken.rejects) == (0, 0, len(before), [])
    edited = tmp_path / "edited.csv"
    edited.write_text(path.read_text(encoding="utf-8").replace("97.3", "97.4"), encoding="utf-8")
    taken = ledger_file.take(store, "Bob", edited)
    assert (taken.added, taken.changed, taken.known) == (0, 1, len(before) - 1)
    [changed] = [row for row in ledger.entries(store) if row.replaces]
    assert (changed.score.value, changed.made_by, changed.reason) == (97.4, "Bob", "from edited.csv")


def test_bad_lines_come_back_with_their_numbers_and_the_good_ones_are_taken(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    path.write_text(
        "model,benchmark,metric,value,source,entry\n"
        "a,MATH,pass@1,0.5,here,\n"
        "b,MATH,pass@1,50,here,\n"
        "a,MATH,pass@1,0.5,here,\n"
        "c,MATH,pass@1,0.5,here,nonsense\n"
        'd,MATH,pass@1,0.5,"here\nand there",\n'
        "e,MATH\n",
        encoding="utf-8",
    )
    taken = ledger_file.take(store, "Ada", path)
    assert (taken.added, taken.changed, taken.known) == (2, 0, 1)
    assert [(reject.file, reject.place) for reject in taken.rejects] == [(str(path), at) for at in ("3", "5", "8")]
    assert [reject.reason.split(";")[0] for reject in taken.rejects] == [
        "50 of pass@1 is no share of 0 to 1", "entry is 'nonsense', which is no id of an entry", "metric is missing",
    ]  # fmt: skip


def test_an_empty_ledger_has_nothing_to_export(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "SHIPPED", ())
    with pytest.raises(ExportError, match="empty"):
        ledger_file.write(store, tmp_path)
