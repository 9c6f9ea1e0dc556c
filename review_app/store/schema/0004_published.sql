-- Published scores: a ledger of what others report, and which of their names for models are ours; as before every
-- table is appended to. And the ratings that a tool's judge gave, beside its verdicts.

ALTER TABLE tool_verdicts ADD COLUMN rating DOUBLE;

-- The newest row of an entry holds: a change replaces the row before it, a withdrawal repeats it as withdrawn.
CREATE TABLE published_scores (
    seq       BIGINT NOT NULL DEFAULT nextval('event_seq'),
    id        VARCHAR PRIMARY KEY,
    entry     VARCHAR NOT NULL,
    replaces  VARCHAR,
    model     VARCHAR NOT NULL,
    benchmark VARCHAR NOT NULL,
    metric    VARCHAR NOT NULL,
    value     DOUBLE NOT NULL,
    source    VARCHAR NOT NULL,
    split     VARCHAR NOT NULL,
    n         INTEGER,
    k         INTEGER,
    shots     INTEGER,
    prompt    VARCHAR NOT NULL,
    date      VARCHAR NOT NULL,
    note      VARCHAR NOT NULL,
    withdrawn BOOLEAN NOT NULL,
    reason    VARCHAR NOT NULL,
    made_by   VARCHAR NOT NULL,
    made_at   TIMESTAMP NOT NULL
);

-- Whether a measured model is the one that a name of the ledger means: said by people, or left to the names again.
CREATE TABLE model_matches (
    seq       BIGINT NOT NULL DEFAULT nextval('event_seq'),
    measured  VARCHAR NOT NULL,
    published VARCHAR NOT NULL,
    said      VARCHAR NOT NULL CHECK (said IN ('same', 'different', 'by_name')),
    reason    VARCHAR NOT NULL,
    made_by   VARCHAR NOT NULL,
    made_at   TIMESTAMP NOT NULL
);

CREATE MACRO published_scores_at(moment) AS TABLE
SELECT * EXCLUDE (newest) FROM (
    SELECT *, row_number() OVER (PARTITION BY entry ORDER BY seq DESC) = 1 AS newest
    FROM published_scores WHERE made_at <= moment
) WHERE newest AND NOT withdrawn;

CREATE MACRO model_matches_at(moment) AS TABLE
SELECT measured, published, unnest(max_by({said: said, reason: reason, made_by: made_by, made_at: made_at}, seq))
FROM model_matches WHERE made_at <= moment GROUP BY measured, published;
