"""Export: the corrected outcomes of the chosen runs in a file of the chosen format."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, count
from pathlib import Path

from review_app.domain import Selection
from review_app.errors import ExportError, NotFound
from review_app.exporters import EXPORTERS
from review_app.store import Store, outcomes
from review_app.store.database import now


def export(
    store: Store, format: str, folder: Path, *, chosen: Selection | None = None, output: Path | None = None
) -> list[Path]:
    """Write the files and return their paths; the first holds one row a response.

    Without `output` the name tells the moment. Raises ExportError for an unknown format, nothing to export, or a
    place that cannot be written.
    """
    exporter = EXPORTERS.get(format)
    if exporter is None:
        raise ExportError(
            "{format}: no such export format; there are {known}", format=format, known=", ".join(EXPORTERS)
        )
    frame = outcomes.frame(store, chosen)
    if frame.empty:
        raise ExportError(
            "{place}: holds no such response to export; import result files or widen the filters", place=store.path
        )
    return exporter.write(frame, output or new_file(folder, format))


def new_file(folder: Path, format: str, subject: str = "corrected_scores") -> Path:
    """`corrected_scores_20261121_093000.csv` in the folder, which is made where it is missing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError(
            "{folder}: cannot be made ({reason}); name a file with --output", folder=folder, reason=error.strerror
        ) from error
    stem = f"{subject}_{now():%Y%m%d_%H%M%S}"
    names = chain([stem], (f"{stem}_{number}" for number in count(2)))
    return next(path for name in names if not (path := folder / f"{name}.{format}").exists())


def runs_named(store: Store, names: Sequence[str]) -> Selection:
    """The runs with these ids or model names, all of them for no name. Raises NotFound for an unknown name."""
    known = outcomes.runs(store)
    chosen = {row["run_id"]: None for name in names for row in known if name in (row["run_id"], row["model"])}
    missing = [name for name in names if not any(name in (row["run_id"], row["model"]) for row in known)]
    if missing:
        there = ", ".join(sorted({f"{row['model']} ({row['run_id']})" for row in known})) or "none"
        raise NotFound(f"{missing[0]}: no such run or model in {store.path}; there are: {there}")
    return Selection(runs=tuple(chosen))
