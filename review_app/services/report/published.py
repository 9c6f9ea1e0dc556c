"""Published: the runs beside what others published of the same models, and what the gaps are made of."""

from __future__ import annotations

from review_app.charts import waterfall
from review_app.charts.words import change, signed
from review_app.metrics.published import UNEXPLAINED, Gap
from review_app.services.blocks import MISSING, Part, Table
from review_app.services.published import Against
from review_app.services.report.found import Found
from review_app.services.status import percent, span
from review_app.wording import Say, Sentence

# Entries with their causes in full; more are for the page.
MOST_PARTED = 6


def published(found: Found, say: Say) -> Part | None:
    """Both scores with their intervals, the gap, its causes; what may not be compared, with the reason."""
    if not found.against:
        return None
    compared = [(one, one.gap) for one in found.against if isinstance(one.gap, Gap)]
    refused = [(one, one.gap) for one in found.against if isinstance(one.gap, Sentence)]
    notes = dict.fromkeys(note.said(say) for one, _ in compared for note in one.notes)
    points = [f"{named(one)}: {why.said(say)}" for one, why in refused]
    tables = [scores(compared, say)] if compared else []
    tables += [parted(one, gap, say) for one, gap in compared[:MOST_PARTED] if gap.parts]
    return Part("published", say("Published scores"), list(notes), points, tables)


def named(one: Against) -> str:
    """`gpt-4o, math/test, 74.6 pass@1 (%), DeepSeek-R1 report`."""
    there = f"{one.measured.benchmark}/{one.measured.split}"
    said = (one.model, there, f"{one.published.value:g} {one.published.metric}", one.published.source)
    return ", ".join(filter(None, said))


def scores(compared: list[tuple[Against, Gap]], say: Say) -> Table:
    """A row for each run and entry."""
    heads = [say("Model"), say("Benchmark"), say("Source"), say("Published"), say("Measured, corrected"),
             say("95 % interval"), say("Gap"), say("95 % interval")]  # fmt: skip
    rows = []
    for one, gap in compared:
        measured = one.measured.score
        rows.append([
            one.model,
            f"{one.measured.benchmark}/{one.measured.split}",
            one.published.source or MISSING,
            percent(one.value),
            span(measured.low, measured.high),
            span(measured.interval_low, measured.interval_high),
            change(gap.low, gap.high),
            change(gap.interval_low, gap.interval_high),
        ])  # fmt: skip
    return Table(heads, rows)


def parted(one: Against, gap: Gap, say: Say) -> Table:
    """The way from the published score to the tool's own (or the automatic one): what each cause took or gave."""
    rows = [[say("Published"), percent(one.value)]]
    for part in gap.parts:
        name = say("Unexplained") if part.stage == UNEXPLAINED else waterfall.cause(part.name, say)
        rows.append([name, signed(part.share, 2)])
    end = (say("Automatic"), one.automatic) if one.tool is None else (say("Tool's own score"), one.tool)
    rows.append([end[0], percent(end[1])])
    return Table([say("Cause"), say("Percentage points")], rows, caption=named(one))
