from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from review_app.domain import Decision, Outcome
from review_app.errors import NotFound, StoreBusy, StoreCorrupt, StoreError, StoreTooNew
from review_app.store import Store, database, open_store, reviews

HOLDER = """
import sys
from review_app.store import open_store
with open_store(sys.argv[1]):
    print("open", flush=True)
    sys.stdin.read()
"""

CHAIN = [
    (1, "CREATE TABLE first (a INTEGER)"),
    (2, "ALTER TABLE first ADD COLUMN b INTEGER DEFAULT 7"),
    (3, "CREATE VIEW third AS SELECT a + b AS c FROM first"),
]


def make_decision(number: int, case: str = "c1") -> Decision:
    return Decision(f"d{number}", case, "ann", Outcome.CORRECT, datetime(2025, 1, 1))


def with_a_case(store: Store) -> None:
    store.append("cases", {"id": ["c1"], "problem_id": ["p1"], "key": ["answer 2"]})


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store whose texts fill several blocks of the file; not to be changed."""
    path = tmp_path_factory.mktemp("real") / "real.duckdb"
    with open_store(path) as store:
        amount = 6_000
        texts = [os.urandom(100).hex() for _ in range(amount)]
        store.append("rejects", {name: texts for name in ("import_id", "file", "place", "reason", "raw")})
        with_a_case(store)
    return path


@contextmanager
def held(path: Path) -> Iterator[int]:
    """Another process has the file open; its id."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        assert process.stdout.readline() == "open\n"
        yield process.pid
    finally:
        process.stdin.close()
        process.wait(10)
        process.stdout.close()


@pytest.mark.parametrize("place", [":memory:", "new/folders/a.duckdb", 'It\'s 50% "ours".duckdb'])
def test_a_store_opens_empty_wherever_it_is(place: str, tmp_path: Path) -> None:
    path = place if place == ":memory:" else tmp_path / place
    with open_store(path) as store:
        assert store.rows("SELECT * FROM outcomes") == []
        assert store.row("SELECT * FROM outcomes") is None
        assert store.value("SELECT id FROM problems") is None


def test_what_is_committed_is_there_after_reopening(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    with open_store(path) as store:
        with_a_case(store)
        reviews.add_decisions(store, [make_decision(1)])
    with open_store(path, create=False) as store:
        assert store.value("SELECT count(*) FROM decisions") == 1


def test_the_schema_files_are_numbered_without_gaps() -> None:
    numbers = [number for number, _ in database.schema_files()]
    assert numbers == list(range(1, len(numbers) + 1))


def test_schema_files_are_applied_in_order_and_recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "schema_files", lambda: CHAIN)
    with open_store(tmp_path / "a.duckdb") as store:
        rows = store.rows("SELECT number, applied_at FROM schema_versions ORDER BY applied_at")
        assert [row["number"] for row in rows] == [1, 2, 3]
        assert store.rows("SELECT c FROM third") == []


def test_a_schema_file_is_applied_once_and_keeps_what_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.duckdb"
    monkeypatch.setattr(database, "schema_files", lambda: CHAIN[:1])
    with open_store(path) as store:
        store.append("first", {"a": [1]})
    monkeypatch.setattr(database, "schema_files", lambda: CHAIN)
    for _ in range(2):
        with open_store(path) as store:
            assert store.rows("SELECT c FROM third") == [{"c": 8}]
            assert store.value("SELECT count(*) FROM schema_versions") == 3


def test_a_schema_file_that_fails_leaves_the_database_at_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.duckdb"
    broken = [CHAIN[0], (2, "CREATE TABLE second (a INTEGER); SELECT nonsense")]
    monkeypatch.setattr(database, "schema_files", lambda: broken)
    with pytest.raises(StoreError):
        open_store(path)
    monkeypatch.setattr(database, "schema_files", lambda: CHAIN[:1])
    with open_store(path) as store:
        names = {row["name"] for row in store.rows("SELECT table_name AS name FROM duckdb_tables()")}
        assert names == {"first", "schema_versions"}


def test_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    newest = database.schema_files()[-1][0]
    with open_store(path) as store:
        store.append("schema_versions", {"number": [newest + 1], "applied_at": [datetime(2030, 1, 1)]})
    before = path.read_bytes()
    with pytest.raises(StoreTooNew, match=f"has schema {newest + 1}, this review_app knows up to {newest}"):
        open_store(path)
    assert path.read_bytes() == before


