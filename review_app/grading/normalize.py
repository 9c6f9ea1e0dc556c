"""Normalize: one spelling for texts that differ only in how they are typeset.

Only changes that never alter what is said: `\\dfrac12` and `\\frac{1}{2}` become one text, `0.5` is another.
"""

from __future__ import annotations

import re
from typing import NewType

Typeset = NewType("Typeset", str)

# A text longer than this is no short answer: it is compared as it stands, so that cleaning stays quick.
TYPESET_LIMIT = 5_000

CHARACTERS = str.maketrans(
    {
        **{chr(0xFF01 + n): chr(0x21 + n) for n in range(94) if chr(0x21 + n) not in "\\$"},  # full-width forms
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff", ""),  # zero-width
        **dict.fromkeys("\u00a0\u2002\u2003\u2009\u200a\u202f\u3000", " "),
        **dict.fromkeys("\u2010\u2011\u2212\u2013", "-"),
        "。": ".",
        "、": ",",
        "°": "\\circ ",
        "π": "\\pi ",
        "≤": "\\le ",
        "≥": "\\ge ",
        "≠": "\\ne ",
        "∞": "\\infty ",
        "∪": "\\cup ",
        "×": "\\times ",
    }
)
# The degree sign becomes `\circ` above and `°` again below: `45^\circ`, `45^{\circ}` and `45°` are one text.
_COMMANDS = {
    **dict.fromkeys(("\\left", "\\right", "\\big", "\\Big", "\\bigl", "\\bigr", "\\Bigl", "\\Bigr"), ""),
    **dict.fromkeys(("\\displaystyle", "\\textstyle", "\\limits", "\\!", "\\(", "\\)", "\\[", "\\]"), ""),
    **dict.fromkeys(("\\,", "\\;", "\\:", "\\>", "\\ ", "\\\n", "\\quad", "\\qquad", "\\thinspace"), " "),
    **dict.fromkeys(("\\dfrac", "\\tfrac", "\\cfrac"), "\\frac"),
    "\\dbinom": "\\binom",
    "\\tbinom": "\\binom",
    "\\leq": "\\le",
    "\\geq": "\\ge",
    "\\neq": "\\ne",
    "\\leqslant": "\\le",
    "\\geqslant": "\\ge",
    "\\lbrace": "\\{",
    "\\rbrace": "\\}",
    "\\degree": "°",
    "\\circ": "°",
    "\\%": "%",
    "\\$": "$",
}
_COMMAND = re.compile(r"\\(?:[a-zA-Z]+|[\s\S])")
_NULL_DELIMITER = re.compile(r"\\(?:left|right)\s*\.(?![0-9])")
_DOLLARS = re.compile(r"(?<!\\)\$+")
_WORDS = re.compile(r"\\(?:text|textbf|textrm|textit|textnormal|mathrm|mbox|hbox)\s*\{([^{}\\]*)\}")
_DEGREE = re.compile(r"\s*\^\s*(?:°|\{\s*°\s*\})")
_FRACTION = re.compile(r"\\frac\s*(\{[^{}]*\}|[0-9a-zA-Z])\s*(\{[^{}]*\}|[0-9a-zA-Z])")
_ROOT = re.compile(r"\\sqrt\s*([0-9a-zA-Z])(?![a-zA-Z])")
_SCRIPT = re.compile(r"([_^])\s*\{\s*([0-9a-zA-Z])\s*\}")
THOUSANDS = re.compile(r"(?<=[0-9])(?:\s?\{,\}\s?|,\s?\\!\s?|\\,\s?)(?=[0-9]{3}(?![0-9]))")
COMMAS = re.compile(r"([^0-9]*[0-9]{1,3})((?:,[0-9]{3})+)(\.[0-9]+)?([^0-9]*)")
_LOOSE = re.compile(r"(?<!\w) | (?!\w)")
# A tilde in front may say `about`.
_WHITE = re.compile(r"(?:\s|(?<=\S)~)+")
_FULL_STOP = re.compile(r"(?<!\.)\.$")
# Nothing to clean in most answers of word problems.
_CLEAN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def typeset(text: str) -> Typeset:
    r"""The one spelling of a short answer.

    >>> typeset(r"$\left( 3,\dfrac12 \right)$."), typeset(r"\text{ 10{,}000 }"), typeset("\\$1,250")
    ('(3,\\frac{1}{2})', '10000', '$1250')
    """
    if len(text) > TYPESET_LIMIT or _CLEAN.fullmatch(text):
        return Typeset(text)
    text = _WHITE.sub(" ", text.translate(CHARACTERS))
    text = _plain_commands(paired_dollars(THOUSANDS.sub("", text)))
    text = COMMAS.sub(_joined, text) if "," in text and COMMAS.fullmatch(text) else text
    return Typeset(_trimmed(_LOOSE.sub("", _WHITE.sub(" ", text))))


def paired_dollars(text: str) -> str:
    """Without `$…$`; a lone `$` in front is money."""
    if len(_DOLLARS.findall(text)) % 2 == 0:
        return _DOLLARS.sub("", text)
    return text


def _plain_commands(text: str) -> str:
    if "\\" not in text:
        return _SCRIPT.sub(r"\1\2", text)
    text = _NULL_DELIMITER.sub("", text)
    text = _WORDS.sub(r" \1 ", text)
    text = _COMMAND.sub(lambda command: _COMMANDS.get(command[0], command[0]), text)
    text = _DEGREE.sub("°", text)
    text = _FRACTION.sub(_braced, text)
    return _SCRIPT.sub(r"\1\2", _ROOT.sub(r"\\sqrt{\1}", text))


def _braced(fraction: re.Match[str]) -> str:
    upper, lower = (part.strip("{}").strip() for part in fraction.groups())
    return f"\\frac{{{upper}}}{{{lower}}}"


def _joined(number: re.Match[str]) -> str:
    return f"{number[1]}{number[2].replace(',', '')}{number[3] or ''}{number[4]}"


def _trimmed(text: str) -> str:
    """Without white space, a full stop at the end, and braces around the whole."""
    text = _FULL_STOP.sub("", text.strip()).rstrip()
    while len(text) > 1 and text[0] == "{" and text[-1] == "}" and "{" not in text[1:] and "}" not in text[:-1]:
        text = text[1:-1].strip()
    return text
