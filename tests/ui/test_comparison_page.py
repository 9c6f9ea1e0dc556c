from __future__ import annotations

import html
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pandas as pd
import pytest

from review_app.domain import Outcome
from review_app.errors import InputError
from review_app.store import outcomes
from review_app.store.database import now
from review_app.ui.desk import Caller, Said
from review_app.ui.pages import comparison

BOXES = 5


def runs_of(desk: Any) -> list[str]:
    return list(outcomes.run_models(desk.store))


def shown(paper: str) -> str:
    """The HTML that a paper holds."""
    return html.unescape(paper.removeprefix('<div class="paper-source" data-html="').removesuffix('"></div>'))


def query(head: str) -> dict[str, str]:
    """What the link to the comparison asks for."""
    link = next(part for part in html.unescape(head).split('"') if part.startswith("/compare?"))
    return dict(parse_qsl(urlsplit(link).query))


@pytest.fixture
def settled(desk: Any, doubtful: list[str]) -> Any:
    """Everything decided, so that Boole is better on one problem and Ada on none."""
    desk.reviews.decide("Ada", doubtful, Outcome.INCORRECT)
    right = "SELECT any_value(case_id) FROM outcomes WHERE model = 'boole' AND reference = '12'"
    desk.reviews.decide("Ada", [desk.store.value(right)], Outcome.CORRECT)
    return desk


def test_the_page_opens_with_two_runs_that_can_be_compared_and_hostile_names_stay_text(settled, ada, read) -> None:
    *boxes, head, chart, paper = comparison.open_page(settled, ada)
    assert [box["value"] for box in boxes] == [runs_of(settled), None, [], "corrected", None]
    page = read(shown(paper))
    assert page.balanced
    assert not page.names & {"script", "img", "iframe", "b<b"}
    assert "ada<b>" in page.text
    assert "How wide is it?" in page.text, "the flip"
    assert 'href="/problem?id=math/test/' in shown(paper)
    assert chart["value"].data
    assert "boole" in read(head).text


def test_a_link_brings_back_the_comparison(settled, ada) -> None:
    first, second = runs_of(settled)
    moment = now().isoformat(sep=" ")
    values = ([first, second], second, ["math"], "automatic", moment)
    head, _, paper = comparison.choose(settled, ada, *values)
    opened = comparison.open_page(settled, Caller("Ada", query(head)))
    again = (boxes := opened[:BOXES])[0]["value"], *(box["value"] for box in boxes[1:])
    assert (set(again[0]), *again[1:]) == ({first, second}, *values[1:])
    assert opened[-1] == paper


def test_what_an_address_names_that_is_not_there_is_passed_over(settled, ada) -> None:
    asked = {"runs": "nobody,<b>", "baseline": "x", "benchmarks": "none", "score": "best"}
    *boxes, _, _, paper = comparison.open_page(settled, Caller("Ada", asked))
    assert [box["value"] for box in boxes] == [runs_of(settled), None, [], "corrected", None]
    assert "Against" in shown(paper)


def test_a_moment_in_the_address_that_is_none_is_told_and_the_boxes_still_work(settled, ada) -> None:
    said = comparison.open_page(settled, Caller("Ada", {"as_of": "yesterday"}))
    assert isinstance(said, Said)
    assert "is no moment" in said.sentence
    assert said.outputs[0]["choices"]


@pytest.mark.parametrize("chosen", [None, [], ["only one"]], ids=["nothing", "all taken away", "one run"])
def test_too_few_runs_are_told_what_to_do(desk, ada, chosen) -> None:
    _, chart, paper = comparison.choose(desk, ada, chosen, None, None, None, None)
    assert "Choose two or more runs" in shown(paper)
    assert chart["visible"] is False


def test_an_empty_store_says_what_to_do(empty, ada) -> None:
    *_, paper = comparison.open_page(empty, ada)
    assert "import result files on the Data page" in shown(paper)


def test_the_file_holds_the_flips(settled, ada) -> None:
    values = (runs_of(settled), None, [], "corrected", None)
    told = comparison.write_file(settled, ada, lambda *_, **__: None, *values)
    [offered] = told.outputs
    assert pd.read_csv(Path(offered["value"]))["better"].tolist() == ["run"]
    with pytest.raises(InputError, match="two or more"):
        comparison.write_file(settled, ada, lambda *_, **__: None, None, None, None, None, None)
