"""Queue items: what the review queue is built from, each a reading of the whole store."""

from __future__ import annotations

from datetime import datetime

from review_app.store.database import Row, Store

# Every case that people may be asked about: those the grader left open, audits and gold, and `runs` with its responses.
# These are few of a large store, so they do not go through the view `outcomes`, which would put all of it together.
# What people found of a rule weighs as much as two votes of judges.
ITEMS = """
WITH verdict AS (
    SELECT case_id, unnest(max_by({outcome: outcome, rule: rule}, seq)) FROM verdicts GROUP BY case_id
), wanted AS (
    SELECT cases.id AS case_id, cases.problem_id, coalesce(rule, '') AS rule
    FROM cases LEFT JOIN verdict ON verdict.case_id = cases.id
    WHERE coalesce(outcome, 'uncertain') = 'uncertain' OR cases.id IN (SELECT unnest($others))
), extraction AS (
    SELECT response_id, max_by(case_id, seq) AS case_id FROM extractions
    WHERE response_id IN (SELECT response_id FROM extractions WHERE case_id IN (SELECT case_id FROM wanted))
    GROUP BY response_id
), answered AS (
    SELECT case_id, run_id, any_value(model) AS model, count(*) AS n
    FROM extraction JOIN responses ON responses.id = extraction.response_id JOIN runs ON runs.id = responses.run_id
    GROUP BY case_id, run_id
), asked AS (
    SELECT case_id, list({run_id: run_id, model: model, n: n} ORDER BY run_id) AS runs FROM answered GROUP BY case_id
), places AS (
    SELECT id, benchmark, subject, level, row_number() OVER (PARTITION BY benchmark ORDER BY rowid) AS position
    FROM problems
), known AS (
    SELECT rule, (count(*) FILTER (WHERE said.outcome = 'correct') + 1) / (count(*) + 2) AS promise,
        median(seconds) AS seconds
    FROM standing_decisions AS said JOIN case_states ON case_states.case_id = said.case_id
    WHERE said.kind = 'opinion' AND said.outcome <> 'uncertain' GROUP BY rule
), judged AS (
    SELECT case_id, sum(votes) AS votes, sum(share * votes) AS correct FROM suggestions WHERE $advised
    GROUP BY case_id
)
SELECT case_id, problem_id, benchmark, rule, subject, level, runs, position,
    (2 * coalesce(promise, 0.5) + coalesce(correct, 0)) / (2 + coalesce(votes, 0)) AS promise,
    coalesce(seconds, 0) AS seconds
FROM wanted
JOIN asked USING (case_id)
JOIN places ON places.id = problem_id
LEFT JOIN known USING (rule)
LEFT JOIN judged USING (case_id)
"""

OPINIONS = """
SELECT case_id, annotator, max_by(outcome, seq) AS outcome FROM standing_decisions
WHERE kind = 'opinion' GROUP BY case_id, annotator
"""

SETTLED = "SELECT DISTINCT case_id FROM standing_decisions WHERE kind <> 'opinion' AND outcome <> 'uncertain'"

SKIPS = "SELECT case_id, annotator, max(seq) AS seq FROM skips GROUP BY case_id, annotator ORDER BY seq"

# A hold ends with its time, with a release, and with what the person said or skipped afterwards. The newest word on
# it holds, also where it was made shorter.
HOLDS = """
WITH newest AS (
    SELECT case_id, annotator, max(seq) AS seq,
        unnest(max_by({tab: tab, event: event, blind: blind, until: until}, seq))
    FROM leases GROUP BY case_id, annotator
), ended AS (
    SELECT case_id, annotator, max(seq) AS seq FROM (
        SELECT case_id, annotator, seq FROM decisions UNION ALL SELECT case_id, annotator, seq FROM skips)
    GROUP BY case_id, annotator
)
SELECT newest.case_id, newest.annotator, tab, blind, until
FROM newest LEFT JOIN ended ON ended.case_id = newest.case_id AND ended.annotator = newest.annotator
WHERE event <> 'released' AND until > $now AND newest.seq > coalesce(ended.seq, 0) ORDER BY newest.seq
"""


AUDITS = """
SELECT DISTINCT case_id FROM audit_items
WHERE case_id NOT IN (SELECT case_id FROM standing_decisions WHERE outcome <> 'uncertain')
"""

GOLD = "SELECT DISTINCT case_id FROM standing_decisions WHERE kind = 'gold' AND outcome <> 'uncertain'"


def audits(store: Store) -> list[str]:
    """The automatic verdicts that were drawn to be checked and that nobody has checked."""
    return [row["case_id"] for row in store.rows(AUDITS)]


def gold(store: Store) -> list[str]:
    """The cases whose answer is known, to measure people by."""
    return [row["case_id"] for row in store.rows(GOLD)]


def items(store: Store, others: list[str], *, advised: bool = True) -> list[Row]:
    """The cases that the grader left to people, and `others` beside them; one row each. Without `advised` what judges
    say is not in their promise."""
    return store.rows(ITEMS, {"others": others, "advised": advised})


def opinions(store: Store) -> list[Row]:
    """The newest standing opinion of each person on each case."""
    return store.rows(OPINIONS)


def settled(store: Store) -> list[str]:
    """The cases that an adjudication or a gold decision holds for."""
    return [row["case_id"] for row in store.rows(SETTLED)]


def skips(store: Store) -> list[Row]:
    """What people put back, the longest ago first."""
    return store.rows(SKIPS)


def holds(store: Store, now: datetime) -> list[Row]:
    """The leases that have not ended."""
    return store.rows(HOLDS, {"now": now})
