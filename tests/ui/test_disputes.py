"""The Disputes page: what an adjudicator sees, what each button does, and that nothing gives names away."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from review_app.domain import PERMISSIONS, Cause, Kind, Outcome, Permission, Role
from review_app.errors import InputError, NotAllowed, NotFound
from review_app.services.preferences import choose
from review_app.store import disputes as kept
from review_app.ui import opinions
from review_app.ui.desk import Caller, Said
from review_app.ui.pages import disputes

# Markup, a link, mathematics that would run something, and an empty line, which ends a block of HTML.
HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>\n\n</div></section><iframe src=https://evil.example>"
    '</iframe>" onmouseover="alert(3)" [x](javascript:alert(4))\n# head\n$\\href{javascript:alert(5)}{x}$ <!-- '
)

ALL = (None,) * len(disputes.FILTERS)
HEAD, PAPER, CASE, CAUSE, NOTE, LISTS = range(6)


@pytest.fixture
def cleo() -> Caller:
    """An adjudicator."""
    return Caller("Cleo", {}, PERMISSIONS[Role.ADJUDICATOR])


@pytest.fixture
def disputed(desk, doubtful) -> list[str]:
    """Three cases on which Ann and Bob differ, in the order of the page."""
    cases = doubtful[:3]
    desk.reviews.decide("Ann", cases, Outcome.CORRECT, "looks right", Cause.UNIT)
    desk.reviews.decide("Bob", cases, Outcome.INCORRECT, HOSTILE)
    return [row["case_id"] for row in kept.open_cases(desk.store, disputes.selection(disputes.FILTERS, ALL))]


def shown(outputs) -> str:
    """The case of the sheet, which must be that of the hidden field."""
    given = outputs.outputs if isinstance(outputs, Said) else outputs
    found = re.search(r'id="case-(\w+)"', given[PAPER])
    assert (found.group(1) if found else "") == given[CASE]
    return given[CASE]


def test_the_page_opens_on_the_first_dispute(desk, cleo, disputed):
    outputs = disputes.open_page(desk, cleo, *ALL)
    assert shown(outputs) == disputed[0]
    assert "<strong>3</strong> disputed" in outputs[HEAD]
    assert len(outputs) == 6 + len(disputes.FILTERS)
    assert (outputs[CAUSE], outputs[NOTE]) == ("", "")


def test_the_page_opens_on_the_case_of_its_link(desk, cleo, disputed):
    assert shown(disputes.open_page(desk, replace(cleo, query={"case": disputed[2]}), *ALL)) == disputed[2]


@pytest.mark.parametrize("link", ["c0000000000000000", "<script>", "'; DROP TABLE decisions; --"])
def test_a_link_to_no_case_says_so_and_opens_the_first(desk, cleo, disputed, link):
    said = disputes.open_page(desk, replace(cleo, query={"case": link}), *ALL)
    assert isinstance(said, Said)
    assert shown(said) == disputed[0]
    assert link in cleo.say(said.sentence, **said.values)


def test_nothing_in_dispute_says_so(empty, cleo):
    outputs = disputes.open_page(empty, cleo, *ALL)
    assert shown(outputs) == ""
    assert "Nothing in dispute" in outputs[PAPER]
    assert "<strong>0</strong> disputed" in outputs[HEAD]


def test_opinions_stand_side_by_side_without_names(desk, cleo, disputed):
    outputs = disputes.open_page(desk, cleo, *ALL)
    seen = outputs[PAPER] + outputs[LISTS]
    assert [name for name in ("Ann", "Bob") if name in seen] == []
    cards = re.findall(r'<div class="opinion (\w+)"><b>(\w)</b>', outputs[PAPER])
    assert sorted(letter for _, letter in cards) == ["A", "B"]
    assert {outcome for outcome, _ in cards} == {"correct", "incorrect"}
    assert "Unit missing or different" in outputs[PAPER]
    assert "looks right" in outputs[PAPER]


def test_names_stand_there_where_the_team_wants_them(desk, cleo, disputed):
    choose(desk.store, "Root", hide_names=False)
    paper = disputes.open_page(desk, cleo, *ALL)[PAPER]
    assert "<b>Ann</b>" in paper
    assert "<b>Bob</b>" in paper


def test_a_decision_settles_the_case_and_brings_the_one_after_it(desk, cleo, disputed):
    said = disputes.settle(desk, cleo, disputed[1], "rounding", " so it is ", *ALL, outcome=Outcome.CORRECT)
    assert shown(said) == disputed[2]
    held = kept.settlement(desk.store, disputed[1])
    assert (held["annotator"], held["outcome"], held["cause"], held["note"]) == (
        "Cleo", "correct", "rounding", "so it is",
    )  # fmt: skip
    assert held["kind"] == Kind.ADJUDICATION
    lists = said.outputs[LISTS]
    assert "Cleo" in lists
    assert "Ann" in lists, "who said what is told once it is settled"


def test_the_last_decision_shows_that_nothing_is_left(desk, cleo, disputed):
    for case in disputed:
        said = disputes.settle(desk, cleo, case, "", "", *ALL, outcome=Outcome.INCORRECT)
    assert shown(said) == ""
    assert "Nothing in dispute" in said.outputs[PAPER]
    assert disputes.settle(desk, cleo, "", "", "", *ALL, outcome=Outcome.CORRECT)[CASE] == "", "and no key does harm"


def test_the_same_key_twice_settles_once(desk, cleo, disputed):
    disputes.settle(desk, cleo, disputed[0], "", "", *ALL, outcome=Outcome.CORRECT)
    with pytest.raises(InputError, match="settled this case already"):
        disputes.settle(desk, cleo, disputed[0], "", "", *ALL, outcome=Outcome.INCORRECT)


def test_next_and_previous_go_round(desk, cleo, disputed):
    assert shown(disputes.turn(desk, cleo, disputed[0], *ALL, step=1)) == disputed[1]
    assert shown(disputes.turn(desk, cleo, disputed[0], *ALL, step=-1)) == disputed[2]
    assert shown(disputes.turn(desk, cleo, "gone", *ALL, step=1)) == disputed[0]


def test_take_back_reopens_what_is_shown_or_what_one_settled_last(desk, cleo, disputed):
    for case in disputed[:2]:
        disputes.settle(desk, cleo, case, "", "", *ALL, outcome=Outcome.CORRECT)
    assert shown(disputes.take_back(desk, cleo, disputed[0], *ALL)) == disputed[0]
    assert shown(disputes.take_back(desk, cleo, disputed[2], *ALL)) == disputed[1], "that is open: the last is meant"
    with pytest.raises(NotFound, match="settled no dispute"):
        disputes.take_back(desk, cleo, disputed[2], *ALL)
    assert desk.store.value("SELECT count(*) FROM withdrawals") == 2


def test_a_settled_case_shows_names_and_can_be_opened_by_its_link(desk, cleo, disputed):
    disputes.settle(desk, cleo, disputed[0], "", "as printed", *ALL, outcome=Outcome.CORRECT)
    paper = disputes.open_page(desk, replace(cleo, query={"case": disputed[0]}), *ALL)[PAPER]
    assert "Settled by Cleo:" in paper
    assert "<b>Ann</b>" in paper


def test_only_an_admin_settles_where_they_took_a_side(desk, disputed):
    for role, refused in ((Role.ADJUDICATOR, True), (Role.ADMIN, False)):
        ann = Caller("Ann", {}, PERMISSIONS[role])
        if refused:
            with pytest.raises(NotAllowed, match="took a side"):
                disputes.settle(desk, ann, disputed[0], "", "", *ALL, outcome=Outcome.CORRECT)
        else:
            disputes.settle(desk, ann, disputed[0], "", "", *ALL, outcome=Outcome.CORRECT)
    assert Permission.ADJUDICATE not in PERMISSIONS[Role.ANNOTATOR]


def test_a_case_that_nobody_can_tell_is_listed_as_such(desk, cleo, doubtful):
    desk.reviews.decide("Ann", doubtful[:1], Outcome.UNCERTAIN)
    outputs = disputes.refilter(desk, cleo, *ALL)
    assert shown(outputs) == doubtful[0]
    assert "Everybody who was asked cannot tell" in outputs[PAPER]
    assert "1 that nobody can tell" in outputs[HEAD]


def test_filters_narrow_the_disputes(desk, cleo, disputed):
    chosen = [["no such rule"] if name == "rules" else None for name in disputes.FILTERS]
    outputs = disputes.refilter(desk, cleo, *chosen)
    assert outputs[CASE] == ""
    assert "<strong>0</strong> disputed" in outputs[HEAD]


@pytest.mark.parametrize("settled", [False, True])
def test_hostile_names_and_notes_stay_text(desk, cleo, doubtful, read, settled):
    for case in doubtful:
        desk.reviews.decide(HOSTILE, [case], Outcome.CORRECT, HOSTILE, HOSTILE)
        desk.reviews.decide("Bob", [case], Outcome.INCORRECT)
        outputs = disputes.open_page(desk, replace(cleo, query={"case": case}), *ALL)
        if settled:
            disputes.settle(desk, cleo, case, "", HOSTILE, *ALL, outcome=Outcome.CORRECT)
            outputs = disputes.open_page(desk, replace(cleo, query={"case": case}), *ALL)
        for html in (outputs[PAPER], outputs[LISTS]):
            seen = read(html)
            assert seen.balanced
            assert not seen.names & {"script", "img", "iframe", "style", "form"}
            assert not {name for name in seen.attributes if name.startswith("on")}
            assert "\n\n" not in html, "an empty line would end the block of HTML"


def test_a_long_list_says_how_many_more_wait(desk, cleo, disputed, monkeypatch):
    monkeypatch.setattr(opinions, "SHOWN_OPEN", 1)
    lists = disputes.refilter(desk, cleo, *ALL)[LISTS]
    assert "… and 2 more" in lists
    assert lists.count('class="link"') == 1


def test_the_page_speaks_chinese(desk, cleo, disputed):
    outputs = disputes.open_page(desk, replace(cleo, language="zh"), *ALL)
    assert "判断不一" in outputs[PAPER]
    assert "People differ" not in outputs[PAPER]
