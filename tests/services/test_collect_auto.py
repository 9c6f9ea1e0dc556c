from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from review_app.errors import ExportError, InputError
from review_app.llm import Endpoint, Limits, Sampling
from review_app.llm.price import Price
from review_app.prompts.program import Round, Solution
from review_app.services import collect, collected_files
from review_app.services.collect_auto import NOBODY, Came, Errand, collect_all
from review_app.services.solve import How
from review_app.store import Store, open_store
from tests.llm.fake_server import QUOTA, Asked, FakeServer
from tests.sandbox.isolation import needs_isolation

ROOT = Path(__file__).resolve().parents[2]

LIMITS = Limits(concurrency=2, timeout=5.0, tries=2, backoff=0.001)

PROBLEMS = [
    {"problem": "What is 1 + 1?", "answer": "2"},
    {"problem": "what is $1+1$?", "answer": "2"},
    {"problem": "What is 2 + 2?", "answer": "5"},
    {"problem": "What is red?", "answer": "3"},
    {"problem": "What is 9?", "answer": ""},
    {"problem": "Say nothing.", "answer": "1"},
]


def model(asked: Asked) -> str:
    """Computes what is asked; of red it has two opinions, and once it says nothing."""
    turns = [turn["content"] for turn in asked.body["messages"]]
    if "```output" in turns[-1]:
        return rf"\boxed{{{turns[-1].splitlines()[1]}}}"
    if turns[-1] == "What is red?":
        return r"\boxed{3} or \boxed{4}"
    if turns[-1] == "Say nothing.":
        return " "
    return f"So.\n```python\nprint({turns[-1].split()[2]} + 1)\n```" if "+ 1" in turns[-1] else r"\boxed{4}"


def errand(path: Path, server: FakeServer, **more: Any) -> Errand:
    how = How(Endpoint("fake-1", server.url), Sampling(max_tokens=100), LIMITS)
    return Errand((path,), how, **more)


def stands(came: Came) -> dict[str, int]:
    """Where the drafts stand, without what is zero."""
    names = ("accepted", "rejected", "doubtful", "left", "unknown", "copies")
    return {name: getattr(came, name) for name in names if getattr(came, name)}


@needs_isolation
def test_what_is_proved_is_kept_doubt_goes_to_people_and_the_same_again_asks_nothing(
    store: Store, write: Callable[..., Path]
) -> None:
    path = write("list.jsonl", *PROBLEMS)
    told: list[tuple[int, int]] = []
    with FakeServer(model) as server:
        came = collect_all(store, errand(path, server))
        assert stands(came) == {"accepted": 1, "copies": 1, "rejected": 1, "doubtful": 2, "unknown": 1}
        assert len(server.asked) == 2 + 2 + 1 + 2, "refuted and empty answers are tried twice"
        again = collect_all(store, errand(path, server))
        assert (stands(again), len(server.asked)) == (stands(came), 7)
        assert told == []
    rows = {row["statement"]: row for row in store.rows("SELECT * FROM draft_states")}
    good, bad, red = (rows[one["problem"]] for one in (PROBLEMS[0], PROBLEMS[2], PROBLEMS[3]))
    assert (good["status"], good["ruled_by"], good["outcome"]) == ("accepted", NOBODY, "correct")
    assert (bad["status"], bad["outcome"], bad["versions"]) == ("rejected", "incorrect", 2)
    assert (red["status"], red["outcome"], red["versions"]) == ("waiting", "uncertain", 1)
    collect.accept(store, "Ada", red["id"], red["version_id"], "3 it is")
    [mine, everything] = collected_files.statistics(store)
    assert (mine["source"], mine["drafts"], mine["accepted"], mine["unattended"]) == ("in/list.jsonl", 6, 2, 1)
    assert (everything["source"], everything["rounds"], everything["open"]) == (None, 0.5, 2)


@needs_isolation
def test_a_budget_and_a_used_up_quota_stop_it_and_it_goes_on_from_there(
    store: Store, write: Callable[..., Path]
) -> None:
    path = write("list.jsonl", *({"problem": f"What is {n} + 1?", "answer": str(n + 1)} for n in range(6)))
    with FakeServer(model) as server:
        priced = {"price": Price(0.0, 1000.0), "attempts": 1}
        came = collect_all(store, errand(path, server, budget=0.12, **priced))
        assert came.stopped is not None
        assert came.cost is not None
        assert came.cost <= 0.12
        assert 0 < came.left < 6
        server.play(QUOTA)
        stopped = collect_all(store, errand(path, server))
        assert "quota" in str(stopped.stopped)
        done = collect_all(store, errand(path, server))
        assert stands(done) == {"accepted": 6}
    whole = "SELECT draft_id, attempt, round, count(*) AS n FROM draft_replies WHERE finish <> 'failed' GROUP BY ALL"
    found = store.rows(whole)
    assert {row["n"] for row in found} == {1}
    assert len(found) == 12


# What the process that is killed does.
SESSION = f"""
import sys
from pathlib import Path
from review_app.llm import Endpoint, Limits
from review_app.services.collect_auto import Errand, collect_all
from review_app.services.solve import How
from review_app.store import open_store

with open_store(sys.argv[1]) as store:
    collect_all(store, Errand((Path(sys.argv[3]),), How(Endpoint("fake-1", sys.argv[2]), limits={LIMITS!r})))
"""


