"""A chart's files are found by its address, and hold what the dashboard shows."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

import pandas as pd
import pytest

from review_app.charts import CHARTS
from review_app.domain import Selection
from review_app.errors import InputError, NotFound
from review_app.services import chart_files
from review_app.services.chart_files import chart_file, query
from review_app.services.insight import insight
from review_app.store import Store


def test_every_chart_gives_the_numbers_behind_it(graded: Store) -> None:
    for place, name in chart_files.NAMES.items():
        content, kind = chart_file(graded, f"{place}.csv", "")
        assert kind.startswith("text/csv")
        table = CHARTS[name].table(insight(graded, Selection()))
        assert len(pd.read_csv(BytesIO(content))) == len(table), name


def test_an_address_names_selection_and_moment(graded: Store) -> None:
    whole, _ = chart_file(graded, "accuracy-by-level.csv", "")
    for asked in (query(Selection(models=("nobody",)), None), query(Selection(), datetime(2001, 1, 1))):
        part, _ = chart_file(graded, "accuracy-by-level.csv", asked)
        assert part != whole
        assert len(pd.read_csv(BytesIO(part))) == 0


@pytest.mark.parametrize("file", ["accuracy.png", "accuracy-by-level.exe", "../../etc/passwd", "accuracy-by-level", ""])
def test_what_is_no_chart_is_refused_with_those_that_are(graded: Store, file: str) -> None:
    with pytest.raises(NotFound, match="accuracy-by-level"):
        chart_file(graded, file, "")


def test_what_is_no_moment_is_refused(graded: Store) -> None:
    with pytest.raises(InputError, match="is no moment"):
        chart_file(graded, "accuracy-by-level.csv", "as_of=soon")
