"""Browse: a page of what a query finds, what its fields can be, and the rows of a view as a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from review_app.errors import ExportError, InputError
from review_app.services.export import Wanted, export_wanted, exporter_named
from review_app.services.review import Listing
from review_app.store import Store, browse, exports, outcomes
from review_app.store.browse import TEXTS, Query
from review_app.store.database import Row
from review_app.store.exports import Chosen

PAGE_SIZE = 50
# Beyond any; what is typed by mistake must fit into the database's numbers.
MAX_PAGE = 1_000_000

# As many characters of a response are shown on each side of the text looked for.
BESIDE = 60

# Longer than any phrase that one looks for.
MAX_TEXT = 1_000


def listing(store: Store, query: Query) -> Listing:
    """The page that the query asks for; a number past the end gives the last page. Raises InputError."""
    require_short(query)
    query = replace(query, page=min(query.page, MAX_PAGE))
    rows = browse.rows(store, query, size=PAGE_SIZE)
    if not rows and query.page > 1:
        query = replace(query, page=pages(browse.count(store, query), PAGE_SIZE))
        rows = browse.rows(store, query, size=PAGE_SIZE)
    total = rows[0]["total"] if rows else 0
    return Listing(with_excerpts(store, query, rows), total, query.page, pages(total, PAGE_SIZE))


def with_excerpts(store: Store, query: Query, rows: list[Row]) -> list[Row]:
    """The rows, each with an `excerpt` of a response around the text looked for; None where its statement has it."""
    if not query.text:
        return [{**row, "excerpt": None} for row in rows]
    texts = browse.texts(store, [row for row in rows if not holds(row["statement"], query.text)])
    return [{**row, "excerpt": excerpt(texts.get(row["response_id"], ""), query.text)} for row in rows]


def holds(text: str, wanted: str) -> bool:
    """Whether a text has what is looked for, capitals or not."""
    return wanted.lower() in text.lower()


def excerpt(text: str, wanted: str) -> tuple[str, str, str] | None:
    """What stands before it, it, and what follows; None where it is not there.

    >>> excerpt("It is PI.", "pi")
    ('It is ', 'PI', '.')
    """
    at = text.lower().find(wanted.lower())
    if at < 0:
        return None
    end = at + len(wanted)
    return text[max(0, at - BESIDE) : at], text[at:end], text[end : end + BESIDE]


def pages(total: int, size: int) -> int:
    """How many pages so many rows fill; an empty one is a page too.

    >>> pages(0, 50), pages(50, 50), pages(51, 50)
    (1, 1, 2)
    """
    return max(1, -(-total // size))


def require_short(query: Query) -> None:
    """Raises InputError for a text that nobody looks for."""
    for name in TEXTS:
        length = len(getattr(query, name))
        if length > MAX_TEXT:
            raise InputError(
                "the text to look for has {length} characters; look for at most {most}", length=length, most=MAX_TEXT
            )


def choices(store: Store) -> Mapping[str, list[tuple[str, Any]]]:
    """(what it is called, value) of what the store holds, by field: runs, models, annotators, …"""
    found = {**outcomes.choices(store), **browse.people(store)}
    runs = browse.run_names(store)
    return {name: [(runs.get(value, str(value)), value) for value in values] for name, values in found.items()}


def export(store: Store, query: Query, format: str, folder: Path) -> list[Path]:
    """Write all responses that a query finds, on whatever page; the paths, that of the responses first.

    Raises ExportError for an unknown format or where nothing is found.
    """
    require_short(query)
    exporter_named(format)
    where, parameters = browse.condition(query)
    if not exports.any_chosen(store, Chosen(where, parameters)):
        raise ExportError("no response is in this view; widen the filters first")
    told = {name: value for name, value in asdict(replace(query, page=1)).items() if value}
    return export_wanted(store, format, folder, Wanted(Chosen(where, parameters), told), stem="view")
