-- Judge: what models said of cases and of responses. Advice: no outcome is made of it.

-- One row a vote. `target` is a case (equivalence of its answer) or a response (score); `judge` names the model and the
-- version of the prompt, `digest` is that of the prompt's text. A vote that could not be read has no outcome and says why
-- in `failure`, with what stood there in `text`; so has a question that got no answer (`finish` failed), which alone is
-- asked again: the `id` of any other is that of its question and vote. `score` is the overall one and `rating` all of
-- them, 1 to 10. `cost` holds what failed tries may have cost at most; it is NULL without a price.
CREATE TABLE judgments (
    seq               BIGINT NOT NULL DEFAULT nextval('event_seq'),
    id                VARCHAR PRIMARY KEY,
    kind              VARCHAR NOT NULL CHECK (kind IN ('equivalence', 'score')),
    judge             VARCHAR NOT NULL,
    model             VARCHAR NOT NULL,
    digest            VARCHAR NOT NULL,
    params            JSON NOT NULL,
    target            VARCHAR NOT NULL,
    vote              INTEGER NOT NULL,
    outcome           VARCHAR CHECK (outcome IN ('correct', 'incorrect', 'uncertain')),
    score             INTEGER,
    rating            JSON,
    reason            VARCHAR NOT NULL,
    text              VARCHAR NOT NULL,
    failure           VARCHAR NOT NULL,
    finish            VARCHAR NOT NULL CHECK (finish IN ('stop', 'length', 'refusal', 'empty', 'failed')),
    prompt_tokens     BIGINT NOT NULL,
    completion_tokens BIGINT NOT NULL,
    estimated         BOOLEAN NOT NULL,
    cost              DOUBLE,
    seconds           DOUBLE NOT NULL,
    tries             INTEGER NOT NULL,
    served            VARCHAR NOT NULL,
    judged_at         TIMESTAMP NOT NULL
);

-- What each judge says of a case, from its readable votes; those on a response speak of the case that holds its answer
-- now. `share`: of them say correct, an undecided vote being half of one; `outcome` is what most say, uncertain where
-- as many say either. `score` is the mean of the overall scores, NULL of equivalence; `reason` is that of the first vote
-- which says what most say.
CREATE MACRO suggestions_at(moment) AS TABLE
WITH cut AS (
    SELECT response_id, max_by(case_id, seq) AS case_id FROM extractions
    WHERE extracted_at <= moment AND response_id IN (SELECT target FROM judgments WHERE kind = 'score')
    GROUP BY response_id
), voted AS (
    SELECT target AS case_id, judge, kind, outcome, score, reason, failure, seq FROM judgments
    WHERE kind = 'equivalence' AND finish <> 'failed' AND judged_at <= moment
    UNION ALL
    SELECT case_id, judge, kind, outcome, score, reason, failure, seq FROM judgments
    JOIN cut ON cut.response_id = target
    WHERE kind = 'score' AND finish <> 'failed' AND judged_at <= moment
), counted AS (
    SELECT case_id, judge, kind, count(outcome) AS votes, count(*) - count(outcome) AS unreadable,
        (count(*) FILTER (WHERE outcome = 'correct') + count(*) FILTER (WHERE outcome = 'uncertain') / 2)
            / count(outcome) AS share,
        avg(score) AS score
    FROM voted GROUP BY case_id, judge, kind HAVING count(outcome) > 0
), weighed AS (
    SELECT *, CASE WHEN share > 0.5 THEN 'correct' WHEN share < 0.5 THEN 'incorrect' ELSE 'uncertain' END AS outcome
    FROM counted
), told AS (
    SELECT case_id, judge, outcome, min_by(reason, seq) AS reason FROM voted WHERE outcome IS NOT NULL
    GROUP BY case_id, judge, outcome
), any_told AS (
    SELECT case_id, judge, min_by(reason, seq) AS reason FROM voted WHERE outcome IS NOT NULL GROUP BY case_id, judge
)
SELECT weighed.*, coalesce(told.reason, any_told.reason) AS reason
FROM weighed
LEFT JOIN told ON told.case_id = weighed.case_id AND told.judge = weighed.judge AND told.outcome = weighed.outcome
JOIN any_told ON any_told.case_id = weighed.case_id AND any_told.judge = weighed.judge;

CREATE VIEW suggestions AS FROM suggestions_at(TIMESTAMP 'infinity');
