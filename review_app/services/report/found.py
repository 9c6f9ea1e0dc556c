"""Found: everything that a report tells, read from the store as of one moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from review_app import __version__
from review_app.domain import Selection
from review_app.errors import ExportError
from review_app.exporters.material import Options
from review_app.metrics.agreement import Agreement, agreement
from review_app.metrics.insight import Insight
from review_app.metrics.rectified import Rectified
from review_app.metrics.score import score
from review_app.services.export import NOTHING_SAID, rests_on, told
from review_app.services.insight import insight
from review_app.services.material import StoreMaterial
from review_app.services.published import Against, against
from review_app.services.rectified import estimate
from review_app.store import Store, opinions, outcomes, overridden, provenance
from review_app.store.exports import Chosen
from review_app.store.overridden import Overridden

if TYPE_CHECKING:
    import pandas as pd

# As many overridden cases are listed; the export has all.
MOST_CASES = 500


@dataclass(frozen=True, slots=True)
class Found:
    """The counts (`insight`), the row of `score` over all of them, what audits and people say, the overridden cases,
    the runs beside published scores, and the manifest."""

    insight: Insight
    total: Mapping[Any, Any]
    rectified: Rectified | None
    agreement: Agreement
    overridden: Overridden
    against: Sequence[Against]
    manifest: Mapping[str, Any]

    @property
    def tally(self) -> pd.DataFrame:
        """The problems that are alike."""
        return self.insight.tally

    @property
    def moment(self) -> datetime:
        """When the last thing was said that counts."""
        moment: datetime = self.manifest["moment"]
        return moment

    @property
    def judged(self) -> bool:
        """Whether the tool judged any of the responses."""
        return bool(self.total["tool_n"])

    @property
    def amended(self) -> bool:
        """Whether a corrected reference changes any outcome."""
        cells = self.insight.cells
        return bool((cells["amended_outcome"] != cells["outcome"]).any())


def found(store: Store, selection: Selection, moment: datetime | None = None) -> Found:
    """What is known of a selection as of a moment; without one as of the last thing that was said, so that all figures
    tell of the same state while people go on. Raises ExportError where there is no response."""
    moment = moment or provenance.latest(store) or NOTHING_SAID
    counted = insight(store, selection, moment)
    if counted.tally.empty:
        raise ExportError(
            "{place}: holds no such response to report on; import result files or widen the filters", place=store.path
        )
    return Found(
        insight=counted,
        total=score(counted.tally).iloc[0].to_dict(),
        rectified=estimate(store, selection, moment),
        agreement=agreement(opinions.opinions(store, selection, moment)),
        overridden=overridden.overridden(store, selection, moment, MOST_CASES),
        against=against(store, selection, moment),
        manifest=manifest(store, selection, moment),
    )


def manifest(store: Store, selection: Selection, moment: datetime) -> dict[str, Any]:
    """What the report was made of, in the words of an export's manifest."""
    material = StoreMaterial(store, Chosen(*outcomes.condition(selection), moment), Options(), moment)
    about = {"review_app": __version__, "format": "report", "moment": moment, "selection": told(selection)}
    return about | rests_on(material)
