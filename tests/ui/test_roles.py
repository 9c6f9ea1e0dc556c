"""Each role against each handler and each route: what may not be done is refused by the server and changes nothing.

A new page needs a row in PAGE_NEEDS; a handler that asks more than its page, one in ASKS_MORE; a route of our own, one
in ROUTES.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import gradio as gr
import pytest
from fastapi import FastAPI
from starlette.routing import BaseRoute, Mount, Route
from starlette.testclient import TestClient

from review_app.domain import PERMISSIONS, Permission, Role
from review_app.settings import Settings
from review_app.store import open_store
from review_app.ui import app as app_module
from review_app.ui import desk as desk_module
from review_app.ui.app import PAGES, build_app
from review_app.ui.desk import Desk, Said

TEAM = {Role.ADMIN: "Bo", Role.ANNOTATOR: "Ann", Role.ADJUDICATOR: "Adi", Role.RESEARCHER: "Rea"}

# Page -> what it asks of whoever opens it or calls its handlers.
PAGE_NEEDS = {
    "": Permission.REVIEW,
    "table": Permission.REVIEW,
    "disputes": Permission.ADJUDICATE,
    "references": Permission.ADJUDICATE,
    "browse": Permission.READ,
    "case": Permission.READ,
    "problem": Permission.READ,
    "dashboard": Permission.READ,
    "compare": Permission.READ,
    "scoreboard": Permission.READ,
    "published": Permission.READ,
    "team": Permission.READ,
    "audit": Permission.OPERATE,
    "generate": Permission.OPERATE,
    "judge": Permission.OPERATE,
    "collect": Permission.OPERATE,
    "data": Permission.OPERATE,
    "settings": Permission.OPERATE,
    "users": Permission.MANAGE,
}

# Handler -> what it asks besides what its page asks.
ASKS_MORE: dict[str, Permission] = {
    "browse.write_files": Permission.OPERATE,
    "published.match": Permission.OPERATE,
    **dict.fromkeys(
        ("ledger.choose", "ledger.add", "ledger.change", "ledger.withdraw", "ledger.take_file", "ledger.write_file"),
        Permission.OPERATE,
    ),
}

OPEN = "whoever comes"
SIGNED_IN = "whoever is signed in"

# Route of our own -> what it asks.
ROUTES: dict[tuple[str, str], Permission | str] = {
    ("GET", "/sign-in"): OPEN,
    ("POST", "/sign-in"): OPEN,
    ("POST", "/control"): OPEN,  # asks for a signature
    ("GET", "/navigation.css"): OPEN,  # says nothing to nobody
    ("POST", "/sign-out"): SIGNED_IN,
    ("GET", "/account"): SIGNED_IN,
    ("POST", "/account/password"): SIGNED_IN,
    ("POST", "/account/sign-out"): SIGNED_IN,
    ("POST", "/desk/turn"): Permission.REVIEW,
    ("POST", "/desk/open"): Permission.REVIEW,
    ("POST", "/desk/decide"): Permission.REVIEW,
    ("POST", "/desk/skip"): Permission.REVIEW,
    ("POST", "/desk/undo"): Permission.REVIEW,
    ("POST", "/desk/renew"): Permission.REVIEW,
    ("POST", "/desk/release"): Permission.REVIEW,
    ("POST", "/desk/recent"): Permission.REVIEW,
    ("GET", "/chart/{file}"): Permission.READ,
}


@dataclass(frozen=True)
class House:
    """The whole app with one person of each role signed in, and the handlers that were reached."""

    app: FastAPI
    blocks: gr.Blocks
    clients: dict[Role | None, TestClient]
    reached: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def house(in_a_loop, tmp_path_factory: pytest.TempPathFactory, password_hash) -> Iterator[House]:
    """Handlers that are reached note their name and do nothing."""
    reached: list[str] = []
    built: list[gr.Blocks] = []
    really, lay_out = desk_module.answered, app_module.build_pages

    def answered(outputs: int, function: Any, *rest: Any) -> tuple[Any, ...]:
        def note(*_: Any) -> Said:
            reached.append(desk_module.endpoint(function))
            return Said(tuple(gr.skip() for _ in range(outputs)), "reached")

        return really(outputs, note, *rest)

    def build_pages(desk: Desk) -> gr.Blocks:
        built.append(lay_out(desk))
        return built[0]

    with pytest.MonkeyPatch.context() as patch, open_store(":memory:") as store:
        patch.setattr(desk_module, "answered", answered)
        patch.setattr(app_module, "build_pages", build_pages)
        app = in_a_loop(build_app, store, Settings(database=tmp_path_factory.mktemp("house") / "review.duckdb"))
        team = desk_module.Team(store)
        for role, name in TEAM.items():
            team.add(name, role, password_hash, by="Bo")
        clients = {role: signed_in(app, name) for role, name in TEAM.items()}
        yield House(app, built[0], {**clients, None: browser(app)}, reached)


def browser(app: FastAPI) -> TestClient:
    return TestClient(app, base_url="http://127.0.0.1:7860", follow_redirects=False)


def signed_in(app: FastAPI, name: str) -> TestClient:
    client = browser(app)
    assert client.post("/sign-in", data={"name": name, "password": "correct horse"}).status_code == 303
    return client


def handlers(blocks: gr.Blocks) -> dict[int, tuple[str, Permission]]:
    """Number -> name and what the tables above say it asks, of every function that a browser can have called."""
    pages = {number: page for page, part in blocks.config["page"].items() for number in part["dependencies"]}
    # Gradio counts handlers of the same name: `table.decide_1`.
    named = {
        number: re.sub(r"_\d+$", "", str(one.api_name)) for number, one in blocks.fns.items() if one.fn is not None
    }
    return {number: (name, ASKS_MORE.get(name, PAGE_NEEDS[pages[number]])) for number, name in named.items()}


def is_wired(function: Any) -> bool:
    """Whether Wiring made the function that Gradio calls."""
    return function.__module__ == desk_module.__name__ and function.__qualname__.startswith("Wiring.")


def is_nothing(output: dict[str, Any] | None) -> bool:
    """Whether an output leaves its component as it is; of a state the browser is told nothing anyway."""
    skipped = {"__type__": "update"}
    return output in (None, skipped, skipped | {"props": skipped})


# --- handlers


def test_every_page_has_its_row() -> None:
    assert {page.path.strip("/"): page.needs for page in PAGES} == PAGE_NEEDS


def test_every_handler_was_wired_with_its_check(house: House) -> None:
    found = handlers(house.blocks)
    past_wiring = [name for number, (name, _) in found.items() if not is_wired(house.blocks.fns[number].fn)]
    assert past_wiring == [], "tie events to handlers with Wiring, which asks who calls"
    assert len(found) > 40
    assert set(ASKS_MORE) <= {name for name, _ in found.values()}


@pytest.mark.parametrize("role", [*Role, None], ids=str)
def test_a_handler_is_reached_by_those_who_may_and_by_nobody_else(house: House, role: Role | None) -> None:
    allowed = PERMISSIONS[role] if role else frozenset()
    for number, (name, needed) in handlers(house.blocks).items():
        house.reached.clear()
        answer = call(house, role, number)
        assert house.reached == ([name] if needed in allowed else []), f"{name} as {role}"
        if role is None:
            assert answer.status_code == 401
        elif needed not in allowed:
            notice, *outputs = answer.json()["data"]
            assert f"{TEAM[role]} may not do this" in notice, name
            assert all(map(is_nothing, outputs)), f"{name} changes the page"


def call(house: House, role: Role | None, number: int) -> Any:
    """Call a handler as a browser does that changed nothing on the page."""
    values = {part["id"]: part["props"].get("value") for part in house.blocks.config["components"]}
    inputs = [values[part._id] for part in house.blocks.fns[number].inputs]
    body = {"fn_index": number, "data": inputs, "session_hash": f"hash-{role}"}
    return house.clients[role].post("/gradio_api/run/predict", json=body)


# --- routes


def routes(found: list[BaseRoute]) -> set[tuple[str, str]]:
    """Method and path of every route, those of routers included, that is no mounted app."""
    inner = [route for one in found for route in getattr(getattr(one, "original_router", None), "routes", [])]
    return {
        (method, route.path)
        for route in (*found, *inner)
        if isinstance(route, Route)
        for method in (route.methods or ())
        if method != "HEAD"
    }


def test_every_route_of_our_own_has_its_row(house: House) -> None:
    assert routes(house.app.routes) == set(ROUTES)


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_a_route_is_reached_by_those_who_may(house: House, method: str, path: str) -> None:
    needed = ROUTES[method, path]
    if path in ("/sign-out", "/account/sign-out"):
        return  # they end the sessions of the other rows; tests of their own sign in for them
    for role, client in house.clients.items():
        status = client.request(method, path).status_code
        if needed == OPEN:
            refused = path == "/control"
            assert (status == 403) is refused, role
        elif role is None:
            assert status == 401
        else:
            refused = isinstance(needed, Permission) and needed not in PERMISSIONS[role]
            assert (status == 403) is refused, role


def test_of_gradios_own_routes_those_are_open_that_pages_use(house: House) -> None:
    (mounted,) = [route.app for route in house.app.routes if isinstance(route, Mount)]
    admin = house.clients[Role.ADMIN]
    answering = {
        path
        for method, path in routes(mounted.routes)
        if method == "GET" and "{" not in path and path.startswith(("/gradio_api", "/monitoring", "/log"))
        if path not in STREAMS and admin.get(path).status_code != 404
    }
    assert {path.rstrip("/") for path in answering} == {
        "/gradio_api/app_id", "/gradio_api/info", "/gradio_api/startup-events", "/gradio_api/theme.css",
    }  # fmt: skip


# These go on until the browser leaves.
STREAMS = ("/gradio_api/queue/data", "/gradio_api/upload_progress")


@pytest.mark.parametrize(
    ("path", "needed"),
    [
        pytest.param("/gradio_api/upload", Permission.OPERATE, id="an upload"),
        pytest.param("/gradio_api/upload_progress", Permission.OPERATE, id="how far it is"),
        pytest.param("/gradio_api/file=/tmp/gradio/x/scores.csv", Permission.READ, id="an export"),
        pytest.param("/config", Permission.MANAGE, id="all pages"),
    ],
)
def test_what_gradio_does_with_files_asks_for_the_role(house: House, path: str, needed: Permission) -> None:
    method = "POST" if path.endswith("upload") else "GET"
    for role in Role:
        refused = house.clients[role].request(method, path).json() == {
            "detail": f"{TEAM[role]} may not do this; ask an admin for another role"
        }
        assert refused is (needed not in PERMISSIONS[role])
