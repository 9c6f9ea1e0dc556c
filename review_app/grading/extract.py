"""Extract: the answer of a response, where it stands, and how surely it is the one the response gives."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from review_app.domain import Answer, Strength
from review_app.grading.boxes import Box, filled, find_boxes
from review_app.grading.closing import closing_number
from review_app.grading.normalize import typeset
from review_app.grading.numerals import read_numeral
from review_app.grading.phrases import Phrase, hashed, said, set_apart
from review_app.grading.syntax.reading import read
from review_app.grading.syntax.tree import Words

# A response that goes on for longer than this after its last box has not ended with it.
TAIL_LIMIT = 2_000

# A response that is nothing but a number is its answer; no plain number that anybody gives is longer than this.
BARE_LIMIT = 40

_THINKING = re.compile(
    r"<(?P<open>think(?:ing)?|thought|reasoning)>|</(?:think(?:ing)?|thought|reasoning)>"
    r"|<\|(?P<begin>)begin_of_thought\|>|<\|end_of_thought\|>"
)
_SECOND_THOUGHTS = re.compile(
    r"\b(?:mistake|reconsider|re-?check|re-?evaluate|re-?examine|wait|apologi[sz]e|not correct|incorrect|"
    r"is wrong|was wrong|an error|should (?:actually )?be|correct answer|does not match|doesn't match|"
    r"does not make sense|doesn't make sense|contradict\w*|impossible)\b"
    r"|重新(?!考虑)|有误|错误|不正确|不符合|不合理|应该是|应为|矛盾|不可能|抱歉|检查",
    re.IGNORECASE,
)


def extract(text: str) -> Answer:
    r"""The answer of a response; never raises, and `text[answer.start:answer.end] == answer.text`.

    >>> extract(r"So Ann has \boxed{18} apples.")
    Answer(text='18', start=18, end=20, method='box', strength=<Strength.SURE: 'sure'>, doubt='')
    >>> extract("I do not know.").doubt
    'no_answer'
    """
    spoken, thinking_open = _spoken_from(text)
    boxes = find_boxes(text)
    outside = [box for box in boxes if box.start >= spoken]
    if outside:
        return _boxed(text, outside, "cut_off" if thinking_open else "")
    answer = _stated(text, spoken, "cut_off" if thinking_open else "")
    if boxes and answer.strength is not Strength.SURE:
        return _answer(text, boxes[-1].start, boxes[-1].end, "box", "box_in_thinking")
    return answer


def _spoken_from(text: str) -> tuple[int, bool]:
    """Where the response speaks to the reader, after `</think>`; and whether its thinking never ends."""
    if not any(word in text for word in ("think", "thought", "reasoning>")):
        return 0, False
    marks = list(_THINKING.finditer(text))
    ends = [mark.end() for mark in marks if _ends(mark)]
    unfinished = bool(marks) and not _ends(marks[-1])
    return (ends[-1] if ends else 0), unfinished


def _ends(mark: re.Match[str]) -> bool:
    return mark["open"] is None and mark["begin"] is None


def _boxed(text: str, boxes: list[Box], doubt: str) -> Answer:
    last = boxes[-1]
    doubt = doubt or _doubt_of_boxes(text, boxes) or _doubt_after(text, last)
    return _answer(text, last.start, last.end, "box", doubt)


def _doubt_of_boxes(text: str, boxes: list[Box]) -> str:
    last = boxes[-1]
    if not last.closed:
        return "cut_off"
    if not filled(text, [last]):
        return "empty_box"
    if len(text) - last.after > TAIL_LIMIT:
        return "text_goes_on"
    return "several_boxes" if differ(text[box.start : box.end] for box in filled(text, boxes)) else ""


def _doubt_after(text: str, box: Box) -> str:
    """Does the text take its box back, or name another answer after it?"""
    tail = text[box.after :]
    if _SECOND_THOUGHTS.search(tail):
        return "second_thoughts"
    boxed = said_as(text[box.start : box.end])
    for phrase in said(tail) + hashed(tail):
        if not _agrees(boxed, tail[phrase.start : phrase.end]):
            return "other_answer_after"
    return ""


def _agrees(boxed: str, phrase: str) -> bool:
    """Does the box's answer stand in the phrase as a word of its own? `18` in `18 dollars`, not in `180`."""
    stated = said_as(phrase)
    return stated == boxed or re.search(rf"(?<![\w.]){re.escape(boxed)}(?!\w|\.\w)", stated) is not None


def _stated(text: str, start: int, doubt: str) -> Answer:
    """Without boxes: the whole of a bare number, the last `####` line, the last sentence that says `the answer is`."""
    bare = text[start:].strip()
    if len(bare) <= BARE_LIMIT and read_numeral(typeset(bare)) is not None:
        begin = text.index(bare, start)
        return _answer(text, begin, begin + len(bare), "bare", doubt)
    lines, phrases = hashed(text, start), said(text, start)
    if lines:
        return _of_phrase(text, lines, "hashes", doubt)
    if phrases:
        return _of_phrase(text, phrases, "phrase", doubt)
    apart = set_apart(text, start)
    if apart:
        return _of_phrase(text, [apart], "apart", doubt)
    closing = closing_number(text)
    if closing and closing[0] >= start:
        return _answer(text, *closing, "closing", doubt)
    return Answer("", len(text), len(text), "none", Strength.NONE, "no_answer")


def _of_phrase(text: str, phrases: list[Phrase], method: str, doubt: str) -> Answer:
    last = phrases[-1]
    if differ(text[phrase.start : phrase.end] for phrase in phrases):
        doubt = doubt or "several_answers"
    if not last.last:
        doubt = doubt or "text_goes_on"
    if not _understood(text[last.start : last.end]):
        doubt = doubt or "long_phrase"
    return _answer(text, last.start, last.end, method, doubt)


def _understood(text: str) -> bool:
    """A plain number, or mathematics read as a whole; words alone may be the beginning of anything."""
    return read_numeral(typeset(text)) is not None or not isinstance(read(text), Words | None)


def differ(texts: Iterable[str]) -> bool:
    """Do these answers say different things? Stops at the first difference: a text may hold thousands."""
    distinct = dict.fromkeys(text.strip() for text in texts)
    return len(distinct) > 1 and any(said_as(one) != said_as(other) for one, other in pairwise(distinct))


def said_as(text: str) -> str:
    """What two spellings of one answer share: the value of a plain number, else the typeset text."""
    clean = typeset(text.strip())
    numeral = read_numeral(clean)
    return clean if numeral is None or numeral.unit else f"{numeral.value}{'%' if numeral.percent else ''}"


def _answer(text: str, start: int, end: int, method: str, doubt: str) -> Answer:
    """An answer without the white space around it."""
    inside = text[start:end]
    start += len(inside) - len(inside.lstrip())
    inside = inside.strip()
    strength = Strength.WEAK if doubt else Strength.SURE
    return Answer(inside, start, start + len(inside), method, strength, doubt)
