"""Large: a database with as many doubtful cases as a team ever queues, made of the scenario's own.

`python -m benchmarks.large SOURCE TARGET CASES LEASE_MINUTES` makes one; it prints how many cases it has.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path

from benchmarks import scenario
from benchmarks.commands import apart

# A longer text costs disk and time to build and shows nothing new: a response of the scenario has 900 on average.
TEXT = 1_500
LEASE_MINUTES = 10.0

# Doubtful cases, and the number of each copy; the original is number 0.
CHOSEN = """
CREATE TEMP TABLE chosen AS SELECT * FROM (
    SELECT case_id, any_value(problem_id) AS problem_id FROM outcomes
    WHERE automatic = 'uncertain' AND case_id IS NOT NULL GROUP BY case_id
), range(1, $times) AS numbers(copy)
"""
# Each copy has problems, cases, responses and verdicts of its own.
COPIES = (
    """INSERT INTO problems SELECT DISTINCT p.* REPLACE (p.id || '#' || copy AS id, p.text_key || copy AS text_key)
    FROM chosen JOIN problems AS p ON p.id = chosen.problem_id""",
    "INSERT INTO cases SELECT case_id || 'x' || copy, problem_id || '#' || copy, 'copy' FROM chosen",
    f"""INSERT INTO responses
    SELECT r.* REPLACE (r.id || 'x' || copy AS id, r.problem_id || '#' || copy AS problem_id, r.text[:{TEXT}] AS text)
    FROM chosen JOIN extractions USING (case_id) JOIN responses AS r ON r.id = extractions.response_id""",
    f"""INSERT INTO extractions BY NAME
    SELECT e.* EXCLUDE (seq) REPLACE (response_id || 'x' || copy AS response_id, case_id || 'x' || copy AS case_id,
        least(start, {TEXT}) AS start, least(finish, {TEXT}) AS finish)
    FROM chosen JOIN extractions AS e USING (case_id)""",
    """INSERT INTO verdicts BY NAME SELECT v.* EXCLUDE (seq) REPLACE (case_id || 'x' || copy AS case_id)
    FROM chosen JOIN verdicts AS v USING (case_id)""",
)


@cache
def database(room: Path, cases: int, lease_minutes: float = LEASE_MINUTES) -> Path:
    """A graded database with at least so many doubtful cases, in the scenario's proportions."""
    target = room / f"large-{cases}-{lease_minutes:g}.duckdb"
    apart("large", scenario.graded(room), target, str(cases), str(lease_minutes))
    return target


def multiply(source: Path, target: Path, cases: int, lease_minutes: float) -> int:
    """Copy the database, and its doubtful cases as often as it takes; how many there are."""
    from review_app.services import preferences
    from review_app.store import open_store

    with open_store(scenario.copied(source, target)) as store:
        there = store.value("SELECT count(DISTINCT case_id) FROM outcomes WHERE automatic = 'uncertain'")
        with store.transaction() as cursor:
            cursor.execute(CHOSEN, {"times": -(-cases // there)})
            for copies in COPIES:
                cursor.execute(copies)
        preferences.choose(store, "benchmark", lease_minutes=lease_minutes)
        return int(store.value("SELECT count(DISTINCT case_id) FROM outcomes WHERE automatic = 'uncertain'"))


if __name__ == "__main__":
    print(json.dumps(multiply(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]))))