@needs_isolation
def test_kill_9_at_any_moment_pays_again_only_for_what_was_on_its_way(
    tmp_path: Path, write: Callable[..., Path]
) -> None:
    many = 8
    path = write("list.jsonl", *({"problem": f"What is {n} + 1?", "answer": str(n + 1)} for n in range(many)))
    database, moment = tmp_path / "a.duckdb", random.randrange(3, 2 * many - 2)
    with FakeServer(model, latency=0.002) as server:
        process = subprocess.Popen([sys.executable, "-c", SESSION, str(database), server.url, str(path)], cwd=ROOT)
        server.wait_for(moment)
        process.kill()
        assert process.wait(10) == -9
        asked = len(server.asked)
        with open_store(database) as store:
            kept = store.value("SELECT count(*) FROM draft_replies")
            assert kept <= asked <= kept + LIMITS.concurrency, f"killed at request {moment}"
            assert stands(collect_all(store, errand(path, server))) == {"accepted": many}
            assert len(server.asked) - asked == 2 * many - kept
            assert store.value("SELECT count(*) FROM draft_replies") == 2 * many
            assert store.value("SELECT count(*) FROM draft_versions") == many
            assert store.value("SELECT count(*) FROM draft_rulings") == many


def kept(store: Store, statement: str, *rounds: Round, source: str = "typed") -> str:
    draft = collect.type_in(store, "Ada", statement)
    version = collect.keep(store, collect.found(store, draft), Solution(rounds, r"\boxed{5}"), "Ada", "a", "m")
    collect.accept(store, "Ada", draft, version)
    return draft


def test_accepted_solutions_are_written_in_every_form(store: Store, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="no solution is accepted"):
        collected_files.export(store, "messages", tmp_path / "a.jsonl")
    draft = kept(store, "2 + 3?", Round("I add.", "print(2 + 3)", "5", "well"))
    other = collect.type_in(store, "Ada", "7?")
    written: dict[str, Any] = {}
    for form in collected_files.FORMS:
        path = collected_files.exported(store, form, tmp_path)
        [written[form]] = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        assert (written[form]["id"], written[form]["accepted_by"]) == (draft, "Ada")
        assert other not in path.read_text(encoding="utf-8")
    code, output = "I add.\n\n```python\nprint(2 + 3)\n```", "```output\n5\n```"
    assert written["sharegpt"]["conversations"] == [
        {"from": "human", "value": "2 + 3?"}, {"from": "gpt", "value": f"{code}\n{output}\n\\boxed{{5}}"},
    ]  # fmt: skip
    assert written["messages"]["messages"][1] == {"role": "assistant", "content": f"{code}\n{output}\n\\boxed{{5}}"}
    assert [(turn["role"], turn["content"]) for turn in written["four_turns"]["messages"]] == [
        ("user", "2 + 3?"), ("assistant", code), ("user", output), ("assistant", r"\boxed{5}"),
    ]  # fmt: skip
    with pytest.raises(InputError, match="no such form; there are sharegpt, messages, four_turns"):
        collected_files.export(store, "nonsense", tmp_path / "a.jsonl")


def alternating(turns: list[dict[str, str]], who: str, what: str, names: tuple[str, str]) -> bool:
    """Whether these turns are what LLaMA-Factory's sharegpt reader takes: the user first, in turn, the model last, and
    a text in each (src/llamafactory/data/converter.py leaves out whatever else there is)."""
    return (
        len(turns) % 2 == 0
        and [turn[who] for turn in turns] == [names[at % 2] for at in range(len(turns))]
        and all(turn.keys() == {who, what} and turn[what].strip() for turn in turns)
    )


def test_turns_alternate_however_many_programs_there_are(store: Store, tmp_path: Path) -> None:
    silent = Round("", "x = 1", "", "well")
    for number in range(4):
        kept(store, f"{number}?", *[silent] * number)
    for form in collected_files.FORMS:
        lines = collected_files.exported(store, form, tmp_path).read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
        assert len({tuple(row) for row in rows}) == 1, "all lines have the same columns, as loaders of data sets want"
        for number, row in enumerate(rows):
            if form == "sharegpt":
                assert alternating(row["conversations"], "from", "value", ("human", "gpt"))
            else:
                assert alternating(row["messages"], "role", "content", ("user", "assistant"))
            assert len(row.get("conversations") or row["messages"]) == (2 + 2 * number if form == "four_turns" else 2)


@needs_isolation
def test_validation_runs_all_code_again_and_names_what_gives_something_else(store: Store) -> None:
    same = Round("", "print(2 + 3)", "5", "well")
    kept(store, "1?", same)
    wrong = kept(store, "2?", same, Round("", "print(6)", "5", "well"))
    broken = kept(store, "3?", Round("", "1 / 0", "0", "well"))
    checked = collected_files.validate(store)
    assert (checked.drafts, checked.programs) == (3, 4)
    assert [(one.draft_id, one.number, one.stored) for one in checked.changed] == [(wrong, 2, "5"), (broken, 1, "0")]
    assert (checked.changed[0].gives, "(error)" in checked.changed[1].gives) == ("6", True)
