"""The database: opens the one file, brings its schema up to date, hands out a cursor a call, copies itself live."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Any
from uuid import uuid4

import duckdb

from review_app.errors import NotFound, StoreBusy, StoreCorrupt, StoreError, StoreTooNew

MEMORY = ":memory:"

OWN_NAMES = """
SELECT table_name FROM duckdb_tables() WHERE NOT internal
UNION ALL SELECT view_name FROM duckdb_views() WHERE NOT internal
"""

Row = dict[str, Any]


class Store:
    """An open database. Each call uses a cursor of its own, so threads never share one."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: str) -> None:
        self._connection = connection
        self.path = path

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Write everything to the file and release it."""
        self._connection.close()

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection of its own, closed at the end; temporary tables live as long as it does."""
        cursor = self._connection.cursor()
        try:
            yield cursor
        except duckdb.Error as error:
            if is_damage(error):
                raise failed(self.path, error) from error
            raise
        finally:
            cursor.close()

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """All or nothing: committed at the end, rolled back when anything is raised."""
        with self.cursor() as cursor, atomic(cursor):
            yield cursor

    def rows(self, sql: str, parameters: Mapping[str, Any] | None = None) -> list[Row]:
        """The result as a list of dicts."""
        with self.cursor() as cursor:
            cursor.execute(sql, dict(parameters or {}))
            return dict_rows(cursor)

    def batches(self, sql: str, parameters: Mapping[str, Any], size: int) -> Iterator[list[Row]]:
        """The result in batches, read as it is asked for: bounded memory, and a view of one moment."""
        with self.cursor() as cursor:
            cursor.execute(sql, dict(parameters))
            names = [column[0] for column in cursor.description or []]
            while batch := cursor.fetchmany(size):
                yield [dict(zip(names, values, strict=True)) for values in batch]

    def row(self, sql: str, parameters: Mapping[str, Any] | None = None) -> Row | None:
        """The first row, or None."""
        found = self.rows(sql, parameters)
        return found[0] if found else None

    def value(self, sql: str, parameters: Mapping[str, Any] | None = None) -> Any:
        """The first column of the first row; None for an empty result."""
        with self.cursor() as cursor:
            found = cursor.execute(sql, dict(parameters or {})).fetchone()
        return found[0] if found else None

    def frame(self, sql: str, parameters: Mapping[str, Any] | None = None) -> Any:
        """The result as a pandas frame."""
        with self.cursor() as cursor:
            return cursor.execute(sql, dict(parameters or {})).df()

    def append(self, table: str, columns: Mapping[str, Sequence[Any]]) -> None:
        """Add whole columns to a table at once: 10,000 rows in about 0.1 s."""
        with self.cursor() as cursor:
            append(cursor, table, columns)

    def backup(self, target: Path) -> None:
        """Copy the live database into a new file, readers and writers undisturbed."""
        if target.exists():
            raise StoreError(f"{target}: the file exists; name a new one for the backup")
        if not target.parent.is_dir():
            raise StoreError(f"{target.parent}: no such folder; create it or name another place")
        with self.cursor() as cursor:
            copy_into(cursor, target)


def copy_into(cursor: duckdb.DuckDBPyConnection, target: Path) -> None:
    """Attach the new file, copy everything, and leave no half-written file behind on failure."""
    quoted = str(target).replace("'", "''")
    own = cursor.execute("SELECT replace(current_database(), '\"', '\"\"')").fetchone()
    # Named by chance: two backups may run at once, and the database itself may have any name.
    copy = f"backup_{uuid4().hex}"
    try:
        cursor.execute(f"ATTACH '{quoted}' AS {copy}")
    except duckdb.Error as error:
        raise StoreError(f"{target}: the backup cannot be made ({first_line(error)}); name another file") from error
    try:
        cursor.execute(f'COPY FROM DATABASE "{own[0] if own else ""}" TO {copy}')
        cursor.execute(f"DETACH {copy}")
    except duckdb.Error as error:
        with suppress(duckdb.Error):
            cursor.execute(f"DETACH {copy}")
        for left in (target, target.with_name(f"{target.name}.wal")):
            left.unlink(missing_ok=True)
        raise StoreError(
            f"{target}: the backup failed ({first_line(error)}); the database itself is unharmed"
        ) from error


def open_store(path: Path | str, *, create: bool = True) -> Store:
    """Open a database file (or `:memory:`), create it where asked, apply the schema files it lacks.

    Raises StoreBusy, StoreCorrupt, StoreTooNew, or NotFound where there is no file and `create` is false.
    """
    place = str(path)
    if place != MEMORY:
        prepare_place(Path(place), create=create)
    connection = connect(place)
    try:
        migrate(connection, place)
    except duckdb.Error as error:
        connection.close()
        raise explain(place, error) from error
    except BaseException:
        connection.close()
        raise
    return Store(connection, place)


