"""Steps view: a response's text, the programs that a model wrote on the way and what came of them folded before it."""

from __future__ import annotations

from dataclasses import dataclass

from review_app.prompts.trace import blocks, turns
from review_app.store.database import Row
from review_app.ui.mathtext import MAX_CHARACTERS, code, gap, typeset
from review_app.wording import Say, later

# A trace of more turns, or of more characters than a page takes, is shown as the text that it is.
MOST_TURNS = 40

# So much of a program or an output is shown; the raw text has the rest.
MOST_SHOWN = 8_000

# How a program ended, where it did not end well.
ENDED = {
    "error": later("ended with an error"),
    "time": later("took too long and was stopped"),
    "memory": later("wanted too much memory and was stopped"),
    "output": later("printed too much and was stopped"),
    None: later("was not run to its end"),
}

Mark = tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A step as it is shown. `ended` is "well" where nothing is to be told of it; the answer may be marked in the
    thought, or in what the program says."""

    thought: str
    code: str
    output: str
    error: str = ""
    ended: str | None = "well"
    mark: Mark = None
    marked: bool = False


def body(row: Row, say: Say, mark: Mark, *, dollars: bool = False) -> str:
    """The text of a response with its answer marked; its steps, stored with it or written in it, stand before."""
    text, stored = row["text"], row.get("steps") or []
    found = turns(text) if not stored and len(text) <= MAX_CHARACTERS else []
    if not found or len(found) > MOST_TURNS:
        shown = typeset(text, dollars=dollars, mark=mark) if text.strip() else ""
        return folded([of_store(step) for step in stored], say) + shown
    end = found[-1].end
    early = mark if mark and mark[1] <= end else None
    steps = [
        Shown(
            text[turn.start : turn.said],
            turn.code,
            turn.output,
            mark=within(early, turn.start, turn.said),
            marked=within(early, turn.said, turn.end) is not None,
        )
        for turn in found
    ]
    rest = typeset(text[end:].lstrip("\n"), dollars=dollars, mark=behind(text, mark, end)) if text[end:].strip() else ""
    return folded(steps, say, open_=early is not None) + rest


def of_store(step: Row) -> Shown:
    """A stored step; the thought is what stands before its program."""
    first = next(blocks(step["text"]), None)
    thought = step["text"][: first.start] if first else step["text"]
    return Shown(thought, step["code"], step["output"] or "", step["error"] or "", step["ended"])


def within(mark: Mark, start: int, end: int) -> Mark:
    """The mark by the stretch's own places; None where it lies elsewhere."""
    if mark is None or mark[1] <= start or end <= mark[0]:
        return None
    return max(mark[0], start) - start, min(mark[1], end) - start


def behind(text: str, mark: Mark, end: int) -> Mark:
    """The mark in what is shown behind the steps, which begins without line breaks."""
    return within(mark, end + len(text[end:]) - len(text[end:].lstrip("\n")), len(text))


def folded(steps: list[Shown], say: Say, *, open_: bool = False) -> str:
    """All steps in their order; nothing where there are none. `open_`: the answer is among them."""
    if not steps:
        return ""
    title = say("Steps with a program: {count}", count=len(steps))
    rows = "".join(f"<li>{step(one, say)}</li>" for one in steps)
    return f'<details class="steps"{" open" if open_ else ""}><summary>{title}</summary><ol>{rows}</ol></details>'


def step(shown: Shown, say: Say) -> str:
    """The thought, the program, its output and how it ended."""
    thought = typeset(shown.thought.strip("\n"), mark=leading(shown)) if shown.thought.strip() else ""
    said = "\n".join(part for part in (shown.output.strip("\n"), shown.error.strip("\n")) if part)
    ran = f"{clipped(shown.code)}{output(said, shown.ended, say)}"
    return thought + (f'<mark id="found-answer">{ran}</mark>' if shown.marked and shown.mark is None else ran)


def leading(shown: Shown) -> Mark:
    """The mark where the thought is shown, without the line breaks before it."""
    cut = len(shown.thought) - len(shown.thought.lstrip("\n"))
    return shown.mark and (max(0, shown.mark[0] - cut), max(0, shown.mark[1] - cut))


def output(said: str, ended: str | None, say: Say) -> str:
    """What a program said, and how it ended where it did not end well."""
    told = f' · <strong class="ended">{say(ENDED[ended])}</strong>' if ended in ENDED else ""
    shown = clipped(said) if said else f'<p class="nothing">{say("nothing")}</p>'
    return f'<p class="quiet">{say("Output")}{told}</p>{shown}'


def clipped(text: str) -> str:
    """Code as it is, no longer than a page takes."""
    return f'<div class="mathtext">{code(text[:MOST_SHOWN])}{gap(len(text) - MOST_SHOWN)}</div>'
