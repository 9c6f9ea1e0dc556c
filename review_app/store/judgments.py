"""Judgments: what judges said, one row a vote, and what is left to ask them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from review_app.domain import Selection, digest
from review_app.store.database import Row, Store, append, atomic, now
from review_app.store.outcomes import condition

FAILED = "failed"


class Which(StrEnum):
    """Which cases are asked about: those that wait for people, those that people decided, or both."""

    PENDING = "pending"
    DECIDED = "decided"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Judge:
    """Who judges: a model asked by a version of a prompt (`digest` of its text). `params`: where and how."""

    kind: str
    judge: str
    model: str
    digest: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judgment:
    """One vote on a case or response, or why there is none; see the table."""

    target: str
    vote: int
    outcome: str | None = None
    score: int | None = None
    rating: str | None = None
    reason: str = ""
    text: str = ""
    failure: str = ""
    finish: str = FAILED
    prompt_tokens: int = 0
    completion_tokens: int = 0
    estimated: bool = False
    cost: float | None = None
    seconds: float = 0.0
    tries: int = 0
    served: str = ""


KEPT = tuple(Judgment.__dataclass_fields__)

# Cases with something to compare their answer with, and what a judge must see: the answer as it was cut out, or, where
# it was not cut out surely, the response itself. Those that most responses give come first.
CASES = """
WITH given AS (
    SELECT case_id, count(*) AS responses, min_by({{answer: answer, strength: strength, response_id: response_id}},
        (model, sample, response_id)) AS first
    FROM outcomes WHERE case_id IS NOT NULL AND ({where}) AND ({which}) GROUP BY case_id
)
SELECT case_id AS target, statement, reference, solution,
    CASE WHEN first.strength = 'sure' THEN first.answer ELSE text END AS answer, first.strength <> 'sure' AS whole
