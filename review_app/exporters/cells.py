"""Cells: text made safe for a workbook, so that it reads as it was and is never run."""

from __future__ import annotations

import re

# Excel's own limit for a cell, in UTF-16 units.
MOST_UNITS = 32_767

# What XML or a workbook cannot hold or would change, and what looks like an escape already. The escape is the
# workbook format's own, `_x000D_` for a carriage return: spreadsheets show the character again.
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")

# A spreadsheet takes a text beginning so for a formula when somebody edits the cell.
FORMULA = ("=", "+", "-", "@")


def escape(text: str) -> str:
    """The text with what a workbook cannot hold as `_xHHHH_`; `unescape` gives it back.

    >>> escape("a\\x00b")
    'a_x0000_b'
    """
    return UNSAFE.sub(lambda found: f"_x{ord(found.group()):04X}_", text)


def unescape(text: str) -> str:
    """What `escape` was given.

    >>> unescape(escape("_x0000_ \\r")) == "_x0000_ \\r"
    True
    """
    return ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text)


def units(text: str) -> int:
    """The length of a text as a spreadsheet counts it: an emoji is two."""
    return len(text) + sum(character > "\uffff" for character in text)


def fitted(text: str) -> tuple[str, bool]:
    """The escaped text, cut with a visible mark where it is longer than a cell may be, and whether it was.

    >>> fitted("=1+1")
    ('=1+1', False)
    """
    whole = escape(text)
    if len(whole) * 2 <= MOST_UNITS or units(whole) <= MOST_UNITS:
        return whole, False
    mark = f"… [cut: {len(text):,} characters in all]"
    kept, room = text, MOST_UNITS - len(mark)
    while (size := units(escaped := escape(kept))) > room:
        kept = kept[: min(len(kept) - 1, len(kept) * room // size)]
    return escaped + mark, True
