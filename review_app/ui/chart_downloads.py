"""Chart downloads: `/chart/accuracy-by-level.png`, the links that stand beside each chart of the dashboard."""

from __future__ import annotations

from functools import partial

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from review_app.errors import ReviewError
from review_app.services.chart_files import chart_file
from review_app.ui import words
from review_app.ui.api import status
from review_app.ui.desk import Desk
from review_app.ui.gates import CHART

# A picture starts a browser of some 200 MB.
AT_ONCE = 1


def listen(app: FastAPI, desk: Desk) -> None:
    """Let the app answer with the charts' files."""
    limiter = CapacityLimiter(AT_ONCE)

    async def download(request: Request) -> Response:
        return await to_thread.run_sync(answer, desk, request, limiter=limiter)

    app.add_route(CHART + "{file}", download)


def answer(desk: Desk, request: Request) -> Response:
    """The file, or why there is none, in the language of whoever asks."""
    language = words.language_of(request.cookies, request.headers.get("accept-language", ""))
    file = request.path_params["file"]
    try:
        content, kind = chart_file(desk.store, file, request.url.query, partial(words.say, language))
    except ReviewError as error:
        return PlainTextResponse(words.say(language, error.template, **error.values), status(error))
    # The name is one of ours by now.
    return Response(content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{file}"'})
