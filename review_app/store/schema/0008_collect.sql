-- Collect: problems to be solved with a person in the loop, every state of their solutions, and what was said of them.

-- `text_key` is that of the table problems; `plain_key` is the same for texts that differ in typesetting only.
-- `source` says where the problem is from: `typed`, `gsm8k/test`, `folder/file.jsonl`.
CREATE TABLE drafts (
    seq        BIGINT NOT NULL DEFAULT nextval('event_seq'),
    id         VARCHAR PRIMARY KEY,
    statement  VARCHAR NOT NULL,
    reference  VARCHAR NOT NULL,
    source     VARCHAR NOT NULL,
    problem_id VARCHAR,
    text_key   VARCHAR NOT NULL,
    plain_key  VARCHAR NOT NULL,
    made_by    VARCHAR NOT NULL,
    made_at    TIMESTAMP NOT NULL
);

-- Each turn that was had from a model's endpoint, stored as it comes: `attempt` names one try to solve the draft, `round`
-- counts its turns. `examples` are the drafts that were shown. `failed` is a question without an answer.
CREATE TABLE draft_replies (
    seq               BIGINT NOT NULL DEFAULT nextval('event_seq'),
    draft_id          VARCHAR NOT NULL,
    attempt           VARCHAR NOT NULL,
    round             INTEGER NOT NULL,
    finish            VARCHAR NOT NULL CHECK (finish IN ('stop', 'length', 'refusal', 'empty', 'failed')),
    text              VARCHAR NOT NULL,
    reasoning         VARCHAR NOT NULL,
    examples          VARCHAR[] NOT NULL,
    prompt_tokens     BIGINT NOT NULL,
    completion_tokens BIGINT NOT NULL,
    cost              DOUBLE,
    seconds           DOUBLE NOT NULL,
    tries             INTEGER NOT NULL,
    model             VARCHAR NOT NULL,
    base_url          VARCHAR NOT NULL,
    prompt            VARCHAR NOT NULL,
    sampling          JSON NOT NULL,
    detail            VARCHAR NOT NULL,
    made_by           VARCHAR NOT NULL,
    made_at           TIMESTAMP NOT NULL
);

-- Each state of a solution: `rounds` is a list of {thought, code, output, ended}, `ended` NULL where the code was not run.
-- `outcome`, `rule` and `evidence` are the grader's, NULL where no answer is known.
CREATE TABLE draft_versions (
    seq      BIGINT NOT NULL DEFAULT nextval('event_seq'),
    id       VARCHAR PRIMARY KEY,
    draft_id VARCHAR NOT NULL,
    origin   VARCHAR NOT NULL CHECK (origin IN ('model', 'person')),
    attempt  VARCHAR NOT NULL,
    rounds   JSON NOT NULL,
    answer   VARCHAR NOT NULL,
    model    VARCHAR NOT NULL,
    outcome  VARCHAR CHECK (outcome IN ('correct', 'incorrect', 'uncertain')),
    rule     VARCHAR,
    evidence VARCHAR,
    made_by  VARCHAR NOT NULL,
    made_at  TIMESTAMP NOT NULL
);

CREATE TABLE draft_rulings (
    seq        BIGINT NOT NULL DEFAULT nextval('event_seq'),
    draft_id   VARCHAR NOT NULL,
    version_id VARCHAR,
    said       VARCHAR NOT NULL CHECK (said IN ('accepted', 'rejected', 'reopened')),
    reason     VARCHAR NOT NULL,
    made_by    VARCHAR NOT NULL,
    made_at    TIMESTAMP NOT NULL
);

-- What holds for a draft: its newest version, and what was said of that very version.
CREATE VIEW draft_states AS
WITH version AS (
    SELECT draft_id, count(*) AS versions, unnest(max_by({
        version_id: id, origin: origin, attempt: attempt, rounds: rounds, answer: answer, model: model, outcome: outcome,
        rule: rule, evidence: evidence, written_by: made_by, written_at: made_at}, seq))
    FROM draft_versions GROUP BY draft_id
), ruling AS (
    SELECT draft_id, unnest(max_by({
        said: said, said_of: version_id, reason: reason, ruled_by: made_by, ruled_at: made_at}, seq))
    FROM draft_rulings GROUP BY draft_id
)
SELECT drafts.*, version.* EXCLUDE (draft_id), ruling.* EXCLUDE (draft_id),
    CASE
        WHEN said IN ('accepted', 'rejected') AND said_of IS NOT DISTINCT FROM version_id THEN said
        WHEN version_id IS NULL THEN 'open'
        ELSE 'waiting'
    END AS status
FROM drafts
LEFT JOIN version ON version.draft_id = drafts.id
LEFT JOIN ruling ON ruling.draft_id = drafts.id;
