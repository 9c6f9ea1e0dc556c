-- Models: each answer that we had from a model's endpoint, what it took, and each question that got none.

-- `finish` is how the answer ended. An answer that was asked again keeps its text in `discarded`; the text of any other
-- is that of the response. `failed` is a question without an answer, `detail` says why. `cost` holds what failed tries
-- may have cost at most; it is NULL without a price.
CREATE TABLE generations (
    seq               BIGINT NOT NULL DEFAULT nextval('event_seq'),
    run_id            VARCHAR NOT NULL,
    problem_id        VARCHAR NOT NULL,
    sample            INTEGER NOT NULL,
    finish            VARCHAR NOT NULL CHECK (finish IN ('stop', 'length', 'refusal', 'empty', 'failed')),
    discarded         VARCHAR,
    reasoning         VARCHAR NOT NULL,
    prompt_tokens     BIGINT NOT NULL,
    completion_tokens BIGINT NOT NULL,
    estimated         BOOLEAN NOT NULL,
    cost              DOUBLE,
    seconds           DOUBLE NOT NULL,
    tries             INTEGER NOT NULL,
    served            VARCHAR NOT NULL,
    detail            VARCHAR NOT NULL,
    generated_at      TIMESTAMP NOT NULL
);
