from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from review_app.domain import Lease
from review_app.queue.leases import Leases

NOON = datetime(2025, 1, 1, 12)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def lease(case: str = "c", annotator: str = "ann", tab: str = "t", until: float = 10) -> Lease:
    return Lease(case, annotator, tab, False, at(until))


def holding(*leases: Lease) -> Leases:
    made = Leases()
    for one in leases:
        made.add(one)
    return made


def test_a_hold_ends_at_its_time_and_not_before() -> None:
    leases = holding(lease(until=10))
    assert leases.expire(at(9.999)) == []
    assert leases.holders("c") == 1
    assert leases.expire(at(10)) == [lease(until=10)]
    assert (leases.holders("c"), leases.at("ann", "t"), leases.all()) == (0, [], [])


def test_a_renewed_hold_outlives_its_first_end() -> None:
    leases = holding(lease(until=10), lease(until=20))
    assert leases.expire(at(15)) == []
    assert leases.all() == [lease(until=20)]
    assert leases.expire(at(20)) == [lease(until=20)]


def test_a_hold_that_was_made_shorter_ends_sooner() -> None:
    leases = holding(lease(until=20), lease(until=5))
    assert leases.expire(at(5)) == [lease(until=5)]
    assert leases.expire(at(30)) == []


def test_a_hold_that_was_given_back_and_taken_again_ends_at_its_own_time() -> None:
    leases = holding(lease(until=10))
    assert leases.drop("c", "ann") == lease(until=10)
    leases.add(lease(until=30))
    assert leases.expire(at(12)) == []
    assert leases.of("c", "ann") == lease(until=30)


def test_holds_that_end_together_end_all() -> None:
    leases = holding(*(lease(case=name, until=10) for name in "abc"), lease(case="d", until=11))
    assert sorted(one.case_id for one in leases.expire(at(10))) == ["a", "b", "c"]
    assert [one.case_id for one in leases.all()] == ["d"]


def test_a_tab_holds_its_cases_oldest_first_also_after_they_were_renewed() -> None:
    leases = holding(*(lease(case=name) for name in "abc"))
    for one in leases.at("ann", "t"):
        leases.add(replace(one, until=at(30)))
    assert [one.case_id for one in leases.at("ann", "t")] == ["a", "b", "c"]


def test_a_case_goes_from_one_tab_of_a_person_to_another() -> None:
    leases = holding(lease(tab="one"), lease(tab="two"))
    assert leases.at("ann", "one") == []
    assert leases.at("ann", "two") == [lease(tab="two")]
    assert leases.holders("c") == 1


def test_two_people_hold_one_case_apart() -> None:
    leases = holding(lease(annotator="ann"), lease(annotator="bob"))
    assert leases.holders("c") == 2
    leases.drop("c", "ann")
    assert (leases.of("c", "ann"), leases.of("c", "bob")) == (None, lease(annotator="bob"))


def test_nothing_is_dropped_where_nothing_is_held() -> None:
    assert Leases().drop("c", "ann") is None
    assert holding(lease()).drop("c", "bob") is None


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "drop", "expire"]), st.sampled_from("ab"), st.sampled_from(["ann", "bob"]),
        st.sampled_from(["t", "u"]), st.integers(0, 20),
    ),
    max_size=40,
)  # fmt: skip


@given(STEPS)
def test_leases_are_a_table_of_case_and_person(steps: list[tuple[str, str, str, str, int]]) -> None:
    leases, table, now = Leases(), dict[tuple[str, str], Lease](), 0
    for what, case, annotator, tab, minutes in steps:
        if what == "add":
            # Only what has not ended is ever added.
            one = lease(case, annotator, tab, now + 1 + minutes)
            leases.add(one)
            table[case, annotator] = one
        elif what == "drop":
            assert leases.drop(case, annotator) == table.pop((case, annotator), None)
        else:
            now += minutes
            ended = [key for key, one in table.items() if one.until <= at(now)]
            assert sorted(map(repr, leases.expire(at(now)))) == sorted(repr(table.pop(key)) for key in ended)
        assert sorted(map(repr, leases.all())) == sorted(map(repr, table.values()))
        for name in "ab":
            assert leases.holders(name) == sum(key[0] == name for key in table)
