from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

import pytest

from review_app.domain import Answer, Case, Kind, Outcome, Selection, Strength
from review_app.errors import InputError, NotFound, StoreError
from review_app.services import live_queue, review
from review_app.services.guidelines import save
from review_app.services.preferences import choose
from review_app.services.review_desk import ReviewDesk, Submission
from review_app.store import Store, gradebook, queue_items, submissions

CORRECT, INCORRECT, UNCERTAIN = Outcome
ALL = Selection()
NOON = datetime(2025, 1, 1, 12)

Make = Callable[..., list[str]]


class Clock:
    """Stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def wait(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def cases(store: Store, make_cases: Make) -> list[str]:
    """Four cases that wait, the heaviest first; automatic verdicts are checked beside them where a test draws some."""
    return make_cases(store, [4, 3, 2, 1])


@pytest.fixture
def desk(store: Store, cases: list[str], clock: Clock) -> ReviewDesk:
    return ReviewDesk(store, clock, Random(1))


def given(desk: ReviewDesk, annotator: str, amount: int = 1, tab: str = "t", **more: Any) -> list[str]:
    """The cases that the tab is given."""
    return [held.card.case_id for held in desk.claim(annotator, tab, ALL, count=amount, **more)]


numbers = count()


def say(desk: ReviewDesk, annotator: str, case: str, outcome: Outcome = CORRECT, **more: Any) -> str:
    """Submit a decision; its id."""
    said = Submission(f"d{next(numbers)}", case, outcome, **more)
    assert desk.submit(annotator, said)
    return said.id


def decisions(store: Store) -> list[tuple[str, str, str]]:
    rows = store.rows("SELECT case_id, annotator, outcome FROM decisions ORDER BY seq")
    return [(row["case_id"], row["annotator"], row["outcome"]) for row in rows]


# --- holds


def test_a_page_is_given_only_what_it_lacks(desk: ReviewDesk, cases: list[str]) -> None:
    assert given(desk, "ann", 2) == cases[:2]
    assert given(desk, "ann", 3, hold=cases[:2]) == cases[2:3]
    assert given(desk, "ann", 3) == cases[:3], "a page that was loaded anew has nothing"


def test_a_hold_is_on_disk_before_it_is_handed_out(desk: ReviewDesk, cases: list[str], store: Store) -> None:
    given(desk, "ann", 2)
    rows = store.rows("SELECT case_id, annotator, tab, event, until, leased_at FROM leases ORDER BY seq")
    assert [(row["case_id"], row["annotator"], row["tab"], row["event"]) for row in rows] == [
        (case, "ann", "t", "claimed") for case in cases[:2]
    ]
    assert {(row["leased_at"], row["until"]) for row in rows} == {(NOON, NOON + timedelta(minutes=10))}


# What happens to the first case, which Ann holds since noon; whether she still does after a restart at 12:09.
@pytest.mark.parametrize(
    ("happened", "held"),
    [
        pytest.param(lambda desk, clock, case: None, True, id="nothing"),
        pytest.param(lambda desk, clock, case: clock.wait(2), False, id="its time is over"),
        pytest.param(lambda desk, clock, case: (desk.renew("ann", "t"), clock.wait(9)), True, id="renewed"),
        pytest.param(lambda desk, clock, case: (desk.renew("ann", "t"), clock.wait(10)), False, id="renewed, and over"),
        pytest.param(lambda desk, clock, case: desk.release("ann", "t"), False, id="given back"),
        pytest.param(lambda desk, clock, case: desk.release("ann", "other"), True, id="another tab gave back its own"),
        pytest.param(lambda desk, clock, case: desk.skip("ann", case), False, id="skipped"),
        pytest.param(lambda desk, clock, case: say(desk, "ann", case, UNCERTAIN), False, id="decided"),
        pytest.param(lambda desk, clock, case: desk.decide("ann", [case], UNCERTAIN), False, id="decided on the table"),
        pytest.param(lambda desk, clock, case: desk.skip("bob", case), True, id="skipped by another"),
        pytest.param(lambda desk, clock, case: (say(desk, "ann", case), desk.undo("ann")), False, id="taken back"),
        pytest.param(
            lambda desk, clock, case: (say(desk, "ann", case), desk.undo("ann"), desk.open("ann", "t", case)),
            True,
            id="taken back and opened again",
        ),
    ],
)
@pytest.mark.parametrize("restart", [True, False], ids=["restarted", "running"])
def test_who_holds_a_case_outlives_the_server(
    desk: ReviewDesk, cases: list[str], store: Store, clock: Clock, happened: Any, held: bool, restart: bool
) -> None:
    assert given(desk, "ann") == cases[:1]
    clock.wait(9)
    happened(desk, clock, cases[0])
    after = ReviewDesk(store, clock, Random(1)) if restart else desk
    assert (cases[0] in given(after, "bob", 4)) is not held


def test_a_hold_that_a_new_setting_made_shorter_is_not_longer_after_a_restart(
    desk: ReviewDesk, cases: list[str], store: Store, clock: Clock
) -> None:
    choose(store, "boss", lease_minutes=60.0)
    desk.refresh()
    given(desk, "ann")
    choose(store, "boss", lease_minutes=1.0)
    desk.refresh()
    desk.renew("ann", "t")
    clock.wait(2)
    assert cases[0] in given(ReviewDesk(store, clock), "bob", 4)


def test_a_hold_that_cannot_be_written_is_none(
    desk: ReviewDesk, cases: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise StoreError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(submissions, "add_leases", full)
        with pytest.raises(StoreError, match="disk full"):
            given(desk, "ann", 2)
    assert given(desk, "bob", 2) == cases[:2]


def test_a_link_holds_its_case_and_says_where_others_are_at_it(desk: ReviewDesk, cases: list[str]) -> None:
    mine, other = desk.open("ann", "t", cases[2]), desk.open("bob", "t", cases[2])
    assert mine.lease is not None
    assert (other.lease, other.card.case_id) == (None, cases[2])
    assert given(desk, "cy", 4) == [cases[0], cases[1], cases[3]]


@pytest.mark.parametrize("case", ["c0", "", "'; DROP TABLE cases; --", "\x00"])
def test_a_link_to_no_case_is_told(desk: ReviewDesk, case: str) -> None:
    with pytest.raises(NotFound, match="there is none here"):
        desk.open("ann", "t", case)
    with pytest.raises(NotFound, match="there is none here"):
        desk.skip("ann", case)


def test_a_case_that_its_responses_left_is_told(desk: ReviewDesk, cases: list[str], store: Store) -> None:
    new = Case("cnew", store.value("SELECT problem_id FROM cases WHERE id = $id", {"id": cases[0]}), "answer 7")
    answer = Answer("7", 0, 1, "box", Strength.SURE)
    moved = store.rows("SELECT response_id AS id FROM extractions WHERE case_id = $case", {"case": cases[0]})
    gradebook.save_extractions(store, [gradebook.Extraction(row["id"], new, answer) for row in moved], "2.0")
    with pytest.raises(NotFound, match="a newer grader reads another"):
        desk.open("ann", "t", cases[0])
    desk.refresh()
    assert given(desk, "ann", 3) == ["cnew", *cases[1:3]]


# --- what people say


def test_a_decision_is_on_disk_with_all_that_was_said(
    desk: ReviewDesk, cases: list[str], store: Store, clock: Clock
) -> None:
    version = save(store, "boss", "Be kind.", after=0).version
    choose(store, "boss", blind="on")
    desk.refresh()
    given(desk, "ann")
    clock.wait(1)
    said = Submission("d-1", cases[0], INCORRECT, "rounding", " off by one \ud800", 12.5)
    assert desk.submit("ann", said)
    assert store.rows("SELECT * EXCLUDE (seq) FROM decisions") == [
        {"id": "d-1", "case_id": cases[0], "annotator": "ann", "outcome": "incorrect", "cause": "rounding",
         "note": "off by one ?", "seconds": 12.5, "blind": True, "decided_at": NOON + timedelta(minutes=1),
         "kind": "opinion", "guideline": version},
    ]  # fmt: skip


def test_a_decision_that_is_sent_again_counts_once(desk: ReviewDesk, cases: list[str], store: Store) -> None:
    said = Submission("d-1", cases[0], CORRECT, right_answer="3")
    assert [desk.submit("ann", said) for _ in range(3)] == [True, False, False]
    assert not ReviewDesk(store).submit("ann", said), "also by a server that was started anew"
    assert decisions(store) == [(cases[0], "ann", "correct")]
    assert store.value("SELECT count(*) FROM reference_flags") == 1


def test_what_was_taken_back_stays_so_when_it_is_sent_again(desk: ReviewDesk, cases: list[str]) -> None:
    said = Submission("d-1", cases[0], CORRECT)
    desk.submit("ann", said)
    desk.undo("ann")
    assert not desk.submit("ann", said)
    assert given(desk, "bob") == cases[:1]


@pytest.mark.parametrize(("annotator", "case"), [("bob", 0), ("ann", 1)], ids=["another person", "another case"])
def test_an_id_that_is_taken_is_refused(
    desk: ReviewDesk, cases: list[str], store: Store, annotator: str, case: int
) -> None:
    desk.submit("ann", Submission("d-1", cases[0], CORRECT))
    with pytest.raises(InputError, match="belongs to another decision"):
        desk.submit(annotator, Submission("d-1", cases[case], CORRECT))
    assert len(decisions(store)) == 1


@pytest.mark.parametrize(
    ("changes", "error", "told"),
    [
        pytest.param({"case_id": "c0"}, NotFound, "there is none", id="unknown case"),
        pytest.param({"note": "x" * (review.MAX_NOTE + 1)}, InputError, "shorten it", id="long note"),
        pytest.param({"right_answer": " 2 "}, InputError, "the reference as it stands", id="right answer as it is"),
        pytest.param({"right_answer": "9" * 501}, InputError, "give the answer alone", id="long right answer"),
    ],
)
def test_what_cannot_be_kept_is_refused_as_a_whole(
    desk: ReviewDesk, cases: list[str], store: Store, changes: dict[str, Any], error: Any, told: str
) -> None:
    said = {"id": "d-1", "case_id": cases[0], "outcome": CORRECT} | changes
    with pytest.raises(error, match=told):
        desk.submit("ann", Submission(**said))
    assert decisions(store) == []
    assert store.value("SELECT count(*) FROM reference_flags") == 0
    assert given(desk, "bob") == cases[:1]


def test_a_flag_is_kept_with_the_right_answer(desk: ReviewDesk, cases: list[str], store: Store) -> None:
    said = say(desk, "ann", cases[0], note="see page 3", cause="reference_wrong", right_answer=r" \frac{1}{2} ")
    row = store.row("SELECT * EXCLUDE (seq) FROM reference_flags")
    assert row is not None
    assert (row["id"], row["case_id"], row["annotator"], row["answer"], row["note"], row["flagged_at"]) == (
        said, cases[0], "ann", r"\frac{1}{2}", "see page 3", NOON,
    )  # fmt: skip


def test_a_late_decision_is_kept_as_a_further_opinion(
    desk: ReviewDesk, cases: list[str], store: Store, clock: Clock
) -> None:
    given(desk, "ann")
    clock.wait(11)
    assert given(desk, "bob") == cases[:1]
    say(desk, "bob", cases[0], INCORRECT)
    say(desk, "ann", cases[0], CORRECT)
    assert decisions(store) == [(cases[0], "bob", "incorrect"), (cases[0], "ann", "correct")]
    assert store.value("SELECT status FROM case_states WHERE case_id = $case", {"case": cases[0]}) == "disputed"


def test_what_was_hidden_is_known_from_the_hold(desk: ReviewDesk, cases: list[str], store: Store) -> None:
    choose(store, "boss", blind="on")
    desk.refresh()
    assert [held.blind for held in desk.claim("ann", "t", ALL, count=2)] == [True, True]
    choose(store, "boss", blind="off")
    desk.refresh()
    say(desk, "ann", cases[0])
    say(desk, "bob", cases[1])
    assert [row["blind"] for row in store.rows("SELECT blind FROM decisions ORDER BY seq")] == [True, False]


def test_many_are_decided_at_once_and_taken_back_at_once(desk: ReviewDesk, cases: list[str], store: Store) -> None:
    given(desk, "bob")
    assert desk.decide("ann", [cases[0], cases[1], cases[0]], CORRECT, " same ") == 2
    assert given(desk, "cy", 4) == cases[2:], "the queue knows of it at once"
    assert sorted(desk.undo("ann")) == sorted(cases[:2])
    assert given(desk, "dee") == [cases[1]], "bob is at the first still"


def test_of_many_none_is_decided_when_one_is_unknown(desk: ReviewDesk, cases: list[str], store: Store) -> None:
    with pytest.raises(NotFound):
        desk.decide("ann", [*cases, "c0"], CORRECT)
    assert decisions(store) == []
    assert given(desk, "bob", 4) == cases


def test_an_adjudication_settles_and_is_no_opinion(desk: ReviewDesk, cases: list[str], store: Store) -> None:
    say(desk, "ann", cases[0], CORRECT)
    say(desk, "bob", cases[0], INCORRECT)
    desk.decide("judge", [cases[0]], CORRECT, kind=Kind.ADJUDICATION)
    assert desk.standing("judge", ALL).outlook.half == pytest.approx(50 * 6 / 10)
    assert desk.undo("judge") == [], "the review page takes back opinions only"
    [settled] = store.rows("SELECT id FROM decisions WHERE kind = 'adjudication'")
    assert desk.undo("judge", settled["id"]) == [cases[0]]
    assert desk.standing("judge", ALL).outlook.half == pytest.approx(50 * 10 / 10)


def test_what_was_skipped_comes_last_also_after_a_restart(desk: ReviewDesk, cases: list[str], store: Store) -> None:
    for case in (cases[1], cases[0]):
        desk.skip("ann", case)
    after = ReviewDesk(store, lambda: NOON)
    assert given(after, "ann", 4) == [cases[2], cases[3], cases[1], cases[0]]


# --- taken back


def test_any_decision_of_ones_own_can_be_taken_back(desk: ReviewDesk, cases: list[str], clock: Clock) -> None:
    first = say(desk, "ann", cases[0])
    clock.wait(1)
    say(desk, "ann", cases[1])
    assert desk.undo("ann", first) == cases[:1]
    assert [row["case_id"] for row in desk.recent("ann")] == cases[1:2]
    assert desk.undo("ann") == cases[1:2]
    assert desk.undo("ann") == []


def test_only_what_is_ones_own_and_stands_is_taken_back(desk: ReviewDesk, cases: list[str], store: Store) -> None:
    said = say(desk, "ann", cases[0])
    with pytest.raises(NotFound, match="not yours"):
        desk.undo("bob", said)
    desk.undo("ann", said)
    with pytest.raises(NotFound, match="taken back already"):
        desk.undo("ann", said)
    with pytest.raises(NotFound):
        desk.undo("ann", "'; DROP TABLE decisions; --")
    assert desk.undo("bob") == []
    assert store.value("SELECT count(*) FROM withdrawals") == 1


def test_the_opinion_before_holds_again(desk: ReviewDesk, cases: list[str], clock: Clock) -> None:
    say(desk, "ann", cases[0], INCORRECT)
    clock.wait(1)
    say(desk, "ann", cases[0], UNCERTAIN)
    assert desk.standing("bob", ALL).waiting == 4
    desk.undo("ann")
    assert desk.standing("bob", ALL).waiting == 3


def test_an_audited_case_comes_back_when_its_decision_is_taken_back(
    store: Store, make_cases: Make, clock: Clock
) -> None:
    [case] = make_cases(store, [1], outcome=CORRECT)
    columns = {"batch": "b", "case_id": case, "stratum": "s", "automatic": "correct", "responses": 1,
               "stratum_cases": 1, "stratum_responses": 1, "drawn_by": "boss", "drawn_at": NOON}  # fmt: skip
    store.append("audit_items", {name: [value] for name, value in columns.items()})
    desk = ReviewDesk(store, clock)
    assert given(desk, "ann") == [case]
    say(desk, "ann", case, INCORRECT)
    desk.refresh()
    assert given(desk, "bob") == []
    assert desk.undo("ann") == [case]
    assert given(desk, "bob") == [case]


# --- while the queue is read anew


def test_what_happens_while_the_queue_is_read_is_not_forgotten(
    desk: ReviewDesk, cases: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the reading and the moment when the new queue takes over."""
    load = live_queue.load_queue

    def slow(*values: Any) -> Any:
        read = load(*values)
        assert given(desk, "ann", 2) == cases[:2]
        say(desk, "ann", cases[0])
        desk.skip("bob", cases[2])
        return read

    desk.standing("ann", ALL)
    monkeypatch.setattr(live_queue, "load_queue", slow)
    desk.refresh()
    assert given(desk, "bob", 4) == [cases[3], cases[2]]
    assert given(desk, "ann", 1) == [cases[1]]


