-- The review desk: who may do what, who holds which case, second opinions, audits, corrected references.
-- As before every table is appended to; a later row of the same name holds.

ALTER TABLE decisions ADD COLUMN kind VARCHAR DEFAULT 'opinion';
ALTER TABLE decisions ADD COLUMN guideline INTEGER;

-- One case is looked up after each key press.
CREATE INDEX decisions_of_case ON decisions (case_id);
CREATE INDEX verdicts_of_case ON verdicts (case_id);
CREATE INDEX extractions_of_case ON extractions (case_id);
CREATE INDEX extractions_of_response ON extractions (response_id);

-- What happened to the hold of a person (at one browser tab) on a case: claimed, renewed or released.
CREATE TABLE leases (
    seq       BIGINT NOT NULL DEFAULT nextval('event_seq'),
    case_id   VARCHAR NOT NULL,
    annotator VARCHAR NOT NULL,
    tab       VARCHAR NOT NULL,
    event     VARCHAR NOT NULL CHECK (event IN ('claimed', 'renewed', 'released')),
    blind     BOOLEAN NOT NULL,
    until     TIMESTAMP NOT NULL,
    leased_at TIMESTAMP NOT NULL
);

-- The people of the team. `password` is an argon2 hash; `signed_out` ends all sessions of a person; `rehashed` is the
-- same password under a dearer hash, which ends none.
CREATE TABLE user_events (
    seq      BIGINT NOT NULL DEFAULT nextval('event_seq'),
    name     VARCHAR NOT NULL,
    event    VARCHAR NOT NULL CHECK (event IN ('added', 'role', 'password', 'rehashed', 'disabled', 'enabled', 'signed_out')),
    role     VARCHAR,
    password VARCHAR,
    made_by  VARCHAR NOT NULL,
    made_at  TIMESTAMP NOT NULL
);

CREATE TABLE preferences (
    seq      BIGINT NOT NULL DEFAULT nextval('event_seq'),
    name     VARCHAR NOT NULL,
    value    JSON NOT NULL,
    made_by  VARCHAR NOT NULL,
    made_at  TIMESTAMP NOT NULL
);

CREATE TABLE guidelines (
    version INTEGER PRIMARY KEY,
    text    VARCHAR NOT NULL,
    made_by VARCHAR NOT NULL,
    made_at TIMESTAMP NOT NULL
);

-- Automatic verdicts drawn for people to check. `stratum_responses` are those the drawn cases stand for.
CREATE TABLE audit_items (
    seq               BIGINT NOT NULL DEFAULT nextval('event_seq'),
    batch             VARCHAR NOT NULL,
    case_id           VARCHAR NOT NULL,
    stratum           VARCHAR NOT NULL,
    automatic         VARCHAR NOT NULL,
    responses         INTEGER NOT NULL,
    stratum_cases     INTEGER NOT NULL,
    stratum_responses INTEGER NOT NULL,
    drawn_by          VARCHAR NOT NULL,
    drawn_at          TIMESTAMP NOT NULL
);

-- Somebody holds a problem's reference to be wrong; a second person confirms or rejects that, or opens it again.
CREATE TABLE reference_flags (
    seq        BIGINT NOT NULL DEFAULT nextval('event_seq'),
    id         VARCHAR PRIMARY KEY,
    problem_id VARCHAR NOT NULL,
    case_id    VARCHAR NOT NULL,
    annotator  VARCHAR NOT NULL,
    answer     VARCHAR NOT NULL,
    note       VARCHAR NOT NULL,
    flagged_at TIMESTAMP NOT NULL
);

CREATE TABLE reference_rulings (
    seq        BIGINT NOT NULL DEFAULT nextval('event_seq'),
    problem_id VARCHAR NOT NULL,
    ruling     VARCHAR NOT NULL CHECK (ruling IN ('confirmed', 'rejected', 'reopened')),
    answer     VARCHAR NOT NULL,
    note       VARCHAR NOT NULL,
    annotator  VARCHAR NOT NULL,
    ruled_at   TIMESTAMP NOT NULL
);

