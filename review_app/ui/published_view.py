"""Published as HTML: measured scores beside published ones, with the gap parted by cause."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from review_app.charts.waterfall import CAUSES
from review_app.charts.words import change, signed
from review_app.metrics import steps
from review_app.metrics.bounded import Bounded
from review_app.metrics.published import UNEXPLAINED, Gap, Part
from review_app.services.published import Against
from review_app.services.status import percent, span
from review_app.ui.characters import escape
from review_app.ui.grid import framed
from review_app.ui.ledger_view import score_text, source
from review_app.wording import Say, Sentence, later

# Who found the difference: the stages of `metrics.steps`.
FOUND_BY = {
    steps.GRADER: later("our grader, against the tool"),
    steps.PEOPLE: later("people"),
    steps.OPEN: later("waits for people"),
    UNEXPLAINED: later("nobody"),
}
NOTHING = later(
    "No run of these filters has an entry in the ledger of the same model and benchmark. Import results on the Data "
    "page, add what was published on the tab Ledger, or say below which names are one model."
)

RIGHT = ' class="number"'


def comparisons(found: list[Against], without: Iterable[tuple[str, str]], say: Say) -> str:
    """Every run with an entry, those that may not be compared last, and the names of runs that have none."""
    shown = "".join(comparison(one, one.gap, say) for one in found if isinstance(one.gap, Gap))
    shown += refusals([one for one in found if isinstance(one.gap, Sentence)], say)
    alone = ", ".join(f"{escape(model)} ({escape(benchmark)})" for model, benchmark in without)
    rest = f'<p class="quiet">{say("Runs without an entry: {names}", names=alone)}</p>' if alone and found else ""
    return (shown or f'<p class="nothing">{say(NOTHING)}</p>') + rest


def comparison(one: Against, gap: Gap, say: Say) -> str:
    """One run beside one entry."""
    notes = "".join(f"<li>{escape(note.said(say))}</li>" for note in one.notes)
    return (
        f'<article class="against">{head(one, say)}{verdict(gap, say)}{scores(one, gap, say)}{parted(one, gap, say)}'
        f"<ul>{notes}</ul></article>"
    )


def refusals(found: list[Against], say: Say) -> str:
    """What may not be compared, and why."""
    shown = "".join(f'{head(one, say)}<p class="refused" role="note">{reason(one, say)}</p>' for one in found)
    return f'<article class="against"><h2>{say("Not compared")}</h2>{shown}</article>' if found else ""


def reason(one: Against, say: Say) -> str:
    """Why the two may not be compared."""
    return escape(one.gap.said(say)) if isinstance(one.gap, Sentence) else ""


def head(one: Against, say: Say) -> str:
    """Which run, which entry, and why they are of one model."""
    about = f"{one.measured.benchmark}/{one.measured.split} · {one.source}"
    return (
        f"<h3>{escape(one.model)} <small>{escape(about)}</small></h3>"
        f'<p class="quiet">{say("published as {name}", name=named(one))} · {escape(one.matched.said(say))}</p>'
    )


def named(one: Against) -> str:
    """`<b>GPT-4o</b>, 74.6 pass@1 (%), DeepSeek-R1 report, 2025-01`."""
    told = (score_text(one.published), source(one.published.source), escape(one.published.date))
    return f"<b>{escape(one.published.model)}</b>, {', '.join(filter(None, told))}"


def verdict(gap: Gap, say: Say) -> str:
    """Whether so many problems allow the gap."""
    if gap.interval_low <= 0 <= gap.interval_high:
        return f"<p>{say('The gap is no larger than so few problems or the open cases allow by chance.')}</p>"
    return f"<p><strong>{say('The gap is larger than chance allows with so many problems.')}</strong></p>"


def scores(one: Against, gap: Gap, say: Say) -> str:
    """Both scores with their intervals, one above the other on one scale, and the gap."""
    measured, asked = one.measured.score, one.published.n
    theirs = Bounded(one.value, one.value, gap.published_low, gap.published_high)
    rows = row(say("Measured, corrected"), span(measured.low, measured.high), measured, f"{one.measured.problems:,}")
    rows += row(say("Published"), percent(one.value), theirs, "—" if asked is None else f"{asked:,}")
    rows += (
        f'<tr><th scope="row">{say("Gap")}</th><td class="number"><b>{change(gap.low, gap.high)}</b></td>'
        f"<td>{say('{change} points', change=change(gap.interval_low, gap.interval_high))}</td><td></td></tr>"
    )
    heads = ("", say("Score"), say("95 % interval"), say("Problems"))
    names = "".join(f"<th{number}>{name}</th>" for name, number in zip(heads, ("", RIGHT, "", RIGHT), strict=True))
    return framed(f"<tr>{names}</tr>", rows, name=say("Measured and published score"))


def row(name: str, value: str, share: Bounded, problems: str) -> str:
    """One score."""
    interval = span(share.interval_low, share.interval_high)
    return (
        f'<tr><th scope="row">{name}</th><td class="number"><b>{value}</b></td><td>{interval}{strip(share)}</td>'
        f'<td class="number">{problems}</td></tr>'
    )


def strip(share: Bounded) -> str:
    """The interval on a scale of 0 to 100 %; the figures beside it say the same."""
    left, width = 100 * share.interval_low, 100 * (share.interval_high - share.interval_low)
    marks = "".join(f'<i class="at" style="left:{100 * end:.2f}%"></i>' for end in sorted({share.low, share.high}))
    return (
        f'<span class="strip" aria-hidden="true"><i class="range" style="left:{left:.2f}%;width:{width:.2f}%"></i>'
        f"{marks}</span>"
    )


def parted(one: Against, gap: Gap, say: Say) -> str:
    """The way from the published score to the tool's own: what each cause took from it or gave it."""
    if not gap.parts:
        return ""
    rows = total(say("Published"), one.value) + "".join(part(each, say) for each in gap.parts)
    end = (say("Automatic"), one.automatic) if one.tool is None else (say("Tool's own score"), one.tool)
    heads = (say("Cause"), say("Found by"), say("Percentage points"))
    names = "".join(f"<th{RIGHT if at == 2 else ''}>{name}</th>" for at, name in enumerate(heads))
    table = framed(f"<tr>{names}</tr>", rows + total(*end), name=say("What makes the gap"))
    return f"<details open><summary>{say('What makes the gap')}</summary>{table}</details>"


