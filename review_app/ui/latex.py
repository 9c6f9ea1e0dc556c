"""Latex: which formulas the browser's typesetter is given, and how they are written for it.

The typesetter (KaTeX, untrusted) makes no links, no images and no requests. But a formula with an open brace makes it
take the words that follow for mathematics, 300 nested superscripts crash the browser's tab, `\\gdef\\frac…` changes
every later formula of the page, and the rest of a line after `%` is not shown at all. So what it would not show as
it stands is shown as code instead.
"""

from __future__ import annotations

import html
import re

from review_app.services.invisible import INVISIBLE

# A longer formula is shown as code: nobody reads it typeset, and the typesetter's time grows with it.
MAX_FORMULA = 4_000

# Chromium's tab crashes somewhere above 60 levels; formulas of the benchmarks have less than ten.
MAX_DEPTH = 40

TOKEN = re.compile(r"\\(?:[a-zA-Z]+|.|$)|[{}]", re.DOTALL)
DEPTH = {"{": 1, "}": -1, r"\left": 1, r"\right": -1, r"\begin": 1, r"\end": -1}

# These end the formula for the typesetter; a lone backslash at the end joins with the closing delimiter.
DELIMITERS = frozenset((r"\(", r"\)", r"\[", r"\]", "\\"))

# Definitions hold for every later formula of the page, whoever wrote it; links and pictures are not followed.
REFUSED = frozenset(
    rf"\{name}"
    for name in (
        "def", "edef", "gdef", "xdef", "let", "futurelet", "global", "long", "newcommand", "renewcommand",
        "providecommand", "href", "url", "includegraphics", "htmlClass", "htmlId", "htmlStyle", "htmlData",
    )
)  # fmt: skip


def readable(body: str) -> bool:
    """Whether the typesetter shows this formula as it stands.

    >>> readable("\\\\frac{1}{2}"), readable("\\\\frac{1}{2"), readable("\\\\gdef\\\\pi{3}")
    (True, False, False)
    """
    if len(body) > MAX_FORMULA or INVISIBLE.search(body.replace("\r\n", "\n")):
        return False
    depth = 0
    for found in TOKEN.finditer(body):
        token = found.group()
        depth += DEPTH.get(token, 0)
        if not 0 <= depth <= MAX_DEPTH or token in REFUSED or (not depth and token in DELIMITERS):
            return False
    return depth == 0


def written(body: str) -> str:
    """The formula on one line as character data: the browser reads the same LaTeX, and no tag, and no comment.

    >>> written("50% < x")
    '50\\\\% &lt; x'
    """
    one_line = " ".join(line.strip() for line in body.replace("\r\n", "\n").split("\n"))
    whole = re.sub(r"\\.|%", lambda found: r"\%" if found.group() == "%" else found.group(), one_line)
    return html.escape(whole, quote=True)
