"""Facts: what charts and scores count, kept in memory as numbers, so that a million responses are answered at once.

A copy is made of one moment, or of now, and then made anew when something came.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from threading import Lock
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary, ref

import duckdb

from review_app.domain import Selection
from review_app.store import facts_tables as tables
from review_app.store.database import Row, Store, dict_rows
from review_app.store.outcomes import condition

# Now, and a few past moments that it is compared with; a million responses take some 100 MB.
KEPT = 3
# Where there are so many responses, making a copy of now takes a tenth of the time at most: one that took a second
# is good for ten. Fewer are counted whenever something came.
MANY, SHARE = 100_000, 0.1
# For `outcomes_at(moment)`: everything that was ever said.
ALWAYS = datetime.max
# What was made of frames is small.
REMEMBERED = 64


@dataclass(frozen=True, slots=True)
class Copy:
    """The numbers in the names of its tables, and what was there when they were made."""

    rows: int
    people: int
    graded: Any
    said: Any
    good_until: float = 0.0  # by the clock of `monotonic`


class View:
    """One moment, for as long as it is open: all its frames tell of the same state."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, copy: Copy, made: OrderedDict[Hashable, Any]) -> None:
        self._cursor = cursor
        self._copy = copy
        self._made = made

    def once(self, name: Hashable, make: Callable[[], Any]) -> Any:
        """What `make` gives, made once for as long as nothing comes: everybody is given the same, and nobody may
        change it."""
        found = self._made.get((self._copy.people, name))
        if found is None:
            found = self._made[self._copy.people, name] = make()
            while len(self._made) > REMEMBERED:
                self._made.popitem(last=False)
        return found

    def tally(self, selection: Selection) -> Any:
        """Problems that are alike, counted: a row for each of their kinds (`problems` says how many)."""
        return self._named(self._execute(tables.TALLY, selection).df())

    def pairs(self, selection: Selection) -> Any:
        """One row for each problem and run, with the same sums."""
        return self._named(self._execute(tables.PAIRS, selection).df())

    def cells(self, selection: Selection) -> Any:
        """Responses that are alike, counted, by what tool, grader and people say of them."""
        counted = self._execute(tables.CELLS, selection).df()
        keys = self._table(f"SELECT {tables.KEY} FROM counting.keys_{self._copy.rows} ORDER BY key").drop(
            columns="samples"
        )
        states = self._table(f"SELECT {tables.STATE} FROM counting.states_{self._copy.people} ORDER BY state")
        found = keys.take(counted["key"]).reset_index(drop=True)
        said = states.reindex(counted["state"]).reset_index(drop=True)
        untouched = counted["state"] < 0
        waiting = found["automatic"] == "uncertain"
        said["status"] = said["status"].mask(untouched, "auto").mask(untouched & waiting, "pending")
        for name in ("outcome", "amended_outcome"):
            said[name] = said[name].mask(untouched, found["automatic"])
        return found.join(said).join(counted[["responses", "cases"]])

    def lengths(self, selection: Selection) -> Any:
        """Responses by run and length, those that were cut off apart: a bucket holds `shortest` to `longest`
        characters."""
        found = self._execute(tables.LENGTHS, selection).df()
        bucket = found.pop("bucket").astype(int)
        longest = tables.SHORTEST * 2**bucket
        return found.assign(shortest=(longest // 2 + 1).where(bucket > 0, 0), longest=longest)

    def decided(self, selection: Selection) -> Any:
        """How many cases people decided (`n`) and held `correct`, by `source` (grader or tool) and what it `said`."""
        return self._execute(tables.DECIDED, selection).df()

    def counts(self, selection: Selection) -> Row:
        """`responses` and those of them that are `ungraded`, `cases`, and of these by what holds: `needing` people,
        `confirmed`, `overridden`, `pending`, `disputed`."""
        return dict_rows(self._execute(tables.COUNTS, selection))[0]

    def given(self, selection: Selection, cases: Sequence[str]) -> list[Row]:
        """Those of some cases that the selection gives: `case_id`, by how many responses (`selected`), what the grader
        says (`automatic`), the `status`, and what people decided (None where nobody did, or they differ)."""
        return dict_rows(self._execute(tables.GIVEN, selection, cases=list(cases)))

    def _named(self, found: Any) -> Any:
        """The frame with the columns of tables.GROUP in place of the number of their combination."""
        kinds = self._table(f"SELECT DISTINCT kind, {tables.GROUP} FROM counting.keys_{self._copy.rows} ORDER BY kind")
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
        self._made: OrderedDict[Hashable, Any] = OrderedDict()

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
                yield View(cursor, copy, self._made)
            finally:
                cursor.execute("ROLLBACK")

    def _fresh(self, cursor: duckdb.DuckDBPyConnection, moment: datetime) -> Copy:
        """The copy of a moment, made anew as far as something came since; nothing comes to the past."""
        cursor.execute("ATTACH IF NOT EXISTS ':memory:' AS counting")
        old, began = self._copies.pop(moment, None), monotonic()
        if old and began < old.good_until:
            self._copies[moment] = old
            return old
        graded, said = (_value(cursor, sql) if moment == ALWAYS else None for sql in (tables.GRADED, tables.SAID))
        rows = old.rows if old and old.graded == graded else self._make(cursor, tables.MAKE_ROWS, moment)
        same = old and old.rows == rows and old.said == said
        people = (
            old.people if old and same else self._make(cursor, tables.MAKE_PEOPLE + tables.MAKE_PLACES, moment, rows)
        )
        many = _value(cursor, f"SELECT count(*) FROM counting.rows_{rows}") >= MANY
        done = monotonic()
        self._copies[moment] = Copy(rows, people, graded, said, done + (done - began) / SHARE if many else 0.0)
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
