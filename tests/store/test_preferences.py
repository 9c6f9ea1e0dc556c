from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from review_app.store import preferences


def test_what_was_chosen_last_holds(store):
    preferences.choose(store, "Ada", {"overlap": 2, "order": "random"})
    preferences.choose(store, "Bob", {"overlap": 3})
    assert preferences.chosen(store) == {"overlap": 3, "order": "random"}


def test_a_change_is_kept_with_what_held_before_it(store):
    preferences.choose(store, "Ada", {"overlap": 2})
    preferences.choose(store, "Bob", {"order": "random"})
    preferences.choose(store, "Cy", {"overlap": 3})
    rows = [(row["name"], row["before"], row["value"], row["made_by"]) for row in preferences.history(store, 10)]
    assert rows == [("overlap", 2, 3, "Cy"), ("order", None, "random", "Bob"), ("overlap", None, 2, "Ada")]
    assert len(preferences.history(store, 2)) == 2


def test_values_of_every_kind_come_back_as_they_were(store):
    values = {"a": 0.25, "b": False, "c": "每人", "d": None}
    preferences.choose(store, "Ada", values)
    assert preferences.chosen(store) == values


def test_nothing_chosen_changes_nothing(store):
    preferences.choose(store, "Ada", {})
    assert preferences.chosen(store) == {}
    assert preferences.history(store, 10) == []


def test_versions_of_the_guidelines_are_counted_from_one(store):
    assert preferences.latest_guidelines(store) is None
    assert preferences.add_guidelines(store, "Ada", "first", after=0) == 1
    assert preferences.add_guidelines(store, "Bob", "second", after=1) == 2
    assert preferences.latest_guidelines(store)["text"] == "second"
    assert preferences.guidelines_of(store, 1)["text"] == "first"
    assert preferences.guidelines_of(store, 3) is None
    assert [(row["version"], row["made_by"]) for row in preferences.guidelines_history(store)] == [
        (2, "Bob"),
        (1, "Ada"),
    ]


def test_a_version_made_from_an_older_one_is_refused(store):
    preferences.add_guidelines(store, "Ada", "first", after=0)
    assert preferences.add_guidelines(store, "Bob", "other", after=0) is None
    assert preferences.add_guidelines(store, "Bob", "other", after=5) is None
    assert preferences.latest_guidelines(store)["text"] == "first"


def test_of_many_who_save_at_once_one_is_told_that_it_is_kept(store):
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda n: preferences.add_guidelines(store, "Ada", str(n), after=0), range(8)))
    assert [number for number, version in enumerate(made) if version == 1] == [
        int(preferences.latest_guidelines(store)["text"])
    ]
    assert made.count(None) == 7
