from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import expect

from review_app.charts import Section
from review_app.services import dashboard
from review_app.ui.pages import table

NARROW = {"width": 420, "height": 860}
# The first page with charts loads the statistics.
PATIENT_MS = 30_000


def test_on_a_phone_a_case_is_a_card_and_the_decisions_stay_in_sight(served, visit, at_rest):
    page = at_rest(visit("/table", NARROW))
    card = page.locator("#cases tbody tr").nth(3).bounding_box()
    assert card["width"] <= NARROW["width"]
    for part in ("statement", "answer", "why", "given", "link"):
        cell = page.locator(f"#cases tbody tr:nth-child(4) td.{part}").first.bounding_box()
        assert cell["x"] >= card["x"]
        assert cell["x"] + cell["width"] <= card["x"] + card["width"]
    page.mouse.move(200, 500)
    page.mouse.wheel(0, 3000)
    page.wait_for_function("scrollY > 500")
    button = page.locator("#all-correct")
    assert 0 <= button.bounding_box()["y"] <= 60
    page.locator("#cases input.tick").nth(9).check()
    button.click()
    expect(page.get_by_role("status").filter(has_text="1 cases decided")).to_be_visible()
    assert len(served.decisions()) == 1


def test_ticked_cases_are_decided_and_gone(served, visit):
    page = visit("/table")
    boxes = page.locator("#cases input.tick")
    ids = [boxes.nth(at).input_value() for at in (0, 2)]
    boxes.nth(0).check()
    boxes.nth(2).check()
    page.fill("#table-note input", "twins")
    page.click("#all-incorrect")
    expect(page.locator(f"#cases input[value={ids[0]}]")).to_have_count(0)
    expect(page.locator(f"#cases input[value={ids[1]}]")).to_have_count(0)
    assert sorted(served.decisions()) == sorted((case, "incorrect", "twins") for case in ids)
    page.click("#undo-table")
    expect(page.locator(f"#cases input[value={ids[0]}]")).to_have_count(1)
    assert served.decisions() == []


def test_one_tick_takes_the_whole_page_and_shift_a_stretch(served, visit):
    page = visit("/table")
    boxes, ticked = page.locator("#cases input.tick"), page.locator("#cases input.tick:checked")
    page.check("#tick-all")
    expect(ticked).to_have_count(boxes.count())
    page.uncheck("#tick-all")
    expect(ticked).to_have_count(0)
    boxes.nth(1).click()
    boxes.nth(5).click(modifiers=["Shift"])
    expect(ticked).to_have_count(5)
    page.click("#all-correct")
    expect(page.get_by_text("5 cases decided")).to_be_visible()
    assert len(served.decisions()) == 5


def test_deciding_nothing_says_what_to_do(served, visit):
    page = visit("/table")
    page.wait_for_selector("#cases")
    page.click("#all-correct")
    expect(page.get_by_text("tick at least one row")).to_be_visible()
    assert served.decisions() == []


def test_pages_of_the_table_turn_and_a_row_opens_its_case(visit, monkeypatch):
    monkeypatch.setattr(table, "PAGE_SIZE", 20)
    page = visit("/table")
    first = page.locator("#cases input.tick").first.input_value()
    page.click("#page-after")
    expect(page.locator("#table-head")).to_contain_text("page 2 of")
    expect(page.locator(f"#cases input[value={first}]")).to_have_count(0)
    case = page.locator("#cases input.tick").first.input_value()
    with page.expect_popup() as opened:
        page.locator("#cases a").first.click()
    opened.value.wait_for_selector(f"#case-{case}")


