from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from review_app.errors import InputError, NotFound
from review_app.llm import Client, Endpoint, Limits
from review_app.prompts.program import Round, Solution
from review_app.sandbox import Sandbox
from review_app.services import collect, solve
from review_app.services.likeness import drawn, likeness, plain_key
from review_app.store import Store, collected
from tests.llm.fake_server import Asked, FakeServer, says
from tests.sandbox.isolation import needs_isolation

EGGS = "Ann has 2 eggs and buys 3. How many?"
PROGRAM = "I add.\n```python\nprint(2 + 3)\n```"
DONE = Solution((Round("I add.", "print(2 + 3)", "5", "well"),), r"So \boxed{5}.")


def written(store: Store, draft: str, solution: Solution, sandbox: Sandbox | None = None) -> str | None:
    return collect.edit(store, "Ada", draft, collect.found(store, draft)["version_id"], solution, sandbox)


def accepted(store: Store, statement: str, solution: Solution = DONE, reference: str = "") -> str:
    """A draft that was accepted, past the sandbox."""
    draft = collect.type_in(store, "Ada", statement, reference)
    row = collect.found(store, draft)
    collect.keep(store, row, solution, "Ada", "a", "m")
    collect.accept(store, "Ada", draft, collect.found(store, draft)["version_id"])
    return draft


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("What is  $1 + 2$?", "what is \\(1+2\\) ?", True, id="typesetting, spacing and capitals"),
        pytest.param("１＋２＝？", "1 + 2 = ?", True, id="full width"),
        pytest.param("What is 1 + 2?", "What is 1 - 2?", False, id="another sign"),
        pytest.param("What is 2^3?", "What is 23?", False, id="a power"),
        pytest.param("What is 2³?", "What is 23?", False, id="a power in one character"),
    ],
)
def test_two_texts_are_copies_where_only_typesetting_differs(one: str, other: str, same: bool) -> None:
    assert (plain_key(one) == plain_key(other)) is same


def test_examples_are_drawn_among_the_likest_the_likest_last_and_never_the_problem_itself() -> None:
    others = [f"How many eggs has person {number}?" for number in range(9)] + ["Prove that π is irrational.", EGGS]
    eggs = "How many eggs has person 3?"
    first = drawn(eggs, others, 2, "seed")
    assert first == drawn(eggs, others, 2, "seed")
    assert len({tuple(drawn(eggs, others, 2, str(seed))) for seed in range(20)}) > 1
    assert 3 not in first
    assert 9 not in first
    assert likeness(eggs, others[first[0]]) <= likeness(eggs, others[first[1]])
    assert drawn(eggs, [eggs, "Other?"], 5, "") == [1]


def test_a_problem_is_typed_taken_from_a_benchmark_or_from_a_list_and_copies_are_shown(
    loaded: Store, write: Callable[..., Path]
) -> None:
    typed = collect.type_in(loaded, "Ada", f" {EGGS}\n", "5")
    assert collect.type_in(loaded, "Bob", EGGS, "6") == typed, "the same problem is the same draft"
    problem = loaded.value("SELECT id FROM problems WHERE statement = $text", {"text": EGGS})
    taken = collect.take_problem(loaded, "Ada", problem)
    path = write("list.jsonl", {"question": EGGS.upper(), "answer": 5}, {"problem": "1?"}, {"text": "x"}, "{")
    added = collect.take_list(loaded, "Ada", path)
    assert (added.new, len(added.rejects), added.source) == (2, 2, "in/list.jsonl")
    assert collect.take_list(loaded, "Ada", path).new == 0
    sight = collect.sight(loaded, typed)
    assert {(copy["kind"], copy["id"]) for copy in sight.alike.copies} == {
        ("draft", taken), ("draft", added.ids[0]), ("problem", problem),
    }  # fmt: skip
    assert (sight.row["made_by"], sight.row["reference"], sight.row["source"]) == ("Ada", "5", "typed")
    nearly = collect.type_in(loaded, "Ada", EGGS.replace("3", "4"))
    assert {one.id for one in collect.sight(loaded, nearly).alike.like} == {typed, taken, added.ids[0]}
    with pytest.raises(NotFound):
        collect.take_problem(loaded, "Ada", "math/test/none")
    with pytest.raises(InputError, match="the problem is empty"):
        collect.type_in(loaded, "Ada", " ")


