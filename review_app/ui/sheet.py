"""The sheet: one case laid out for a reviewer, as HTML made of escaped text and typeset mathematics."""

from __future__ import annotations

from review_app.domain import Outcome, Strength
from review_app.services.review import Card
from review_app.store.database import Row
from review_app.ui.characters import escape
from review_app.ui.mathtext import formula, typeset

# Other responses with the same answer are shown as an excerpt around it, and not all of them.
EXCERPT = 700
SHOWN_OTHERS = 12

# Shape and word carry the meaning; colour only helps.
SIGNS = {Outcome.CORRECT: "✓ Correct", Outcome.INCORRECT: "✗ Incorrect", Outcome.UNCERTAIN: "? Uncertain"}


def sheet(card: Card) -> str:
    """The whole case: problem, reference and found answer, the grader's word, the response."""
    case = card.case
    first, *others = card.responses
    return (
        f'<div class="sheet" id="case-{escape_id(card.case_id)}">'
        f'<div class="left">{problem(card)}{answers(card, first)}{verdict(card, first)}{solution(card)}</div>'
        f'<div class="right">{response(first, dollars=False)}{also(others)}</div>'
        f'<span class="sr-only" role="status">Case {escape_id(card.case_id)}: {escape(case["rule"] or "")}</span>'
        "</div>"
    )


def nothing_left() -> str:
    """What is shown instead of a case when the queue is empty."""
    return (
        '<div class="sheet done" id="case-none"><div class="mathtext"><h2>All done here</h2>'
        "<p>No doubtful case waits for you under these filters. "
        "Clear the filters, import or grade more on the Data page, or see the Dashboard.</p></div></div>"
    )


def problem(card: Card) -> str:
    """The statement, with benchmark, level and subject."""
    case = card.case
    return (
        f'<section class="problem"><h2>Problem <small>{about(case)}</small></h2>'
        f'<div class="scroll">{typeset(case["statement"], dollars=card.dollars)}</div></section>'
    )


def about(row: Row) -> str:
    """Benchmark, level and subject of a problem, as far as they are known."""
    level = f"Level {row['level']}" if row["level"] else ""
    return " · ".join(escape(part) for part in (row["benchmark"], level, row["subject"] or "") if part)


def answers(card: Card, first: Row) -> str:
    """Reference and found answer side by side, large."""
    found = formula(first["answer"]) if first["answer"] else '<div class="mathtext nothing">no answer found</div>'
    return (
        '<section class="answers">'
        f'<div class="answer"><h3>Reference</h3><div class="scroll">{formula(card.case["reference"])}</div></div>'
        f'<div class="answer"><h3>Answer found</h3><div class="scroll">{found}</div></div></section>'
    )


def verdict(card: Card, first: Row) -> str:
    """What the grader thought and why, what the tool itself said, and what people said before."""
    case = card.case
    rule = f"<code>{escape(case['rule'] or 'not graded yet')}</code>"
    lines = [f"{badge(case['automatic'])} {rule} {typeset_line(case['evidence'] or '')}"]
    if first["tool_outcome"]:
        answer = f", having read {formula_line(first['tool_answer'])}" if first["tool_answer"] else ""
        lines.append(f"The tool itself ({escape(first['tool_grader'])}) said {badge(first['tool_outcome'])}{answer}")
    lines += [
        f"{escape(said['annotator'])} said {badge(said['outcome'])} {escape(said['note'])}" for said in card.opinions
    ]
    said = "".join(f"<p>{line}</p>" for line in lines)
    return f'<section class="verdict {escape_id(case["automatic"])}">{said}</section>'


def solution(card: Card) -> str:
    """The worked reference solution, folded."""
    text = card.case["solution"]
    if not text:
        return ""
    return (
        "<details class='solution'><summary>Reference solution</summary>"
        f'<div class="scroll">{typeset(text, dollars=card.dollars)}</div></details>'
    )


def response(row: Row, *, dollars: bool) -> str:
    """One response in full, its answer highlighted."""
    body = row["text"]
    shown = typeset(body, dollars=dollars, mark=place(row)) if body.strip() else '<p class="nothing">empty response</p>'
    how = f"answer found by {row['method']}" if row["strength"] != Strength.NONE else "no answer found"
    return (
        f'<section class="response"><h2>Response <small>{who(row)} · {escape(how)}</small></h2>'
        f'<div class="scroll response-body" tabindex="0" aria-label="Response">{shown}</div></section>'
    )


def also(others: list[Row]) -> str:
    """The other responses with the same answer, folded, each as an excerpt around its answer."""
    if not others:
        return ""
    rows = "".join(f"<h3>{who(row)}</h3>{excerpt(row)}" for row in others[:SHOWN_OTHERS])
    more = f"<p>… and {len(others) - SHOWN_OTHERS} more</p>" if len(others) > SHOWN_OTHERS else ""
    return (
        f'<details class="also"><summary>{len(others)} more with the same answer '
        "(your decision covers them)</summary>"
        f'<div class="scroll">{rows}{more}</div></details>'
    )


def excerpt(row: Row) -> str:
    """The stretch of a response around its answer; its end where no answer was found."""
    text, mark = row["text"], place(row)
    end = min(len(text), (mark[1] if mark else len(text)) + EXCERPT // 4)
    start = max(0, end - EXCERPT)
    shifted = (mark[0] - start, mark[1] - start) if mark else None
    return typeset(text[start:end], mark=shifted).replace(' id="found-answer"', "")


def place(row: Row) -> tuple[int, int] | None:
    """Where the answer stands in the response; None where none was found."""
    return (row["start"], row["finish"]) if row["finish"] > row["start"] else None


def who(row: Row) -> str:
    """Model and sample of a response."""
    return f"{escape(row['model'])} · sample {row['sample'] + 1}"


def badge(outcome: str) -> str:
    """An outcome as sign, word and colour."""
    return f'<span class="badge {escape_id(outcome)}">{SIGNS[Outcome(outcome)]}</span>'


def typeset_line(text: str) -> str:
    """Evidence: a line of the grader's, whose mathematics stands between dollar signs."""
    return in_line(typeset(text, dollars=True))


def formula_line(text: str) -> str:
    """An answer within a sentence."""
    return in_line(formula(text))


def in_line(block: str) -> str:
    """The same as a part of a line."""
    return "<span" + block.removeprefix("<div").removesuffix("</div>") + "</span>"


def escape_id(text: str) -> str:
    """Only what our own ids and class names are made of."""
    return "".join(c for c in text if c.isascii() and (c.isalnum() or c == "-"))
