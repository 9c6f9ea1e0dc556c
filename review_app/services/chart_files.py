"""Chart files: a chart of the dashboard as a file of its own, found again by its address."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import cast
from urllib.parse import parse_qs, urlencode

from review_app.charts import CHARTS, files, slug
from review_app.domain import Selection
from review_app.errors import NotFound
from review_app.services.insight import insight, past_moment
from review_app.services.view_address import address, read_address
from review_app.store import Store
from review_app.store.browse import Query
from review_app.wording import Say, english

# Ending of a name -> what a browser calls it.
KINDS = {"png": "image/png", "svg": "image/svg+xml", "csv": "text/csv; charset=utf-8"}

NAMES = {slug(name): name for name in CHARTS}


def query(selection: Selection, moment: datetime | None) -> str:
    """What the address of a chart has behind its `?`, to be drawn of the same selection and moment.

    >>> query(Selection(models=("gpt",)), datetime(2025, 3, 1, 9, 30))
    'model=gpt&as_of=2025-03-01+09%3A30%3A00'
    """
    chosen = address(Query(**{field.name: getattr(selection, field.name) for field in fields(Selection)}))
    return "&".join(filter(None, (chosen, urlencode({"as_of": moment.isoformat(" ")}) if moment else "")))


def chart_file(store: Store, file: str, asked: str, say: Say = english) -> tuple[bytes, str]:
    """(content, media type) of `accuracy-by-level.png` of what a `query` asks for.

    Raises NotFound for a name that no chart has, InputError for what is no moment, ExportError where no browser draws.
    """
    stem, _, ending = file.rpartition(".")
    if stem not in NAMES or ending not in KINDS:
        offered = ", ".join(sorted(NAMES))
        raise NotFound(
            "{file}: no such chart; there are {offered}, each as .png, .svg and .csv", file=file, offered=offered
        )
    chart, chosen = CHARTS[NAMES[stem]], read_address(asked)
    selection = Selection(**{field.name: getattr(chosen, field.name) for field in fields(Selection)})
    moment = past_moment(parse_qs(asked).get("as_of", [""])[-1])
    found = insight(store, selection, moment, chart.reads)
    if ending == "csv":
        return files.numbers(chart.table(found)), KINDS[ending]
    return files.picture(chart.figure(found, say), cast("files.Format", ending)), KINDS[ending]
