from __future__ import annotations

from datetime import datetime
from functools import partial

import pytest

from review_app.domain import Cause
from review_app.services.history import Event, What
from review_app.ui import words
from review_app.ui.opinions import CAUSES
from review_app.ui.timeline import WRITERS, entry, timeline

AT = datetime(2025, 3, 1, 9, 30, 5)

# What each kind of event has to tell, and what must be read of it.
FACTS = {
    What.IMPORTED: (
        {"file": "out/a.jsonl", "format": "lm_eval", "responses": 3, "models": ["ada", "boole"]},
        "Imported: 3 × ada, boole out/a.jsonl · lm_eval",
    ),
    What.EXTRACTED: (
        {"grader": "1.2", "responses": 3, "methods": ["box"], "answer": "7"},
        "Grader 1.2 read this answer (3 ×) box",
    ),
    What.LEFT: (
        {"grader": "1.3", "responses": 2, "other": "c0ffee"},
        "Grader 1.3 reads another answer (2 ×): another case",
    ),
    What.GRADED: (
        {"grader": "1.2", "outcome": "incorrect", "rule": "sign", "evidence": "the signs differ"},
        "Grader 1.2: ✗ Incorrect sign the signs differ",
    ),
    What.DRAWN: (
        {"drawn_by": "Eve", "outcome": "correct", "batch": "b1", "stratum": "math"},
        "Drawn for an audit by Eve; the grader had said ✓ Correct b1 · math",
    ),
    What.CLAIMED: ({"annotator": "Ada", "blind": True}, "Ada got the case blind"),
    What.RENEWED: (
        {"annotator": "Ada", "count": 4, "until": AT},
        "Ada stayed with it (renewed 4 ×), held until 2025-03-01 09:30 UTC",
    ),
    What.EXPIRED: ({"annotator": "Ada"}, "The time of Ada ran out"),
    What.RELEASED: ({"annotator": "Ada"}, "Ada gave the case back"),
    What.SKIPPED: ({"annotator": "Ada"}, "Ada skipped the case"),
    What.DECIDED: (
        {
            "annotator": "Ada", "kind": "opinion", "outcome": "correct", "cause": "unit", "note": "so it is",
            "seconds": 7.6, "blind": True, "guideline": 2,
        },
        "Ada decided: ✓ Correct {cause} so it is blind · 8 s · guidelines 2",
    ),
    What.WITHDRAWN: ({"annotator": "Ada", "author": "Ada", "outcome": "correct"}, "Ada took back: ✓ Correct"),
    What.FLAGGED: (
        {"annotator": "Ada", "answer": "8", "note": "counted", "here": False, "other": "c0ffee"},
        r"Ada holds the reference to be wrong; the right answer is \(8\) counted · at another case",
    ),
    What.RULED: (
        {"annotator": "Eve", "ruling": "confirmed", "answer": "8", "note": ""},
        r"Eve confirmed that the reference is wrong; the right answer is \(8\)",
    ),
    What.AMENDED: (
        {"grader": "1.2", "outcome": "correct", "rule": "same", "evidence": "", "reference": "8"},
        r"Grader 1.2: ✓ Correct same By the corrected reference \(8\)",
    ),
}  # fmt: skip


def told(read, event):
    """The text of an entry, white space folded."""
    return " ".join(read(entry(event, words.english)).text.replace("\u200b", "").split())


def test_every_kind_of_event_is_told():
    assert set(WRITERS) == set(What) == set(FACTS)


@pytest.mark.parametrize("what", What)
def test_an_event_tells_who_did_what(read, what):
    facts, expected = FACTS[what]
    expected = expected.replace("{cause}", CAUSES[Cause.UNIT])
    assert told(read, Event(AT, what, facts)) == f"2025-03-01 09:30 UTC {expected}"


@pytest.mark.parametrize(
    ("what", "facts", "expected"),
    [
        pytest.param(What.DECIDED, {"kind": "adjudication"}, "Ada settled the case: ✓ Correct", id="adjudication"),
        pytest.param(What.DECIDED, {"kind": "gold"}, "Ada gave the known answer: ✓ Correct", id="gold"),
        pytest.param(What.DECIDED, {"seconds": 0.0}, "Ada decided: ✓ Correct 0 s", id="no time at all"),
        pytest.param(What.WITHDRAWN, {"author": "Bob"}, "Ada took back what Bob had said: ✓ Correct", id="of another"),
        pytest.param(What.RULED, {"ruling": "rejected"}, "Ada ruled that the printed reference stands", id="rejected"),
        pytest.param(
            What.RULED, {"ruling": "reopened"}, "Ada opened the question of the reference again", id="reopened"
        ),
        pytest.param(
            What.AMENDED,
            {"grader": "Eve", "rule": "people"},
            "Eve decided: ✓ Correct By the corrected",
            id="by a person",
        ),
        pytest.param(
            What.EXTRACTED,
            {"grader": "1.2", "responses": 2, "methods": ["none"]},
            "Grader 1.2 found no answer (2 ×)",
            id="no answer",
        ),
        pytest.param(What.CLAIMED, {"blind": False}, "Ada got the case", id="not blind"),
    ],
)
def test_the_quality_of_an_event_is_told(read, what, facts, expected):
    plain = {
        "annotator": "Ada", "kind": "opinion", "outcome": "correct", "cause": None, "note": "", "seconds": None,
        "blind": False, "guideline": None, "answer": "", "evidence": "", "reference": "8",
    }  # fmt: skip
    assert told(read, Event(AT, what, {**plain, **facts})).startswith(f"2025-03-01 09:30 UTC {expected}")


@pytest.mark.parametrize("what", What)
def test_hostile_text_stays_text(read, what):
    bad = '<script>alert(1)</script>" onmouseover="x'
    facts = {name: bad if isinstance(value, str) else value for name, value in FACTS[what][0].items()}
    kept = {name: FACTS[what][0][name] for name in ("outcome", "kind", "ruling") if name in facts}
    facts |= {name: [bad] for name in ("models", "methods") if name in facts}
    shown = read(timeline([Event(AT, what, {**facts, **kept})], words.english))
    assert shown.balanced
    assert shown.names <= {
        "section", "h2", "ol", "li", "time", "div", "span", "small", "code", "a", "br", "q", "wbr", "i",
    }  # fmt: skip
    assert not shown.attributes & {"onmouseover", "onclick"}


def test_it_is_told_in_chinese(read):
    say = partial(words.say, "zh")
    for what, (facts, expected) in FACTS.items():
        shown = read(entry(Event(AT, what, facts), say)).text
        assert any("\u4e00" <= character <= "\u9fff" for character in shown), what
        assert expected[:12] not in shown
