"""Collected: problems to be solved, each state of their solutions, and what was said of them; all of it appended."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from review_app.domain import Problem
from review_app.errors import InputError
from review_app.store.database import Row, Store, append, now

FAILED = "failed"

# The detail of a turn that somebody broke off.
CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Draft:
    """A problem to be solved; `reference` is empty where no answer is known, `problem_id` None where it is typed."""

    id: str
    statement: str
    reference: str
    source: str
    problem_id: str | None
    text_key: str
    plain_key: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a model in an attempt, or with `finish` failed that there was none."""

    draft_id: str
    attempt: str
    round: int
    finish: str
    model: str
    base_url: str
    prompt: str
    sampling: Mapping[str, Any]
    text: str = ""
    reasoning: str = ""
    examples: Sequence[str] = ()
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float | None = None
    seconds: float = 0.0
    tries: int = 0
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """One state of a draft's solution; `rounds` as in the table. `after` is the version that it was made from: where
    that is no longer the newest, it is not stored. `outcome` and its reasons are None without a known answer."""

    id: str
    draft_id: str
    origin: str
    rounds: Sequence[Mapping[str, Any]]
    answer: str
    after: str | None
    attempt: str = ""
    model: str = ""
    outcome: str | None = None
    rule: str | None = None
    evidence: str | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is said of a version: accepted, rejected or reopened."""

    draft_id: str
    version_id: str | None
    said: str
    reason: str = ""


def add(store: Store, drafts: Sequence[Draft], by: str) -> int:
    """Append those that are not there; how many that were."""
    if not drafts:
        return 0
    names = tuple(Draft.__dataclass_fields__)
    unique = list({draft.id: draft for draft in drafts}.values())
    columns = {name: [getattr(draft, name) for draft in unique] for name in names}
    listed, values = ", ".join(names), ", ".join(f"unnest(${name}) AS {name}" for name in names)
    sql = f"""
        INSERT INTO drafts ({listed}, made_by, made_at)
        SELECT {listed}, $by, $moment FROM (SELECT {values}) ON CONFLICT DO NOTHING RETURNING id"""
    with store.transaction() as cursor:
        return len(cursor.execute(sql, columns | {"by": by, "moment": now()}).fetchall())


def save_turn(store: Store, turn: Turn, by: str) -> None:
    """Append a turn; it is on disk afterwards."""
    values = {name: [getattr(turn, name)] for name in Turn.__dataclass_fields__}
    values |= {"examples": [list(turn.examples)], "sampling": [json.dumps(dict(turn.sampling))]}
    store.append("draft_replies", values | {"made_by": [by], "made_at": [now()]})


def turns(store: Store, draft_id: str, attempt: str) -> dict[int, Row]:
    """Round -> the turn that there is of it."""
    rows = store.rows(
        """
        SELECT round, finish, text, examples FROM draft_replies
        WHERE draft_id = $draft AND attempt = $attempt AND finish <> $failed ORDER BY seq DESC""",
        {"draft": draft_id, "attempt": attempt, "failed": FAILED},
    )
    return {row["round"]: row for row in rows}


def save_version(store: Store, version: Version, by: str, ruling: Ruling | None = None) -> None:
    """Append a version, and what is said of it at once. Raises InputError where somebody else was quicker."""
    names = [name for name in Version.__dataclass_fields__ if name != "after"]
    values = {name: [getattr(version, name)] for name in names}
    values["rounds"] = [json.dumps(list(version.rounds), ensure_ascii=False)]
    with store.transaction() as cursor:
        unchanged(cursor, version.draft_id, version.after)
        append(cursor, "draft_versions", values | {"made_by": [by], "made_at": [now()]})
        if ruling:
            append_ruling(cursor, ruling, by)


def rule(store: Store, ruling: Ruling, by: str) -> None:
    """Append what is said of a version. Raises InputError where that is no longer the newest."""
    with store.transaction() as cursor:
        unchanged(cursor, ruling.draft_id, ruling.version_id)
        append_ruling(cursor, ruling, by)


def append_ruling(cursor: duckdb.DuckDBPyConnection, ruling: Ruling, by: str) -> None:
    """In the transaction of the cursor."""
    names = ("draft_id", "version_id", "said", "reason")
    values = {name: [getattr(ruling, name)] for name in names}
    append(cursor, "draft_rulings", values | {"made_by": [by], "made_at": [now()]})


def unchanged(cursor: duckdb.DuckDBPyConnection, draft_id: str, version_id: str | None) -> None:
    """Raises InputError where another version is the newest by now."""
    found = cursor.execute(
        "SELECT max_by(id, seq) FROM draft_versions WHERE draft_id = $draft", {"draft": draft_id}
    ).fetchone()
    if found and found[0] != version_id:
        raise InputError("this draft was changed meanwhile; open it again and look at what is there now")


def state(store: Store, draft_id: str) -> Row | None:
    """What holds for a draft: a row of the view draft_states, `rounds` read."""
    found = states(store, "id = $id", {"id": draft_id})
    return found[0] if found else None


def states(store: Store, where: str = "true", values: Mapping[str, Any] | None = None) -> list[Row]:
    """Rows of the view draft_states, the oldest draft first, `rounds` read. `where` is of our own names only."""
    rows = store.rows(f"SELECT * FROM draft_states WHERE {where} ORDER BY seq", values)
    return [row | {"rounds": json.loads(row["rounds"]) if row["rounds"] else []} for row in rows]


def listed(store: Store, status: str | None, source: str | None, most: int) -> list[Row]:
    """Drafts for a list, without their solutions, the newest first; None is every status or source."""
    return store.rows(
        """
        SELECT id, statement, source, status, outcome, versions, made_by, made_at FROM draft_states
        WHERE status = coalesce($status, status) AND source = coalesce($source, source)
        ORDER BY seq DESC LIMIT $most""",
        {"status": status, "source": source, "most": most},
    )


def history(store: Store, draft_id: str) -> list[Row]:
    """What was said and written of a draft, the newest first: `event`, `by`, `moment`, `outcome`, `reason`."""
    return store.rows(
        """
        SELECT origin AS event, made_by AS "by", made_at AS moment, outcome, '' AS reason, seq
        FROM draft_versions WHERE draft_id = $draft
        UNION ALL SELECT said, made_by, made_at, NULL, reason, seq FROM draft_rulings WHERE draft_id = $draft
        ORDER BY seq DESC""",
        {"draft": draft_id},
    )


def attempts(store: Store, by: str) -> dict[str, int]:
    """Draft -> how many solutions this one had the model write to it."""
    rows = store.rows(
        "SELECT draft_id, count(*) AS n FROM draft_versions WHERE origin = 'model' AND made_by = $by GROUP BY draft_id",
        {"by": by},
    )
    return {row["draft_id"]: row["n"] for row in rows}


def copies(store: Store, draft_id: str, text_key: str, plain_key: str) -> list[Row]:
    """Other drafts and problems of benchmarks with the same text: `kind`, `id`, `source`, `status`."""
    return store.rows(
        """
        SELECT 'draft' AS kind, id, source, status FROM draft_states WHERE plain_key = $plain AND id <> $draft
        UNION ALL
        SELECT 'problem', problems.id, benchmark || '/' || split, '' FROM problems
        WHERE problems.text_key = $text
            AND problems.id IS DISTINCT FROM (SELECT problem_id FROM drafts WHERE drafts.id = $draft)
        ORDER BY kind, id""",
        {"draft": draft_id, "text": text_key, "plain": plain_key},
    )


def later_copies(store: Store, ids: Sequence[str]) -> set[str]:
    """Those of the drafts whose text stands in an earlier one that is solved, or may be without people."""
    rows = store.rows(
        """
        SELECT later.id FROM drafts AS later SEMI JOIN (
            SELECT plain_key, seq FROM draft_states
            WHERE status = 'accepted' OR (status <> 'rejected' AND reference <> '')
        ) AS earlier ON earlier.plain_key = later.plain_key AND earlier.seq < later.seq
        WHERE later.id IN (SELECT unnest($ids))""",
        {"ids": list(ids)},
    )
    return {row["id"] for row in rows}


def problem(store: Store, problem_id: str) -> Problem | None:
    """A problem of a benchmark."""
    row = store.row(
        "SELECT id, benchmark, split, statement, reference, solution FROM problems WHERE id = $id", {"id": problem_id}
    )
    return Problem(**row) if row else None


def next_to_do(store: Store, draft_id: str, source: str | None) -> str | None:
    """The draft to work on after this one, of one source or (None) all: those that wait for people first, then down the
    list, which begins again at its top."""
    row = store.row(
        """
        WITH here AS (SELECT max(seq) AS place FROM drafts WHERE id = $draft)
        SELECT id FROM draft_states, here
        WHERE status IN ('waiting', 'open') AND id <> $draft AND source = coalesce($source, source)
        ORDER BY status = 'waiting' DESC, coalesce(seq < place, false) DESC, seq DESC LIMIT 1""",
        {"draft": draft_id, "source": source},
    )
    return row["id"] if row else None


def sources(store: Store) -> list[str]:
    """Where drafts are from."""
    return [row["source"] for row in store.rows("SELECT DISTINCT source FROM drafts ORDER BY source")]


def last_asked(store: Store) -> Row | None:
    """The `model` and `base_url` that were asked last."""
    return store.row("SELECT model, base_url FROM draft_replies ORDER BY seq DESC LIMIT 1")


def spent(store: Store, by: str, sources: Sequence[str] | None = None) -> float:
    """What the turns of this one cost, to drafts from these sources or (None) to any."""
    sql = """
        SELECT coalesce(sum(cost), 0.0) FROM draft_replies
        WHERE made_by = $by AND ($sources IS NULL OR
            draft_id IN (SELECT id FROM drafts WHERE source IN (SELECT unnest($sources::VARCHAR[]))))"""
    return float(store.value(sql, {"by": by, "sources": None if sources is None else list(sources)}))


def statistics(store: Store, by: str) -> list[Row]:
    """Counts by source, with a last row (`source` NULL) of all: `drafts`, `open`, `waiting`, `accepted` (of these
    `unattended` by this one), `rejected`, `rounds` (programs of an accepted solution, on average), `tokens`, `cost`."""
    return store.rows(
        """
        WITH taken AS (
            SELECT draft_id, sum(prompt_tokens + completion_tokens) AS tokens, sum(cost) AS cost
            FROM draft_replies GROUP BY draft_id
        )
        SELECT source, count(*) AS drafts,
            count(*) FILTER (status = 'open') AS "open",
            count(*) FILTER (status = 'waiting') AS waiting,
            count(*) FILTER (status = 'accepted') AS accepted,
            count(*) FILTER (status = 'accepted' AND ruled_by = $by) AS unattended,
            count(*) FILTER (status = 'rejected') AS rejected,
            avg(json_array_length(rounds)) FILTER (status = 'accepted') AS rounds,
            coalesce(sum(tokens), 0)::BIGINT AS tokens, sum(cost) AS cost
        FROM draft_states LEFT JOIN taken ON taken.draft_id = id
        GROUP BY GROUPING SETS ((source), ()) ORDER BY source NULLS LAST""",
        {"by": by},
    )