def part(one: Part, say: Say) -> str:
    """One cause."""
    name = say("Unexplained") if one.stage == UNEXPLAINED else cause(one.name, say)
    return (
        f'<tr><th scope="row">{name}</th><td>{say(FOUND_BY[one.stage])}</td>'
        f'<td class="number">{signed(one.share, 2)}</td></tr>'
    )


def cause(name: str, say: Say) -> str:
    """What a cause is called."""
    return say(CAUSES[name]) if name in CAUSES else escape(name)


def total(name: str, share: float) -> str:
    """A score at either end of the way."""
    return f'<tr class="total"><th scope="row">{name}</th><td></td><td class="number">{percent(share)}</td></tr>'


def matching(rows: Sequence[Mapping[str, object]], say: Say) -> str:
    """How names are matched, and what people said of them."""
    about = say(
        "A run and an entry are taken for one model where their names are the same but for case, owner (as in "
        "owner/model) and marks that do not stand between digits. Where that is wrong, say so; the last word holds, "
        "and all of them are kept."
    )
    told = {"same": say("the same model"), "different": say("different models")}
    body = "".join(
        f"<tr><td>{escape(str(one['measured']))}</td><td>{escape(str(one['published']))}</td>"
        f"<td>{told[str(one['said'])]}</td><td>{escape(str(one['reason']))}</td><td>{escape(str(one['made_by']))}</td></tr>"
        for one in rows
    )
    heads = (say("Measured model"), say("Name in the ledger"), say("They are"), say("Reason"), say("Said by"))
    names = "".join(f"<th>{name}</th>" for name in heads)
    table = framed(f"<tr>{names}</tr>", body, name=say("What people say of names")) if rows else ""
    return f'<p class="about">{about}</p>{table}'
