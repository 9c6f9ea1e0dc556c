from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from review_app.exporters import cells

TEXTS = st.text(st.characters() | st.sampled_from("_x0041_\r\n\t\x00"), max_size=60)


@given(TEXTS)
def test_escaping_can_be_undone(text):
    assert cells.unescape(cells.escape(text)) == text


@given(TEXTS)
def test_escaped_text_has_nothing_a_workbook_refuses(text):
    escaped = cells.escape(text)
    assert not ILLEGAL_CHARACTERS_RE.search(escaped)
    assert "\r" not in escaped


def test_ordinary_text_is_not_touched():
    text = "a_b x_1 _x12_ 鸡 🐔\n\t\\boxed{5}"
    assert cells.escape(text) == text


def test_length_is_counted_as_a_spreadsheet_counts():
    assert cells.units("a鸡🐔") == len("a鸡🐔".encode("utf-16-le")) // 2 == 4
