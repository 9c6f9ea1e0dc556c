from __future__ import annotations

import json
import re
from datetime import datetime

import pytest

from review_app.domain import Decision, Kind, Outcome, Selection
from review_app.errors import InputError, NotFound
from review_app.services import gold
from review_app.store import Store, reviews
from review_app.ui import audit_view, control, gold_view
from review_app.ui.desk import Caller, Desk
from review_app.ui.pages import audit, known_answers

ALL = (None,) * len(audit.FILTERS)
NOON = datetime(2025, 3, 1, 12)
HOSTILE = '<img src=x onerror=alert(1)> <script>"'
CHINESE = Caller("Ada", {}, language="zh")


def progress(at: float, desc: str = "") -> None:
    """Takes what a progress bar would be told."""


def draw(desk: Desk, caller: Caller, size: float | None = 50, *values):
    return audit.draw(desk, caller, progress, size, *(values or ALL))


def automatic(store: Store) -> list[str]:
    rows = store.rows("SELECT DISTINCT case_id FROM outcomes WHERE automatic <> 'uncertain' ORDER BY case_id")
    return [row["case_id"] for row in rows]


def say(store: Store, case: str, outcome: str, name: str = "Bob", **more) -> None:
    count = store.value("SELECT count(*) FROM decisions")
    reviews.add_decisions(store, [Decision(f"d{count}", case, name, Outcome(outcome), NOON, **more)])


def contradict(store: Store, case: str, note: str = "") -> None:
    """Somebody finds the grader's verdict wrong."""
    said = store.value("SELECT automatic FROM case_states WHERE case_id = $case", {"case": case})
    say(store, case, "incorrect" if said == "correct" else "correct", name="Bob<b>", note=note)


# --- the audit


def test_the_page_says_what_an_audit_is_before_the_first(desk, ada):
    head, report, *choices = audit.open_page(desk, ada, *ALL)
    assert "<strong>0</strong> of 0 drawn verdicts decided" in head
    assert "Nothing was drawn yet" in report
    assert len(choices) == len(audit.FILTERS)


def test_a_drawing_is_told_and_shown(desk, ada):
    some = len(automatic(desk.store))
    said = draw(desk, ada, 50)
    assert said.sentence.startswith("{cases:,} verdicts drawn, fewer than")
    assert said.values["cases"] == some
    head, report = said.outputs
    assert f"<strong>0</strong> of {some} drawn" in head
    assert "nobody decided a drawn case yet" in report
    assert "Ada" in report


def test_drawn_cases_come_to_annotators_at_once(desk, ada):
    def claimed() -> set[str]:
        held = desk.reviews.claim("Bob", "tab", Selection(), count=50)
        desk.reviews.release("Bob", "tab")
        return {one.card.case_id for one in held}

    assert not claimed() & set(automatic(desk.store))
    draw(desk, ada)
    assert set(automatic(desk.store)) <= claimed()


@pytest.mark.parametrize(
    ("size", "says"),
    [
        pytest.param(None, "write a number first", id="nothing typed"),
        pytest.param(0, "ask for 1 to", id="none"),
        pytest.param(1e9, "ask for 1 to", id="far too many"),
    ],
)
def test_a_size_that_is_none_draws_nothing(desk, ada, size, says):
    with pytest.raises(InputError, match=says):
        draw(desk, ada, size)
    assert desk.store.value("SELECT count(*) FROM audit_items") == 0


def test_filters_narrow_drawing_and_report(desk, ada):
    with pytest.raises(InputError, match="no automatic verdict to draw"):
        draw(desk, ada, 5, ["no such benchmark"], None, None, None)
    draw(desk, ada)
    _, report = audit.refilter(desk, ada, ["no such benchmark"], None, None, None)
    assert "Nothing was drawn under these filters" in report


