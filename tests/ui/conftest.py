"""What the tests of the pages share: a small graded store with hostile texts, and a reader of the HTML they give."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from review_app.domain import Role
from review_app.services.grade import grade_all
from review_app.services.ingest import Wishes, ingest
from review_app.services.passwords import Hashed, hashed
from review_app.settings import Settings
from review_app.store import Store, open_store
from review_app.ui.app import build_app, guard
from review_app.ui.desk import Caller, Desk, open_desk

VOID = ("br", "hr", "wbr", "input")

HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>\n\n</div></section><iframe src=https://evil.example>"
    '</iframe>" onmouseover="alert(3)" [x](javascript:alert(4)) ![y](https://evil.example/y.png)\n# head\n'
    "$\\href{javascript:alert(5)}{x}$ <style>*{display:none}</style> <!-- "
)

# What people leave in a store.
SAID = (
    "decisions", "withdrawals", "skips", "leases", "audit_items", "reference_flags", "reference_rulings",
    "amended_verdicts", "preferences", "guidelines", "saved_views", "user_events",
    "published_scores", "model_matches", "drafts", "draft_replies", "draft_versions", "draft_rulings",
    "wishes", "judgments",
)  # fmt: skip

# Per problem: subject, level, statement, solution, and what the two invented models answer.
PROBLEMS = (
    ("Algebra", 1, "What is $x$ if $2x = 10$?", r"Halve it: $\boxed{5}$", r"\boxed{5}", r"\boxed{5}"),
    ("Algebra", 5, "Write $\\frac{1}{2}$.", r"$\boxed{\frac{1}{2}}$", r"\boxed{\tfrac{3}{6}}", r"\boxed{\tfrac{3}{6}}"),
    ("Geometry", 2, "How wide is it?", r"$\boxed{12}$", "I do not know.", r"It is \boxed{12} or \boxed{13}."),
    ("Geometry", 5, HOSTILE, r"$\boxed{7}$" + HOSTILE, HOSTILE + r"\boxed{7 <b>or</b> so}" + HOSTILE, HOSTILE),
    ("Number Theory", 3, "Name the day.", r"$\boxed{\text{Tuesday}}$", r"\boxed{Tue}", ""),
)


@dataclass
class Read(HTMLParser):
    """Every tag with its attributes, the text outside tags, and whether the tags close in order."""

    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    text: str = ""
    open_tags: list[str] = field(default_factory=list)
    balanced: bool = True

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "br":
            self.text += "\n"
        if tag not in VOID:
            self.open_tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.balanced &= bool(self.open_tags) and self.open_tags.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.balanced = False

    @property
    def names(self) -> set[str]:
        return {tag for tag, _ in self.tags}

    @property
    def attributes(self) -> set[str]:
        return {name for _, attrs in self.tags for name in attrs}


@pytest.fixture(scope="session")
def read() -> Callable[[str], Read]:
    """Parse HTML as a browser would, far enough to see what tags a hostile text smuggled in."""

    def parse(html: str) -> Read:
        reader = Read()
        reader.feed(html)
        reader.close()
        reader.balanced &= not reader.open_tags
        return reader

    return parse


def rows_of(folder: Path) -> tuple[Path, Path]:
    """The problems and the answers as files."""
    problems = [
        {"problem": statement, "level": f"Level {level}", "type": subject, "solution": solution}
        for subject, level, statement, solution, _, _ in PROBLEMS
    ]
    answers = [
        {"benchmark": "math", "problem": row[2], "sample": 0, "model": model, "response": text}
        for row in PROBLEMS
        for model, text in (("ada<b>", row[4]), ("boole", row[5]))
    ]
    places = folder / "math.jsonl", folder / "answers.jsonl"
    for place, rows in zip(places, (problems, answers), strict=True):
        place.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return places


@pytest.fixture(scope="session")
def in_a_loop() -> Callable[..., Any]:
    """`in_a_loop(build_pages, desk)`: called while a loop runs, in a thread of its own.

    Without a loop Gradio makes one that nobody closes; this thread's may be taken by a browser test's.
    """

    async def call(function: Callable[..., Any], values: tuple[Any, ...]) -> Any:
        return function(*values)

    def run(function: Callable[..., Any], *values: Any) -> Any:
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(lambda: asyncio.run(call(function, values))).result()

    return run


@pytest.fixture(scope="session")
def built(in_a_loop: Callable[..., Any]) -> Callable[[Store, Settings], FastAPI]:
    """Builds the app."""
    return partial(in_a_loop, build_app)


@pytest.fixture(scope="session")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The problems, imported and graded once for all tests."""
    with open_store(":memory:") as opened:
        benchmark, answers = rows_of(tmp_path_factory.mktemp("files"))
        ingest(opened, "math", benchmark, Wishes(benchmark="math"))
        ingest(opened, "responses", answers)
        grade_all(opened)
        yield opened


