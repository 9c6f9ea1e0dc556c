from __future__ import annotations

import os
from pathlib import Path

from review_app.domain import Selection
from review_app.services.report import report
from review_app.services.report.page import page
from review_app.services.report.pdf import print_pdf

CHROMIUM = Path(os.environ.get("REVIEW_APP_CHROMIUM") or "/usr/bin/chromium")
NARROW = {"width": 420, "height": 860}


def test_a_report_opens_without_any_network_and_draws_its_charts(served, browser, tmp_path):
    made = report(served.store, Selection())
    place = tmp_path / "report.html"
    place.write_text(page(made), encoding="utf-8")
    numbers = [cell.replace(" %", "\u00a0%") for row in made.parts[0].tables[0].rows for cell in row]
    context = browser.new_context(viewport=NARROW, color_scheme="dark", offline=True)
    opened, complaints, asked = context.new_page(), [], []
    opened.on("console", lambda said: complaints.append(said.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(place.as_uri())
    charts = opened.locator(".plot")
    assert opened.locator(".plot .main-svg:first-child").count() == charts.count() == len(made.charts) > 5
    assert opened.locator("#score table").first.locator("td").all_inner_texts() == numbers
    assert opened.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], "nothing runs out of a phone"
    assert opened.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 22, 28)"
    charts.first.scroll_into_view_if_needed()
    charts.first.locator(".point").first.hover(force=True)
    opened.wait_for_selector(".hoverlayer .hovertext")
    opened.evaluate("document.body.append(Object.assign(document.createElement('script'), { textContent: 'bad = 1' }))")
    assert opened.evaluate("typeof bad") == "undefined", "no script but the report's own can run"
    assert asked == [place.as_uri()] + [url for url in asked[1:] if url.startswith("data:")]
    assert [said for said in complaints if "Content Security Policy" not in said] == []
    context.close()


def test_a_page_is_printed_by_the_browser_that_is_there(tmp_path, monkeypatch):
    monkeypatch.setenv("BROWSER_PATH", str(CHROMIUM))
    place = tmp_path / "page.html"
    place.write_text("<title>A page</title><p>of one line", encoding="utf-8")
    print_pdf(place, tmp_path / ".named.part")
    assert (tmp_path / ".named.part").read_bytes().startswith(b"%PDF-")
