"""The sheet: one case laid out for a reviewer, as HTML made of escaped text and typeset mathematics."""

from __future__ import annotations

from review_app.domain import Outcome, Strength
from review_app.services.evidence import Card
from review_app.store.database import Row
from review_app.ui.characters import escape
from review_app.ui.grounds import told
from review_app.ui.mathtext import formula, typeset
from review_app.ui.steps_view import body
from review_app.ui.words import Say, english

# Other responses with the same answer are shown as an excerpt around it.
EXCERPT = 700
# As many other answers to the problem are listed; a problem that a hundred runs answered has many.
SHOWN_SIBLINGS = 12

# Shape and word carry the meaning; colour only helps.
SIGNS = {Outcome.CORRECT: "✓ Correct", Outcome.INCORRECT: "✗ Incorrect", Outcome.UNCERTAIN: "? Uncertain"}


def sheet(card: Card, say: Say = english, *, blind: bool = False) -> str:
    """The whole case: problem, reference and found answer, the grader's word (unless `blind`), the response."""
    first, *others = card.responses
    return (
        f'<article class="sheet" id="case-{escape_id(card.case_id)}">'
        f'<div class="left">{problem(card, say)}{answers(card, first, say)}'
        f"{understood(card, say) if blind else verdict(card, first, say)}{siblings(card, say, blind=blind)}"
        f"{solution(card, say)}</div>"
        f'<div class="right">{response(first, dollars=False, say=say)}{also(others, card.total, say)}</div>'
        "</article>"
    )


def raw_texts(card: Card) -> dict[str, str]:
    """The texts of a sheet as they were written, by the part that shows them: to be copied, or shown raw."""
    case, first = card.case, card.responses[0]
    return {
        "problem": case["statement"],
        "reference": case["reference"],
        "answer": first["answer"],
        "response": first["text"],
        "solution": case["solution"],
    }


def part_head(tag: str, title: str, say: Say) -> str:
    """The heading of a part that can be shown raw and copied, with the buttons for it."""
    return (
        f'<div class="part-head"><{tag}>{title}</{tag}><span class="tools">'
        f'<button type="button" class="tool" data-do="raw" aria-pressed="false" title="{say("Show the raw text")}">'
        f"{say('raw')}</button>"
        f'<button type="button" class="tool" data-do="copy" title="{say("Copy the text")}">{say("copy")}</button>'
        "</span></div>"
    )


def problem(card: Card, say: Say = english) -> str:
    """The statement, with benchmark, level and subject."""
    case = card.case
    title = f"{say('Problem')} <small>{about(case, say)}</small>"
    return (
        f'<section class="problem" data-part="problem">{part_head("h2", title, say)}'
        f'<div class="scroll shown" tabindex="0" role="region" aria-label="{say("Problem")}">'
        f"{typeset(case['statement'], dollars=card.dollars)}</div></section>"
    )


def about(row: Row, say: Say = english) -> str:
    """Benchmark, level and subject of a problem, as far as they are known."""
    level = say("Level {level}", level=row["level"]) if row["level"] else ""
    return " · ".join(escape(part) for part in (row["benchmark"], level, row["subject"] or "") if part)


def answers(card: Card, first: Row, say: Say = english) -> str:
    """Reference and found answer side by side, large, with their decimal values where they have some."""
    nothing = f'<div class="mathtext nothing">{say("no answer found")}</div>'
    found = formula(first["answer"]) if first["answer"] else nothing
    return (
        '<section class="answers">'
        + answer("reference", say("Reference"), formula(card.case["reference"]), card.expected, say)
        + answer("answer", say("Answer found"), found, card.found, say)
        + "</section>"
    )


def answer(part: str, title: str, shown: str, value: str, say: Say) -> str:
    """One side of the comparison."""
    decimal = f'<div class="decimal">≈ {escape(value)}</div>' if value else ""
    return (
        f'<div class="answer" data-part="{part}">{part_head("h3", title, say)}'
        f'<div class="scroll shown">{shown}</div>{decimal}</div>'
    )


def verdict(card: Card, first: Row, say: Say = english) -> str:
    """What the grader thought and why, what the tool itself said, what judges advise, and what people said before."""
    case = card.case
    rule = f"<code>{escape(case['rule'] or say('not graded yet'))}</code>"
    lines = [
        f"{badge(case['automatic'], say)} {rule} {typeset_line(told(case['evidence'], say))}",
        understood_line(case, say),
    ]
    if first["tool_outcome"]:
        said = badge(first["tool_outcome"], say)
        lines.append(say("The tool itself ({tool}) said", tool=escape(first["tool_grader"])) + f" {said}")
        if first["tool_answer"]:
            lines[-1] += f" · {say('having read')} {formula_line(first['tool_answer'])}"
    lines += [advice(row, say) for row in card.suggestions]
    lines += [opinion(row, say) for row in card.opinions]
    said = "".join(f"<p>{line}</p>" for line in lines if line)
    return f'<section class="verdict {escape_id(case["automatic"])}">{said}</section>'


