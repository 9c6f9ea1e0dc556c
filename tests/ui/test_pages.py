from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest

from review_app.charts import CHARTS, Section
from review_app.domain import Outcome, Permission, Selection
from review_app.errors import ExportError, InputError, NotAllowed, NotFound
from review_app.exporters import EXPORTERS
from review_app.queue.order import Order
from review_app.services import dashboard as sections
from review_app.services.preferences import choose
from review_app.settings import Settings
from review_app.store import Store, open_store
from review_app.store.database import now
from review_app.ui.app import PAGES, build_pages
from review_app.ui.desk import Caller, Desk, Said, answered, open_desk
from review_app.ui.pages import dashboard, data, review, table
from review_app.ui.widgets import LABELS, filter_choices, head_line, selection

# What the filters hold when nothing is chosen.
TABLE_ALL = (None,) * 5


class Progress:
    """Takes what a progress bar would be told."""

    def __init__(self) -> None:
        self.told: list[Any] = []

    def __call__(self, at: Any, desc: str = "") -> None:
        self.told.append((at, desc))

    def tqdm(self, items: list[Any], desc: str = "") -> list[Any]:
        self.told.append((len(items), desc))
        return items


def decisions(store: Store) -> list[tuple[str, str, str, str]]:
    """Everything decided, in order."""
    rows = store.rows("SELECT case_id, annotator, outcome, note FROM decisions ORDER BY seq")
    return [(row["case_id"], row["annotator"], row["outcome"], row["note"]) for row in rows]


def request(username: str | None = "Ada", **query: str) -> Any:
    """What Gradio hands to a handler."""
    return SimpleNamespace(username=username, query_params=query, cookies={}, headers={})


def called(outputs: int, function: Any, desk: Desk, asked: Any, *values: Any) -> tuple[Any, ...]:
    """What the browser gets of a handler of the review page."""
    return answered(outputs, function, desk, Permission.REVIEW, asked, *values)


# --- who may call, and what an error becomes


@pytest.mark.parametrize("name", [None, ""])
def test_a_handler_is_never_called_without_a_person(desk, name):
    told, *rest = called(2, lambda *_: pytest.fail("it was called"), desk, request(name))
    assert "nobody is signed in" in told
    assert rest == [gr.skip(), gr.skip()]


def test_a_handler_gets_desk_caller_and_values(desk):
    seen = []
    called(1, lambda *values: [seen.append(values)], desk, request("Ada", case="c1"), 1, 2)
    assert seen == [(desk, Caller("Ada", {"case": "c1"}), 1, 2)]


def test_what_a_handler_gives_goes_out_behind_an_empty_message(desk):
    assert called(2, lambda *_: ("a", "b"), desk, request()) == ("", "a", "b")


def test_what_a_handler_says_goes_out_as_a_message_before_its_outputs(desk):
    told, *rest = called(2, lambda *_: Said(("a", "b"), "3 decided"), desk, request())
    assert 'role="status"' in told
    assert "3 decided" in told
    assert rest == ["a", "b"]


@pytest.mark.parametrize("error", [InputError, NotFound, NotAllowed, ExportError])
def test_an_error_of_ours_becomes_an_escaped_message_and_changes_nothing(desk, error):
    def fail(*_: Any) -> None:
        raise error("<img src=x onerror=alert(1)> is not there")

    told, *rest = called(3, fail, desk, request())
    assert 'role="alert"' in told
    assert "&#60;img src&#61;x onerror&#61;alert&#40;1&#41;&#62; is not there" in told
    assert rest == [gr.skip()] * 3


def test_the_same_message_twice_is_seen_twice(desk):
    first, second = (called(0, lambda *_: Said((), "again"), desk, request())[0] for _ in range(2))
    assert first != second


def test_another_error_is_not_swallowed(desk):
    with pytest.raises(ZeroDivisionError):
        called(0, lambda *_: 1 / 0, desk, request())


# --- review


def test_the_review_page_opens_with_its_frame_and_what_the_filters_offer(desk, ada):
    frame, order, *choices = review.open_page(desk, ada)
    assert 'id="desk"' in frame
    assert [value for _, value in order["choices"]] == ["", *Order]
    assert len(choices) == len(review.FILTERS)


