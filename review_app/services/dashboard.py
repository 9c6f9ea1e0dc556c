"""Dashboard: the figures and charts of a selection, now or as of a past moment, from one reading of the facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from review_app.charts import CHARTS, Section, look, slug
from review_app.domain import Selection
from review_app.metrics.insight import Insight
from review_app.metrics.rectified import Rectified
from review_app.metrics.score import score
from review_app.services.averages import averages, samples
from review_app.services.blocks import Part
from review_app.services.chart_files import query
from review_app.services.insight import insight
from review_app.services.rectified import estimate
from review_app.services.status import percent, span
from review_app.store import Store
from review_app.wording import Say, english, later

if TYPE_CHECKING:
    import pandas as pd

# The headings of the sections, in the order of the page.
HEADINGS = {
    Section.SCORE: later("The score"),
    Section.AVERAGES: later("Samples and averages"),
    Section.DIFFERENCE: later("What makes the difference"),
    Section.PEOPLE: later("People at work"),
    Section.METHOD: later("How it was judged"),
}


@dataclass(frozen=True, slots=True)
class View:
    """A headline, what it is about, scores and counts as (name, value), one plotly figure for each chart of the
    section, and its tables; what audits say of the score, and what that rests on."""

    headline: str
    scope: str
    scores: list[tuple[str, str]]
    counts: list[tuple[str, str]]
    charts: list[Any]
    tables: list[Part]
    audited: list[tuple[str, str]] = field(default_factory=list)
    grounds: list[str] = field(default_factory=list)

    @property
    def figures(self) -> list[tuple[str, str]]:
        """All (name, value), in the order of the page."""
        return [*self.scores, *self.audited, *self.counts]


# Of each insight what was told of it, by section and language.
_TOLD: WeakKeyDictionary[Insight, dict[tuple[Section, Say], View]] = WeakKeyDictionary()


def view(
    store: Store,
    selection: Selection,
    say: Say = english,
    *,
    section: Section = Section.SCORE,
    moment: datetime | None = None,
) -> View:
    """What the dashboard shows of a selection, with the charts of one section. Nobody may change what it holds: who
    asks next, before anything new was said, is given the same."""
    names = charts(section)
    found = insight(store, selection, moment, frozenset(name for chart in names for name in CHARTS[chart].reads))
    kept = _TOLD.setdefault(found, {})
    if (section, say) not in kept:
        asked = query(selection, moment)
        kept[section, say] = told(found, [drawn(name, found, asked, say) for name in names], section, say)
    shown = kept[section, say]
    if not len(found.tally):
        return shown
    audited = estimate(store, selection, moment)
    return replace(shown, audited=corrected_by(audited, say), grounds=grounds_of(audited, say))


def told(found: Insight, drawings: list[Any], section: Section, say: Say) -> View:
    """All that the counts of a selection tell; what audits add changes without them."""
    if not len(found.tally):
        headline = say("No responses: widen the filters, or import result files on the Data page")
        return View(headline, "", [], counts(found, say), drawings, [])
    total = score(found.tally).iloc[0]
    headline = say("Corrected {score}", score=span(total["corrected_low"], total["corrected_high"]))
    tables = tables_of(Total(found.tally, total.to_dict()), say) if section is Section.AVERAGES else []
    return View(headline, scope(found, say), shares(found, total, say), counts(found, say), drawings, tables)


@dataclass(frozen=True, slots=True)
class Total:
    """A selection in counts, as `averages` wants it."""

    tally: pd.DataFrame
    total: Mapping[Any, Any]


def tables_of(counted: Total, say: Say) -> list[Part]:
    """What several samples say, and the averages over groups; pass@k of a million responses takes seconds."""
    return [part for make in (samples, averages) if (part := make(counted, say))]


def drawn(name: str, found: Insight, asked: str, say: Say) -> Any:
    """A chart that knows where its files are."""
    files = {"place": f"/chart/{slug(name)}", "query": asked, "said": say("Download this chart as {kind}")}
    return look.lay(CHARTS[name].figure(found, say), meta=files)


def charts(section: Section) -> list[str]:
    """The names of the charts of a section, in the order of the page."""
    return [name for name, row in CHARTS.items() if row.section is section]


def counts(found: Insight, say: Say) -> list[tuple[str, str]]:
    """How many responses and cases, and how far people are."""
    counted = found.progress
    return [
        (say("responses"), f"{counted.responses:,}"),
        (say("cases"), f"{counted.cases:,}"),
        (say("left to people"), f"{counted.needing:,}"),
        (say("decided by people"), f"{counted.decided:,}"),
        (say("still waiting"), f"{counted.waiting:,}"),
    ]


def shares(found: Insight, total: pd.Series[float], say: Say) -> list[tuple[str, str]]:
    """The tool's own score, ours, the corrected one with its interval, and the one under corrected references where
    they make a difference."""
    figures = [
        (say("tool's own score"), "—" if total["tool_low"] != total["tool_low"] else percent(total["tool_low"])),
        (say("automatic"), span(total["automatic_low"], total["automatic_high"])),
        (say("corrected"), span(total["corrected_low"], total["corrected_high"])),
        (say("95 % interval"), span(total["corrected_interval_low"], total["corrected_interval_high"])),
    ]
    if any((found.tally[f"amended_{name}"] != found.tally[name]).any() for name in ("correct", "uncertain")):
        figures.append((say("under corrected references"), span(total["amended_low"], total["amended_high"])))
    return figures


def corrected_by(audited: Rectified | None, say: Say) -> list[tuple[str, str]]:
    """The estimate of the true score by verdicts that were drawn and checked; nothing where there is none."""
    if audited is None or audited.true is None:
        return []
    true = audited.true
    return [
        (say("estimate from audits"), span(true.low, true.high)),
        (say("95 % interval of the estimate"), span(true.interval_low, true.interval_high)),
    ]


def grounds_of(audited: Rectified | None, say: Say) -> list[str]:
    """What has to hold for the estimate, or why there is none though verdicts were drawn."""
    if audited is None:
        return []
    if audited.true is None:
        told = "Automatic verdicts were drawn for people to check, but there is no estimate: {reason}."
        return [say(told, reason=say(audited.reason))]
    checked = say("People checked {checked:,} automatic verdicts that were drawn by chance.", checked=audited.checked)
    return [checked, *(one.said(say) for one in audited.assumptions)]


def scope(found: Insight, say: Say) -> str:
    """`2 runs on gsm8k, math`: what the figures are about."""
    runs, names = found.tally["run_id"].nunique(), ", ".join(sorted(found.tally["benchmark"].unique()))
    return say("{count:,} run on {names}" if runs == 1 else "{count:,} runs on {names}", count=runs, names=names)
