"""The References page: what whoever rules sees, and what each button does."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from review_app.domain import PERMISSIONS, Outcome, Role
from review_app.errors import ExportError, InputError, NotAllowed
from review_app.services import docket
from review_app.ui.desk import Caller, Said
from review_app.ui.pages import references

# Markup, a link, mathematics that would run something, and an empty line, which ends a block of HTML.
HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>\n\n</div></section><iframe src=https://evil.example>"
    '</iframe>" onmouseover="alert(3)" [x](javascript:alert(4))\n# head\n$\\href{javascript:alert(5)}{x}$ <!-- '
)

HEAD, PAPER, PROBLEM, ANSWER, NOTE, UNDECIDED, CASE, BAR, LISTING = range(9)


@pytest.fixture
def cleo() -> Caller:
    """An adjudicator."""
    return Caller("Cleo", {}, PERMISSIONS[Role.ADJUDICATOR])


def bar(*_, **__) -> None:
    """Takes what a progress bar would be told."""


def problem(desk, reference: str) -> tuple[str, str]:
    """(problem, one of its cases) by the boxed reference."""
    row = desk.store.row(
        "SELECT problem_id, min(case_id) AS case_id FROM outcomes JOIN problems ON problems.id = problem_id "
        "WHERE contains(problems.solution, $box) GROUP BY problem_id",
        {"box": f"boxed{{{reference}}}"},
    )
    return row["problem_id"], row["case_id"]


@pytest.fixture
def flagged(desk) -> list[str]:
    """Two problems: of the first (reference 12) Ann thinks 13 right, of the second (5) Ann and Bob think 6."""
    first, second = problem(desk, "12"), problem(desk, "5")
    docket.flag(desk.store, "Ann", first[1], "13", HOSTILE)
    for who in ("Ann", "Bob"):
        docket.flag(desk.store, who, second[1], "6", "counted again")
    return [first[0], second[0]]


def outputs(given) -> tuple:
    return given.outputs if isinstance(given, Said) else given


def opened(desk, caller, name: str) -> tuple:
    return outputs(references.open_page(desk, replace(caller, query={"problem": name}), ""))


def test_the_page_shows_reference_proposals_and_effects(desk, cleo, flagged):
    given = opened(desk, cleo, flagged[1])
    assert (given[PROBLEM], given[ANSWER], given[NOTE]) == (flagged[1], "6", "")
    assert "<strong>2</strong> flagged references wait" in given[HEAD]
    for text in ("Ann", "Bob", "counted again", "Printed reference", "Score on math", "Estimated without algebra"):
        assert text in given[PAPER], text
    assert given[BAR]["visible"] is False
    assert given[LISTING].count('class="link"') == 2


def test_without_a_link_the_first_that_waits_is_shown(desk, cleo, flagged):
    docket.reject(desk.store, "Cleo", flagged[0])
    assert outputs(references.open_page(desk, cleo, ""))[PROBLEM] == flagged[1]


@pytest.mark.parametrize("link", ["no/such/problem", "<script>", "math/test/0'; --"])
def test_a_link_to_no_problem_says_so_and_opens_the_first(desk, cleo, flagged, link):
    said = references.open_page(desk, replace(cleo, query={"problem": link}), "")
    assert isinstance(said, Said)
    assert said.outputs[PROBLEM] in flagged
    assert link in cleo.say(said.sentence, **said.values)


def test_an_empty_docket_says_so_and_no_button_does_harm(desk, empty, cleo):
    given = outputs(references.open_page(empty, cleo, ""))
    assert "No reference is in doubt" in given[PAPER]
    assert references.turn(empty, cleo, "", step=1)[PROBLEM] == ""
    assert references.decide(empty, cleo, "", "", "", outcome=Outcome.CORRECT)[PROBLEM] == ""
    with pytest.raises(ExportError, match="no docket"):
        references.write_file(empty, cleo, bar)


def test_the_effect_of_another_answer_is_shown_before_anybody_rules(desk, cleo, flagged):
    before = opened(desk, cleo, flagged[1])[PAPER]
    given = references.preview(desk, cleo, flagged[1], " 99 ")
    assert given[ANSWER] == "99"
    assert given[PAPER] != before
    assert desk.store.value("SELECT count(*) FROM reference_rulings") == 0
    with pytest.raises(InputError, match="write the right answer"):
        references.preview(desk, cleo, flagged[1], " ")


def test_a_confirmed_answer_is_graded_and_in_force(desk, cleo, flagged):
    said = references.confirm(desk, cleo, bar, flagged[1], "6", "yes")
    assert said.values == {"count": 1}
    assert "1 confirmed" in said.outputs[HEAD]
    assert "Right answer" in said.outputs[PAPER]
    assert "Estimated" not in said.outputs[PAPER]
    rows = desk.store.rows("SELECT DISTINCT amended_reference, amended_outcome FROM outcomes WHERE answer = '5'")
    assert rows == [{"amended_reference": "6", "amended_outcome": "incorrect"}]


def test_nobody_confirms_what_only_they_propose(desk, flagged):
    ann = Caller("Ann", {}, PERMISSIONS[Role.ADMIN])
    with pytest.raises(NotAllowed, match="takes two people"):
        references.confirm(desk, ann, bar, flagged[0], "13", "")


def test_reject_and_reopen_say_what_holds(desk, cleo, flagged):
    assert "1 rejected" in references.reject(desk, cleo, flagged[1], "no").outputs[HEAD]
    said = references.reopen(desk, cleo, flagged[1], "")
    assert "0 rejected" in said.outputs[HEAD]
    assert said.outputs[PAPER].count("<li>") == 2


def test_next_and_previous_go_through_what_waits(desk, cleo, flagged):
    order = [references.show(desk, cleo)[PROBLEM]]
    order.append(references.turn(desk, cleo, order[0], step=1)[PROBLEM])
    assert sorted(order) == sorted(flagged)
    assert references.turn(desk, cleo, order[0], step=-1)[PROBLEM] == order[1]
    docket.reject(desk.store, "Cleo", order[0])
    assert references.turn(desk, cleo, order[0], step=1)[PROBLEM] == order[1]


def test_cases_that_the_grader_cannot_tell_are_decided_one_after_the_other(desk, cleo, flagged):
    given = outputs(references.confirm(desk, cleo, bar, flagged[0], "13", ""))
    seen = []
    while given[CASE]:
        assert given[BAR]["visible"] is True
        assert "that the grader cannot tell" in given[UNDECIDED]
        seen.append(given[CASE])
        given = references.decide(desk, cleo, flagged[0], given[CASE], "", outcome=Outcome.INCORRECT)
    assert len(seen) == len(set(seen)) == 2
    assert given[BAR]["visible"] is False
    link = re.search(r"&amp;case=(\w+)", given[UNDECIDED])
    assert link, "what was decided can be changed"
    again = references.open_page(desk, replace(cleo, query={"problem": flagged[0], "case": link.group(1)}), "")
    assert again[CASE] == link.group(1)
    references.decide(desk, cleo, flagged[0], again[CASE], "", outcome=Outcome.CORRECT)
    rows = desk.store.rows("SELECT DISTINCT case_id FROM outcomes WHERE amended_outcome = 'correct'")
    assert {"case_id": link.group(1)} in rows


def test_the_docket_is_offered_as_a_file(desk, cleo, flagged):
    said = references.write_file(desk, cleo, bar)
    [offered] = said.outputs
    lines = Path(offered["value"]).read_text(encoding="utf-8").splitlines()
    assert {json.loads(line)["problem"] for line in lines} == set(flagged)
    assert offered["visible"]


def test_hostile_answers_names_and_notes_stay_text(desk, cleo, read):
    name, case = problem(desk, "7")
    docket.flag(desk.store, HOSTILE, case, HOSTILE[:400], HOSTILE)
    docket.flag(desk.store, "Bob", case, "8")
    docket.confirm(desk.store, "Cleo", name, HOSTILE[:300], HOSTILE)
    given = opened(desk, cleo, name)
    for html in (given[PAPER], given[UNDECIDED], given[LISTING]):
        seen = read(html)
        assert seen.balanced
        assert not seen.names & {"script", "img", "iframe", "style", "form"}
        assert not {attribute for attribute in seen.attributes if attribute.startswith("on")}
        assert "\n\n" not in html


def test_the_page_speaks_chinese(desk, cleo, flagged):
    given = opened(desk, replace(cleo, language="zh"), flagged[1])
    assert "原参考答案" in given[PAPER]
    assert "Printed reference" not in given[PAPER]
