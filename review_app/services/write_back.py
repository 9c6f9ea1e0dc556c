"""Write-back: what holds now, brought to the rows of the logs that runs were imported from.

A log is read again with its importer, which says by which key of the tool's own each response stands in it (a
document's number, a sample's id and epoch), and a response is the store's own where problem, sample and text agree. So
nothing depends on the position of a row. A log that was changed or is gone is refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from review_app.domain import Outcome, Response
from review_app.errors import ExportError
from review_app.exporters.material import Correction, Log
from review_app.importers import IMPORTERS, Input, fingerprint
from review_app.store import Store, provenance
from review_app.store import exports as stored
from review_app.store.database import Row
from review_app.store.exports import Chosen

# Problem (by its text), sample, and a digest of the response's own text.
Key = tuple[str, int, str]


def logs(store: Store, chosen: Chosen, runs: Sequence[str], sources: Sequence[Path] = ()) -> list[Log]:
    """The logs of these runs. `sources` are files that lie elsewhere than where they were imported from.

    Raises ExportError for a run whose file is not the one that was imported.
    """
    return [log(store, chosen, row, sources) for row in provenance.sources(store, runs)]


def log(store: Store, chosen: Chosen, source: Row, sources: Sequence[Path]) -> Log:
    """One run's log with the corrections for its rows."""
    path = unchanged(source, sources)
    held = {key_of(row): correction(row) for row in stored.holding(store, chosen, source["run_id"])}
    places = places_in(path, source)
    found = {place: held[key] for place, key in places.items() if key in held}
    return Log(source["run_id"], source["model"], source["tool"], path, source["sha256"], found)


def unchanged(source: Row, sources: Sequence[Path]) -> Path:
    """Where the imported file lies. Raises ExportError where it is gone or was changed."""
    path = next((path for path in sources if is_source(path, source)), Path(source["file"]))
    named = {"path": path, "model": source["model"], "run": source["run_id"]}
    if not path.is_file():
        raise ExportError(
            "{path}: the file that run {run} ({model}) was imported from is not there; say where it lies with --source",
            **named,
        )
    if source["sha256"] is None or fingerprint(path) != source["sha256"]:
        raise ExportError(
            "{path}: the file was changed since run {run} ({model}) was imported, so corrections may not fit its rows; "
            "bring back the original, or import the new file and export again",
            **named,
        )
    return path


def is_source(path: Path, source: Row) -> bool:
    """Whether a file the user named is the one a run was imported from."""
    return path.is_file() and fingerprint(path) == source["sha256"]


def places_in(path: Path, source: Row) -> Mapping[str, Key]:
    """The tool's own key of each response in the log -> what the store knows it by."""
    given = Input(path, model=source["model"])
    found: dict[str, Key] = {}
    for record in IMPORTERS[source["format"]].read(given):
        if isinstance(record, Response) and record.place:
            text_key = record.problem_id.rpartition("/")[2]
            found[record.place] = (text_key, record.sample, text_digest(record.text))
    return found


def key_of(row: Row) -> Key:
    """What the store knows a response by."""
    return row["text_key"], row["sample"], row["digest"]


def text_digest(text: str) -> str:
    """The same as the store's: tells texts apart, no more."""
    return hashlib.md5(text.encode("utf-8"), usedforsecurity=False).hexdigest()


def correction(row: Row) -> Correction:
    """What holds for a response, and who says so."""
    people = row["decision"] is not None
    return Correction(
        outcome=Outcome(row["outcome"]),
        status=row["status"],
        by=row["annotator"] if people else f"review_app, grader {row['grader']}" if row["grader"] else "review_app",
        reason=said_by_people(row) if people else said_by_grader(row),
        answer=row["answer"],
        decided_at=row["decided_at"],
    )


def said_by_people(row: Row) -> str:
    """Cause and note of a decision, whichever there are."""
    return ": ".join(filter(None, (row["cause"], row["note"])))


def said_by_grader(row: Row) -> str:
    """The rule with its evidence; empty where nobody graded."""
    return ": ".join(filter(None, (row["rule"], row["evidence"])))
