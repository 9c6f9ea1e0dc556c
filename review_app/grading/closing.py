"""Closing: the number that a response ends with when it names no answer: `So he needs 15 boxes.`"""

from __future__ import annotations

import re

from review_app.grading.syntax.units import NUMBERS

# A closing sentence is short, and looked for no further from the end than this.
CLOSING_LIMIT = 300

_END = re.compile(r"[.!。！]\s*$")
_BREAK = re.compile(r"[。！？!?\n]|\.(?=\s|$)")
_NUMBER = re.compile(r"(?<![0-9a-zA-Z.])-?[$€£¥]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?(?:/[0-9]+)?(?:\\?%)?")
_WORD = re.compile(rf"(?a:\b)(?:{'|'.join(NUMBERS)}|dozen|half|twice|hundred|thousand|million)\b", re.IGNORECASE)
_MATHS = re.compile(r"[\\=+*^<>≈{}]|[0-9]\s*[×x/:-]\s*[0-9]|[0-9][ap]m\b")
_DOUBT = re.compile(
    r"\b(?:no|not|cannot|n't|if|wait|check|error|mistake|or|about|approximately|at least|half)\b|[?？]"
    r"|没有|不|错误|重新|检查|如果|或|大约|约|第|应该是|分别|可能|半|代码|下午|上午|点",
    re.IGNORECASE,
)
_CONCLUDES = re.compile(
    r"^\s*(?:(?:therefore|thus|hence|so|in total|finally|in conclusion)\b|因此|所以|综上|总之|故|答)",
    re.IGNORECASE,
)
# `4支25美元的钢笔`, four pens of 25 dollars: the second number only says which pens.
_ATTRIBUTE = re.compile(r"\s*[\u4e00-\u9fff]{1,6}的")
_OUTPUT = re.compile(r"```output\n(?P<output>[^`\n]{1,40})\n```\s*(?P<sentence>[^\n]*)\s*$")


def closing_number(text: str) -> tuple[int, int] | None:
    """Where the only number of the last sentence stands, if that sentence draws a conclusion.

    >>> text = "He eats 3. So he has 15 apples left."
    >>> start, end = closing_number(text)
    >>> text[start:end]
    '15'
    """
    if not _END.search(text[-20:]):
        return None
    offset = max(0, len(text) - CLOSING_LIMIT)
    tail = text[offset:].rstrip()
    breaks = [match.end() for match in _BREAK.finditer(tail) if match.end() < len(tail)]
    start = breaks[-1] if breaks else 0
    if start == 0 and offset:
        return None
    sentence = tail[start:]
    place = _printed(text, sentence) or (_only_number(sentence) if _CONCLUDES.search(sentence) else None)
    return (offset + start + place[0], offset + start + place[1]) if place else None


def _only_number(sentence: str) -> tuple[int, int] | None:
    if _DOUBT.search(sentence) or _MATHS.search(sentence):
        return None
    found = [match.span() for match in (*_NUMBER.finditer(sentence), *_WORD.finditer(sentence))]
    if len(found) > 1:
        found = [span for span in found if not _ATTRIBUTE.match(sentence, span[1])]
    return found[0] if len(found) == 1 and _worth(sentence[slice(*found[0])]) is not None else None


def _printed(text: str, sentence: str) -> tuple[int, int] | None:
    """The one number of the sentence that a program has just printed."""
    output = _OUTPUT.search(text[-CLOSING_LIMIT * 2 :])
    if output is None or output["sentence"].strip() != sentence.strip() or _DOUBT.search(sentence):
        return None
    printed = _worth(output["output"])
    spans = [match.span() for match in (*_NUMBER.finditer(sentence), *_WORD.finditer(sentence))]
    alike = [span for span in spans if printed is not None and _worth(sentence[slice(*span)]) == printed]
    return alike[0] if len(alike) == 1 else None


def _worth(text: str) -> float | None:
    """The value of a number in digits or words; None for `half`, `3/4` and other texts."""
    if text.lower() in NUMBERS:
        return float(NUMBERS[text.lower()])
    try:
        return float(re.sub(r"[$€£¥,%\\]", "", text))
    except ValueError:
        return None
