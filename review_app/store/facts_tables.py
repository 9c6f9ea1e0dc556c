"""Facts' tables: how the copy of a moment is made, and what is asked of it. `{n}`, `{rows}` and `{people}` are numbers.

`keys` are the combinations of what people do not change (run, level, what the grader said ...), `rows` the responses:
each has a key, a place (one problem of one run) and an answer (its case). `people` are the answers that people or a
corrected reference changed, `states` what holds there, `places` the sums of each place.
"""

from __future__ import annotations

GROUP = "run_id, model, benchmark, split, level, subject"
KEY = f"{GROUP}, tool_outcome, automatic, rule, strength, samples"
STATE = "status, outcome, amended_outcome, cause"
SUMS = (
    "samples, tool_judged, tool_correct, automatic_correct, automatic_uncertain, correct, uncertain, "
    "amended_correct, amended_uncertain, majority_correct, majority_uncertain"
)

# Lengths in characters: up to 250, 500, 1,000 and so on.
SHORTEST = 250
BUCKET = f"greatest(0, ceil(log2(greatest(length(text), 1) / {SHORTEST})))"

# Where these are as they were, what was made of them still holds.
GRADED = """SELECT {answered: (SELECT count(*) FROM responses), cut: (SELECT max(seq) FROM extractions),
    judged: (SELECT max(seq) FROM verdicts), tools: (SELECT count(*) FROM tool_verdicts),
    known: (SELECT count(level) + count(subject) FROM problems)}"""
SAID = """SELECT {said: (SELECT max(seq) FROM decisions), taken_back: (SELECT count(*) FROM withdrawals),
    ruled: (SELECT max(seq) FROM reference_rulings), amended: (SELECT max(seq) FROM amended_verdicts)}"""

# A response that nobody cut yet has no case: its answer is its own. The answers that most samples of a place give
# share its vote. Places and answers are hashes of 64 bits: among a million, two are the same once in 10^7 databases.
MAKE_ROWS = f"""
CREATE TABLE counting.given_{{n}} AS
SELECT {GROUP}, tool_outcome, automatic, rule, strength, {BUCKET}::UTINYINT AS bucket,
    hash(run_id, outcomes.problem_id) AS place, hash(outcomes.problem_id) AS problem,
    hash(coalesce(case_id, response_id)) AS answer
FROM outcomes_at($moment) AS outcomes JOIN (SELECT id, text FROM responses) AS responses ON responses.id = response_id;
CREATE TABLE counting.wide_{{n}} AS
WITH often AS (
    SELECT place, count(*) AS samples FROM counting.given_{{n}} GROUP BY place
), votes AS (
    SELECT place, answer, count(*) AS votes FROM counting.given_{{n}}
    WHERE place IN (SELECT place FROM often WHERE samples > 1) GROUP BY place, answer
), most AS (
    SELECT place, max(votes) AS most, count(*) FILTER (WHERE votes = top) AS tied
    FROM (SELECT *, max(votes) OVER (PARTITION BY place) AS top FROM votes) GROUP BY place
)
SELECT given.*, samples, CASE WHEN most IS NULL THEN 1 WHEN votes = most THEN 1 / (most * tied) ELSE 0 END AS vote
FROM counting.given_{{n}} AS given JOIN often ON often.place = given.place
LEFT JOIN votes ON votes.place = given.place AND votes.answer = given.answer
LEFT JOIN most ON most.place = given.place;
DROP TABLE counting.given_{{n}};
CREATE TABLE counting.keys_{{n}} AS
SELECT row_number() OVER ()::INTEGER - 1 AS key, dense_rank() OVER (ORDER BY {GROUP})::INTEGER - 1 AS kind,
    hash({KEY}) AS hashed, {KEY}
FROM (SELECT DISTINCT {KEY} FROM counting.wide_{{n}});
CREATE TABLE counting.rows_{{n}} AS
SELECT key, place, problem, answer, bucket, vote::FLOAT AS vote
FROM (SELECT hash({KEY}) AS hashed, place, problem, answer, bucket, vote FROM counting.wide_{{n}}) AS wide
JOIN (SELECT key, hashed FROM counting.keys_{{n}}) AS keys ON keys.hashed = wide.hashed;
DROP TABLE counting.wide_{{n}};
"""

