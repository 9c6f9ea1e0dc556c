"""Attempts: what models were asked to solve a draft, what they were shown, and what it took."""

from __future__ import annotations

from review_app.store.database import Row, Store


def last(store: Store, draft_id: str) -> Row | None:
    """The newest turn at a draft, with `tried`: how many attempts there were, and `whole`: whether that of the turn
    came to a solution."""
    return store.row(
        """
        SELECT attempt, model, base_url, prompt, sampling, detail, made_by,
            (SELECT count(DISTINCT attempt) FROM draft_replies WHERE draft_id = $draft) AS tried,
            attempt IN (SELECT attempt FROM draft_versions WHERE draft_id = $draft) AS whole
        FROM draft_replies WHERE draft_id = $draft ORDER BY seq DESC LIMIT 1""",
        {"draft": draft_id},
    )


def examples(store: Store, draft_id: str, attempt: str) -> list[Row]:
    """The drafts that a model was shown as examples at this attempt, in that order: `id` and `statement`."""
    return store.rows(
        """
        WITH shown AS (
            SELECT unnest(examples) AS example, generate_subscripts(examples, 1) AS place FROM (
                SELECT examples FROM draft_replies WHERE draft_id = $draft AND attempt = $attempt
                ORDER BY finish = 'failed', seq LIMIT 1))
        SELECT id, statement FROM shown JOIN drafts ON id = example ORDER BY place""",
        {"draft": draft_id, "attempt": attempt},
    )


def taken(store: Store, draft_id: str) -> Row:
    """What all turns at a draft took: `tokens`, and `cost` (None where no price was given)."""
    sql = """
        SELECT coalesce(sum(prompt_tokens + completion_tokens), 0)::BIGINT AS tokens, sum(cost) AS cost
        FROM draft_replies WHERE draft_id = $draft"""
    return store.row(sql, {"draft": draft_id}) or {}
