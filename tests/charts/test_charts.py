from __future__ import annotations

import re
import subprocess
import sys

import pytest

from review_app.charts import (
    CHARTS,
    accuracy_by_level,
    accuracy_by_subject,
    look,
    share_by_level,
    share_by_subject,
    words,
)

MATH = (
    [{"level": 1, "subject": "Algebra"}] * 9
    + [{"level": 1, "subject": "Algebra", "automatic": "incorrect"}]
    + [{"level": 5, "subject": "Geometry", "automatic": "incorrect"}] * 2
    + [
        {
            "level": 5,
            "subject": "Geometry",
            "automatic": "uncertain",
            "outcome": "correct",
            "status": "overridden",
        }
    ]
    + [{"level": 5, "subject": "Geometry", "automatic": "uncertain"}]
)
ALL = pytest.mark.parametrize("name", CHARTS)
BLOG = pytest.mark.parametrize("name", list(CHARTS)[:4])


def shown(text):
    """A title or label as a reader sees it."""
    for entity, character in (("<br>", " "), ("&lt;", "<"), ("&gt;", ">"), ("&#36;", "$"), ("&amp;", "&")):
        text = text.replace(entity, character)
    return text.replace(words.NARROW_SPACE, " ")


def title(figure):
    return shown(figure.layout.title.text)


def note(figure):
    return shown(figure.layout.title.subtitle.text)


def test_the_four_charts_of_the_report_come_first_and_every_chart_has_one_sentence():
    assert list(CHARTS)[:4] == [
        "Share of correct answers by level",
        "Share of correct answers by subject",
        "Accuracy by subject",
        "Accuracy by level",
    ]
    assert all(row.about.endswith(".") and row.about.count(". ") == 0 for row in CHARTS.values())


def test_the_registry_costs_no_heavy_import():
    code = "import sys, review_app.charts; print([m for m in ('pandas', 'plotly', 'numpy') if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


@ALL
def test_without_responses_a_chart_says_so_and_draws_nothing(insight, name):
    figure = CHARTS[name].figure(insight([]))
    assert title(figure).startswith(("No ", "Nothing "))
    assert note(figure)
    assert len(figure.data) == 0


@ALL
def test_charts_read_on_light_and_dark_pages(insight, name):
    layout = CHARTS[name].figure(insight(MATH)).layout
    assert layout.paper_bgcolor == layout.plot_bgcolor == look.CLEAR
    assert layout.font.color == layout.title.font.color == look.INK
    assert layout.width is None


@pytest.mark.parametrize("page", ["#ffffff", "#0b0f19"], ids=["light", "dark"])
def test_text_has_a_contrast_above_four_to_the_page(page):
    lighter, darker = sorted((luminance(look.INK), luminance(page)), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) > 4.2


