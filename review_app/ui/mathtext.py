"""Mathtext: hostile model text in, HTML out that is safe to show and whose mathematics the browser typesets.

Everything outside mathematics is written as character references, so neither HTML nor Markdown nor a stray
delimiter in it means anything. Mathematics is left between `\\(…\\)` and `\\[…\\]`, the only delimiters that
the pages typeset; the typesetter (KaTeX, untrusted) makes no links, no images and no requests.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

# Longer texts are shown with their middle left out: a page of 200,000 characters makes every browser slow.
MAX_CHARACTERS = 60_000
KEPT_AT_START = 20_000

# A longer formula is shown as code: nobody reads it typeset, and the typesetter's time grows with it.
MAX_FORMULA = 4_000

LATEX_DELIMITERS: list[dict[str, str | bool]] = [
    {"left": r"\(", "right": r"\)", "display": False},
    {"left": r"\[", "right": r"\]", "display": True},
]

# What Markdown, HTML or the typesetter could take for more than a character.
SPECIAL = re.compile(r"[&<>\"'*_#`~\[\]!|$(){}+=:@.-]")

# Characters that are not seen but change what is: shown as a small code so that nobody is misled.
INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")

ENVIRONMENTS = (
    "align|align\\*|aligned|equation|equation\\*|gather|gather\\*|eqnarray|eqnarray\\*|cases|array|[pbvBV]?matrix"
)
OPENING = re.compile(
    rf"```[a-zA-Z]*\n?|\\\(|\\\[|\$\$|\$|\\begin\{{({ENVIRONMENTS})\}}|\\(?:boxed|fbox)\s*(?=\{{)|\[asy\]"
)
# KaTeX knows these numbered environments only by their starred or inner names.
KATEX_NAMES = {"equation": "equation*", "eqnarray": "align*", "eqnarray*": "align*"}
NESTED_BRACES = 60
NEWLINE = "\n"

BOLD = re.compile(r"&#42;&#42;(?=\S)(.{1,400}?)(?<=\S)&#42;&#42;(?!&#42;)")
HEADING = re.compile(r"^((?:&#35;){1,6}) +(.+)$")
LOOKS_LIKE_MATH = re.compile(r"[\\^_=<>]|^-?[\d.,\s+*/()-]+$|^[A-Za-z]'?$|^[\dA-Za-z\s+*/().,:|-]{1,20}$")


class Kind(StrEnum):
    """What a stretch of text is."""

    TEXT = "text"
    INLINE = "inline"
    DISPLAY = "display"
    CODE = "code"
    DIAGRAM = "diagram"


# What closes an opening sign, and what stands between the two.
FENCE = ("```", Kind.CODE)
PAIRS = {
    r"\(": (r"\)", Kind.INLINE),
    r"\[": (r"\]", Kind.DISPLAY),
    "$$": ("$$", Kind.DISPLAY),
    "[asy]": ("[/asy]", Kind.DIAGRAM),
}


@dataclass(frozen=True, slots=True)
class Segment:
    """`text[start:end]` is of one kind; `body` is what is inside its delimiters."""

    kind: Kind
    start: int
    end: int
    body: str


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
    body = "".join(parts)
    return f'<div class="mathtext">{first_mark_named(body)}</div>'


def raw(text: str) -> str:
    """The text exactly as it came, as code: nothing typeset, invisible characters shown."""
    shown = "".join(escape(text[begin:stop]) for begin, stop in shown_ranges(len(text), None))
    return f'<pre class="rawtext"><code>{shown.replace(NEWLINE, "<br>")}</code></pre>'


def formula(text: str) -> str:
    """A bare answer (`\\frac{1}{2}`, `18`, `Tuesday`) as one displayed formula, or as text where it is none."""
    stripped = text.strip()
    if not stripped:
        return '<div class="mathtext nothing">nothing</div>'
    if re.search(r"\\\(|\\\[|\$|\n", stripped) or not re.search(r"[\\^_{}=]", stripped):
        return typeset(stripped, dollars=True)
    return f'<div class="mathtext">{show(Segment(Kind.INLINE, 0, len(stripped), stripped))}</div>'


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


def segments(text: str, dollars: bool) -> Iterator[Segment]:
    """The text cut into plain stretches and mathematics, in order and without a gap."""
    done = position = 0
    while opening := OPENING.search(text, position):
        found = closed(text, opening, dollars)
        if found is None:
            position = opening.end()
            continue
        if opening.start() > done:
            yield Segment(Kind.TEXT, done, opening.start(), text[done : opening.start()])
        yield found
        done = position = found.end
    if done < len(text):
        yield Segment(Kind.TEXT, done, len(text), text[done:])


def closed(text: str, opening: re.Match[str], dollars: bool) -> Segment | None:
    """The segment that begins at `opening`, or None where it is not closed or no mathematics."""
    sign, start, inside = opening.group(), opening.start(), opening.end()
    if start and text[start - 1] == "\\" and sign[0] in "$\\":
        return None
    if pair := PAIRS.get(sign) or (FENCE if sign.startswith("```") else None):
        return until(text, start, inside, *pair)
    if sign == "$":
        return dollar_segment(text, start, dollars)
    if opening.group(1):
        return environment(text, start, opening.group(1))
    return bare_box(text, start, inside)


def until(text: str, start: int, inside: int, closing: str, kind: Kind) -> Segment | None:
    """From `start` to the next closing delimiter; a paragraph break inside ends the hope of an inline one."""
    end = text.find(closing, inside)
    if end < 0 or (kind is Kind.INLINE and "\n\n" in text[inside:end]):
        return None
    return Segment(kind, start, end + len(closing), text[inside:end])


def dollar_segment(text: str, start: int, dollars: bool) -> Segment | None:
    """`$…$` that is mathematics and not two sums of money."""
    end = start + 1
    while (end := text.find("$", end)) > 0 and text[end - 1] == "\\":
        end += 1
    body = text[start + 1 : end]
    if end < 0 or not body.strip() or "\n\n" in body:
        return None
    money = body[0].isspace() or body[-1].isspace() or text[end + 1 : end + 2].isdigit()
    if not dollars and (money or not LOOKS_LIKE_MATH.search(body)):
        return None
    return Segment(Kind.INLINE, start, end + 1, body)


def environment(text: str, start: int, name: str) -> Segment | None:
    """A bare `\\begin{align}…\\end{align}`."""
    closing = rf"\end{{{name}}}"
    end = text.find(closing, start)
    if end < 0:
        return None
    end += len(closing)
    body = text[start:end]
    known = KATEX_NAMES.get(name)
    if known:
        body = body.replace(f"{{{name}}}", f"{{{known}}}")
    return Segment(Kind.DISPLAY, start, end, body)


def bare_box(text: str, start: int, brace: int) -> Segment | None:
    """A `\\boxed{…}` that stands outside mathematics."""
    depth = 0
    for place in re.finditer(r"\\.|[{}]", text[brace : brace + MAX_FORMULA], re.DOTALL):
        depth += {"{": 1, "}": -1}.get(place.group(), 0)
        if depth == 0:
            end = brace + place.end()
            return Segment(Kind.INLINE, start, end, text[start:end])
    return None


def show(segment: Segment) -> str:
    """The HTML of one segment."""
    if segment.kind is Kind.TEXT:
        return show_text(segment.body)
    if segment.kind is Kind.DIAGRAM:
        return f'<details class="diagram"><summary>diagram, as Asymptote code</summary>{code(segment.body)}</details>'
    if segment.kind is Kind.CODE or too_heavy(segment.body):
        return code(segment.body)
    body = escape_math(segment.body)
    return rf"\[{body}\]" if segment.kind is Kind.DISPLAY else rf"\({body}\)"


def code(text: str) -> str:
    """Code on its own lines."""
    return f'<pre class="code"><code>{escape(text.strip(NEWLINE)).replace(NEWLINE, "<br>")}</code></pre>'


def too_heavy(body: str) -> bool:
    """A formula that the typesetter should not be given."""
    return len(body) > MAX_FORMULA or "{" * NESTED_BRACES in body.replace(" ", "")


def escape_math(body: str) -> str:
    """Mathematics on one line, as character data: the browser reads the same LaTeX, and no tag."""
    one_line = re.sub(r"\s*\n\s*", " ", INVISIBLE.sub("", body))
    return html.escape(one_line, quote=True)


def show_text(text: str) -> str:
    """Plain text: escaped, with line breaks, bold and headings."""
    lines = [emphasise(escape(line)) for line in text.split("\n")]
    return re.sub(r"(?:<br>){3,}", "<br><br>", "<br>".join(lines))


def emphasise(line: str) -> str:
    """`**bold**` and `# heading` of an escaped line."""
    heading = HEADING.match(line)
    if heading:
        return f'<strong class="heading">{heading.group(2)}</strong>'
    return BOLD.sub(r"<strong>\1</strong>", line)


def escape(text: str) -> str:
    """Every character that could mean something becomes a reference; what is invisible becomes visible."""
    safe = SPECIAL.sub(lambda found: f"&#{ord(found.group())};", text)
    visible = INVISIBLE.sub(lambda found: f'<span class="invisible">U+{ord(found.group()):04X}</span>', safe)
    return visible.replace("\\", "&#92;<wbr>")