# --- table


def test_the_table_lists_all_doubtful_cases(desk, ada, doubtful):
    head, grid, number, *choices = table.open_page(desk, ada, 1, *TABLE_ALL)
    assert re.findall(r'class="tick" value="(\w+)"', grid) == doubtful
    assert (number, len(choices)) == (1, len(table.FILTERS))
    assert f"<strong>{len(doubtful)}</strong>" in head


def test_the_table_keeps_the_graders_word_back_where_people_decide_blind(desk, ada, doubtful):
    _, seen, *_ = table.open_page(desk, ada, 1, *TABLE_ALL)
    choose(desk.store, "boss", blind="on")
    desk.reviews.refresh()
    _, grid, *_ = table.open_page(desk, ada, 1, *TABLE_ALL)
    assert (seen.count("hidden until decided"), grid.count("hidden until decided")) == (0, len(doubtful))
    assert 'class="why"><code>' in seen
    assert 'class="why"><code>' not in grid
    table.decide(desk, ada, doubtful[0], "", 1, *TABLE_ALL, outcome=Outcome.CORRECT)
    assert desk.store.value("SELECT blind FROM decisions")


def test_ticked_cases_are_decided_at_once_and_gone(desk, ada, doubtful):
    said = table.decide(desk, ada, " ".join(doubtful[:2]), "same", 1, *TABLE_ALL, outcome=Outcome.INCORRECT)
    note, _, grid, _ = said.outputs
    assert said.sentence.format(**said.values) == "2 cases decided"
    assert decisions(desk.store) == [(case, "Ada", "incorrect", "same") for case in doubtful[:2]]
    assert re.findall(r'class="tick" value="(\w+)"', grid) == doubtful[2:]
    assert note == ""


@pytest.mark.parametrize("bad", ["c0000000000000000", "<script>", "*"])
def test_ids_that_are_no_cases_are_refused_with_all_the_others(desk, ada, doubtful, bad):
    with pytest.raises(NotFound, match="1 of 2 cases"):
        table.decide(desk, ada, f"{doubtful[0]} {bad}", "", 1, *TABLE_ALL, outcome=Outcome.CORRECT)
    assert decisions(desk.store) == []


@pytest.mark.parametrize("nothing", ["", "  \n "])
def test_nothing_ticked_says_what_to_do(desk, ada, nothing):
    with pytest.raises(InputError, match="tick at least one row"):
        table.decide(desk, ada, nothing, "", 1, *TABLE_ALL, outcome=Outcome.CORRECT)


def test_a_case_ticked_twice_is_decided_once(desk, ada, doubtful):
    table.decide(desk, ada, f"{doubtful[0]} {doubtful[0]}", "", 1, *TABLE_ALL, outcome=Outcome.CORRECT)
    assert len(decisions(desk.store)) == 1


def test_undo_takes_back_nobody_elses_decision(desk, ada, doubtful):
    desk.reviews.decide("Bob", [doubtful[0]], Outcome.CORRECT)
    with pytest.raises(NotFound, match="no decision left"):
        table.undo(desk, ada, 1, *TABLE_ALL)
    assert desk.store.value("SELECT count(*) FROM withdrawals") == 0


def test_undo_takes_back_all_that_was_decided_at_once(desk, ada, doubtful):
    table.decide(desk, ada, " ".join(doubtful[:3]), "", 1, *TABLE_ALL, outcome=Outcome.CORRECT)
    _, grid, _ = table.undo(desk, ada, 1, *TABLE_ALL).outputs
    assert re.findall(r'class="tick" value="(\w+)"', grid) == doubtful


