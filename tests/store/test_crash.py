from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from review_app.store import open_store

# Decides without end and says each decision's id once it is acknowledged; every tenth time it decides for two cases
# and takes them back.
STORM = """
import sys
from review_app.domain import Outcome
from review_app.services import review
from review_app.store import open_store

with open_store(sys.argv[1]) as store:
    number = 0
    while True:
        annotator = f"{sys.argv[2]} {number}"
        review.decide(store, annotator, ["c1"], Outcome.CORRECT)
        print("decided", annotator, flush=True)
        if number % 10 == 9:
            review.decide(store, annotator, ["c1", "c2"], Outcome.INCORRECT)
            review.undo(store, annotator)
            print("undone", annotator, flush=True)
        number += 1
"""

ROUNDS = 3
ACKNOWLEDGED = 40


def storm(path: Path, name: str) -> list[str]:
    """Let it rage until so much was acknowledged, kill it, and give back every line it got out."""
    process = subprocess.Popen([sys.executable, "-c", STORM, str(path), name], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process.stdout as out:
        lines = [out.readline() for _ in range(ACKNOWLEDGED)]
        process.kill()
        lines += out.readlines()
    assert process.wait(10) == -9
    return [line.rstrip("\n") for line in lines if line.endswith("\n")]


def test_no_acknowledged_decision_is_lost_when_the_process_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    with open_store(path) as store:
        store.append("cases", {"id": ["c1", "c2"], "problem_id": ["p", "p"], "key": ["1", "2"]})
    acknowledged: list[str] = []
    for number in range(ROUNDS):
        acknowledged += storm(path, f"round {number}")
        with open_store(path, create=False) as store:
            decided = {row["a"] for row in store.rows("SELECT annotator AS a FROM decisions WHERE outcome = 'correct'")}
            undone = {row["annotator"]: row["n"] for row in store.rows(
                "SELECT annotator, count(*) AS n FROM withdrawals GROUP BY annotator")}  # fmt: skip
            sequence = store.row("SELECT max(seq) AS last, nextval('event_seq') AS next FROM decisions")
        said = [line.split(" ", 1) for line in acknowledged]
        assert {name for word, name in said if word == "decided"} <= decided
        assert {name for word, name in said if word == "undone"} <= set(undone)
        assert set(undone.values()) == {2}, "what was taken back in one go was taken back whole"
        assert sequence is not None
        assert sequence["next"] > sequence["last"], "what is said after the crash is later than what was said before"
    assert len(acknowledged) >= ROUNDS * ACKNOWLEDGED
