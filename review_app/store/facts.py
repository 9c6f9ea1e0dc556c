"""Facts: what charts and scores count, kept in memory as numbers, so that a million responses are answered at once.

A copy is made of one moment, or of now, and then made anew when something came. `keys` are the combinations of what
people do not change (run, level, what the grader said ...), `rows` the responses: each has a key, a place (one problem
of one run) and an answer (its case). `people` are the answers that people or a corrected reference changed, `states`
what holds there, `places` the sums of each place.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary, ref

import duckdb

from review_app.domain import Selection
from review_app.store.database import Row, Store, dict_rows
from review_app.store.outcomes import condition

# Now, and a few past moments that it is compared with; a million responses take some 100 MB.
KEPT = 3
# For `outcomes_at(moment)`: everything that was ever said.
ALWAYS = datetime.max

GROUP = "run_id, model, benchmark, split, level, subject"
KEY = f"{GROUP}, tool_outcome, automatic, rule, strength, samples"
STATE = "status, outcome, amended_outcome, cause"
SUMS = (
    "samples, tool_judged, tool_correct, automatic_correct, automatic_uncertain, correct, uncertain, "
    "amended_correct, amended_uncertain, majority_correct, majority_uncertain"
)

# Where these are as they were, what was made of them still holds.
GRADED = """SELECT {answered: (SELECT count(*) FROM responses), cut: (SELECT max(seq) FROM extractions),
    judged: (SELECT max(seq) FROM verdicts), tools: (SELECT count(*) FROM tool_verdicts),
    known: (SELECT count(level) + count(subject) FROM problems)}"""
SAID = """SELECT {said: (SELECT max(seq) FROM decisions), taken_back: (SELECT count(*) FROM withdrawals),
    ruled: (SELECT max(seq) FROM reference_rulings), amended: (SELECT max(seq) FROM amended_verdicts)}"""

# A response that nobody cut yet has no case: its answer is its own. The answers that most samples of a place give
# share its vote. Places and answers are hashes of 64 bits: among a million, two are the same once in 10^7 databases.
MAKE_ROWS = f"""
CREATE TABLE counting.given_{{n}} AS
SELECT {GROUP}, tool_outcome, automatic, rule, strength,
    hash(run_id, problem_id) AS place, hash(problem_id) AS problem, hash(coalesce(case_id, response_id)) AS answer
FROM outcomes_at($moment);
CREATE TABLE counting.wide_{{n}} AS
WITH often AS (
    SELECT place, count(*) AS samples FROM counting.given_{{n}} GROUP BY place
), votes AS (
    SELECT place, answer, count(*) AS votes FROM counting.given_{{n}}
    WHERE place IN (SELECT place FROM often WHERE samples > 1) GROUP BY place, answer
), most AS (
    SELECT place, max(votes) AS most, count(*) FILTER (WHERE votes = top) AS tied
    FROM (SELECT *, max(votes) OVER (PARTITION BY place) AS top FROM votes) GROUP BY place
)
SELECT given.*, samples, CASE WHEN most IS NULL THEN 1 WHEN votes = most THEN 1 / (most * tied) ELSE 0 END AS vote
FROM counting.given_{{n}} AS given JOIN often ON often.place = given.place
LEFT JOIN votes ON votes.place = given.place AND votes.answer = given.answer
LEFT JOIN most ON most.place = given.place;
DROP TABLE counting.given_{{n}};
CREATE TABLE counting.keys_{{n}} AS
SELECT row_number() OVER ()::INTEGER - 1 AS key, dense_rank() OVER (ORDER BY {GROUP})::INTEGER - 1 AS kind,
    hash({KEY}) AS hashed, {KEY}