@pytest.mark.parametrize(
    ("number", "step", "expected"),
    [
        pytest.param(1, 1, 2, id="the next"),
        pytest.param(2, -1, 1, id="the one before"),
        pytest.param(1, -1, 1, id="before the first"),
        pytest.param(99, 0, 3, id="past the last"),
        pytest.param(None, 0, 1, id="nothing typed"),
        pytest.param(-5, 0, 1, id="a negative number"),
        pytest.param(2.0, 0, 2, id="as Gradio gives it"),
    ],
)
def test_pages_turn_and_stay_within_the_table(desk, ada, monkeypatch, number, step, expected):
    monkeypatch.setattr(table, "PAGE_SIZE", 3)
    head, grid, shown = table.turn_page(desk, ada, number, *TABLE_ALL, step=step)
    assert shown == expected
    assert f"page {expected} of 3" in head
    assert 1 <= grid.count('class="tick"') <= 3


def test_a_filter_shows_the_first_page(desk, ada, monkeypatch):
    monkeypatch.setattr(table, "PAGE_SIZE", 1)
    chosen = [["Geometry"] if name == "subjects" else None for name in table.FILTERS]
    _, grid, number = table.refilter(desk, ada, *chosen)
    assert (number, grid.count('class="tick"')) == (1, 1)
    assert "Geometry" in grid


def test_an_empty_table_says_so(empty, ada):
    head, grid, number, *_ = table.open_page(empty, ada, 1, *TABLE_ALL)
    assert "No doubtful case" in grid
    assert (number, "page 1 of 1" in head) == (1, True)


# --- dashboard


# The moment, which is now, and no filter.
NOW = (None, *TABLE_ALL)


def test_the_filters_of_the_dashboard_offer_what_is_there(desk, ada):
    choices = dashboard.offered(desk, ada)
    assert len(choices) == len(dashboard.FILTERS)
    assert all(choice["choices"] for choice in choices)


@pytest.mark.parametrize("section", Section)
def test_the_dashboard_draws_figures_and_the_charts_of_the_open_section(desk, ada, doubtful, section):
    desk.reviews.decide("Ada", [doubtful[0]], Outcome.CORRECT)
    head, cards, tables, *charts = dashboard.draw(desk, ada, *dashboard.opened(desk, ada, section), *NOW)
    assert "Corrected" in head
    assert "<b>10</b><span>responses</span>" in cards
    drawn = [name for name, chart in zip(dashboard.EVERY, charts, strict=True) if type(chart).__name__ == "Figure"]
    assert drawn == sections.charts(section)
    assert ("macro" in str(tables)) is (section is Section.AVERAGES)


def test_the_dashboard_shows_what_held_at_a_past_moment(desk, ada, doubtful):
    before = dashboard.draw(desk, ada, "score", *NOW)[:2]
    moment = now().isoformat(sep=" ")
    desk.reviews.decide("Ada", doubtful, Outcome.CORRECT)
    assert dashboard.draw(desk, ada, "score", *NOW)[:2] != before
    assert dashboard.draw(desk, ada, "score", moment, *TABLE_ALL)[:2] == before
    with pytest.raises(InputError, match="is no moment"):
        dashboard.draw(desk, ada, "score", "yesterday", *TABLE_ALL)


def test_a_decision_changes_the_corrected_score(desk, ada, doubtful):
    before = dashboard.draw(desk, ada, "score", *NOW)[0]
    desk.reviews.decide("Ada", [doubtful[0]], Outcome.CORRECT)
    after = dashboard.draw(desk, ada, "score", *NOW)[0]
    assert before != after


def test_a_dashboard_of_nothing_is_drawn(empty, ada):
    head, cards, _, *charts = dashboard.draw(empty, ada, "score", *NOW)
    assert "No responses" in head
    assert "<b>0</b>" in cards
    assert len(charts) == len(CHARTS)


@pytest.mark.parametrize("name", [name for name, row in EXPORTERS.items() if row.needs == "scores"])
def test_an_export_offers_files_that_are_there(desk, ada, name):
    (offered,) = dashboard.write_files(desk, ada, Progress(), name, *NOW).outputs
    paths = [Path(path) for path in offered["value"]]
    assert offered["visible"]
    assert paths
    assert all(path.is_absolute() and path.stat().st_size for path in paths)


