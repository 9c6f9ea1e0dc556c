"""Whatever people do at the desk, and however the server ends, it knows what a plain model of it knows."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from review_app.domain import Kind, Outcome, Selection
from review_app.services.preferences import choose
from review_app.services.review_desk import Held, ReviewDesk, Submission
from review_app.store import open_store

EVERYTHING = Selection()
LEASE = timedelta(minutes=10)
PEOPLE = ["ann", "bob", "cy"]
PERSON, TAB, NUMBER = st.sampled_from(PEOPLE), st.sampled_from(["t", "u"]), st.integers(0, 4)
OUTCOME = st.sampled_from(Outcome)
WEIGHTS = [5, 4, 3, 2, 1]
STANDING = """
SELECT id, case_id, annotator, outcome, kind FROM standing_decisions ORDER BY seq
"""


@dataclass(frozen=True)
class Said:
    """A decision of the model; those of one `go` are taken back together."""

    id: str
    case: str
    annotator: str
    outcome: Outcome
    kind: Kind
    go: int


class DeskMachine(RuleBasedStateMachine):
    """People at the desk of a server that may be closed, killed and started again at any moment."""

    def __init__(self, template: Path, places: Iterator[Path], cases: list[str]) -> None:
        super().__init__()
        self.cases, self.places = cases, places
        self.now, self.numbers = datetime(2025, 1, 1), count()
        self.said: list[Said] = []
        self.sent: list[Said] = []
        self.held: dict[tuple[str, str], tuple[str, datetime]] = {}
        self.skipped: dict[str, list[str]] = {name: [] for name in PEOPLE}
        self.overlap = 1
        self.start(shutil.copy(template, next(places)))

    # The server

    def start(self, place: Path) -> None:
        self.place, self.store = place, open_store(place)
        self.desk = ReviewDesk(self.store, lambda: self.now, Random(1))

    @initialize(overlap=st.integers(1, 2))
    def ask_for(self, overlap: int) -> None:
        self.overlap = overlap
        choose(self.store, "boss", overlap=overlap)
        self.desk.refresh()

    @rule(how=st.sampled_from(["closed", "killed", "read anew"]))
    def interrupt(self, how: str) -> None:
        """The server ends in good order or in none, or somebody imported a file."""
        if how == "read anew":
            self.desk.refresh()
        else:
            place = self.place if how == "closed" else self.as_on_disk()
            self.store.close()
            self.start(place)
        self.check_that_tabs_hold_what_they_held()

    def as_on_disk(self) -> Path:
        """What is on disk at this moment, without what an orderly end would write."""
        place = next(self.places)
        for suffix in ("", ".wal"):
            written = self.place.with_name(self.place.name + suffix)
            if written.exists():
                shutil.copy(written, place.with_name(place.name + suffix))
        return place

    @rule(minutes=st.sampled_from([1, 6, 11]))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    # People

    @rule(annotator=PERSON, tab=TAB, amount=st.integers(1, 3))
    def claim(self, annotator: str, tab: str, amount: int) -> None:
        expected = self.expected(annotator, tab, amount)
        self.check_claim(annotator, tab, expected, self.desk.claim(annotator, tab, EVERYTHING, count=amount))

    def expected(self, annotator: str, tab: str, amount: int, but: str = "") -> tuple[list[str], list[str]]:
        """(what the tab keeps, what it is given besides): the heaviest first, what was skipped last."""
        keeps = [case for case in self.holding(annotator, tab) if case != but][:amount]
        free = [case for case in self.free(annotator) if case != but]
        fresh = [case for case in free if case not in self.skipped[annotator]]
        late = [case for case in self.skipped[annotator] if case in free]
        return keeps, [*fresh, *late][: amount - len(keeps)]

    def check_claim(self, annotator: str, tab: str, expected: tuple[list[str], list[str]], given: list[Held]) -> None:
        keeps, new = expected
        cases = [held.card.case_id for held in given]
        assert set(cases[: len(keeps)]) == set(keeps)
        assert cases[len(keeps) :] == new
        self.held |= {(case, annotator): (tab, self.now + LEASE) for case in new}

    @rule(annotator=PERSON, tab=TAB, number=NUMBER)
    def open(self, annotator: str, tab: str, number: int) -> None:
        case = self.cases[number]
        mine = self.held_now().get((case, annotator))
        lease = self.desk.open(annotator, tab, case).lease
        assert (lease is not None) == (mine is not None or case in self.free(annotator))
        if lease:
            self.held[case, annotator] = tab, mine[1] if mine and mine[0] == tab else self.now + LEASE

    @rule(annotator=PERSON, number=NUMBER, outcome=OUTCOME, held=st.booleans(), pick=st.integers(0, 9))
    def decide(self, annotator: str, number: int, outcome: Outcome, held: bool, pick: int) -> None:
        """A case in the person's hands, or any: late, or from a page that lies."""
        said = self.make(annotator, [self.chosen(annotator, number, held, pick)], outcome)[0]
        assert self.submit(said)
        self.hear([said])

    @rule(annotator=PERSON, tab=TAB, number=NUMBER, outcome=OUTCOME, held=st.booleans(), pick=st.integers(0, 9))
    def decide_and_go_on(self, annotator: str, tab: str, number: int, outcome: Outcome, held: bool, pick: int) -> None:
        """As the page does it: the decision and the next cases in one call."""
        said = self.make(annotator, [self.chosen(annotator, number, held, pick)], outcome)[0]
        self.tick()
        expected = self.expected(annotator, tab, 2, but=said.case)
        submission = Submission(said.id, said.case, said.outcome)
        given = self.desk.submitting(annotator, submission, tab, EVERYTHING, count=2).cases()
        self.check_claim(annotator, tab, expected, given)
        self.hear([said])

    def chosen(self, annotator: str, number: int, held: bool, pick: int) -> str:
        mine = [case for case, name in self.held_now() if name == annotator]
        return mine[pick % len(mine)] if held and mine else self.cases[number]

    @precondition(lambda self: self.sent)
    @rule(pick=st.integers(0, 99), other=OUTCOME)
    def send_again(self, pick: int, other: Outcome) -> None:
        """The answer to a decision was lost on its way: it comes again, and counts once."""
        said = self.sent[pick % len(self.sent)]
        assert not self.submit(replace(said, outcome=other))

    @rule(annotator=PERSON, numbers=st.lists(NUMBER, min_size=1, max_size=3), outcome=OUTCOME)
    def decide_many(self, annotator: str, numbers: list[int], outcome: Outcome) -> None:
        cases = list(dict.fromkeys(self.cases[number] for number in numbers))
        self.tick()
        assert self.desk.decide(annotator, cases, outcome) == len(cases)
        ids = [row["id"] for row in self.store.rows(f"{STANDING} DESC LIMIT {len(cases)}")]
        made = self.make(annotator, cases, outcome)
        self.hear([replace(said, id=id) for said, id in zip(made, reversed(ids), strict=True)])

    @rule(number=NUMBER, outcome=st.sampled_from([Outcome.CORRECT, Outcome.INCORRECT]))
    def settle(self, number: int, outcome: Outcome) -> None:
        self.tick()
        self.desk.decide("judge", [self.cases[number]], outcome, kind=Kind.ADJUDICATION)
        [row] = self.store.rows(f"{STANDING} DESC LIMIT 1")
        self.hear([replace(self.make("judge", [self.cases[number]], outcome, Kind.ADJUDICATION)[0], id=row["id"])])

    @rule(annotator=st.sampled_from([*PEOPLE, "judge"]))
    def undo(self, annotator: str) -> None:
        """What was said last in one go; a settled dispute is no opinion, and is taken back by its name only."""
        mine = [said for said in self.said if said.annotator == annotator and said.kind is Kind.OPINION]
        gone = [said for said in mine if said.go == mine[-1].go]
        assert sorted(self.desk.undo(annotator)) == sorted(said.case for said in gone)
        self.said = [said for said in self.said if said not in gone]

    @precondition(lambda self: self.said)
    @rule(pick=st.integers(0, 99))
    def undo_one(self, pick: int) -> None:
        said = self.said[pick % len(self.said)]
        assert self.desk.undo(said.annotator, said.id) == [said.case]
        self.said.remove(said)

    @rule(annotator=PERSON, number=NUMBER)
    def skip(self, annotator: str, number: int) -> None:
        case = self.cases[number]
        self.desk.skip(annotator, case)
        self.held.pop((case, annotator), None)
        self.skipped[annotator] = [*(name for name in self.skipped[annotator] if name != case), case]

    @rule(annotator=PERSON, tab=TAB)
    def renew(self, annotator: str, tab: str) -> None:
        before = self.holding(annotator, tab)
        assert sorted(self.desk.renew(annotator, tab)) == sorted(before)
        self.held |= {(case, annotator): (tab, self.now + LEASE) for case in before}

    @rule(annotator=PERSON, tab=TAB)
    def release(self, annotator: str, tab: str) -> None:
        self.desk.release(annotator, tab)
        for case in self.holding(annotator, tab):
            del self.held[case, annotator]

    # What must hold

    @invariant()
    def every_acknowledged_decision_is_there_once(self) -> None:
        rows = self.store.rows(STANDING)
        assert [(row["id"], row["case_id"], row["annotator"], row["outcome"], row["kind"]) for row in rows] == [
            (said.id, said.case, said.annotator, said.outcome, said.kind) for said in self.said
        ]

    @invariant()
    def what_waits_is_told(self) -> None:
        opinions = self.opinions()
        for name in PEOPLE:
            expected = sum(self.is_open(case) and name not in opinions[case] for case in self.cases)
            assert self.desk.standing(name, EVERYTHING).waiting == expected

    def check_that_tabs_hold_what_they_held(self) -> None:
        for name in PEOPLE:
            for tab in ("t", "u"):
                mine = self.holding(name, tab)
                given: list[Held] = self.desk.claim(name, tab, EVERYTHING, count=len(mine))
                assert sorted(held.card.case_id for held in given) == sorted(mine)

    def teardown(self) -> None:
        """After its time no hold is left: everything that is open can be claimed, by whoever comes."""
        self.now += LEASE
        given = [held.card.case_id for held in self.desk.claim("zed", "z", EVERYTHING, count=99)]
        assert given == [case for case in self.cases if self.is_open(case)]
        self.store.close()

    # The model

    def tick(self) -> None:
        self.now += timedelta(milliseconds=1)

    def make(self, annotator: str, cases: list[str], outcome: Outcome, kind: Kind = Kind.OPINION) -> list[Said]:
        go = next(self.numbers)
        return [Said(f"d{next(self.numbers)}", case, annotator, outcome, kind, go) for case in cases]

    def submit(self, said: Said) -> bool:
        self.tick()
        return self.desk.submit(said.annotator, Submission(said.id, said.case, said.outcome))

    def hear(self, made: list[Said]) -> None:
        self.said += made
        self.sent += [said for said in made if said.kind is Kind.OPINION and said.id.startswith("d")]
        for said in made:
            if said.kind is Kind.OPINION:
                self.held.pop((said.case, said.annotator), None)
                if said.case in self.skipped[said.annotator]:
                    self.skipped[said.annotator].remove(said.case)

    def held_now(self) -> dict[tuple[str, str], tuple[str, datetime]]:
        self.held = {key: hold for key, hold in self.held.items() if hold[1] > self.now}
        return self.held

    def holding(self, annotator: str, tab: str) -> list[str]:
        return [case for (case, name), (at, _) in self.held_now().items() if (name, at) == (annotator, tab)]

    def opinions(self) -> dict[str, dict[str, Outcome]]:
        newest: dict[str, dict[str, Outcome]] = {case: {} for case in self.cases}
        for said in self.said:
            if said.kind is Kind.OPINION:
                newest[said.case][said.annotator] = said.outcome
        return newest

    def counted(self, case: str) -> list[Outcome]:
        return [word for word in self.opinions()[case].values() if word is not Outcome.UNCERTAIN]

    def is_open(self, case: str) -> bool:
        if any(said.case == case and said.kind is not Kind.OPINION for said in self.said):
            return False
        return len(set(self.counted(case))) < 2 and len(self.counted(case)) < self.overlap

    def free(self, annotator: str) -> list[str]:
        """What this person may be handed, in order; nobody is handed what enough others hold or have decided."""
        held, opinions = self.held_now(), self.opinions()
        return [
            case
            for case in self.cases
            if self.is_open(case)
            and annotator not in opinions[case]
            and (case, annotator) not in held
            and len(self.counted(case)) + sum(name == case for name, _ in held) < self.overlap
        ]


def test_the_desk_follows_the_model(tmp_path: Path, make_cases: Callable[..., Any]) -> None:
    template = tmp_path / "template.duckdb"
    with open_store(template) as store:
        cases = make_cases(store, WEIGHTS)
    places = (tmp_path / f"{number}.duckdb" for number in count())
    run_state_machine_as_test(
        lambda: DeskMachine(template, places, cases),
        settings=settings(max_examples=8, stateful_step_count=30, deadline=None),
    )
