-- The first shape of the store. Every table is appended to; nothing a person or the grader said is ever changed.
-- `seq` orders what was said; times are UTC.

CREATE SEQUENCE event_seq;

CREATE TABLE imports (
    id          VARCHAR PRIMARY KEY,
    file        VARCHAR NOT NULL,
    format      VARCHAR NOT NULL,
    sha256      VARCHAR,
    report      JSON NOT NULL,
    imported_at TIMESTAMP NOT NULL
);

CREATE TABLE rejects (
    import_id VARCHAR NOT NULL,
    file      VARCHAR NOT NULL,
    place     VARCHAR NOT NULL,
    reason    VARCHAR NOT NULL,
    raw       VARCHAR NOT NULL
);

-- The one table whose empty fields are filled later (a log knows a problem's text, the benchmark its level).
CREATE TABLE problems (
    id        VARCHAR PRIMARY KEY,
    benchmark VARCHAR NOT NULL,
    split     VARCHAR NOT NULL,
    text_key  VARCHAR NOT NULL,
    statement VARCHAR NOT NULL,
    reference VARCHAR NOT NULL,
    solution  VARCHAR NOT NULL,
    level     INTEGER,
    subject   VARCHAR,
    extra     JSON NOT NULL
);

CREATE TABLE runs (
    id         VARCHAR PRIMARY KEY,
    model      VARCHAR NOT NULL,
    tool       VARCHAR NOT NULL,
    source     VARCHAR NOT NULL,
    params     JSON NOT NULL,
    created_at TIMESTAMP,
    import_id  VARCHAR NOT NULL
);

CREATE TABLE responses (
    id         VARCHAR PRIMARY KEY,
    run_id     VARCHAR NOT NULL,
    problem_id VARCHAR NOT NULL,
    sample     INTEGER NOT NULL,
    text       VARCHAR NOT NULL,
    import_id  VARCHAR NOT NULL
);

CREATE TABLE tool_verdicts (
    response_id VARCHAR NOT NULL,
    grader      VARCHAR NOT NULL,
    outcome     VARCHAR NOT NULL CHECK (outcome IN ('correct', 'incorrect', 'uncertain')),
    answer      VARCHAR,
    PRIMARY KEY (response_id, grader)
);

CREATE TABLE cases (
    id         VARCHAR PRIMARY KEY,
    problem_id VARCHAR NOT NULL,
    key        VARCHAR NOT NULL
);

CREATE TABLE extractions (
    seq         BIGINT NOT NULL DEFAULT nextval('event_seq'),
    response_id VARCHAR NOT NULL,
    case_id     VARCHAR NOT NULL,
    answer      VARCHAR NOT NULL,
    start       INTEGER NOT NULL,
    finish      INTEGER NOT NULL,
    method      VARCHAR NOT NULL,
    strength    VARCHAR NOT NULL CHECK (strength IN ('sure', 'weak', 'none')),
    doubt       VARCHAR NOT NULL,
    grader      VARCHAR NOT NULL,
    extracted_at TIMESTAMP NOT NULL
);

CREATE TABLE verdicts (
    seq       BIGINT NOT NULL DEFAULT nextval('event_seq'),
    case_id   VARCHAR NOT NULL,
    outcome   VARCHAR NOT NULL CHECK (outcome IN ('correct', 'incorrect', 'uncertain')),
    rule      VARCHAR NOT NULL,
    evidence  VARCHAR NOT NULL,
    expected  VARCHAR NOT NULL,
    found     VARCHAR NOT NULL,
    grader    VARCHAR NOT NULL,
    seconds   DOUBLE NOT NULL,
    graded_at TIMESTAMP NOT NULL
);

CREATE TABLE decisions (
    seq        BIGINT NOT NULL DEFAULT nextval('event_seq'),
    id         VARCHAR PRIMARY KEY,
    case_id    VARCHAR NOT NULL,
    annotator  VARCHAR NOT NULL,
    outcome    VARCHAR NOT NULL CHECK (outcome IN ('correct', 'incorrect', 'uncertain')),
    cause      VARCHAR,
    note       VARCHAR NOT NULL,
    seconds    DOUBLE,
    blind      BOOLEAN NOT NULL,
    decided_at TIMESTAMP NOT NULL
);

CREATE TABLE withdrawals (
    decision_id  VARCHAR PRIMARY KEY,
    annotator    VARCHAR NOT NULL,
    withdrawn_at TIMESTAMP NOT NULL
);

CREATE TABLE skips (
    seq        BIGINT NOT NULL DEFAULT nextval('event_seq'),
    case_id    VARCHAR NOT NULL,
    annotator  VARCHAR NOT NULL,
    skipped_at TIMESTAMP NOT NULL
);

CREATE MACRO response_id(run, problem, sample) AS
    substr(sha256(concat_ws(chr(31), run, problem, sample)), 1, 16);

-- What holds for a case: the newest verdict, and the newest standing opinion of each person.
-- "Cannot tell" is no opinion: it leaves the case where it was. Two people who differ make it disputed.
CREATE VIEW case_states AS
WITH latest_verdict AS (
    SELECT case_id, unnest(max_by(
        {automatic: outcome, rule: rule, evidence: evidence, expected: expected, found: found, grader: grader}, seq))
    FROM verdicts GROUP BY case_id
), opinion AS (
    SELECT case_id, annotator, unnest(max_by({outcome: outcome, cause: cause, note: note, decided_at: decided_at, seq: seq}, seq))
    FROM decisions ANTI JOIN withdrawals ON withdrawals.decision_id = decisions.id
    GROUP BY case_id, annotator
), standing AS (
    SELECT case_id,
        CASE WHEN count(DISTINCT outcome) = 1 THEN any_value(outcome) END AS decision,
        count(DISTINCT outcome) > 1 AS disputed,
        string_agg(annotator, ', ' ORDER BY seq) AS annotator,
        max(decided_at) AS decided_at,
        max_by(cause, seq) AS cause,
        max_by(note, seq) AS note
    FROM opinion WHERE outcome <> 'uncertain' GROUP BY case_id
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
    CASE WHEN disputed THEN 'uncertain' ELSE coalesce(decision, automatic, 'uncertain') END AS outcome
FROM cases
LEFT JOIN latest_verdict ON latest_verdict.case_id = cases.id
LEFT JOIN standing ON standing.case_id = cases.id;

-- One row a response: the only definition of what holds. Pages, charts and exports read this and nothing else.
CREATE VIEW outcomes AS
WITH extraction AS (
    SELECT response_id, unnest(max_by(
        {case_id: case_id, answer: answer, method: method, strength: strength, doubt: doubt}, seq))
    FROM extractions GROUP BY response_id
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
    coalesce(case_states.outcome, 'uncertain') AS outcome
FROM responses
JOIN runs ON runs.id = responses.run_id
JOIN problems ON problems.id = responses.problem_id
LEFT JOIN extraction ON extraction.response_id = responses.id
LEFT JOIN case_states ON case_states.case_id = extraction.case_id
LEFT JOIN tool ON tool.response_id = responses.id;
