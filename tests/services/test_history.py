from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from review_app.domain import Answer, Case, Kind, Outcome, Selection, Strength, Verdict
from review_app.queue.order import Order
from review_app.services import docket, preferences
from review_app.services.history import Event, What, events, hold_events
from review_app.services.review_desk import ReviewDesk, Submission
from review_app.store import docket as docket_store
from review_app.store import gradebook, reviews
from review_app.store.database import now

# A response of "ada" that no answer is found in: the case that lives through everything below.
CY = "Cy has 7. How many?"


class Life:
    """One case and a team at it; the clock moves by a minute before each step."""

    def __init__(self, store: Any, monkeypatch: Any) -> None:
        self.store, self.at = store, now()
        self.desk = ReviewDesk(store, clock=lambda: self.at)
        for module in (docket_store, gradebook, reviews):
            monkeypatch.setattr(module, "now", lambda: self.at)
        self.case = store.value(
            "SELECT case_id FROM outcomes WHERE status = 'pending' AND statement = $asked LIMIT 1", {"asked": CY}
        )
        self.problem = store.value("SELECT problem_id FROM cases WHERE id = $case", {"case": self.case})

    def later(self, minutes: float = 1) -> Life:
        self.at += timedelta(minutes=minutes)
        return self

    def events(self) -> list[Event]:
        return events(self.store, self.case, self.at)

    def kinds(self, *but: What) -> list[What]:
        return [event.what for event in self.events() if event.what not in but]

    def submit(self, annotator: str, outcome: Outcome, id: str, **more: Any) -> None:
        self.desk.submit(annotator, Submission(id, self.case, outcome, **more))


@pytest.fixture
def life(graded, monkeypatch):
    preferences.choose(graded, "Root", overlap=3)
    return Life(graded, monkeypatch)


def test_a_new_case_was_imported_read_and_graded(life):
    imported, read, graded = life.events()
    assert (imported.what, read.what, graded.what) == (What.IMPORTED, What.EXTRACTED, What.GRADED)
    assert imported.facts["file"].endswith("outputs.jsonl")
    assert (imported.facts["responses"], imported.facts["models"]) == (2, ["ada"])
    assert read.facts["responses"] == 2
    assert (graded.facts["outcome"], graded.facts["rule"]) == ("uncertain", "no_answer")


def test_everything_that_happens_is_told_once_and_in_order(life):
    story = tell_everything(life)
    told = life.events()
    assert [event.what for event in told] == story
    assert set(story) == set(What), "a kind of event is not in the story"
    assert [event.happened for event in told] == sorted(event.happened for event in told)


def tell_everything(life: Life) -> list[What]:
    """Let everything happen to the case; what must be told of it."""
    desk, store = life.desk, life.store
    desk.open("Ada", "t1", life.later().case)
    desk.renew("Ada", life.later() and "t1")
    desk.renew("Ada", life.later() and "t1")
    life.later().submit("Ada", Outcome.CORRECT, "d1", cause="unit", note="seven", seconds=7.5)
    desk.open("Bob", "t2", life.later().case)
    desk.release("Bob", life.later() and "t2")
    desk.open("Bob", "t3", life.later().case)
    desk.skip("Bob", life.later().case)
    desk.open("Cy", "t4", life.later().case)
    life.later(30)
    life.submit("Bob", Outcome.INCORRECT, "d2", right_answer="8")
    desk.undo("Ada", life.later() and "d1")
    desk.decide("Eve", [life.later().case], Outcome.INCORRECT, "so be it", kind=Kind.ADJUDICATION)
    audit = {"batch": "b", "stratum": "all", "automatic": "uncertain", "drawn_by": "Eve", "case_id": life.later().case}
    counts = {"responses": 1, "stratum_cases": 1, "stratum_responses": 1, "drawn_at": life.at}
    store.append("audit_items", {name: [value] for name, value in {**audit, **counts}.items()})
    docket.flag(store, "Ada", life.later().case, "8", "I counted")
    docket_store.add_ruling(store, life.later().problem, "confirmed", "Eve", "8")
    docket_store.decide_amended(store, life.later().case, "8", Outcome.CORRECT, "eight", "Eve")
    move_away(life.later())
    return [
        What.IMPORTED, What.EXTRACTED, What.GRADED, What.CLAIMED, What.RENEWED, What.DECIDED, What.CLAIMED,
        What.RELEASED, What.CLAIMED, What.SKIPPED, What.CLAIMED, What.EXPIRED, What.DECIDED, What.FLAGGED,
        What.WITHDRAWN, What.DECIDED, What.DRAWN, What.FLAGGED, What.RULED, What.AMENDED, What.LEFT,
    ]  # fmt: skip