def somebody_elses(sql: str) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        with duckdb.connect(str(path)) as connection:
            connection.execute(sql)

    return make


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(somebody_elses("CREATE TABLE theirs (a INTEGER)"), id="tables of somebody else"),
        pytest.param(somebody_elses("CREATE VIEW theirs AS SELECT 1 AS a"), id="only a view of somebody else"),
        pytest.param(
            somebody_elses("CREATE TABLE schema_versions (version VARCHAR)"),
            id="somebody else's table with the name of ours",
        ),
        pytest.param(lambda path: path.write_bytes(b""), id="empty file"),
        pytest.param(lambda path: path.write_bytes(os.urandom(100_000)), id="rubbish"),
        pytest.param(lambda path: path.write_text("id,answer\n1,2\n"), id="a table of text"),
    ],
)
def test_a_file_that_is_not_ours_is_refused_and_unharmed(make: Callable[[Path], None], tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    make(path)
    before = path.read_bytes()
    with pytest.raises(StoreCorrupt, match=r"a\.duckdb: .*--db"):
        open_store(path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["a.duckdb"]


@pytest.mark.parametrize("kept", [1, 4_000, 8_192, 12_288, 100_000, 0.3, 0.5, 0.8, 0.999])
def test_a_truncated_copy_says_so_when_opened_or_when_the_missing_part_is_read(
    kept: float, real: Path, tmp_path: Path
) -> None:
    path = tmp_path / "copy.duckdb"
    content = real.read_bytes()
    content = content[: int(kept if kept >= 1 else kept * len(content))]
    path.write_bytes(content)
    read, said = None, ""
    try:
        with open_store(path) as store:
            read = store.value("SELECT sum(length(raw) + length(file) + length(place)) FROM rejects")
    except StoreError as error:
        said = str(error)
    assert (str(path) in said and "backup" in said) if read is None else read == 6_000 * 600
    assert path.read_bytes() == content


def test_a_damaged_block_is_an_error_that_names_the_file(real: Path, tmp_path: Path) -> None:
    content = bytearray(real.read_bytes())
    for place in range(300_000, len(content), 4_096):
        content[place] ^= 0xFF
    path = tmp_path / "a.duckdb"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"a\.duckdb: .*restore a backup"), open_store(path) as store:
        store.rows("SELECT * FROM rejects")


@pytest.mark.parametrize(
    ("place", "error", "says"),
    [
        pytest.param(".", StoreError, "is a folder", id="a folder"),
        pytest.param("file/a.duckdb", StoreError, "cannot be created", id="below a file"),
        pytest.param("x" * 300, StoreError, "cannot be created", id="a name that no file can have"),
        pytest.param("dangling", StoreError, "cannot be opened", id="a link to nowhere"),
        pytest.param("/proc/a.duckdb", StoreError, "cannot be opened", id="a folder that takes no files"),
        pytest.param("/proc/a/a.duckdb", StoreError, "cannot be created", id="a folder that takes no folders"),
    ],
)
def test_a_place_where_no_database_can_be_is_an_error(
    place: str, error: type[StoreError], says: str, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("a file")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere" / "a.duckdb")
    with pytest.raises(error, match=says) as raised:
        open_store(tmp_path / place)
    assert type(raised.value) is StoreError, "the place is at fault, no file is damaged"


def test_a_file_that_may_not_be_read_is_an_error_about_its_mode() -> None:
    error = database.explain("a.duckdb", duckdb.IOException("Cannot open file: Permission denied"))
    assert type(error) is StoreError
    assert "owner and mode" in str(error)


def test_without_create_a_missing_file_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no database there; import a file first"):
        open_store(tmp_path / "sub" / "a.duckdb", create=False)
    assert list(tmp_path.iterdir()) == []


def test_a_second_process_is_told_who_holds_the_database(tmp_path: Path) -> None:
    path = tmp_path / "a.duckdb"
    with held(path) as holder, pytest.raises(StoreBusy, match=f"process {holder} has it open"):
        open_store(path)
    open_store(path).close()


def test_a_transaction_that_raises_leaves_nothing(store: Store) -> None:
    with pytest.raises(duckdb.ConversionException), store.transaction() as cursor:  # noqa: PT012 - two steps, one fails
        cursor.execute("INSERT INTO cases VALUES ('c1', 'p1', 'k')")
        cursor.execute("SELECT 'x'::INTEGER")
    assert store.value("SELECT count(*) FROM cases") == 0


def test_a_mistake_in_our_sql_is_not_taken_for_a_damaged_file(store: Store) -> None:
    with pytest.raises(duckdb.CatalogException):
        store.rows("SELECT * FROM nowhere")


def test_batches_give_every_row_once(store: Store) -> None:
    store.append("cases", {name: [f"{number:03}" for number in range(350)] for name in ("id", "problem_id", "key")})
    batches = list(store.batches("SELECT id FROM cases WHERE id >= $low ORDER BY id", {"low": "100"}, 100))
    assert max(map(len, batches)) <= 100
    assert [row["id"] for batch in batches for row in batch] == [f"{number:03}" for number in range(100, 350)]


def test_threads_share_a_store(store: Store) -> None:
    with_a_case(store)

    def work(first: int) -> None:
        for number in range(first, first + 25):
            reviews.add_decisions(store, [make_decision(number)])

    threads = [threading.Thread(target=work, args=(100 * number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.value("SELECT count(DISTINCT seq) FROM decisions") == 200


def test_a_backup_of_a_store_in_use_is_one_moment_of_it(tmp_path: Path) -> None:
    with open_store(tmp_path / "a.duckdb") as store:
        with_a_case(store)
        acknowledged: list[int] = []
        stop = threading.Event()

        def write() -> None:
            while not stop.is_set():
                number = 2 * len(acknowledged)
                reviews.add_decisions(store, [make_decision(number), make_decision(number + 1)])
                acknowledged.append(number)

        writer = threading.Thread(target=write)
        writer.start()
        while len(acknowledged) < 20:
            time.sleep(0.001)
        before = len(acknowledged)
        store.backup(tmp_path / "b.duckdb")
        after = len(acknowledged)
        stop.set()
        writer.join()
        assert store.value("SELECT count(*) FROM decisions") == 2 * len(acknowledged), "the writer was undisturbed"
    with open_store(tmp_path / "b.duckdb", create=False) as copy:
        copied = copy.value("SELECT count(*) FROM decisions")
        assert copied % 2 == 0, "no half of a transaction"
        assert before <= copied / 2 <= after + 1


def test_a_backup_holds_the_same_and_is_a_store_to_go_on_with(tmp_path: Path) -> None:
    target = tmp_path / "It's a backup.duckdb"
    with open_store(tmp_path / "a.duckdb") as store:
        with_a_case(store)
        reviews.add_decisions(store, [make_decision(1), make_decision(2)])
        tables = [row["name"] for row in store.rows("SELECT table_name AS name FROM duckdb_tables() ORDER BY name")]
        held = {name: store.rows(f"SELECT * FROM {name}") for name in tables}
        store.backup(target)
    with open_store(target) as copy:
        assert {name: copy.rows(f"SELECT * FROM {name}") for name in tables} == held
        later = Decision("d3", "c1", "ann", Outcome.INCORRECT, datetime(2025, 1, 2))
        reviews.add_decisions(copy, [later])
        assert copy.value("SELECT outcome FROM case_states") == "incorrect", "later in the copy is later"
    assert {file.name for file in tmp_path.iterdir()} == {"a.duckdb", target.name}


@pytest.mark.parametrize("name", ["backup_copy", 'quo"ted', "temp", "main", "outcomes"])
def test_a_database_of_any_name_can_be_backed_up(name: str, tmp_path: Path) -> None:
    with open_store(tmp_path / f"{name}.duckdb") as store:
        with_a_case(store)
        store.backup(tmp_path / "b.duckdb")
    with open_store(tmp_path / "b.duckdb", create=False) as copy:
        assert copy.value("SELECT count(*) FROM cases") == 1


def test_a_store_in_memory_can_be_backed_up(store: Store, tmp_path: Path) -> None:
    with_a_case(store)
    store.backup(tmp_path / "b.duckdb")
    with open_store(tmp_path / "b.duckdb", create=False) as copy:
        assert copy.value("SELECT count(*) FROM cases") == 1


@pytest.mark.parametrize(
    ("target", "says"),
    [
        pytest.param("old.duckdb", "the file exists", id="a file that exists"),
        pytest.param("missing/b.duckdb", "no such folder", id="a folder that does not exist"),
        pytest.param("old.duckdb/b.duckdb", "no such folder", id="a file as folder"),
    ],
)
def test_a_backup_to_an_unfit_place_is_refused(target: str, says: str, store: Store, tmp_path: Path) -> None:
    (tmp_path / "old.duckdb").write_text("precious")
    with pytest.raises(StoreError, match=says):
        store.backup(tmp_path / target)
    assert (tmp_path / "old.duckdb").read_text() == "precious"
    assert [file.name for file in tmp_path.iterdir()] == ["old.duckdb"]


def test_a_backup_that_cannot_be_written_leaves_the_store_usable(store: Store) -> None:
    with pytest.raises(StoreError, match="the backup cannot be made"):
        store.backup(Path("/proc/b.duckdb"))
    assert store.value("SELECT count(*) FROM cases") == 0
