"""A report tells the numbers of the services, of one moment; whatever stands in the texts stays text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from review_app.charts import Section
from review_app.domain import Decision, Outcome, PublishedScore, Selection
from review_app.errors import ExportError
from review_app.metrics.at_k import pass_at_k
from review_app.metrics.macro import macro
from review_app.metrics.published import Gap
from review_app.metrics.score import score
from review_app.services import audit, ledger
from review_app.services.averages import averages, samples
from review_app.services.blocks import Part, Report, Table, beginning
from review_app.services.grade import grade_all
from review_app.services.ingest import ingest
from review_app.services.insight import insight, past_moment
from review_app.services.published import against
from review_app.services.rectified import estimate
from review_app.services.report import Voice, report, write
from review_app.services.report.basis import basis
from review_app.services.report.figures import charts
from review_app.services.report.found import found
from review_app.services.report.page import page
from review_app.services.report.pdf import print_pdf
from review_app.services.report.people import overridden
from review_app.services.report.scores import audits, line, title
from review_app.services.status import span
from review_app.store import Store, open_store, reviews
from review_app.store.database import now
from review_app.ui import catalog
from review_app.wording import english

EVERYTHING = Selection()
LEVELS = 2
WITHOUT_CHARTS = (audits, samples, averages, overridden, basis)
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\u202e\u200b </td>"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Two models, two samples of twelve problems of two levels, judged by a tool, drawn for an audit and decided."""
    rows = [
        {
            "problem": f"What is {n} + 1?", "reference": str(n + 1), "benchmark": "sums", "model": model,
            "sample": sample, "level": n % LEVELS + 1, "subject": "Algebra",
            "response": rf"\boxed{{{n + 1 + ((n + sample) % every == 0)}}}" if n else "I do not know.",
        }
        for n in range(12) for model, every in (("ada", 3), ("boole", 5)) for sample in (0, 1)
    ]  # fmt: skip
    path = tmp_path_factory.mktemp("in") / "sums.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    with open_store(":memory:") as store:
        ingest(store, "responses", path)
        grade_all(store)
        with store.cursor() as cursor:
            cursor.execute(
                "INSERT INTO tool_verdicts SELECT id, 't', 'incorrect', NULL, NULL FROM responses WHERE sample = 0"
            )
        ledger.add(store, "Root", PublishedScore("Ada", "sums", "accuracy (%)", 90.0, "a paper", n=12))
        audit.draw(store, "Root", 6, EVERYTHING, seed=1)
        drawn = [row["case_id"] for row in store.rows("SELECT case_id FROM audit_items ORDER BY seq")]
        decide(store, "Ada", Outcome.CORRECT, *drawn)
        decide(store, "Bob", Outcome.CORRECT, *drawn[:4])
        yield store


def decide(store: Store, who: str, outcome: Outcome, *cases: str, note: str = "") -> None:
    made = [Decision(f"{who}{case}", case, who, outcome, now(), cause="other", note=note, seconds=5) for case in cases]
    reviews.add_decisions(store, made)


def test_published_scores_stand_beside_the_measured_ones(made: Report, told: Store) -> None:
    part = next(part for part in made.parts if part.key == "published")
    (one,) = against(told, EVERYTHING)
    assert isinstance(one.gap, Gap)
    assert [*cells(part)[0][:1], cells(part)[0][3]] == ["ada", "90.00 %"]
    assert cells(part)[0][4] == span(one.measured.score.low, one.measured.score.high)
    way = cells(part, 1)
    points = sum(float(row[1].replace("−", "-").replace("±", "")) for row in way[1:-1])
    assert float(way[0][1][:-2]) + points == pytest.approx(float(way[-1][1][:-2]), abs=0.02)


@pytest.fixture(scope="module")
def made(told: Store) -> Report:
    """Made once: charts take their time."""
    return report(told, EVERYTHING)


@pytest.fixture(scope="module")
def parts(made: Report) -> dict[str, Part]:
    return {part.key: part for part in made.parts}


def cells(part: Part, at: int = 0) -> list[list[str]]:
    return [list(row) for row in part.tables[at].rows]


def ends(row: Any, measure: str) -> list[str]:
    """The score and its interval as a report says them."""
    return [
        span(row[f"{measure}_low"], row[f"{measure}_high"]),
        span(row[f"{measure}_interval_low"], row[f"{measure}_interval_high"]),
    ]


