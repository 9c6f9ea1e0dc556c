"""Guidelines as HTML: Markdown of the team's, safe beside everything else, its mathematics left for the browser.

Raw HTML and images mean nothing in it, links lead to http(s) only. The result is one line, as `mathtext` gives it: all
text is written as character references, mathematics stands between `\\(…\\)` and `\\[…\\]`.
"""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from functools import cache
from typing import Any
from unicodedata import east_asian_width

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline, emphasis
from markdown_it.token import Token

from review_app.ui import mathtext
from review_app.ui.characters import escape
from review_app.ui.segments import OPENING, Ahead, Kind, Segment, closed

MATHEMATICS = (Kind.INLINE, Kind.DISPLAY)
# The page has headings of its own above: `#` becomes h3.
HEADINGS_START = 3

Tokens = Sequence[Token]


def html(text: str) -> str:
    """The guidelines as one line of safe HTML, to be typeset in the browser.

    >>> html("**Half** is \\\\(\\\\frac{1}{2}\\\\), not <b>")
    '<div class="mathtext guidelines"><p><strong>Half</strong> is \\\\(\\\\frac{1}{2}\\\\), not &#60;b&#62;</p></div>'
    """
    return f'<div class="mathtext guidelines">{parser().render(text)}</div>'


@cache
def parser() -> MarkdownIt:
    """CommonMark with tables and mathematics, without images, raw HTML and underlined headings."""
    made = MarkdownIt("commonmark", {"html": False, "xhtmlOut": False}, renderer_cls=Renderer)
    made.enable(["table", "strikethrough"]).disable(["image", "html_block", "html_inline", "lheading", "reference"])
    made.inline.ruler.before("escape", "mathematics", mathematics)
    made.inline.ruler.at("emphasis", stars)
    made.validateLink = leads_out  # type: ignore[method-assign]
    return made


def leads_out(url: str) -> bool:
    """Whether a link may be one: the pages' own addresses do things."""
    return url.lower().startswith(("https://", "http://"))


def mathematics(state: StateInline, silent: bool) -> bool:
    """An inline rule: a formula, with the delimiters that all pages know; money is none."""
    opening = OPENING.match(state.src, state.pos)
    if opening is None:
        return False
    found = closed(ahead_of(state), opening, dollars=False)
    if found is None or found.kind not in MATHEMATICS or found.end > state.posMax:
        return False
    if not silent:
        state.push("mathematics", "", 0).meta = {"segment": found}
    state.pos = found.end
    return True


def stars(state: StateInline, silent: bool) -> bool:
    """`**bold**` as CommonMark has it, and between Chinese characters too, where no blank shows what a star is for."""
    start = state.pos
    if not emphasis.tokenize(state, silent):
        return False
    before, after = state.src[start - 1 : start], state.src[state.pos : state.pos + 1]
    if state.src[start] == "*" and (wide(before) or wide(after)):
        for mark in state.delimiters[start - state.pos :]:
            mark.open, mark.close = bool(after.strip()), bool(before.strip())
    return True


def wide(character: str) -> bool:
    """Whether it is a Chinese character or sign.

    >>> [wide(one) for one in ("判", "：", "a", "")]
    [True, True, False, False]
    """
    return bool(character) and east_asian_width(character) in "WF"


def ahead_of(state: StateInline) -> Ahead:
    """What lies ahead in this paragraph; each is read once, however many signs it has."""
    known = state.env.get("ahead")
    if known is None or known.text is not state.src:
        known = state.env["ahead"] = Ahead(state.src)
    return known


class Renderer(RendererHTML):
    """Writes text as character references and no line breaks, so that nothing after it reads more into it."""

    def render(self, tokens: Tokens, options: Any, env: MutableMapping[str, Any]) -> str:
        """What is left of line breaks is between elements."""
        return super().render(tokens, options, env).replace("\n", "").strip()

    def text(self, tokens: Tokens, at: int, options: Any, env: Any) -> str:
        """Plain text."""
        return escape(tokens[at].content)

    def mathematics(self, tokens: Tokens, at: int, options: Any, env: Any) -> str:
        """A formula."""
        segment: Segment = tokens[at].meta["segment"]
        return mathtext.show(segment)

    def code_inline(self, tokens: Tokens, at: int, options: Any, env: Any) -> str:
        """`code` in a line."""
        return f"<code>{escape(tokens[at].content)}</code>"

    def code_block(self, tokens: Tokens, at: int, options: Any, env: Any) -> str:
        """Code on lines of its own, indented."""
        return mathtext.code(tokens[at].content)

    def fence(self, tokens: Tokens, at: int, options: Any, env: Any) -> str:
        """Code on lines of its own, between ```."""
        return mathtext.code(tokens[at].content)

    def softbreak(self, tokens: Tokens, at: int, options: Any, env: Any) -> str:
        """A line break in the source is a blank, but not between two Chinese characters."""
        around = tokens[at - 1].content[-1:], tokens[at + 1].content[:1] if at + 1 < len(tokens) else ""
        return "" if all(map(wide, around)) else " "

    def heading_open(self, tokens: Tokens, at: int, options: Any, env: Any) -> str:
        """`#` to `######`."""
        return f"<{lowered(tokens[at].tag)}>"

    def heading_close(self, tokens: Tokens, at: int, options: Any, env: Any) -> str:
        """The end of a heading."""
        return f"</{lowered(tokens[at].tag)}>"

    def link_open(self, tokens: Tokens, at: int, options: Any, env: Any) -> str:
        """A link opens beside the page and tells the other side nothing."""
        return f'<a href="{escape(str(tokens[at].attrs["href"]))}" target="_blank" rel="noopener noreferrer">'


def lowered(tag: str) -> str:
    """h1 -> h3."""
    return f"h{min(int(tag[1:]) + HEADINGS_START - 1, 6)}"
