"""Exports: the rows that a file is made of, read in batches or written by DuckDB itself, never all held at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from review_app.store.database import Row, Store, dict_rows

# Rows that stand in memory at a time.
BATCH_ROWS = 10_000

# The same for rows with the texts of responses, in bytes of these texts: long ones make smaller batches.
BATCH_BYTES = 32_000_000

# What the database may hold while it writes a file: a million rows are put in order with the help of the disk.
SPARING = "1100MB"

ORDER = "benchmark, problem_id, model, run_id, sample"

# Responses to one problem follow each other.
BY_PROBLEM = "problem_id, model, run_id, sample"
BY_RUN = "model, run_id, benchmark, problem_id, sample"

# Columns of words that are our own: none asks for quotes in CSV.
WORDS = {"outcome", "amended_outcome", "automatic", "tool_outcome", "decision", "status", "rule", "method", "strength"}
TYPES = {"level": "BIGINT", "sample": "BIGINT", "decided_at": "TIMESTAMP"}

# What tells a row of counts from another.
CELL = ("benchmark", "model", "level", "subject", "automatic", "outcome", "amended_outcome", "tool_outcome")
TALLY = ("run_id", "tool", "source", "grader", "decided", *CELL)

# A text with its quotes doubled and itself in quotes, where a comma, quote or line break asks for it.
QUOTED = """CASE WHEN contains({value}, ',') OR contains({value}, '"') OR contains({value}, chr(10))
    OR contains({value}, chr(13)) THEN '"' || replace({value}, '"', '""') || '"'
    ELSE coalesce({value}, '') END"""
ISO = """strftime({value}, '%Y-%m-%dT%H:%M:%S')
    || CASE WHEN microsecond({value}) % 1000000 > 0 THEN strftime({value}, '.%f') ELSE '' END || 'Z'"""

TEXTS = """
CREATE TEMP TABLE chosen_texts AS
WITH chosen AS (SELECT {columns} FROM {relation} WHERE {where})
SELECT chosen.*, row_number() OVER placed AS place,
    sum(bytes) OVER (placed ROWS UNBOUNDED PRECEDING) // $batch_bytes AS batch
FROM chosen JOIN (SELECT id, strlen(text) AS bytes FROM responses) AS texts ON texts.id = response_id
WINDOW placed AS (ORDER BY {order})
"""
BATCH = """
SELECT chosen_texts.* EXCLUDE (place, batch), problems.statement, responses.text
FROM chosen_texts JOIN problems ON problems.id = chosen_texts.problem_id
    JOIN responses ON responses.id = response_id
WHERE batch = $batch ORDER BY place
"""

HOLDING = """
WITH chosen AS (SELECT * FROM {relation} WHERE ({where}) AND run_id = $run)
SELECT problems.text_key, chosen.sample, md5(responses.text) AS digest, chosen.outcome, status, decision, annotator,
    decided_at, cause, note, rule, evidence, grader, answer
FROM chosen JOIN responses ON responses.id = response_id JOIN problems ON problems.id = chosen.problem_id
"""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The responses that are meant: a condition on the view `outcomes`, and the moment as of which it is read."""

    where: str = "TRUE"
    parameters: Mapping[str, Any] = field(default_factory=dict)
    moment: datetime | None = None

    def also(self, where: str) -> Chosen:
        """The same, narrowed."""
        return Chosen(f"({self.where}) AND ({where})", self.parameters, self.moment)


def relation(moment: datetime | None) -> str:
    """What exports read instead of a table: what holds now, or held at a moment."""
    return "outcomes" if moment is None else f"outcomes_at(TIMESTAMP '{moment:%Y-%m-%d %H:%M:%S.%f}')"


def any_chosen(store: Store, chosen: Chosen) -> bool:
    """Whether anything is chosen. The view is not put together where nothing narrows it."""
    plain = chosen.where == "TRUE" and chosen.moment is None
    source = "responses" if plain else relation(chosen.moment)
    return bool(store.value(f"SELECT EXISTS (SELECT 1 FROM {source} WHERE {chosen.where})", chosen.parameters))


def tally(store: Store, chosen: Chosen, extra: Sequence[str] = ()) -> Any:
    """A frame of counts, `responses` for each combination of the columns of TALLY, small whatever the store's size.

    With `extra` also by these plain values that importers kept of problems, such as MathUserEval's `subcategory`.
    """
    kept = "".join(f", json_extract_string(problems.extra, '$.{name}') AS {name}" for name in extra)
    join = "JOIN problems ON problems.id = chosen.problem_id" if extra else ""
    names = ", ".join([*TALLY, *extra])
    found = store.frame(
        f"""WITH chosen AS (
                SELECT *, decision IS NOT NULL AS decided FROM {relation(chosen.moment)} WHERE {chosen.where}),
            told AS (SELECT {", ".join(f"chosen.{name}" for name in TALLY)}{kept} FROM chosen {join})
            SELECT {names}, count(*) AS responses FROM told GROUP BY ALL ORDER BY ALL""",
        chosen.parameters,
    )
    return found.astype({"level": "Int64"})