def move_away(life: Life) -> None:
    """A newer grader reads another answer in the case's response."""
    response = life.store.value("SELECT response_id FROM extractions WHERE case_id = $case", {"case": life.case})
    other = Case("cother", life.problem, "answer 7")
    found = gradebook.Extraction(response, other, Answer("7", 0, 1, "box", Strength.SURE))
    gradebook.save_extractions(life.store, [found], "9.9")


def test_facts_are_what_was_written(life):
    tell_everything(life)
    by_kind = {event.what: event.facts for event in life.events()}
    assert by_kind[What.LEFT]["other"] == "cother"
    assert by_kind[What.RENEWED]["count"] == 2
    assert by_kind[What.EXPIRED]["annotator"] == "Cy"
    assert (by_kind[What.WITHDRAWN]["annotator"], by_kind[What.WITHDRAWN]["outcome"]) == ("Ada", "correct")
    assert by_kind[What.DECIDED]["kind"] == "adjudication"
    assert (by_kind[What.AMENDED]["reference"], by_kind[What.AMENDED]["outcome"]) == ("8", "correct")
    assert (by_kind[What.RULED]["ruling"], by_kind[What.FLAGGED]["here"]) == ("confirmed", True)
    [first, *_] = [event.facts for event in life.events() if event.what is What.DECIDED]
    assert (first["cause"], first["note"], first["seconds"]) == ("unit", "seven", 7.5)


def test_a_second_grader_is_told_beside_the_first(life):
    life.later()
    gradebook.save_verdicts(life.store, [(life.case, Verdict(Outcome.CORRECT, "same", "", "7", "7", "9.9"))])
    graders = [event.facts["grader"] for event in life.events() if event.what is What.GRADED]
    assert len(graders) == 2
    assert graders[-1] == "9.9"


def test_a_flag_raised_at_another_case_of_the_problem_is_told_too(life):
    other = life.store.value(
        "SELECT id FROM cases WHERE problem_id = $problem AND id <> $case", {"problem": life.problem, "case": life.case}
    )
    docket.flag(life.store, "Ada", other, "8")
    [told] = [event for event in life.events() if event.what is What.FLAGGED]
    assert (told.facts["here"], told.facts["other"]) == (False, other)


def test_other_cases_are_not_told_of(life):
    other = life.store.value("SELECT id FROM cases WHERE problem_id <> $problem LIMIT 1", {"problem": life.problem})
    before = Counter(life.kinds())
    life.desk.decide("Ada", [other], Outcome.CORRECT)
    life.desk.skip("Bob", other)
    assert Counter(life.kinds()) == before


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        pytest.param("c", "claimed", id="somebody is at it"),
        pytest.param("cE", "claimed expired", id="and left without a word"),
        pytest.param("crrr", "claimed renewed", id="renewals are one event"),
        pytest.param("crrE", "claimed renewed expired", id="its end is that of the last renewal"),
        pytest.param("crx", "claimed renewed released", id="given back"),
        pytest.param("cxcx", "claimed released claimed released", id="twice"),
        pytest.param("cd", "claimed", id="a decision ends the hold, and tells itself"),
        pytest.param("cdE", "claimed", id="a hold that a decision ended does not run out"),
        pytest.param("crcr", "claimed renewed claimed renewed", id="another tab"),
        pytest.param("cEd", "claimed expired", id="a late decision"),
        pytest.param("cErr", "claimed renewed", id="renewed after all"),
        pytest.param("x", "released", id="a release without a claim"),
        pytest.param("r", "", id="a renewal without a claim"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_hold_is_told_by_how_it_began_and_ended(steps, expected):
    at, rows = now(), []
    names = {"c": "claimed", "r": "renewed", "x": "released"}
    for seq, step in enumerate(steps):
        at += timedelta(minutes=20 if step == "E" else 1)
        row = {"happened": at, "seq": seq, "annotator": "Ada", "tab": "t", "blind": False}
        if step in names:
            rows.append({**row, "event": names[step], "until": at + timedelta(minutes=10)})
        elif step == "d":
            rows.append({**row, "outcome": "correct"})
    told = sorted(hold_events(rows, at), key=lambda event: event.happened)
    assert " ".join(event.what for event in told) == expected


def test_holds_of_two_people_do_not_mix(life):
    life.desk.claim("Ada", "t1", Selection(), count=9, order=Order.SEQUENTIAL)
    life.desk.open("Bob", "t2", life.later().case)
    life.desk.release("Bob", life.later() and "t2")
    told = [(event.what, event.facts["annotator"]) for event in life.events() if "tab" in event.facts]
    assert told == [(What.CLAIMED, "Ada"), (What.CLAIMED, "Bob"), (What.RELEASED, "Bob")]


def test_a_case_that_there_is_not_has_no_history(graded):
    assert events(graded, "cnope", now()) == []
