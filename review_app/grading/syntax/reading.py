"""Reading: an answer as a whole: a quantity, a list, a point, an interval, a matrix, a relation, or words."""

from __future__ import annotations

from functools import lru_cache

from review_app.grading.syntax.pieces import closing, split, top
from review_app.grading.syntax.quantity import LABELS, is_word, quantity
from review_app.grading.syntax.tokens import TEXT_LIMIT, Token, tokens
from review_app.grading.syntax.tree import (
    Based,
    Chain,
    Group,
    Listing,
    Matrix,
    Quantity,
    Ratio,
    Reading,
    Union,
    UnreadError,
    Words,
    num,
)
from review_app.grading.syntax.units import MONTHS, NUMBERS

# Answers read lately are kept: many responses give the same one.
CACHED_READINGS = 4_096

_RELATIONS = frozenset(("=", "\\lt", "\\gt", "\\le", "\\ge", "\\ne", "\\in", "\\approx", "\\equiv", "\\to"))
_MATRICES = frozenset(("pmatrix", "bmatrix", "matrix", "vmatrix", "array", "smallmatrix", "Bmatrix"))
_WORD_LIMIT = 12


def read(text: str) -> Reading | None:
    r"""What the whole text says, or None where a part of it is not understood.

    >>> read(r"8\sqrt{3} \text{ square inches}").unit
    'square inch'
    >>> read("5 or so") is None
    True
    """
    return _read(text) if len(text) <= TEXT_LIMIT else None


@lru_cache(maxsize=CACHED_READINGS)
def _read(text: str) -> Reading | None:
    try:
        return _reading(_trimmed(tokens(text)))
    except (UnreadError, RecursionError, ValueError, ZeroDivisionError):
        return None


def _trimmed(parts: list[Token]) -> list[Token]:
    while parts and parts[-1].kind in (".", ",", ";"):
        parts = parts[:-1]
    while len(parts) > 2 and parts[0].kind == "{" and closing(parts, 0) == len(parts) - 1:
        parts = parts[1:-1]
    return parts


def _reading(parts: list[Token]) -> Reading:
    if not parts:
        raise UnreadError("nothing")
    for reader in _READERS:
        found = reader(parts)
        if found is not None:
            return found
    return quantity(parts)


def _spoken(parts: list[Token]) -> Reading | None:
    """Words alone; a letter in brackets is the letter."""
    if [part.kind for part in parts] in (["(", "word", ")"], ["(", "letters", ")"]) and _capital(parts[1]):
        return Words(parts[1].text.lower())
    if len(parts) == 2 and parts[0].text.lower() in MONTHS and parts[1].kind == "number":
        return Words(f"{parts[0].text.lower()} {parts[1].text}")
    if len(parts) > _WORD_LIMIT or not all(is_word(part) or part.kind in ("-", "'") for part in parts):
        return None
    words = " ".join(part.text.lower() for part in parts)
    if len(parts) == 1 and words in NUMBERS:
        return Quantity(num(NUMBERS[words]))
    return None if set(words.split()) & LABELS else Words(words)


def _capital(part: Token) -> bool:
    return len(part.text) == 1 and part.text.isupper()


def _option(parts: list[Token]) -> Reading | None:
    r"""`(E) Cylinder`, `\text{E. 12}`: the letter is what counts."""
    bracketed = [part.kind for part in parts[:3:2]] == ["(", ")"] and len(parts) > 3
    letter = parts[1] if bracketed else parts[0]
    dotted = len(parts) > 2 and parts[1].kind in (".", ":") and parts[0].kind in ("letters", "word")
    if (bracketed or dotted) and letter.text in set("ABCDEF"):
        rest = parts[3] if bracketed else parts[2]
        if bracketed and rest.kind not in ("word", "letters", "number"):
            return None
        return Words(letter.text.lower(), more=rest.text)
    return None


def _listing(parts: list[Token]) -> Reading | None:
    pieces = split(parts, lambda part: part.kind in (",", ";") or part.text in LABELS)
    if len(pieces) == 1:
        return None
    items = [_reading(piece) for piece in pieces if piece]
    if len({isinstance(item, Words) for item in items}) != 1:
        raise UnreadError("words among numbers")
    return _flat(items, either=any(part.text == "or" for part in top(parts)))