def test_the_scores_are_those_of_the_services(told: Store, parts: dict[str, Part]) -> None:
    total = score(insight(told, EVERYTHING).tally).iloc[0]
    rows = {row[0]: row[1:] for row in cells(parts["score"])}
    assert rows["Tool's own score"] == [*ends(total, "tool"), "24", "—"]
    assert rows["Automatic score"][:3] == [*ends(total, "automatic"), "48"]
    assert rows["Corrected score"] == [*ends(total, "corrected"), "48", str(int(total["pending"]))]
    found = estimate(told, EVERYTHING).true
    assert rows["Estimate from audits"][:2] == [
        span(found.low, found.high), span(found.interval_low, found.interval_high)
    ]  # fmt: skip
    by_model = score(insight(told, EVERYTHING).tally, ["model", "benchmark"])
    assert [row[-1] for row in cells(parts["score"], 1)] == [
        ends(row, "corrected")[1] for _, row in by_model.iterrows()
    ]


def test_the_samples_and_the_averages_are_those_of_the_metrics(told: Store, parts: dict[str, Part]) -> None:
    tally = insight(told, EVERYTHING).tally
    shown = {(row[0], row[2]): row[3] for row in cells(parts["samples"])}
    for row in pass_at_k(tally, ["model", "benchmark"]).to_dict("records"):
        assert shown[row["model"], f"pass@{row['k']}"] == span(row["low"], row["high"])
    assert {name for _, name in shown} == {"pass@1", "pass@2", "maj@2", "avg@2"}
    levels = {row[0]: row[3:] for row in cells(parts["averages"]) if row[1] == f"mean of {LEVELS} levels"}
    for row in macro(tally, "level", ["model", "benchmark"]).to_dict("records"):
        assert levels[f"{row['model']} · sums"] == ends(row, "corrected")


def test_the_steps_lead_from_the_first_score_to_the_last(parts: dict[str, Part]) -> None:
    first, *steps, last = cells(parts["difference"])
    share = {row[0]: float(row[5].removesuffix(" %")) for row in (first, last)}
    moved = sum(float(row[4].replace("−", "-").replace("±", "")) for row in steps)
    assert share["Tool's own score"] + moved == pytest.approx(share["Corrected score"], abs=0.02)


def test_method_and_people_fill_their_numbers_in(told: Store, parts: dict[str, Part]) -> None:
    grader = told.value("SELECT DISTINCT grader FROM verdicts")
    text = " ".join(parts["method"].sentences)
    assert f"grader {grader} compared" in text
    assert "48 responses the final answer was cut out" in text
    assert "6 were checked by people" in text
    assert "clustered by problem" in text
    assert "Annotators: 2; opinions that stand: 10" in parts["people"].sentences[0]
    assert "On 4 cases with at least two opinions 100.00 %" in parts["people"].sentences[1]


def test_the_overridden_cases_are_listed_contradicted_verdicts_first(told: Store, parts: dict[str, Part]) -> None:
    cases = told.rows("SELECT DISTINCT case_id, automatic FROM outcomes WHERE status = 'overridden'")
    against = sum(row["automatic"] != "uncertain" for row in cases)
    rows = cells(parts["overridden"])
    assert len(rows) == len(cases) > 0
    assert [row[3] != "uncertain" for row in rows] == [True] * against + [False] * (len(cases) - against)
    assert f"In {len(cases)} cases" in parts["overridden"].sentences[0]


def test_every_chart_with_a_mark_is_there_with_its_numbers(parts: dict[str, Part]) -> None:
    charts = [chart for part in parts.values() for chart in part.charts]
    assert {"Accuracy by level", "Models compared", "Verdicts by rule", "Agreement of annotators", "Calibration"} <= {
        chart.name for chart in charts
    }
    assert all(chart.figure.data and len(chart.frame) and chart.told for chart in charts)


def test_a_report_tells_of_a_moment_and_can_be_made_again(told: Store, made: Report) -> None:
    before = page(made)
    manifest = json.loads(re.search(r'id="manifest">(.*?)</script>', before, re.DOTALL)[1])
    waiting = told.value("SELECT min(case_id) FROM outcomes WHERE status = 'pending'")
    decide(told, "Cy", Outcome.CORRECT, waiting)
    assert found(told, EVERYTHING).total["pending"] < int(manifest["counts"]["uncertain"])
    assert page(report(told, EVERYTHING, past_moment(manifest["moment"]))) == before
    told.rows("DELETE FROM decisions WHERE annotator = 'Cy' RETURNING 1")


def test_a_selection_narrows_everything(told: Store) -> None:
    known = found(told, Selection(models=("ada",)))
    assert title(known, english).startswith("ada on sums: ")
    assert known.manifest["selection"] == {"models": ["ada"]}
    assert known.manifest["counts"]["responses"] == known.total["n"] == 24


def test_a_report_speaks_chinese(told: Store) -> None:
    say, known = partial(catalog.say, "zh"), found(told, EVERYTHING)
    some = [part for make in WITHOUT_CHARTS if (part := make(known, say))]
    text = page(Report(title(known, say), "", line(known, say), some, known.manifest), Voice(say, "zh-CN"))
    assert '<html lang="zh-CN">' in text
    assert all(word in text for word in ("修正得分", "抽查估计", "微平均与宏平均", "人工判定与评分器不同的案例"))


