"""Who may settle a dispute, what they see of the others, and what becomes of it."""

from __future__ import annotations

from datetime import datetime

import pytest

from review_app.domain import Decision, Kind, Outcome, Selection
from review_app.errors import InputError, NotAllowed, NotFound
from review_app.services import disputes
from review_app.services.disputes import Adjudicator
from review_app.services.preferences import choose
from review_app.services.review_desk import ReviewDesk
from review_app.store import Store, reviews
from review_app.store.outcomes import totals

CLEO = Adjudicator("Cleo")
ADMIN = Adjudicator("Root", may_settle_own=True)


@pytest.fixture
def desk(graded: Store) -> ReviewDesk:
    return ReviewDesk(graded)


@pytest.fixture
def case(graded: Store) -> str:
    """A case on which Ann and Bob differ, and Dora cannot tell."""
    found: str = graded.value("SELECT min(case_id) FROM outcomes WHERE status = 'pending'")
    moment = datetime(2025, 1, 1)
    for who, said in (("Ann", Outcome.CORRECT), ("Bob", Outcome.INCORRECT), ("Dora", Outcome.UNCERTAIN)):
        reviews.add_decisions(graded, [Decision(f"of {who}", found, who, said, moment, "unit", f"by {who}")])
    return found


def outcome(store: Store, case: str) -> tuple[str, str]:
    row = store.row("SELECT status, outcome FROM case_states WHERE case_id = $case", {"case": case})
    assert row
    return row["status"], row["outcome"]


def test_an_adjudicator_settles_before_all_opinions(graded: Store, desk: ReviewDesk, case: str) -> None:
    assert outcome(graded, case) == ("disputed", "uncertain")
    disputes.settle(graded, desk, CLEO, case, Outcome.INCORRECT, " it is not ", "rounding")
    assert outcome(graded, case) == ("overridden", "incorrect")
    held = disputes.dispute(graded, case).settlement
    assert held
    assert (held["annotator"], held["note"], held["cause"]) == ("Cleo", "it is not", "rounding")
    load = disputes.caseload(graded, Selection())
    assert (load.open, load.settled, totals(graded)["disputed"]) == ([], 1, 0)


def test_what_was_settled_can_be_taken_back_and_settled_otherwise(graded: Store, desk: ReviewDesk, case: str) -> None:
    disputes.settle(graded, desk, CLEO, case, Outcome.INCORRECT)
    disputes.reopen(graded, desk, CLEO, case)
    assert outcome(graded, case) == ("disputed", "uncertain")
    disputes.settle(graded, desk, CLEO, case, Outcome.CORRECT)
    assert disputes.reopen_last(graded, desk, CLEO) == case
    assert [row["case_id"] for row in disputes.caseload(graded, Selection()).open] == [case]
    with pytest.raises(NotFound, match="settled no dispute"):
        disputes.reopen_last(graded, desk, CLEO)


def test_a_case_that_everybody_gave_up_is_settled_like_a_dispute(graded: Store, desk: ReviewDesk) -> None:
    case = graded.value("SELECT max(case_id) FROM outcomes WHERE status = 'pending'")
    desk.decide("Dora", [case], Outcome.UNCERTAIN)
    load = disputes.caseload(graded, Selection())
    assert ([row["case_id"] for row in load.open], load.disputed) == ([case], 0)
    assert disputes.dispute(graded, case).given_up
    disputes.settle(graded, desk, Adjudicator("Dora"), case, Outcome.CORRECT)
    assert outcome(graded, case) == ("overridden", "correct"), "who only could not tell took no side"


@pytest.mark.parametrize("name", ["Ann", "Bob"])
def test_whoever_took_a_side_settles_nothing_unless_they_are_an_admin(
    graded: Store, desk: ReviewDesk, case: str, name: str
) -> None:
    with pytest.raises(NotAllowed, match="you took a side"):
        disputes.settle(graded, desk, Adjudicator(name), case, Outcome.CORRECT)
    assert outcome(graded, case)[0] == "disputed"
    disputes.settle(graded, desk, Adjudicator(name, may_settle_own=True), case, Outcome.CORRECT)
    assert outcome(graded, case)[1] == "correct"