-- What the grader says of a case by the corrected reference.
CREATE TABLE amended_verdicts (
    seq       BIGINT NOT NULL DEFAULT nextval('event_seq'),
    case_id   VARCHAR NOT NULL,
    reference VARCHAR NOT NULL,
    outcome   VARCHAR NOT NULL CHECK (outcome IN ('correct', 'incorrect', 'uncertain')),
    rule      VARCHAR NOT NULL,
    evidence  VARCHAR NOT NULL,
    grader    VARCHAR NOT NULL,
    graded_at TIMESTAMP NOT NULL
);

CREATE TABLE saved_views (
    seq      BIGINT NOT NULL DEFAULT nextval('event_seq'),
    name     VARCHAR NOT NULL,
    query    VARCHAR NOT NULL,
    removed  BOOLEAN NOT NULL,
    made_by  VARCHAR NOT NULL,
    made_at  TIMESTAMP NOT NULL
);

CREATE VIEW standing_decisions AS
SELECT decisions.* REPLACE (coalesce(kind, 'opinion') AS kind)
FROM decisions ANTI JOIN withdrawals ON withdrawals.decision_id = decisions.id;

CREATE VIEW users AS
SELECT name,
    max_by(role, seq) FILTER (WHERE role IS NOT NULL) AS role,
    max_by(password, seq) FILTER (WHERE password IS NOT NULL) AS password,
    coalesce(max_by(event, seq) FILTER (WHERE event IN ('disabled', 'enabled')) = 'disabled', false) AS disabled,
    count(*) FILTER (WHERE event IN ('signed_out', 'password', 'disabled')) AS epoch,
    min(made_at) AS added_at
FROM user_events GROUP BY name;

-- The right answer of each problem whose reference a second person confirmed to be wrong.
CREATE VIEW amended_references AS
SELECT problem_id, answer FROM (
    SELECT problem_id, max_by(ruling, seq) AS ruling, max_by(answer, seq) AS answer
    FROM reference_rulings GROUP BY problem_id
) WHERE ruling = 'confirmed';

-- What holds for a case: the newest verdict, and the newest standing opinion of each person. "Cannot tell" is no
-- opinion: it leaves the case where it was. Two people who differ make it disputed, until somebody settles it: the
-- newest adjudication or gold decision holds before all opinions.
CREATE OR REPLACE VIEW case_states AS
WITH latest_verdict AS (
    SELECT case_id, unnest(max_by(
        {automatic: outcome, rule: rule, evidence: evidence, expected: expected, found: found, grader: grader}, seq))
    FROM verdicts GROUP BY case_id
), opinion AS (
    SELECT case_id, annotator, unnest(max_by({outcome: outcome, cause: cause, note: note, decided_at: decided_at, seq: seq}, seq))
    FROM standing_decisions WHERE kind = 'opinion' GROUP BY case_id, annotator
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
    FROM standing_decisions WHERE kind <> 'opinion' AND outcome <> 'uncertain' GROUP BY case_id
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

-- One row a response: the only definition of what holds. Pages, charts and exports read this and nothing else.
-- `outcome` goes by the reference as the benchmark prints it; `amended_outcome` by the corrected one where a second
-- person confirmed that it is wrong.
CREATE OR REPLACE VIEW outcomes AS
WITH extraction AS (
    SELECT response_id, unnest(max_by(
        {case_id: case_id, answer: answer, method: method, strength: strength, doubt: doubt}, seq))
    FROM extractions GROUP BY response_id
), tool AS (
    SELECT response_id, unnest(min_by({outcome: outcome, answer: answer}, grader)) FROM tool_verdicts GROUP BY response_id
), amended AS (
    SELECT case_id, max_by(outcome, seq) AS outcome FROM amended_verdicts
    WHERE EXISTS (
        SELECT 1 FROM cases JOIN amended_references ON amended_references.problem_id = cases.problem_id
        WHERE cases.id = amended_verdicts.case_id AND amended_references.answer = amended_verdicts.reference)
    GROUP BY case_id
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
        ELSE coalesce(amended.outcome, 'uncertain') END AS amended_outcome
FROM responses
JOIN runs ON runs.id = responses.run_id
JOIN problems ON problems.id = responses.problem_id
LEFT JOIN extraction ON extraction.response_id = responses.id
LEFT JOIN case_states ON case_states.case_id = extraction.case_id
LEFT JOIN tool ON tool.response_id = responses.id
LEFT JOIN amended_references ON amended_references.problem_id = responses.problem_id
LEFT JOIN amended ON amended.case_id = extraction.case_id;