def test_changed_code_has_no_output_until_it_is_run_and_nothing_incomplete_is_accepted(store: Store) -> None:
    draft = accepted(store, EGGS, reference="5")
    seen = collect.found(store, draft)["version_id"]
    assert written(store, draft, DONE) == seen, "nothing new is no version"
    changed = Solution((Round("I add.", "print(6)"), Round("", "")), DONE.answer)
    version = written(store, draft, changed)
    row = collect.found(store, draft)
    assert (row["status"], row["versions"], row["outcome"]) == ("waiting", 2, "correct"), "it must be accepted again"
    assert row["rounds"] == [{"thought": "I add.", "code": "print(6)", "output": "", "ended": None}]
    with pytest.raises(InputError, match="the code of step 1 was changed and not run"):
        collect.accept(store, "Ada", draft, version)
    with pytest.raises(InputError, match="changed meanwhile"):
        collect.reject(store, "Bob", draft, seen)
    with pytest.raises(InputError, match="changed meanwhile"):
        collect.edit(store, "Bob", draft, seen, Solution((), "6"))
    version = written(store, draft, Solution((Round("Only words."),), "6"))
    with pytest.raises(InputError, match="step 1 has no code"):
        collect.accept(store, "Ada", draft, version)
    version = written(store, draft, Solution((), r"\boxed{6}"))
    with pytest.raises(InputError, match="the grader calls this answer incorrect"):
        collect.accept(store, "Ada", draft, version)
    collect.accept(store, "Ada", draft, version, "the reference is wrong")
    collect.reopen(store, "Bob", draft, version)
    with pytest.raises(InputError, match="nothing was said"):
        collect.reopen(store, "Bob", draft, version)
    collect.reject(store, "Bob", draft, version, "dull")
    events = [(row["event"], row["by"], row["reason"]) for row in collect.sight(store, draft).history]
    assert events == [
        ("rejected", "Bob", "dull"), ("reopened", "Bob", ""), ("accepted", "Ada", "the reference is wrong"),
        ("person", "Ada", ""), ("person", "Ada", ""), ("person", "Ada", ""), ("accepted", "Ada", ""),
        ("model", "Ada", ""),
    ]  # fmt: skip


@needs_isolation
def test_code_is_run_again_by_whoever_edits_it(store: Store) -> None:
    draft = collect.type_in(store, "Ada", EGGS)
    rounds = (Round("", "print(2 * 3)"), Round("", "1 / 0"))
    written(store, draft, Solution(rounds, "6"), Sandbox())
    first, second = collect.sight(store, draft).solution.rounds
    assert (first.output, first.ended) == ("6", "well")
    assert (second.output.splitlines()[-1], second.ended) == ("ZeroDivisionError: division by zero", "error")


def solved(store: Store, server: FakeServer, draft: str, attempt: str = "a", told: Any = None, **how: Any) -> Solution:
    """What the fake model makes of a draft."""
    asking = solve.How(
        Endpoint("fake-1", server.url), limits=Limits(timeout=5, tries=2, backoff=0.001), **{"rounds": 2} | how
    )

    async def main() -> Solution:
        async with Client(asking.endpoint, asking.limits) as client:
            solver = solve.Solver(store, asking, client, Sandbox(), solve.accepted(store))
            row = collect.found(store, draft)
            task = solve.Task(draft, row["statement"], attempt, "Ada")
            return await (solver.solve(task, told) if told else solver.solve(task))

    return asyncio.run(main())


def adds(asked: Asked) -> str:
    """A program first, then the answer."""
    return r"So \boxed{5}." if "```output" in asked.question else PROGRAM + "\n```output\n999"


@needs_isolation
def test_a_model_solves_by_programs_with_accepted_solutions_as_examples(store: Store) -> None:
    example = accepted(store, "Bob has 2 eggs and buys 4. How many?")
    draft, seen = collect.type_in(store, "Ada", EGGS, "5"), []
    with FakeServer(adds) as server:
        found = solved(store, server, draft, told=lambda rounds, text: seen.append((len(rounds), text)))
        assert found == DONE, "what the model invents as output is left out"
        said = server.asked[1].body["messages"]
        assert [turn["content"] for turn in said[-3:]] == [
            EGGS,
            PROGRAM.replace("add.\n", "add.\n\n"),
            "```output\n5\n```",
        ]
        assert said[-7]["content"] == "Bob has 2 eggs and buys 4. How many?"
        assert solved(store, server, draft) == DONE
        assert len(server.asked) == 2, "the same attempt again costs nothing"
        server.play(says("I refuse", "content_filter"))
        assert solved(store, server, draft, "b") == Solution((Round("I refuse"),), "")
        server.play(says(PROGRAM), says(PROGRAM), says(PROGRAM))
        endless = solved(store, server, draft, "c")
    assert [one.ended for one in endless.rounds] == ["well", "well", None]
    assert endless.answer == ""
    assert (0, PROGRAM[:10]) == (seen[0][0], seen[0][1][:10])
    assert [rounds for rounds, _ in seen] == sorted(rounds for rounds, _ in seen)
    row = store.row("SELECT * FROM draft_replies WHERE attempt = 'a' AND round = 0")
    assert row is not None
    assert (row["examples"], row["prompt"], row["made_by"], row["model"]) == ([example], "program@1", "Ada", "fake-1")
    assert json.loads(row["sampling"]) == {}


@needs_isolation
def test_what_failed_is_kept_with_its_reason_and_asked_again(store: Store) -> None:
    draft = collect.type_in(store, "Ada", EGGS)
    with FakeServer(adds) as server:
        from tests.llm.fake_server import BROKEN, TOO_LONG

        server.play(BROKEN, BROKEN)
        with pytest.raises(Exception, match="gave no answer in 2 tries"):
            solved(store, server, draft)
        server.play(TOO_LONG)
        with pytest.raises(Exception, match="maximum context length"):
            solved(store, server, draft)
        assert solved(store, server, draft) == DONE
    assert [row["finish"] for row in store.rows("SELECT finish FROM draft_replies ORDER BY seq")] == [
        "failed", "failed", "stop", "stop",
    ]  # fmt: skip
    assert collected.turns(store, draft, "a").keys() == {0, 1}
