"""The pages that find and show everything: Browse, Case, Problem."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from review_app.domain import PERMISSIONS, Outcome, Role
from review_app.errors import ExportError, InputError, NotAllowed
from review_app.store.browse import Each, Query, Sort
from review_app.ui import browse_form, results, words
from review_app.ui.browse_form import FIELDS
from review_app.ui.desk import Caller, Said
from review_app.ui.grid import shortened
from review_app.ui.pages import browse, case, problem

NOTHING = [None] * len(FIELDS)
# Head line, table, page number.
SHOWN = 3


def chosen(**values: Any) -> list[Any]:
    """What the boxes hold when only these are filled."""
    return [values.get(name) for name in FIELDS]


def opened(answer: tuple[Any, ...]) -> dict[str, Any]:
    """The boxes of an opened page by field."""
    return dict(zip(FIELDS, answer[SHOWN : SHOWN + len(FIELDS)], strict=True))


def state(head: str) -> str:
    """The address that the page tells the browser."""
    found = re.search(r'data-address="([^"]*)"', head)
    assert found, head
    return found.group(1).replace("&amp;", "&")


def shown_cases(table: str) -> list[str]:
    return re.findall(r'href="/case\?id=(\w+)"', table)


def asks(**query: str) -> Caller:
    return Caller("Ada", query)


class Progress:
    def __call__(self, *_: Any) -> None: ...


def bare(paper: str) -> str:
    """The HTML that a paper carries."""
    found = re.fullmatch(r'<div class="paper-source" data-html="([^"]*)"></div>', paper)
    assert found, paper[:200]
    return unescape(found.group(1))


def refiltered(desk: Any, caller: Caller, **values: Any) -> tuple[str, str]:
    """Head line and table under filters."""
    head, table, _ = browse.refilter(desk, caller, *chosen(**values))
    return head, bare(table)


def case_page(desk: Any, **query: str) -> str:
    return bare(case.open_page(desk, asks(**query))[1])


def problem_page(desk: Any, **query: str) -> str:
    return bare(problem.open_page(desk, asks(**query))[1])


# --- Browse


def test_everything_is_there_at_first(desk, ada):
    head, table, number, *_ = browse.open_page(desk, ada, "")
    total = desk.store.value("SELECT count(DISTINCT case_id) FROM outcomes")
    assert f"<strong>{total}</strong> cases" in head
    assert (state(head), number) == ("", 1)
    assert len(shown_cases(bare(table))) == total
    assert bare(table).count('href="/problem?id=math/test/') == total


def test_the_address_fills_the_boxes_and_the_page_tells_it_again(desk, ada):
    asked = "text=how&status=pending&level=2&level=5&each=response&sort=problem"
    answer = browse.open_page(desk, ada, f"?{asked}")
    boxes = opened(answer)
    assert state(answer[0]) == asked
    assert (boxes["text"]["value"], boxes["statuses"]["value"], boxes["levels"]["value"]) == (
        "how",
        ["pending"],
        [2, 5],
    )
    assert (boxes["each"]["value"], boxes["sort"]["value"]) == ("response", "problem")
    values = [box["value"] for box in boxes.values()]
    head, *_ = browse.refilter(desk, ada, *values)
    assert state(head) == asked


@pytest.mark.parametrize(
    ("asked", "unfolded"),
    [("", False), ("?text=x", False), ("?page=2", False), ("?status=pending", True), ("?sort=level", True)],
)
def test_filters_that_are_set_are_seen(desk, ada, asked, unfolded):
    answer = browse.open_page(desk, ada, asked)
    assert answer[SHOWN + len(FIELDS)]["open"] is unfolded


def test_a_value_that_nothing_has_can_be_taken_away_again(desk, ada):
    answer = browse.open_page(desk, ada, "?model=nobody&status=lost")
    boxes = opened(answer)
    assert ("nobody", "nobody") in boxes["models"]["choices"]
    assert ("lost", "lost") in boxes["statuses"]["choices"]
    assert "Nothing is like this" in answer[1]


@pytest.mark.parametrize(
    "asked", ["?" + "&".join(["rule=x"] * 501), "?text=" + "x" * 1_001], ids=["too many values", "a text too long"]
)
def test_a_link_that_cannot_be_followed_shows_everything_and_says_why(desk, ada, asked):
    answer = browse.open_page(desk, ada, asked)
    assert isinstance(answer, Said)
    assert state(answer.outputs[0]) == ""
    assert shown_cases(bare(answer.outputs[1]))


def test_a_text_too_long_in_the_box_leaves_the_page_as_it_is(desk, ada):
    with pytest.raises(InputError, match="1001 characters"):
        browse.refilter(desk, ada, *chosen(text="x" * 1_001))


@pytest.mark.parametrize(
    ("number", "step", "expected"),
    [(1, 1, 2), (2, -1, 1), (1, -1, 1), (99, 0, 3), (None, 0, 1), (-5, 0, 1), (1e30, 0, 3)],
)
def test_pages_turn_and_stay_within_what_was_found(desk, ada, monkeypatch, number, step, expected):
    monkeypatch.setattr(browse.browse, "PAGE_SIZE", 2)
    head, table, shown = browse.turn_page(desk, ada, number, *chosen(subjects=["Algebra", "Geometry"]), step=step)
    assert shown == expected
    assert f"page {expected} of 3" in head
    assert 1 <= len(shown_cases(bare(table))) <= 2


def test_a_text_found_in_a_response_is_shown_where_it_stands(desk, ada):
    _, table = refiltered(desk, ada, text="NOT KNOW")
    assert '<div class="excerpt">… I do <mark>not know</mark>&#46; …</div>' in table
    _, table = refiltered(desk, ada, text="how wide")
    assert "excerpt" not in table, "the statement shows it"


def test_a_filter_shows_the_first_page(desk, ada):
    head, table, number = browse.refilter(desk, ada, *chosen(subjects=["Geometry"], each="response"))
    assert number == 1
    assert "<strong>4</strong> responses" in head
    assert "ada&#60;b&#62; · sample 1" in bare(table)


def test_the_table_tells_what_holds_and_who_decided(desk, ada, doubtful):
    desk.reviews.decide("Bob <b>", [doubtful[0]], Outcome.CORRECT)
    _, table = refiltered(desk, ada, annotators=["Bob <b>"])
    assert shown_cases(table) == [doubtful[0]]
    assert "Bob &#60;b&#62;" in table
    assert "decided by people" in table
    assert '<time class="moment"' in table


@pytest.mark.parametrize("text", ["", "evil", "a"])
def test_hostile_text_in_the_table_stays_text(desk, ada, read, text):
    _, table = refiltered(desk, ada, text=text)
    page = read(table)
    assert page.balanced
    assert page.names <= {
        "div", "table", "thead", "tbody", "tr", "th", "td", "span", "br", "wbr", "code", "a", "time", "strong", "pre",
        "mark",
    }  # fmt: skip
    assert {attrs["href"][:9] for tag, attrs in page.tags if tag == "a"} == {"/case?id=", "/problem?"}
    assert not page.attributes & {"onmouseover", "onerror", "src", "style"}


@pytest.mark.parametrize("text", ["%", "_", "'; DROP TABLE runs; --", '"><script>alert(1)</script>', "{x}", "\x00"])
def test_hostile_text_in_the_boxes_is_looked_for_as_it_is(desk, ada, read, text):
    head, table = refiltered(desk, ada, answer=text)
    assert read(head).balanced
    assert "<script>" not in head + table
    assert "Nothing is like this" in table
    assert browse_form.query(chosen(answer=text)).answer == text.strip()


def test_boxes_become_a_query():
    values = chosen(text="  x ", levels=[5], each="response", sort="level", marks=["noted"])
    expected = Query(text="x", levels=(5,), each=Each.RESPONSE, sort=Sort.LEVEL, marks=("noted",), page=2)
    assert browse_form.query(values, 2.0) == expected
    assert browse_form.query(NOTHING) == Query()


def test_choices_are_said_in_the_language_of_the_caller(desk):
    boxes = opened(browse.open_page(desk, Caller("Ada", {}, language="zh"), ""))
    assert ("等待人工", "pending") in boxes["statuses"]["choices"]


def test_a_view_is_saved_shown_and_removed(desk, ada):
    cleared, views = browse.save_view(desk, ada, "hard <b>", *chosen(levels=[5], text='"x"')).outputs
    assert cleared == ""
    assert '<a href="/browse?text=%22x%22&amp;level=5"' in views
    assert "hard &#60;b&#62;</a>" in views
    assert 'data-view="hard &lt;b&gt;"' in views
    (left,) = browse.remove_view(desk, ada, "hard <b>").outputs
    assert left == ""


def test_only_its_maker_and_an_admin_are_offered_to_remove_a_view(desk, ada):
    browse.save_view(desk, ada, "hard", *NOTHING)
    reader = Caller("Bob", {}, PERMISSIONS[Role.RESEARCHER])
    admin = Caller("Root", {}, PERMISSIONS[Role.ADMIN])
    offered = ["view-remove" in browse.saved(desk, caller) for caller in (replace(reader, name="Ada"), reader, admin)]
    assert offered == [True, False, True]
    with pytest.raises(NotAllowed):
        browse.remove_view(desk, reader, "hard")
    browse.remove_view(desk, admin, "hard")


def test_a_stored_address_leads_nowhere_else():
    row = {"name": "x", "made_by": "y", "query": '"><script>alert(1)</script>&text=a" onclick="b'}
    view = results.saved_view(row, False, words.english)
    assert "<script>" not in view
    assert 'href="/browse?text=a%22+onclick%3D%22b"' in view


@pytest.mark.parametrize("format", browse.EXPORTS)
def test_a_view_is_exported_whole(desk, ada, format):
    (offered,) = browse.write_files(desk, ada, Progress(), *chosen(subjects=["Geometry"]), format=format).outputs
    paths = [Path(path) for path in offered["value"]]
    assert offered["visible"]
    assert all(path.is_absolute() and path.stat().st_size for path in paths)
    if format == "jsonl":
        rows = [json.loads(line) for line in paths[0].read_text(encoding="utf-8").splitlines()]
        assert {row["subject"] for row in rows} == {"Geometry"}
        assert len(rows) == 4


def test_an_empty_view_is_not_exported(desk, ada):
    with pytest.raises(ExportError, match="no response is in this view"):
        browse.write_files(desk, ada, Progress(), *chosen(text="no such text"), format="csv")


@pytest.mark.parametrize(("role", "offered"), [(Role.ADJUDICATOR, False), (Role.RESEARCHER, True), (Role.ADMIN, True)])
def test_exports_are_offered_to_those_who_may(desk, role, offered):
    answer = browse.open_page(desk, Caller("Ada", {}, PERMISSIONS[role]), "")
    assert [update["visible"] for update in answer[-len(browse.EXPORTS) :]] == [offered] * len(browse.EXPORTS)


def test_an_empty_store_says_so(empty, ada):
    head, table, number, *_ = browse.open_page(empty, ada, "")
    assert "<strong>0</strong> cases" in head
    assert "Nothing is like this" in table
    assert number == 1


# --- Case


def test_a_case_shows_its_evidence_and_its_history(desk, doubtful):
    desk.reviews.decide("Bob", [doubtful[0]], Outcome.CORRECT, "the same")
    assert "Case · math" in case.open_page(desk, asks(id=doubtful[0]))[0]
    paper = case_page(desk, id=doubtful[0])
    assert f'id="case-{doubtful[0]}"' in paper
    events = re.findall(r'<li class="event (\w+)">', paper)
    assert events == ["imported", "extracted", "graded", "decided"]
    assert f'href="/?case={doubtful[0]}"' in paper
    assert 'href="/problem?id=math/test/' in paper


def test_a_case_leads_to_the_other_answers_to_its_problem(desk):
    [asked] = desk.store.rows(
        "SELECT problem_id, list(DISTINCT case_id) AS cases FROM outcomes "
        "WHERE statement = 'How wide is it?' GROUP BY problem_id"
    )
    ways = {}
    for one in asked["cases"]:
        paper = case_page(desk, id=one)
        ways[one] = re.findall(r'<a class="way" href="/case\?id=(\w+)"', paper)
    first, second = asked["cases"]
    assert ways == {first: [second], second: [first]}


def test_hostile_text_on_the_page_of_a_case_stays_text(desk, doubtful, read):
    for one in doubtful:
        desk.reviews.decide('<img src=x onerror="alert(1)">', [one], Outcome.INCORRECT, "<script>alert(1)</script>")
        paper = case_page(desk, id=one)
        page = read(paper)
        assert page.balanced
        assert not page.names & {"script", "img", "iframe", "style"}
        assert not page.attributes & {"onmouseover", "onerror", "src"}
        texts = next(attrs["data-texts"] for tag, attrs in page.tags if tag == "article")
        assert set(json.loads(texts)) == {"problem", "reference", "answer", "response", "solution"}


@pytest.mark.parametrize(
    ("page", "query", "told"),
    [
        pytest.param(case, {}, "this page shows one case", id="no case named"),
        pytest.param(case, {"id": " "}, "this page shows one case", id="a blank id"),
        pytest.param(case, {"id": "<b>nope"}, "case &#60;b&#62;nope: there is none here", id="no such case"),
        pytest.param(problem, {}, "this page shows one problem", id="no problem named"),
        pytest.param(problem, {"id": "<b>nope"}, "problem &#60;b&#62;nope: there is none here", id="no such problem"),
    ],
)
def test_a_page_without_its_thing_says_so_and_leads_on(desk, page, query, told):
    _, paper = page.open_page(desk, asks(**query))
    assert told.replace(":", "&#58;") in bare(paper)
    assert '<a href="/browse">' in bare(paper)


# --- Problem


def problem_of(desk, statement: str) -> str:
    return str(desk.store.value("SELECT id FROM problems WHERE statement = $text", {"text": statement}))


def test_a_problem_shows_every_answer_and_every_response(desk, doubtful):
    asked = problem_of(desk, "How wide is it?")
    paper = problem_page(desk, id=asked)
    assert "Different answers <small>2</small>" in paper
    assert paper.count('<details class="given-response">') == 2
    assert "ada&#60;b&#62; · sample 1" in paper
    assert "boole · sample 1" in paper
    assert len({*shown_cases(paper)}) == 2
    assert 'id="found-answer"' not in paper, "an id would stand there many times"


def test_responses_of_a_problem_come_by_the_page(desk, monkeypatch):
    from review_app.services import answers

    monkeypatch.setattr(answers, "PAGE_SIZE", 1)
    asked = problem_of(desk, "How wide is it?")
    first, second = (problem_page(desk, id=asked, page=page) for page in ("1", "2"))
    assert f'<a href="/problem?id={asked}&amp;page=2">' in first
    assert f'<a href="/problem?id={asked}&amp;page=1">' in second
    for page in ("0", "x", "9" * 40, "-1"):
        assert problem_page(desk, id=asked, page=page) == first


def test_hostile_text_on_the_page_of_a_problem_stays_text(desk, read):
    for row in desk.store.rows("SELECT id FROM problems"):
        paper = problem_page(desk, id=row["id"])
        page = read(paper)
        assert page.balanced
        assert not page.names & {"script", "img", "iframe", "style"}
        assert not page.attributes & {"onmouseover", "onerror", "src"}


@pytest.mark.parametrize(
    ("id", "link"),
    [
        ("math/test/0f3a", "/problem?id=math/test/0f3a"),
        ('a b/"&<x>', "/problem?id=a%20b/%22%26%3Cx%3E"),
        ("评测集/test/1", "/problem?id=%E8%AF%84%E6%B5%8B%E9%9B%86/test/1"),
        ("half\ud800", "/problem?id=half%3F"),
    ],
)
def test_the_id_of_a_problem_fits_into_a_link(id, link):
    assert results.problem_link(id) == link


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        pytest.param("short", "short", id="short"),
        pytest.param("x" * 500, "x" * 420 + " …", id="long"),
        pytest.param("Area? [asy]" + "draw(a);" * 60, "Area? …", id="a diagram cut in the middle"),
        pytest.param("[asy]d;[/asy]" + "x" * 500, "[asy]d;[/asy]" + "x" * 407 + " …", id="a whole diagram"),
        pytest.param("[asy]d;[/asy] or [asy]" + "x" * 500, "[asy]d;[/asy] or …", id="the second diagram cut"),
    ],
)
def test_a_long_statement_is_cut_where_it_reads_well(statement, expected):
    assert shortened(statement) == expected