def advice(row: Row, say: Say) -> str:
    """What a judge advises, how many of its votes say so, and its reason."""
    judge = say("Advice of the judge {judge}:", judge=f"<code>{escape(row['judge'])}</code>")
    votes = say("{share:.0f} % of {votes} votes for correct", share=100 * row["share"], votes=row["votes"])
    score = say("score {score:.1f} of 10", score=row["score"]) if row["score"] is not None else ""
    counted = " · ".join(part for part in (score, votes) if part)
    reason = typeset_line(row["reason"]) if row["reason"] else ""
    return f'{judge} {badge(row["outcome"], say)} <small class="quiet">{counted}</small> {reason}'


def opinion(row: Row, say: Say) -> str:
    """What one person said of the case."""
    return f"{escape(row['annotator'])} {say('said')} {badge(row['outcome'], say)} {escape(row['note'])}"


def understood(card: Card, say: Say) -> str:
    """What the grader read on both sides, without what it made of it."""
    line = understood_line(card.case, say)
    return f'<section class="verdict blind"><p>{line}</p></section>' if line else ""


def understood_line(case: Row, say: Say) -> str:
    """Both sides as the grader understood them; nothing where it understood none."""
    if not (case["expected"] or case["found"]):
        return ""
    nothing = f"<i>{say('nothing')}</i>"
    expected = formula_line(case["expected"]) if case["expected"] else nothing
    found = formula_line(case["found"]) if case["found"] else nothing
    return f'<span class="quiet">{say("The grader read")}</span> {expected} <span class="quiet">↔</span> {found}'


def siblings(card: Card, say: Say, *, blind: bool) -> str:
    """The other answers to the same problem, folded: how often each was given, and what was decided of it."""
    if not card.siblings:
        return ""
    rows = "".join(sibling(row, say, blind=blind) for row in card.siblings[:SHOWN_SIBLINGS])
    count = len(card.siblings)
    more = f"<p>{say('… and {count} more', count=count - SHOWN_SIBLINGS)}</p>" if count > SHOWN_SIBLINGS else ""
    decided = sum(bool(row["decisions"]) for row in card.siblings)
    return (
        f'<details class="siblings"><summary>{say("{count} other answers to this problem", count=count)}'
        f" · {say('{count} decided by people', count=decided)}</summary>"
        f'<div class="scroll"><table>{rows}</table>{more}</div></details>'
    )


def sibling(row: Row, say: Say, *, blind: bool) -> str:
    """One other answer; people's word before the grader's, which stays hidden where the case is blind."""
    said = " ".join(badge(outcome, say) for outcome in row["decisions"])
    if not said and not blind:
        said = f'<span class="quiet">{say("grader:")}</span> {badge(row["automatic"], say)}'
    shown = formula(row["answer"]) if row["answer"] else f"<i>{say('no answer found')}</i>"
    models = escape(", ".join(row["models"][:3])) + (" …" if len(row["models"]) > 3 else "")
    return f"<tr><td>{shown}</td><td>{row['responses']} × {models}</td><td>{said}</td></tr>"


def solution(card: Card, say: Say = english) -> str:
    """The worked reference solution, folded."""
    text = card.case["solution"]
    if not text:
        return ""
    return (
        f"<details class='solution' data-part='solution'><summary>{say('Reference solution')}</summary>"
        f'<div class="scroll shown">{typeset(text, dollars=card.dollars)}</div></details>'
    )


def response(row: Row, *, dollars: bool, say: Say = english) -> str:
    """One response in full, its answer highlighted."""
    empty = f'<p class="nothing">{say("empty response")}</p>'
    shown = body(row, say, place(row), dollars=dollars) + ("" if row["text"].strip() else empty)
    found = say("answer found by {method}", method=row["method"])
    how = found if row["strength"] != Strength.NONE else say("no answer found")
    title = f"{say('Response')} <small>{who(row, say)} · {escape(how)}</small>"
    return (
        f'<section class="response" data-part="response">{part_head("h2", title, say)}'
        f'<div class="scroll shown response-body" tabindex="0" role="region" aria-label="{say("Response")}">'
        f"{shown}</div></section>"
    )


def also(others: list[Row], total: int, say: Say = english) -> str:
    """The other responses with the same answer, folded, each as an excerpt around its answer."""
    if not others:
        return ""
    rows = "".join(f"<h3>{who(row, say)}</h3>{excerpt(row)}" for row in others)
    hidden = total - 1 - len(others)
    more = f"<p>{say('… and {count} more', count=hidden)}</p>" if hidden > 0 else ""
    models = escape(", ".join(dict.fromkeys(row["model"] for row in others)))
    summary = say("{count} more with the same answer (your decision covers them)", count=total - 1)
    return (
        f'<details class="also"><summary>{summary} <small>{models}</small></summary>'
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


def who(row: Row, say: Say = english) -> str:
    """Model and sample of a response."""
    return f"{escape(row['model'])} · {say('sample {number}', number=row['sample'] + 1)}"


def badge(outcome: str, say: Say = english) -> str:
    """An outcome as sign, word and colour."""
    return f'<span class="badge {escape_id(outcome)}">{say(SIGNS[Outcome(outcome)])}</span>'


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
