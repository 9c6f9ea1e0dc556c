from __future__ import annotations

import json

import pytest

from review_app.errors import ExportError, InputError
from review_app.services import browse
from review_app.services.browse import MAX_TEXT, listing
from review_app.store.browse import Each, Query


@pytest.mark.parametrize(
    ("page", "shown", "count"),
    [
        pytest.param(1, 1, 2, id="the first"),
        pytest.param(3, 3, 1, id="the last"),
        pytest.param(4, 3, 1, id="past the last"),
        pytest.param(999_999, 3, 1, id="far past it"),
        pytest.param(10**30, 3, 1, id="beyond the numbers of a database"),
    ],
)
def test_a_page_past_the_end_is_the_last(shelf, monkeypatch, page, shown, count):
    monkeypatch.setattr(browse, "PAGE_SIZE", 2)
    found = listing(shelf, Query(page=page))
    assert (found.page, found.pages, found.total, len(found.rows)) == (shown, 3, 5, count)


def test_nothing_found_is_one_empty_page(shelf):
    found = listing(shelf, Query(text="no such text", page=7))
    assert (found.page, found.pages, found.total, found.rows) == (1, 1, 0, [])


def test_responses_are_counted_as_responses(shelf):
    assert listing(shelf, Query(each=Each.RESPONSE)).total == 12


@pytest.mark.parametrize("name", ["text", "answer", "reference"])
def test_a_text_beyond_measure_is_refused(shelf, name):
    listing(shelf, Query(**{name: "x" * MAX_TEXT}))
    with pytest.raises(InputError, match="1001 characters; look for at most 1000"):
        listing(shelf, Query(**{name: "x" * (MAX_TEXT + 1)}))


def test_the_choices_name_what_the_store_holds(shelf):
    found = browse.choices(shelf)
    assert found["models"] == [("ada", "ada"), ("boole", "boole")]
    assert {name for name, _ in found["runs"]} == {"ada · in/outputs.jsonl", "boole · in/outputs.jsonl"}
    assert {run for _, run in found["runs"]} == {row["id"] for row in shelf.rows("SELECT id FROM runs")}
    assert (found["annotators"], found["causes"]) == ([], [])


def test_a_view_is_written_whole_whatever_page_is_shown(shelf, tmp_path):
    path, *_ = browse.export(shelf, Query(models=("ada",), page=9), "jsonl", tmp_path)
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert {row["model"] for row in rows} == {"ada"}
    assert len(rows) == 6


@pytest.mark.parametrize(
    ("query", "format", "message"),
    [
        pytest.param(Query(), "../../etc/passwd", "no such export format", id="format"),
        pytest.param(Query(text="no such text"), "csv", "no response is in this view", id="nothing found"),
    ],
)
def test_what_cannot_be_written_is_refused(shelf, tmp_path, query, format, message):
    with pytest.raises(ExportError, match=message):
        browse.export(shelf, query, format, tmp_path)
    assert list(tmp_path.iterdir()) == []