MAKE_PEOPLE = f"""
CREATE TABLE counting.said_{{n}} AS
SELECT hash(held.case_id) AS answer, status, outcome, coalesce(amended_outcome, outcome) AS amended_outcome, cause
FROM case_states_at($moment) AS held LEFT JOIN amended_states_at($moment) AS amended ON amended.case_id = held.case_id
WHERE decision IS NOT NULL OR status = 'disputed' OR amended.case_id IS NOT NULL;
CREATE TABLE counting.states_{{n}} AS
SELECT row_number() OVER ()::INTEGER - 1 AS state, hash({STATE}) AS hashed, {STATE}
FROM (SELECT DISTINCT {STATE} FROM counting.said_{{n}});
CREATE TABLE counting.people_{{n}} AS
SELECT answer, state FROM (SELECT answer, hash({STATE}) AS hashed FROM counting.said_{{n}}) AS said
JOIN (SELECT state, hashed FROM counting.states_{{n}}) AS states ON states.hashed = said.hashed;
DROP TABLE counting.said_{{n}};
"""

# What a response of a key counts as where people said something (a state), and where nobody did (NULL).
FLAGS = """
SELECT key, state, (tool_outcome IS NOT NULL)::INTEGER AS tool_judged,
    coalesce(tool_outcome = 'correct', false)::INTEGER AS tool_correct,
    (automatic = 'correct')::INTEGER AS automatic_correct, (automatic = 'uncertain')::INTEGER AS automatic_uncertain,
    (coalesce(states.outcome, automatic) = 'correct')::INTEGER AS correct,
    (coalesce(states.outcome, automatic) = 'uncertain')::INTEGER AS uncertain,
    (coalesce(amended_outcome, automatic) = 'correct')::INTEGER AS amended_correct,
    (coalesce(amended_outcome, automatic) = 'uncertain')::INTEGER AS amended_uncertain
FROM counting.keys_{rows} CROSS JOIN (
    SELECT state, outcome, amended_outcome FROM counting.states_{people} UNION ALL SELECT NULL, NULL, NULL) AS states
"""
MAKE_PLACES = f"""
CREATE TABLE counting.places_{{people}} AS
WITH flags AS ({FLAGS})
SELECT place, any_value(rows.key) AS key, any_value(problem) AS problem, count(*)::INTEGER AS samples,
    {", ".join(f"sum({name})::INTEGER AS {name}" for name in SUMS.split(", ")[1:9])},
    round(sum(vote * correct), 6) AS majority_correct, round(sum(vote * uncertain), 6) AS majority_uncertain
FROM counting.rows_{{rows}} AS rows LEFT JOIN counting.people_{{people}} AS people ON people.answer = rows.answer
JOIN flags ON flags.key = rows.key AND flags.state IS NOT DISTINCT FROM people.state
GROUP BY place;
"""

