"""Tokens: the signs of an answer, without those that only set type."""

from __future__ import annotations

import re
from typing import NamedTuple

from review_app.grading.normalize import CHARACTERS, COMMAS, THOUSANDS, paired_dollars
from review_app.grading.syntax.tree import UnreadError

# An answer longer than this, in characters and in tokens, is not read.
TEXT_LIMIT = 1_500
TOKENS_LIMIT = 600
# An integer of more digits is no honest answer.
DIGITS_LIMIT = 400

_SUPERSCRIPTS = {"²": "^{2}", "³": "^{3}", "¹": "^{1}", "⁴": "^{4}", "⁵": "^{5}", "⁻": "^{-}"}
_SIGNS = str.maketrans(
    {
        **_SUPERSCRIPTS,
        **{"√": "\\sqrt ", "·": "\\cdot ", "⋅": "\\cdot ", "÷": "/", "∈": "\\in ", "±": "\\pm "},
        **{"½": "\\frac12 ", "¼": "\\frac14 ", "¾": "\\frac34 ", "θ": "\\theta ", "∅": "\\emptyset "},
        **{"或": " or ", "和": " and ", "及": " and ", "与": " and ", "元": " yuan ", "％": "\\% "},
        **{"′": "'", "’": "'", "−": "-", "⟨": "\\langle ", "⟩": "\\rangle "},
    }
)
_TOKEN = re.compile(
    r"(?P<space>\s+|\{\s*\}|(?!^)~|\\[,;:!> ]|\\(?:quad|qquad|left|right|[bB]igg?[lr]?|displaystyle|textstyle"
    r"|limits|thinspace|hspace\{[^{}]*\}|rm|bf|it|boldsymbol|mathbf|mathbb|mathcal|\n)(?![a-zA-Z]))"
    r"|(?P<text>\\(?:text|textbf|textrm|textit|textsf|textnormal|mathrm|mbox|hbox|operatorname)\s*\{[^{}]*\})"
    r"|(?P<environment>\\(?:begin|end)\s*\{[a-z]*\*?\}(?:\[[a-z|]*\]|\{[lcr|]*\})?)"
    r"|(?P<number>[0-9]+(?:\.(?:[0-9]+|(?=\s*\\overline)))?|\.[0-9]+)"
    r"|(?P<letters>[a-zA-Z]+)"
    r"|(?P<command>\\(?:[a-zA-Z]+|[\s\S]))"
    r"|(?P<sign>[-+*/^_(){}\[\]|,;:=<>!'%&.$€£¥])"
)
# A sign before digits reaches over all of them.
_ROOT = re.compile(r"√\s*([0-9]+)")
_SAME = {
    **{"\\dfrac": "\\frac", "\\tfrac": "\\frac", "\\cfrac": "\\frac", "\\dbinom": "\\binom"},
    **{"\\tbinom": "\\binom", "\\leq": "\\le", "\\geq": "\\ge", "\\neq": "\\ne", "\\leqslant": "\\le"},
    **{"\\geqslant": "\\ge", "<": "\\lt", ">": "\\gt", "\\lbrace": "\\{", "\\rbrace": "\\}"},
    **{"\\degree": "\\circ", "\\times": "*", "\\cdot": "*", "\\%": "%", "\\div": "/", "\\lvert": "|"},
    **{"\\rvert": "|", "\\vert": "|", "\\mid": "|", "\\lbrack": "[", "\\rbrack": "]", "\\$": "$"},
    **{"\\colon": ":", "\\land": "and", "\\lor": "or", "\\varnothing": "\\emptyset"},
}
_WORD = re.compile(r"[a-zA-Z]+|[0-9]+(?:\.[0-9]+)?|[^\sa-zA-Z0-9]")


class Token(NamedTuple):
    """`kind` is `number`, `letters`, `word` (from `\\text{…}`), `environment`, or the sign itself."""

    kind: str
    text: str
    glued: bool = False


def tokens(text: str) -> list[Token]:
    r"""The tokens of an answer; raises UnreadError at the first sign nobody knows.

    >>> [token.kind for token in tokens(r"\left(3,\dfrac12\right)")]
    ['(', 'number', ',', '\\frac', 'number', ')']
    """
    if len(text) > TEXT_LIMIT:
        raise UnreadError("too long")
    if "..." in text or text.lstrip(" $").startswith("~"):
        raise UnreadError("vague")
    found: list[Token] = []
    text, place, glued = prepared(text), 0, False
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None or len(found) > TOKENS_LIMIT:
            raise UnreadError(text[place : place + 10])
        place = match.end()
        if match.lastgroup == "space":
            glued = False
            continue
        found.extend(_made(match, glued))
        glued = True
    return found


def prepared(text: str) -> str:
    """One spelling of characters; commas between thousands joined where they can be nothing else."""
    text = _ROOT.sub(r"\\sqrt{\1}", text).translate(_SIGNS).translate(CHARACTERS)
    text = paired_dollars(THOUSANDS.sub("", text.replace("\\(", " ").replace("\\)", " ")))
    text = text.replace("\\[", " ").replace("\\]", " ")
    return (
        COMMAS.sub(lambda m: f"{m[1]}{m[2].replace(',', '')}{m[3] or ''}{m[4]}", text)
        if COMMAS.fullmatch(text)
        else text
    )


def _made(match: re.Match[str], glued: bool) -> list[Token]:
    kind, text = match.lastgroup, match[0]
    if kind == "text":
        return _words(text[text.index("{") + 1 : -1])
    if kind == "number":
        if len(text) > DIGITS_LIMIT:
            raise UnreadError("too many digits")
        return [Token("number", text, glued)]
    if kind == "letters":
        return [Token("letters", text, glued)]
    if kind == "environment":
        name = text[text.index("{") + 1 : text.index("}")].rstrip("*")
        return [Token("begin" if text.startswith("\\begin") else "end", name)]
    text = _SAME.get(text, text)
    return [Token(text, text, glued)]


def _words(text: str) -> list[Token]:
    """What stands in `\\text{…}`: words stay words, numbers and signs are read as ever."""
    made: list[Token] = []
    for part in _WORD.findall(text.replace("\\", " ")):
        if part[0].isascii() and part[0].isalpha():
            made.append(Token("word", part))
        elif part[0].isdigit():
            made.append(Token("number", part))
        else:
            made.append(Token(_SAME.get(part, part), part))
    return made