def _flat(items: list[Reading], *, either: bool) -> Reading:
    flat: list[Reading] = []
    for item in items:
        flat.extend(item.items if isinstance(item, Listing) else (item,))
    return Listing(tuple(flat), either) if len(flat) > 1 else flat[0]


def _united(parts: list[Token]) -> Reading | None:
    pieces = split(parts, lambda part: part.kind == "\\cup")
    return Union(tuple(_reading(piece) for piece in pieces)) if len(pieces) > 1 else None


def _chained(parts: list[Token]) -> Reading | None:
    signs = tuple(part.kind for part in top(parts) if part.kind in _RELATIONS)
    if not signs:
        return None
    pieces = split(parts, lambda part: part.kind in _RELATIONS)
    return Chain(tuple(_reading(piece) for piece in pieces), signs)


def _matrix(parts: list[Token]) -> Reading | None:
    if parts[0].kind != "begin" or closing(parts, 0) != len(parts) - 1:
        return None
    if parts[0].text not in _MATRICES or parts[0].text == "vmatrix":
        raise UnreadError(parts[0].text)
    rows = [row for row in split(parts[1:-1], lambda part: part.kind == "\\\\") if row]
    cells = tuple(tuple(_reading(cell) for cell in split(row, lambda part: part.kind == "&")) for row in rows)
    if len({len(row) for row in cells}) != 1:
        raise UnreadError("rows of different length")
    return Matrix(cells)


def _grouped(parts: list[Token]) -> Reading | None:
    """Brackets around the whole, with commas inside."""
    if parts[0].kind not in ("(", "[", "\\{", "\\langle") or closing(parts, 0) != len(parts) - 1:
        return None
    pieces = split(parts[1:-1], lambda part: part.kind in (",", ";"))
    ends = parts[0].kind[-1:] + parts[-1].kind[-1:] if parts[0].kind != "\\langle" else "()"
    if parts[0].kind == "\\{":
        return Listing(tuple(_reading(piece) for piece in pieces))
    if len(pieces) == 1:
        return None
    return Group(tuple(_reading(piece) for piece in pieces), ends)


def _ratio(parts: list[Token]) -> Reading | None:
    words = [part.text.lower() for part in parts if part.kind in ("word", "letters")]
    half = "".join(words)
    signs = [part for part in parts if part.kind not in ("word", "letters", ".")]
    pieces = split(signs, lambda part: part.kind == ":")
    if len(pieces) < 2 or half not in ("", "am", "pm"):
        return None
    return Ratio(tuple(_reading(piece) for piece in pieces), half)


def _based(parts: list[Token]) -> Reading | None:
    """`4210_5`, `152A_{11}`, `1200_{seven}`."""
    place = next((n for n, part in enumerate(parts) if part.kind == "_"), 0)
    minus = parts[0].text if parts[0].kind == "-" else ""
    digits = "".join(part.text for part in parts[len(minus) : place])
    if not digits or not digits.replace(".", "").isalnum() or not digits[0].isdigit():
        return None
    base = "".join(part.text for part in parts[place + 1 :]).strip("{}").lower()
    value = NUMBERS.get(base, int(base) if base.isdigit() and len(base) < 3 else 0)
    if not 2 <= value <= 36:
        raise UnreadError("base")
    return Based(minus + (digits.lstrip("0") or "0"), value)


def _dual(parts: list[Token]) -> Reading | None:
    r"""`1 \pm \sqrt{2}`: two values."""
    if not any(part.kind in ("\\pm", "\\mp") for part in parts):
        return None
    if sum(part.kind in ("\\pm", "\\mp") for part in parts) > 1:
        raise UnreadError("two signs")
    return Listing(tuple(_reading(_signed(parts, sign)) for sign in "+-"))


def _signed(parts: list[Token], sign: str) -> list[Token]:
    return [Token(sign, sign) if part.kind in ("\\pm", "\\mp") else part for part in parts]


_READERS = (_spoken, _option, _listing, _chained, _united, _matrix, _grouped, _ratio, _based, _dual)