def tally_of(store: Store, path: Path, columns: Mapping[str, str]) -> Any:
    """The same of a Parquet file that `copy_parquet` wrote: a twentieth of the time that the view takes."""
    told = {name: f'"{columns[name]}"' for name in TALLY if name in columns}
    told["decided"] = f'"{columns["decision"]}" IS NOT NULL'
    named = ", ".join(f"{told[name]} AS {name}" for name in TALLY)
    found = store.frame(
        f"SELECT {named}, count(*) AS responses FROM read_parquet({literal(str(path))}) GROUP BY ALL ORDER BY ALL"
    )
    return found.astype({"level": "Int64"})


def rows(store: Store, chosen: Chosen, columns: Mapping[str, str]) -> Iterator[list[Row]]:
    """Batches of the chosen responses; `columns` gives each column of the view its name in the result."""
    return store.batches(table(chosen, columns), chosen.parameters, BATCH_ROWS)


def table(chosen: Chosen, columns: Mapping[str, str]) -> str:
    """The query of the chosen responses in their stable order, in the types that every export has."""
    named = ", ".join(
        f'CAST({column} AS {TYPES.get(column, "VARCHAR")}) AS "{name}"' for column, name in columns.items()
    )
    return f"SELECT {named} FROM {relation(chosen.moment)} WHERE {chosen.where} ORDER BY {ORDER}"


def copy_parquet(store: Store, chosen: Chosen, columns: Mapping[str, str], path: Path, pandas: str) -> None:
    """Write a Parquet file; `pandas` is the JSON by which pandas finds the columns' types again."""
    metadata = literal(pandas)
    copy(
        store,
        chosen,
        table(chosen, columns),
        path,
        f"FORMAT parquet, COMPRESSION zstd, KV_METADATA {{pandas: {metadata}}}",
    )


def copy_csv(store: Store, chosen: Chosen, columns: Mapping[str, str], path: Path) -> None:
    """Write a CSV file as RFC 4180 has it; DuckDB's own writer knows neither CR LF nor one kind of empty field."""
    cells = [csv_cell(column, f'"{name}"') for column, name in columns.items()]
    lines = f"SELECT concat_ws(',', {', '.join(cells)}) || chr(13) FROM ({table(chosen, columns)})"
    header = literal(",".join(columns.values()))
    query = f"SELECT {header} || chr(13) UNION ALL ({lines})"
    copy(store, chosen, query, path, "FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\x01'")


def csv_cell(column: str, value: str) -> str:
    """The SQL of one field of a line."""
    kind = TYPES.get(column)
    if kind is None and column not in WORDS:
        return QUOTED.format(value=value)
    text = ISO.format(value=value) if kind == "TIMESTAMP" else f"CAST({value} AS VARCHAR)"
    return f"coalesce({text}, '')"


def copy(store: Store, chosen: Chosen, query: str, path: Path, options: str) -> None:
    """Have DuckDB write the result of a query. Raises OSError where the file cannot be made."""
    path.open("wb").close()
    script = f"COPY ({query}) TO {literal(str(path))} ({options}, USE_TMP_FILE false)"
    with store.cursor() as cursor:
        cursor.execute(f"SET memory_limit = '{SPARING}'")
        try:
            cursor.execute(script, dict(chosen.parameters))
            return
        except duckdb.OutOfMemoryException:
            pass  # there are more rows than can be put in order so: once more, with all that there is
        finally:
            cursor.execute("RESET memory_limit")
        cursor.execute(script, dict(chosen.parameters))


def texts(store: Store, chosen: Chosen, columns: Sequence[str], order: str) -> Iterator[Row]:
    """The chosen responses one by one with `columns`, their `text` and the problem's `statement`, in an order.

    Which belong to a batch is settled first, without their texts; so memory is bounded by BATCH_BYTES and not by
    what a million responses weigh.
    """
    sql = TEXTS.format(
        columns=", ".join(
            dict.fromkeys([*columns, "problem_id", "response_id", "run_id", "model", "benchmark", "sample"])
        ),
        relation=relation(chosen.moment),
        where=chosen.where,
        order=order,
    )
    with store.cursor() as cursor:
        cursor.execute(sql, {**chosen.parameters, "batch_bytes": BATCH_BYTES})
        for (batch,) in cursor.execute("SELECT DISTINCT batch FROM chosen_texts ORDER BY batch").fetchall():
            cursor.execute(BATCH, {"batch": batch})
            yield from dict_rows(cursor)


def holding(store: Store, chosen: Chosen, run: str) -> Iterator[Row]:
    """What holds for the chosen responses of a run, with what finds them in their log: problem, sample, text."""
    sql = HOLDING.format(relation=relation(chosen.moment), where=chosen.where)
    for batch in store.batches(sql, {**chosen.parameters, "run": run}, BATCH_ROWS):
        yield from batch


def literal(text: str) -> str:
    """A text as SQL writes it.

    >>> literal("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"