def test_a_hold_on_its_way_to_the_disk_outlives_a_refresh(
    desk: ReviewDesk, cases: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The queue is read when the hold was given and is not yet written."""
    write = submissions.add_leases

    def late(cursor: Any, entries: Any) -> None:
        desk.refresh()
        write(cursor, entries)

    with monkeypatch.context() as patch:
        patch.setattr(submissions, "add_leases", late)
        assert given(desk, "ann") == cases[:1]
    assert given(desk, "bob") == cases[1:2]


def test_a_refresh_brings_what_was_graded_meanwhile(desk: ReviewDesk, cases: list[str], store: Store) -> None:
    given(desk, "ann")
    store.rows("UPDATE verdicts SET outcome = 'correct' WHERE case_id = $case", {"case": cases[1]})
    desk.refresh()
    assert given(desk, "bob", 4) == cases[2:]


# --- what is shown


def test_a_decision_is_told_on_the_other_answers_to_its_problem(graded: Store) -> None:
    desk = ReviewDesk(graded)
    first, second = (held.card for held in desk.claim("ann", "t", ALL, count=2))
    for card in (first, second):
        for sibling in card.siblings:
            assert sibling["decisions"] == []
            say(desk, "bob", sibling["case_id"], INCORRECT)
            shown = desk.open("cy", "t", card.case_id).card
            assert ["incorrect"] in [row["decisions"] for row in shown.siblings]
            desk.undo("bob")
            shown = desk.open("cy", "t", card.case_id).card
            assert ["incorrect"] not in [row["decisions"] for row in shown.siblings]


def test_a_card_shows_all_there_is_to_see(graded: Store) -> None:
    desk = ReviewDesk(graded)
    cards = [held.card for held in desk.claim("ann", "t", ALL, count=9)]
    assert {card.case["reference"] for card in cards} == {"7", "8"}
    for card in cards:
        assert card.total == len(card.responses) == 2
        assert not card.dollars, "GSM8K's dollars are money"
        assert len(card.siblings) == 1
        assert card.opinions == [], "who decides is not told what others said of this case"


# --- how far


def test_standing_tells_how_far_a_person_and_the_team_are(desk: ReviewDesk, cases: list[str], clock: Clock) -> None:
    standing = desk.standing("ann", ALL)
    assert (standing.waiting, standing.outlook.total, standing.outlook.open, standing.outlook.half) == (4, 4, 4, 50.0)
    assert (standing.outlook.more, standing.outlook.goal, standing.pace) == (4, 0, None)
    for at, seconds in enumerate((10.0, 30.0, 20.0)):
        say(desk, "ann", cases[at], seconds=seconds)
    clock.wait(1)
    standing = desk.standing("ann", ALL)
    assert (standing.waiting, standing.outlook.open, standing.outlook.half, standing.pace) == (1, 1, 5.0, 20.0)
    assert desk.standing("bob", ALL).pace is None


def test_the_pace_counts_each_decision_once_and_only_those_with_a_time(
    desk: ReviewDesk, cases: list[str], store: Store
) -> None:
    """Read from the store when somebody first asks, and heard of from then on."""
    for at, seconds in enumerate((10.0, None, 20.0)):
        say(desk, "ann", cases[at], seconds=seconds)
    assert desk.standing("ann", ALL).pace is None
    say(desk, "ann", cases[3], seconds=60.0)
    assert desk.standing("ann", ALL).pace == ReviewDesk(store).standing("ann", ALL).pace == 20.0


def test_a_scope_without_cases_is_told_as_done(desk: ReviewDesk) -> None:
    nowhere = Selection(models=("nobody",))
    standing = desk.standing("ann", nowhere)
    assert (standing.waiting, standing.outlook.total, standing.outlook.more) == (0, 0, 0)
    assert desk.claim("ann", "t", nowhere, count=2) == []


def test_an_empty_store_has_nothing_to_review(store: Store) -> None:
    desk = ReviewDesk(store)
    assert desk.claim("ann", "t", ALL, count=2) == []
    assert desk.standing("ann", ALL).waiting == 0
    assert (desk.undo("ann"), desk.recent("ann"), desk.renew("ann", "t")) == ([], [], [])


def test_ones_last_decisions_are_listed_the_newest_first(desk: ReviewDesk, cases: list[str], clock: Clock) -> None:
    for at, outcome in enumerate(Outcome):
        say(desk, "ann", cases[at], outcome, note=f"n{at}")
        clock.wait(1)
    say(desk, "bob", cases[3])
    rows = desk.recent("ann")
    assert [(row["case_id"], row["outcome"], row["note"], row["answer"]) for row in rows] == [
        (cases[at], str(outcome), f"n{at}", "3") for at, outcome in reversed(list(enumerate(Outcome)))
    ]


# --- what the queue is read from


def test_queue_items_are_read_with_their_weights_and_places(store: Store, make_cases: Make) -> None:
    heavy, light = make_cases(store, [3, 1])
    rows = {row["case_id"]: row for row in queue_items.items(store, [])}
    assert [sum(run["n"] for run in rows[case]["runs"]) for case in (heavy, light)] == [3, 1]
    assert [rows[case]["position"] for case in (heavy, light)] == [1, 2]
    assert {(row["rule"], row["subject"], row["level"], row["promise"], row["seconds"]) for row in rows.values()} == {
        ("no_rule", "Algebra", 3, 0.5, 0.0)
    }


def test_what_people_found_of_a_rule_is_what_the_queue_expects_of_it(store: Store, make_cases: Make) -> None:
    cases = make_cases(store, [1, 1, 1, 1])
    desk = ReviewDesk(store)
    said = (CORRECT, 4.0), (CORRECT, 6.0), (INCORRECT, 20.0), (UNCERTAIN, 99.0)
    for case, (outcome, seconds) in zip(cases, said, strict=True):
        say(desk, "ann", case, outcome, seconds=seconds)
    row = queue_items.items(store, [])[0]
    assert (row["promise"], row["seconds"]) == (pytest.approx(3 / 5), 6.0), "two of three, and one of each beforehand"