def luminance(colour):
    """Relative luminance as WCAG 2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_accuracy_by_level_draws_the_sure_part_and_hatches_the_open_one(insight):
    figure = accuracy_by_level.figure(insight(MATH))
    automatic, automatic_open, corrected, corrected_open = figure.data
    assert [list(trace.y) for trace in figure.data] == [["Level 1", "Level 5"]] * 4
    assert list(automatic.x) == [0.9, 0]
    assert (list(automatic_open.base), list(automatic_open.x)) == ([0.9, 0], [0, 0.5])
    assert list(corrected.x) == [0.9, 0.25]
    assert (list(corrected_open.base), list(corrected_open.x)) == ([0.9, 0.25], [0, 0.25])
    assert automatic_open.marker.pattern.shape == corrected_open.marker.pattern.shape == "/"
    assert [shown(text) for text in corrected.text] == ["90.0 %", ""]
    assert [shown(text) for text in corrected_open.text] == ["", "25.0–50.0 %"]
    assert list(figure.layout.xaxis.range) == [0, 1]


def test_accuracy_by_level_says_what_it_shows(insight):
    figure = accuracy_by_level.figure(insight(MATH))
    assert title(figure) == "Accuracy falls from 90 % at level 1 to 25–50 % at level 5"
    assert note(figure) == (
        "14 responses. Hatched: 2 left uncertain by the grader and 1 still pending, as if all were right."
    )


def test_hovering_tells_counts_and_bounds(insight):
    automatic, _, corrected, _ = accuracy_by_level.figure(insight(MATH)).data
    assert shown(corrected.hovertext[1]) == (
        "Level 5, corrected: 25.0–50.0 % 1 of 4 correct 1 pending 95 % interval: 4.6–85.0 %"
    )
    assert shown(automatic.hovertext[1]) == (
        "Level 5, automatic: 0.0–50.0 % 0 of 4 correct 2 uncertain 95 % interval: 0.0–85.0 %"
    )


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param(
            {"automatic": "uncertain", "outcome": "correct"},
            ["Automatic", "At most", "Corrected"],
            id="all that the grader left are decided",
        ),
        pytest.param(
            {"outcome": "uncertain", "status": "disputed"},
            ["Automatic", "Corrected", "At most"],
            id="only a dispute is open",
        ),
        pytest.param({"automatic": "uncertain"}, ["Automatic", "At most", "Corrected"], id="both are open"),
    ],
)
def test_the_legend_explains_hatching_once(insight, row, expected):
    figure = accuracy_by_level.figure(insight([{"level": 1}, {"level": 2} | row]))
    assert [trace.name for trace in figure.data if trace.showlegend is not False] == expected
    assert "Hatched: 1 " in note(figure)


def test_without_pending_responses_nothing_is_hatched(insight):
    figure = accuracy_by_level.figure(insight(MATH[:12]))
    assert [trace.name for trace in figure.data] == ["Automatic", "Corrected"]
    assert note(figure) == "12 responses."


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(
            [{"level": 1, "automatic": "incorrect"}, {"level": 2}],
            "Accuracy rises from 0 % at level 1 to 100 % at level 2",
            id="it rises",
        ),
        pytest.param([{"level": 1}, {"level": 2}], "Accuracy is 100 % at level 1 and 100 % at level 2", id="it stays"),
        pytest.param(
            [{"level": 1}, {"level": 2, "automatic": "uncertain"}],
            "Accuracy is 100 % at level 1 and 0–100 % at level 2",
            id="pending could turn it",
        ),
        pytest.param([{"level": 3}], "Accuracy is 100 % at level 3", id="one level"),
        pytest.param([{}, {"automatic": "incorrect"}], "Accuracy is 50 %", id="no levels"),
        pytest.param(
            [{}, {"level": 4}],
            "Accuracy is 100 % at level 4",
            id="one problem without a level beside a level",
        ),
    ],
)
def test_the_finding_by_level_claims_only_what_is_sure(insight, rows, expected):
    assert title(accuracy_by_level.figure(insight(rows))) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(
            MATH,
            "So far accuracy is highest in Algebra (90 %) and lowest in Geometry (25–50 %)",
            id="pending ones make it a so far",
        ),
        pytest.param(MATH[:12], "Accuracy is highest in Algebra (90 %) and lowest in Geometry (0 %)", id="decided"),
        pytest.param([{"subject": "Algebra"}], "Accuracy is 100 % in Algebra", id="one subject"),
        pytest.param([{"automatic": "uncertain"}], "Accuracy is 0–100 %", id="no subjects"),
        pytest.param(
            [{"subject": "A"}, {"subject": "B"}],
            "Accuracy is 100 % in A and in B, its best and worst subjects",
            id="no difference",
        ),
    ],
)
def test_the_finding_by_subject_claims_only_what_is_sure(insight, rows, expected):
    assert title(accuracy_by_subject.figure(insight(rows))) == expected


@pytest.mark.parametrize("name", ["Accuracy by level", "Accuracy by subject"])
def test_a_benchmark_without_level_and_subject_gets_one_bar_for_all_problems(insight, name):
    figure = CHARTS[name].figure(insight([{}, {"automatic": "incorrect"}]))
    assert [list(trace.y) for trace in figure.data] == [["All problems"]] * 2
    assert [list(trace.x) for trace in figure.data] == [[0.5]] * 2
    assert "These problems carry no" in note(figure)


def test_problems_without_a_level_keep_a_bar_beside_the_levels(insight):
    figure = accuracy_by_level.figure(insight([{"level": 2}, {"level": 4}, {}]))
    assert list(figure.data[0].y) == ["Level 2", "Level 4", "No level"]


def test_shares_are_drawn_as_columns_that_sum_to_one(insight):
    figure = share_by_level.figure(insight(MATH))
    assert [trace.name for trace in figure.data] == ["Level 1", "Level 5"]
    assert [list(trace.y) for trace in figure.data] == [[1, 0.9], [0, 0.1]]
    assert [shown(place) for place in figure.data[0].x] == [
        "Automatic 9 correct answers",
        "Corrected 10 correct answers",
    ]
    assert shown(figure.data[1].text[1]) == "Level 5 10.0 %"
    assert shown(figure.data[1].hovertext[1]) == (
        "Level 5, corrected: 10.0 % of the correct answers 1 correct 1 pending: 10.0–18.2 % when decided "
        "95 % interval: 1.8–40.4 %"
    )


def test_the_finding_of_shares_does_not_take_a_missing_subject_for_one(insight):
    figure = share_by_subject.figure(insight([{}, {}, {"subject": "Algebra"}]))
    assert title(figure) == "Problems with no subject give the largest share of the correct answers, 67 %"


def test_the_finding_of_shares_names_the_largest(insight):
    figure = share_by_level.figure(insight(MATH))
    assert title(figure) == "Level 1 gives the largest share of the correct answers, 90 %"
    assert note(figure) == "14 responses. 1 pending: shares may still move by up to 8.2 percentage points."


@pytest.mark.parametrize("name", [name for name in CHARTS if name.startswith("Share")])
@pytest.mark.parametrize(
    ("rows", "expected", "traces"),
    [
        pytest.param([{"automatic": "incorrect"}] * 3, "No correct answers yet", 0, id="all wrong"),
        pytest.param([{"automatic": "uncertain"}] * 3, "No correct answers yet", 0, id="all pending"),
        pytest.param([{}], "1 correct answer, not divided by", 1, id="one response without level and subject"),
        pytest.param([{"level": 3, "subject": "Algebra"}] * 2, "2 correct answers, all ", 1, id="one group"),
        pytest.param(
            [
                {"level": 3, "subject": "A", "outcome": "incorrect"},
                {"level": 4, "subject": "B", "automatic": "incorrect"},
            ],
            "gives the largest share of the automatically correct answers, 100 %",
            2,
            id="people took all back",
        ),
        pytest.param(
            [{"level": 3, "subject": "A", "automatic": "incorrect", "outcome": "correct"}, {}],
            "as large a share as any of the correct answers, 50 %",
            2,
            id="people gave the first",
        ),
    ],
)
def test_shares_of_unusual_frames_are_told_in_words(insight, name, rows, expected, traces):
    figure = CHARTS[name].figure(insight(rows))
    assert expected in title(figure)
    assert len(figure.data) == traces


def test_many_subjects_are_put_together_but_never_lost(insight):
    rows = [{"subject": f"S{number:03}"} for number in range(100) for _ in range(1 + (number < 50))]
    for name, most in (("Share of correct answers by subject", 8), ("Accuracy by subject", 30)):
        figure = CHARTS[name].figure(insight(rows))
        labels = [trace.name for trace in figure.data] if name.startswith("Share") else list(figure.data[0].y)
        assert len(labels) == most
        assert labels[-1] == "All others"


@BLOG
def test_names_from_files_are_shown_as_text_never_as_markup_or_formula(insight, name):
    subject = '<a href="https://example.org">$x^2$</a>'
    drawn = CHARTS[name].figure(insight([{"subject": subject, "level": 1}, {"subject": "B", "level": 2}])).to_json()
    assert "<a" not in drawn.replace("\\u003c", "<")
    assert "$" not in drawn


def test_models_that_are_pooled_are_counted(insight):
    figure = accuracy_by_level.figure(insight([{"model": "a", "level": 1}, {"model": "b", "level": 2}]))
    assert note(figure) == "2 responses of 2 models."


@pytest.mark.parametrize(
    ("share", "digits", "expected"),
    [
        pytest.param(0.417, 0, "42 %", id="whole percent"),
        pytest.param(0.4171, 1, "41.7 %", id="one digit"),
        pytest.param(0.999, 0, ">99 %", id="nearly all is not all"),
        pytest.param(0.0001, 1, "<0.1 %", id="hardly any is not none"),
        pytest.param(1.0, 0, "100 %", id="all"),
        pytest.param(0.0, 1, "0.0 %", id="none"),
        pytest.param(float("nan"), 1, "—", id="unknown"),
    ],
)
def test_percentages_never_round_to_all_or_none(share, digits, expected):
    assert shown(words.percent(share, digits)) == expected


def foreign(text, **values):
    """Says a text in a language whose every letter is 字; what is filled in stays."""
    parts = re.split(r"(\{[^}]*\})", text)
    said = "".join(part if part.startswith("{") else re.sub("[A-Za-z]", "字", part) for part in parts)
    return said.format(**values)


@BLOG
@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(MATH, id="levels and subjects, some pending"),
        pytest.param([{}, {"automatic": "incorrect"}], id="no levels and no subjects"),
        pytest.param([{"automatic": "uncertain"}], id="nothing decided"),
        pytest.param([{"level": 1, "subject": "Algebra"}], id="one group"),
        pytest.param([], id="nothing"),
    ],
)
def test_a_chart_says_every_word_in_the_readers_language(insight, name, rows):
    figure = CHARTS[name].figure(insight(rows), foreign)
    texts = [figure.layout.title.text, figure.layout.title.subtitle.text]
    for trace in figure.data:
        texts += [trace.name, *trace.x, *trace.y, *trace.text, *trace.hovertext]
    words_seen = {word for text in texts for word in re.findall("[A-Za-z]{2,}", str(text).replace("<br>", " "))}
    assert words_seen <= {"Algebra", "Geometry", "gt", "lt"}
    assert "字" in figure.layout.title.text


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        pytest.param("one two three", 7, ["one two", "three"], id="between words"),
        pytest.param("一二三四五", 4, ["一二", "三四", "五"], id="Chinese has the room of two and parts anywhere"),
        pytest.param("一二。三", 4, ["一", "二。", "三"], id="never before a closing mark"),
        pytest.param("一（二）", 6, ["一", "（二）"], id="nor behind an opening one"),
        pytest.param("为 90\u202f%。", 8, ["为", "90\u202f%。"], id="a number keeps its unit"),
        pytest.param("abcdefgh", 3, ["abc", "def", "gh"], id="a word that is too long is cut"),
        pytest.param("", 5, [""], id="nothing"),
    ],
)
def test_lines_are_folded_by_the_room_they_take(text, width, expected):
    assert look.folded(text, width).split("<br>") == expected