def test_an_export_holds_the_chosen_rows_only(desk, ada):
    chosen = [["Geometry"] if name == "subjects" else None for name in dashboard.FILTERS]
    (offered,) = dashboard.write_files(desk, ada, Progress(), "jsonl", None, *chosen).outputs
    rows = [json.loads(line) for line in Path(offered["value"][0]).read_text(encoding="utf-8").splitlines()]
    assert {row["subject"] for row in rows} == {"Geometry"}
    assert len(rows) == 4


def test_a_report_is_offered_in_the_callers_language_and_of_the_chosen_rows(desk, ada):
    chosen = [["Geometry"] if name == "subjects" else None for name in dashboard.FILTERS]
    (offered,) = dashboard.write_report(desk, replace(ada, language="zh"), Progress(), None, *chosen).outputs
    text = Path(offered["value"][0]).read_text(encoding="utf-8")
    assert '<html lang="zh-CN">' in text
    assert '"subjects": [\n   "Geometry"' in text


def test_an_export_of_nothing_is_refused(empty, ada):
    with pytest.raises(ExportError, match="no such response"):
        dashboard.write_files(empty, ada, Progress(), "csv", *NOW)


def test_an_unknown_format_is_refused(desk, ada):
    with pytest.raises(ExportError, match="no such export format"):
        dashboard.write_files(desk, ada, Progress(), "../../etc/passwd", *NOW)


# --- data


@pytest.fixture
def fresh(tmp_path: Path):
    """A desk on a store of its own, for tests that import."""
    with open_store(":memory:") as opened:
        yield open_desk(opened, Settings(exports=tmp_path))


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    """Three answers, of which one is empty of everything, and a line that is no JSON."""
    rows = [
        {"problem": "1+1?", "reference": "2", "response": r"\boxed{2}", "model": "m", "benchmark": "sums"},
        {"problem": "1+2?", "reference": "3", "response": r"\boxed{\text{three}}", "model": "m", "benchmark": "sums"},
        {},
    ]
    place = tmp_path / "answers.jsonl"
    place.write_text("".join(json.dumps(row) + "\n" for row in rows) + "<script>alert(1)</script>\n", encoding="utf-8")
    return place


def test_files_are_imported_and_graded_and_rejects_shown(fresh, ada, answers, tmp_path):
    bar = Progress()
    missing = tmp_path / "missing.jsonl"
    paths = f"  {answers}  \n\n{missing}\n"
    said, rejects, files, head, runs = data.import_files(fresh, ada, bar, "responses", None, paths, "", "")
    assert "2 new responses" in said
    assert "missing&#46;jsonl" in said
    assert "2 responses graded" in said
    assert rejects.count("<tr>") == 3, "a head and two rows"
    assert "<script>" not in rejects
    assert files is None
    assert "2 responses" in head
    assert ">m</td>" in runs
    assert bar.told[0] == (2, "importing")


def test_what_became_of_files_is_told_in_the_readers_language(fresh, answers, tmp_path):
    reader = Caller("王小明", {}, language="zh")
    missing = tmp_path / "missing.jsonl"
    paths = f"{answers}\n{missing}"
    said, rejects, _, head, runs = data.import_files(fresh, reader, Progress(), "responses", None, paths, "", "")
    assert "新回答 2 条" in said
    assert "请检查路径" in said
    assert "已评分 2 条回答" in said
    assert "未采用的原因" in rejects
    assert "2 条回答" in head
    assert "人工校正后" in runs


def test_cases_that_an_import_brings_wait_at_once(fresh, ada, answers):
    data.import_files(fresh, ada, Progress(), "responses", None, str(answers), "", "")
    assert fresh.reviews.standing("Ada", Selection()).waiting == fresh.store.value(
        "SELECT count(DISTINCT case_id) FROM outcomes WHERE status = 'pending'"
    )


def test_an_upload_keeps_its_name_and_is_moved_away(fresh, ada, answers, tmp_path):
    upload = tmp_path / "0123456789abcdef" / "answers.jsonl"
    upload.parent.mkdir()
    upload.write_bytes(answers.read_bytes())
    said, _, _, _, runs = data.import_files(fresh, ada, Progress(), "auto", [str(upload)], "", "", "")
    assert "answers&#46;jsonl" in said
    assert "0123456789abcdef" not in said + runs


