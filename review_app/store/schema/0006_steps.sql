-- Steps: the programs that a model wrote on the way to an answer, and what came of each.

-- The round whose program this answer holds; NULL where the answer is the response, or was discarded.
ALTER TABLE generations ADD COLUMN round INTEGER;

-- Round 1 is the first. `text` is the whole answer as the model wrote it, `code` what was run of it. The response with
-- `response_id` comes at the end, or never.
CREATE TABLE steps (
    seq         BIGINT NOT NULL DEFAULT nextval('event_seq'),
    run_id      VARCHAR NOT NULL,
    problem_id  VARCHAR NOT NULL,
    sample      INTEGER NOT NULL,
    response_id VARCHAR NOT NULL,
    round       INTEGER NOT NULL,
    text        VARCHAR NOT NULL,
    code        VARCHAR NOT NULL,
    written_at  TIMESTAMP NOT NULL
);

-- What the program of a step printed, what it said in error, how it ended, after how many seconds.
CREATE TABLE step_results (
    seq         BIGINT NOT NULL DEFAULT nextval('event_seq'),
    response_id VARCHAR NOT NULL,
    round       INTEGER NOT NULL,
    output      VARCHAR NOT NULL,
    error       VARCHAR NOT NULL,
    ended       VARCHAR NOT NULL CHECK (ended IN ('well', 'error', 'time', 'memory', 'output')),
    seconds     DOUBLE NOT NULL,
    ran_at      TIMESTAMP NOT NULL
);

-- A step whose program has not come to its end has no `ended`.
CREATE VIEW program_steps AS
SELECT steps.*, result.output, result.error, result.ended, result.seconds
FROM steps
LEFT JOIN (
    SELECT response_id, round,
        unnest(min_by({output: output, error: error, ended: ended, seconds: seconds}, seq))
    FROM step_results GROUP BY response_id, round
) AS result ON result.response_id = steps.response_id AND result.round = steps.round;

-- Each time that somebody had the server ask a model: for what (`generate`, `judge`), what was wished (never a key of an
-- endpoint), by whom. Wishes of one `key` (a run, a judge) go on with one another.
CREATE TABLE wishes (
    seq       BIGINT NOT NULL DEFAULT nextval('event_seq'),
    kind      VARCHAR NOT NULL,
    key       VARCHAR NOT NULL,
    wish      VARCHAR NOT NULL,
    member    VARCHAR NOT NULL,
    begun_at  TIMESTAMP NOT NULL
);
