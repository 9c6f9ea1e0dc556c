"""Every row of a registry is described where it stands and in the README."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from review_app.charts import CHARTS
from review_app.exporters import EXPORTERS
from review_app.exporters.material import Options
from review_app.exporters.write_back import WRITERS
from review_app.grading import REASONS
from review_app.grading.rules import RULES
from review_app.importers import IMPORTERS

README = Path(__file__).resolve().parents[1] / "README.md"

ROWS = [
    *(("importer", name, row.about) for name, row in IMPORTERS.items()),
    *(("rule", row.name, row.sentence) for row in RULES),
    *(("chart", name, row.about) for name, row in CHARTS.items()),
    *(("exporter", name, row.about) for name, row in EXPORTERS.items()),
]


@pytest.mark.parametrize(("kind", "name", "about"), [pytest.param(*row, id=f"{row[0]} {row[1]}") for row in ROWS])
def test_a_row_is_described_in_a_sentence(kind: str, name: str, about: str) -> None:
    assert name == name.strip() != ""
    assert len(about.split()) > 1, f"say what the {kind} is good for"
    assert about.endswith(".")


@pytest.mark.parametrize(("kind", "name"), [pytest.param(*row[:2], id=f"{row[0]} {row[1]}") for row in ROWS])
def test_a_row_stands_in_the_readme(kind: str, name: str) -> None:
    if not README.is_file():
        pytest.skip("no README yet")
    assert name in README.read_text(encoding="utf-8"), f"the README does not name the {kind}"


@pytest.mark.parametrize(
    "names",
    [
        pytest.param([row.name for row in RULES], id="rules"),
        pytest.param([*(row.name for row in RULES), *REASONS][len(RULES) :], id="reasons"),
        pytest.param([row.about for row in IMPORTERS.values()], id="importers"),
        pytest.param([row.about for row in EXPORTERS.values()], id="exporters"),
    ],
)
def test_no_two_rows_are_the_same(names: list[str]) -> None:
    assert len(set(names)) == len(names)


def test_an_exporter_says_what_it_needs_what_it_heeds_and_how_its_files_are_called() -> None:
    kept = {field.name for field in fields(Options)} | {"source"}
    for name, row in EXPORTERS.items():
        assert row.needs in {"scores", "texts", "logs", "user_eval"}, name
        assert set(row.options) <= kept, name
        assert row.suffix == "" or row.suffix.startswith("."), name
    files = [(row.stem, row.suffix) for row in EXPORTERS.values()]
    assert len(set(files)) == len(files), "two formats would write files of one name"


def test_what_can_be_written_back_can_be_imported() -> None:
    assert set(WRITERS) <= set(IMPORTERS)


def test_pages_have_a_layout_a_name_and_a_path_of_their_own() -> None:
    from review_app.ui.app import PAGES

    assert all(callable(page.build) for page in PAGES)
    assert len({page.path for page in PAGES}) == len({page.name for page in PAGES}) == len(PAGES)
    assert PAGES[0].path == "/"
    assert all(page.path.startswith("/") for page in PAGES)
    if README.is_file():
        text = README.read_text(encoding="utf-8")
        assert [page.name for page in PAGES if page.name not in text] == []