def test_errors_are_listed_with_links_and_hostile_notes_stay_text(desk, ada, read):
    draw(desk, ada)
    case = automatic(desk.store)[0]
    contradict(desk.store, case, note=HOSTILE)
    head, report = audit.refilter(desk, ada, *ALL)
    assert ", 1 wrong" in head
    assert f'href="/case?id={case}"' in report
    parsed = read(report)
    assert parsed.balanced
    assert not parsed.names & {"script", "img"}
    assert HOSTILE in parsed.text
    assert "Bob<b>" in parsed.text
    assert {"th", "progress"} <= parsed.names


def test_a_verdict_that_changed_since_asks_for_a_new_drawing(desk, ada):
    draw(desk, ada)
    with desk.store.cursor() as cursor:
        cursor.execute("UPDATE audit_items SET automatic = if(automatic = 'correct', 'incorrect', 'correct')")
    assert "Draw anew to measure it as it is" in audit.refilter(desk, ada, *ALL)[1]


def test_names_of_strata_are_said_in_the_readers_language(desk):
    draw(desk, CHINESE, 2)
    report = audit.refilter(desk, CHINESE, *ALL)[1]
    assert "other rules" not in report
    assert "抽中的" in report


def test_small_shares_have_a_decimal():
    assert audit_view.percent(0.0132) == "1.3 %"


# --- the command, while the server holds the database


def test_a_wish_draws_into_the_queue_and_reports(desk):
    wish = {"sample": 50, "benchmarks": [], "runs": [], "seed": 1}
    said = control.WISHES["audit"](desk, wish)
    assert json.loads(json.dumps(said)) == said
    assert set(automatic(desk.store)) <= {
        one.card.case_id for one in desk.reviews.claim("Bob", "tab", Selection(), count=50)
    }
    told = control.WISHES["audit"](desk, wish | {"sample": None})
    assert "0 of 0 decided" in told["lines"][0]
    assert json.loads(json.dumps(told)) == told


# --- known answers


def known(store: Store) -> dict[str, str]:
    rows = store.rows("SELECT case_id, outcome FROM standing_decisions WHERE kind = 'gold'")
    return {row["case_id"]: row["outcome"] for row in rows}


def test_there_is_no_known_answer_at_first(desk, ada):
    [shown] = known_answers.open_page(desk, ada)
    assert "No answer is known yet" in shown


def test_cases_are_made_known_by_their_ids(desk, ada, doubtful):
    said = known_answers.make(desk, ada, f"{doubtful[0]}, {doubtful[1]}\n", "correct", "why")
    assert (said.sentence, said.values) == ("{count} answers are known now", {"count": 2})
    assert said.outputs[:2] == ("", "")
    assert re.findall(r'class="tick" value="(\w+)"', said.outputs[2]) == [doubtful[1], doubtful[0]]
    assert known(desk.store) == dict.fromkeys(doubtful[:2], "correct")


@pytest.mark.parametrize(
    ("cases", "outcome", "error", "says"),
    [
        pytest.param("c none", "correct", NotFound, "2 of 2 cases are not in this database", id="no case"),
        pytest.param("", "correct", InputError, "no case chosen", id="nothing typed"),
        pytest.param("c none", None, InputError, "choose first", id="no outcome chosen"),
        pytest.param("c none", "uncertain", InputError, "correct or incorrect", id="an outcome that is none"),
    ],
)
def test_what_cannot_be_known_is_refused(desk, ada, cases, outcome, error, says):
    with pytest.raises(error, match=says):
        known_answers.make(desk, ada, cases, outcome, "")
    assert known(desk.store) == {}


def test_proposals_are_ticked_and_taken(desk, ada, doubtful, read):
    for name in ("Bob", "Cy"):
        say(desk.store, doubtful[0], "incorrect", name=name)
    shown, button = known_answers.propose(desk, ada)
    assert re.findall(r'value="(\w+)"[^>]*checked', shown) == [doubtful[0]]
    assert "2 people agree" in shown
    assert (read(shown).balanced, button["visible"]) == (True, True)
    said = known_answers.accept(desk, ada, doubtful[0])
    assert said.outputs[0] == ""
    assert known(desk.store) == {doubtful[0]: "incorrect"}


