from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest

from review_app.domain import Outcome
from review_app.errors import ExportError
from review_app.services.view_address import read_address
from review_app.store import browse
from review_app.store.database import now
from review_app.ui.pages import scoreboard

ALL = (None,) * len(scoreboard.FILTERS)


def shown(paper: str) -> str:
    """The HTML that a paper holds."""
    return html.unescape(paper.removeprefix('<div class="paper-source" data-html="').removesuffix('"></div>'))


@pytest.fixture
def decided(desk: Any, doubtful: list[str]) -> Any:
    """Two doubtful cases and a verdict of the grader's that people hold to be wrong."""
    desk.reviews.decide("Ada", doubtful[:2], Outcome.CORRECT)
    wrong = desk.store.value("SELECT any_value(case_id) FROM outcomes WHERE automatic = 'correct' AND reference = '5'")
    desk.reviews.decide("Ada<i>", [wrong], Outcome.INCORRECT, "<b>no</b>")
    return desk


def test_the_page_tells_of_truth_graders_rules_kinds_and_disagreements(decided, ada, read) -> None:
    head, paper, *boxes = scoreboard.open_page(decided, ada, None, *ALL)
    page = read(shown(paper))
    assert "3 cases decided by people, 1 of them the opposite" in read(head).text
    assert page.balanced
    assert not page.names & {"script", "img", "iframe", "i<i"}
    for piece in ("a grader may well be better on all cases", "review_app", "same_text", "integer", "Ada<i>"):
        assert piece in page.text, piece
    assert len(boxes) == len(scoreboard.FILTERS)


def test_a_count_leads_to_as_many_cases(decided, ada) -> None:
    _, paper = scoreboard.refilter(decided, ada, None, *ALL)
    links = re.findall(r'<a href="/browse\?([^"]*)">([\d,]+)</a>', shown(paper))
    assert len(links) > 4
    for query, count in links:
        assert browse.count(decided.store, read_address(html.unescape(query))) == int(count), query


def test_a_past_moment_is_shown_without_links(decided, ada, doubtful) -> None:
    before = scoreboard.refilter(decided, ada, None, *ALL)[0]
    moment = now().isoformat(sep=" ")
    decided.reviews.decide("Bob", [doubtful[2]], Outcome.CORRECT)
    head, paper = scoreboard.refilter(decided, ada, moment, *ALL)
    assert head == before
    assert "/browse?" not in shown(paper)


@pytest.mark.parametrize("place", ["empty", "desk"])
def test_without_decisions_the_page_says_what_to_do(request, ada, place) -> None:
    _, paper = scoreboard.refilter(request.getfixturevalue(place), ada, None, *ALL)
    assert "Decide cases on Review" in shown(paper)


def test_the_file_holds_the_disagreements(decided, ada, desk) -> None:
    told = scoreboard.write_files(decided, ada, lambda *_, **__: None, None, *ALL)
    rows = Path(told.outputs[0]["value"][0]).read_text(encoding="utf-8").splitlines()
    assert [(json.loads(row)["outcome"], json.loads(row)["grader_outcome"]) for row in rows] == [
        ("incorrect", "correct")
    ]
    with pytest.raises(ExportError, match="no such response"):
        scoreboard.write_files(decided, ada, lambda *_, **__: None, None, ["nobody"], None, None, None)