@pytest.mark.parametrize("selection", [EVERYTHING, Selection(models=("nobody",))], ids=["empty", "nobody"])
def test_where_there_is_no_response_it_is_refused_and_leaves_nothing(
    selection: Selection, store: Store, tmp_path: Path
) -> None:
    with pytest.raises(ExportError, match="no such response to report on; import result files or widen the filters"):
        write(store, tmp_path / "out", selection)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("place", ["title", "scope", "line", "heading", "sentence", "point", "head", "cell", "caption"])
def test_hostile_text_stays_text_wherever_it_stands(place: str) -> None:
    def here(name: str) -> str:
        return HOSTILE if name == place else "plain"

    part = Part("score", here("heading"), [here("sentence")], [here("point")],
                [Table([here("head")], [[here("cell")]], here("caption"))])  # fmt: skip
    line = [(here("line"), here("line"), here("line"))]
    made = page(Report(here("title"), here("scope"), line, [part], {"review_app": HOSTILE}))
    inside = without_our_scripts(made)
    assert "<img" not in inside
    assert "alert(1)" in inside
    assert len(re.findall(r"<script", inside)) == len(re.findall(r"</script", inside)) == 1, "only the manifest"
    assert not set(inside) & {"\u202e", "\u200b"}, "what cannot be seen is shown as its code"


def without_our_scripts(made: str) -> str:
    """A page without the two scripts that its policy allows; there are no more."""
    bare, count = re.subn(r"<script>.*?</script>", "", made, flags=re.DOTALL)
    assert count == 2
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', made)[1]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert policy.count("sha256-") == 2
    assert "unsafe-inline" not in policy.partition("style-src")[0]
    return bare


def test_hostile_texts_of_a_store_and_huge_ones_are_cut_and_stay_text(
    store: Store, tmp_path: Path, write_lines: Callable[..., Path]
) -> None:
    path = write_lines({"problem": HOSTILE + "x" * 100_000, "reference": HOSTILE, "model": HOSTILE, "benchmark": "b",
                        "response": rf"\boxed{{{HOSTILE}}}"})  # fmt: skip
    ingest(store, "responses", path)
    grade_all(store)
    case, note = store.value("SELECT any_value(case_id) FROM outcomes"), HOSTILE * 2_000
    decide(store, "Ann", Outcome.INCORRECT, case, note=note)
    known = found(store, EVERYTHING)
    chart = charts(known, Section.DIFFERENCE, english)[0]
    some = [Part("x", "x", charts=[chart]), *(part for make in WITHOUT_CHARTS if (part := make(known, english)))]
    report = Report(title(known, english), "", line(known, english), some, known.manifest)
    inside = without_our_scripts(page(report))
    assert "<img" not in inside
    assert len(re.findall("<script", inside)) == len(re.findall("</script", inside)) == 2
    assert inside.count("alert(1)") > 5
    assert len(inside) < 100_000


@pytest.fixture
def write_lines(tmp_path: Path) -> Callable[..., Path]:
    def written(*rows: dict[str, Any]) -> Path:
        path = tmp_path / "in.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
        return path

    return written


def test_a_table_knows_numbers_short_words_and_texts() -> None:
    rows = [["12.53 … 98.23 %", "correct", "x" * 30, "a"], ["−0.11", "—", "y", "b"], ["55.36 % ± 4.54", "", "", ""]]
    assert Table(["a", "b", "c", "d"], rows, wide=frozenset({3})).kinds == ["number", "short", "text", "wide"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("a\n b", "a b", id="one line"),
        pytest.param("abcdef", "abcde …", id="cut"),
        pytest.param("a" + " " * 100 + "b", "a …", id="white space is text too"),
        pytest.param(None, "", id="nothing"),
    ],
)
def test_only_the_beginning_of_a_text_is_shown(text: str | None, shown: str) -> None:
    assert beginning(text, 5) == shown


@pytest.mark.parametrize(
    ("script", "message"),
    [
        pytest.param(None, r"install one .* or open .*r\.html in any browser and print it", id="none is there"),
        pytest.param(
            "echo no display >&2; exit 3", r"r\.html could not be printed by .* \(no display\)", id="it fails"
        ),
        pytest.param("exit 0", r"r\.html could not be printed by .* \(0\)", id="it writes nothing"),
    ],
)
def test_without_a_working_browser_the_pdf_says_the_way_out(
    script: str | None, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = tmp_path / "chrome"
    if script:
        browser.write_text(f"#!/bin/sh\n{script}\n")
        browser.chmod(0o755)
    monkeypatch.setenv("BROWSER_PATH", str(browser))
    with pytest.raises(ExportError, match=message):
        print_pdf(tmp_path / "r.html", tmp_path / "r.pdf")
    assert not (tmp_path / "r.pdf").exists()
