"""Ledger as HTML: what was published, where it was found, and who changed it why."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from review_app.domain import PublishedScore
from review_app.store.published import LedgerRow
from review_app.ui.characters import escape
from review_app.ui.grid import framed
from review_app.ui.moments import moment
from review_app.wording import Say

# Only what a browser opens as a page becomes a link; anything else stays text.
ADDRESS = re.compile(r"https?://[^\s<>\"'`\\]+", re.IGNORECASE)

# A longer prompt or note is folded: an essay in a table hides the next row.
FOLDED = 160


def ledger(rows: Sequence[LedgerRow], say: Say) -> str:
    """The entries."""
    if not rows:
        return f'<p class="nothing">{say("The ledger holds nothing: add a score or take a file.")}</p>'
    heads = (say("Model"), say("Benchmark"), say("Score"), say("Asked"), say("Source"), say("Note"), say("Entered"))
    head = "".join(f"<th>{name}</th>" for name in heads)
    body = "".join(entry(row, say) for row in rows)
    return framed(f"<tr>{head}</tr>", body, ' id="ledger-rows"', tall=True, name=say("The ledger"))


def entry(row: LedgerRow, say: Say) -> str:
    """One entry."""
    score = row.score
    found = "<br>".join(filter(None, (source(score.source), escape(score.date))))
    split = f"/{escape(score.split)}" if score.split else ""
    return (
        f'<tr><th scope="row">{escape(score.model)}</th><td>{escape(score.benchmark)}{split}</td>'
        f"<td>{score_text(score)}</td><td>{asked(score, say)}</td><td>{found}</td>"
        f"<td>{folded(score.note)}</td><td>{escape(row.made_by)}<br>{moment(row.made_at)}</td></tr>"
    )


def score_text(score: PublishedScore) -> str:
    """`94.8 pass@1 (%)`."""
    return f"{score.value:g} {escape(score.metric)}"


def asked(score: PublishedScore, say: Say) -> str:
    """How many problems, k, shots and the prompt, as far as they were said."""
    told = []
    if score.n is not None:
        told.append(say("{n:,} problems", n=score.n))
    if score.k is not None:
        told.append(f"k = {score.k}")
    if score.shots is not None:
        told.append(say("{shots}-shot", shots=score.shots))
    return "<br>".join(filter(None, (", ".join(told), folded(score.prompt))))


def source(text: str) -> str:
    """Where it was published: a link where that is the address of a page, else text."""
    if not ADDRESS.fullmatch(text):
        return escape(text)
    return f'<a href="{html.escape(text)}" target="_blank" rel="noopener noreferrer nofollow">{escape(text)}</a>'


def folded(text: str) -> str:
    """A text, folded where it is long."""
    if len(text) <= FOLDED:
        return escape(text)
    return f"<details><summary>{escape(text[:FOLDED])} …</summary>{escape(text[FOLDED:])}</details>"


def changes(rows: Sequence[LedgerRow], say: Say) -> str:
    """Rows of the ledger, the newest first: what was said of which entry, by whom, why."""
    body = "".join(change(row, say) for row in rows)
    return f'<h3>{say("Last changes")}</h3><ol class="changes">{body}</ol>' if rows else ""


def change(row: LedgerRow, say: Say) -> str:
    """One row."""
    done = say("withdrawn") if row.withdrawn else say("changed") if row.replaces else say("added")
    why = f" <q>{escape(row.reason)}</q>" if row.reason else ""
    return (
        f"<li>{moment(row.made_at)} <b>{escape(row.made_by)}</b>: {done} · {escape(row.score.model)}, "
        f"{escape(row.score.benchmark)}, {score_text(row.score)}{why}</li>"
    )


def choice(row: LedgerRow) -> str:
    """What the entry is called where one is chosen; Gradio writes it as text."""
    score = row.score
    parts = (score.model, score.benchmark, f"{score.value:g} {score.metric}", score.source)
    return " · ".join(part if len(part) <= 48 else f"{part[:47]}…" for part in parts)
