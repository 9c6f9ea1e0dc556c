from __future__ import annotations

import io
import os
import struct

import pandas as pd
import pytest

from review_app.charts import CHARTS, files, look
from review_app.errors import ExportError

REQUIRED = os.environ.get("REVIEW_APP_BROWSER") == "required"
drawing = pytest.mark.skipif(files.browser() is None and not REQUIRED, reason="no Chromium to draw with")


@drawing
def test_figures_become_pictures_of_their_size(full):
    """Both kinds in one test: to start the browser is what takes time."""
    figures = [CHARTS[name].figure(full) for name in ("Accuracy by level", "Verdicts by rule")]
    for picture, figure in zip(files.pictures(figures, "png"), figures, strict=True):
        assert picture.startswith(b"\x89PNG\r\n")
        assert struct.unpack(">II", picture[16:24]) == (2 * files.WIDTH, 2 * figure.layout.height)


@drawing
def test_an_svg_has_its_texts_as_texts(full):
    svg = files.picture(CHARTS["Accuracy by level"].figure(full), "svg").decode()
    assert svg.startswith("<svg")
    assert "Corrected" in svg
    assert "http" not in svg.replace("http://www.w3.org", ""), "nothing is fetched when it is opened"


@pytest.mark.parametrize(
    ("dark", "page"), [pytest.param(False, files.LIGHT, id="light"), pytest.param(True, files.DARK, id="dark")]
)
def test_a_picture_has_a_page_behind_it_and_leaves_the_figure_as_it_was(full, dark, page):
    figure = CHARTS["Accuracy by level and subject"].figure(full)
    before = figure.to_json()
    printed = files.restyled(figure, dark=dark)
    assert (printed.layout.paper_bgcolor, printed.layout.font.color) == page
    assert printed.layout.title.font.size == figure.layout.title.font.size
    assert printed.data[1].textfont.color == figure.data[1].textfont.color, "what stands in cells is read on these"
    assert figure.to_json() == before
    assert figure.layout.paper_bgcolor == look.CLEAR


def test_without_a_browser_the_message_says_the_way_out(full, monkeypatch, tmp_path):
    monkeypatch.setenv("BROWSER_PATH", str(tmp_path / "nothing"))
    with pytest.raises(ExportError, match=r"install one .*BROWSER_PATH.*CSV"):
        files.picture(CHARTS["Calibration"].figure(full))


def test_a_browser_is_looked_for_by_its_names_unless_one_is_named(monkeypatch, tmp_path):
    monkeypatch.delenv("BROWSER_PATH", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert files.browser() is None
    chrome = tmp_path / "google-chrome"
    chrome.write_text("#!/bin/sh\n")
    chrome.chmod(0o755)
    assert files.browser() == str(chrome)
    monkeypatch.setenv("BROWSER_PATH", "/bin/sh")
    assert files.browser() == "/bin/sh"


def test_a_browser_that_fails_is_named(full, monkeypatch):
    async def stumbles(*_):
        raise OSError("it closed")

    monkeypatch.setenv("BROWSER_PATH", "/bin/sh")
    monkeypatch.setattr(files, "drawn", stumbles)
    with pytest.raises(ExportError, match=r"by /bin/sh \(it closed\); try again"):
        files.picture(CHARTS["Calibration"].figure(full))


@pytest.mark.parametrize("name", CHARTS)
def test_the_numbers_read_back_as_they_were(full, name):
    table = CHARTS[name].table(full)
    found = pd.read_csv(io.BytesIO(files.numbers(table)))
    assert list(found.columns) == list(table.columns)
    assert len(found) == len(table)
    for column in table.columns:
        if pd.api.types.is_float_dtype(table[column]):
            assert found[column].tolist() == pytest.approx(table[column].tolist(), abs=0, rel=1e-15, nan_ok=True)


def test_texts_of_numbers_are_kept_exactly():
    table = pd.DataFrame({"name": ["=1+1", '代数, "x"\nб'], "share": [0.1, float("nan")]})
    written = files.numbers(table)
    assert written.decode() == 'name,share\r\n=1+1,0.1\r\n"代数, ""x""\nб",\r\n'
