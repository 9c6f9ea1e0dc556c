from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import pytest

from review_app.domain import Decision, Kind, Outcome
from review_app.metrics.agreement import NO_OVERLAP
from review_app.metrics.estimate import Estimate, none
from review_app.store import Store, reviews
from review_app.ui import estimates
from review_app.ui.desk import Caller, Desk
from review_app.ui.pages import team

ALL = (None, None)
NOON = datetime(2025, 3, 1, 12)
HOSTILE = "<img src=x onerror=alert(1)>"


def cases(store: Store) -> list[str]:
    """All cases, in a stable order."""
    return [row["case_id"] for row in store.rows("SELECT case_id FROM case_states ORDER BY case_id")]


@pytest.fixture
def say_of(store: Store) -> Callable[..., None]:
    """`say_of("Ada", "ci.")`: what a person says of the first cases, one letter each."""
    outcomes = {"c": Outcome.CORRECT, "i": Outcome.INCORRECT, "u": Outcome.UNCERTAIN}

    def say(name: str, letters: str, **more) -> None:
        made = [
            Decision(f"{name} {at} {more.get('kind', '')}", case, name, outcomes[letter], NOON, seconds=8.0, **more)
            for at, (case, letter) in enumerate(zip(cases(store), letters, strict=False))
            if letter != "."
        ]
        reviews.add_decisions(store, made)

    return say


def shown(desk: Desk, caller: Caller, *values) -> str:
    """The report."""
    _, report = team.refilter(desk, caller, *(values or ALL))
    return report


def row_of(report: str, name: str) -> str:
    """The table row in which a name stands first."""
    found = re.search(rf"<tr><td>(?:<b>)?{re.escape(name)}(?:</b>)?</td>.*?</tr>", report)
    assert found, f"no row of {name}"
    return found.group()


def test_the_page_opens_with_figures_and_with_what_the_filters_offer(desk, ada, say_of):
    say_of("Ada", "cc")
    say_of("Bob", "ci")
    head, report, benchmarks, rules = team.open_page(desk, ada, *ALL)
    assert "<strong>4</strong> decisions by 2 people" in head
    assert report.count("<h2>") == 6
    assert benchmarks["choices"] == ["math"]
    assert rules["choices"]


def test_agreement_is_told_with_its_basis(desk, ada, read, say_of):
    say_of("Ada", "cciu")
    say_of("Bob", "cicc")
    report = shown(desk, ada)
    assert read(report).balanced
    assert "<b>33 %</b><span>agreeing pairs of opinions</span>" in report
    assert "3 cases with two or more opinions, 3 pairs, 2 people" in report
    assert "too few cases for an interval" in report


def test_a_person_has_a_row_with_counts_pace_and_known_answers(desk, ada, read, say_of):
    say_of("Root", "ci", kind=Kind.GOLD)
    say_of("Ada", "cciu")
    row = read(row_of(shown(desk, ada), "Ada")).text
    assert "✓ 2" in row
    assert "✗ 1" in row
    assert "? 1" in row
    assert "8.0 s" in row
    assert "450" in row
    assert "50 %" in row
    assert "of 2" in row
    assert "2025-03-01" in row
    assert "Root" not in shown(desk, ada)


def test_each_two_people_have_their_kappa(desk, ada, read, say_of):
    say_of("Ada", "cici")
    say_of("Bob", "ciic")
    row = read(row_of(shown(desk, ada), "Ada · Bob")).text
    assert "0.00" in row
    assert "50 %" in row


def test_a_rule_is_explained_where_it_is_named(desk, ada, say_of):
    for name in ("Ada", "Bob"):
        say_of(name, "c" * 20)
    report = shown(desk, ada)
    assert re.search(r'<code title="[^"]{20,}">', report)


def test_the_report_is_narrowed_by_the_filters(desk, ada, say_of):
    say_of("Ada", "cc")
    assert "Nobody decided anything under these filters yet." in shown(desk, ada, None, ["no such rule"])
    assert "Ada" in shown(desk, ada, ["math"], None)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        pytest.param({}, "Nobody decided anything under these filters yet.", id="nobody decided"),
        pytest.param({"Ada": "cc"}, "No case has two opinions yet.", id="one annotator"),
        pytest.param({"Ada": "cc"}, 'on <a href="/settings">Settings</a>', id="and what to do about it"),
        pytest.param({"Ada": "cc", "Bob": "cc"}, "chance alone would agree as well", id="one outcome only"),
        pytest.param({"Ada": "cc"}, "no case with a known answer judged yet", id="no known answers"),
        pytest.param({"Ada": "cc"}, "no decision was made with the verdict hidden", id="never blind"),
    ],
)
def test_what_is_missing_is_said_in_words(desk, ada, say_of, said, sentence):
    for name, letters in said.items():
        say_of(name, letters)
    assert sentence in shown(desk, ada)


def test_names_of_people_and_rules_do_no_harm(desk, ada, read, say_of):
    for name in (HOSTILE, HOSTILE + "2"):
        say_of(name, "cicc")
    found = read(shown(desk, ada))
    assert found.balanced
    assert "img" not in found.names
    assert HOSTILE in found.text


def test_chinese_readers_read_chinese(desk, say_of):
    for name in ("Ada", "Bob"):
        say_of(name, "cicc")
    report = shown(desk, Caller("Ada", {}, language="zh"))
    assert "成员" in report
    assert "People" not in report
    assert "Agreement" not in report


def test_an_empty_store_says_so(empty, ada):
    head, report, *_ = team.open_page(empty, ada, *ALL)
    assert "<strong>0</strong> decisions by 0 people" in head
    assert "Nobody decided anything" in report


# --- estimates


@pytest.mark.parametrize(
    ("found", "written", "text"),
    [
        pytest.param(Estimate(0.875, 0.7, 0.95, 40), estimates.percent, "88 % 70 … 95 % of 40", id="a share"),
        pytest.param(Estimate(0.6, 0.41, 0.8, 40), estimates.plain, "0.60 0.41 … 0.80 of 40", id="a coefficient"),
        pytest.param(Estimate(0.09, -0.01, 0.2, 40), estimates.points, "+9 -1 … +20 of 40", id="a difference"),
        pytest.param(Estimate(1.0, None, None, 3, "too few"), estimates.plain, "1.00 too few of 3", id="no interval"),
        pytest.param(none(0, NO_OVERLAP), estimates.percent, NO_OVERLAP, id="none"),
    ],
)
def test_an_estimate_is_written_with_its_range_or_its_reason(read, ada, found, written, text):
    shown_text = read(estimates.estimate(found, written, ada.say)).text
    assert " ".join(shown_text.split()) == text


@pytest.mark.parametrize(
    ("found", "places"),
    [
        pytest.param(Estimate(0.5, 0.25, 0.75, 9), ("left:25.0%;width:50.0%", "left:50.0%"), id="from 0 to 1"),
        pytest.param(Estimate(0.5, -0.5, 1.0, 9), ("left:25.0%;width:75.0%", "left:75.0%"), id="from -1 to 1"),
    ],
)
def test_an_interval_is_drawn_to_scale(found, places):
    drawn = estimates.strip(found)
    assert all(place in drawn for place in places)
    assert ("zero" in drawn) == (found.low < 0)


def test_where_there_is_no_interval_nothing_is_drawn():
    assert estimates.strip(Estimate(1.0, None, None, 3)) == estimates.strip(none(0, "")) == ""
