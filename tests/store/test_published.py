"""The ledger: whatever people do, what held at any moment can be told, and nothing that was said is lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from review_app.domain import PublishedScore
from review_app.errors import InputError
from review_app.services import ledger
from review_app.services.model_matches import Said, matches, say_match
from review_app.store import Store, open_store, published

texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=8)
scores = st.builds(
    PublishedScore,
    model=texts, benchmark=texts, metric=texts, value=st.floats(0, 1), source=texts, split=texts,
    n=st.none() | st.integers(1, 9), k=st.none() | st.just(1), shots=st.none() | st.integers(0, 9), note=texts,
)  # fmt: skip
# (what is done, to which of the standing entries, what it says then)
deeds = st.lists(st.tuples(st.sampled_from(["add", "change", "withdraw"]), st.integers(0, 5), scores), max_size=8)


@pytest.fixture(scope="module")
def kept() -> Iterator[Store]:
    with open_store(":memory:") as opened:
        yield opened


def said(store: Store, moment: datetime | None = None) -> dict[str, PublishedScore]:
    return {row.entry: row.score for row in published.standing(store, moment)}


def do(store: Store, deed: str, which: int, score: PublishedScore) -> None:
    rows = sorted(published.standing(store), key=lambda row: row.entry)
    row = rows[which % len(rows)] if rows else None
    try:
        if deed == "add" or row is None:
            ledger.add(store, "Ada", score)
        elif deed == "change":
            ledger.change(store, "Ada", row.id, score, "as in table 4")
        else:
            ledger.withdraw(store, "Ada", row.id, "a slip")
    except InputError:
        return  # the same score twice


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds)
def test_what_held_at_every_moment_is_what_was_seen_then(
    kept: Store, done: list[tuple[str, int, PublishedScore]]
) -> None:
    with kept.cursor() as cursor:
        cursor.execute("DELETE FROM published_scores")
    seen: list[tuple[datetime, dict[str, PublishedScore]]] = []
    rows = 0
    for deed in done:
        do(kept, *deed)
        every = published.changes(kept, None, 100)
        assert len(every) - rows in (0, 1), "a deed appends one row, or none where it is refused"
        rows = len(every)
        if every:
            seen.append((every[0].made_at, said(kept)))
    last = dict(seen)  # of two deeds within a microsecond the later one
    assert all(said(kept, moment) == held for moment, held in last.items())
    assert said(kept, datetime(2000, 1, 1)) == {}
    for row in published.changes(kept, None, 100):
        story = published.history(kept, row.entry)
        assert [one.replaces for one in story] == [None, *(one.id for one in story[:-1])], "each row follows one"


def test_the_last_word_on_two_names_holds_and_the_earlier_ones_are_kept(kept: Store) -> None:
    assert matches(kept).why("gpt-4o-2024", "GPT-4o") is None
    say_match(kept, "Ada", "gpt-4o-2024", "GPT-4o", Said.SAME, "the card says so")
    before = published.matches(kept)[0]["made_at"]
    why = matches(kept).why("gpt-4o-2024", "GPT-4o")
    assert why is not None
    assert why.said() == "Ada says that they are the same model: the card says so"
    say_match(kept, "Bob", "gpt-4o-2024", "GPT-4o", Said.BY_NAME, "unsure")
    assert matches(kept).why("gpt-4o-2024", "GPT-4o") is None
    assert matches(kept, before).why("gpt-4o-2024", "GPT-4o") == why
    say_match(kept, "Bob", "GPT-4o", "GPT-4o", Said.DIFFERENT, "another snapshot")
    assert matches(kept).why("GPT-4o", "GPT-4o") is None
    with pytest.raises(InputError, match="reason"):
        say_match(kept, "Bob", "GPT-4o", "GPT-4o", Said.SAME, " ")