def test_where_nothing_can_be_proposed_it_says_so(desk, ada):
    said = known_answers.propose(desk, ada)
    assert "nothing to propose" in said.sentence
    assert said.outputs[0] == ""


def test_a_case_that_an_adjudicator_settled_is_proposed(desk, ada, doubtful):
    say(desk.store, doubtful[0], "correct", name="Judge", kind=Kind.ADJUDICATION)
    assert "an adjudicator settled it" in known_answers.propose(desk, ada)[0]


def test_ticked_answers_are_withdrawn(desk, ada, doubtful):
    gold.make(desk.store, "Root", doubtful[:2], Outcome.CORRECT)
    said = known_answers.withdraw(desk, ada, doubtful[0])
    assert (said.values, list(known(desk.store))) == ({"count": 1}, [doubtful[1]])
    with pytest.raises(InputError, match="tick at least one"):
        known_answers.withdraw(desk, ada, " ")


def test_a_file_is_taken_and_its_bad_lines_are_listed_under_its_name(desk, tmp_path, doubtful, read):
    path = tmp_path / "gold.jsonl"
    lines = [{"case_id": doubtful[0], "outcome": "correct"}, {"case_id": HOSTILE, "outcome": "correct"}]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    said = known_answers.take_file(desk, CHINESE, progress, str(path))
    assert said.values == {"made": 1, "known": 0, "rejected": 1}
    cleared, rejects, shown = said.outputs
    assert cleared is None
    assert "gold.jsonl:2" in read(rejects).text
    assert "此数据库中没有回答给出这个答案" in rejects, "a reason is said in the reader's language"
    assert not read(rejects).names & {"script", "img"}
    assert doubtful[0] in shown
    with pytest.raises(InputError, match="choose one first"):
        known_answers.take_file(desk, CHINESE, progress, None)


def test_known_answers_come_to_annotators_once(desk, ada):
    case = automatic(desk.store)[0]
    desk.store.append("preferences", {"name": ["gold_share"], "value": ["1"], "made_by": ["Root"], "made_at": [NOON]})
    known_answers.make(desk, ada, case, "correct", "")
    assert case in {one.card.case_id for one in desk.reviews.claim("Bob", "tab", Selection(), count=50)}


def test_hostile_problems_and_notes_stay_text(desk, ada, doubtful, read):
    known_answers.make(desk, Caller(HOSTILE, {}), " ".join(doubtful), "correct", HOSTILE)
    [shown] = known_answers.open_page(desk, ada)
    parsed = read(shown)
    assert parsed.balanced
    assert not parsed.names & {"script", "img", "iframe", "style"}
    assert HOSTILE in parsed.text


def test_a_long_list_shows_the_first_and_says_how_many_there_are(desk, ada, doubtful, monkeypatch):
    monkeypatch.setattr(gold_view, "SHOWN", 2)
    known_answers.make(desk, ada, " ".join(doubtful), "correct", "")
    [shown] = known_answers.open_page(desk, ada)
    assert shown.count('class="tick"') == 2
    assert f"and {len(doubtful) - 2} more" in shown


@pytest.mark.parametrize(
    ("row", "says"),
    [
        pytest.param({"asked": 0, "right_answers": 0, "against": 0}, "nobody was asked yet", id="not asked"),
        pytest.param({"asked": 3, "right_answers": 3, "against": 0}, "3 of 3", id="all right"),
        pytest.param({"asked": 3, "right_answers": 1, "against": 0}, "<b>1 of 3</b>", id="errors stand out"),
        pytest.param({"asked": 0, "right_answers": 0, "against": 2}, "2 said otherwise before", id="earlier opinions"),
    ],
)
def test_each_known_answer_tells_how_people_did(row, says, ada):
    assert says in gold_view.success(row, ada.say)


def test_an_empty_store_has_nothing_to_show(empty, ada):
    assert "Nothing was drawn yet" in audit.refilter(empty, ada, *ALL)[1]
    assert "No answer is known yet" in known_answers.open_page(empty, ada)[0]