def test_a_file_that_fails_costs_only_itself(fresh, ada, answers, tmp_path):
    rubbish = tmp_path / "rubbish.jsonl"
    rubbish.write_bytes(b"\x00\xff" * 100)
    said, *_ = data.import_files(fresh, ada, Progress(), "auto", None, f"{rubbish}\n{answers}", "", "")
    assert "✗" in said or "rubbish" in said
    assert fresh.store.value("SELECT count(*) FROM responses") == 2


def test_model_and_benchmark_are_taken_where_the_file_does_not_name_them(fresh, ada, tmp_path):
    place = tmp_path / "bare.jsonl"
    place.write_text(json.dumps({"problem": "1+1?", "reference": "2", "response": r"\boxed{2}"}) + "\n")
    data.import_files(fresh, ada, Progress(), "responses", None, str(place), " mine ", " sums ")
    assert fresh.store.rows("SELECT model, benchmark FROM outcomes") == [{"model": "mine", "benchmark": "sums"}]


@pytest.mark.parametrize("paths", ["", "  \n\n "])
def test_no_file_says_what_to_do(fresh, ada, paths):
    with pytest.raises(InputError, match="choose one or write its path"):
        data.import_files(fresh, ada, Progress(), "auto", None, paths, "", "")


def test_grading_what_is_new_tells_how_much(fresh, ada, answers):
    assert "0 responses graded" in data.grade_new(fresh, ada, Progress())[0]
    data.import_files(fresh, ada, Progress(), "responses", None, str(answers), "", "")
    fresh.store.rows("DELETE FROM extractions")
    bar = Progress()
    said, *_ = data.grade_new(fresh, ada, bar)
    assert "2 responses graded" in said
    assert bar.told[-1] == ((2, 2), "grading")


def test_the_data_page_of_an_empty_store_says_what_to_do(empty, ada):
    head, runs = data.open_page(empty, ada)
    assert "import result files" in runs
    assert "Ada" in head


# --- what the pages share


def test_filters_offer_what_the_store_holds(desk):
    offered = {
        name: update["choices"] for name, update in zip(LABELS, filter_choices(desk, tuple(LABELS)), strict=True)
    }
    assert offered["subjects"] == ["Algebra", "Geometry", "Number Theory"]
    assert offered["levels"] == [1, 2, 3, 5]
    assert all(run.startswith("r") and name for name, run in offered["runs"])


def test_filters_become_a_selection():
    chosen = selection(("levels", "runs"), ([5], None))
    assert chosen == replace(Selection(), levels=(5,))


def test_the_name_of_the_person_is_escaped():
    assert "<b>" not in head_line(Caller("<b>Ada</b>", {}), "left")


def test_the_pages_are_laid_out_with_private_calls_only(desk, in_a_loop):
    blocks = in_a_loop(build_pages, desk)
    assert len(PAGES) == len(blocks.pages)
    calls = list(blocks.fns.values())
    assert len(calls) > 20
    assert {call.api_visibility for call in calls} == {"private"}


def test_partial_handlers_keep_their_person(desk, ada, doubtful):
    act = partial(table.decide, outcome=Outcome.CORRECT)
    called(4, act, desk, request("Bob"), doubtful[0], "", 1, *TABLE_ALL)
    assert decisions(desk.store)[0][1] == "Bob"


def test_whoever_lacks_the_permission_changes_nothing(desk, doubtful, monkeypatch):
    monkeypatch.setattr(type(desk.team), "permissions", lambda *_: frozenset({Permission.READ}))
    act = partial(table.decide, outcome=Outcome.CORRECT)
    told, *_ = called(4, act, desk, request("Bob"), doubtful[0], "", 1, *TABLE_ALL)
    assert "may not do this" in told
    assert decisions(desk.store) == []


def test_a_message_is_said_in_the_readers_language(desk):
    asked = SimpleNamespace(username="Ada", query_params={}, cookies={"language": "zh"}, headers={})
    told, *_ = called(1, lambda *_: Said((), "Copied"), desk, asked)
    assert "已复制" in told
