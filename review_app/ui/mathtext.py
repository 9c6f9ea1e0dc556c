"""Mathtext: hostile model text in, HTML out that is safe to show and whose mathematics the browser typesets.

Everything outside mathematics is written as character references, so neither HTML nor Markdown nor a stray
delimiter in it means anything. Mathematics is left between `\\(…\\)` and `\\[…\\]`, the only delimiters that
the pages typeset; the typesetter (KaTeX, untrusted) makes no links, no images and no requests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from review_app.ui import latex
from review_app.ui.characters import escape
from review_app.ui.segments import Kind, Segment, segments

# Longer texts are shown with their middle left out: a page of 200,000 characters makes every browser slow.
MAX_CHARACTERS = 60_000
KEPT_AT_START = 20_000

# A formula shown as code gets lines of its own where it would not fit into one.
MAX_INLINE_CODE = 120

LATEX_DELIMITERS: list[dict[str, str | bool]] = [
    {"left": r"\(", "right": r"\)", "display": False},
    {"left": r"\[", "right": r"\]", "display": True},
]

NEWLINE = "\n"

# No star inside, so that a line of 40,000 stars is read once and not 400 times.
BOLD = re.compile(r"&#42;&#42;(?=\S)((?:(?!&#42;).){1,400})(?<=\S)&#42;&#42;(?!&#42;)")
HEADING = re.compile(r"^((?:&#35;){1,6}) +(.+)$")
# Of a bare answer: it brings its own delimiters; all it may have without a LaTeX command; what typesetting would spoil.
DELIMITED = re.compile(r"\\\(|\\\[|(?<!\\)\$|\n")
PLAIN_FORMULA = re.compile(r"(?=.*[\dA-Za-z])(?:[-+*/=<>()\[\]|!.,^_'\dA-Za-z\s]|[\^_]\{[^{}]*\})+")
RUNS_TOGETHER = re.compile(r"[A-Za-z]{2}|\d,\d{3}(?!\d)|[\dA-Za-z]\s+[\dA-Za-z]")

# A displayed formula and a block of code stand on lines of their own as it is.
BLOCK_START = re.compile(r"(?:<br>)+(?=(?:<mark>)?(?:\\\[|<pre|<details))")
BLOCK_END = re.compile(r"((?:\\\]|</pre>|</details>)(?:</mark>)?)(?:<br>)+")


def typeset(text: str, *, dollars: bool = False, mark: tuple[int, int] | None = None) -> str:
    """HTML of a text with its mathematics. `dollars`: every `$…$` is mathematics (MATH), else only where it looks so.

    >>> typeset("1 < 2", dollars=True)
    '<div class="mathtext">1 &#60; 2</div>'

    `mark` is the place of the answer, `(start, end)` in characters: it is highlighted and carries the id
    `found-answer`. A formula that holds the answer is highlighted whole.
    """
    parts: list[str] = []
    parts_end = 0
    for begin, stop in shown_ranges(len(text), mark):
        if begin:
            parts.append(gap(begin - parts_end))
        window = text[begin:stop]
        shifted = (mark[0] - begin, mark[1] - begin) if mark else None
        parts.extend(pieces(window, dollars, shifted))
        parts_end = stop
    parts.append(gap(len(text) - parts_end))
    body = BLOCK_END.sub(r"\1", BLOCK_START.sub("", "".join(parts)))
    return f'<div class="mathtext">{first_mark_named(body)}</div>'


def formula(text: str) -> str:
    """A bare answer (`\\frac{1}{2}`, `18`, `Tuesday`) as one formula, or as text where it is none."""
    stripped = text.strip()
    if not stripped:
        return '<div class="mathtext nothing">nothing</div>'
    if not is_formula(stripped):
        return typeset(stripped)
    return f'<div class="mathtext">{show(Segment(Kind.INLINE, 0, len(stripped), stripped))}</div>'


def is_formula(answer: str) -> bool:
    """Whether a bare answer reads well typeset: words would run together, `1,000` and `{1, 2}` would change.

    >>> [is_formula(answer) for answer in ("5i + 1", "\\\\frac{1}{2}", "x = 3 or x = 4", "1,000", "12 cm")]
    [True, True, False, False, False]
    """
    if DELIMITED.search(answer):
        return False
    if "\\" in answer:
        return True
    return bool(PLAIN_FORMULA.fullmatch(answer)) and not RUNS_TOGETHER.search(answer)


def shown_ranges(length: int, mark: tuple[int, int] | None) -> list[tuple[int, int]]:
    """Which parts of a text are shown: all of it, or its start and a stretch around the answer (or the end)."""
    if length <= MAX_CHARACTERS:
        return [(0, length)]
    kept = MAX_CHARACTERS - KEPT_AT_START
    middle = mark[0] if mark else length
    begin = min(max(middle - kept // 2, KEPT_AT_START), length - kept)
    return [(0, KEPT_AT_START), (begin, begin + kept)]


def gap(characters: int) -> str:
    """The visible sign that something was left out."""
    return f'<p class="left-out">… {characters:,} characters not shown …</p>' if characters > 0 else ""


def pieces(text: str, dollars: bool, mark: tuple[int, int] | None) -> Iterator[str]:
    """The HTML of each segment, the marked stretch wrapped in <mark>."""
    for segment in segments(text, dollars):
        if mark is None or segment.end <= mark[0] or mark[1] <= segment.start:
            yield show(segment)
        elif segment.kind is Kind.TEXT:
            yield from marked_text(segment, mark)
        else:
            yield f"<mark>{show(segment)}</mark>"


def marked_text(segment: Segment, mark: tuple[int, int]) -> Iterator[str]:
    """A text segment cut at the ends of the mark."""
    begin = max(mark[0] - segment.start, 0)
    stop = mark[1] - segment.start
    yield show_text(segment.body[:begin])
    yield f"<mark>{show_text(segment.body[begin:stop])}</mark>"
    yield show_text(segment.body[stop:])


def first_mark_named(body: str) -> str:
    """The first highlight is what the page scrolls to."""
    return body.replace("<mark>", '<mark id="found-answer">', 1)


def show(segment: Segment) -> str:
    """The HTML of one segment."""
    if segment.kind is Kind.TEXT:
        return show_text(segment.body)
    if segment.kind is Kind.DIAGRAM:
        return f'<details class="diagram"><summary>diagram, as Asymptote code</summary>{code(segment.body)}</details>'
    if segment.kind is Kind.CODE:
        return code(segment.body)
    if not latex.readable(segment.body):
        return formula_code(segment.body)
    body = latex.written(segment.body)
    return rf"\[{body}\]" if segment.kind is Kind.DISPLAY else rf"\({body}\)"


def formula_code(body: str) -> str:
    """A formula that is not typeset, as it was written."""
    if len(body) > MAX_INLINE_CODE or NEWLINE in body:
        return code(body)
    return f'<code class="formula">{escape(body)}</code>'


def code(text: str) -> str:
    """Code on its own lines."""
    return f'<pre class="code"><code>{escape(unix_lines(text).strip(NEWLINE))}</code></pre>'


def unix_lines(text: str) -> str:
    """The same with lines that end as on Unix."""
    return text.replace("\r\n", NEWLINE)


def show_text(text: str) -> str:
    """Plain text: escaped, with line breaks, bold and headings."""
    lines = [emphasise(escape(line)) for line in unix_lines(text).split(NEWLINE)]
    return re.sub(r"(?:<br>){3,}", "<br><br>", "<br>".join(lines))


def emphasise(line: str) -> str:
    """`**bold**` and `# heading` of an escaped line."""
    heading = HEADING.match(line)
    if heading:
        return f'<strong class="heading">{heading.group(2)}</strong>'
    return BOLD.sub(r"<strong>\1</strong>", line)
