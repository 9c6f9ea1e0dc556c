"""Reading: an answer as a whole: a quantity, a list, a point, an interval, a matrix, a relation, or words."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from review_app.grading.syntax.expression import expression
from review_app.grading.syntax.names import FUNCTIONS
from review_app.grading.syntax.tokens import Token, tokens
from review_app.grading.syntax.tree import (
    Based,
    Chain,
    Group,
    Listing,
    Matrix,
    Node,
    Quantity,
    Ratio,
    Reading,
    Union,
    UnreadError,
    Words,
    num,
)
from review_app.grading.syntax.units import CHANGING, NUMBERS, SHORT, SHORT_WORDS, unit_of

# Answers read lately are kept: many responses give the same one.
CACHED_READINGS = 4_096

_OPEN = {"(": 1, "[": 1, "{": 1, "\\{": 1, "\\langle": 1, "begin": 1, "\\lfloor": 1, "\\lceil": 1}
_CLOSE = {")": 1, "]": 1, "}": 1, "\\}": 1, "\\rangle": 1, "end": 1, "\\rfloor": 1, "\\rceil": 1}
_RELATIONS = frozenset(("=", "\\lt", "\\gt", "\\le", "\\ge", "\\ne", "\\in", "\\approx", "\\equiv", "\\to"))
_MATRICES = frozenset(("pmatrix", "bmatrix", "matrix", "vmatrix", "array", "smallmatrix", "Bmatrix"))
_LABELS = frozenset(("or", "and"))
_COMMANDS = frozenset(("sqrt", "binom", "frac", "log"))
_MONEY = frozenset("$€£¥")
_WORD_LIMIT = 12


@lru_cache(maxsize=CACHED_READINGS)
def read(text: str) -> Reading | None:
    r"""What the whole text says, or None where a part of it is not understood.

    >>> read(r"8\sqrt{3} \text{ square inches}").unit
    'square inch'
    >>> read("5 or so") is None
    True
    """
    try:
        return _reading(_trimmed(tokens(text)))
    except (UnreadError, RecursionError, ValueError, ZeroDivisionError):
        return None


def _trimmed(parts: list[Token]) -> list[Token]:
    while parts and parts[-1].kind in (".", ",", ";"):
        parts = parts[:-1]
    while len(parts) > 2 and parts[0].kind == "{" and _closing(parts, 0) == len(parts) - 1:
        parts = parts[1:-1]
    return parts


def _reading(parts: list[Token]) -> Reading:
    if not parts:
        raise UnreadError("nothing")
    for reader in _READERS:
        found = reader(parts)
        if found is not None:
            return found
    return _quantity(parts)


def _spoken(parts: list[Token]) -> Reading | None:
    """Words alone; a letter in brackets is the letter."""
    if [part.kind for part in parts] in (["(", "word", ")"], ["(", "letters", ")"]) and _capital(parts[1]):
        return Words(parts[1].text.lower())
    if len(parts) > _WORD_LIMIT or not all(_is_word(part) or part.kind in ("-", "'") for part in parts):
        return None
    words = " ".join(part.text.lower() for part in parts)
    if len(parts) == 1 and words in NUMBERS:
        return Quantity(num(NUMBERS[words]))
    return None if set(words.split()) & _LABELS else Words(words)


def _capital(part: Token) -> bool:
    return len(part.text) == 1 and part.text.isupper()


def _is_word(part: Token) -> bool:
    """Letters outside `\\text{…}` that are no product: `Ann`, `seven`, `yes`, `inches`."""
    if part.kind != "letters" or part.text in FUNCTIONS or part.text in _COMMANDS:
        return part.kind == "word"
    known = part.text.lower() in NUMBERS or part.text.lower() in SHORT_WORDS
    return len(part.text) > 3 or known or (len(part.text) > 1 and part.text.istitle())


def _option(parts: list[Token]) -> Reading | None:
    r"""`(E) Cylinder`, `\text{E. 12}`: the letter is what counts."""
    bracketed = [part.kind for part in parts[:3:2]] == ["(", ")"] and len(parts) > 3
    letter = parts[1] if bracketed else parts[0]
    dotted = len(parts) > 2 and parts[1].kind in (".", ":") and parts[0].kind in ("letters", "word")
    if (bracketed or dotted) and letter.text in set("ABCDEF"):
        rest = parts[3] if bracketed else parts[2]
        if bracketed and rest.kind not in ("word", "letters", "number"):
            return None
        return Words(letter.text.lower())
    return None


def _listing(parts: list[Token]) -> Reading | None:
    pieces = _split(parts, lambda part: part.kind in (",", ";") or part.text in _LABELS)
    if len(pieces) == 1:
        return None
    items = [_reading(piece) for piece in pieces if piece]
    if not items:
        raise UnreadError("commas")
    return _flat(_carried(items))


def _carried(items: list[Reading]) -> list[Reading]:
    """`x = 1, 2`: the label of the first item holds for the rest."""
    return items


def _flat(items: list[Reading]) -> Reading:
    flat: list[Reading] = []
    for item in items:
        flat.extend(item.items if isinstance(item, Listing) else (item,))
    return Listing(tuple(flat)) if len(flat) > 1 else flat[0]


def _united(parts: list[Token]) -> Reading | None:
    pieces = _split(parts, lambda part: part.kind == "\\cup")
    return Union(tuple(_reading(piece) for piece in pieces)) if len(pieces) > 1 else None


def _chained(parts: list[Token]) -> Reading | None:
    signs = tuple(part.kind for part in _top(parts) if part.kind in _RELATIONS)
    if not signs:
        return None
    pieces = _split(parts, lambda part: part.kind in _RELATIONS)
    return Chain(tuple(_reading(piece) for piece in pieces), signs)


def _matrix(parts: list[Token]) -> Reading | None:
    if parts[0].kind != "begin" or _closing(parts, 0) != len(parts) - 1:
        return None
    if parts[0].text not in _MATRICES or parts[0].text == "vmatrix":
        raise UnreadError(parts[0].text)
    rows = [row for row in _split(parts[1:-1], lambda part: part.kind == "\\\\") if row]
    cells = tuple(
        tuple(_reading(cell) for cell in _split(row, lambda part: part.kind == "&")) for row in rows
    )
    if len({len(row) for row in cells}) != 1:
        raise UnreadError("rows of different length")
    return Matrix(cells)


def _grouped(parts: list[Token]) -> Reading | None:
    """Brackets around the whole, with commas inside."""
    if parts[0].kind not in ("(", "[", "\\{", "\\langle") or _closing(parts, 0) != len(parts) - 1:
        return None
    pieces = _split(parts[1:-1], lambda part: part.kind in (",", ";"))
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
    pieces = _split(signs, lambda part: part.kind == ":")
    if len(pieces) < 2 or half not in ("", "am", "pm"):
        return None
    return Ratio(tuple(_reading(piece) for piece in pieces), half)


def _based(parts: list[Token]) -> Reading | None:
    """`4210_5`, `152A_{11}`, `1200_{seven}`."""
    place = next((n for n, part in enumerate(parts) if part.kind == "_"), 0)
    digits = "".join(part.text for part in parts[:place])
    if not digits or not digits.replace(".", "").isalnum() or not digits[0].isdigit():
        return None
    base = "".join(part.text for part in parts[place + 1 :]).strip("{}").lower()
    value = NUMBERS.get(base, int(base) if base.isdigit() and len(base) < 3 else 0)
    if not 2 <= value <= 36:
        raise UnreadError("base")
    return Based(digits.lstrip("0") or "0", value)


def _dual(parts: list[Token]) -> Reading | None:
    r"""`1 \pm \sqrt{2}`: two values."""
    if not any(part.kind in ("\\pm", "\\mp") for part in parts):
        return None
    if sum(part.kind in ("\\pm", "\\mp") for part in parts) > 1:
        raise UnreadError("two signs")
    return Listing(tuple(_reading(_signed(parts, sign)) for sign in "+-"))


def _signed(parts: list[Token], sign: str) -> list[Token]:
    return [Token(sign, sign) if part.kind in ("\\pm", "\\mp") else part for part in parts]


def _quantity(parts: list[Token]) -> Reading:
    """An expression, perhaps with money before it and a unit after it."""
    unit: list[str] = []
    if parts[0].kind in _MONEY:
        unit, parts = [parts[0].kind], parts[1:]
    elif len(parts) > 1 and parts[0].kind == "-" and parts[1].kind in _MONEY:
        unit, parts = [parts[1].kind], [parts[0], *parts[2:]]
    place = _unit_place(parts)
    words = parts[place:]
    if words:
        unit = unit or _unit_words(words)
    node = expression(parts[:place])
    if node.op in ("percent", "degrees") and not unit:
        return Quantity(node.args[0], {"percent": "percent", "degrees": "degree"}[node.op])
    if node.op == "neg" and node.args[0].op in ("percent", "degrees") and not unit:
        inner = node.args[0]
        return Quantity(Node("neg", inner.args), {"percent": "percent", "degrees": "degree"}[inner.op])
    return Quantity(node, unit_of(unit))


def _unit_place(parts: list[Token]) -> int:
    """Where the words after the expression begin."""
    depth = 0
    for place, part in enumerate(parts):
        depth += part.kind in _OPEN
        depth -= part.kind in _CLOSE
        if depth == 0 and place and (_is_word(part) or _short(parts, place)):
            return place
    return len(parts)


def _short(parts: list[Token], place: int) -> bool:
    part = parts[place]
    return (
        part.kind == "letters"
        and len(part.text) > 1
        and part.text.lower() in SHORT
        and parts[place - 1].kind == "number"
    )


def _unit_words(words: list[Token]) -> list[str]:
    """The unit's words; its power is one of them: `cm^2`."""
    made: list[str] = []
    flat = [part for part in words if part.kind not in ("{", "}", ".", "$")]
    for place, part in enumerate(flat):
        if part.kind == "^":
            continue
        if place and flat[place - 1].kind == "^" and part.text in ("2", "3"):
            made[-1:] = [{"2": "square", "3": "cubic"}[part.text], made[-1]]
        elif (
            part.kind in ("word", "letters") and part.text.lower() not in CHANGING | _LABELS and len(made) < 6
        ):
            made.append(part.text)
        else:
            raise UnreadError(part.text)
    return made


def _top(parts: list[Token]) -> list[Token]:
    """The tokens outside all brackets."""
    depth, found = 0, []
    for part in parts:
        depth += part.kind in _OPEN
        if depth == 0:
            found.append(part)
        depth -= part.kind in _CLOSE
    return found


def _split(parts: list[Token], here: Callable[[Token], bool]) -> list[list[Token]]:
    """The pieces between the separators that stand outside all brackets."""
    pieces: list[list[Token]] = [[]]
    depth = 0
    for part in parts:
        depth += part.kind in _OPEN
        depth -= part.kind in _CLOSE
        if depth == 0 and here(part):
            pieces.append([])
        else:
            pieces[-1].append(part)
    return pieces


def _closing(parts: list[Token], start: int) -> int:
    """Where the bracket that opens at `start` closes."""
    depth = 0
    for place in range(start, len(parts)):
        depth += parts[place].kind in _OPEN
        depth -= parts[place].kind in _CLOSE
        if depth == 0:
            return place
    raise UnreadError("a bracket never closes")


_READERS = (_spoken, _option, _listing, _chained, _united, _matrix, _grouped, _ratio, _based, _dual)
