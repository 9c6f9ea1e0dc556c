"""Matching: which problem of the store a log's problem is, and which of its responses can be taken in.

A benchmark's own file is taken at its word. A log rarely names the benchmark's own id, so a problem is known by
its text with white space folded:
1. the log's own guess (`math/test/<text>`) when the store has exactly that;
2. else the smallest benchmark of the store that holds *all* problems of the log's guess
   (MATH-500 is a part of MATH: a log of 500 of its problems belongs to MATH-500);
3. else any problem of the store with the same text, where the log brings no reference of its own;
4. else a new problem, if the log brings a reference or solution;
5. else the responses are rejected: nobody could grade them.

Before all of these, a run that is in the store keeps the problems it was matched to, whatever benchmarks came since:
importing it again changes nothing. A log that gives a problem's id without its text means exactly that problem.
"""

from __future__ import annotations

import duckdb

CLAIMS = """
CREATE OR REPLACE TEMP TABLE claims AS
WITH claimed AS (SELECT DISTINCT ON (id) id, benchmark, split, text_key, reference <> '' OR solution <> '' AS gradable
                 FROM stage_problems),
earlier AS (
    SELECT DISTINCT problems.id, text_key FROM responses JOIN problems ON problems.id = responses.problem_id
    WHERE run_id IN (SELECT id FROM stage_runs)
), settled AS (SELECT text_key, min(id) AS id FROM earlier GROUP BY text_key),
sets AS (SELECT benchmark AS claimed_benchmark, split AS claimed_split, count(*) AS size FROM claimed GROUP BY ALL),
covering AS (
    SELECT claimed.benchmark AS claimed_benchmark, claimed.split AS claimed_split, problems.benchmark, problems.split
    FROM claimed JOIN problems USING (text_key)
    JOIN sets ON sets.claimed_benchmark = claimed.benchmark AND sets.claimed_split = claimed.split
    GROUP BY ALL HAVING count(DISTINCT claimed.id) = any_value(sets.size)
), sizes AS (SELECT benchmark, split, count(*) AS size FROM problems GROUP BY ALL),
chosen AS (
    SELECT claimed_benchmark, claimed_split,
        unnest(min_by({benchmark: benchmark, split: split}, {size: size, benchmark: benchmark, split: split}))
    FROM covering JOIN sizes USING (benchmark, split) GROUP BY claimed_benchmark, claimed_split
), twin AS (SELECT text_key, min(id) AS id FROM problems GROUP BY text_key)
SELECT claimed.id AS log_problem_id, coalesce(
    same.id, settled.id, exact.id, covered.id,
    CASE WHEN claimed.gradable THEN claimed.id ELSE twin.id END
) AS problem_id
FROM claimed
LEFT JOIN earlier AS same ON same.id = claimed.id
LEFT JOIN settled ON settled.text_key = claimed.text_key
LEFT JOIN problems AS exact ON exact.id = claimed.id
LEFT JOIN chosen ON chosen.claimed_benchmark = claimed.benchmark AND chosen.claimed_split = claimed.split
LEFT JOIN problems AS covered ON covered.benchmark = chosen.benchmark AND covered.split = chosen.split
    AND covered.text_key = claimed.text_key
LEFT JOIN twin ON twin.text_key = claimed.text_key
UNION ALL
SELECT named.id, problems.id
FROM (SELECT DISTINCT problem_id AS id FROM stage_responses
      ANTI JOIN stage_problems ON stage_problems.id = stage_responses.problem_id) AS named
LEFT JOIN problems ON problems.id = named.id
"""

OWN_CLAIMS = """
CREATE OR REPLACE TEMP TABLE claims AS SELECT DISTINCT id AS log_problem_id, id AS problem_id FROM stage_problems
"""

ACCEPTED = """
CREATE OR REPLACE TEMP TABLE accepted_problems AS
SELECT DISTINCT problem_id AS id FROM claims WHERE problem_id IS NOT NULL
"""

# `first` marks the one that stays where a file gives the same sample of the same problem twice.
RESOLVED = """
CREATE OR REPLACE TEMP TABLE resolved AS
SELECT response_id(run_id, claims.problem_id, sample) AS id, run_id, claims.problem_id, log_problem_id, sample, text,
    seq,
    row_number() OVER (PARTITION BY run_id, claims.problem_id, sample ORDER BY seq) = 1 AS first
FROM stage_responses JOIN claims ON claims.log_problem_id = stage_responses.problem_id
WHERE claims.problem_id IS NOT NULL
"""

UNKNOWN = """
INSERT INTO stage_rejects
SELECT runs.source, 'problem ' || claims.log_problem_id, 'unknown problem and no reference in the file: '
    || 'import its benchmark first (review-app import gsm8k|math|math500|mathusereval FILE)',
    coalesce(substr(any_value(statement), 1, 200), '')
FROM stage_responses
JOIN claims ON claims.log_problem_id = stage_responses.problem_id
LEFT JOIN stage_problems ON stage_problems.id = claims.log_problem_id
LEFT JOIN stage_runs AS runs ON runs.id = stage_responses.run_id
WHERE claims.problem_id IS NULL GROUP BY ALL
"""

REPEATED = """
INSERT INTO stage_rejects
SELECT stage_runs.source, 'problem ' || again.problem_id || ' sample ' || again.sample,
    'the file gives this sample twice with different texts: the first was kept', substr(again.text, 1, 200)
FROM resolved AS again
JOIN resolved AS kept ON kept.first AND kept.id = again.id AND kept.text <> again.text
LEFT JOIN (SELECT DISTINCT ON (id) * FROM stage_runs) AS stage_runs ON stage_runs.id = again.run_id
WHERE NOT again.first
"""

CHANGED = """
INSERT INTO stage_rejects
SELECT stage_runs.source, 'problem ' || resolved.problem_id || ' sample ' || resolved.sample,
    'this run already has another text for this sample: the stored one was kept; '
    || 'give the file another name or --model to import it as a run of its own', substr(resolved.text, 1, 200)
FROM resolved JOIN responses ON responses.id = resolved.id AND responses.text <> resolved.text
LEFT JOIN (SELECT DISTINCT ON (id) * FROM stage_runs) AS stage_runs ON stage_runs.id = resolved.run_id
WHERE first
"""


def resolve(cursor: duckdb.DuckDBPyConnection, *, own_problems: bool) -> None:
    """Leave `accepted_problems` and `resolved` for intake, and say of every row that is left out why.

    `own_problems`: the file is the benchmark itself, its problems are no guesses.
    """
    for sql in (OWN_CLAIMS if own_problems else CLAIMS, ACCEPTED, RESOLVED, UNKNOWN, REPEATED, CHANGED):
        cursor.execute(sql)