FROM (SELECT DISTINCT {KEY} FROM counting.wide_{{n}});
CREATE TABLE counting.rows_{{n}} AS
SELECT key, place, problem, answer, vote::FLOAT AS vote
FROM (SELECT hash({KEY}) AS hashed, place, problem, answer, vote FROM counting.wide_{{n}}) AS wide
JOIN (SELECT key, hashed FROM counting.keys_{{n}}) AS keys ON keys.hashed = wide.hashed;
DROP TABLE counting.wide_{{n}};
"""

MAKE_PEOPLE = f"""
CREATE TABLE counting.said_{{n}} AS
SELECT hash(held.case_id) AS answer, status, outcome, coalesce(amended_outcome, outcome) AS amended_outcome, cause
FROM case_states_at($moment) AS held LEFT JOIN amended_states_at($moment) AS amended ON amended.case_id = held.case_id
WHERE decision IS NOT NULL OR status = 'disputed' OR amended.case_id IS NOT NULL;
CREATE TABLE counting.states_{{n}} AS
SELECT row_number() OVER ()::INTEGER - 1 AS state, hash({STATE}) AS hashed, {STATE}
FROM (SELECT DISTINCT {STATE} FROM counting.said_{{n}});
CREATE TABLE counting.people_{{n}} AS
SELECT answer, state FROM (SELECT answer, hash({STATE}) AS hashed FROM counting.said_{{n}}) AS said
JOIN (SELECT state, hashed FROM counting.states_{{n}}) AS states ON states.hashed = said.hashed;
DROP TABLE counting.said_{{n}};
"""

# What a response of a key counts as where people said something (a state), and where nobody did (NULL).
FLAGS = """
SELECT key, state, (tool_outcome IS NOT NULL)::INTEGER AS tool_judged,
    coalesce(tool_outcome = 'correct', false)::INTEGER AS tool_correct,
    (automatic = 'correct')::INTEGER AS automatic_correct, (automatic = 'uncertain')::INTEGER AS automatic_uncertain,
    (coalesce(states.outcome, automatic) = 'correct')::INTEGER AS correct,
    (coalesce(states.outcome, automatic) = 'uncertain')::INTEGER AS uncertain,
    (coalesce(amended_outcome, automatic) = 'correct')::INTEGER AS amended_correct,
    (coalesce(amended_outcome, automatic) = 'uncertain')::INTEGER AS amended_uncertain
FROM counting.keys_{rows} CROSS JOIN (
    SELECT state, outcome, amended_outcome FROM counting.states_{people} UNION ALL SELECT NULL, NULL, NULL) AS states
"""
MAKE_PLACES = f"""
CREATE TABLE counting.places_{{people}} AS
WITH flags AS ({FLAGS})
SELECT place, any_value(rows.key) AS key, any_value(problem) AS problem, count(*)::INTEGER AS samples,
    {", ".join(f"sum({name})::INTEGER AS {name}" for name in SUMS.split(", ")[1:9])},
    round(sum(vote * correct), 6) AS majority_correct, round(sum(vote * uncertain), 6) AS majority_uncertain
FROM counting.rows_{{rows}} AS rows LEFT JOIN counting.people_{{people}} AS people ON people.answer = rows.answer
JOIN flags ON flags.key = rows.key AND flags.state IS NOT DISTINCT FROM people.state
GROUP BY place;
"""

CHOSEN = "WITH chosen AS (SELECT key, kind, automatic, strength FROM counting.keys_{rows} WHERE {where})"
TALLY = f"""{CHOSEN}
SELECT kind, {", ".join(f"places.{name}" for name in SUMS.split(", "))}, count(*)::INTEGER AS problems
FROM counting.places_{{people}} AS places JOIN chosen ON chosen.key = places.key GROUP BY ALL ORDER BY ALL
"""
PAIRS = f"""{CHOSEN}
SELECT kind, problems.id AS problem_id, {", ".join(f"places.{name}" for name in SUMS.split(", "))}
FROM counting.places_{{people}} AS places JOIN chosen ON chosen.key = places.key
JOIN problems ON hash(problems.id) = places.problem ORDER BY problem_id, kind
"""
CELLS = f"""{CHOSEN}
SELECT rows.key, coalesce(state, -1) AS state, count(*)::INTEGER AS responses,
    count(DISTINCT rows.answer)::INTEGER AS cases