FROM given JOIN cases ON cases.id = case_id JOIN problems ON problems.id = cases.problem_id
JOIN responses ON responses.id = first.response_id
WHERE reference <> '' OR solution <> ''
ORDER BY given.responses DESC, case_id LIMIT coalesce($limit, 9223372036854775807)
"""
WHICH = {
    Which.PENDING: "automatic = 'uncertain' AND status IN ('pending', 'disputed')",
    Which.DECIDED: "decision IS NOT NULL",
    Which.ALL: "automatic = 'uncertain' OR decision IS NOT NULL",
}

# Responses, always the same ones first, and from all over the benchmark: ids are digests.
RESPONSES = """
WITH chosen AS (SELECT response_id, problem_id FROM outcomes WHERE {where})
SELECT response_id AS target, statement, reference, solution, text AS answer, false AS whole
FROM chosen JOIN problems ON problems.id = chosen.problem_id JOIN responses ON responses.id = response_id
ORDER BY chosen.problem_id, sample, run_id
LIMIT coalesce($limit, 9223372036854775807)
"""


def cases(store: Store, selection: Selection, which: Which, limit: int | None) -> list[Row]:
    """Cases to ask about: `target` (the case), `statement`, `reference`, `solution`, `answer`, `whole` (it is a whole
    response, in which the answer is to be found)."""
    where, parameters = condition(selection)
    return store.rows(CASES.format(where=where, which=WHICH[which]), parameters | {"limit": limit})


def responses(store: Store, selection: Selection, limit: int | None) -> list[Row]:
    """The same for responses, which are the `target`."""
    where, parameters = condition(selection)
    return store.rows(RESPONSES.format(where=where), parameters | {"limit": limit})


def voted(store: Store, judge: Judge) -> set[tuple[str, int]]:
    """(target, vote) of each reply that this judge gave, readable or not: it is not paid for again."""
    rows = store.rows(
        "SELECT target, vote FROM judgments WHERE kind = $kind AND model = $model AND digest = $digest "
        "AND finish <> $failed",
        {"kind": judge.kind, "model": judge.model, "digest": judge.digest, "failed": FAILED},
    )
    return {(row["target"], row["vote"]) for row in rows}


def spent(store: Store, judge: Judge) -> Row:
    """What this judge took so far: `prompt_tokens`, `completion_tokens`, `cost` (None where nothing had a price)."""
    found = store.row(
        """
        SELECT coalesce(sum(prompt_tokens), 0)::BIGINT AS prompt_tokens,
            coalesce(sum(completion_tokens), 0)::BIGINT AS completion_tokens, sum(cost) AS cost
        FROM judgments WHERE kind = $kind AND model = $model AND digest = $digest""",
        {"kind": judge.kind, "model": judge.model, "digest": judge.digest},
    )
    return found or {}


def other_text(store: Store, judge: Judge) -> bool:
    """Whether a judge of this name was asked by another text."""
    known = store.value(
        "SELECT count(*) FROM judgments WHERE kind = $kind AND judge = $judge AND digest <> $digest",
        {"kind": judge.kind, "judge": judge.judge, "digest": judge.digest},
    )
    return bool(known)


def save(store: Store, judge: Judge, votes: Sequence[Judgment]) -> None:
    """Append the votes, all or none; one that is there already stays."""
    count, moment = len(votes), now()
    columns: dict[str, list[Any]] = {name: [getattr(vote, name) for vote in votes] for name in KEPT}
    columns |= {"id": [id_of(judge, vote) for vote in votes], "judged_at": [moment] * count}
    columns |= {name: [getattr(judge, name)] * count for name in ("kind", "judge", "model", "digest")}
    columns["params"] = [json.dumps(dict(judge.params), ensure_ascii=False)] * count
    with store.cursor() as cursor, atomic(cursor):
        known = cursor.execute("SELECT id FROM judgments WHERE id IN (SELECT unnest($ids))", {"ids": columns["id"]})
        there = {id for (id,) in known.fetchall()}
        new = [at for at, id in enumerate(columns["id"]) if id not in there]
        append(cursor, "judgments", {name: [values[at] for at in new] for name, values in columns.items()})


def id_of(judge: Judge, vote: Judgment) -> str:
    """Of the question and its vote; by chance where it got no answer, for then it is asked again."""
    if vote.finish == FAILED:
        return uuid4().hex
    return digest(judge.kind, judge.model, judge.digest, vote.target, str(vote.vote), length=32)


def key_of(judge: Judge) -> str:
    """One word for a judge."""
    return digest(judge.kind, judge.model, judge.digest, length=16)


def judges(store: Store) -> list[Row]:
    """Every judge that was ever asked, the last one first: `who` (without params), on how many `targets`, how many
    `replies` it gave, `unreadable` ones among them, how many questions got none (`failed`), tokens, and `cost` (None
    where nothing had a price)."""
    rows = store.rows(
        """
        SELECT kind, arg_max(judge, seq) AS judge, model, digest, count(DISTINCT target) AS targets,
            count(*) FILTER (WHERE finish <> $failed) AS replies,
            count(*) FILTER (WHERE finish <> $failed AND outcome IS NULL) AS unreadable,
            count(*) FILTER (WHERE finish = $failed) AS failed,
            sum(prompt_tokens + completion_tokens)::BIGINT AS tokens, sum(cost) AS cost
        FROM judgments GROUP BY kind, model, digest ORDER BY max(seq) DESC""",
        {"failed": FAILED},
    )
    return [row | {"who": Judge(row["kind"], row["judge"], row["model"], row["digest"])} for row in rows]


def tally(store: Store, judge: Judge, targets: Sequence[str]) -> dict[str, int]:
    """How many votes of this judge on these targets say what; `unreadable` ones under that name."""
    rows = store.rows(
        """
        SELECT coalesce(outcome, 'unreadable') AS said, count(*) AS n FROM judgments
        WHERE kind = $kind AND model = $model AND digest = $digest AND finish <> $failed
            AND target IN (SELECT unnest($targets)) GROUP BY said ORDER BY said""",
        {"kind": judge.kind, "model": judge.model, "digest": judge.digest, "failed": FAILED, "targets": list(targets)},
    )
    return {row["said"]: row["n"] for row in rows}


# The judge's word on each case of a selection that people decided.
MEASURED = """
SELECT judge AS name, share AS said, decision = 'correct' AS correct
FROM suggestions_at($moment) AS advice
JOIN (SELECT case_id, any_value(decision) AS decision FROM outcomes_at($moment)
      WHERE decision IS NOT NULL AND ({where}) GROUP BY case_id) AS held ON held.case_id = advice.case_id
ORDER BY name, said, advice.case_id
"""


def measured(store: Store, selection: Selection, moment: datetime | None = None) -> Any:
    """A frame of the cases that people decided and judges spoke of: `name` of the judge, `said` (the share of its votes
    that say correct, 0..1), `correct` (what people hold)."""
    where, parameters = condition(selection)
    return store.frame(MEASURED.format(where=where), parameters | {"moment": moment or datetime.max})


def newest(store: Store) -> int:
    """A number that grows with each vote; 0 before the first."""
    return int(store.value("SELECT coalesce(max(seq), 0) FROM judgments"))


def suggestions(store: Store, ids: Sequence[str]) -> list[Row]:
    """What judges say of cases: `case_id`, `judge`, `kind`, `votes`, `unreadable`, `share`, `score`, `outcome`,
    `reason`; those of most votes first."""
    if not newest(store):
        return []
    return store.rows(
        "FROM suggestions WHERE case_id IN (SELECT unnest($ids)) ORDER BY case_id, votes DESC, judge",
        {"ids": list(ids)},
    )
