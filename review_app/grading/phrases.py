"""Phrases: where a text says outright what its answer is: `The answer is 5.`, `#### 5`, `答案是 5`."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass

# What follows "the answer is" further than this is no short answer.
PHRASE_LIMIT = 200
# A text that says its answer more often than this repeats itself: its last words are read.
PHRASES_LIMIT = 50
# An answer set apart stands within this many characters of the end.
TAIL_LIMIT = 1_000

_SAYS = re.compile(
    r"(?:\b(?:final |correct |rewritten )?answer(?:\*\*)?\s?(?:to [^.\n:]{1,80} )?(?:is|:|=)(?:\*\*)?"
    r"|答案(?:\*\*)?\s?(?:应该)?(?:是|为|：|:))"
    r"(?:\s?[:：])?[ \t*]{0,6}\n?[ \t*]{0,6}(?=\S)",
    re.IGNORECASE,
)
_HASHES = re.compile(r"^(?:####(?!#)|A:)[ \t]{0,6}(?=\S)", re.MULTILINE)
_HEADING = re.compile(
    r"^[ \t#*]{0,8}(?:final |the )?(?:answer|最终答案|答案)[ \t:：*]{0,8}\n{1,2}(?=\S)",
    re.IGNORECASE | re.MULTILINE,
)
_FIELD = re.compile(
    r"\"(?:final_?)?answer\"\s{0,4}:\s{0,4}(?:\"([^\"\\\n]{1,200})\"|(-?[0-9][0-9.]{0,40}))\s{0,9}[,}]",
    re.IGNORECASE,
)
_BOLD = re.compile(r"(?:^|\n)[ \t]*\*\*([^*\n]{1,80})\*\*[.。]?\s*$")
_SENTENCE = re.compile(r"[。；;\n]|[.!](?=\s|$)|\*\*")
_DIGIT_OR_SYMBOL = re.compile(r"[0-9\\]")


@dataclass(frozen=True, slots=True)
class Phrase:
    """`text[start:end]` is what the sentence gives as the answer; `last` says that nothing follows it."""

    start: int
    end: int
    last: bool


def said(text: str, start: int = 0) -> list[Phrase]:
    """Every place from `start` on that says what the answer is.

    >>> text = "The answer is 18 dollars."
    >>> [text[phrase.start : phrase.end] for phrase in said(text)]
    ['18 dollars']
    """
    return [_phrase(text, match.end()) for match in deque(_SAYS.finditer(text, start), PHRASES_LIMIT)]


def hashed(text: str, start: int = 0) -> list[Phrase]:
    """Lines `#### 18` as GSM8K writes them; a heading of Markdown, `#### Step 2: count`, gives none."""
    lines = [_line(text, match.end()) for match in deque(_HASHES.finditer(text, start), PHRASES_LIMIT)]
    return [line for line in lines if line.last or _numeric(text[line.start : line.end])]


def set_apart(text: str, start: int = 0) -> Phrase | None:
    """An answer that stands alone: under a heading, in a JSON object, or as a last line in bold type.

    >>> text = 'It adds up.\\n**18**'
    >>> phrase = set_apart(text)
    >>> text[phrase.start : phrase.end]
    '18'
    """
    tail = max(start, len(text) - TAIL_LIMIT)
    for pattern in (_FIELD, _BOLD):
        found = list(pattern.finditer(text, tail))
        if found:
            return _trimmed(text, *found[-1].span(found[-1].lastindex or 0))
    headings = list(_HEADING.finditer(text, tail))
    return _line(text, headings[-1].end()) if headings else None


def _phrase(text: str, start: int) -> Phrase:
    sentence_end = _SENTENCE.search(text, start, start + PHRASE_LIMIT)
    end = sentence_end.start() if sentence_end else min(len(text), start + PHRASE_LIMIT)
    return _trimmed(text, start, end)


def _line(text: str, start: int) -> Phrase:
    end = text.find("\n", start, start + PHRASE_LIMIT)
    return _trimmed(text, start, min(len(text), start + PHRASE_LIMIT) if end < 0 else end)


def _trimmed(text: str, start: int, end: int) -> Phrase:
    end = start + len(text[start:end].rstrip())
    rest = text[end : end + PHRASE_LIMIT].strip(" \t\r\n.。*$!`\"'}),]")
    return Phrase(start, end, last=not rest and len(text) - end <= PHRASE_LIMIT)


def _numeric(line: str) -> bool:
    return len(line) <= PHRASE_LIMIT and _DIGIT_OR_SYMBOL.match(line.lstrip("-+$€£( ")) is not None