@pytest.mark.parametrize(
    ("said", "cause", "match"),
    [
        pytest.param(Outcome.UNCERTAIN, None, "correct or incorrect", id="cannot tell settles nothing"),
        pytest.param(Outcome.CORRECT, "<script>", "is no cause", id="a cause that is none"),
    ],
)
def test_what_settles_nothing_is_refused(
    graded: Store, desk: ReviewDesk, case: str, said: Outcome, cause: str | None, match: str
) -> None:
    with pytest.raises(InputError, match=match):
        disputes.settle(graded, desk, CLEO, case, said, cause=cause)
    assert outcome(graded, case)[0] == "disputed"


def test_a_second_adjudicator_at_the_same_case_is_told_who_was_first(
    graded: Store, desk: ReviewDesk, case: str
) -> None:
    disputes.settle(graded, desk, CLEO, case, Outcome.CORRECT)
    with pytest.raises(InputError, match="Cleo settled this case already"):
        disputes.settle(graded, desk, ADMIN, case, Outcome.INCORRECT)
    assert outcome(graded, case)[1] == "correct"


def test_a_case_that_is_not_disputed_any_more_is_not_settled(graded: Store, desk: ReviewDesk, case: str) -> None:
    desk.undo("Bob")
    with pytest.raises(InputError, match="not disputed any more"):
        disputes.settle(graded, desk, CLEO, case, Outcome.INCORRECT)
    assert not disputes.dispute(graded, case).is_open


def test_only_who_settled_it_or_an_admin_takes_it_back(graded: Store, desk: ReviewDesk, case: str) -> None:
    with pytest.raises(InputError, match="nothing to take back"):
        disputes.reopen(graded, desk, CLEO, case)
    disputes.settle(graded, desk, CLEO, case, Outcome.CORRECT)
    with pytest.raises(NotAllowed, match="Cleo settled this case"):
        disputes.reopen(graded, desk, Adjudicator("Emil"), case)
    disputes.reopen(graded, desk, ADMIN, case)
    assert outcome(graded, case)[0] == "disputed"
    assert graded.value("SELECT annotator FROM withdrawals") == "Root", "who took it back is on record"


def test_a_known_answer_is_no_settlement_to_take_back(graded: Store, desk: ReviewDesk, case: str) -> None:
    desk.decide("Root", [case], Outcome.CORRECT, kind=Kind.GOLD)
    with pytest.raises(InputError, match="nothing to take back"):
        disputes.reopen(graded, desk, ADMIN, case)


def test_names_are_hidden_until_it_is_settled(graded: Store, desk: ReviewDesk, case: str) -> None:
    found = disputes.dispute(graded, case)
    assert sorted(one.author for one in found.opinions) == ["A", "B", "C"]
    assert all(one.said_at is None for one in found.opinions)
    assert found.card.opinions == [], "the evidence must not tell what the letters hide"
    assert {one.note for one in found.opinions} == {"by Ann", "by Bob", "by Dora"}
    disputes.settle(graded, desk, CLEO, case, Outcome.CORRECT)
    assert [one.author for one in disputes.dispute(graded, case).opinions] == ["Ann", "Bob", "Dora"]


def test_names_are_shown_where_the_team_wants_them(graded: Store, case: str) -> None:
    choose(graded, "Root", hide_names=False)
    found = disputes.dispute(graded, case).opinions
    assert [(one.author, one.said_at) for one in found[:2]] == [
        ("Ann", datetime(2025, 1, 1)),
        ("Bob", datetime(2025, 1, 1)),
    ]


def test_the_letters_do_not_follow_names_or_times() -> None:
    rows = [
        {"annotator": name, "outcome": "correct", "cause": None, "note": name, "guideline": 1, "blind": False,
         "decided_at": datetime(2025, 1, 1)}
        for name in ("Ann", "Bob", "Cleo")
    ]  # fmt: skip
    orders = {tuple(one.note for one in disputes.anonymous(f"c{number}", rows)) for number in range(60)}
    assert len(orders) == 6, "every order occurs"
    assert disputes.anonymous("c1", rows) == disputes.anonymous("c1", rows[::-1]), "and the same case has one order"


def test_a_settled_case_is_handed_to_nobody(graded: Store, desk: ReviewDesk, case: str) -> None:
    disputes.settle(graded, desk, CLEO, case, Outcome.CORRECT)
    held = desk.claim("Emil", "tab", Selection(), count=4)
    assert held
    assert case not in {one.card.case_id for one in held}
