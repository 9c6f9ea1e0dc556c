"""Ledger file: the ledger written as a CSV table, and tables of published scores taken into it."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from review_app.domain import PublishedScore, Reject
from review_app.errors import ExportError, InputError
from review_app.exporters import ledger as file
from review_app.importers import Input, records
from review_app.importers.source import Row as FileRow
from review_app.services.export import new_file
from review_app.services.ledger import CHANGING, entries
from review_app.services.ledger_row import COLUMNS, ENTRY, score_of, text_of
from review_app.services.review import checked_note
from review_app.store import Store, published
from review_app.store.database import now
from review_app.store.published import LedgerRow
from review_app.wording import Say, english, later

ENTRY_ID = re.compile(r"[0-9a-f]{12}")

NO_ENTRY = later("entry is {text!r}, which is no id of an entry; leave the cell empty for a new one")
WITHDRAWN = later("the entry {entry} was withdrawn; leave the cell empty to add it anew")
TWICE = later("the entry {entry} stands in line {line} already")


@dataclass(slots=True)
class Taken:
    """What became of a file: lines that made new entries, changed old ones, say what the ledger says already, and
    those left out, with why."""

    added: int = 0
    changed: int = 0
    known: int = 0
    rejects: list[Reject] = field(default_factory=list)


@dataclass(slots=True)
class Reading:
    """The state of taking one file: what stands now, all entries there ever were, what the file said so far."""

    standing: dict[str, LedgerRow]
    ever: set[str]
    lines: dict[str, str] = field(default_factory=dict)
    made: list[LedgerRow] = field(default_factory=list)
    taken: Taken = field(default_factory=Taken)

    def says(self, score: PublishedScore) -> bool:
        """Whether some entry says just this."""
        return any(row.score == score for row in (*self.standing.values(), *self.made))


def take(store: Store, by: str, path: Path, reason: str = "", say: Say = english) -> Taken:
    """Take a table with the columns of COLUMNS: a line of an `entry` that is there changes it, others are new. Good
    lines are taken, the others come back with their numbers. Raises InputError where the file cannot be used at all."""
    why, moment = checked_note(reason) or f"from {path.name}", now()
    entries(store)
    with CHANGING:
        reading = Reading({row.entry: row for row in published.standing(store)}, published.entries(store))
        for line in records.rows(Input(path)):
            if isinstance(line, Reject):
                reading.taken.rejects.append(line)
                continue
            try:
                take_line(reading, line, by, why, moment)
            except InputError as error:
                reading.taken.rejects.append(line.reject(say(error.template, **error.values)))
        published.append(store, reading.made)
    return reading.taken


def take_line(reading: Reading, line: FileRow, by: str, reason: str, moment: datetime) -> None:
    """One line. Raises InputError for one that cannot be taken."""
    score, entry = score_of(line.value), entry_of(reading, line)
    old = reading.standing.get(entry)
    if (old and old.score == score) or (not entry and reading.says(score)):
        reading.taken.known += 1
        return
    replaces = old.id if old else None
    new = LedgerRow(uuid4().hex, entry or uuid4().hex[:12], replaces, score, False, reason, by, moment)
    reading.made.append(new)
    if old:
        reading.taken.changed += 1
    else:
        reading.taken.added += 1


def entry_of(reading: Reading, line: FileRow) -> str:
    """The entry that the line names; empty where it names none. Raises InputError for one that cannot be meant."""
    entry = text_of(line.value, ENTRY)
    if not entry:
        return ""
    if not ENTRY_ID.fullmatch(entry):
        raise InputError(NO_ENTRY, text=entry[:40])
    if entry in reading.ever and entry not in reading.standing:
        raise InputError(WITHDRAWN, entry=entry)
    if entry in reading.lines:
        raise InputError(TWICE, entry=entry, line=reading.lines[entry])
    reading.lines[entry] = line.place
    return entry


def write(store: Store, folder: Path, moment: datetime | None = None) -> Path:
    """The entries that hold, or held at a moment, in a new CSV file. Raises ExportError where there are none."""
    rows = entries(store, moment)
    if not rows:
        raise ExportError("the ledger is empty; there is nothing to export")
    values = [{ENTRY: row.entry, **asdict(row.score)} for row in rows]
    return file.write(values, (ENTRY, *COLUMNS), new_file(folder, ".csv", "published_scores"))
