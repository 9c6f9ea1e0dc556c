"""Scoreboard: the cases that people decided, with what each grader says of them, as of now or of a past moment."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from review_app.domain import Selection
from review_app.store.database import Store
from review_app.store.outcomes import condition

# The cases that people decided, and the responses of a selection that give their answers; both kept, for two frames are
# made of them.
HELD = """
CREATE TEMP TABLE held AS
SELECT case_id, problem_id, rule, grader AS version, expected, automatic AS said, decision AS people
FROM case_states_at($moment) WHERE decision IS NOT NULL
"""
GIVEN = """
CREATE TEMP TABLE given AS
WITH cut AS (
    SELECT response_id, max_by(case_id, seq) AS case_id FROM extractions WHERE extracted_at <= $moment
    GROUP BY response_id
), answered AS (
    SELECT id, run_id FROM responses
    WHERE import_id NOT IN (SELECT id FROM imports WHERE imported_at > $moment)
)
SELECT held.case_id, response_id, runs.tool
FROM cut JOIN held ON held.case_id = cut.case_id JOIN answered ON answered.id = response_id
JOIN runs ON runs.id = run_id JOIN problems ON problems.id = held.problem_id WHERE {where}
"""

OURS = """
SELECT held.* EXCLUDE (problem_id), responses,
    held.case_id IN (SELECT case_id FROM audit_items WHERE drawn_at <= $moment) AS audited
FROM held JOIN (SELECT case_id, count(*) AS responses FROM given GROUP BY case_id) AS counted
    ON counted.case_id = held.case_id
ORDER BY held.case_id
"""

# A tool judges responses, so it may say both of a case: it is taken by what it says most often.
TOOLS = """
WITH said AS (
    SELECT case_id, tool || ' · ' || judged.grader AS grader, judged.outcome, count(*) AS responses
    FROM given JOIN tool_verdicts AS judged ON judged.response_id = given.response_id GROUP BY ALL
), ranked AS (
    SELECT *, max(responses) OVER held AS most, sum(responses) OVER held AS total FROM said
    WINDOW held AS (PARTITION BY case_id, grader)
)
SELECT case_id, grader, any_value(total)::BIGINT AS responses,
    CASE WHEN count(*) = 1 THEN any_value(outcome) ELSE 'uncertain' END AS said
FROM ranked WHERE responses = most GROUP BY case_id, grader
"""

# Before the name of a judge, where graders are listed.
JUDGE = "judge · "

# A judge is taken by what most of its votes say.
JUDGES = f"""
SELECT given.case_id, '{JUDGE}' || judge AS grader, count(*) AS responses, any_value(outcome) AS said
FROM given JOIN suggestions_at($moment) AS advice ON advice.case_id = given.case_id GROUP BY given.case_id, judge
"""
OTHERS = f"FROM ({TOOLS} UNION ALL {JUDGES}) ORDER BY grader, case_id"


def decided(store: Store, selection: Selection, moment: datetime | None = None) -> tuple[Any, Any]:
    """Two frames of the cases of a selection that people decided.

    Of our grader one row a case: `case_id, rule, version, expected, said, people, responses, audited` (`version` is the
    grader's, `expected` the reference as it read it; `audited`: drawn by chance). Of the tools' own graders and of
    judges one row a case and grader: `case_id, grader, responses, said`, uncertain where one says as often one thing as
    another.
    """
    where, parameters = condition(selection)
    values = {"moment": moment or datetime.max}
    with store.cursor() as cursor:
        cursor.execute(HELD, values)
        cursor.execute(GIVEN.format(where=where), values | parameters)
        return cursor.execute(OURS, values).df(), cursor.execute(OTHERS, values).df()