FROM counting.rows_{{rows}} AS rows LEFT JOIN counting.people_{{people}} AS people ON people.answer = rows.answer
WHERE rows.key IN (SELECT key FROM chosen) GROUP BY rows.key, state ORDER BY rows.key, state
"""
# A case counts once, however many runs gave it; a response that nobody cut yet is none.
COUNTS = f"""{CHOSEN}, given AS (
    SELECT rows.answer, any_value(automatic) AS automatic, any_value(state) AS state, count(*) AS responses,
        any_value(strength) IS NULL AS ungraded
    FROM counting.rows_{{rows}} AS rows JOIN chosen ON chosen.key = rows.key
    LEFT JOIN counting.people_{{people}} AS people ON people.answer = rows.answer GROUP BY rows.answer
), held AS (
    SELECT responses, ungraded, automatic,
        coalesce(status, CASE automatic WHEN 'uncertain' THEN 'pending' ELSE 'auto' END) AS status
    FROM given LEFT JOIN counting.states_{{people}} AS states ON states.state = given.state
)
SELECT coalesce(sum(responses), 0)::BIGINT AS responses,
    coalesce(sum(responses) FILTER (WHERE ungraded), 0)::BIGINT AS ungraded,
    count(*) FILTER (WHERE NOT ungraded) AS cases,
    count(*) FILTER (WHERE NOT ungraded AND automatic = 'uncertain') AS needing,
    count(*) FILTER (WHERE NOT ungraded AND status = 'confirmed') AS confirmed,
    count(*) FILTER (WHERE NOT ungraded AND status = 'overridden') AS overridden,
    count(*) FILTER (WHERE NOT ungraded AND status = 'pending') AS pending,
    count(*) FILTER (WHERE NOT ungraded AND status = 'disputed') AS disputed
FROM held
"""
GIVEN = f"""{CHOSEN}
SELECT id AS case_id, count(*) AS selected, any_value(automatic) AS automatic,
    coalesce(any_value(status), CASE any_value(automatic) WHEN 'uncertain' THEN 'pending' ELSE 'auto' END) AS status,
    any_value(outcome) FILTER (WHERE status IN ('confirmed', 'overridden')) AS decision
FROM (SELECT unnest($cases) AS id) AS named
JOIN counting.rows_{{rows}} AS rows ON rows.answer = hash(id) JOIN chosen ON chosen.key = rows.key
LEFT JOIN counting.people_{{people}} AS people USING (answer)
LEFT JOIN counting.states_{{people}} AS states USING (state) GROUP BY id ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class Copy:
    """The numbers in the names of its tables, and what was there when they were made."""

    rows: int
    people: int
    graded: Any
    said: Any


