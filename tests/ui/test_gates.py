from __future__ import annotations

import pytest

from review_app.domain import Permission
from review_app.ui.app import PAGES
from review_app.ui.gates import Gates

GATES = Gates({page.path: page.needs for page in PAGES})

OPEN, NOBODY = "open", "nobody"


def asked(path: str, part: str | None = None) -> Permission | str | None:
    """What a path asks: a permission, None of whoever is signed in, or one of the words above."""
    gate = GATES.find(path, part)
    if gate is None:
        return NOBODY
    return OPEN if gate.open else gate.needs


@pytest.mark.parametrize("one", PAGES, ids=lambda one: one.name)
def test_a_page_asks_what_it_says_however_it_is_asked_for(one) -> None:
    name = one.path.strip("/")
    assert asked(one.path) == asked(one.path + "/") == one.needs
    if name:
        assert asked("/", name) == asked("/config", name) == one.needs, "Gradio gives its parts there too"


@pytest.mark.parametrize(
    ("path", "part", "needs"),
    [
        pytest.param("/", None, Permission.REVIEW, id="the first page"),
        pytest.param("/", "", Permission.REVIEW, id="by its empty name"),
        pytest.param("/", "nothing", NOBODY, id="a page that is none"),
        pytest.param("/", "/users", NOBODY, id="a page with a slash"),
        pytest.param("/", "users/", NOBODY, id="or one behind it"),
        pytest.param("/table", "users", Permission.REVIEW, id="other pages do not listen to it"),
        pytest.param("/Users", None, NOBODY, id="another capital"),
        pytest.param("//users", None, NOBODY, id="another slash"),
        pytest.param("/users/x", None, NOBODY, id="below a page"),
        pytest.param("/config", None, Permission.MANAGE, id="all pages at once"),
        pytest.param("/sign-in", None, OPEN, id="the form"),
        pytest.param("/control", None, OPEN, id="signed wishes"),
        pytest.param("/control/backup", None, NOBODY, id="nothing below it"),
        pytest.param("/sign-out", None, None, id="the way out"),
        pytest.param("/account", None, None, id="one's own account"),
        pytest.param("/account/password", None, None, id="one's own password"),
        pytest.param("/navigation.css", None, OPEN, id="says nothing to nobody"),
        pytest.param("/desk/turn", None, Permission.REVIEW, id="the review page's calls"),
        pytest.param("/desk/", None, NOBODY, id="no call"),
        pytest.param("/assets/index.js", None, None, id="scripts"),
        pytest.param("/gradio_api/run/predict", None, None, id="a handler asks for itself"),
        pytest.param("/gradio_api/queue/join", None, None, id="a queued one too"),
        pytest.param("/gradio_api/upload", None, Permission.OPERATE, id="an upload"),
        pytest.param("/gradio_api/upload/", None, Permission.OPERATE, id="an upload with a slash"),
        pytest.param("/gradio_api/upload_progress", None, Permission.OPERATE, id="and how far it is"),
        pytest.param("/gradio_api/file=/tmp/gradio/x/a.csv", None, Permission.READ, id="an export"),
        pytest.param("/gradio_api/file=https://example.org/", None, NOBODY, id="another site"),
        pytest.param("/gradio_api/component_server", None, NOBODY, id="code of components"),
        pytest.param("/gradio_api/stream/x", None, NOBODY, id="streams"),
        pytest.param("/gradio_api/anything-new", None, NOBODY, id="what a later Gradio may bring"),
        pytest.param("/anything-new", None, NOBODY, id="at its root as well"),
    ],
)
def test_every_other_path_has_its_gate_or_is_not_there(path: str, part: str | None, needs: object) -> None:
    assert asked(path, part) == needs


def test_only_what_asks_for_its_own_proof_is_open() -> None:
    from review_app.ui.gates import BELOW, EXACTLY

    assert {path for path, gate in EXACTLY.items() if gate.open} == {"/sign-in", "/control", "/navigation.css"}
    assert not any(gate.open for gate in BELOW.values())


def test_only_uploads_may_be_large_and_only_calls_are_read() -> None:
    from review_app.ui.gates import BELOW, EXACTLY

    gates = {**EXACTLY, **BELOW}
    assert {path for path, gate in gates.items() if gate.large} == {"/gradio_api/upload"}
    assert {path for path, gate in gates.items() if gate.calls} == {"/gradio_api/run/", "/gradio_api/queue/join"}
