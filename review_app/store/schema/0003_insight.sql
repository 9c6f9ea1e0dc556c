-- Insight: what held at a past moment. Everything is appended with its time, so leaving out what came later gives
-- exactly what the views gave then. The macros are the definitions; the views are theirs for the end of time.

CREATE MACRO standing_decisions_at(moment) AS TABLE
SELECT decisions.* REPLACE (coalesce(kind, 'opinion') AS kind)
FROM decisions
ANTI JOIN (SELECT decision_id FROM withdrawals WHERE withdrawn_at <= moment) AS withdrawn
    ON withdrawn.decision_id = decisions.id
WHERE decided_at <= moment;

-- The right answer of each problem whose reference a second person confirmed to be wrong.
CREATE MACRO amended_references_at(moment) AS TABLE
SELECT problem_id, answer FROM (
    SELECT problem_id, max_by(ruling, seq) AS ruling, max_by(answer, seq) AS answer
    FROM reference_rulings WHERE ruled_at <= moment GROUP BY problem_id
) WHERE ruling = 'confirmed';

-- What holds for a case: the newest verdict, and the newest standing opinion of each person. "Cannot tell" is no
-- opinion: it leaves the case where it was. Two people who differ make it disputed, until somebody settles it: the
-- newest adjudication or gold decision holds before all opinions.
CREATE MACRO case_states_at(moment) AS TABLE
WITH latest_verdict AS (
    SELECT case_id, unnest(max_by(
        {automatic: outcome, rule: rule, evidence: evidence, expected: expected, found: found, grader: grader}, seq))
    FROM verdicts WHERE graded_at <= moment GROUP BY case_id
), opinion AS (
    SELECT case_id, annotator, unnest(max_by({outcome: outcome, cause: cause, note: note, decided_at: decided_at, seq: seq}, seq))
    FROM standing_decisions_at(moment) WHERE kind = 'opinion' GROUP BY case_id, annotator
), standing AS (
    SELECT case_id,
        CASE WHEN count(DISTINCT outcome) = 1 THEN any_value(outcome) END AS decision,
        count(DISTINCT outcome) > 1 AS disputed,
        count(*) AS opinions,
        string_agg(annotator, ', ' ORDER BY seq) AS annotator,
        max(decided_at) AS decided_at,
        max_by(cause, seq) AS cause,
        max_by(note, seq) AS note
    FROM opinion WHERE outcome <> 'uncertain' GROUP BY case_id
), settled AS (
    SELECT case_id, unnest(max_by({outcome: outcome, annotator: annotator, decided_at: decided_at, cause: cause, note: note}, seq))
    FROM standing_decisions_at(moment) WHERE kind <> 'opinion' AND outcome <> 'uncertain' GROUP BY case_id
), people AS (
    SELECT coalesce(settled.case_id, standing.case_id) AS case_id,
        coalesce(settled.outcome, standing.decision) AS decision,
        settled.outcome IS NULL AND standing.disputed AS disputed,
        coalesce(standing.opinions, 0) AS opinions,
        CASE WHEN settled.outcome IS NULL THEN standing.annotator ELSE settled.annotator END AS annotator,
        CASE WHEN settled.outcome IS NULL THEN standing.decided_at ELSE settled.decided_at END AS decided_at,
        CASE WHEN settled.outcome IS NULL THEN standing.cause ELSE settled.cause END AS cause,
        CASE WHEN settled.outcome IS NULL THEN standing.note ELSE settled.note END AS note
    FROM standing FULL JOIN settled ON settled.case_id = standing.case_id
)
SELECT cases.id AS case_id, cases.problem_id, cases.key,
    coalesce(automatic, 'uncertain') AS automatic,
    rule, evidence, expected, found, grader,
    decision, annotator, decided_at, cause, note,
    CASE
        WHEN disputed THEN 'disputed'
        WHEN decision IS NOT NULL AND decision = automatic THEN 'confirmed'
        WHEN decision IS NOT NULL THEN 'overridden'
        WHEN automatic IN ('correct', 'incorrect') THEN 'auto'
        ELSE 'pending'
    END AS status,
    CASE WHEN disputed THEN 'uncertain' ELSE coalesce(decision, automatic, 'uncertain') END AS outcome,
    coalesce(opinions, 0) AS opinions