def prepare_place(path: Path, *, create: bool) -> None:
    """The folder must exist or be creatable; the file must exist unless it may be created."""
    try:
        if path.is_dir():
            raise StoreError(f"{path}: is a folder; name a file with --db or REVIEW_APP_DB")
        if path.exists():
            return
        if not create:
            raise NotFound(f"{path}: no database there; import a file first, or name another with --db")
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{path}: cannot be created ({error.strerror}); choose another --db") from error


def connect(place: str) -> duckdb.DuckDBPyConnection:
    """Open the file; no extension is ever downloaded."""
    try:
        return duckdb.connect(
            place,
            config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"},
        )
    except duckdb.Error as error:
        raise explain(place, error) from error


def explain(place: str, error: duckdb.Error) -> StoreError:
    """Turn what DuckDB says of a file that does not open into what the user can do about it."""
    text = str(error)
    if "lock" in text.lower() and "PID" in text:
        holder = re.search(r"PID (\d+)", text)
        who = f"process {holder.group(1)}" if holder else "another process"
        return StoreBusy(
            f"{place}: {who} has it open; stop that one (often `review-app serve`) or do the work on its pages"
        )
    if isinstance(error, duckdb.IOException) and "permission" in text.lower():
        return StoreError(f"{place}: may not be opened ({text}); check the file's owner and mode")
    if isinstance(error, duckdb.IOException) and "cannot open file" in text.lower():
        return StoreError(f"{place}: cannot be opened ({first_line(error)}); choose another --db")
    return StoreCorrupt(
        f"{place}: is no readable database ({first_line(error)}); restore a backup or name another with --db"
    )


def is_damage(error: duckdb.Error) -> bool:
    """Whether the file or the disk is at fault, not our SQL; a wrong checksum has no class of its own."""
    return type(error) is duckdb.Error or isinstance(
        error, duckdb.IOException | duckdb.FatalException | duckdb.InternalException
    )


def failed(place: str, error: duckdb.Error) -> StoreError:
    """Reading or writing an open database failed: a damaged block, a full disk."""
    return StoreError(
        f"{place}: reading or writing failed ({first_line(error)}); check the disk, restore a backup if it is damaged"
    )


def first_line(error: duckdb.Error) -> str:
    """What went wrong, without DuckDB's advice to its own programmers."""
    return str(error).split("\n", 1)[0]


def schema_files() -> list[tuple[int, str]]:
    """(number, SQL) of every schema file, in order."""
    folder = files("review_app.store") / "schema"
    named = sorted((entry.name, entry) for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return [(int(name[:4]), entry.read_text(encoding="utf-8")) for name, entry in named]


def migrate(connection: duckdb.DuckDBPyConnection, place: str) -> None:
    """Apply the schema files that the database has not recorded, each in a transaction of its own."""
    known = schema_files()
    applied = applied_versions(connection, place)
    newest = max(applied, default=0)
    if newest > known[-1][0]:
        raise StoreTooNew(
            f"{place}: has schema {newest}, this review_app knows up to {known[-1][0]}; install the newer version"
        )
    for number, sql in known:
        if number not in applied:
            with atomic(connection):
                connection.execute(sql)
                connection.execute("INSERT INTO schema_versions VALUES (?, ?)", [number, now()])


def applied_versions(connection: duckdb.DuckDBPyConnection, place: str) -> set[int]:
    """The recorded schema numbers. A database of somebody else's is refused before anything is written."""
    try:
        recorded = connection.execute("SELECT number, applied_at FROM schema_versions").fetchall()
        return {number for number, _ in recorded}
    except (duckdb.CatalogException, duckdb.BinderException):
        if connection.execute(OWN_NAMES).fetchall():
            raise StoreCorrupt(f"{place}: is no database of review_app; name another with --db") from None
    connection.execute("CREATE TABLE schema_versions (number INTEGER PRIMARY KEY, applied_at TIMESTAMP NOT NULL)")
    return set()


@contextmanager
def atomic(cursor: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """BEGIN … COMMIT, or ROLLBACK when anything is raised."""
    cursor.execute("BEGIN")
    try:
        yield
    except BaseException:
        cursor.execute("ROLLBACK")
        raise
    cursor.execute("COMMIT")


def append(cursor: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, Sequence[Any]]) -> None:
    """`INSERT … SELECT unnest(…)`: one statement for the whole batch. Names come from our own code only."""
    names = ", ".join(columns)
    values = ", ".join(f"unnest(${name})" for name in columns)
    if any(len(column) for column in columns.values()):
        cursor.execute(f"INSERT INTO {table} ({names}) SELECT {values}", dict(columns))


def dict_rows(cursor: duckdb.DuckDBPyConnection) -> list[Row]:
    """What is left in the cursor, as dicts."""
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


def now() -> datetime:
    """The present moment in UTC, without a zone, as the tables keep it."""
    return datetime.now(UTC).replace(tzinfo=None)