def test_the_dashboard_draws_every_chart_and_follows_a_decision(served, visit):
    page = visit("/dashboard")
    expect(page.locator(".js-plotly-plot")).to_have_count(len(dashboard.charts(Section.SCORE)), timeout=PATIENT_MS)
    page.get_by_role("tab", name="What makes the difference").click()
    expect(page.locator(".js-plotly-plot:visible")).to_have_count(
        len(dashboard.charts(Section.DIFFERENCE)), timeout=PATIENT_MS
    )
    corrected = page.locator(".cards .card", has_text="corrected").locator("b")
    before = corrected.inner_text()
    page.goto(served.url)
    page.wait_for_selector("#sheet article")
    page.wait_for_timeout(250)
    page.keyboard.press("1")
    assert page.evaluate("window.reviewOutbox.empty()")
    page.goto(served.url + "/dashboard")
    expect(corrected).not_to_have_text(before)


def test_the_dashboard_is_narrowed_by_its_filters(served, visit):
    page = visit("/dashboard")
    responses = page.locator(".cards .card", has_text="responses").locator("b")
    counted = "SELECT count(*) FROM outcomes WHERE benchmark IN (SELECT unnest($names))"
    everything = served.store.value(counted, {"names": ["sample-math", "sample-gsm8k"]})
    expect(responses).to_have_text(f"{everything:,}")
    page.click("#filter-benchmarks input")
    page.get_by_role("option", name="sample-gsm8k").click()
    narrowed = served.store.value(counted, {"names": ["sample-gsm8k"]})
    expect(responses).to_have_text(f"{narrowed:,}")
    # The files of a chart, and the cases behind a bar, follow the filter.
    chart = page.locator("#chart-accuracy-by-level")
    expect(chart.locator(".chart-files a").last).to_have_attribute("href", re.compile("benchmark=sample-gsm8k"))
    for kind, begins in (("CSV", b"level,n,"), ("SVG", b"<svg"), ("PNG", b"\x89PNG")):
        # Another browser draws the picture; the click itself would wait for it, too.
        with page.expect_download(timeout=PATIENT_MS) as download:
            chart.get_by_text(kind, exact=True).click(timeout=PATIENT_MS)
        assert download.value.suggested_filename == f"accuracy-by-level.{kind.lower()}"
        assert Path(download.value.path()).read_bytes().startswith(begins)
    with page.expect_popup() as opened:
        chart.locator(".bars path").last.click(force=True)
    opened.value.wait_for_selector("#browse-list, #found, table")
    assert "benchmark=sample-gsm8k" in opened.value.url


def test_an_export_can_be_downloaded_and_read(served, visit):
    page = visit("/dashboard")
    page.wait_for_selector(".js-plotly-plot", timeout=PATIENT_MS)
    page.click("#export")
    link = page.locator("#export-files a").first
    link.wait_for()
    with page.expect_download() as download:
        link.click()
    frame = pd.read_excel(download.value.path(), engine="openpyxl")
    assert len(frame) == served.store.value("SELECT count(*) FROM responses")
    assert list(served.exports.iterdir())


@pytest.mark.parametrize("how", ["path", "upload"])
def test_a_file_is_imported_and_graded(served, visit, tmp_path, how):
    place = tmp_path / f"{how}.jsonl"
    row = {"problem": f"1+1 by {how}?", "reference": "2", "response": r"\boxed{2}", "model": how, "benchmark": "sums"}
    place.write_text(f"{json.dumps(row)}\n<script>alert(1)</script>\n", encoding="utf-8")
    page = visit("/data")
    page.wait_for_selector("#runs table")
    if how == "path":
        page.fill("#paths textarea", str(place))
    else:
        page.set_input_files("#files input[type=file]", str(place))
        page.wait_for_selector(f"#files :text('{how}')")
    page.click("#import")
    expect(page.locator("#import-said")).to_contain_text("1 new responses")
    expect(page.locator("#rejects tbody tr")).to_have_count(1)
    expect(page.locator("#runs")).to_contain_text("sums")
    assert served.store.value("SELECT outcome FROM outcomes WHERE model = $how", {"how": how}) == "correct"
    page.click("#grade")
    expect(page.locator("#import-said")).to_contain_text("0 responses graded")


def test_no_file_says_what_to_do(visit):
    page = visit("/data")
    page.wait_for_selector("#runs table")
    page.click("#import")
    expect(page.get_by_text("choose one or write its path")).to_be_visible()