class View:
    """One moment, for as long as it is open: all its frames tell of the same state."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, copy: Copy) -> None:
        self._cursor = cursor
        self._copy = copy

    def tally(self, selection: Selection) -> Any:
        """Problems that are alike, counted: a row for each of their kinds (`problems` says how many)."""
        return self._named(self._execute(TALLY, selection).df())

    def pairs(self, selection: Selection) -> Any:
        """One row for each problem and run, with the same sums."""
        return self._named(self._execute(PAIRS, selection).df())

    def cells(self, selection: Selection) -> Any:
        """Responses that are alike, counted, by what tool, grader and people say of them."""
        counted = self._execute(CELLS, selection).df()
        keys = self._table(f"SELECT {KEY} FROM counting.keys_{self._copy.rows} ORDER BY key").drop(columns="samples")
        states = self._table(f"SELECT {STATE} FROM counting.states_{self._copy.people} ORDER BY state")
        found = keys.take(counted["key"]).reset_index(drop=True)
        said = states.reindex(counted["state"]).reset_index(drop=True)
        untouched = counted["state"] < 0
        waiting = found["automatic"] == "uncertain"
        said["status"] = said["status"].mask(untouched, "auto").mask(untouched & waiting, "pending")
        for name in ("outcome", "amended_outcome"):
            said[name] = said[name].mask(untouched, found["automatic"])
        return found.join(said).join(counted[["responses", "cases"]])

    def counts(self, selection: Selection) -> Row:
        """`responses` and those of them that are `ungraded`, `cases`, and of these by what holds: `needing` people,
        `confirmed`, `overridden`, `pending`, `disputed`."""
        return dict_rows(self._execute(COUNTS, selection))[0]

    def given(self, selection: Selection, cases: Sequence[str]) -> list[Row]:
        """Those of some cases that the selection gives: `case_id`, by how many responses (`selected`), what the grader
        says (`automatic`), the `status`, and what people decided (None where nobody did, or they differ)."""
        return dict_rows(self._execute(GIVEN, selection, cases=list(cases)))

    def _named(self, found: Any) -> Any:
        """The frame with the columns of GROUP in place of the number of their combination."""
        kinds = self._table(f"SELECT DISTINCT kind, {GROUP} FROM counting.keys_{self._copy.rows} ORDER BY kind")
        names = kinds.drop(columns="kind").take(found["kind"]).reset_index(drop=True)
        return names.join(found.drop(columns="kind"))

    def _table(self, sql: str) -> Any:
        """A small table whole; texts are read once for each combination and not for each of a million rows."""
        found = self._cursor.execute(sql).df()
        return found.astype({"level": "Int64"}) if "level" in found else found

    def _execute(self, sql: str, selection: Selection, **values: Any) -> duckdb.DuckDBPyConnection:
        where, parameters = condition(selection)
        script = sql.format(rows=self._copy.rows, people=self._copy.people, where=where)
        return self._cursor.execute(script, parameters | values)


def of(store: Store) -> Facts:
    """The facts of a store, the same for everybody who asks."""
    with _FINDING:
        return _OF.setdefault(store, Facts(store))


class Facts:
    """The copies of a store. Safe to call from many threads."""

    def __init__(self, store: Store) -> None:
        self._store = ref(store)
        self._numbers = count(1)
        self._making = Lock()
        self._copies: OrderedDict[datetime, Copy] = OrderedDict()

    @contextmanager
    def at(self, moment: datetime | None = None) -> Iterator[View]:
        """What held at a moment; without one, what holds now."""
        store = self._store()
        assert store, "whoever asks holds the store"  # noqa: S101
        with store.cursor() as cursor:
            with self._making:
                copy = self._fresh(cursor, moment or ALWAYS)
                # Whoever replaces the tables meanwhile does not take them from this transaction.
                cursor.execute("BEGIN")
                cursor.execute(f"FROM counting.places_{copy.people} LIMIT 0")
            try:
                yield View(cursor, copy)
            finally:
                cursor.execute("ROLLBACK")

    def _fresh(self, cursor: duckdb.DuckDBPyConnection, moment: datetime) -> Copy:
        """The copy of a moment, made anew as far as something came since; nothing comes to the past."""
        cursor.execute("ATTACH IF NOT EXISTS ':memory:' AS counting")
        graded, said = (_value(cursor, sql) if moment == ALWAYS else None for sql in (GRADED, SAID))
        old = self._copies.pop(moment, None)
        rows = old.rows if old and old.graded == graded else self._make(cursor, MAKE_ROWS, moment)
        same = old and old.rows == rows and old.said == said
        people = old.people if old and same else self._make(cursor, MAKE_PEOPLE + MAKE_PLACES, moment, rows)
        self._copies[moment] = Copy(rows, people, graded, said)
        while len(self._copies) > KEPT:
            self._copies.popitem(last=False)
        self._tidy(cursor)
        return self._copies[moment]

    def _make(self, cursor: duckdb.DuckDBPyConnection, script: str, moment: datetime, rows: int = 0) -> int:
        """Run a script that makes tables with a number of their own; the number."""
        number = next(self._numbers)
        for statement in script.format(n=number, people=number, rows=rows).split(";\n"):
            if statement.strip():
                cursor.execute(statement, {"moment": moment} if "$moment" in statement else {})
        return number

    def _tidy(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Drop the tables that no copy needs any more."""
        kept = {str(number) for copy in self._copies.values() for number in (copy.rows, copy.people)}
        names = cursor.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 'counting'").fetchall()
        for (name,) in names:
            if name.rpartition("_")[2] not in kept:
                cursor.execute(f"DROP TABLE counting.{name}")


_FINDING = Lock()
_OF: WeakKeyDictionary[Store, Facts] = WeakKeyDictionary()


def _value(cursor: duckdb.DuckDBPyConnection, sql: str) -> Any:
    """The one value of a query."""
    found = cursor.execute(sql).fetchone()
    return found[0] if found else None
