"""Submissions: what is written after a key press: a decision, and who holds which case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import duckdb

from review_app.domain import Decision, Lease
from review_app.errors import InputError, NotFound
from review_app.store.database import Row, Store, append
from review_app.store.reviews import DECISION_COLUMNS, decision_row

ADD_DECISIONS = f"""
INSERT INTO decisions ({", ".join(DECISION_COLUMNS)})
SELECT {", ".join(f"unnest(${name}::{kind}[])" for name, kind in DECISION_COLUMNS.items())}
"""
ADD_FLAG = """
INSERT INTO reference_flags SELECT nextval('event_seq'), $id, problem_id, id, $annotator, $answer, $note, $moment
FROM cases WHERE id = $case ON CONFLICT DO NOTHING
"""

# A person's own decisions that stand, the newest first; the answer is that of one of the responses.
LATEST = """
WITH mine AS (
    SELECT id, case_id, outcome, cause, note, blind, decided_at, seq FROM standing_decisions
    WHERE annotator = $annotator AND kind = 'opinion' ORDER BY seq DESC LIMIT $count
)
SELECT mine.*, problems.statement, problems.benchmark,
    (SELECT any_value(answer) FROM extractions WHERE extractions.case_id = mine.case_id) AS answer
FROM mine JOIN cases ON cases.id = mine.case_id JOIN problems ON problems.id = cases.problem_id
ORDER BY mine.seq DESC
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """What one call wants written: a decision (and the flag that its reference is wrong, where `right_answer` says
    so), or what happened to leases: `claimed`, `renewed` or `released`. `known`: the decision's case is there."""

    moment: datetime
    decision: Decision | None = None
    right_answer: str = ""
    leases: tuple[Lease, ...] = ()
    event: str = "claimed"
    known: bool = False


def write(store: Store, entries: Sequence[Entry]) -> list[bool | Exception]:
    """Write the entries of many calls in one transaction. For each: whether its decision is new, or what is wrong.

    False for a decision that is on disk already: the answer to an earlier attempt was lost on its way. NotFound for
    an unknown case, InputError where the id is that of another decision; these cost only their own entry.
    """
    decisions = [entry.decision for entry in entries if entry.decision is not None]
    if all(entry.known or entry.decision is None for entry in entries):
        # Hardly any decision is sent twice: to write at once and look where that fails takes half the time.
        with suppress(duckdb.ConstraintException), store.transaction() as cursor:
            add_leases(cursor, entries)
            insert(cursor, decisions)
            add_flags(cursor, entries)
            return [True] * len(entries)
    with store.transaction() as cursor:
        add_leases(cursor, entries)
        owners = owners_of(cursor, [one.id for one in decisions])
        new = add_decisions(cursor, [one for one in decisions if one.id not in owners])
        found = [True if entry.decision is None else said_of(entry.decision, new, owners) for entry in entries]
        add_flags(cursor, [entry for entry, outcome in zip(entries, found, strict=True) if outcome is True])
        return found


def said_of(decision: Decision, new: dict[str, Decision], owners: Mapping[str, tuple[str, str]]) -> bool | Exception:
    """What became of one decision; the same one twice in a batch is new the first time."""
    first = new.get(decision.id)
    owner = (first.case_id, first.annotator) if first else owners.get(decision.id)
    if owner is None:
        return NotFound("case {case}: there is none; it may belong to another database", case=decision.case_id)
    if owner != (decision.case_id, decision.annotator):
        return InputError("decision {id}: the id belongs to another decision; make a new one", id=decision.id)
    return decision is first


def add_decisions(cursor: duckdb.DuckDBPyConnection, decisions: Sequence[Decision]) -> dict[str, Decision]:
    """Append the decisions whose case is known, each id once; those, by their ids.

    None of the ids may be on disk. One thread writes at a time, so to look first is safe; `ON CONFLICT` costs twice
    as much.
    """
    if not decisions:
        return {}
    cases = cursor.execute(
        "SELECT id FROM cases WHERE id IN (SELECT unnest($ids))", {"ids": [one.case_id for one in decisions]}
    ).fetchall()
    known = {case_id for (case_id,) in cases}
    first: dict[str, Decision] = {}
    for one in decisions:
        if one.case_id in known:
            first.setdefault(one.id, one)
    insert(cursor, list(first.values()))
    return first


def insert(cursor: duckdb.DuckDBPyConnection, decisions: Sequence[Decision]) -> None:
    """Append decisions that are not there yet. Raises duckdb.ConstraintException where one is."""
    if decisions:
        columns = zip(*(decision_row(one) for one in decisions), strict=True)
        values = {name: list(column) for name, column in zip(DECISION_COLUMNS, columns, strict=True)}
        cursor.execute(ADD_DECISIONS, values)


def add_flags(cursor: duckdb.DuckDBPyConnection, entries: Iterable[Entry]) -> None:
    """Append the flags that came with new decisions."""
    for entry in entries:
        if entry.decision is not None and entry.right_answer:
            cursor.execute(ADD_FLAG, flag_of(entry.decision, entry.right_answer))


def owners_of(cursor: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Decision id -> its case and annotator, of those that are on disk."""
    if not ids:
        return {}
    rows = cursor.execute(
        "SELECT id, case_id, annotator FROM decisions WHERE id IN (SELECT unnest($ids))", {"ids": list(ids)}
    ).fetchall()
    return {decision_id: (case_id, annotator) for decision_id, case_id, annotator in rows}


def flag_of(decision: Decision, right_answer: str) -> dict[str, object]:
    """The parameters of ADD_FLAG. The flag has the id of its decision, so that it too is written once."""
    return {
        "id": decision.id,
        "annotator": decision.annotator,
        "answer": right_answer,
        "note": decision.note,
        "moment": decision.decided_at,
        "case": decision.case_id,
    }


def add_leases(cursor: duckdb.DuckDBPyConnection, entries: Iterable[Entry]) -> None:
    """Append what happened to leases."""
    rows = [
        (lease.case_id, lease.annotator, lease.tab, entry.event, lease.blind, lease.until, entry.moment)
        for entry in entries
        for lease in entry.leases
    ]
    names = ("case_id", "annotator", "tab", "event", "blind", "until", "leased_at")
    append(cursor, "leases", {name: [row[at] for row in rows] for at, name in enumerate(names)})


def latest(store: Store, annotator: str, count: int) -> list[Row]:
    """What this person decided last and did not take back, the newest first."""
    return store.rows(LATEST, {"annotator": annotator, "count": count})


def withdraw(store: Store, decision_id: str, annotator: str, moment: datetime) -> str:
    """Take one decision back; its case id. Raises NotFound where it is not this person's, or is taken back already."""
    with store.transaction() as cursor:
        found = cursor.execute(
            "SELECT case_id FROM standing_decisions WHERE id = $id AND annotator = $annotator",
            {"id": decision_id, "annotator": annotator},
        ).fetchone()
        if found is None:
            raise NotFound("this decision is not yours, or it is taken back already")
        cursor.execute("INSERT INTO withdrawals VALUES (?, ?, ?)", [decision_id, annotator, moment])
    return str(found[0])


def seconds(store: Store, annotator: str, count: int) -> list[float]:
    """How long this person's last decisions took, the oldest first; those without a time are left out."""
    rows = store.rows(
        "SELECT seconds FROM decisions WHERE annotator = $annotator AND seconds IS NOT NULL ORDER BY seq DESC "
        "LIMIT $count",
        {"annotator": annotator, "count": count},
    )
    return [row["seconds"] for row in reversed(rows)]