@pytest.fixture
def store(graded: Store) -> Store:
    """The graded store with nothing decided."""
    with graded.cursor() as cursor:
        for table in SAID:
            cursor.execute(f"DELETE FROM {table}")
    return graded


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk on a store that nobody imported anything into, for tests that change nothing."""
    with open_store(":memory:") as opened:
        yield open_desk(opened, Settings(exports=tmp_path_factory.mktemp("exports")))


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Desk:
    """What every handler gets."""
    return open_desk(store, Settings(database=tmp_path / "review.duckdb", exports=tmp_path / "exports"))


@pytest.fixture
def ada() -> Caller:
    """Somebody who signed in."""
    return Caller("Ada", {})


@pytest.fixture
def doubtful(store: Store) -> list[str]:
    """The ids of the cases that wait, in the order of the queue."""
    found: list[dict[str, Any]] = store.rows(
        "SELECT case_id FROM outcomes WHERE status = 'pending' GROUP BY case_id, problem_id "
        "ORDER BY count(*) DESC, problem_id, case_id"
    )
    return [row["case_id"] for row in found]


# --- a team and the doors in front of the pages

BASE = "http://127.0.0.1:7860"
PASSWORD = "correct horse"
# Name -> role of everybody in the team of the tests.
TEAM = {"Bo": Role.ADMIN, "Ann": Role.ANNOTATOR, "Adi": Role.ADJUDICATOR, "Rea": Role.RESEARCHER}

Doors = Callable[[Desk], FastAPI]
Visitor = Callable[..., TestClient]


@pytest.fixture(scope="session")
def password_hash() -> Hashed:
    """Everybody in the tests has the same password: a hash takes its time."""
    return hashed(PASSWORD)


@pytest.fixture
def open_team(tmp_path: Path) -> Iterator[Desk]:
    """A desk on an empty store where nobody is in the team."""
    with open_store(":memory:") as opened:
        yield open_desk(opened, Settings(database=tmp_path / "review.duckdb"))


@pytest.fixture
def closed_team(open_team: Desk, password_hash: Hashed) -> Desk:
    """The same with one person of each role."""
    for name, role in TEAM.items():
        open_team.team.add(name, role, password_hash, by="Bo")
    return open_team


@pytest.fixture
def doors() -> Doors:
    """What stands in front of the pages, with one page behind that tells who is let in; time stands still."""

    def built(desk: Desk) -> FastAPI:
        app = FastAPI(openapi_url=None)
        guard(app, desk, clock=lambda: 1_000.0)
        app.router.routes.append(Route("/", lambda request: PlainTextResponse(request.scope["member"])))
        return app

    return built


@pytest.fixture
def visitor() -> Visitor:
    """A browser in front of an app; `visitor(app, "Ann")` is one where Ann signed in."""

    def opened(app: FastAPI, name: str = "", base: str = BASE, address: str = "testclient") -> TestClient:
        client = TestClient(app, base_url=base, follow_redirects=False, client=(address, 50_000))
        if name:
            assert client.post("/sign-in", data={"name": name, "password": PASSWORD}).status_code == 303
        return client

    return opened