CHOSEN = "WITH chosen AS (SELECT key, kind, automatic, strength FROM counting.keys_{rows} WHERE {where})"
TALLY = f"""{CHOSEN}
SELECT kind, {", ".join(f"places.{name}" for name in SUMS.split(", "))}, count(*)::INTEGER AS problems
FROM counting.places_{{people}} AS places JOIN chosen ON chosen.key = places.key GROUP BY ALL ORDER BY ALL
"""
PAIRS = f"""{CHOSEN}
SELECT kind, problems.id AS problem_id, {", ".join(f"places.{name}" for name in SUMS.split(", "))}
FROM counting.places_{{people}} AS places JOIN chosen ON chosen.key = places.key
JOIN problems ON hash(problems.id) = places.problem ORDER BY problem_id, kind
"""
LENGTHS = f"""{CHOSEN}, flags AS ({FLAGS})
SELECT run_id, model, benchmark, bucket, coalesce(rule = 'cut_off', false) AS truncated,
    count(*)::INTEGER AS responses,
    {", ".join(f"sum({name})::INTEGER AS {name}" for name in SUMS.split(", ")[3:7])}
FROM counting.rows_{{rows}} AS rows LEFT JOIN counting.people_{{people}} AS people ON people.answer = rows.answer
JOIN flags ON flags.key = rows.key AND flags.state IS NOT DISTINCT FROM people.state
JOIN counting.keys_{{rows}} AS keys ON keys.key = rows.key
WHERE rows.key IN (SELECT key FROM chosen) GROUP BY ALL ORDER BY ALL
"""
# Of each case that people decided once: what the grader had said of it, and what tools said of responses with it.
DECIDED = f"""{CHOSEN}, decided AS (
    SELECT rows.key, rows.answer, states.outcome = 'correct' AS correct
    FROM counting.rows_{{rows}} AS rows JOIN counting.people_{{people}} AS people ON people.answer = rows.answer
    JOIN counting.states_{{people}} AS states ON states.state = people.state
    WHERE states.status IN ('confirmed', 'overridden') AND rows.key IN (SELECT key FROM chosen)
), told AS (
    SELECT decided.*, automatic, tool_outcome FROM decided JOIN counting.keys_{{rows}} AS keys ON keys.key = decided.key
)
SELECT source, said, count(DISTINCT answer)::INTEGER AS n,
    count(DISTINCT answer) FILTER (WHERE correct)::INTEGER AS correct
FROM (SELECT 'grader' AS source, automatic AS said, * FROM told UNION ALL SELECT 'tool', tool_outcome, * FROM told)
WHERE said IN ('correct', 'incorrect') GROUP BY ALL ORDER BY ALL
"""
CELLS = f"""{CHOSEN}
SELECT rows.key, coalesce(state, -1) AS state, count(*)::INTEGER AS responses,
    count(DISTINCT rows.answer)::INTEGER AS cases
FROM counting.rows_{{rows}} AS rows LEFT JOIN counting.people_{{people}} AS people ON people.answer = rows.answer
WHERE rows.key IN (SELECT key FROM chosen) GROUP BY rows.key, state ORDER BY rows.key, state
"""
# A case counts once, however many runs gave it; a response that nobody cut yet is none.
COUNTS = f"""{CHOSEN}, given AS (
    SELECT rows.answer, any_value(automatic) AS automatic, any_value(state) AS state, count(*) AS responses,
        any_value(strength) IS NULL AS ungraded
    FROM counting.rows_{{rows}} AS rows JOIN chosen ON chosen.key = rows.key
    LEFT JOIN counting.people_{{people}} AS people ON people.answer = rows.answer GROUP BY rows.answer
), held AS (
    SELECT responses, ungraded, automatic,
        coalesce(status, CASE automatic WHEN 'uncertain' THEN 'pending' ELSE 'auto' END) AS status
    FROM given LEFT JOIN counting.states_{{people}} AS states ON states.state = given.state
)
SELECT coalesce(sum(responses), 0)::BIGINT AS responses,
    coalesce(sum(responses) FILTER (WHERE ungraded), 0)::BIGINT AS ungraded,
    count(*) FILTER (WHERE NOT ungraded) AS cases,
    count(*) FILTER (WHERE NOT ungraded AND automatic = 'uncertain') AS needing,
    count(*) FILTER (WHERE NOT ungraded AND status = 'confirmed') AS confirmed,
    count(*) FILTER (WHERE NOT ungraded AND status = 'overridden') AS overridden,
    count(*) FILTER (WHERE NOT ungraded AND status = 'pending') AS pending,
    count(*) FILTER (WHERE NOT ungraded AND status = 'disputed') AS disputed
FROM held
"""
GIVEN = f"""{CHOSEN}
SELECT id AS case_id, count(*) AS selected, any_value(automatic) AS automatic,
    coalesce(any_value(status), CASE any_value(automatic) WHEN 'uncertain' THEN 'pending' ELSE 'auto' END) AS status,
    any_value(outcome) FILTER (WHERE status IN ('confirmed', 'overridden')) AS decision
FROM (SELECT unnest($cases) AS id) AS named
JOIN counting.rows_{{rows}} AS rows ON rows.answer = hash(id) JOIN chosen ON chosen.key = rows.key
LEFT JOIN counting.people_{{people}} AS people USING (answer)
LEFT JOIN counting.states_{{people}} AS states USING (state) GROUP BY id ORDER BY id
"""