FROM cases
LEFT JOIN latest_verdict ON latest_verdict.case_id = cases.id
LEFT JOIN people ON people.case_id = cases.id;

-- What the grader says of a case by the corrected reference of its problem.
CREATE MACRO amended_states_at(moment) AS TABLE
WITH latest AS (
    SELECT case_id, reference, max_by(outcome, seq) AS outcome
    FROM amended_verdicts WHERE graded_at <= moment GROUP BY case_id, reference
)
SELECT cases.id AS case_id, coalesce(latest.outcome, 'uncertain') AS amended_outcome
FROM amended_references_at(moment) AS amended
JOIN cases ON cases.problem_id = amended.problem_id
LEFT JOIN latest ON latest.case_id = cases.id AND latest.reference = amended.answer;

-- One row a response: the only definition of what holds. Pages, charts and exports read this and nothing else.
-- `outcome` goes by the reference as the benchmark prints it; `amended_outcome` by the corrected one where a second
-- person confirmed that it is wrong.
CREATE MACRO outcomes_at(moment) AS TABLE
WITH extraction AS (
    SELECT response_id, case_id, answer, method, strength, doubt FROM extractions
    WHERE seq IN (SELECT max(seq) FROM extractions WHERE extracted_at <= moment GROUP BY response_id)
), tool AS (
    SELECT response_id, unnest(min_by({outcome: outcome, answer: answer}, grader)) FROM tool_verdicts GROUP BY response_id
)
SELECT
    runs.id AS run_id, runs.model, runs.tool, runs.source,
    problems.benchmark, problems.split, problems.id AS problem_id, problems.statement, problems.reference,
    problems.level, problems.subject,
    responses.id AS response_id, responses.sample,
    extraction.case_id, extraction.answer, extraction.method, extraction.strength,
    coalesce(case_states.automatic, 'uncertain') AS automatic,
    rule, evidence, expected, found, grader,
    tool.outcome AS tool_outcome, tool.answer AS tool_answer,
    decision, annotator, decided_at, cause, note,
    coalesce(status, 'pending') AS status,
    coalesce(case_states.outcome, 'uncertain') AS outcome,
    amended_references.answer AS amended_reference,
    CASE WHEN amended_references.answer IS NULL THEN coalesce(case_states.outcome, 'uncertain')
        ELSE coalesce(amended.amended_outcome, 'uncertain') END AS amended_outcome
FROM responses
JOIN runs ON runs.id = responses.run_id
JOIN problems ON problems.id = responses.problem_id
LEFT JOIN extraction ON extraction.response_id = responses.id
LEFT JOIN case_states_at(moment) AS case_states ON case_states.case_id = extraction.case_id
LEFT JOIN tool ON tool.response_id = responses.id
LEFT JOIN amended_references_at(moment) AS amended_references ON amended_references.problem_id = responses.problem_id
LEFT JOIN amended_states_at(moment) AS amended ON amended.case_id = extraction.case_id
WHERE responses.import_id NOT IN (SELECT id FROM imports WHERE imported_at > moment);

CREATE OR REPLACE VIEW standing_decisions AS FROM standing_decisions_at(TIMESTAMP 'infinity');
CREATE OR REPLACE VIEW amended_references AS FROM amended_references_at(TIMESTAMP 'infinity');
CREATE OR REPLACE VIEW case_states AS FROM case_states_at(TIMESTAMP 'infinity');
CREATE OR REPLACE VIEW outcomes AS FROM outcomes_at(TIMESTAMP 'infinity');
