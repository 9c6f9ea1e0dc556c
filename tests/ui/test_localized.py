from __future__ import annotations

import json
import re

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from review_app.ui.localized import GRADIO_SAYS, Localized

PAGE = (
    '<!doctype html>\n<html\n\tlang="en"\n\tstyle="margin: 0">\n<head><title>x</title></head>\n<body>名</body></html>'
)
NAMES = ["Review", "Table"]


async def page(_):
    return HTMLResponse(PAGE)


async def in_parts(_):
    async def parts():
        for at in range(0, len(PAGE), 7):
            yield PAGE[at : at + 7].encode()

    return StreamingResponse(parts(), media_type="text/html; charset=utf-8")


async def data(_):
    return JSONResponse({"html": "<html lang='en'></head>"})


async def packed(_):
    return HTMLResponse(b"\x1f\x8b</head>", headers={"content-encoding": "identity"})


ROUTES = [Route("/", page), Route("/parts", in_parts), Route("/data", data), Route("/packed", packed)]


def answer(path: str, accepted: str = "", cookie: str = "") -> httpx.Response:
    """What the app gives to a browser."""
    app = Starlette(routes=ROUTES)
    app.add_middleware(Localized, names=NAMES)
    headers = {"accept-language": accepted} | ({"cookie": f"language={cookie}"} if cookie else {})
    return TestClient(app).get(path, headers=headers)


def texts(html: str) -> dict[str, str]:
    """What the script of a page was given."""
    found = re.search(r"\}\)\((\{.*?\})\);", html)
    assert found
    given: dict[str, str] = json.loads(found[1])
    return given


@pytest.mark.parametrize("path", ["/", "/parts"])
@pytest.mark.parametrize(
    ("accepted", "cookie", "tag", "name"),
    [
        pytest.param("zh-CN", "", "zh-CN", "审核", id="a Chinese browser"),
        pytest.param("zh-CN", "en", "en", "Review", id="the switch holds"),
        pytest.param("", "zh", "zh-CN", "审核", id="the switch to Chinese"),
        pytest.param("", "", "en", "Review", id="nothing said"),
    ],
)
def test_a_page_names_its_language_and_brings_its_texts(path, accepted, cookie, tag, name):
    given = answer(path, accepted, cookie)
    assert f'lang="{tag}"' in given.text
    assert given.text.count("lang=") == 1
    assert texts(given.text)["Review"] == name
    assert set(texts(given.text)) == {*NAMES, *GRADIO_SAYS}
    assert given.text.index("<script>") < given.text.index("</head>")
    assert given.text.endswith("<body>名</body></html>")


def test_the_length_that_is_told_is_the_length_that_comes():
    given = answer("/", "zh")
    assert int(given.headers["content-length"]) == len(given.content) > len(PAGE)


@pytest.mark.parametrize("path", ["/data", "/packed"])
def test_what_is_no_readable_page_passes_as_it_is(path):
    assert "script" not in answer(path, "zh").text


def test_no_text_can_end_the_script():
    app = Localized(Starlette(), ["</script><script>alert(1)</script>"])
    assert all(head.count(b"</script>") == 1 for head in app.heads.values())
